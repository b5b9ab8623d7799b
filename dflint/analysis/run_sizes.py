"""How many bytes does a RUN put into its layer?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from dflint.analysis.kept import kept
from dflint.analysis.parts import Part
from dflint.analysis.python_sizes import environment_part, python_parts
from dflint.analysis.system_sizes import system_parts
from dflint.build.later_removals import removed_patterns, takes_away
from dflint.build.model_downloads import ModelDownload
from dflint.build.recursive_changes import RecursiveChange, recursive_changes
from dflint.build.state import join_path
from dflint.build.steps import RunStep
from dflint.knowledge.model_hubs import DATASET, TOKENIZER
from dflint.knowledge.small_writers import SETTING_COMMANDS, SMALL_WRITERS, WRITING_PYTHON
from dflint.shell.fetched_files import fetched_paths
from dflint.sizes import MEGABYTE

if TYPE_CHECKING:
    from dflint.build.stages import Stage
    from dflint.shell.commands import Command

_FETCHERS = frozenset({"curl", "wget", "git"})
_BYTES_OF_PARAMETER = (0.5, 2.0, 4.2)
"""Quantised to four bits, as most models are published, and in single precision."""

_SETTINGS = (0, MEGABYTE // 100, MEGABYTE)
_TOKENIZER_BYTES = 20 * MEGABYTE


@kept
def run_parts(step: RunStep) -> tuple[Part, ...]:
    """What `step` puts into its layer."""
    return tuple(_parts(step))


def _parts(step: RunStep) -> Iterator[Part]:
    if step.script.is_foreign:
        yield Part.unknown("what a script in another language writes")
        return
    yield from system_parts(step)
    for one in step.installs:
        if one.install.ecosystem == "python":
            if one.install.action in ("install", "sync"):
                yield from python_parts(one)
        elif one.install.ecosystem != "system" and one.install.action not in ("remove", "uninstall"):
            yield Part.unknown(f"packages of {one.install.manager}")
    downloads = [one for one in step.stage.downloads if one.step is step]
    for download in downloads:
        if download.is_kept:
            yield _download_part(download)
    yield from _stored_again(step.stage).get(step.position, ())
    known = {id(one.command) for one in downloads} | {id(one.command) for one in step.installs}
    for command in step.commands:
        if id(command) not in known:
            yield from _command_parts(step, command)


# Downloads


def _download_part(download: ModelDownload) -> Part:
    name = download.name or "a model"
    count = download.parameter_count
    if count is not None:
        low, likely, high = (int(count * one) for one in _BYTES_OF_PARAMETER)
        return Part(f"the model {name}, by the parameters in its name", low, likely, high, download.directory)
    if download.kind == TOKENIZER:
        return Part(f"the tokenizer {name}", 0, MEGABYTE, _TOKENIZER_BYTES, download.directory)
    kind = "the data set" if download.kind == DATASET else "the model"
    return Part.unknown(f"{kind} {name}", download.directory)


# What is stored a second time


@kept
def _stored_again(stage: Stage) -> Mapping[int, Sequence[Part]]:
    """What the RUNs of `stage` store again, by their positions."""
    found: dict[int, list[Part]] = {}
    for change in recursive_changes(stage):
        found.setdefault(change.step.position, []).extend(_changed_parts(change))
    return found


def _changed_parts(change: RecursiveChange) -> Iterator[Part]:
    text = f"files below {change.path} that {change.command.name} stores again"
    if change.byte_count:
        part = Part.measured(text, change.byte_count, change.path)
        yield part._replace(low=0) if change.is_thinned else part
    for step in change.environments:
        if isinstance(step, RunStep):
            for install in step.installs:
                if install.install.ecosystem == "python" and install.install.action in ("install", "sync"):
                    yield from (part._replace(text=text) for part in python_parts(install))
        else:
            yield Part.unknown(text, change.path)
    if change.is_of_base:
        yield Part.unknown(text, change.path)


# Other commands


def _command_parts(step: RunStep, command: Command) -> Iterator[Part]:
    name = command.name
    if command.module is not None and command.module[0] == "venv":
        yield _environment(step, command)
    elif name in _FETCHERS:
        if not _is_gone(step, command):
            yield Part.unknown(f"what `{name}` fetches")
    elif name is None:
        if command.words:
            yield Part.unknown("what a command writes whose name is not known")
    elif name.startswith("python"):
        if WRITING_PYTHON.search(command.text) or not any(word.value in ("-c", "-V") for word in command.arguments):
            yield Part.unknown(f"what `{name}` writes")
    elif name in SETTING_COMMANDS:
        yield Part("settings of the system", *_SETTINGS, place="/etc")
    elif name not in SMALL_WRITERS:
        yield Part.unknown(f"what `{name}` writes")


def _environment(step: RunStep, command: Command) -> Part:
    place = next((word for word in reversed(command.arguments) if not word.prefix.startswith("-")), None)
    path = None if place is None else step.path_of(command, place)
    known = step.stage.root.known
    version = (known.python or "") if known is not None else ""
    has_setuptools = version not in ("3.12", "3.13", "3.14") and not version.startswith(("3.12.", "3.13.", "3.14."))
    if any(word.value == "--without-pip" for word in command.arguments):
        return Part("a virtual environment", 0, 0, MEGABYTE, path)
    return environment_part(path, has_setuptools)


def _is_gone(step: RunStep, command: Command) -> bool:
    """Whether nothing that `command` fetches stays: it is removed again, or never was a file."""
    if command.name == "git" and not any(word.value in ("clone", "pull", "fetch") for word in command.arguments):
        return True
    paths = fetched_paths(command, lambda word: step.value_of(command, word))
    directory = step.directory_of(command)
    if not paths or (directory is None and not all(path.startswith("/") for path in paths)):
        return False
    removed = [pattern for other in step.commands for pattern in removed_patterns(step, other)]
    absolute = [path if path.startswith("/") else join_path(directory or "/", path) for path in paths]
    return all(any(takes_away(pattern, path) for pattern in removed) for path in absolute)
