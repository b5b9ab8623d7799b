"""Does a RUN only install, so that it can be carried out before the source is there?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.state import join_path
from dflint.build.steps import is_within
from dflint.shell.cleanup import cleaned_caches, removed_paths
from dflint.shell.installers.requirements import ARCHIVE, LOCAL

if TYPE_CHECKING:
    from dflint.build.steps import InstallStep, RunMount, RunStep
    from dflint.shell.commands import Command
    from dflint.shell.words import ShellWord

_PLAIN = frozenset({"set", "echo", "printf", "true", ":", "export", "unset", "pwd", "umask", "shopt", "date", "sleep"})
"""Commands that neither read nor write a file, if nothing is redirected."""

_SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh"})
_ASKING = frozenset({"--version", "-V", "--help"})
_SETTING = frozenset(
    {("pip", "config"), ("poetry", "config"), ("npm", "config"), ("yarn", "config"), ("conda", "config")}
    | {("git", "config"), ("corepack", "enable"), ("poetry", "self"), ("pip", "check"), ("pip", "list")}
    | {("pip", "cache"), ("uv", "cache"), ("conda", "info"), ("conda", "init"), ("apt-get", "clean"), ("apt", "clean")}
    | {("apk", "cache"), ("yum", "clean"), ("dnf", "clean"), ("microdnf", "clean"), ("apt-get", "autoclean")}
)
"""Commands and subcommands that change the settings of the user or the system, ask, or clean up."""

_OF_PROJECT = ("--local", "--location", "--worktree")
"""Options with which settings are written to the project instead."""

_NULL_DEVICES = frozenset({"/dev/null", "/dev/stderr", "/dev/stdout"})

_PATH_OPTIONS = (
    "--find-links --target --prefix --root --src --log --cache-dir --report --cert --client-cert --config-file "
    "--build-constraint --build-constraints --overrides --excludes --wheel-dir --dest --userconfig --globalconfig "
    "--modules-folder --cache-folder --store-dir --lockfile-dir --env-file --lockfile"
).split()
"""Options of installers whose value is a path, or may be one."""

_PATH_VARIABLES = (
    "PIP_FIND_LINKS PIP_CONSTRAINT PIP_BUILD_CONSTRAINT PIP_REQUIREMENT PIP_CONFIG_FILE PIP_TARGET PIP_PREFIX "
    "UV_FIND_LINKS UV_CONSTRAINT UV_OVERRIDE UV_BUILD_CONSTRAINT UV_CONFIG_FILE UV_REQUIREMENT"
).split()
"""Variables that installers read paths from: https://pip.pypa.io/en/stable/topics/configuration/,
https://docs.astral.sh/uv/reference/environment/ (verified 2026-11-23)."""


def needs_only_inputs(step: RunStep, directory: str) -> bool:
    """Whether the RUN certainly needs no file in the absolute `directory` but those that its installers read.

    So it is when all it does is to install packages from elsewhere, and to clean up after that. The files that
    installers read are those of `InstallStep.wanted`. Nor does it change anything in `directory`, but for what an
    installer writes there.
    """
    known = step.needs_only_inputs
    if directory not in known:
        known[directory] = _needs_only_inputs(step, directory)
    return known[directory]


def _needs_only_inputs(step: RunStep, directory: str) -> bool:
    script = step.script
    if script.is_foreign or script.has_errors or not all(_is_harmless_mount(mount) for mount in step.mounts):
        return False
    installs = {id(install.command): install for install in step.installs}
    enclosing = {id(command.enclosing) for command in script.commands if command.enclosing is not None}
    inputs = frozenset(file.path for install in step.installs for file in install.wanted.files if file.path is not None)
    for command in script.commands:
        if not _runs_always(command) or not _keeps_output(command):
            return False
        install = installs.get(id(command))
        if install is not None:
            if not _only_installs(install, directory):
                return False
        elif not (id(command) in enclosing and command.name in _SHELLS) and not _is_harmless(
            step, command, directory, inputs
        ):
            return False
    return True


def _is_harmless_mount(mount: RunMount) -> bool:
    """Whether a mount does not bring the source in by itself."""
    if mount.type != "bind" or not mount.is_from_context:
        return True
    context = mount.step.stage.graph.context
    return bool(mount.source) and (context is None or context.is_file(mount.source or ""))


