"""ML216: the packages that conda downloaded stay in the layer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.rules.rule import StageRule, unsafe

if TYPE_CHECKING:
    from dflint.build.conda_cache import CondaCacheUse
    from dflint.build.way_out import WayOut


class CondaNoClean(StageRule):
    """conda installs, and the packages that it downloaded stay in the layer.

    Of each package conda keeps the archive and what was unpacked from it, in the folder `pkgs`: for a CUDA toolkit that
    is gigabytes. Clean up in the same RUN; what a later RUN removes is still in the layer of the first.

    The fix is unsafe for as long as it has not been built with a real conda.
    """

    code = "ML216"
    name = "conda-no-clean"
    severity = Severity.WARNING
    fixes = Applicability.UNSAFE
    mentions = ("conda", "mamba")
    sources = (
        "https://docs.conda.io/projects/conda/en/latest/commands/clean.html",
        "https://github.com/mamba-org/mamba/blob/main/micromamba/src/clean.cpp",
    )

    bad = {
        "environment.yml": "dependencies:\n  - python=3.12\n  - pytorch\n",
        "Dockerfile": """
            FROM continuumio/miniconda3
            COPY environment.yml /tmp/
            RUN conda env create -f /tmp/environment.yml
        """,
    }
    good = {
        "environment.yml": "dependencies:\n  - python=3.12\n  - pytorch\n",
        "Dockerfile": """
            FROM continuumio/miniconda3
            COPY environment.yml /tmp/
            RUN conda env create -f /tmp/environment.yml && conda clean -afy
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a RUN, at its last installation."""
        if not any(step.install.ecosystem == "conda" for run in stage.runs for step in run.installs):
            return
        from dflint.build.conda_cache import conda_cache_uses
        from dflint.build.way_out import way_out

        last = {use.run.position: use for use in conda_cache_uses(stage) if use.is_left and not use.may_be_skipped}
        for use in last.values():
            way = way_out(use, build)
            if way is not None:
                yield self._finding(use, way)

    def _finding(self, use: CondaCacheUse, way: WayOut) -> Diagnostic:
        from dflint.shell.command_edits import word_of, words_through

        name = use.step.install.manager
        word = word_of(use.command, use.step.install.subcommand.rpartition(" ")[2])
        span = use.command.span if word is None else words_through(use.command, word)
        return self.found(
            use.run.run.source,
            span,
            _message(use, way),
            help=f"end the RUN with `{name} clean -afy`",
            related=tuple(_related(use, way)),
            fix=_fix(use),
        )


def _message(use: CondaCacheUse, way: WayOut) -> str:
    directory = f"`{use.directories[0]}`" if use.directories else ""
    message = f"the packages that {use.step.install.manager} downloads here stay in "
    if way.copy is not None:
        return f"{message}{directory}, and are copied into the image"
    return f"{message}the layer, in {directory}" if directory else f"{message}the layer"


def _related(use: CondaCacheUse, way: WayOut) -> Iterator[Related]:
    if way.copy is not None:
        copy = way.copy.instruction
        yield Related(copy.source, copy.span, "this copies them into the image")
        return
    later = use.step.stage.emptying_commands.first_behind(use.run, None, use.cache, use.directories)
    if later is not None:
        yield Related(later.step.run.source, later.command.span, "this later RUN cannot take them out of the layer")


def _fix(use: CondaCacheUse) -> Fix | None:
    """Clean up behind the last installation, with the same program."""
    from dflint.shell.command_edits import run_after

    command, program = use.command, use.command.program
    if use.run.run.is_exec or program is None or any(prefix != "sudo" for prefix in command.prefixes):
        return None
    called = command.script.text[command.words[0].start : program.end]
    if "\n" in called or not command.script.is_verbatim(command.words[0].start, program.end):
        return None
    clean = f"{called} clean -afy"
    edit = run_after(command, clean, use.step.stage.dockerfile.escape)
    return unsafe(f"End the RUN with `{clean}`", edit)
