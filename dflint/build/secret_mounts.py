"""What has to change so that a build gets a variable as a secret, and no longer from ARG or ENV?

A secret that is mounted as a variable (``RUN --mount=type=secret,id=…,env=NAME``) exists while that RUN runs, and in no
layer, configuration or history. Only RUN can have it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from dflint.dockerfile.flag_edits import add_flag
from dflint.dockerfile.instructions import Arg, Cmd, Entrypoint, Env, Healthcheck, Run
from dflint.dockerfile.word_removal import without_word
from dflint.lazy_pattern import lazy_pattern
from dflint.source import Edit, Span

if TYPE_CHECKING:
    from dflint.build.stages import Stage
    from dflint.build.steps import RunStep
    from dflint.dockerfile.instructions import Dockerfile, Instruction
    from dflint.shell.commands import Command

Declaration = tuple["Arg | Env", int]
"""An ARG or ENV, and the index of one of the variables that it sets."""

# Frontends that know `env=`: https://docs.docker.com/build/buildkit/dockerfile-release-notes/#1100
_FIRST_VERSION = (1, 10)
_FRONTEND = lazy_pattern(r"(?:docker\.io/)?docker/dockerfile(?:-upstream)?(?::([\w.-]+))?(?:@sha256:\w+)?")
_VERSION = lazy_pattern(r"(\d+)(?:\.(\d+))?(?:\.\d+)?(?:-labs|-experimental)?")

_NOT_PROGRAMS = frozenset({"pip", "venv", "virtualenv", "ensurepip", "compileall", "build", "pytest", "uv"})


def knows_secret_variables(dockerfile: Dockerfile) -> bool:
    """Whether the frontend that reads the file knows secrets as variables, which came with Dockerfile 1.10.

    Without a syntax directive that is the one of the builder, which is taken to be new.
    """
    syntax = next((directive.value for directive in dockerfile.directives if directive.name == "syntax"), None)
    if syntax is None:
        return True
    frontend = _FRONTEND.fullmatch(syntax.split()[0]) if syntax.split() else None
    if frontend is None:
        return False
    tag = frontend[1]
    if tag is None or tag in ("latest", "labs", "master", "master-labs"):
        return True
    version = _VERSION.fullmatch(tag)
    if version is None:
        return False
    major = int(version[1])
    return major > 1 or version[2] is None or (major, int(version[2])) >= _FIRST_VERSION


def secret_id(name: str) -> str:
    """The name of the secret for the variable `name`."""
    return name.lower()


def mount_flag(name: str) -> str:
    """The flag of RUN that mounts the secret as the variable `name`."""
    return f"--mount=type=secret,id={secret_id(name)},env={name}"


def declaration_span(declaration: Declaration) -> Span:
    """Where the name of the variable stands."""
    instruction, index = declaration
    name = instruction.names[index].name if isinstance(instruction, Arg) else instruction.pairs[index].name
    return name.span


class SecretMounts:
    """The variable `name` of `stage`, which `declarations` set, as a secret of the RUNs that use it.

    `readers` are the commands that read the variable without being told of it.
    """

    def __init__(
        self, stage: Stage, name: str, declarations: Sequence[Declaration], readers: Collection[str] = ()
    ) -> None:
        self.stage = stage
        self.name = name
        self.declarations = declarations
        self._readers = readers
        self._reference = re.compile(rf"\$\{{?{re.escape(name)}\b")
        self._mention = re.compile(rf"(?<![A-Za-z0-9_]){re.escape(name)}(?![A-Za-z0-9_])")
        self._removed = {id(instruction) for instruction, _ in declarations}

    @property
    def edits(self) -> tuple[Edit | None, ...] | None:
        """The edits; None where something uses the variable that cannot have a secret. One that is None likewise."""
        if not knows_secret_variables(self.stage.dockerfile) or self._is_used_elsewhere():
            return None
        if any(step.is_trigger or step.script.is_foreign for step in self.runs):
            return None
        removals = [_without(declaration) for declaration in self.declarations]
        mounts = [add_flag(step.run, mount_flag(self.name)) for step in self.runs if not self._has_mount(step)]
        return (*removals, *mounts)

    @property
    def runs(self) -> tuple[RunStep, ...]:
        """The RUNs that use the variable, those of the stages that start from this one too."""
        first = min(self.stage.position(instruction) for instruction, _ in self.declarations)
        own = [step for step in self.stage.runs if step.position > first]
        later = [step for stage in self._descendants() for step in stage.runs]
        return tuple(step for step in (*own, *later) if self._uses(step))

    def _descendants(self) -> Iterator[Stage]:
        for stage in self.stage.graph.stages:
            if stage is not self.stage and self.stage in stage.chain:
                yield stage

    def _uses(self, step: RunStep) -> bool:
        texts = [step.run.body_text, *(heredoc.body.text for heredoc in step.run.heredocs)]
        if any(self._mention.search(text) is not None for text in texts):
            return True
        return any(command.name in self._readers or _is_python_program(command) for command in step.commands)

    def _is_used_elsewhere(self) -> bool:
        """Whether an instruction other than RUN needs the variable while the image is built."""
        first = min(self.stage.position(instruction) for instruction, _ in self.declarations)
        steps = [*self.stage.steps[first:], *(step for stage in self._descendants() for step in stage.steps)]
        return any(self._is_needed_by(step) for step in steps)

    def _is_needed_by(self, instruction: Instruction) -> bool:
        if isinstance(instruction, (Run, Cmd, Entrypoint, Healthcheck)):
            return False
        if id(instruction) in self._removed and isinstance(instruction, (Arg, Env)):
            return any(self._reference.search(text) for text in self._kept_values(instruction))
        return self._reference.search(instruction.line.text) is not None

    def _kept_values(self, instruction: Arg | Env) -> Iterator[str]:
        """The values of an ARG or ENV that loses some of its variables."""
        removed = {index for one, index in self.declarations if one is instruction}
        if isinstance(instruction, Arg):
            values = [name.default for name in instruction.names]
        else:
            values = [pair.value for pair in instruction.pairs]
        for index, value in enumerate(values):
            if index not in removed and value is not None:
                yield value.text

    def _has_mount(self, step: RunStep) -> bool:
        return any(mount.type == "secret" and mount.options.get("env") == self.name for mount in step.run.mounts)


def _without(declaration: Declaration) -> Edit | None:
    instruction, index = declaration
    if isinstance(instruction, Env) and instruction.is_old_form:
        return without_word(instruction, [instruction.body_word.span], 0)
    return without_word(instruction, [word.span for word in instruction.words], index)


def _is_python_program(command: Command) -> bool:
    """Whether the command runs a file or a module written in Python, which may read any variable.

    What ``-c`` and heredocs hold is seen, so those have to name the variable.
    """
    if not (command.name or "").rstrip("0123456789.").endswith("python"):
        return False
    if command.module is not None:
        return command.module[0].partition(".")[0] not in _NOT_PROGRAMS
    script = next((word.value or "" for word in command.arguments if not word.prefix.startswith("-")), "")
    return script.endswith(".py") and not script.endswith("setup.py")
