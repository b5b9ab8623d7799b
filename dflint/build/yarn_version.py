"""Is the yarn of a stage certainly yarn 1, which keeps its cache elsewhere than its successors?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dflint.build.stages import Stage
    from dflint.build.steps import CopyStep
    from dflint.shell.commands import Command

_SWITCHING_FILES = (".yarnrc.yml", ".yarnrc", ".yarn")
"""What makes yarn 1 call another yarn, of the files in the folder of a project."""


def is_yarn_1(stage: Stage) -> bool:
    """Whether `stage` runs the yarn 1 of the official images of Node.js, and nothing puts another one in its place."""
    known = stage.root.known
    if known is None or known.family != "node":
        return False
    for one in stage.chain:
        if any(_switches(command) for run in one.runs for command in run.commands):
            return False
        if any(_brings_other_yarn(copy) for copy in one.copies):
            return False
    return True


def _switches(command: Command) -> bool:
    words = [word.value for word in command.arguments]
    if command.name == "yarn":
        return words[:2] == ["set", "version"] or words[:1] == ["policies"]
    if command.name == "npm":
        return any(word.prefix.startswith(("yarn@", "corepack", "@yarnpkg")) for word in command.arguments)
    return command.name == "corepack"


def _brings_other_yarn(copy: CopyStep) -> bool:
    if not copy.is_from_context:
        return False
    context = copy.stage.graph.context
    for source in copy.sources:
        if source is None or context is None:
            return True
        path = source.strip("/").removeprefix("./")
        if path.rpartition("/")[2] in _SWITCHING_FILES:
            return True
        folder = "" if path in ("", ".") else f"{path}/"
        if any(context.exists(folder + name) for name in _SWITCHING_FILES):
            return True
    return False
