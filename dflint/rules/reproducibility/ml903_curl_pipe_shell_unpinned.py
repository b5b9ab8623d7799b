"""ML903: ``curl https://astral.sh/uv/install.sh | sh``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.build.steps import RunStep
from dflint.diagnostics import Diagnostic, Severity
from dflint.dockerfile.instructions import Add
from dflint.rules.rule import StageRule

if TYPE_CHECKING:
    from dflint.knowledge.install_scripts import InstallScript
    from dflint.source import Source, Span

_FETCHING = frozenset({"curl", "wget"})


class CurlPipeShellUnpinned(StageRule):
    """An install script is fetched and run, and installs whatever version is the newest.

    The next build installs another one without a change to the file, and nothing says which one an image holds. Name
    the version in the address or in the variable that the script reads, or copy the program from its own image.
    """

    code = "ML903"
    name = "curl-pipe-shell-unpinned"
    severity = Severity.WARNING
    mentions = ("astral.sh", "python-poetry.org", "ollama.", "pixi.sh")
    sources = (
        "https://docs.astral.sh/uv/guides/integration/docker/#installing-uv",
        "https://docs.astral.sh/uv/getting-started/installation/#standalone-installer",
        "https://python-poetry.org/docs/#ci-recommendations",
    )

    bad = {
        "Dockerfile": """
            FROM buildpack-deps:bookworm-curl
            RUN curl -LsSf https://astral.sh/uv/install.sh | sh
        """,
    }
    good = {
        "Dockerfile": """
            FROM buildpack-deps:bookworm-curl
            COPY --from=ghcr.io/astral-sh/uv:0.9.2 /uv /uvx /bin/
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a script that is fetched without a version."""
        from dflint.knowledge.install_scripts import INSTALL_SCRIPTS

        for source, span, url, text, step in _fetched(stage):
            for script in INSTALL_SCRIPTS:
                if script.address.search(url) is None or _is_versioned(script, url, text, step):
                    continue
                yield self.found(
                    source,
                    span,
                    f"this installs the newest {script.tool}, which is another one in a later build",
                    help=script.instead,
                )


def _fetched(stage: Stage) -> Iterator[tuple[Source, Span, str, str, RunStep | None]]:
    """The addresses that curl, wget and ADD are given, with the text of the RUN."""
    for run in stage.runs:
        for command in run.commands:
            if command.name not in _FETCHING or run.is_trigger or command.in_function:
                continue
            for word in command.arguments:
                url = run.value_of(command, word) or word.text
                if "://" in url:
                    yield run.run.source, word.span, url, run.run.body_text, run
    for copy in stage.copies:
        if isinstance(copy.instruction, Add) and not copy.is_trigger:
            for written, address in zip(copy.instruction.sources, copy.sources, strict=True):
                yield copy.instruction.source, written.span, address or written.text, written.text, None


def _is_versioned(script: InstallScript, url: str, text: str, step: RunStep | None) -> bool:
    """Whether the address, the commands of the RUN or a variable name the version."""
    if script.versioned.search(url) is not None or script.versioned.search(text) is not None:
        return True
    if step is None:
        # The script is run by a later RUN, which may say which version is wanted.
        return script.tool != "uv"
    names = (f"{script.tool.upper()}_VERSION",) if script.tool != "uv" else ()
    return any(step.lookup(name) is not None for name in names)
