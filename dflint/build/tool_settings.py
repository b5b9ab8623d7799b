"""Do the settings of a tool, in a file or by a command, say something of its cache?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.build.steps import CopyStep, RunStep
from dflint.knowledge.tool_settings import ToolSettings, settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dflint.build.stages import Stage
    from dflint.shell.commands import Command

_WRITERS = frozenset({"cp", "mv", "ln", "install", "curl", "wget", "aria2c", "sed", "tee", "crudini"})


class StageSettings:
    """What the steps of a stage, and of those that it starts from, do to the settings of tools."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._first: dict[str, int | None] = {}
        self._is_moved: dict[str, bool] = {}

    def may_move_cache(self, manager: str, position: int) -> bool:
        """Whether, before the step at `position` or in it, the cache of `manager` may have been moved or turned off.

        Only the environment and the arguments of the command itself are left out.
        """
        parent = self._stage.parent
        if parent is not None and parent.settings.move_cache(manager):
            return True
        first = self._first_step(manager)
        return first is not None and first <= position

    def move_cache(self, manager: str) -> bool:
        """Whether the cache of `manager` may have been moved or turned off at the end of the stage."""
        pending: list[StageSettings] = []
        stage: Stage | None = self._stage
        while stage is not None and manager not in stage.settings._is_moved:
            pending.append(stage.settings)
            stage = stage.parent
        is_moved = stage is not None and stage.settings._is_moved[manager]
        for settings in reversed(pending):
            is_moved = settings._is_moved[manager] = is_moved or settings._first_step(manager) is not None
        return is_moved

    def _first_step(self, manager: str) -> int | None:
        """The position of the first step of the stage itself that is about the cache."""
        if manager not in self._first:
            settings = settings_of(manager)
            about = (step.position for step in self._stage.layers if settings and _is_about_cache(step, settings))
            self._first[manager] = next(about, None)
        return self._first[manager]


def _is_about_cache(step: RunStep | CopyStep, settings: ToolSettings) -> bool:
    if isinstance(step, CopyStep):
        return any(_file_is_about_cache(step, settings, source) for source in _sources(step))
    for mount in step.mounts:
        names = [(path or "").rpartition("/")[2] for path in (mount.target, mount.source)]
        if mount.type not in ("bind", "secret") or settings.files.isdisjoint(names):
            continue
        if not mount.is_from_context or _says_something(step.stage, mount.source, settings):
            return True
    return _command_is_about_cache(step, settings)


def _sources(step: CopyStep) -> Iterator[tuple[str, bool]]:
    """The names of the files that a COPY or ADD brings, and whether each is a heredoc."""
    for source in step.sources:
        if source:
            yield source, False
    for heredoc in step.instruction.heredocs:
        yield heredoc.name, True


def _file_is_about_cache(step: CopyStep, settings: ToolSettings, source: tuple[str, bool]) -> bool:
    path, is_heredoc = source
    names = (path.rstrip("/").rpartition("/")[2], (step.destination or "").rpartition("/")[2])
    if is_heredoc:
        return names[1] in settings.files and any(
            word in heredoc.body.text for heredoc in step.instruction.heredocs for word in settings.words
        )
    if names[0] in settings.files or (names[1] in settings.files and not step.names_directory):
        return not step.is_from_context or _says_something(step.stage, path, settings)
    return _folder_says_something(step, path, settings)


def _folder_says_something(step: CopyStep, path: str, settings: ToolSettings) -> bool:
    """Whether a file of settings at the top of a folder that is copied is about the cache."""
    context = step.stage.graph.context
    if context is None or not step.is_from_context:
        return False
    folder = path.strip("/").removeprefix("./")
    folder = "" if folder == "." else folder
    return any(
        _says_something(step.stage, f"{folder}/{name}".lstrip("/"), settings, if_absent=False)
        for name in sorted(settings.files)
    )


def _says_something(stage: Stage, path: str | None, settings: ToolSettings, if_absent: bool = True) -> bool:
    """Whether a file of the build context has a setting of the cache; `if_absent` where there is no such file."""
    context = stage.graph.context
    source = None if context is None or path is None else context.read_text(path.strip("/"))
    if source is None:
        return if_absent
    return any(word in source.text for word in settings.words)


def _command_is_about_cache(step: RunStep, settings: ToolSettings) -> bool:
    """Whether a command of `step` makes a setting of the cache, by the tool's own subcommand or in a file."""
    text = step.run.body_text
    if "config" not in text and not step.run.heredocs and not any(name in text for name in settings.files):
        return False
    return any(_is_setting(command, settings) for command in step.commands)


def _is_setting(command: Command, settings: ToolSettings) -> bool:
    texts = [command.text, *[redirect.heredoc.text for redirect in command.redirects if redirect.heredoc is not None]]
    has_word = any(word in text for text in texts for word in settings.words)
    tool = command.module[0] if command.module is not None else command.name
    if tool is not None and (tool in settings.managers or tool.startswith("pip")):
        return has_word and any(word.value == "config" for word in command.arguments)
    targets = [redirect.target.text for redirect in command.redirects if redirect.target is not None]
    if any(_names_file(target, settings) for target in targets):
        return has_word
    if command.name in _WRITERS and any(_names_file(word.text, settings) for word in command.arguments):
        # `sed` and `tee` say what they write, of what is copied or fetched nothing is known.
        return has_word or command.name not in ("sed", "tee")
    return False


def _names_file(text: str, settings: ToolSettings) -> bool:
    return text.strip("\"'").rpartition("/")[2] in settings.files
