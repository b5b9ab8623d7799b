"""DC207: an image without a version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

from dflint.diagnostics import Diagnostic, Severity
from dflint.rules.rule import Option, ServiceRule

if TYPE_CHECKING:
    from dflint.compose.service import Service
    from dflint.dockerfile.image import ImageReference
    from dflint.project.project import Project

_MOVING = frozenset({"latest", "stable", "edge", "nightly", "canary", "main", "master", "develop", "dev"})


class ComposeImageFloating(ServiceRule):
    """A service keeps the data of a database and pulls the database by a name that says no version.

    Another machine, or the next `docker compose pull`, gets whatever has been released since, and the server may not
    start on the data that lies in the volume: PostgreSQL never reads those of another major version, MySQL and MongoDB
    refuse to skip one. Name the version that the project runs with.

    With `all-images` the rule speaks of every image that others publish. Images of models, of vector databases and of
    their pages are DC114's; a name beside `build`, one that the project builds itself, and a tag that comes from a
    variable are left alone.
    """

    code = "DC207"
    name = "compose-image-floating"
    severity = Severity.WARNING
    aliases = ("service-image-require-explicit-tag",)
    sources = (
        "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions",
        "https://www.postgresql.org/docs/current/upgrading.html",
        "https://dev.mysql.com/doc/refman/9.0/en/upgrade-paths.html",
        "https://github.com/danny-avila/LibreChat/issues/4155",
    )
    options: ClassVar[Mapping[str, Option]] = {
        "all-images": Option(False, "Speak of every image that names no version, not of databases alone."),
    }

    bad = {
        "compose.yaml": """
            services:
              db:
                image: postgres
                volumes:
                  - pgdata:/var/lib/postgresql
            volumes:
              pgdata:
        """,
    }
    good = {
        "compose.yaml": """
            services:
              db:
                image: postgres:18.1
                volumes:
                  - pgdata:/var/lib/postgresql
            volumes:
              pgdata:
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding if the image is pulled and names no version."""
        node = service.image
        if node is None or service.build is not None or "@" in node.text:
            return
        tag = node.text.rpartition("/")[2].partition(":")[2]
        if tag and tag not in _MOVING:
            return
        from dflint.project.pulled_images import pulled_image

        image = pulled_image(service, project)
        if image is None or _is_of_machine_learning(image):
            return
        title = _database(service, image)
        if not title and not self.option("all-images"):
            return
        consequence = (
            f"a later {title} may not start on the data that this one leaves in the volume"
            if title
            else "what runs depends on when it was pulled"
        )
        yield self.found(
            node.source,
            node.place,
            f"`{node.text}` names no version: {consequence}",
            severity=Severity.WARNING if title else Severity.INFO,
            help="name the version that the project runs with",
        )


def _is_of_machine_learning(image: ImageReference) -> bool:
    """Whether the image is one that DC114 speaks of."""
    from dflint.knowledge.moving_tags import MOVING_TAGS
    from dflint.knowledge.service_images import service_image
    from dflint.knowledge.services import ML_UI, MODEL_SERVER, SERVICES, VECTOR_DATABASE

    if image.familiar in MOVING_TAGS:
        return True
    known = service_image(image)
    if known is None:
        return False
    row = SERVICES.get(known.family)
    return row is None or row.kind in (MODEL_SERVER, ML_UI, VECTOR_DATABASE)


# Servers that refuse the files of an older major version, or of one before the last.
_BOUND_TO_FILES = frozenset({"postgres", "postgis", "mysql", "mongo"})


def _database(service: Service, image: ImageReference) -> str:
    """The database that keeps data of one major version in a volume; "" if it is another program, or keeps none."""
    from dflint.knowledge.service_images import service_image
    from dflint.knowledge.services import SERVICES

    known = service_image(image)
    if known is None or known.family not in _BOUND_TO_FILES:
        return ""
    server = SERVICES[known.family]
    kept = [(volume.target or "").rstrip("/") for volume in service.volumes if volume.source]
    places = [storage.path for storage in server.storage]
    return server.title if any(_meet(target, place) for target in kept for place in places) else ""


def _meet(target: str, place: str) -> bool:
    """Whether what is mounted at `target` holds the folder `place`, or a part of it."""
    return (bool(target) and f"{place}/".startswith(f"{target}/")) or f"{target}/".startswith(f"{place}/")
