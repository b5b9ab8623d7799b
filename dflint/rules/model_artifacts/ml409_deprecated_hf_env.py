"""ML409: ``ENV TRANSFORMERS_CACHE=…``, ``RUN huggingface-cli download …``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Fix, Severity
from dflint.dockerfile.instructions import Cmd, Entrypoint, Env
from dflint.rules.rule import StageRule, safe, unsafe

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.stages import Stage
    from dflint.dockerfile.nodes import KeyValue
    from dflint.knowledge.hub_environment import OldVariable
    from dflint.shell.commands import Command

_OFF = frozenset({"", "0", "false", "False", "FALSE", "no", "off"})


class DeprecatedHfEnv(StageRule):
    """A variable or command of Hugging Face is used that newer versions ignore or do not have.

    transformers 5 no longer reads `TRANSFORMERS_CACHE`: models go to `~/.cache/huggingface` instead, past the volume
    that was meant for them. huggingface_hub 1.0 has no `huggingface-cli`, and `HF_HUB_ENABLE_HF_TRANSFER` does nothing
    there. Use `HF_HUB_CACHE` with the same folder, `hf`, and `HF_XET_HIGH_PERFORMANCE`.

    How bad it is depends on the version that the build installs, as far as that is known. The rule is silent about a
    variable where huggingface_hub is not certainly installed, where a program of the project or the image reads the
    variable by its old name, where the folder is filled while the image is built, where `HF_HOME` already leads to the
    folder, and where the code says itself where models are kept (`cache_dir`).
    """

    code = "ML409"
    name = "deprecated-hf-env"
    severity = Severity.ERROR
    fixes = Applicability.UNSAFE
    mentions = ("transformers_cache", "pytorch_pretrained_bert_cache", "huggingface", "hf_hub_enable", "hf_home")
    sources = (
        "https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables",
        "https://huggingface.co/docs/huggingface_hub/guides/cli",
        "https://github.com/huggingface/transformers/blob/main/MIGRATION_GUIDE_V5.md",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            ENV TRANSFORMERS_CACHE=/models
            RUN pip install --no-cache-dir transformers==5.0.0
            CMD ["python", "serve.py"]
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            ENV HF_HUB_CACHE=/models
            RUN pip install --no-cache-dir transformers==5.0.0
            CMD ["python", "serve.py"]
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding for each variable that is set and each command that is run."""
        from dflint.build.shipping import ships
        from dflint.knowledge.hub_environment import OLD_VARIABLES

        is_shipped = ships(stage, build)
        for instruction in stage.instructions:
            if isinstance(instruction, Env) and is_shipped:
                for pair in instruction.pairs:
                    row = OLD_VARIABLES.get(pair.name.value)
                    if row is not None:
                        yield from self._variable(stage, instruction, pair, row)
                    elif pair.name.value == "HF_HOME":
                        yield from self._home(stage, instruction, pair)
        yield from self._commands(stage)

    # Variables

    def _variable(self, stage: Stage, instruction: Env, pair: KeyValue, row: OldVariable) -> Iterator[Diagnostic]:
        from dflint.build.hub_versions import has_release

        if row.works_before and stage.state_before(instruction).expand(pair.value) in _OFF:
            return
        is_ignored = has_release(stage, row.package, row.ignored_from) if row.ignored_from else False
        if is_ignored is not True and row.works_before:
            return
        value = stage.state_before(instruction).expand(pair.value)
        place = None if row.works_before else _place_without(stage)
        if not row.works_before and not _is_about_hub(stage, row, value, place):
            return
        is_same = place is not None and value is not None and place == value.rstrip("/")
        package = row.package.replace("-", "_")
        version = ".".join(str(part) for part in (*row.ignored_from, 0)[:2])
        if is_ignored:
            message = f"`{row.name}` has no effect: {package} ignores it since {version}"
        elif row.ignored_from and is_ignored is None:
            message = f"`{row.name}` has no effect from {package} {version} on"
        else:
            message = f"`{row.name}` is deprecated"
        yield self.found(
            instruction.source,
            pair.name.span,
            message,
            severity=Severity.INFO if is_ignored is False else Severity.WARNING,
            help=_help(row, value, is_same=is_same),
            fix=None if is_same else _renamed(stage, pair, row),
        )

    def _home(self, stage: Stage, instruction: Env, pair: KeyValue) -> Iterator[Diagnostic]:
        value = stage.state_before(instruction).expand(pair.value)
        if value is None or not value.rstrip("/").endswith("/hub"):
            return
        if stage.final_state.env("HF_HUB_CACHE") is not None:
            return
        path = value.rstrip("/")
        yield self.found(
            instruction.source,
            pair.value.span,
            f"`HF_HOME` ends with `/hub`, so that models go to `{path}/hub`",
            severity=Severity.INFO,
            help=f"set `HF_HOME` to `{path.removesuffix('/hub') or '/'}`, or `HF_HUB_CACHE` to `{path}`",
        )

    # Commands

    def _commands(self, stage: Stage) -> Iterator[Diagnostic]:
        from dflint.knowledge.hub_environment import OLD_COMMAND

        for run in stage.runs:
            if OLD_COMMAND in run.run.line.text or run.run.heredocs:
                yield from self._old_commands(stage, run.commands, run.position)
        for kind in (Entrypoint, Cmd):
            instruction = stage.last(kind)
            if instruction is None or OLD_COMMAND not in instruction.line.text:
                continue
            if not any(instruction is own for own in stage.instructions):
                continue
            from dflint.shell.run import command_script

            script = command_script(instruction, stage.state_before(instruction).shell)
            yield from self._old_commands(stage, script.commands, None)

    def _old_commands(self, stage: Stage, commands: tuple[Command, ...], position: int | None) -> Iterator[Diagnostic]:
        from dflint.build.hub_versions import has_release
        from dflint.knowledge.hub_environment import NEW_COMMAND_ADDED, OLD_COMMAND, OLD_COMMAND_REMOVED

        for index, command in enumerate(commands):
            program = command.program
            if command.name != OLD_COMMAND or program is None:
                continue
            following = commands[index + 1] if index + 1 < len(commands) else None
            if command.connector == "||" or (following is not None and following.connector == "||"):
                continue  # what is done without the command is written there
            if has_release(stage, "huggingface-hub", NEW_COMMAND_ADDED, position) is False:
                continue
            is_gone = has_release(stage, "huggingface-hub", OLD_COMMAND_REMOVED, position)
            yield self.found(
                program.script.source,
                program.span,
                "`huggingface-cli` fails: huggingface_hub has no such command since 1.0"
                if is_gone
                else "`huggingface-cli` is deprecated, and gone in huggingface_hub 1.0",
                severity=Severity.ERROR if is_gone else Severity.WARNING,
                help="use `hf`, which huggingface_hub has since 0.34",
                fix=_new_command(stage, command, position),
            )


