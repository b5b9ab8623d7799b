"""ML316: ``python setup.py install``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Applicability, Diagnostic, Fix, Severity
from dflint.rules.rule import StageRule, unsafe

if TYPE_CHECKING:
    from dflint.build.steps import InstallStep, RunStep
    from dflint.shell.commands import Command
    from dflint.shell.words import ShellWord

_PYTHON = re.compile(r"python(?:3(?:\.\d+)?)?")
_WITHOUT_SETUPTOOLS = (3, 12)
"""Since then the official images of Python hold no setuptools: https://docs.python.org/3/whatsnew/3.12.html#ensurepip."""

_OF_SETUPTOOLS_80 = (3, 9)
"""The oldest Python for which there is a setuptools 80: https://pypi.org/project/setuptools/80.0.0/."""


class SetupPyInstall(StageRule):
    """A project is installed by calling its `setup.py`.

    `setup.py install` is deprecated, and since setuptools 80 it no longer installs what the project needs: the build
    succeeds, and the import fails. In images of Python 3.12 and later it does not even start, since they hold no
    setuptools. `pip install .` builds a wheel, fetches what is needed and can take it away again.
    """

    code = "ML316"
    name = "setup-py-install"
    severity = Severity.ERROR
    fixes = Applicability.UNSAFE
    mentions = ("setup.py",)
    sources = (
        "https://setuptools.pypa.io/en/latest/deprecated/commands.html",
        "https://setuptools.pypa.io/en/latest/history.html#v80-0-0",
        "https://docs.python.org/3/whatsnew/3.12.html#ensurepip",
    )

    bad = {
        "setup.py": "from setuptools import setup\nsetup(name='detector', install_requires=['numpy'])\n",
        "Dockerfile": """
            FROM python:3.11-slim
            COPY . .
            RUN python setup.py install
        """,
    }
    good = {
        "setup.py": "from setuptools import setup\nsetup(name='detector', install_requires=['numpy'])\n",
        "Dockerfile": """
            FROM python:3.11-slim
            COPY . .
            RUN python -m pip install .
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a call."""
        version = _version(stage)
        if version is not None and version < _OF_SETUPTOOLS_80:
            return
        for run in stage.runs:
            if "setup.py" not in run.run.body_text or run.is_trigger:
                continue
            for command in run.commands:
                called = _called(command)
                if called is not None and command.program is not None:
                    yield self._finding(run, command, called)

    def _finding(self, run: RunStep, command: Command, called: ShellWord) -> Diagnostic:
        from dflint.shell.command_edits import words_through

        is_editable = called.value == "develop"
        instead = "pip install -e ." if is_editable else "pip install ."
        fails = _has_no_setuptools(run, command)
        if fails:
            message = f"`{run.stage.root.text}` holds no setuptools, so `setup.py {called.value}` fails"
        elif is_editable:
            message = "`setup.py develop` is deprecated"
        else:
            message = (
                "`setup.py install` is deprecated, and setuptools 80 and later do not install what the project needs"
            )
        return self.found(
            run.run.source,
            words_through(command, called),
            message,
            severity=None if fails else Severity.WARNING,
            help=f"use `{instead}`",
            fix=_fix(run, command, called, instead),
        )


def _version(stage: Stage) -> tuple[int, ...] | None:
    """The version of Python of the base image; None if that is not known."""
    known = stage.root.known
    text = known.python if known is not None else None
    parts = (text or "").split(".")
    return tuple(int(part) for part in parts[:2]) if len(parts) > 1 or parts == ["2"] else None


def _called(command: Command) -> ShellWord | None:
    """The word ``install`` or ``develop`` of a call of ``setup.py``; None if the command is none."""
    if command.name is None or _PYTHON.fullmatch(command.name) is None or not command.arguments:
        return None
    script = command.arguments[0].value
    if script is None or script.rpartition("/")[2] != "setup.py":
        return None
    return next((word for word in command.arguments[1:] if word.value in ("install", "develop")), None)


def _has_no_setuptools(run: RunStep, command: Command) -> bool:
    """Whether nothing can have brought setuptools into an official image of Python."""
    known, version = run.stage.root.known, _version(run.stage)
    if known is None or known.family not in ("python", "uv") or known.python_origin != "own":
        return False
    if version is None or version < _WITHOUT_SETUPTOOLS:
        return False
    steps = [step for step in run.stage.chain_runs if step.stage is not run.stage or step.position <= run.position]
    installs = any(_may_bring_setuptools(install) for step in steps for install in step.installs)
    copied = any(not copy.is_from_context for stage in run.stage.chain for copy in stage.copies)
    return not installs and not copied and command.environment is None and "/" not in (command.program or command).text


def _may_bring_setuptools(step: InstallStep) -> bool:
    """Whether an installation may bring setuptools: one of Python's packages, or one of the system's Python."""
    return step.install.ecosystem != "system" or any("python" in package.name for package in step.install.packages)


def _fix(run: RunStep, command: Command, called: ShellWord, instead: str) -> Fix | None:
    """Call pip instead, where nothing but ``setup.py install`` is written."""
    script, program = command.arguments[0], command.program
    if run.run.is_exec or command.arguments[1:] != (called,) or script.value not in ("setup.py", "./setup.py"):
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