def _runs_always(command: Command) -> bool:
    return not (
        command.conditional
        or command.in_pipeline
        or command.in_substitution
        or command.is_background
        or command.in_function
    )


def _keeps_output(command: Command) -> bool:
    """Whether nothing is written to a file or read from one by redirection."""
    for redirect in command.redirects:
        target = redirect.target.value if redirect.target is not None else None
        if target not in _NULL_DEVICES and not (redirect.operator in (">&", "<&") and target in ("1", "2")):
            return False
    return True


# Commands


def _is_harmless(step: RunStep, command: Command, directory: str, inputs: frozenset[str]) -> bool:
    """Whether a command that installs nothing leaves `directory` alone. `inputs` are the files that are there."""
    name = command.name
    if name is None:
        return not command.words
    if name in _PLAIN or (command.arguments and all(word.value in _ASKING for word in command.arguments)):
        return True
    if name == "cd":
        return _is_there(step, command, directory, inputs)
    if cleaned_caches(command):
        return True
    removed = removed_paths(command)
    if removed:
        return all(_is_outside(_directory_of_glob(step, command, word), directory) for word in removed)
    if name == "mkdir" or _makes_environment(command):
        operands = [word for word in command.arguments if not word.prefix.startswith("-")]
        return bool(operands) and _is_outside(step.path_of(command, operands[-1]), directory)
    return _is_setting(command)


def _is_there(step: RunStep, command: Command, directory: str, inputs: frozenset[str]) -> bool:
    """Whether the directory that ``cd`` goes to is there without the source."""
    if len(command.arguments) != 1:
        return False
    path = step.path_of(command, command.arguments[0])
    if path is None:
        return False
    return (
        not is_within(path, directory)
        or path == step.directory_of(command)
        or any(is_within(file, path) for file in inputs)
    )


def _directory_of_glob(step: RunStep, command: Command, word: ShellWord) -> str | None:
    """The path that a word names; of a pattern, the directory up to its first wildcard."""
    value = step.value_of(command, word)
    if not value:
        return None
    parts = value.split("/")
    literal = next((index for index, part in enumerate(parts) if any(sign in part for sign in "*?[{")), len(parts))
    plain = "/".join(parts[:literal])
    if value.startswith("/"):
        return join_path("/", plain)
    current = step.directory_of(command)
    return None if current is None else join_path(current, plain)


def _is_outside(path: str | None, directory: str) -> bool:
    return path is not None and not is_within(path, directory) and not is_within(directory, path)


def _makes_environment(command: Command) -> bool:
    """Whether a virtual environment is made."""
    if command.module is not None:
        return command.module[0] in ("venv", "virtualenv")
    values = [word.value for word in command.arguments]
    return command.name == "virtualenv" or (command.name == "uv" and values[:1] == ["venv"] and len(values) > 1)


def _is_setting(command: Command) -> bool:
    name = command.name or ""
    arguments = command.arguments
    if command.module is not None:
        name, arguments = command.module[0], arguments[command.module[1] :]
    name = "pip" if name in ("pip3", "pip") else name
    operands = [word.value for word in arguments if not word.prefix.startswith("-")]
    is_of_project = any(word.prefix.startswith(_OF_PROJECT) for word in arguments)
    return bool(operands) and (name, operands[0]) in _SETTING and not is_of_project


# Installations


def _only_installs(install: InstallStep, directory: str) -> bool:
    """Whether an installation takes packages from elsewhere only, and its files are known."""
    what = install.install
    if what.is_dynamic or what.has_unknown_option:
        return False
    if what.ecosystem in ("system", "node") and any(package.kind in (LOCAL, ARCHIVE) for package in what.packages):
        return False
    wanted = install.wanted
    if any(path is None or _concerns(path, directory) for path in wanted.local_paths):
        return False
    for file in wanted.files:
        is_url = file.word is not None and "://" in file.word.prefix
        if file.path is None and not is_url:
            return False
        if file.path is not None and file.origin is None and is_within(file.path, directory):
            return False
    return all(_is_elsewhere(install, path, directory) for path in _named_paths(install))


def _concerns(path: str, directory: str) -> bool:
    return is_within(path, directory) or is_within(directory, path)


def _named_paths(install: InstallStep) -> Iterator[str | None]:
    """The values that are paths, or may be: of options, of variables, and in requirements files; None if not known."""
    for word in install.install.values(*_PATH_OPTIONS):
        yield install.step.value_of(install.command, word)
    for option in install.wanted.options:
        if option.name == "--find-links":
            yield option.value
    for name in _PATH_VARIABLES:
        value = install.step.lookup(name)
        if isinstance(value, str):
            yield from value.split()


