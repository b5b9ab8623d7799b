"""ML404: ``hf download org/model`` without ``--revision``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Diagnostic, Related, Severity
from dflint.rules.rule import StageRule

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.model_downloads import ModelDownload
    from dflint.build.stages import Stage


class ModelDownloadUnpinnedRevision(StageRule):
    """A model or dataset is downloaded without saying which revision of it.

    A repository of the Hugging Face Hub is a git repository, and without a revision its `main` branch is taken as it is
    that day. Two builds of one Dockerfile can hold different weights, and code that comes with a model
    (`trust_remote_code`) can be another one tomorrow. Name a commit: `--revision <commit>`, `revision="<commit>"`.

    Where an argument of the build or a variable says which model it is, no commit can be named that fits all its
    values, and the program that reads the variable later asks for the same: the rule is silent. So it is where the
    release that is installed cannot be told a revision, as sentence-transformers before 2.3.

    Weights that are fetched by a URL without a version in it, and whose checksum nobody compares, are a remark.
    """

    code = "ML404"
    name = "model-download-unpinned-revision"
    severity = Severity.WARNING
    mentions = (
        "download",
        "pretrained",
        "transformer",
        "pipeline",
        "model",
        "hub",
        "http",
        "load_dataset",
        "s3:",
        "gs:",
    )
    sources = (
        "https://huggingface.co/docs/huggingface_hub/guides/download#from-specific-version",
        "https://huggingface.co/docs/transformers/main_classes/model#transformers.PreTrainedModel.from_pretrained",
        "https://docs.pytorch.org/docs/stable/hub.html#torch.hub.load",
        "https://docs.docker.com/reference/dockerfile/#add---checksum",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir huggingface_hub==0.36.0
            RUN hf download BAAI/bge-small-en-v1.5
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir huggingface_hub==0.36.0
            RUN hf download BAAI/bge-small-en-v1.5 --revision 5c38ec7c405ec4b44b94cc5a9bb96e735b38267a
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding for each repository or file of a step."""
        if not stage.layers:
            return

        seen: set[tuple[int, str | None]] = set()
        for download in stage.downloads:
            key = (download.step.position, download.name)
            if key in seen or download.step.is_trigger or download.is_chosen:
                continue
            if download.is_pinned is False or _is_unchecked(download):
                seen.add(key)
                yield self._finding(download)

    def _finding(self, download: ModelDownload) -> Diagnostic:
        related = [] if download.script is None else [Related(*download.script, "the script downloads it here")]
        return self.found(
            download.source,
            download.span,
            _message(download),
            severity=None if download.is_pinned is False else Severity.INFO,
            help=_help(download),
            related=related,
        )


def _is_unchecked(download: ModelDownload) -> bool:
    """Whether a file is fetched by a URL that names no version, and is not compared with anything."""
    return (
        download.is_url
        and download.is_pinned is None
        and not download.has_version
        and not download.is_checked
        and "$" not in (download.name or "")
    )


def _message(download: ModelDownload) -> str:
    name = f"`{download.name}`" if download.name else "what is downloaded here"
    if download.branch:
        return f"{name} is downloaded from the branch `{download.branch}`, which changes without notice"
    if download.is_pinned is False:
        return f"{name} is downloaded without a revision, so that each build takes what is newest that day"
    return f"{name} is downloaded from a URL without a version, and no checksum is compared"


def _help(download: ModelDownload) -> str:
    command = download.command.name if download.command is not None and download.script is None else None
    if download.is_pinned is not False:
        flag = "`ADD --checksum=sha256:…`" if download.command is None else "`sha256sum -c` in the same RUN"
        return f"compare its checksum: {flag}"
    if download.is_url:
        return "put a commit in place of the branch"
    if command in ("hf", "huggingface-cli"):
        return "add `--revision` with a commit of the repository"
    if command == "git":
        return "check out a commit in the same RUN"
    return 'name a commit: `revision="…"`' if download.is_hub else "put `:` and a tag or commit behind the repository"
