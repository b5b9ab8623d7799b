"""ML204: a model is downloaded below ``COPY . .``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.rules.rule import StageRule, unsafe

if TYPE_CHECKING:
    from dflint.build.repeated_downloads import RepeatedDownload


class DownloadAfterSourceCopy(StageRule):
    """A model or a dataset is downloaded below a copy of the source.

    A layer is built again when a file that an earlier instruction copies has changed. Below `COPY . .` every edit of
    the source downloads the model again. Download it first; where a script of the project does it, copy that script
    alone before.
    """

    code = "ML204"
    name = "download-after-source-copy"
    severity = Severity.WARNING
    fixes = Applicability.UNSAFE
    mentions = ("copy", "add")
    sources = (
        "https://docs.docker.com/build/cache/optimize/#order-your-layers",
        "https://docs.docker.com/build/cache/invalidation/",
    )

    bad = {
        "app.py": "import transformers\n",
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir huggingface_hub==0.35.0
            COPY . /app
            RUN hf download sentence-transformers/all-MiniLM-L6-v2 --local-dir /models/minilm
            CMD ["python", "/app/app.py"]
        """,
    }
    good = {
        "app.py": "import transformers\n",
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir huggingface_hub==0.35.0
            RUN hf download sentence-transformers/all-MiniLM-L6-v2 --local-dir /models/minilm
            COPY . /app
            CMD ["python", "/app/app.py"]
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a RUN."""
        if not any(copy.is_from_context for copy in stage.copies):
            return
        from dflint.build.repeated_downloads import repeated_downloads

        for repeated in repeated_downloads(stage):
            if _gets_into_image(repeated, stage, build):
                yield self._finding(repeated)

    def _finding(self, repeated: RepeatedDownload) -> Diagnostic:
        download, copy = repeated.download, repeated.source.step.instruction
        name = f"`{download.name}`" if download.name else f"the {download.kind}"
        return self.found(
            download.source,
            download.span,
            f"{name} is downloaded again whenever the source changes that line {copy.start_row} copies",
            help=_help(repeated),
            related=[Related(copy.source, repeated.source.word.span, "the source is copied here")],
            fix=_fix(repeated),
        )


def _gets_into_image(repeated: RepeatedDownload, stage: Stage, build: Build) -> bool:
    """Whether the stage, or what it downloads, becomes a part of an image."""
    from dflint.build.shipping import copy_into_image, ships

    if ships(stage, build):
        return True
    directory = repeated.download.directory
    return directory is not None and copy_into_image(stage, directory, build) is not None


def _help(repeated: RepeatedDownload) -> str:
    from dflint.build.steps import is_within

    if repeated.script is None:
        help = "download it above the COPY"
    else:
        help = f"copy `{repeated.script}` alone first, download, and then copy the rest"
    directory, destination = repeated.download.directory, repeated.source.step.destination
    if directory is None or destination is None or directory == repeated.step.state.workdir:
        return help
    # What the COPY has made so far is not there any more.
    return f"{help}; make the folder that it goes to first" if is_within(directory, destination) else help


def _fix(repeated: RepeatedDownload) -> Fix | None:
    """Move the COPY below the download, where they follow each other."""
    from dflint.build.deferred_copies import stands_right_above
    from dflint.dockerfile.reordering import moved_below

    copy, run = repeated.source.step, repeated.step
    if repeated.script is not None or not stands_right_above(copy, run):
        return None
    edits = moved_below(copy.stage.dockerfile, copy.instruction, run.run, (), run.run)
    return unsafe("Copy the source after the download", *edits)
