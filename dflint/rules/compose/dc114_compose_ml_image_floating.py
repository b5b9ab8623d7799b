"""DC114: a service runs an inference server or a vector database by a tag that moves with every release."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Diagnostic, Severity
from dflint.dockerfile.image import ImageReference
from dflint.rules.rule import ServiceRule

if TYPE_CHECKING:
    from dflint.compose.service import Service
    from dflint.project.project import Project


class ComposeMlImageFloating(ServiceRule):
    """The image of an inference server, a vector database or a page for models is named by a tag that moves.

    The next `docker compose pull`, or another machine, gets another release: one whose server has other options, whose
    database keeps its data elsewhere or cannot read those that are there, or whose CUDA the driver of the machine does
    not support. Name the version that the project was tested with.

    Images that the file builds itself are left alone, whatever they are called. Where a variable gives the tag and
    only its default moves, this is a note.
    """

    code = "DC114"
    name = "compose-ml-image-floating"
    severity = Severity.WARNING
    aliases = ("service-image-require-explicit-tag",)
    sources = (
        "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions",
        "https://docs.trychroma.com/docs/overview/migration",
    )

    bad = {
        "compose.yaml": """
            services:
              vectordb:
                image: qdrant/qdrant
                volumes:
                  - qdrant_data:/qdrant/storage
            volumes:
              qdrant_data:
        """,
    }
    good = {
        "compose.yaml": """
            services:
              vectordb:
                image: qdrant/qdrant:v1.15.4
                volumes:
                  - qdrant_data:/qdrant/storage
            volumes:
              qdrant_data:
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding if the image that is pulled is named by a tag that moves."""
        node, text = service.image, service.image_text
        if node is None or text is None or service.get("build") is not None or _is_made_here(service, text, project):
            return
        reference = ImageReference.parse(text)
        if reference is None or reference.digest is not None:
            return
        from dflint.knowledge.moving_tags import MOVING_TAGS

        moving = MOVING_TAGS.get(reference.familiar)
        if moving is None or not moving.has(reference.tag or "latest"):
            return
        name = f"{reference.familiar}:{reference.tag or 'latest'}"
        verb = "change" if " and " in moving.what else "changes"
        yield self.found(
            node.source,
            node.place,
            f"`{name}` names no version: {moving.what} {verb} with every release",
            severity=Severity.INFO if "$" in node.text else Severity.WARNING,
            help="name the version that the project was tested with, or a digest",
        )


def _is_made_here(service: Service, text: str, project: Project) -> bool:
    """Whether a service of the file builds an image of that name, or this one is never pulled."""
    if service.text("pull_policy") in ("never", "build"):
        return True
    file = project.file(service.source.path).compose
    return file is not None and text in file.built_image_texts
