"""Which Python does an installation install for?

The version is given as ``3.12``. It is known where a command, an environment, a version file or the base image says it,
and nothing that the chain of stages does may have put another Python in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from dflint.build.install_inputs import project_directory, text_at
from dflint.build.state import clean_path, join_path
from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from dflint.build.stages import Stage
    from dflint.build.steps import InstallStep, RunStep
    from dflint.dockerfile.instructions import Instruction
    from dflint.shell.commands import Command
    from dflint.shell.words import ShellWord

OWN, SYSTEM, CONDA, UV = "own", "system", "conda", "uv"

_PROGRAM = lazy_pattern(r"(?:python|pip)(3\.\d+)")
_PYTHON_2 = lazy_pattern(r"(?:python|pip)2(?:\.\d+)?")
_VERSION = lazy_pattern(r"(?:(?:cpython-?|python)?@?(?:==?)?)(3\.\d+)(?:\.\d+|\.\*)?(?:-[\w.-]+)?")
_SYSTEM_DIRECTORIES = frozenset({"/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"})
_ELSEWHERE = ("--target", "--prefix", "--root", "--python-version", "--platform")
_CONDA_NAMES = frozenset({"conda", "mamba", "micromamba"})
_OTHER_PYTHONS = lazy_pattern(
    r"update-alternatives\b.*python|\bln\s.*python|pyenv|deadsnakes|get-pip\.py|make\s+(?:alt)?install"
    r"|iniconda|iniforge|ambaforge|naconda|pypy"
)
_PYTHON_PACKAGE = lazy_pattern(r"python(3\.\d+)(?:-\w+)*")


class PythonVersion(NamedTuple):
    """A Python of an image. `version` is ``3.12``; `origin` says where it comes from.

    `OWN`: the image is one of Python's; `SYSTEM`: the distribution's; `CONDA`; `UV`: one that uv brings.
    """

    version: str
    origin: str

    @property
    def release(self) -> tuple[int, int]:
        """The version as numbers."""
        major, minor = self.version.split(".")
        return int(major), int(minor)


def python_of(install: InstallStep) -> PythonVersion | None:
    """The Python that `install` installs Python packages for; None if that is not known."""
    if install.install.ecosystem != "python" or install.install.has(*_ELSEWHERE):
        return None
    if install.install.manager == "uv":
        return _python_of_uv(install)
    program = install.command.program
    value = None if program is None else install.step.value_of(install.command, program)
    if value is None or _PYTHON_2.fullmatch(value.rpartition("/")[2]) is not None:
        return None
    named = _PROGRAM.fullmatch(value.rpartition("/")[2])
    environment = _environment_of(install, value)
    if environment is None and named is not None:
        return PythonVersion(named[1], _origin(install.stage))
    if environment is not None:
        return _of_environment(install, environment)
    # What the same RUN does before counts too.
    return _at(install.stage, install.step.position + 1)


def python_of_stage(stage: Stage, before: Instruction | None = None) -> PythonVersion | None:
    """The Python that ``python`` and ``pip`` mean in `stage`, at its end or before a step; None if not known."""
    return _at(stage, len(stage.steps) if before is None else stage.position(before))


def python_of_image(stage: Stage) -> PythonVersion | None:
    """The Python of `stage` outside of all environments: that of its base image, or the distribution's."""
    return _of_image(stage, len(stage.steps))


def is_outside_of_environments(install: InstallStep) -> bool:
    """Whether a pip or uv installs into no virtual or conda environment, but for the Python of the image itself."""
    program = install.command.program
    value = None if program is None else install.step.value_of(install.command, program)
    if value is None or install.install.environment is not None:
        return False
    if install.install.manager != "uv" and _environment_of(install, value) is not None:
        return False
    return _environment_on_path(install.stage, install.step.position) is None


def _at(stage: Stage, position: int) -> PythonVersion | None:
    environment = _environment_on_path(stage, position)
    if environment is None:
        return _of_image(stage, position)
    return None if environment == "" else _created(stage, position, environment)


# Environments


def _environment_of(install: InstallStep, program: str) -> str | None:
    """The environment that the command runs in, by its path or as ``conda:name``; None for that of the image."""
    active = install.install.environment
    if active is not None:
        if active.kind == "conda":
            return f"conda:{active.name}"
        return join_path(install.directory or "/", active.name)
    if "/" in program:
        folder = clean_path(program if program.startswith("/") else join_path(install.directory or "/", program))
        folder = folder.rpartition("/")[0]
        if folder not in _SYSTEM_DIRECTORIES and folder.endswith("/bin"):
            return folder.removesuffix("/bin")
    return None


