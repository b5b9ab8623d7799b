"""Which services does a service wait for, until when, and can that be told of them?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from dflint.compose.values import is_true, text_of
from dflint.dockerfile.instructions import Healthcheck
from dflint.knowledge.official_images import OFFICIAL_IMAGES
from dflint.knowledge.service_images import service_image

if TYPE_CHECKING:
    from dflint.build.images import BaseImage
    from dflint.build.stages import Stage
    from dflint.compose.nodes import Node
    from dflint.compose.service import Service
    from dflint.project.project import Project

STARTED = "service_started"
HEALTHY = "service_healthy"

# Images besides the official ones and those of `service_images` whose Dockerfiles have no HEALTHCHECK, looked up on
# 2026-11-27: https://gitlab.com/nvidia/container-images/cuda/-/tree/master/dist
_WITHOUT_CHECK = frozenset({"nvidia/cuda", "nvcr.io/nvidia/cuda", "scratch"})


class Dependency(NamedTuple):
    """One service that another waits for.

    `node` is the item of the list, or the value with the condition. `condition` is "service_started" where none is
    given and None where it is not known. `target` is the service, None where it is not in the file.
    """

    name: str
    node: Node
    condition: str | None
    is_required: bool
    target: Service | None


def dependencies_of(service: Service, project: Project) -> Iterator[Dependency]:
    """The services that `service` waits for by ``depends_on``."""
    file = project.file(service.source.path).compose
    for name, node in service.depends_on.items():
        given = node.get("condition")
        condition = STARTED if given is None or given.is_null else text_of(given, service.variables)
        required = node.get("required")
        is_required = required is None or is_true(required, service.variables) is True
        target = file.service(name) if file is not None else None
        yield Dependency(name, node, condition, is_required, target)


def is_given_address_of(service: Service, name: str) -> bool:
    """Whether a variable of `service` holds the address (``postgresql://user@name/…``) of the service called `name`."""
    host = re.compile(rf"://(?:[^/@\s]*@)?{re.escape(name)}(?![\w.-])")
    return any(one.value is not None and host.search(one.value) for one in service.environment.values())


class Health(NamedTuple):
    """Whether a container has a health check: `exists` is None where that is not known. `place` is what says so."""

    exists: bool | None
    stage: Stage | None = None
    """The stage that becomes the image, where the Dockerfile says so."""


def health_of(service: Service, project: Project) -> Health:
    """Whether the container of `service` has a health check, of its own or of its image."""
    from dflint.project.alternatives import same_services

    healthcheck = service.healthcheck
    if healthcheck is not None and healthcheck.is_disabled:
        return Health(False)
    if healthcheck is not None and healthcheck.test is not None:
        return Health(None if healthcheck.kind is None else True)
    if service.is_extended or any(other.get("healthcheck") is not None for other in same_services(service, project)):
        return Health(None)
    if service.build is not None:
        build = project.build_of(service)
        return Health(None) if build is None or build.final is None else _health_of_stage(build.final)
    text = service.image_text
    if text is None:
        return Health(None)
    from dflint.build.images import BaseImage

    return Health(_has_check(BaseImage(text)))


def _health_of_stage(stage: Stage) -> Health:
    instruction = stage.last(Healthcheck)
    if instruction is not None:
        return Health(instruction.kind == "CMD", stage)
    return Health(_has_check(stage.root), stage)


def _has_check(image: BaseImage) -> bool | None:
    """Whether an image that is pulled has a HEALTHCHECK; None if that is not known."""
    if image.is_scratch:
        return False
    reference = image.reference
    if reference is None:
        return None
    known = service_image(reference)
    if known is not None:
        return known.has_healthcheck
    name = reference.familiar
    # https://github.com/docker-library/faq#healthcheck: official images have none.
    return False if name in _WITHOUT_CHECK or name in OFFICIAL_IMAGES else None
