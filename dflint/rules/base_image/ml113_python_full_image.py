"""ML113: ``FROM python:3.12`` where ``python:3.12-slim`` would do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.shipping import ships
from dflint.build.stages import Stage
from dflint.cost import estimated
from dflint.diagnostics import Applicability, Diagnostic, Fix, Severity
from dflint.knowledge.image_sizes import IMAGE_SIZES
from dflint.lazy_pattern import lazy_pattern
from dflint.rules.rule import StageRule, unsafe
from dflint.sizes import size_text

if TYPE_CHECKING:
    from dflint.dockerfile.image import ImageReference

_FOR_WORK = lazy_pattern(r"(?:^|[/\\._-])(?:dev|devel|development|devcontainer|ci)(?:[/\\._-]|$)", re.IGNORECASE)
_AMD64 = "linux/amd64"


class PythonFullImage(StageRule):
    """The image is built on the full image of Python although the slim one has all that it needs.

    `python:3.12` holds compilers, version control, curl and the headers of many libraries. When all packages come as
    wheels, nothing of that is used: it only makes the image larger, and gives more to patch. Build on the slim variant.
    """

    code = "ML113"
    name = "python-full-image"
    severity = Severity.WARNING
    fixes = Applicability.UNSAFE
    sources = (
        "https://hub.docker.com/_/python#image-variants",
        "https://github.com/docker-library/python/blob/master/3.12/slim-trixie/Dockerfile",
        "https://github.com/docker-library/repo-info/blob/master/repos/python/local/3.12.md",
    )

    bad = {
        "requirements.txt": "fastapi==0.115.6\nuvicorn==0.34.0\n",
        "Dockerfile": """
            FROM python:3.12
            WORKDIR /app
            COPY requirements.txt .
            RUN pip install --no-cache-dir -r requirements.txt
            COPY . .
            CMD ["uvicorn", "app:app", "--host", "0.0.0.0"]
        """,
    }
    good = {
        "requirements.txt": "fastapi==0.115.6\nuvicorn==0.34.0\n",
        "Dockerfile": """
            FROM python:3.12-slim
            WORKDIR /app
            COPY requirements.txt .
            RUN pip install --no-cache-dir -r requirements.txt
            COPY . .
            CMD ["uvicorn", "app:app", "--host", "0.0.0.0"]
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding if `stage` starts from a full image that nothing in the build needs."""
        reference, known = stage.root.reference, stage.root.known
        if stage.parent is not None or reference is None or known is None:
            return
        if known.family != "python" or known.variant != "full" or reference.digest is not None:
            return
        slim = None if reference.tag is None else _slim_tag(reference.tag)
        if slim is None or not _is_for_use(stage, build):
            return
        from dflint.build.slim_python import slim_is_enough

        image = f"{stage.root.text}".removesuffix(reference.tag or "") + slim
        services = build.project.services_of(build) if build.project is not None else ()
        python = ".".join((known.python or "").split(".")[:2])
        if slim_is_enough(stage, build, image, python, services):
            yield self._finding(stage, reference, slim)

    def _finding(self, stage: Stage, reference: ImageReference, slim: str) -> Diagnostic:
        from dflint.build.wanted_packages import packages_of_stage

        full, small = f"python:{reference.tag}", f"python:{slim}"
        sizes = ""
        cost = None
        if re.fullmatch(r"3\.12(?:\.\d+)?", reference.tag or ""):
            large, little = IMAGE_SIZES["python:3.12"].byte_count, IMAGE_SIZES["python:3.12-slim"].byte_count
            sizes = f": about {size_text(large)} against {size_text(little)} unpacked"
            cost = estimated(large - little)
        advice = "keep it if the program itself calls git, curl or a compiler"
        if "torch" in packages_of_stage(stage).names:
            advice += ", as `torch.compile` does"
        return self.found(
            stage.dockerfile.source,
            stage.from_.image.span,
            f"no command and no package of this build needs what `{full}` has besides `{small}`{sizes}",
            help=f"use `{small}`; {advice}",
            fix=_fix(stage, reference, slim),
            cost=cost,
        )


def _is_for_use(stage: Stage, build: Build) -> bool:
    """Whether the stage is part of an image that is meant to be run, and not to be worked in."""
    if not ships(stage, build) or stage.replacement is not None or stage.base_context is not None:
        return False
    platform = stage.from_.platform
    if platform is not None and platform.value != _AMD64:
        return False
    root = build.project.root if build.project is not None else ""
    return _FOR_WORK.search(build.path.removeprefix(root)) is None


def _slim_tag(tag: str) -> str | None:
    """The tag of the slim image that belongs to that of a full image; None where there is none for certain."""
    match = re.fullmatch(r"(\d+\.\d+(?:\.\d+)?)(-(?:bullseye|bookworm|trixie))?", tag)
    return None if match is None else f"{match[1]}-slim{match[2] or ''}"


def _fix(stage: Stage, reference: ImageReference, slim: str) -> Fix | None:
    word = stage.from_.image
    tag = reference.tag or ""
    if word.has_variables:
        # What stands behind the name may be the version, which then goes on before the variant.
        is_version = re.fullmatch(r"[\w./-]*python:\$(?:\w+|\{\w+\})", word.text) is not None and "-" not in tag
        content = f"{word.text}-slim" if is_version else None
    else:
        content = word.text.removesuffix(tag) + slim if word.text.endswith(f":{tag}") else None
    if content is None:
        return None
    return unsafe("Use the slim image", stage.dockerfile.source.edit(word.span, content))
