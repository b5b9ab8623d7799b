"""ML406: a weight file that is copied is a pointer of git LFS."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Diagnostic, Severity
from dflint.rules.rule import StageRule
from dflint.sizes import size_text

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.lfs_pointers import CopiedPointers, UnfetchedClone
    from dflint.build.stages import Stage


class LfsPointerInContext(StageRule):
    """The image gets pointers of git LFS in place of weights.

    Where git LFS has not fetched a file, a text of three lines stands in its place. It is copied without complaint, and
    the program fails when it loads its model. Fetch the files before building (`git lfs pull`; `lfs: true` of
    `actions/checkout`).

    The same happens in a RUN that clones a repository of Hugging Face with a git that has no LFS.
    """

    code = "ML406"
    name = "lfs-pointer-in-context"
    severity = Severity.ERROR
    sources = (
        "https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md",
        "https://github.com/actions/checkout#usage",
        "https://huggingface.co/docs/hub/repositories-getting-started",
    )

    bad = {
        "model.safetensors": "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22e"
        "adbb8f32b1258daaa5e2ca24d17e2393\nsize 437971872\n",
        "Dockerfile": """
            FROM python:3.12-slim
            COPY model.safetensors /models/
            CMD ["python", "-m", "serve"]
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            COPY model.safetensors /models/
            CMD ["python", "-m", "serve"]
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding for each source that brings pointers, and for each clone that gets them."""
        if not stage.layers:
            return
        from dflint.build.lfs_pointers import copied_pointers, unfetched_clones

        for copied in copied_pointers(stage, build):
            yield self._copied(copied)
        for clone in unfetched_clones(stage):
            yield self._cloned(clone)

    def _copied(self, copied: CopiedPointers) -> Diagnostic:
        instruction = copied.step.instruction
        first = copied.files[0]
        more = f" and {len(copied.files) - 1} more" if len(copied.files) > 1 else ""
        verb = "are pointers" if more else "is a pointer"
        return self.found(
            instruction.source,
            copied.word.span,
            f"`{first.path}`{more} {verb} of git LFS here, not the {size_text(first.byte_count)} of the file",
            # Where the files are fetched before building, but not here, nothing is wrong.
            severity=Severity.WARNING,
            help="run `git lfs pull` before the image is built",
        )

    def _cloned(self, clone: UnfetchedClone) -> Diagnostic:
        return self.found(
            clone.source,
            clone.span,
            f"git LFS is not installed here, so that the clone of `{clone.name}` has pointers in place of weights",
            help="install `git-lfs`, or use `hf download`",
        )
