"""Where does conda keep the packages that it downloads, and are they left in the layer?"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from dflint.build.state import clean_path
from dflint.build.tool_cache import CacheUse, cache_uses
from dflint.cached_property import cached_property

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dflint.build.stages import Stage
    from dflint.build.steps import RunStep
    from dflint.shell.commands import Command

CONDA = frozenset({"conda", "mamba", "micromamba"})
"""The managers that share the cache."""

_FAMILIES = frozenset({"conda", "miniforge", "jupyter", "micromamba"})
_IMAGE_PREFIX = "/opt/conda"
_PROGRAM_DIRECTORIES = ("/bin/", "/condabin/")
_ASKING = frozenset({"command", "which", "type", "hash", "test", "[", "[["})
_DIRECTORY_WORDS = ("conda", "mamba", "pkgs", "forge")


class CondaCacheUse(CacheUse):
    """An installation by conda, mamba or micromamba, and the packages that it keeps."""

    @cached_property
    def directories(self) -> tuple[str, ...] | None:
        """The directory of the packages."""
        if self._is_configured:
            return None
        value = self.lookup("CONDA_PKGS_DIRS")
        if value is not None:
            is_known = isinstance(value, str) and value.startswith("/") and "," not in value
            return (clean_path(str(value)),) if is_known else None
        prefix = self._prefix
        return None if prefix is None else (f"{prefix}/pkgs",)

    @property
    def is_writable(self) -> bool:
        """Always true: where the prefix may not be written to, packages are kept below the home directory."""
        return True

    @cached_property
    def may_be_mounted(self) -> bool:
        """Whether a mount holds the packages, or may do so."""
        if self.directories is not None:
            return super().may_be_mounted
        return any(
            mount.type in ("cache", "tmpfs", "bind")
            and (mount.target is None or any(word in mount.target for word in _DIRECTORY_WORDS))
            for mount in self.run.mounts
        )

    @cached_property
    def may_be_skipped(self) -> bool:
        """Whether the RUN asks for conda first, in an image that is not known to hold it."""
        if not self.command.conditional:
            return False
        asked = False
        for command in self.run.commands:
            if command is self.command:
                break
            asked = asked or (command.name in _ASKING and any(word in command.text for word in ("conda", "mamba")))
        return asked and not self._is_there

    @property
    def _is_there(self) -> bool:
        """Whether the base image or a RUN so far certainly brings conda."""
        known = self.step.stage.root.known
        if known is not None and (known.family in _FAMILIES or known.python_origin == "conda"):
            return True
        return any(True for _ in self._installers_so_far())

    @property
    def _prefix(self) -> str | None:
        """What the path of the program, the installer that was run before, or the base image says."""
        program = self.command.program
        path = None if program is None else self.run.value_of(self.command, program)
        for part in _PROGRAM_DIRECTORIES:
            if path is not None and path.startswith("/") and part in path:
                return path[: path.index(part)]
        if self.step.install.manager != "conda":
            root = self.lookup("MAMBA_ROOT_PREFIX")
            if isinstance(root, str) and root.startswith("/"):
                return root.rstrip("/")
        for run, command in self._installers_so_far():
            return _installer_prefix(run, command)
        known = self.step.stage.root.known
        return _IMAGE_PREFIX if known is not None and known.family in _FAMILIES else None

    def _installers_so_far(self) -> Iterator[tuple[RunStep, Command]]:
        """The commands that install conda, in the RUN of the command and before it, the nearest RUN first."""
        for stage in self.step.stage.chain:
            for run, command in reversed(stage.conda_installers):
                if stage is not self.step.stage or run.position <= self.run.position:
                    yield run, command


def conda_cache_uses(stage: Stage) -> Iterator[CondaCacheUse]:
    """The installations of `stage` by conda and its like, in order."""
    for use in cache_uses(stage, CONDA):
        yield CondaCacheUse(use.step, use.cache)


def conda_installers(stage: Stage) -> Iterator[tuple[RunStep, Command]]:
    """The commands of `stage` itself that install conda with its installer, and their RUN."""
    for run in stage.runs:
        for command in run.commands:
            if _is_installer(command):
                yield run, command


def installed_prefix(run: RunStep) -> str | None:
    """Where the RUN installs conda with its installer; None if it does not, or that is not known."""
    found = (_installer_prefix(run, command) for command in run.commands if _is_installer(command))
    return next((prefix for prefix in found if prefix is not None), None)


def _is_installer(command: Command) -> bool:
    """Whether the command is ``bash Miniconda3.sh -b -p /opt/conda``."""
    name = command.name
    if name is None or not (name in ("bash", "sh") or name.endswith(".sh")):
        return False
    has_name = any(word in command.text.lower() for word in ("conda", "forge"))
    return has_name and any(word.prefix.startswith("-b") for word in command.arguments)


def _installer_prefix(run: RunStep, command: Command) -> str | None:
    """The value of ``-p``, which may be joined to ``-b``; None if it is not given or not known."""
    values = [run.value_of(command, word) for word in command.arguments]
    for option, value in pairwise(values):
        if option is not None and option.startswith("-") and option.endswith("p"):
            return value.rstrip("/") if value is not None and value.startswith("/") else None
    return None
