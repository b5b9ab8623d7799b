"""Which data of NLTK and spaCy does a stage download or load, and where does it go?

These are small, so that an image may well hold them; what can be wrong is where they lie and what they are called.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dflint.build.model_downloads import code_of
from dflint.build.state import join_path
from dflint.shell.python_code import PythonCode
from dflint.source import Source, Span

if TYPE_CHECKING:
    from dflint.build.stages import Stage
    from dflint.build.steps import RunStep
    from dflint.shell.commands import Command
    from dflint.shell.words import ShellWord

NLTK, SPACY_DOWNLOAD, SPACY_LOAD = "nltk", "spacy download", "spacy load"


class LanguageData:
    """A command or call at `span` of `source` that downloads, or loads, the data `names`.

    `directory` is the folder that a download of NLTK goes to, "" for the default one, None if it is not known. `module`
    is the word of a command line behind which an option can be put.
    """

    def __init__(
        self,
        step: RunStep,
        kind: str,
        names: Sequence[str],
        source: Source,
        span: Span,
        directory: str | None = "",
        module: ShellWord | None = None,
    ) -> None:
        self.step = step
        self.kind = kind
        self.names = tuple(names)
        self.source = source
        self.span = span
        self.directory = directory
        self.module = module


def language_data(stage: Stage) -> Iterator[LanguageData]:
    """What the RUN steps of `stage` download and load, in order."""
    for step in stage.runs:
        if step.is_trigger:
            continue
        for command in step.commands:
            yield from _of_command(step, command)


def _of_command(step: RunStep, command: Command) -> Iterator[LanguageData]:
    module = command.module
    if module is not None and module[0] == "nltk.downloader":
        yield from _of_downloader(step, command, module[1])
    elif module is not None and module[0] == "spacy":
        yield from _of_spacy(step, command, command.arguments[module[1] :])
    elif command.name == "spacy":
        yield from _of_spacy(step, command, command.arguments)
    elif command.name is not None and command.name.startswith("python"):
        yield from _of_code(step, command)


def _of_downloader(step: RunStep, command: Command, first: int) -> Iterator[LanguageData]:
    names: list[str] = []
    directory: str | None = ""
    words = iter(command.arguments[first:])
    for word in words:
        if word.value is None:
            return
        if word.value in ("-d", "--dir"):
            following = next(words, None)
            directory = None if following is None else step.path_of(command, following)
        elif word.value in ("-u", "--url", "-p", "--proxy"):
            next(words, None)
        elif not word.value.startswith("-"):
            names.append(word.value)
    named = command.arguments[first - 1]
    if names:
        yield LanguageData(step, NLTK, names, named.script.source, command.span, directory, named)


def _of_spacy(step: RunStep, command: Command, words: Sequence[ShellWord]) -> Iterator[LanguageData]:
    operands = [word for word in words if not word.prefix.startswith("-")]
    if len(operands) >= 2 and operands[0].value == "download" and operands[1].value:
        word = operands[1]
        yield LanguageData(step, SPACY_DOWNLOAD, [operands[1].value], word.script.source, word.span)


def _of_code(step: RunStep, command: Command) -> Iterator[LanguageData]:
    text = code_of(command)
    if text is None or not ("nltk" in text.text or "spacy" in text.text):
        return
    code = PythonCode(text)
    for call in code.calls:
        value = call.argument(0, "info_or_id" if call.function == "nltk.download" else "name")
        name = value.text if value is not None else None
        if name is None:
            continue
        if call.function == "nltk.download":
            place = call.argument(1, "download_dir")
            directory = "" if place is None else place.text and step.state.path(place.text)
            yield LanguageData(step, NLTK, [name], text.source, code.span(call), directory)
        elif call.function == "spacy.load":
            yield LanguageData(step, SPACY_LOAD, [name], text.source, code.span(call))


def default_directory(step: RunStep) -> str | None:
    """Where NLTK puts its data if no folder is named and none of its folders exists; None if that is not known."""
    home = step.state.home
    return join_path(home, "nltk_data") if isinstance(home, str) else None
