"""ML210: uv leaves compiling to the start of the program."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.rules.rule import StageRule, safe


class UvCompileBytecode(StageRule):
    """uv installs packages without compiling them to byte code.

    pip compiles what it installs, uv does so only when it is told to. Else each container compiles what it imports when
    it starts, again and again, since what it writes is lost with it; a server with a large framework starts seconds
    later for it. Compiling makes the image larger, so this is a matter of taste.
    """

    code = "ML210"
    name = "uv-compile-bytecode"
    severity = Severity.INFO
    fixes = Applicability.SAFE
    on = False
    mentions = ("uv",)
    sources = (
        "https://docs.astral.sh/uv/guides/integration/docker/#compiling-bytecode",
        "https://docs.astral.sh/uv/reference/settings/#compile-bytecode",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            COPY --from=ghcr.io/astral-sh/uv:0.9 /uv /bin/
            RUN uv pip install --system --no-cache fastapi==0.115.6
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            COPY --from=ghcr.io/astral-sh/uv:0.9 /uv /bin/
            ENV UV_COMPILE_BYTECODE=1
            RUN uv pip install --system --no-cache fastapi==0.115.6
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding for the first installation of the stage that is so."""
        from dflint.build.downloads import fetches
        from dflint.build.tool_cache import cache_uses
        from dflint.dockerfile.placement import line_before
        from dflint.shell.command_edits import word_of, words_through

        for use in cache_uses(stage, frozenset({"uv"})):
            install = use.step.install
            if use.run.is_trigger or install.tool == "uv tool" or fetches(use.step) is not True:
                continue
            if install.has("--compile-bytecode", "--compile") or use.lookup("UV_COMPILE_BYTECODE") is not None:
                continue
            word = word_of(use.command, install.subcommand.rpartition(" ")[2])
            edit = line_before(stage.dockerfile, use.run.run, "ENV UV_COMPILE_BYTECODE=1")
            yield self.found(
                use.run.run.source,
                use.command.span if word is None else words_through(use.command, word),
                "uv does not compile these packages: each container does it when it starts",
                help="set `ENV UV_COMPILE_BYTECODE=1`",
                fix=safe("Set UV_COMPILE_BYTECODE", edit),
            )
            return
