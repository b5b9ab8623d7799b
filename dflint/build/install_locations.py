"""Where in the image does an installation of Python packages put them?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.build.install_inputs import project_directory
from dflint.build.state import join_path

if TYPE_CHECKING:
    from dflint.build.steps import InstallStep

_SYSTEM_PROGRAMS = frozenset({"/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"})
_PREFIXES = {"own": "/usr/local", "system": "/usr/local", "conda": "/opt/conda"}
"""Where pip puts packages, by where the Python of the image comes from (`BaseImageFacts.python_origin`).

Debian's own pip writes to /usr/local: https://wiki.debian.org/Python (dist-packages).
"""

_PARTS = ("site-packages", "dist-packages", "venv", ".venv", "virtualenv", ".local", "conda", "miniconda3", "envs")


def location_of(install: InstallStep) -> str | None:
    """The absolute directory below which the packages lie; None if that is not known."""
    return install.location


def find_location(install: InstallStep) -> str | None:
    """The same. `InstallStep.location` keeps it."""
    for name in ("--target", "--prefix", "--root"):
        if install.install.has(name):
            word = install.install.option(name)
            return None if word is None else install.path_of(word)
    if install.install.has("--user"):
        home = install.state.home
        return join_path(home, ".local") if isinstance(home, str) else None
    if install.install.tool in ("uv sync", "uv add"):
        return _environment_of_uv(install)
    if install.install.manager in ("poetry", "pdm", "pipenv"):
        return None  # an environment of the project's own, in a place that depends on the settings
    return _environment(install)


def _environment_of_uv(install: InstallStep) -> str | None:
    """The environment of the project."""
    directory = project_directory(install)
    chosen = install.step.lookup("UV_PROJECT_ENVIRONMENT")
    if directory is None or not (chosen is None or isinstance(chosen, str)):
        return None
    return join_path(directory, chosen or ".venv")


def _environment(install: InstallStep) -> str | None:
    """The environment that the command runs in, or else that of the image."""
    active = install.install.environment
    if active is not None:
        directory = install.directory
        return join_path(directory, active.name) if active.kind == "venv" and directory is not None else None
    program = install.command.program
    value = None if program is None else install.step.value_of(install.command, program)
    if value is None:
        return None
    if "/" in value:
        folder = value.rpartition("/")[0]
        prefix = folder.removesuffix("/bin")
        directory = install.directory
        return None if prefix == folder or directory is None else _installed_to(join_path(directory, prefix))
    return _environment_of_image(install)


def _environment_of_image(install: InstallStep) -> str | None:
    environment = install.step.lookup("VIRTUAL_ENV")
    if isinstance(environment, str):
        return environment or None
    path = install.step.lookup("PATH")
    if isinstance(path, str):
        first = path.partition(":")[0]
        if first.endswith("/bin") and first not in _SYSTEM_PROGRAMS:
            return first.removesuffix("/bin")
    known = install.stage.root.known
    return None if known is None or environment is not None else _PREFIXES.get(known.python_origin or "")


def _installed_to(prefix: str) -> str:
    return "/usr/local" if prefix == "/usr" else prefix


def holds_packages(path: str) -> bool:
    """Whether a directory of that name may hold Python packages, for all that names tell."""
    clean = join_path("/", path)
    return clean in ("/", "/usr", "/usr/local", "/usr/local/lib", "/opt") or any(
        part in _PARTS or part.startswith("python") for part in clean.split("/")
    )
