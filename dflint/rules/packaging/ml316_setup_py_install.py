"""ML316: ``python setup.py install``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Applicability, Diagnostic, Fix, Severity
from dflint.lazy_pattern import lazy_pattern
from dflint.rules.rule import StageRule, unsafe

if TYPE_CHECKING:
    from dflint.build.steps import RunStep
    from dflint.shell.commands import Command
    from dflint.shell.words import ShellWord

_PYTHON = lazy_pattern(r"python(?:3(?:\.\d+)?)?")


class SetupPyInstall(StageRule):
    """A project is installed by calling its `setup.py`, which fails or leaves out what the project needs.

    Images of Python 3.12 and later hold no setuptools since 3.12.6, so `setup.py install` does not even start there.
    Where setuptools has been upgraded, it is one later than 79, which no longer installs what a project needs: the
    build succeeds, and the import fails. `pip install .` brings its own setuptools and fetches what is needed. The rule
    only speaks where `setup.py` can be read and builds nothing that pip could not build.
    """

    code = "ML316"
    name = "setup-py-install"
    severity = Severity.ERROR
    fixes = Applicability.UNSAFE
    mentions = ("setup.py",)
    sources = (
        "https://setuptools.pypa.io/en/latest/deprecated/commands.html",
        "https://setuptools.pypa.io/en/latest/history.html#v80-0-0",
        "https://github.com/docker-library/python/pull/954",
    )

    bad = {
        "setup.py": "from setuptools import setup\nsetup(name='detector', install_requires=['numpy'])\n",
        "Dockerfile": """
            FROM python:3.12-slim
            COPY . .
            RUN python setup.py install
        """,
    }
    good = {
        "setup.py": "from setuptools import setup\nsetup(name='detector', install_requires=['numpy'])\n",
        "Dockerfile": """
            FROM python:3.12-slim
            COPY . .
            RUN python -m pip install .
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a call."""
        for run in stage.runs:
            if "setup.py" not in run.run.body_text or run.is_trigger:
                continue
            for command in run.commands:
                called = _called(command)
                if called is not None:
                    yield from self._of_command(run, command, called)

    def _of_command(self, run: RunStep, command: Command, called: ShellWord) -> Iterator[Diagnostic]:
        from dflint.build.install_inputs import text_of
        from dflint.build.origins import find_origin_in_run
        from dflint.packages.setup_script import read_setup_script

        path = run.path_of(command, command.arguments[0])
        source = None if path is None else text_of(find_origin_in_run(run, path, command))
        script = None if source is None else read_setup_script(source.text)
        if script is None or not script.is_plain:
            return
        from dflint.build.setuptools_release import has_newest_setuptools, has_no_setuptools

        if has_no_setuptools(run, command):
            message = f"`{run.stage.root.text}` holds no setuptools, so `setup.py {called.value}` fails"
            yield self._finding(run, command, called, message, None)
        elif called.value == "install" and script.requirements and has_newest_setuptools(run, command):
            count = len(script.requirements)
            needed = f"the {count} packages" if count > 1 else "the package"
            message = f"setuptools 80 and later do not install {needed} that the project needs"
            yield self._finding(run, command, called, message, Severity.WARNING)

    def _finding(
        self, run: RunStep, command: Command, called: ShellWord, message: str, severity: Severity | None
    ) -> Diagnostic:
        from dflint.shell.command_edits import words_through

        instead = "pip install -e ." if called.value == "develop" else "pip install ."
        return self.found(
            run.run.source,
            words_through(command, called),
            message,
            severity=severity,
            help=f"use `{instead}`",
            fix=_fix(run, command, called, instead),
        )


def _called(command: Command) -> ShellWord | None:
    """The word ``install`` or ``develop``, if that alone is given to ``setup.py``; None if the command is no such call.

    pip has no such options as ``--cuda_ext``, which the script of a project may take.
    """
    if command.name is None or _PYTHON.fullmatch(command.name) is None or len(command.arguments) != 2:
        return None
    script, called = command.arguments
    if script.value is None or script.value.rpartition("/")[2] != "setup.py" or command.conditional:
        return None
    return called if called.value in ("install", "develop") else None


def _fix(run: RunStep, command: Command, called: ShellWord, instead: str) -> Fix | None:
    """Call pip instead, where nothing but ``setup.py install`` is written."""
    script, program = command.arguments[0], command.program
    if run.run.is_exec or script.value not in ("setup.py", "./setup.py"):
        return None
    if (
        program is None
        or not (script.is_verbatim and called.is_verbatim)
        or "\n" in called.script.source.slice(command.span)
    ):
        return None
    from dflint.source import Span

    edit = run.run.source.edit(Span(script.span.start, called.span.end), f"-m {instead}")
    return unsafe(f"Use `{instead}`", edit)
