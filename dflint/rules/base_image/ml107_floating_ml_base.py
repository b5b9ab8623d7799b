"""ML107: ``FROM pytorch/pytorch:latest``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.images import BaseImage
from dflint.build.shipping import ships
from dflint.diagnostics import Severity
from dflint.rules.rule import BuildRule

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.references import StageReference
    from dflint.diagnostics import Diagnostic

_EXAMPLES = {
    "pytorch/pytorch": "2.8.0-cuda12.8-cudnn9-runtime",
    "tensorflow/tensorflow": "2.20.0-gpu",
}


class FloatingMlBase(BuildRule):
    """The image of a framework or of an inference server is named by a tag that moves with every release.

    The next build may have another major version of the framework, another CUDA that the driver of the machine does not
    support, or another Python that the pinned packages have no wheels for, without a line of the project having
    changed. Name the version that the project was tested with.
    """

    code = "ML107"
    name = "floating-ml-base"
    severity = Severity.WARNING
    aliases = ("DL3006", "DL3007")
    sources = (
        "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions",
        "https://docs.astral.sh/uv/guides/integration/docker/#installing-uv",
    )

    bad = {
        "Dockerfile": """
            FROM pytorch/pytorch:latest
            COPY train.py .
            CMD ["python", "train.py"]
        """,
    }
    good = {
        "Dockerfile": """
            FROM pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime
            COPY train.py .
            CMD ["python", "train.py"]
        """,
    }

    def check(self, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding for each image that is named by a tag that moves."""
        for reference in build.graph.references:
            if isinstance(reference.origin, BaseImage):
                yield from self._image(reference, reference.origin, build)

    def _image(self, reference: StageReference, origin: BaseImage, build: Build) -> Iterator[Diagnostic]:
        image = origin.reference
        if image is None or image.digest is not None:
            return
        from dflint.knowledge.moving_tags import MOVING_TAGS

        moving = MOVING_TAGS.get(image.familiar)
        if moving is None or not moving.has(image.tag or "latest"):
            return
        from dflint.build.missing_sources import is_left_behind

        if is_left_behind(build):
            return
        stage = reference.stage
        # A tool that is copied out of an image, or a version that the build is given, is not what the image is made of.
        is_base = reference.kind == "from" and ships(stage, build) and not stage.from_.image.has_variables
        example = _EXAMPLES.get(image.familiar)
        name = f"{image.familiar}:{image.tag or 'latest'}"
        verb = "change" if " and " in moving.what else "changes"
        yield self.found(
            stage.dockerfile.source,
            reference.span,
            f"`{name}` names no version: {moving.what} {verb} with every release",
            severity=Severity.WARNING if is_base else Severity.INFO,
            help=f"name a version, such as `{image.familiar}:{example}`" if example else "name a version or a digest",
        )
