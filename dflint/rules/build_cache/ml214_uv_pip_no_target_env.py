"""ML214: ``uv pip install`` where there is no virtual environment."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.build.build import Build
from dflint.build.steps import InstallStep
from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.rules.rule import InstallRule, safe


class UvPipNoTargetEnv(InstallRule):
    """`uv pip install` finds no virtual environment, and refuses to install into the system's Python.

    Unlike pip, uv installs into a virtual environment: the active one, or `.venv` in the working directory or above.
    Without one it ends with "No virtual environment found", and the build fails. In an image `--system`, or
    `ENV UV_SYSTEM_PYTHON=1`, installs into the Python that is found in PATH.
    """

    code = "ML214"
    name = "uv-pip-no-target-env"
    severity = Severity.ERROR
    fixes = Applicability.SAFE
    mentions = ("uv",)
    sources = (
        "https://docs.astral.sh/uv/pip/environments/#using-arbitrary-python-environments",
        "https://docs.astral.sh/uv/guides/integration/docker/#using-the-pip-interface",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            COPY --from=ghcr.io/astral-sh/uv:0.9.2 /uv /bin/
            RUN uv pip install --no-cache torch==2.8.0
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            COPY --from=ghcr.io/astral-sh/uv:0.9.2 /uv /bin/
            RUN uv pip install --system --no-cache torch==2.8.0
        """,
    }

    def check(self, install: InstallStep, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding an installation that has nowhere to go."""
        if install.install.tool != "uv pip" or install.step.is_trigger:
            return
        from dflint.build.uv_environment import certainly_has_none

        if not certainly_has_none(install):
            return
        from dflint.build.commands import has_command_before

        # Where nothing says how uv got there, what brought it may have made an environment too.
        if has_command_before(install.step, install.command, "uv") is not True:
            return
        from dflint.shell.command_edits import add_after, word_of, words_through

        command = install.command
        word = word_of(command, install.install.subcommand)
        is_plain = word is not None and not (install.run.is_exec and command.enclosing is None)
        yield self.found(
            install.run.source,
            command.span if word is None else words_through(command, word),
            "there is no virtual environment here, so `uv pip` ends with an error",
            help="add `--system`, or set `ENV UV_SYSTEM_PYTHON=1`",
            fix=safe("Add `--system`", add_after(word, "--system")) if is_plain and word is not None else None,
        )