def _is_elsewhere(install: InstallStep, value: str | None, directory: str) -> bool:
    if value is None:
        return False
    if "://" in value:
        return not value.startswith("file:")
    current = install.directory
    return current is not None and not _concerns(join_path(current, value), directory)


# What an installation does to the project itself

_CLEAN_INSTALLS = frozenset({"ci", "clean-install", "ic", "install-clean", "isntall-clean"})
"""The subcommands of npm that never write the lock file: https://docs.npmjs.com/cli/commands/npm-ci."""


def may_change_project(install: InstallStep) -> bool:
    """Whether the installation may write files of the project, such as a lock file, or run scripts of it."""
    what = install.install
    if what.manager in ("pip", "conda", "mamba", "micromamba") or what.tool in ("uv pip", "uv tool"):
        # What is editable is cloned to a folder beside the source.
        return any(package.is_editable for package in install.wanted.packages)
    if what.ecosystem == "system":
        return False
    if what.ecosystem == "node":
        return what.tool != "npm" or what.subcommand not in _CLEAN_INSTALLS or runs_scripts(install)
    return not (_has_lock(install) and _keeps_lock(install))


def _has_lock(install: InstallStep) -> bool:
    names = (file.path.rpartition("/")[2] for file in install.wanted.files if file.path is not None and file.origin)
    return any(name.endswith(".lock") for name in names)


def _keeps_lock(install: InstallStep) -> bool:
    """Whether the lock file stays as it is: https://docs.astral.sh/uv/concepts/projects/sync/,
    https://pdm-project.org/en/latest/usage/lockfile/, https://pipenv.pypa.io/en/latest/commands.html."""
    what = install.install
    if what.tool == "uv sync":
        return what.has("--locked", "--frozen") or _is_on(install, "UV_LOCKED") or _is_on(install, "UV_FROZEN")
    if what.tool == "pdm":
        return what.action == "sync" or what.has("--frozen-lockfile")
    if what.tool == "pipenv":
        return what.action == "sync" or what.has("--deploy", "--ignore-pipfile")
    return what.tool == "poetry" and what.action in ("install", "sync")


def _is_on(install: InstallStep, variable: str) -> bool:
    value = install.step.lookup(variable)
    return isinstance(value, str) and value.lower() in ("1", "true", "yes", "on")


def runs_scripts(install: InstallStep) -> bool:
    """Whether an installation of Node.js runs scripts of the project, or builds it, or may do so."""
    from dflint.build.install_inputs import project_directory, text_at
    from dflint.packages.package_json import PackageJson

    directory = project_directory(install)
    if directory is None or install.file_origin(join_path(directory, "binding.gyp")) is not None:
        return True
    if install.install.has("--ignore-scripts"):
        return False
    source = text_at(install, join_path(directory, "package.json"))
    return source is None or bool(PackageJson(source).scripts_of_installation)


# What a RUN does to the packages of the system

_PLAIN_FILES = frozenset({"mkdir", "touch", "chmod", "chown", "ls", "cat", "cp", "mv", "ln", "rm", "cd", "useradd"})


def leaves_system_packages(step: RunStep) -> bool:
    """Whether the RUN certainly changes nothing that the system's package manager reads: no sources, keys, settings."""
    script = step.script
    if script.is_foreign or script.has_errors:
        return False
    installs = {id(install.command): install for install in step.installs}
    enclosing = {id(command.enclosing) for command in script.commands if command.enclosing is not None}
    for command in script.commands:
        install = installs.get(id(command))
        if any("/etc/" in word.text or "/usr/share/keyrings" in word.text for word in command.words):
            return False
        if install is not None and install.install.ecosystem != "system":
            continue
        is_shell = id(command) in enclosing and command.name in _SHELLS
        if not is_shell and not (_keeps_output(command) and _leaves_system(command, install is not None)):
            return False
    return True


def _leaves_system(command: Command, is_system_install: bool) -> bool:
    if is_system_install or command.name is None:
        # Packages that are installed by name bring no sources of others, as a rule.
        return is_system_install or not command.words
    return command.name in _PLAIN or command.name in _PLAIN_FILES or _is_setting(command)
