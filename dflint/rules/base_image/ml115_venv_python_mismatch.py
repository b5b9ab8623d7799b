"""ML115: packages of Python 3.11 are copied into an image with Python 3.12."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Related, Severity
from dflint.dockerfile.instructions import Cmd, Entrypoint
from dflint.rules.rule import StageRule

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.copied_environments import CopiedPackages
    from dflint.build.stages import Stage
    from dflint.diagnostics import Diagnostic
    from dflint.shell.commands import Command


class VenvPythonMismatch(StageRule):
    """Installed packages are copied into an image whose Python does not find them, or cannot load them.

    Packages lie in a directory that names the minor version (`lib/python3.11/site-packages`), and what is compiled in
    them is made for that version and for one C library: another Python does not even look there. A virtual environment
    also knows the path where it was made: its programs start with it. Build on the same version, and copy to the same
    path.
    """

    code = "ML115"
    name = "venv-python-mismatch"
    severity = Severity.ERROR
    mentions = ("--from",)
    sources = (
        "https://docs.python.org/3/library/venv.html",
        "https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/",
        "https://docs.astral.sh/uv/guides/integration/docker/#non-editable-installs",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.11 AS build
            RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir fastapi uvicorn

            FROM python:3.12-slim
            COPY --from=build /opt/venv /opt/venv
            ENV PATH="/opt/venv/bin:$PATH"
            CMD ["uvicorn", "app:app", "--host", "0.0.0.0"]
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12 AS build
            RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir fastapi uvicorn

            FROM python:3.12-slim
            COPY --from=build /opt/venv /opt/venv
            ENV PATH="/opt/venv/bin:$PATH"
            CMD ["uvicorn", "app:app", "--host", "0.0.0.0"]
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a COPY of packages that do not fit."""
        if not any(copy.instruction.flags for copy in stage.copies):
            return
        from dflint.build.copied_environments import copied_packages
        from dflint.build.python_version import python_of_image

        own = python_of_image(stage)
        for copied in copied_packages(stage):
            path = copied.word.value
            if own is not None and own.version != copied.python.version:
                what = f"`{path}` holds packages for Python {copied.python.version}, and this image has {own.version}"
                yield self._finding(copied, f"{what}, which does not find them", "use the same version in both stages")
                continue
            libraries = _libraries(copied.origin, stage)
            if own is not None and libraries is not None and _is_compiled(copied):
                message = f"`{path}` holds compiled packages for {libraries[0]}, which do not load on {libraries[1]}"
                yield self._finding(copied, message, "build on the same distribution")
            elif _is_moved(copied, stage):
                message = f"the programs in `{path}` start with the Python in `{copied.location}`, which is not there"
                yield self._finding(copied, message, f"copy it to `{copied.location}`, where it was made")

    def _finding(self, copied: CopiedPackages, message: str, advice: str) -> Diagnostic:
        source = copied.copy.stage.dockerfile.source
        command = copied.install.command
        related = Related(copied.install.run.source, command.span, "they are installed here")
        return self.found(source, copied.word.span, message, help=advice, related=[related])


def _libraries(origin: Stage, stage: Stage) -> tuple[str, str] | None:
    """The C libraries of two stages, where they are known and differ."""
    names = []
    for one in (origin, stage):
        known = one.root.known
        system = known.system if known is not None else None
        if system not in ("alpine", "debian", "ubuntu"):
            return None
        names.append("musl (Alpine)" if system == "alpine" else f"glibc ({system.capitalize()})")
    return None if names[0][0] == names[1][0] else (names[0], names[1])


def _is_compiled(copied: CopiedPackages) -> bool:
    """Whether one of the packages certainly holds compiled code."""
    from dflint.build.wanted_packages import packages_of_stage
    from dflint.knowledge.musl_wheels import MUSL_WHEELS

    return not packages_of_stage(copied.origin).names.isdisjoint(MUSL_WHEELS)


def _is_moved(copied: CopiedPackages, stage: Stage) -> bool:
    """Whether a virtual environment is put elsewhere, and a program in it is what the image starts."""
    if not copied.is_environment or copied.place == copied.location:
        return False
    text = stage.dockerfile.source.text.lower()
    if "relocatable" in text or any(copied.location in command.text for run in stage.runs for command in run.commands):
        return False
    if any(copy.destination == copied.location for copy in stage.copies):
        return False
    return any(_is_in_environment(command, copied) for command in _started(stage))


def _started(stage: Stage) -> Iterator[Command]:
    from dflint.shell.run import command_script

    for kind in (Entrypoint, Cmd):
        instruction = stage.last(kind)
        if instruction is not None:
            yield from command_script(instruction, stage.final_state.shell).commands[:1]
            return


def _is_in_environment(command: Command, copied: CopiedPackages) -> bool:
    """Whether a command is a program that one of the copied packages brings."""
    from dflint.build.wanted_packages import packages_of_stage
    from dflint.knowledge.console_scripts import CONSOLE_SCRIPTS

    name = command.name
    if name is None or name.startswith("python"):
        return False
    names = packages_of_stage(copied.origin).names
    return name in names or any(package in names for package in CONSOLE_SCRIPTS.get(name, ()))
