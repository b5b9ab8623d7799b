"""Does building read the git history of the build context?

`.git` may be left out of the context only where it certainly does not: the commands are looked at, the scripts and
build files that they run, and the metadata of the Python project, whose version may come from git tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dflint.build.origins import find_origin_in_run
from dflint.knowledge.git_readers import (
    BUILD_DESCRIPTIONS,
    NEEDS_NO_REPOSITORY,
    STAMPING_COMPILERS,
    VERSIONING_TOOLS,
)
from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.steps import RunStep
    from dflint.context.build_context import BuildContext
    from dflint.shell.commands import Command
    from dflint.shell.words import ShellWord

_METADATA = ("pyproject.toml", "setup.py", "setup.cfg")
_GIT = lazy_pattern(r"\bgit\b(?!\s+(?:clone|config|init|lfs)\b)|vergen|shadow_rs|GitPython")
_VERSIONING_TOOL = lazy_pattern(rf"(?<![\w-])(?:{'|'.join(map(re.escape, VERSIONING_TOOLS))})(?![\w-])")
_SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh", "source", "."})


def may_read_git_history(context: BuildContext, builds: Iterable[Build]) -> bool:
    """Whether a build in `context` may read the `.git` of the context."""
    if any(_asks_for_version(context, folder) for folder in _project_folders(context)):
        return True
    steps = (step for build in builds for stage in build.graph.stages for step in stage.runs)
    return any(_step_reads(context, step) for step in steps)


def _project_folders(context: BuildContext) -> Iterator[str]:
    """The root and the folders in it."""
    yield ""
    yield from (name for name in context.names() if not name.startswith(".") and context.is_directory(name))


def _asks_for_version(context: BuildContext, folder: str) -> bool:
    names = context.names(folder)
    for name in _METADATA:
        if name in names:
            source = context.read_text(f"{folder}/{name}" if folder else name)
            if source is None or _VERSIONING_TOOL.search(source.text):
                return True
            if name == "setup.py" and _GIT.search(source.text):
                return True
    return False


def _step_reads(context: BuildContext, step: RunStep) -> bool:
    has_own_repository = False
    for command in step.commands:
        if command.name == "git":
            subcommand = _subcommand(command)
            has_own_repository = has_own_repository or subcommand in ("clone", "init")
            if subcommand not in NEEDS_NO_REPOSITORY and not has_own_repository:
                return True
        elif not has_own_repository and _command_reads(context, step, command):
            return True
    return False


def _subcommand(command: Command) -> str | None:
    words = iter(command.arguments)
    for word in words:
        if word.text in ("-C", "-c", "--git-dir", "--work-tree"):
            next(words, None)
        elif not word.text.startswith("-"):
            return word.value
    return "--version"


def _command_reads(context: BuildContext, step: RunStep, command: Command) -> bool:
    name = command.name
    if name in STAMPING_COMPILERS:
        return _subcommand(command) in STAMPING_COMPILERS[name]
    if name in BUILD_DESCRIPTIONS:
        return _description_asks_git(context, BUILD_DESCRIPTIONS[name])
    script = _script(command)
    if script is None:
        return False
    path = step.path_of(command, script)
    origin = find_origin_in_run(step, path, command) if path is not None else None
    if origin is None:
        # A relative path is the project's, with a text that is not known; an absolute one is a program of the image.
        return not script.text.startswith(("/", "$"))
    source = context.read_text(origin.path) if origin.path is not None else None
    return source is not None and _GIT.search(source.text) is not None


def _description_asks_git(context: BuildContext, names: Iterable[str]) -> bool:
    """Whether a build file of the project asks git, or might: none is found at the root."""
    sources = [context.read_text(name) for name in names]
    texts = [source.text for source in sources if source is not None]
    return not texts or any(_GIT.search(text) for text in texts)


def _script(command: Command) -> ShellWord | None:
    """The word that names the script that `command` runs, if it runs one."""
    if command.name is None or command.program is None:
        return None
    if command.name in _SHELLS or command.name.startswith("python"):
        for word in command.arguments:
            if word.text in ("-c", "-m"):
                return None
            if not word.text.startswith("-"):
                return word
        return None
    return command.program if "/" in command.program.text else None
