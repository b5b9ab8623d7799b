"""Does a stage trust NVIDIA's repository of CUDA by its old key alone?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.dockerfile.instructions import Add
from dflint.knowledge.nvidia_keys import NEW_KEY_NAMES, OLD_KEY_NUMBER, OLD_KEY_URL

if TYPE_CHECKING:
    from dflint.build.stages import Stage
    from dflint.dockerfile.instructions import Instruction, Word
    from dflint.shell.commands import Command
    from dflint.shell.words import ShellWord

_FETCHERS = frozenset({"curl", "wget", "aria2c"})
_WITHOUT_KEY = ("trusted=yes", "--allow-unauthenticated", "allowunauthenticated", "--allow-insecure-repositories")


def old_key_fetches(stage: Stage) -> Iterator[tuple[Instruction, ShellWord | Word]]:
    """The words that fetch the old key in `stage`."""
    for step in stage.instructions:
        if isinstance(step, Add):
            for word in step.sources:
                if OLD_KEY_URL.fullmatch(word.value):
                    yield step, word
    for run in stage.runs:
        for command in run.commands:
            fetched = _fetched_by(command)
            if fetched is not None:
                yield run.instruction, fetched


def _fetched_by(command: Command) -> ShellWord | None:
    if command.name not in _FETCHERS and command.name not in ("apt-key", "gpg"):
        return None
    values = [word.value or "" for word in command.arguments]
    takes_number = any(value in ("--recv-keys", "--recv-key", "--recv") for value in values)
    for word, value in zip(command.arguments, values, strict=True):
        if OLD_KEY_URL.fullmatch(value) or (takes_number and OLD_KEY_NUMBER.fullmatch(value)):
            return word
    return None


def may_have_new_key(stage: Stage) -> bool:
    """Whether something in the chain of `stage` mentions the new key, or does without keys."""
    for link in stage.chain:
        for step in link.steps:
            text = step.source.slice(step.span).lower()
            if any(name in text for name in (*NEW_KEY_NAMES, *_WITHOUT_KEY)):
                return True
    return False