def _of_environment(install: InstallStep, environment: str) -> PythonVersion | None:
    position = install.step.position + 1  # it may be made by the same RUN
    if environment.startswith("conda:"):
        return _conda_environment(install.stage, position, environment.removeprefix("conda:"))
    return _created(install.stage, position, environment)


def _environment_on_path(stage: Stage, position: int) -> str | None:
    """The environment that VIRTUAL_ENV or PATH puts first; None if none does, "" if that is not known."""
    effects = stage.effects
    chosen = effects.lookup("VIRTUAL_ENV", position)
    if isinstance(chosen, str) and chosen:
        return clean_path(chosen)
    path = effects.lookup("PATH", position)
    if path is None:
        return None
    if not isinstance(path, str):
        # What the base sets is not known, but what the table says of its Python holds.
        return None if not _sets_path(stage, position) else ""
    first = clean_path(path.partition(":")[0])
    if first in _SYSTEM_DIRECTORIES or not first.endswith("/bin"):
        return None
    return first.removesuffix("/bin")


def _sets_path(stage: Stage, position: int) -> bool:
    from dflint.dockerfile.instructions import Env

    for current in stage.chain:
        steps = current.steps[:position] if current is stage else current.steps
        if any(isinstance(step, Env) and any(pair.name.value == "PATH" for pair in step.pairs) for step in steps):
            return True
    return False


def _created(stage: Stage, position: int, path: str) -> PythonVersion | None:
    """The Python of the virtual environment at `path`, by the command that makes it."""
    known = stage.root.known
    if known is not None and known.python_origin == CONDA and path in ("/opt/conda", "/opt/miniconda3"):
        return _conda_environment(stage, position, "base")
    found: PythonVersion | None = None
    for run, command in _commands(stage, position):
        made = _made_environment(run, command)
        if made is None or made[0] != path:
            continue
        version = made[1]
        if version == "":
            found = _of_image(run.stage, run.position)
        else:
            found = None if version is None else PythonVersion(version, UV if command.name == "uv" else _origin(stage))
    return found


def _made_environment(run: RunStep, command: Command) -> tuple[str | None, str | None] | None:
    """Where a command makes a virtual environment, and its Python: "" for the one in use, None if not known."""
    name, arguments = command.name or "", list(command.arguments)
    python: str | None = ""
    if command.module is not None and command.module[0] in ("venv", "virtualenv"):
        named = _PROGRAM.fullmatch(name)
        python = named[1] if named is not None else ""
        arguments = arguments[command.module[1] :]
    elif name == "uv" and arguments and arguments[0].value == "venv":
        arguments = arguments[1:]
    elif name != "virtualenv":
        return None
    operands: list[ShellWord] = []
    waiting = False
    for word in arguments:
        text = run.value_of(command, word)
        if waiting:
            python, waiting = (_version_in(text), False)
        elif text in ("-p", "--python"):
            waiting = True
        elif text is not None and text.startswith("--python="):
            python = _version_in(text.partition("=")[2])
        elif text in ("--prompt", "--seed-package"):
            return None
        elif not word.prefix.startswith("-"):
            operands.append(word)
    if len(operands) > 1:
        return None
    if not operands:
        directory = run.directory_of(command)
        return (None if directory is None else join_path(directory, ".venv")), python
    return run.path_of(command, operands[0]), python


def _conda_environment(stage: Stage, position: int, name: str) -> PythonVersion | None:
    """The Python of a conda environment, where a command that makes it or installs into it says the version."""
    found: PythonVersion | None = None
    for run in _runs(stage, position):
        for install in run.installs:
            if install.install.ecosystem != CONDA or _conda_target(install) != name:
                continue
            for package in install.install.packages:
                if package.name == "python":
                    version = _VERSION.fullmatch((package.specifier or "").lstrip("= "))
                    found = None if version is None else PythonVersion(version[1], CONDA)
    return found


def _conda_target(install: InstallStep) -> str | None:
    word = install.install.option("--name") or install.install.option("--prefix")
    if word is not None:
        return install.step.value_of(install.command, word)
    active = install.install.environment
    return active.name if active is not None and active.kind == CONDA else "base"


# uv


