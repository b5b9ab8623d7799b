"""What becomes of the cache of the tool that an installation runs?

Where it lies, whether it is turned off, whether a mount keeps it out of the layer, whether the RUN empties it again,
and so whether it is left in the layer. Each answer is None where it is not known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.build.downloads import fetches, may_have_unknown_options
from dflint.build.home import owns_home
from dflint.build.state import clean_path
from dflint.build.steps import is_within
from dflint.build.yarn_version import is_yarn_1
from dflint.cached_property import cached_property
from dflint.knowledge.old_pip import keeps_cache
from dflint.knowledge.tool_caches import ToolCache, caches_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dflint.build.stages import Stage
    from dflint.build.steps import InstallStep, RunMount, RunStep
    from dflint.build.variables import Value
    from dflint.shell.commands import Command
    from dflint.shell.installers.arguments import Option
    from dflint.shell.words import Assignment

_KEEPING_MOUNTS = frozenset({"cache", "tmpfs", "bind"})
_USER_SWITCHES = frozenset({"gosu", "su-exec", "setpriv", "runuser"})
_OPEN_DIRECTORIES = ("/tmp", "/var/tmp", "/dev/shm")


class OffSwitch:
    """What turns a cache off: an option, an assignment before the command, or a variable of the environment."""

    def __init__(self, name: str, option: Option | None = None, assignment: Assignment | None = None) -> None:
        """`name` is that of the option or the variable."""
        self.name = name
        self.option = option
        self.assignment = assignment

    @property
    def is_in_environment(self) -> bool:
        """Whether ENV or ARG, a command before, or the base image has set the variable."""
        return self.option is None and self.assignment is None


class CacheUse:
    """An installation and the cache of its tool."""

    def __init__(self, step: InstallStep, cache: ToolCache) -> None:
        self.step = step
        self.cache = cache

    def __repr__(self) -> str:
        return f"CacheUse({self.step.command.text!r}, {self.directories!r})"

    @property
    def run(self) -> RunStep:
        """The RUN of the installation."""
        return self.step.step

    @property
    def command(self) -> Command:
        """The command that installs."""
        return self.step.command

    # What the command finds in its environment

    def lookup(self, name: str) -> Value:
        """The value of a variable for the command; None if it is certainly not set."""
        return self.step.lookup(name)

    @cached_property
    def is_root(self) -> bool | None:
        """Whether the command runs as root; None if that is not known."""
        if self._switches_user:
            return None
        return self.step.state.is_root

    @property
    def _switches_user(self) -> bool:
        command: Command | None = self.command
        while command is not None:
            if command.name in ("su", "runuser") or not _USER_SWITCHES.isdisjoint(command.prefixes):
                return True
            if "sudo" in command.prefixes and not self.step.state.is_root:
                return True
            command = command.enclosing
        return False

    @cached_property
    def home(self) -> str | None:
        """The home directory; None if it is not known."""
        home = self.lookup("HOME") if "sudo" not in self.command.prefixes else self.step.state.home
        return home if isinstance(home, str) and not self._switches_user else None

    # Where the cache is

    @cached_property
    def directories(self) -> tuple[str, ...] | None:
        """The absolute directories of the cache; None if they are not known."""
        words = self.step.install.values(*self.cache.directory_options)
        if words:
            path = self.step.path_of(words[-1])
            return None if path is None else (path,)
        if may_have_unknown_options(self.step.install) or self._is_configured:
            return None
        if self.cache.absolute and not self.is_root:
            # Of another user, yarn keeps it below the home directory, and system tools do not work at all.
            return None
        directories = self.cache.directories(self.lookup, self.home)
        if directories is None or not all(path.startswith("/") for path in directories):
            return None
        return tuple(clean_path(path) for path in directories)

    @property
    def _is_configured(self) -> bool:
        return self.step.stage.settings.may_move_cache(self.step.install.manager, self.run.position)

    @cached_property
    def is_writable(self) -> bool | None:
        """Whether the tool may write to the directories; a cache that it may not write to is not used."""
        if self.directories is None or self.is_root is None:
            return None
        owns = owns_home(self.step.state)
        for path in self.directories:
            if any(is_within(path, directory) for directory in _OPEN_DIRECTORIES):
                continue
            if self.home is not None and is_within(path, self.home):
                if not owns:
                    return None
            elif not self.is_root or is_within(path, "/home"):
                return None
        return True

    # What keeps it out of the layer

    @cached_property
    def off_switch(self) -> OffSwitch | None:
        """What turns the cache off; None if nothing is known to."""
        install = self.step.install
        options = install.given(*self.cache.off_options)
        if options:
            return OffSwitch(options[0].word.prefix.partition("=")[0], options[0])
        for variable in self.cache.off_variables:
            value = self.lookup(variable.name)
            if isinstance(value, str) and variable.turns_off(value):
                written = [one for one in self.command.assignments if one.name == variable.name]
                return OffSwitch(variable.name, None, written[-1] if written else None)
        return None

    @cached_property
    def is_off(self) -> bool | None:
        """Whether the cache is turned off; None if that is not known."""
        if self.off_switch is not None:
            # poetry goes on keeping the archives that it downloads: artifacts_cache_directory in poetry 2.5.1.
            return None if self.cache.tool == "poetry" else True
        values = [self.lookup(variable.name) for variable in self.cache.off_variables]
        if any(value is not None and not isinstance(value, str) for value in values):
            return None
        if may_have_unknown_options(self.step.install) or self._is_configured or self._is_old_pip:
            return None
        return False

    @property
    def _is_old_pip(self) -> bool:
        """Whether the command may be a pip of a distribution that keeps no cache."""
        image = self.step.stage.root
        known = image.known
        if self.cache.tool != "pip" or known is None or known.python_origin in ("own", "conda"):
            return False
        tag = image.reference.tag if image.reference is not None else None
        return not keeps_cache(known.system, known.release, tag)

    @cached_property
    def cache_mount(self) -> RunMount | None:
        """The cache mount of the RUN that the directories lie in; None if none is known to."""
        if not self.directories:
            return None
        mounts = [self.run.cache_mount_over(path) for path in self.directories]
        return mounts[0] if all(mount is not None for mount in mounts) else None

    @cached_property
    def intended_mount(self) -> RunMount | None:
        """The cache mount that the directories lie in or, where they are not known, would lie in by default."""
        if self.directories is not None:
            return self.cache_mount
        if not self.cache.home or self._is_configured or may_have_unknown_options(self.step.install):
            return None
        for mount in self.run.cache_mounts:
            if mount.target is not None and mount.target.endswith(f"/{self.cache.home}"):
                return mount
        return None

    @cached_property
    def may_be_mounted(self) -> bool:
        """Whether a mount of the RUN holds the directories, or a part of them, or may do so."""
        for mount in self.run.mounts:
            if mount.type not in _KEEPING_MOUNTS:
                continue
            if self.directories is None or mount.target is None:
                return True
            for path in self.directories:
                if is_within(path, mount.target) or is_within(mount.target, path):
                    return True
        return False

    @cached_property
    def emptied_by(self) -> Command | None:
        """The command behind the installation, in the same RUN, that empties the cache or may do so."""
        emptying = self.step.stage.emptying_commands
        found = emptying.first_behind(self.run, self.command, self.cache, self.directories)
        return None if found is None or found.step is not self.run else found.command

    @property
    def is_kept_out(self) -> bool:
        """Whether the RUN sees to it that the cache is not in its layer."""
        return self.is_off is True or self.cache_mount is not None or self.emptied_by is not None

    @cached_property
    def is_left(self) -> bool:
        """Whether the cache is certainly left in the layer of the RUN."""
        return (
            fetches(self.step) is True
            and self.is_off is False
            and not self._links_to_cache
            and self.is_writable is True
            and not self.may_be_mounted
            and self.emptied_by is None
            and not self.run.script.has_errors
        )

    # uv

    @property
    def link_mode(self) -> str | None:
        """How uv puts files into place: ``copy``, ``hardlink``, ``clone``, ``symlink``; None if that is not said."""
        word = self.step.install.option("--link-mode")
        if word is not None:
            return self.run.value_of(self.command, word) or ""
        value = self.lookup("UV_LINK_MODE")
        return value if isinstance(value, str) else None

    @property
    def _links_to_cache(self) -> bool:
        """Whether what is installed are links into the cache, which therefore has to stay."""
        return self.cache.tool == "uv" and self.link_mode in ("symlink", "")


def cache_uses(stage: Stage, managers: frozenset[str]) -> Iterator[CacheUse]:
    """The installations of `stage` by `managers`, such as pip and uv, whose cache is known of, in order."""
    for run in stage.runs:
        for step in run.installs:
            if step.install.manager in managers:
                cache = _cache_of(step)
                if cache is not None:
                    yield CacheUse(step, cache)


def cache_use_of(step: InstallStep) -> CacheUse | None:
    """What becomes of the cache of one installation; None where no cache of its tool is known of."""
    cache = _cache_of(step)
    return None if cache is None else CacheUse(step, cache)


def _cache_of(step: InstallStep) -> ToolCache | None:
    """The cache of the tool; None where it depends on a version that is not known."""
    caches = caches_of(step.install.manager)
    if step.install.manager == "yarn" and is_yarn_1(step.stage):
        return next((cache for cache in caches if cache.tool == "yarn 1"), None)
    return caches[0] if len(caches) == 1 else None
