"""Does the program that a health check asks take its time before it can answer?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.diagnostics import Related

if TYPE_CHECKING:
    from dflint.build.images import BaseImage
    from dflint.build.model_loading import SlowStart
    from dflint.build.stages import Stage
    from dflint.compose.service import Service
    from dflint.project.health_checks import HealthCheck

_ENOUGH = 120
"""Seconds of failures that give a model server time enough without a start period."""


def failures_of(check: HealthCheck) -> str | None:
    """What makes the container of `check` unhealthy, and how soon: a sentence that ends in "make" or "makes".

    None where that takes long enough for most servers of models, or is not known.
    """
    interval, retries = check.interval, check.retries
    if interval is None or retries is None or interval * retries >= _ENOUGH:
        return None
    allowed = interval * retries
    if retries > 1:
        return f"{retries} failures in a row, after {allowed:g} s, make"
    return f"one failure, after {allowed:g} s, makes"


def slow_start_of(check: HealthCheck) -> SlowStart | None:
    """What certainly is loaded when the container starts; None if that is not known."""
    if check.stage is None:
        return None if check.service is None else _slow_image(check.root, check.service)
    return _slow_stage(check, check.stage)


def _slow_stage(check: HealthCheck, stage: Stage) -> SlowStart | None:
    from dflint.build.container_run import ContainerRun
    from dflint.build.model_loading import SlowStart, slow_start

    reference = stage.root.reference
    if reference is not None and _loads_model(stage.root):
        place = Related(stage.dockerfile.source, stage.chain[-1].from_.image.span, "it is in the base image")
        return SlowStart(reference.familiar, place)
    if check.build is None:
        return None
    return slow_start(ContainerRun(stage, check.service, check.build))


def _slow_image(image: BaseImage, service: Service) -> SlowStart | None:
    """The server of the image that `service` pulls, if it certainly is what is run."""
    from dflint.build.model_loading import SlowStart
    from dflint.knowledge.model_servers import MODEL_SERVERS
    from dflint.project.containers import Container

    reference = image.reference
    node = service.image
    if reference is None or node is None or not _loads_model(image):
        return None
    container = Container(service, reference, None)
    is_known = container.image is not None and container.image.family in MODEL_SERVERS
    is_replaced = service.command is not None or service.entrypoint is not None
    if container.server is None and (is_known or is_replaced):
        return None
    return SlowStart(reference.familiar, Related(node.source, node.place, "this image is run"))


def _loads_model(image: BaseImage) -> bool:
    """Whether programs in `image` answer only when they have loaded a model; False also where that is not known."""
    from dflint.knowledge.service_images import service_image
    from dflint.knowledge.slow_starters import MODEL_IMAGES

    reference = image.reference
    if reference is None:
        return False
    known = service_image(reference)
    return reference.familiar in MODEL_IMAGES or (known is not None and known.loads_model_at_start is True)
