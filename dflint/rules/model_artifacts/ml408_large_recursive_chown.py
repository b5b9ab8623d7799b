"""ML408: ``chown -R`` over what earlier layers hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.rules.rule import Size, StageRule, unsafe
from dflint.sizes import MEGABYTE

if TYPE_CHECKING:
    from dflint.build.recursive_changes import RecursiveChange
    from dflint.source import Edit

_MUCH = 10 * MEGABYTE


class LargeRecursiveChown(StageRule):
    """A recursive change of owner or mode stores a whole tree a second time.

    The layers of an image hold whole files. `chown -R` and `chmod -R` change all files of a directory, also those that
    have the owner or mode already, so the layer of that RUN holds each of them once more. Set the owner where the files
    come in, with `COPY --chown` or in the RUN that installs or downloads them.
    """

    code = "ML408"
    name = "large-recursive-chown"
    severity = Severity.WARNING
    fixes = Applicability.UNSAFE
    mentions = ("chown", "chmod", "chgrp")
    sources = (
        "https://docs.docker.com/engine/storage/drivers/overlayfs-driver/#modifying-files-or-directories",
        "https://docs.docker.com/reference/dockerfile/#copy---chown---chmod",
    )

    bad = {
        "app.py": "import torch\n",
        "models/model.safetensors": Size(400 * MEGABYTE),
        "Dockerfile": """
            FROM python:3.12-slim
            RUN useradd --create-home app
            WORKDIR /app
            COPY . .
            RUN chown -R app:app /app
            USER app
        """,
    }
    good = {
        "app.py": "import torch\n",
        "models/model.safetensors": Size(400 * MEGABYTE),
        "Dockerfile": """
            FROM python:3.12-slim
            RUN useradd --create-home app
            WORKDIR /app
            COPY --chown=app:app . .
            RUN chown app:app /app
            USER app
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a path."""
        if not stage.runs:
            return
        from dflint.build.recursive_changes import recursive_changes
        from dflint.build.shipping import ships

        if not ships(stage, build):
            return
        for change in recursive_changes(stage):
            if change.copies and change.is_thinned:
                # How much there is left is not known.
                continue
            if change.byte_count >= _MUCH or change.environments or change.is_of_base:
                yield self._finding(change)

    def _finding(self, change: RecursiveChange) -> Diagnostic:
        from dflint.cost import cost_text, measured

        cost = measured(change.byte_count) if change.byte_count >= MEGABYTE else None
        command = f"{change.command.name} {change.option.text}"
        has_packages = bool(change.environments) or change.is_of_base
        if cost is None:
            message = f"`{command}` stores the packages below `{change.path}` a second time"
        elif has_packages:
            message = f"`{command}` stores {cost_text(cost)} and the packages below `{change.path}` a second time"
        else:
            message = f"`{command}` stores {cost_text(cost)} below `{change.path}` a second time"
        return self.found(
            change.step.run.source,
            change.command.span,
            message,
            help=_help(change),
            related=tuple(_related(change)),
            fix=_fix(change),
            cost=cost,
        )


def _help(change: RecursiveChange) -> str:
    from dflint.build.steps import CopyStep

    what = "mode" if change.command.name == "chmod" else "owner"
    flag = "--chmod" if change.command.name == "chmod" else "--chown"
    if change.copies and change.is_written:
        return f"set the {what} of each file in the instruction that brings it"
    if change.copies:
        return f"set the {what} where the files come in, with `COPY {flag}=…`"
    if change.environments and isinstance(change.environments[0], CopyStep):
        return f"set the {what} where the packages come in, with `COPY {flag}=…`"
    if change.is_of_base:
        return f"leave the {what} of the base image's files as it is; an environment of its own can belong to the user"
    return f"set the {what} in the RUN that installs the packages"


def _related(change: RecursiveChange) -> Iterator[Related]:
    for step in (*change.copies, *change.environments):
        instruction = step.instruction
        yield Related(instruction.source, instruction.span, "this brings files that are stored again")


def _fix(change: RecursiveChange) -> Fix | None:
    """Set the owner with the COPY, and change that of the directory alone, which WORKDIR or COPY has made."""
    from dflint.dockerfile.flag_edits import add_flag

    command = change.command
    if (
        change.is_written
        or command.name != "chown"
        or change.environments
        or change.is_of_base
        or len(command.arguments) != 3
    ):
        return None
    owner, stage = command.arguments[1], change.step.stage
    if command.arguments[0] is not change.option or change.option.value not in ("-R", "--recursive"):
        return None
    if not owner.is_verbatim or owner.value is None or not change.word.is_verbatim or change.word.has_glob:
        return None
    for copy in change.copies:
        if copy.stage is not stage or copy.is_trigger or copy.instruction.chown is not None:
            return None
        if not _is_user_known(owner.value, copy.state.stage, copy.position):
            return None
    edits: list[Edit | None] = [add_flag(copy.instruction, f"--chown={owner.value}") for copy in change.copies]
    edits.append(_without(change))
    return unsafe("Set the owner with COPY", *edits)


def _without(change: RecursiveChange) -> Edit | None:
    """Take the option away, up to the next word."""
    from dflint.source import Span

    source, option = change.step.run.source, change.option.span
    following = change.command.arguments[1].span
    if "\n" in source.text[option.start : following.start]:
        return None
    return source.edit(Span(option.start, following.start), "")


def _is_user_known(owner: str, stage: Stage, position: int) -> bool:
    """Whether COPY can tell the number of the user and the group: they are numbers, root, or made before."""
    names = [name for name in owner.split(":") if name and not name.isdecimal() and name != "root"]
    made = {
        word.value
        for run in stage.chain_runs
        if run.stage is not stage or run.position < position
        for command in run.commands
        if command.name in ("useradd", "adduser", "groupadd", "addgroup")
        for word in command.arguments
    }
    return all(name in made for name in names)
