"""ML114: FROM or ``--from`` names a stage that is not there."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.build import references
from dflint.build.build import Build
from dflint.build.images import BaseImage
from dflint.build.references import StageReference
from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.knowledge.official_images import OFFICIAL_IMAGES
from dflint.rules.rule import BuildRule, unsafe

_STAGE_WORDS = frozenset(
    "app base build builder compile compiler dependencies deps dev development download downloader final install "
    "model models prod production release runner runtime stage test train training".split()
)
"""Names that people give to stages, and nobody to an image that is pulled."""

_REASONS = {
    references.ITSELF: "`{name}` is this stage itself",
    references.LATER_STAGE: "the stage `{name}` comes later in the file",
    references.NO_SUCH_NUMBER: "there is no stage number {name}",
    references.VARIABLE: "variables are not expanded here",
    references.WRONG_CASE: "FROM finds a stage only by its lower-case name, and the name of an image has no capitals",
}


class FromUnknownStage(BuildRule):
    """`FROM` or `--from` names a stage that does not exist.

    What is no stage of the file is taken for an image: Docker then tries to pull `docker.io/library/builder`, and the
    build fails with "pull access denied" or, worse, uses somebody else's image. Declare the stage above the place that
    uses it, or write its name as it is declared.
    """

    code = "ML114"
    name = "from-unknown-stage"
    severity = Severity.ERROR
    fixes = Applicability.UNSAFE
    sources = (
        "https://docs.docker.com/build/building/multi-stage/",
        "https://docs.docker.com/reference/dockerfile/#from",
        "https://github.com/docker-library/official-images/tree/master/library",
    )

    bad = {
        "requirements.txt": "fastapi==0.115.6\n",
        "Dockerfile": """
            FROM python:3.12-slim AS builder
            COPY requirements.txt .
            RUN pip install --no-cache-dir --prefix=/install -r requirements.txt

            FROM python:3.12-slim
            COPY --from=bulider /install /usr/local
        """,
    }
    good = {
        "requirements.txt": "fastapi==0.115.6\n",
        "Dockerfile": """
            FROM python:3.12-slim AS builder
            COPY requirements.txt .
            RUN pip install --no-cache-dir --prefix=/install -r requirements.txt

            FROM python:3.12-slim
            COPY --from=builder /install /usr/local
        """,
    }

    def check(self, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a reference that leads nowhere."""
        for reference in build.graph.references:
            if reference.problem:
                yield self._broken(reference)
            elif isinstance(reference.origin, BaseImage) and reference.text is not None:
                yield from self._unknown(reference, reference.text, build)

    def _broken(self, reference: StageReference) -> Diagnostic:
        source = reference.stage.dockerfile.source
        reason = _REASONS[reference.problem].format(name=reference.text or "")
        related = []
        if reference.meant is not None and reference.meant is not reference.stage:
            name = reference.meant.from_.name or reference.meant.from_.image
            related.append(Related(source, name.span, "the stage is declared here"))
        right = reference.text.lower() if reference.text and reference.problem == references.WRONG_CASE else None
        message = f"`{source.slice(reference.span)}` is no stage: {reason}"
        return self.found(source, reference.span, message, related=related, fix=_rename(reference, right))

    def _unknown(self, reference: StageReference, text: str, build: Build) -> Iterator[Diagnostic]:
        """A word that is neither a stage nor an official image, and that reads like the name of a stage."""
        if not text.isidentifier() and not text.replace("-", "_").isidentifier():
            return  # with a slash, a dot, a tag or a digest it is meant to be an image
        if text in OFFICIAL_IMAGES or _is_built_here(text, build):
            return
        nearest = _nearest_stage(reference, text)
        is_single = len(build.graph.stages) == 1
        if nearest is None and reference.meant is None and (text.lower() not in _STAGE_WORDS):
            return
        source = reference.stage.dockerfile.source
        related = []
        message = f"there is no stage `{text}` above; Docker would pull docker.io/library/{text}"
        if reference.meant is not None:
            name = reference.meant.from_.name or reference.meant.from_.image
            related.append(Related(source, name.span, "a stage of this name comes later"))
            message = f"the stage `{text}` comes later in the file; Docker would pull docker.io/library/{text}"
        yield self.found(
            source,
            reference.span,
            message,
            # A file of one stage may well start from an image that a script has built under a short name.
            severity=Severity.WARNING if is_single else Severity.ERROR,
            help=f"did you mean the stage `{nearest}`?" if nearest else "declare the stage above, or name an image",
            related=related,
            fix=_rename(reference, nearest),
        )


def _rename(reference: StageReference, nearest: str | None) -> Fix | None:
    if nearest is None:
        return None
    source = reference.stage.dockerfile.source
    return unsafe(f"Use the stage `{nearest}`", source.edit(reference.span, nearest))


def _is_built_here(text: str, build: Build) -> bool:
    """Whether a compose service builds an image of that name."""
    services = build.project.services if build.project is not None else ()
    return any(
        service.build is not None and (service.image_text or "").partition(":")[0] == text for service in services
    )


def _nearest_stage(reference: StageReference, text: str) -> str | None:
    """The name of a stage above that `text` may be a misspelling of, as it is written."""
    names = {
        stage.name: stage.from_.name.value
        for stage in reference.stage.graph.stages[: reference.stage.index]
        if stage.name is not None and stage.from_.name is not None
    }
    if not names or len(text) < 4:
        return None
    from difflib import get_close_matches

    near = get_close_matches(text.lower(), names, n=1, cutoff=0.8)
    return names[near[0]] if near else None
