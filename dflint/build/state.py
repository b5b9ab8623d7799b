"""What holds before an instruction: variables, user, working directory, shell."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from dflint.cached_property import cached_property
from dflint.dockerfile.words import UNKNOWN, Unknown

if TYPE_CHECKING:
    from dflint.build.stages import Stage
    from dflint.build.variables import Value
    from dflint.dockerfile.instructions import Word

KnownPath = str | Unknown

_ROOT_USERS = frozenset({"root", "0", ""})


class State:
    """The state of a stage before one of its steps; it is computed when it is asked for."""

    def __init__(self, stage: Stage, position: int) -> None:
        """`position` is that of the step in `Stage.steps`."""
        self.stage = stage
        self.position = position

    def lookup(self, name: str) -> Value:
        """The value of a variable while building: what ENV or ARG set last. It is what words are expanded with."""
        return self.stage.effects.lookup(name, self.position)

    def env(self, name: str) -> Value:
        """The value that the image keeps: what ENV set, here, in a parent stage or in the base image."""
        return self.stage.effects.env(name, self.position)

    def arg(self, name: str) -> Value:
        """The value of a declared build argument; None if it is not declared here."""
        return self.stage.effects.arg(name, self.position)

    def expand(self, word: Word) -> str | None:
        """`word` with its variables replaced; None if that is not known."""
        return word.expand(self.lookup)

    @cached_property
    def user(self) -> Value:
        """What USER says, group included; None when nothing does, which means root."""
        return self.stage.effects.user(self.position)

    @property
    def user_name(self) -> str | Unknown:
        """The name or number of the user, without a group."""
        user = self.user
        if isinstance(user, Unknown):
            return UNKNOWN
        return (user or "root").partition(":")[0] or "root"

    @property
    def is_root(self) -> bool | None:
        """Whether the user is root; None if that is not known."""
        name = self.user_name
        return None if isinstance(name, Unknown) else name in _ROOT_USERS

    @cached_property
    def workdir(self) -> KnownPath:
        """The working directory, absolute."""
        return self.stage.effects.workdir(self.position)

    @property
    def shell(self) -> tuple[str, ...]:
        """The shell of the shell form."""
        return self.stage.effects.shell(self.position)

    @cached_property
    def home(self) -> KnownPath:
        """The home directory of the user while building."""
        value = self.lookup("HOME")
        if value is not None:
            return value
        from dflint.build.users import home_directory

        return home_directory(self)

    def path(self, path: str) -> str | None:
        """`path` seen from the working directory, absolute and clean; None if the directory is not known."""
        if path.startswith("/"):
            return clean_path(path)
        workdir = self.workdir
        return None if isinstance(workdir, Unknown) else join_path(workdir, path)


def join_path(directory: str, path: str) -> str:
    """`path` seen from the absolute `directory`, absolute and clean."""
    return clean_path(posixpath.join(directory, path))


def clean_path(path: str) -> str:
    """An absolute path without ``.``, ``..`` and repeated slashes."""
    return posixpath.normpath("/" + path.lstrip("/"))
