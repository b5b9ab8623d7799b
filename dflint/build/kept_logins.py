"""Which commands of a RUN leave a credential in a file of the image?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from dflint.build.shipping import copy_into_image, ships
from dflint.build.state import join_path
from dflint.build.steps import is_within
from dflint.knowledge.logins import CREDENTIAL_FILES, LOGINS, PYTHON_LOGINS
from dflint.shell.cleanup import removed_paths
from dflint.source import Source, Span

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.stages import Stage
    from dflint.build.steps import RunStep
    from dflint.shell.commands import Command

_USERS = {"Hugging Face token": ("hf", "huggingface-cli"), "Weights & Biases key": ("wandb",)}
"""The commands that use a credential."""
_MODULES_WITHOUT = frozenset({"pip", "venv", "ensurepip", "compileall"})
"""Modules that run as programs and use none."""
_WRITERS = frozenset({"echo", "printf", "cat", "tee"})


class KeptLogin(NamedTuple):
    """A command that keeps `kind`, a credential, in the file at the absolute `path`; None if that is not known."""

    step: RunStep
    command: Command
    kind: str
    path: str | None
    source: Source
    span: Span


def kept_logins(stage: Stage, build: Build) -> Iterator[KeptLogin]:
    """The commands of `stage` whose files certainly get into an image."""
    is_shipped = ships(stage, build)
    for step in stage.runs:
        if step.is_trigger:
            continue
        for command in step.commands:
            for login in _of_command(step, command):
                if not _is_gone(login) and (is_shipped or _is_copied(login, stage, build)):
                    yield login


def is_used_in_build(login: KeptLogin, build: Build) -> bool:
    """Whether a RUN from there on downloads with the credential, or runs a program that may.

    Otherwise it is for what the container fetches when it starts.
    """
    own = login.step.stage
    stages = [stage for stage in build.stages if own in stage.chain]
    steps = [
        step for stage in stages for step in stage.runs if stage is not own or step.position >= login.step.position
    ]
    return any(
        step.script.is_foreign or any(_may_use(step, one, login) for one in step.commands if one is not login.command)
        for step in steps
    )


def _may_use(step: RunStep, command: Command, login: KeptLogin) -> bool:
    from dflint.build.model_downloads import code_of, of_command

    name = command.name
    if name is None:
        return True
    if command.module is not None:
        return command.module[0].partition(".")[0] not in _MODULES_WITHOUT
    if any(download.is_hub for download in of_command(step, command)):
        return True
    if name.startswith("python"):
        text = code_of(command)
        return text is None or "login" not in text.text  # a file that is not read, or other code
    return name in _USERS.get(login.kind, ()) or name.endswith((".sh", ".py")) or name in ("sh", "bash", "make")


def _of_command(step: RunStep, command: Command) -> Iterator[KeptLogin]:
    program = command.program
    if program is None or command.name is None:
        return
    operands = [word for word in command.arguments if not word.prefix.startswith("-")]
    values = tuple(word.value for word in operands)
    for row in LOGINS:
        count = len(row.words)
        if command.name != row.program or values[:count] != row.words:
            continue
        is_harmless = any(word.value in row.harmless for word in command.arguments)
        if is_harmless or (row.needs_operand and len(operands) <= count) or not _has(command, row.option):
            continue
        span = Span(program.span.start, operands[count - 1].span.end)
        yield KeptLogin(step, command, row.kind, _in_home(step, row.file), program.script.source, span)
    if command.name.startswith("python"):
        yield from _of_code(step, command)
    yield from _of_written_file(step, command)


def _has(command: Command, option: str) -> bool:
    return not option or any(word.prefix.partition("=")[0] == option for word in command.arguments)


def _of_code(step: RunStep, command: Command) -> Iterator[KeptLogin]:
    from dflint.build.model_downloads import code_of

    text = code_of(command)
    if text is None or "login" not in text.text:
        return
    from dflint.shell.python_code import PythonCode

    code = PythonCode(text)
    for call in code.calls:
        row = PYTHON_LOGINS.get(call.function)
        if row is not None and (call.arguments or not call.keywords.keys().isdisjoint(("token", "key"))):
            kind, file = row
            function = call.function.rpartition(".")[2]
            # Only the name of the function is pointed at, so that no token among the arguments is.
            end = text.text.find("(", call.start, call.end)
            span = text.span(call.start, end if end > 0 and function else call.end)
            yield KeptLogin(step, command, kind, _in_home(step, file), text.source, span)


def _of_written_file(step: RunStep, command: Command) -> Iterator[KeptLogin]:
    """``echo … > ~/.kaggle/kaggle.json``, ``… | tee …``."""
    if command.name not in _WRITERS:
        return
    targets = [one.target for one in command.redirects if one.operator in (">", ">>", ">|") and one.target is not None]
    if command.name == "tee":
        targets.extend(word for word in command.arguments if not word.prefix.startswith("-"))
    if command.name == "cat" and not any(one.heredoc is not None for one in command.redirects):
        return
    for target in targets:
        path = step.path_of(command, target)
        text = path or target.text
        kind = next((kind for end, kind in CREDENTIAL_FILES.items() if ("/" + text).endswith("/" + end)), None)
        if kind is not None:
            yield KeptLogin(step, command, kind, path, target.script.source, target.span)


def _in_home(step: RunStep, file: str) -> str | None:
    home = step.state.home
    return join_path(home, file) if isinstance(home, str) else None


def _is_gone(login: KeptLogin) -> bool:
    """Whether a mount keeps the file out of the layer, or a command behind it, in the same RUN, removes it."""
    step, path = login.step, login.path
    for mount in step.mounts:
        holds = path is None or mount.target is None or is_within(path, mount.target)
        if mount.type in ("cache", "tmpfs", "secret") and holds and mount.type != "secret":
            return True
        if mount.type == "secret" and mount.target is not None and mount.target == path:
            return True
    is_behind = False
    for command in step.commands:
        if command is login.command:
            is_behind = True
        elif is_behind:
            if "logout" in [word.value for word in command.arguments]:
                return True
            for word in removed_paths(command):
                removed = step.path_of(command, word)
                if removed is None or path is None or is_within(path, removed):
                    return True
    return False


def _is_copied(login: KeptLogin, stage: Stage, build: Build) -> bool:
    return login.path is not None and copy_into_image(stage, login.path, build) is not None
