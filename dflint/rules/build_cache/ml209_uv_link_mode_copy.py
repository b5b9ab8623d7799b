"""ML209: uv cannot link files from a cache mount."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.rules.rule import StageRule, safe


class UvLinkModeCopy(StageRule):
    """uv is left to try links out of a cache mount.

    uv puts packages into place by cloning or linking the files of its cache. A cache mount is another file system than
    the image, so that cannot be done: uv warns, and copies. `UV_LINK_MODE=copy` says so from the start.
    """

    code = "ML209"
    name = "uv-link-mode-copy"
    severity = Severity.INFO
    fixes = Applicability.SAFE
    mentions = ("cache",)
    sources = (
        "https://docs.astral.sh/uv/guides/integration/docker/#caching",
        "https://docs.astral.sh/uv/reference/settings/#link-mode",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            COPY --from=ghcr.io/astral-sh/uv:0.9 /uv /bin/
            RUN --mount=type=cache,target=/root/.cache/uv uv pip install --system torch==2.8.0
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            COPY --from=ghcr.io/astral-sh/uv:0.9 /uv /bin/
            ENV UV_LINK_MODE=copy
            RUN --mount=type=cache,target=/root/.cache/uv uv pip install --system torch==2.8.0
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding for the first installation of the stage that is so."""
        if not any(run.cache_mounts and not run.is_trigger for run in stage.runs):
            return
        from dflint.build.downloads import fetches
        from dflint.build.tool_cache import cache_uses
        from dflint.dockerfile.placement import line_before
        from dflint.shell.command_edits import word_of, words_through

        for use in cache_uses(stage, frozenset({"uv"})):
            if use.run.is_trigger or use.cache_mount is None or use.is_off is not False or fetches(use.step) is False:
                continue
            # None where neither an option nor a variable says it, but also where the variable is not known.
            if use.link_mode is not None or use.lookup("UV_LINK_MODE") is not None:
                continue
            word = word_of(use.command, use.step.install.subcommand.rpartition(" ")[2])
            edit = line_before(stage.dockerfile, use.run.run, "ENV UV_LINK_MODE=copy")
            yield self.found(
                use.run.run.source,
                use.command.span if word is None else words_through(use.command, word),
                f"uv cannot link files from the cache mount at `{use.cache_mount.target}`: it warns, and copies them",
                help="set `ENV UV_LINK_MODE=copy`",
                fix=safe("Set UV_LINK_MODE", edit),
            )
            return