def _place_without(stage: Stage) -> str | None:
    """Where models are kept if the old variable says nothing, by those that are set; None where none is."""
    state = stage.final_state
    cache, home = state.env("HF_HUB_CACHE"), state.env("HF_HOME")
    if isinstance(cache, str):
        return cache.rstrip("/")
    return home.rstrip("/") + "/hub" if isinstance(home, str) else None


def _is_about_hub(stage: Stage, row: OldVariable, value: str | None, place: str | None) -> bool:
    """Whether it is certainly huggingface_hub that shall read the variable, and models come when the program runs.

    Not where a value by the new name says something else: which one is meant, nobody knows.
    """
    from dflint.build.baked_cache import is_filled
    from dflint.build.variable_readers import is_program_in, may_be_read, may_choose_cache
    from dflint.build.wanted_packages import packages_of_stage
    from dflint.knowledge.hub_environment import HUB_DEPENDENTS, READERS

    if HUB_DEPENDENTS.isdisjoint(packages_of_stage(stage).names) or is_program_in(stage, READERS.get(row.name, ())):
        return False
    if row.replacement == "HF_HUB_CACHE" and _is_of_home(stage, value):
        return False
    is_set_too = row.replacement in stage.dockerfile.source.text
    if is_set_too and (value is None or place != value.rstrip("/")):
        return False
    if is_filled(stage, value) or may_be_read(row.name, stage):
        return False
    return row.replacement != "HF_HUB_CACHE" or not may_choose_cache(stage)


def _is_of_home(stage: Stage, value: str | None) -> bool:
    """Whether models are kept in the folder by `HF_HOME` too: it is that folder, or the one above its `hub`."""
    state = stage.final_state
    home = state.env("HF_HOME")
    if value is None or not isinstance(home, str) or isinstance(state.env("HF_HUB_CACHE"), str):
        return False
    return value.rstrip("/") in (home.rstrip("/"), home.rstrip("/") + "/hub")


def _help(row: OldVariable, value: str | None, *, is_same: bool) -> str:
    if is_same:
        return "remove it: without it models go to the same folder"
    if row.works_before:
        return f"set `{row.replacement}=1` instead"
    return f"set `{row.replacement}` " + (f"to `{value}`, the same folder, instead" if value else "instead")


def _renamed(stage: Stage, pair: KeyValue, row: OldVariable) -> Fix | None:
    """The new name; None where something else in the file names the old one."""
    source = stage.dockerfile.source
    if source.text.count(row.name) != 1:
        return None
    return unsafe(f"Set `{row.replacement}`", source.edit(pair.name.span, row.replacement))


def _new_command(stage: Stage, command: Command, position: int | None) -> Fix | None:
    """`hf` in place of the command, where it has the same subcommand and options."""
    from dflint.build.hub_versions import has_release
    from dflint.knowledge.hub_environment import KEPT_OPTIONS, NEW_COMMAND, NEW_COMMAND_ADDED, NEW_SUBCOMMANDS

    program = command.program
    subcommand = command.arguments[0] if command.arguments else None
    if program is None or subcommand is None or not program.is_verbatim or not subcommand.is_verbatim:
        return None
    new = NEW_SUBCOMMANDS.get(subcommand.value or "")
    options = [word.prefix.partition("=")[0] for word in command.arguments if word.prefix.startswith("-")]
    if new is None or not KEPT_OPTIONS.issuperset(options) or any(word.value is None for word in command.arguments):
        return None
    if " " in new and program.script.source.slice(subcommand.span) != subcommand.value:
        return None
    source = program.script.source
    make = safe if has_release(stage, "huggingface-hub", NEW_COMMAND_ADDED, position) else unsafe
    edits = [source.edit(program.span, NEW_COMMAND)]
    if new != subcommand.value:
        if command.enclosing is None and " " in new and _is_exec(command):
            return None
        edits.append(source.edit(subcommand.span, new))
    return make(f"Use `{NEW_COMMAND} {new}`", *edits)


def _is_exec(command: Command) -> bool:
    """Whether the words are strings of a JSON array."""
    return command.script.source.text[command.span.start - 1 : command.span.start] == '"'
