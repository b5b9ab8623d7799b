"""Does an installation fetch anything, so that its tool's cache gets filled?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.build.stages import Stage
from dflint.lazy_pattern import lazy_pattern
from dflint.shell.installers.requirements import ARCHIVE, EDITABLE, LOCAL, VERSION_CONTROL
from dflint.shell.words import LITERAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dflint.build.steps import InstallStep
    from dflint.shell.installers import Install, Requirement
    from dflint.shell.words import ShellWord

_FETCHING = frozenset({"install", "download", "sync", "create", "update", "upgrade"})
_FETCHING_NOTHING = ("--dry-run", "--offline", "--help", "--version", "--package-lock-only", "--only-root")
_WITHOUT_PROJECT = ("--no-install-project", "--no-install-workspace", "--no-install-local", "--no-root", "--no-self")
_ONLY_INSTALLING = frozenset({"install", "sync"})
_CHOOSING_NOTHING = (
    "--no-interaction",
    "--no-ansi",
    "--quiet",
    "--verbose",
    "--no-cache",
    "--frozen",
    "--locked",
    "--non-interactive",
    "--frozen-lockfile",
    "--compile",
    "--compile-bytecode",
)
_ENVIRONMENT = lazy_pattern(r"(?:^|/)(?:\.?v?env|virtualenvs|site-packages)(?:/|$)|^/usr/local/?$|^/opt/\w*env\w*/?$")
_WITHOUT_PROJECT_VARIABLES = ("UV_NO_INSTALL_PROJECT", "UV_NO_INSTALL_LOCAL", "UV_NO_INSTALL_WORKSPACE")


def fetches(step: InstallStep) -> bool | None:
    """Whether the installation fetches packages; None where that depends on what is installed already."""
    install = step.install
    if install.action not in _FETCHING or install.has(*_FETCHING_NOTHING):
        return False
    if may_have_unknown_options(install):
        return None
    if install.manager in ("pip", "uv") and not install.reads_project:
        return _fetches_requirements(install)
    if install.ecosystem == "conda" and install.has("--clone"):
        # What the other environment was made of may be there.
        return None
    if install.ecosystem == "conda" and install.action in ("install", "create") and not _names_anything(install):
        return False
    if install.reads_project and not install.packages and _is_second(step):
        return None
    return True


def has_all_at_hand(step: InstallStep) -> bool:
    """Whether only folders and archives of the image are built or installed, without what they need."""
    from dflint.build.resolved_packages import leaves_out_dependencies

    install = step.install
    if not install.packages or install.requirement_files or install.reads_project or not leaves_out_dependencies(step):
        return False
    return all(package.kind in (LOCAL, EDITABLE, ARCHIVE) and "://" not in package.url for package in install.packages)


def _names_anything(install: Install) -> bool:
    """Whether the command says what to install; conda makes an empty environment otherwise."""
    return bool(install.packages or install.requirement_files) or install.reads_project or install.is_dynamic


def may_have_unknown_options(install: Install) -> bool:
    """Whether an argument could turn out to be any option: a variable whose value is not known."""
    return any(_may_be_option(word) for word in install.command.arguments if word.value is None) and install.is_dynamic


def _may_be_option(word: ShellWord) -> bool:
    return bool(word.parts) and word.parts[0].kind is not LITERAL and "$(" not in word.text and "`" not in word.text


def _fetches_requirements(install: Install) -> bool | None:
    if install.has("--no-index"):
        return any("://" in word.text for word in install.find_links) or None
    if not install.requirement_files and not install.packages:
        return None if install.is_dynamic or install.option_list else False
    if install.requirement_files or any(_is_remote(package) for package in install.packages):
        # What is found in a local folder is not fetched.
        return None if any("://" not in word.text for word in install.find_links) else True
    # A project fetches what it needs; of what an archive or a project without dependencies needs nothing is known.
    is_archive = any(package.kind == ARCHIVE or package.word.has_glob for package in install.packages)
    return None if is_archive or install.has("--no-deps") else True


def _is_remote(package: Requirement) -> bool:
    return package.kind not in (LOCAL, EDITABLE, ARCHIVE, VERSION_CONTROL)


def _is_second(step: InstallStep) -> bool:
    """Whether an earlier RUN has installed the project's dependencies, so that only the project itself is left."""
    return any(_has_installed(other, step) for other in _earlier_installs(step))


def _earlier_installs(step: InstallStep) -> Iterator[InstallStep]:
    """The installations of the RUNs before, and of the stages whose environments were copied before."""
    for stage in step.stage.chain:
        end = step.step.position if stage is step.stage else None
        yield from _installs_of(stage, end)
        for copy in stage.copies:
            origin = copy.origin
            is_before = end is None or copy.position < end
            if is_before and isinstance(origin, Stage) and any(map(_is_environment, copy.sources)):
                for one in origin.chain:
                    yield from _installs_of(one, None)


def _installs_of(stage: Stage, end: int | None) -> Iterator[InstallStep]:
    """The installations of a stage, or those before the instruction at `end`."""
    for run in stage.runs:
        if end is not None and run.position >= end:
            break
        yield from run.installs


def _is_environment(path: str | None) -> bool:
    return path is not None and _ENVIRONMENT.search(path) is not None


def _has_installed(other: InstallStep, step: InstallStep) -> bool:
    """Whether `other` has installed what `step` asks for, but for the project itself."""
    if _is_without_project(other, step.install.manager):
        return True
    earlier, install = other.install, step.install
    if install.ecosystem != "python" or earlier.manager != install.manager or not earlier.reads_project:
        return False
    if earlier.packages or not _ONLY_INSTALLING.issuperset((earlier.action, install.action)):
        return False
    if earlier.has(*_FETCHING_NOTHING) or may_have_unknown_options(earlier):
        return False
    from dflint.build.install_inputs import project_directory

    directory = project_directory(step)
    return directory is not None and directory == project_directory(other) and _choice(earlier) == _choice(install)


def _choice(install: Install) -> frozenset[tuple[str, str]]:
    """The options that say which dependencies are installed, and where to."""
    ignored = {option.name for option in install.given(*_CHOOSING_NOTHING)}
    return frozenset(
        (option.name, "" if option.value is None else option.value.text)
        for option in install.option_list
        if option.name not in ignored
    )


def _is_without_project(step: InstallStep, manager: str) -> bool:
    install = step.install
    if install.manager != manager or not install.reads_project or install.packages:
        return False
    return install.has(*_WITHOUT_PROJECT) or any(
        step.step.lookup(name) is not None for name in _WITHOUT_PROJECT_VARIABLES
    )
