"""ML211: ``uv sync`` may resolve anew while the image is built."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.build.build import Build
from dflint.build.steps import InstallStep
from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.rules.rule import InstallRule, unsafe


class UvSyncUnlocked(InstallRule):
    """`uv sync` is not told to keep to the lock file.

    Where `uv.lock` does not fit `pyproject.toml` any more, or is not in the image, plain `uv sync` resolves again and
    installs versions that nobody has tested, without a word. With `--locked` the build stops there. `--frozen` takes
    the lock file as it is.
    """

    code = "ML211"
    name = "uv-sync-unlocked"
    severity = Severity.WARNING
    fixes = Applicability.UNSAFE
    mentions = ("uv",)
    sources = (
        "https://docs.astral.sh/uv/concepts/projects/sync/",
        "https://docs.astral.sh/uv/guides/integration/docker/#intermediate-layers",
    )

    bad = {
        "pyproject.toml": """
            [project]
            name = "app"
            version = "0.1"
            dependencies = ["torch"]
        """,
        "uv.lock": "version = 1\n",
        "Dockerfile": """
            FROM python:3.12-slim
            WORKDIR /app
            COPY pyproject.toml uv.lock ./
            RUN uv sync --no-dev
        """,
    }
    good = {
        "pyproject.toml": """
            [project]
            name = "app"
            version = "0.1"
            dependencies = ["torch"]
        """,
        "uv.lock": "version = 1\n",
        "Dockerfile": """
            FROM python:3.12-slim
            WORKDIR /app
            COPY pyproject.toml uv.lock ./
            RUN uv sync --locked --no-dev
        """,
    }

    def check(self, install: InstallStep, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a ``uv sync`` that may change or ignore the lock file of the project."""
        if install.install.tool != "uv sync":
            return
        from dflint.build.uv_sync import loose_sync_of
        from dflint.shell.command_edits import add_after, word_of, words_through

        loose = loose_sync_of(install)
        if loose is None:
            return
        word = word_of(install.command, "sync")
        if loose.lock is None:
            message = f"`{loose.context_path}` is not copied into the image, so `uv sync` resolves all versions anew"
            help = "copy `uv.lock` beside `pyproject.toml`, and run `uv sync --locked`"
        else:
            message = "`uv sync` resolves anew where `uv.lock` does not fit `pyproject.toml` any more"
            help = "run `uv sync --locked`, which stops the build there instead"
        can_edit = word is not None and loose.lock is not None and not install.run.is_exec
        yield self.found(
            install.run.source,
            install.command.span if word is None else words_through(install.command, word),
            message,
            help=help,
            fix=unsafe("Add `--locked`", add_after(word, "--locked")) if can_edit and word is not None else None,
        )
