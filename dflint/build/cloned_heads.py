"""Which repositories does a RUN clone as they are that day, without a branch, a tag or a commit?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.knowledge.download_options import GIT_CLONE
from dflint.lazy_pattern import lazy_pattern
from dflint.shell.installers.arguments import Arguments

if TYPE_CHECKING:
    from dflint.build.steps import RunStep

_CHOOSING = frozenset({"checkout", "switch", "reset"})
_REPOSITORY = lazy_pattern(r"(?:[a-z+]+://(?:[^/@]*@)?[^/]+/|[\w.-]+@[\w.-]+:)(.+?)(?:\.git)?/?", re.IGNORECASE)


def cloned_heads(step: RunStep) -> Iterator[str]:
    """The repositories, as ``owner/name``, that `step` clones and leaves at the head of their default branch."""
    git = [command for command in step.commands if command.name == "git"]
    if any(word.value in _CHOOSING for command in git for word in command.arguments):
        return
    for command in git:
        words = command.arguments
        if not words or words[0].value != "clone":
            continue
        arguments = Arguments(words[1:], GIT_CLONE)
        names = {option.name for option in arguments.options}
        if arguments.has_unknown or not arguments.operands or not names.isdisjoint(("--branch", "--revision")):
            continue
        match = _REPOSITORY.fullmatch(step.value_of(command, arguments.operands[0]) or "")
        if match is not None:
            yield match[1]


def loosens_pins(step: RunStep) -> bool:
    """Whether `step` edits requirements so that they ask for what is newest: ``sed -i 's/==/>=/' requirements.txt``."""
    return any(
        command.name == "sed" and any("==" in word.text or "@" in word.text for word in command.arguments)
        for command in step.commands
    )