def _python_of_uv(install: InstallStep) -> PythonVersion | None:
    if install.install.has("--python"):
        word = install.install.option("--python")
        text = None if word is None else install.step.value_of(install.command, word)
        version = _version_in(text)
        return None if not version else PythonVersion(version, UV)
    chosen = install.step.lookup("UV_PYTHON")
    if chosen is not None:
        version = _version_in(chosen if isinstance(chosen, str) else None)
        return None if not version else PythonVersion(version, UV)
    if install.install.tool in ("uv sync", "uv add"):
        return _python_of_project(install)
    if install.install.tool != "uv pip":
        return None
    if install.install.has("--system") or install.step.lookup("UV_SYSTEM_PYTHON") not in (None, "", "0", "false"):
        return _of_image(install.stage, install.step.position)
    active = install.install.environment
    if active is not None:
        return _of_environment(install, _environment_of(install, "") or "")
    environment = _environment_on_path(install.stage, install.step.position)
    directory = install.directory
    if environment is None and directory is not None:
        environment = join_path(directory, ".venv")
    return None if not environment else _created(install.stage, install.step.position + 1, environment)


def _python_of_project(install: InstallStep) -> PythonVersion | None:
    """The Python of a project: what ``.python-version`` says, else that of the image where nothing forbids it."""
    directory = project_directory(install)
    if directory is None:
        return None
    chosen = text_at(install, join_path(directory, ".python-version"))
    if chosen is not None:
        line = next((line.strip() for line in chosen.text.splitlines() if line.strip()[:1] not in ("", "#")), "")
        version = _version_in(line)
        return None if not version else PythonVersion(version, UV)
    if any(_names_uv_python(command) for _, command in _commands(install.stage, install.step.position + 1)):
        return None
    python = _of_image(install.stage, install.step.position)
    project = text_at(install, join_path(directory, "pyproject.toml"))
    if python is None or project is None or not _allows(project.text, python):
        return None
    return python


def _names_uv_python(command: Command) -> bool:
    return command.name == "uv" and bool(command.arguments) and command.arguments[0].value in ("python", "venv")


def _allows(pyproject: str, python: PythonVersion) -> bool:
    """Whether ``requires-python`` lets a project use `python`, as far as bounds of two numbers tell."""
    match = re.search(r"""^requires-python\s*=\s*["']([^"']*)["']""", pyproject, re.MULTILINE)
    if match is None:
        return True
    for clause in match[1].replace(" ", "").split(","):
        if re.fullmatch(r"<=?4(?:\.0)*", clause):
            continue
        bound = re.fullmatch(r"(>=|<|<=|==|~=)3\.(\d+)(\.\d+|\.\*)?", clause)
        if bound is None:
            return False
        minor, operator = int(bound[2]), bound[1]
        own = python.release[1]
        holds = {
            ">=": own >= minor,
            "<": own < minor,
            "<=": own < minor,
            "==": own == minor,
            "~=": own == minor if bound[3] else own >= minor,
        }
        if not holds[operator]:
            return False
    return True


# Images


def _of_image(stage: Stage, position: int) -> PythonVersion | None:
    """The Python that the base image brings, or that apt installs from the distribution."""
    known = stage.root.known
    if known is None:
        return None
    if known.python_origin == OWN:
        parts = known.python.split(".") if known.python else []
        return PythonVersion(".".join(parts[:2]), OWN) if len(parts) >= 2 else None
    if known.python_origin == CONDA:
        return _conda_environment(stage, position, "base")
    from dflint.knowledge.system_pythons import SYSTEM_PYTHONS

    version = SYSTEM_PYTHONS.get((known.system or "", known.release or ""))
    if version is None or known.package_manager != "apt":
        return None
    is_installed = known.python_origin == SYSTEM
    for run in _runs(stage, position):
        if run.script.has_errors or run.script.is_foreign:
            return None
        for install in run.installs:
            if install.install.ecosystem == CONDA:
                return None
            for package in install.install.packages if install.install.ecosystem == "system" else ():
                match = _PYTHON_PACKAGE.fullmatch(package.name)
                if match is not None and match[1] != version:
                    return None
                is_installed = is_installed or package.name.startswith("python3")
        if any(_OTHER_PYTHONS.search(command.text) for command in run.commands):
            return None
    return PythonVersion(version, SYSTEM) if is_installed else None


def _origin(stage: Stage) -> str:
    known = stage.root.known
    return OWN if known is not None and known.python_origin == OWN else SYSTEM


def _runs(stage: Stage, position: int) -> Iterator[RunStep]:
    """The RUN steps of the chain before the one at `position` of `stage`, in order."""
    for current in reversed(stage.chain):
        for run in current.runs:
            if current is not stage or run.position < position:
                yield run


def _commands(stage: Stage, position: int) -> Iterator[tuple[RunStep, Command]]:
    for run in _runs(stage, position):
        for command in run.commands:
            yield run, command


def _version_in(text: str | None) -> str | None:
    """The version in ``3.12``, ``python3.12``, ``cpython-3.12.4`` or a path to one; "" for none, None if not known."""
    if text is None:
        return None
    match = _VERSION.fullmatch(text.rpartition("/")[2])
    return None if match is None else match[1]
