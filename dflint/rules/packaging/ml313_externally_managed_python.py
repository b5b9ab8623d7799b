"""ML313: ``pip3 install`` on Ubuntu 24.04."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Related, Severity
from dflint.dockerfile.words import UNKNOWN
from dflint.rules.rule import StageRule, unsafe

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.stages import Stage
    from dflint.build.steps import InstallStep
    from dflint.diagnostics import Diagnostic, Fix
    from dflint.source import Edit, Span

_OPTION = "--break-system-packages"
_ELSEWHERE = ("--target", "--prefix", "--root", "--dry-run", "--python", _OPTION)
_SILENCED_BY = ("EXTERNALLY-MANAGED", "break-system-packages", "break_system_packages", "easy_install")
_SHELLS = frozenset({"sh", "bash", "dash", "ash"})


class ExternallyManagedPython(StageRule):
    """pip is to install into the Python of the distribution, which refuses that.

    Since Debian 12 and Ubuntu 23.04 the distribution's Python is marked as managed by apt, and pip and uv stop with
    "externally-managed-environment". What worked on `ubuntu:latest` for years has failed since that was 24.04. Make a
    virtual environment, build on one of the images of Python, which are not marked, or, as the image has no other use
    for its Python, allow it with `--break-system-packages`.
    """

    code = "ML313"
    name = "externally-managed-python"
    severity = Severity.ERROR
    fixes = Applicability.UNSAFE
    mentions = ("pip",)
    sources = (
        "https://peps.python.org/pep-0668/",
        "https://packaging.python.org/en/latest/specifications/externally-managed-environments/",
        "https://wiki.debian.org/Python#PEP_668",
    )

    bad = {
        "Dockerfile": """
            FROM ubuntu:24.04
            RUN apt-get update && apt-get install -y --no-install-recommends python3 python3-pip
            RUN pip3 install --no-cache-dir numpy
        """,
    }
    good = {
        "Dockerfile": """
            FROM ubuntu:24.04
            RUN apt-get update && apt-get install -y --no-install-recommends python3 python3-pip
            RUN pip3 install --break-system-packages --no-cache-dir numpy
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding at the first installation of `stage` that is refused."""
        known = stage.root.known
        if known is None or known.marks_system_python is not True or known.python_origin in ("own", "conda"):
            return
        if _is_allowed(stage):
            return
        refused = [install for step in stage.runs for install in step.installs if _is_refused(install)]
        if not refused:
            return
        first = refused[0]
        from dflint.build.release_names import name_of_release

        source = first.run.source
        yield self.found(
            source,
            _span(first),
            f"`{first.install.tool}` refuses to install into the Python of {name_of_release(stage)}: apt manages it",
            help=f"make a virtual environment (`python3 -m venv /opt/venv`) and put it on PATH, or add `{_OPTION}`",
            related=[Related(source, _span(install), "this one is refused too") for install in refused[1:]],
            fix=_fix(refused),
        )


def _is_allowed(stage: Stage) -> bool:
    """Whether something in the chain of stages may take the mark away, or tell the installers not to heed it."""
    for one in stage.chain:
        for run in one.runs:
            text = "\n".join(command.text for command in run.commands)
            if run.script.is_foreign or any(name in text for name in _SILENCED_BY):
                return True
        for copy in one.copies:
            if copy.destination is None or copy.destination.endswith(("pip.conf", "uv.toml", "/etc", "/")):
                return True
    return False


def _is_refused(install: InstallStep) -> bool:
    """Whether an installation is certainly for the Python of the distribution."""
    what = install.install
    if what.tool not in ("pip", "uv pip") or what.action not in ("install", "sync") or what.has(*_ELSEWHERE):
        return False
    if not _is_plain(install) or not _is_for_system(install):
        return False
    from dflint.build.python_version import SYSTEM, is_outside_of_environments, python_of
    from dflint.build.tolerated import may_be_skipped

    if may_be_skipped(install.command, install.step) or not is_outside_of_environments(install):
        return False
    python = python_of(install)
    return python is not None and python.origin == SYSTEM and python.version == _own_version(install)


def _is_plain(install: InstallStep) -> bool:
    """Whether the command runs in a shell that changes no environment, with nothing set that changes the answer."""
    shell = install.state.shell
    if not shell or shell[0].rpartition("/")[2] not in _SHELLS:
        return False
    command = install.command
    own = {assignment.name for assignment in command.assignments}
    if command.variables is None or not own.union(command.variables).isdisjoint({"PATH", "VIRTUAL_ENV"}):
        return False
    names = ("PIP_BREAK_SYSTEM_PACKAGES", "UV_BREAK_SYSTEM_PACKAGES", "PIP_TARGET", "PIP_PREFIX", "PIP_CONFIG_FILE")
    values = [install.step.lookup(name) for name in (*names, "PIP_PYTHON", "UV_PYTHON")]
    return own.union(command.variables).isdisjoint(names) and all(value is None or value is UNKNOWN for value in values)


def _is_for_system(install: InstallStep) -> bool:
    """Whether uv is told to use the Python of the image; pip always does."""
    if install.install.tool == "pip":
        return True
    return install.install.has("--system") or install.step.lookup("UV_SYSTEM_PYTHON") in ("1", "true")


def _own_version(install: InstallStep) -> str | None:
    from dflint.knowledge.system_pythons import SYSTEM_PYTHONS

    known = install.stage.root.known
    return None if known is None else SYSTEM_PYTHONS.get((known.system or "", known.release or ""))


def _span(install: InstallStep) -> Span:
    """The program and its subcommand."""
    from dflint.shell.command_edits import word_of, words_through

    word = word_of(install.command, install.install.subcommand.rpartition(" ")[2])
    return install.install.span if word is None else words_through(install.command, word)


def _fix(refused: Sequence[InstallStep]) -> Fix | None:
    edits: list[Edit | None] = []
    for install in refused:
        from dflint.shell.command_edits import add_after, word_of

        word = word_of(install.command, install.install.subcommand.rpartition(" ")[2])
        if word is None or (install.run.is_exec and install.command.enclosing is None):
            return None
        edits.append(add_after(word, _OPTION))
    return unsafe(f"Add `{_OPTION}`", *edits)
