"""Which models and datasets does building an image download?

By the command lines of hubs, by what fetches a URL of a weight file, by code in ``python -c "…"`` or in a heredoc, and
by scripts of the build context that are run and whose names say that they download. What packages download while they
are installed is for `dflint.build.downloads`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.fetched_urls import fetched_url
from dflint.build.state import join_path
from dflint.build.steps import is_within
from dflint.cached_property import cached_property
from dflint.knowledge.model_hubs import (
    BRANCHES,
    DATASET,
    FETCHERS,
    HUB_COMMANDS,
    HUGGING_FACE_HOSTS,
    MODEL,
    TOKENIZER,
    HubCommand,
)
from dflint.knowledge.small_weights import is_small
from dflint.lazy_pattern import lazy_pattern
from dflint.source import MappedText, Source, Span

if TYPE_CHECKING:
    from dflint.build.python_downloads import PythonModel
    from dflint.build.stages import Stage
    from dflint.build.steps import CopyStep, RunStep
    from dflint.shell.commands import Command
    from dflint.shell.words import ShellWord

_PLACES = ("--output-document", "--output", "--dir", "--directory-prefix", "-O", "-o", "-P", "-d")
_ONLY_LOOKS = frozenset({"--spider", "--head", "-I", "--help", "-h", "--dry-run", "--version"})
_CHECKSUMS = lazy_pattern(r"(?:sha\d*|md5|b2)sum|shasum|--checksum|openssl\s+dgst|gpg\s+--verify")
_DOWNLOADING_NAME = lazy_pattern(
    r"(?:^|[_./-])(?:down_?load|fetch|pre_?fetch|pre_?load|pre_?cache|cache|pull|get)", re.I
)
_PARAMETERS = lazy_pattern(r"(?<![A-Za-z0-9.])(?:(\d+)x)?(\d+(?:\.\d+)?)[bB](?![A-Za-z0-9])")
_VARIABLE = lazy_pattern(r"\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*))")
_TOKEN_VARIABLES = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")
_HUB_CLONE = lazy_pattern(
    r"(?:https?|git|ssh)://(?:[^/@]*@)?([^/]+)/(datasets/|spaces/)?([\w.-]+/[\w.-]+?)(?:\.git)?/?"
)

_HUB_COMMANDS: dict[str, list[HubCommand]] = {}
for _row in HUB_COMMANDS:
    _HUB_COMMANDS.setdefault(_row.program, []).append(_row)


class ModelDownload:
    """Something that a RUN or an ADD downloads.

    `kind` is that of `dflint.knowledge.model_hubs`. `name` is what is fetched, None where it is not known. `span` of
    `source` is where the Dockerfile says so, `script` where a script of the context does. `is_pinned` is whether it
    says which version: False where it does not or names a `branch`, None where that is not a question or not known.
    `directory` is where it goes, None where that is not known, and `is_hub` whether it comes from Hugging Face.
    `is_chosen` is whether an argument of the build or a variable of the environment says what is fetched.
    """

    def __init__(
        self,
        step: RunStep | CopyStep,
        kind: str,
        name: str | None,
        span: Span,
        *,
        command: Command | None = None,
        is_pinned: bool | None = None,
        branch: str = "",
        directory: str | None = None,
        is_hub: bool = False,
        is_url: bool = False,
        has_version: bool = False,
        has_token: bool = False,
        is_chosen: bool = False,
    ) -> None:
        self.step = step
        self.kind = kind
        self.name = name
        self.span = span
        self.command = command
        self.is_pinned = is_pinned
        self.branch = branch
        self.directory = directory
        self.is_hub = is_hub
        self.is_url = is_url
        self.has_version = has_version
        self._has_token = has_token
        self.is_chosen = is_chosen
        self.script: tuple[Source, Span] | None = None

    def __repr__(self) -> str:
        return f"ModelDownload({self.kind!r}, {self.name!r}, is_pinned={self.is_pinned})"

    @property
    def source(self) -> Source:
        """The Dockerfile."""
        return self.step.instruction.source

    @property
    def stage(self) -> Stage:
        """The stage that it stands in."""
        return self.step.stage

    @property
    def parameter_count(self) -> float | None:
        """How many parameters the name of the model says that it has: ``Llama-3.1-8B``, ``Mixtral-8x7B``."""
        match = _PARAMETERS.search((self.name or "").rpartition("/")[2]) if self.kind == MODEL else None
        return None if match is None else int(match[1] or 1) * float(match[2]) * 1e9

    @cached_property
    def has_token(self) -> bool:
        """Whether the download is given a token of Hugging Face."""
        from dflint.build.steps import RunStep

        if self._has_token or not self.is_hub or not isinstance(self.step, RunStep):
            return self._has_token
        secrets = {word.argument for mount in self.step.run.mounts if (word := mount.option("env")) is not None}
        assigned = {one.name for one in self.command.assignments} if self.command is not None else set()
        # What a base image may set is not known, and would be no token.
        state = self.step.state
        return any(
            name in secrets or name in assigned or state.arg(name) not in (None, "") or _is_text(state.env(name))
            for name in _TOKEN_VARIABLES
        )

    @property
    def is_in_cache(self) -> bool:
        """Whether it goes to the cache of the hub, where a name finds it, and not to a folder that is named."""
        from dflint.build.steps import RunStep

        step = self.step
        cache = hub_cache(step, self.command) if self.is_hub and isinstance(step, RunStep) else None
        return cache is not None and cache == self.directory

    @cached_property
    def is_checked(self) -> bool:
        """Whether a checksum is compared, or may be."""
        instruction = self.step.instruction
        return _CHECKSUMS.search(instruction.line.text) is not None or any(
            _CHECKSUMS.search(heredoc.body.text) for heredoc in instruction.heredocs
        )

    @cached_property
    def is_kept(self) -> bool:
        """Whether what is downloaded certainly is in the layer of the step."""
        from dflint.build.steps import RunStep

        step = self.step
        if not isinstance(step, RunStep):
            return True
        places = [mount for mount in step.mounts if mount.type in ("cache", "tmpfs", "bind")]
        if places and (self.directory is None or any(_meets(mount.target, self.directory) for mount in places)):
            return False
        return not self._is_removed(step)

    def _is_removed(self, step: RunStep) -> bool:
        """Whether a command behind the download, in the same RUN, removes it or may do so."""
        from dflint.shell.cleanup import removed_paths

        is_behind = False
        for command in step.commands:
            if command is self.command:
                is_behind = True
            elif is_behind:
                for word in removed_paths(command):
                    path = step.path_of(command, word)
                    named = (self.name or "").rpartition("/")[2]
                    if self.directory is None or path is None:
                        if self.directory is None or not named or named in word.text or "*" in word.text:
                            return True
                    elif _meets(path, self.directory) or path.rpartition("/")[2] == named:
                        return True
        return False


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _meets(one: str | None, other: str) -> bool:
    """Whether one of two paths holds the other, or may do so."""
    return one is None or is_within(one, other) or is_within(other, one)


def downloads_of(stage: Stage) -> tuple[ModelDownload, ...]:
    """The downloads of the steps of `stage`, in order; what is downloaded twice by one step is given once."""
    found: dict[tuple[int, Span], ModelDownload] = {}
    for step in stage.layers:
        for download in _of_step(step):
            found.setdefault((step.position, download.span), download)
    return tuple(found.values())


def _of_step(step: RunStep | CopyStep) -> Iterator[ModelDownload]:
    from dflint.build.steps import CopyStep

    if isinstance(step, CopyStep):
        yield from _of_add(step)
        return
    if step.script.is_foreign:
        text = step.script.text
        if text is not None and "python" in text.text.partition("\n")[0]:
            yield from _of_code(step, None, text)
        return
    for command in step.commands:
        yield from of_command(step, command)
        yield from of_script(step, command)


def _of_add(step: CopyStep) -> Iterator[ModelDownload]:
    for word, source in zip(step.instruction.sources, step.sources, strict=True):
        text = source if source is not None else word.value
        fetched = fetched_url(text) if "://" in text else None
        if fetched is not None:
            has_checksum = step.instruction.flag("checksum") is not None
            yield ModelDownload(
                step,
                fetched.kind,
                fetched.name,
                word.span,
                is_chosen="$" in _before_branch(word.text, fetched.branch),
                is_pinned=True if has_checksum else fetched.is_pinned,
                branch=fetched.branch,
                directory=step.destination,
                is_url=True,
                has_version=fetched.has_version,
            )


def of_command(step: RunStep, command: Command) -> Iterator[ModelDownload]:
    """What one command downloads."""
    name = command.name
    if name is None:
        return
    if name.startswith("python"):
        text = code_of(command)
        if text is not None:
            yield from _of_code(step, command, text)
    elif name in FETCHERS:
        yield from _of_fetcher(step, command)
    elif name == "git":
        yield from _of_clone(step, command)
    else:
        for row in _HUB_COMMANDS.get(name, ()):
            yield from _of_hub_command(step, command, row)


# Commands


def _of_hub_command(step: RunStep, command: Command, row: HubCommand) -> Iterator[ModelDownload]:
    options, operands = _split(command, row.values | frozenset((*row.directory, row.revision)))
    count = len(row.words)
    if tuple(word.value for word in operands[:count]) != row.words or not _ONLY_LOOKS.isdisjoint(options):
        return
    named = operands[count] if len(operands) > count else None
    for option in ("-d", "--dataset", "-c", "--competition"):
        named = named or (options.get(option) if option in row.values else None)
    if named is None:
        return
    value = step.value_of(command, named)
    kind = options.get("--repo-type") or options.get("--type")
    if kind is not None and kind.value != "model":
        if kind.value != "dataset":
            return
        row = row._replace(kind=DATASET)
    files = [step.value_of(command, word) for word in operands[count + 1 :]]
    if row.program in ("hf", "huggingface-cli") and files and all(file and is_small(file) for file in files):
        row = row._replace(kind=TOKENIZER)
    revision = options.get(row.revision) if row.revision else None
    place = next((options[name] for name in row.directory if options.get(name) is not None), None)
    yield ModelDownload(
        step,
        row.kind,
        value,
        Span(command.program.span.start if command.program else command.span.start, named.span.end),
        command=command,
        is_pinned=_is_pinned(step, command, revision) if row.revision else None,
        branch=revision.value or "" if revision is not None and revision.value in BRANCHES else "",
        directory=_directory(step, command, place),
        is_hub=row.program in ("hf", "huggingface-cli"),
        has_token="--token" in options,
        is_chosen=_is_chosen(command, named.text),
    )


def _is_chosen(command: Command, text: str) -> bool:
    """Whether a variable that the script has not set itself is a part of `text`."""
    names = [first or second for first, second in _VARIABLE.findall(text)]
    own = command.variables or {}
    return any(name not in own for name in names)


def _is_pinned(step: RunStep, command: Command, revision: ShellWord | None) -> bool | None:
    if revision is None:
        return False
    value = step.value_of(command, revision)
    return None if value is None else value not in BRANCHES


def _directory(step: RunStep, command: Command, place: ShellWord | None) -> str | None:
    """Where the download goes: the folder that is named, else the cache of the hub."""
    if place is not None:
        return step.path_of(command, place)
    return hub_cache(step, command) if command.name in ("hf", "huggingface-cli") else None


def hub_cache(step: RunStep, command: Command | None) -> str | None:
    """Where huggingface_hub keeps what it downloads in a RUN; None if that is not known."""
    from dflint.knowledge.tool_caches import TOOL_CACHES

    assigned = {one.name: one.value for one in command.assignments} if command is not None else {}

    def look_up(name: str) -> object:
        if name in assigned:
            word = assigned[name]
            return _UNKNOWN if word is None or command is None else step.value_of(command, word) or _UNKNOWN
        return step.lookup(name)

    cache = next(one for one in TOOL_CACHES if one.tool == "huggingface_hub")
    home = step.state.home
    directories = cache.directories(look_up, home if isinstance(home, str) else None)
    return directories[0] if directories else None


_UNKNOWN = object()


def _split(command: Command, values: frozenset[str]) -> tuple[dict[str, ShellWord | None], list[ShellWord]]:
    """The options of a command with their values, and its operands."""
    options: dict[str, ShellWord | None] = {}
    operands: list[ShellWord] = []
    arguments = command.arguments
    index = 0
    while index < len(arguments):
        word = arguments[index]
        index += 1
        text = word.prefix
        if not text.startswith("-") or text == "-":
            operands.append(word)
            continue
        name, equals, _ = text.partition("=")
        if equals:
            options[name] = word.after(len(name) + 1)
        elif name in values and index < len(arguments):
            options[name] = arguments[index]
            index += 1
        else:
            options[name] = None
    return options, operands


def _of_fetcher(step: RunStep, command: Command) -> Iterator[ModelDownload]:
    """What wget, curl and their like fetch, as far as the URL or the file it is written to tells a model."""
    if any(word.value in _ONLY_LOOKS for word in command.arguments):
        return
    for word in command.arguments:
        value = step.value_of(command, word) or word.content.text
        fetched = fetched_url(value) if "://" in value else None
        if fetched is not None:
            yield ModelDownload(
                step,
                fetched.kind,
                fetched.name,
                word.span,
                command=command,
                is_pinned=fetched.is_pinned,
                branch=fetched.branch,
                directory=_place_of_fetched(step, command),
                is_chosen=_is_chosen(command, _before_branch(word.text, fetched.branch)),
                is_url=True,
                has_version=fetched.has_version,
            )


def _before_branch(url: str, branch: str) -> str:
    """The part of a URL that names the repository; all of it where it names no branch."""
    return url.partition(f"/{branch}/")[0] if branch else url


def _place_of_fetched(step: RunStep, command: Command) -> str | None:
    """The file or folder that a fetcher writes to; None if it is not known."""
    arguments = command.arguments
    for index, word in enumerate(arguments):
        if word.value in _PLACES and index + 1 < len(arguments) and not (word.value == "-O" and command.name == "curl"):
            return step.path_of(command, arguments[index + 1])
    if command.name in ("wget", "curl", "aria2c", "axel"):
        redirect = next((one for one in command.redirects if one.operator in (">", ">>", ">|")), None)
        if redirect is not None and redirect.target is not None:
            return step.path_of(command, redirect.target)
        return step.directory_of(command)
    return step.path_of(command, arguments[-1]) if arguments else None


def _of_clone(step: RunStep, command: Command) -> Iterator[ModelDownload]:
    """``git clone https://huggingface.co/…`` of a model or a dataset."""
    options, operands = _split(command, frozenset({"-b", "--branch", "--depth", "-C", "-c", "-o", "--origin", "-j"}))
    if len(operands) < 2 or operands[0].value != "clone" or _skips_large_files(step, command):
        return
    value = step.value_of(command, operands[1]) or ""
    match = _HUB_CLONE.fullmatch(value)
    if match is None or match[1] not in HUGGING_FACE_HOSTS or match[2] == "spaces/":
        return
    folder = operands[2] if len(operands) > 2 else None
    base = step.directory_of(command)
    default = None if base is None else join_path(base, match[3].rpartition("/")[2])
    is_fixed = re.search(r"git\b[^&|;\n]*\b(?:checkout|reset)\s", step.instruction.line.text) is not None
    yield ModelDownload(
        step,
        DATASET if match[2] else MODEL,
        match[3],
        Span(command.span.start, operands[1].span.end),
        command=command,
        is_pinned=is_fixed or not options.keys().isdisjoint({"-b", "--branch", "--revision"}),
        directory=step.path_of(command, folder) if folder is not None else default,
        is_hub=True,
        is_chosen=_is_chosen(command, operands[1].text),
    )


def _skips_large_files(step: RunStep, command: Command) -> bool:
    """Whether git LFS is told to leave pointers (https://github.com/git-lfs/git-lfs/blob/main/docs/man)."""
    name = "GIT_LFS_SKIP_SMUDGE"
    is_set = any(one.name == name for one in command.assignments) or name in (command.variables or {})
    return is_set or step.lookup(name) is not None


# Python


def code_of(command: Command) -> MappedText | None:
    """The code that an interpreter of Python is given as an argument or on its standard input."""
    for index, word in enumerate(command.arguments):
        if word.value == "-c":
            following = command.arguments[index + 1 : index + 2]
            return following[0].content if following else None
        if not word.prefix.startswith("-"):
            return None
    return next((one.heredoc for one in reversed(command.redirects) if one.heredoc is not None), None)


def _of_code(step: RunStep, command: Command | None, text: MappedText) -> Iterator[ModelDownload]:
    from dflint.build.python_downloads import python_models

    for model in python_models(text, step, command):
        yield _download(step, command, model)


def _download(step: RunStep, command: Command | None, model: PythonModel) -> ModelDownload:
    return ModelDownload(
        step,
        model.kind,
        model.name,
        model.span,
        command=command,
        is_pinned=model.is_pinned,
        branch=model.branch,
        directory=model.directory,
        is_hub=model.is_hub,
        is_url=model.is_url,
        has_version=model.has_version,
        has_token=model.has_token,
        is_chosen=model.is_chosen,
    )


# Scripts of the context


def of_script(step: RunStep, command: Command) -> Iterator[ModelDownload]:
    """What a script downloads that is copied from the context and called like something that downloads."""
    context = step.stage.graph.context
    word = _script_word(command)
    if context is None or word is None or not _DOWNLOADING_NAME.search(word.value or ""):
        return
    from dflint.build.origins import find_origin_in_run

    path = step.path_of(command, word)
    origin = find_origin_in_run(step, path, command) if path is not None else None
    source = context.read_text(origin.path) if origin is not None and origin.path is not None else None
    if source is None:
        return
    text = MappedText.of(source, source.full_span)
    if source.path.endswith(".py"):
        found = list(_of_code(step, None, text))
    else:
        from dflint.shell.script import parse_shell

        found = [one for inner in parse_shell(text).commands for one in of_command(step, inner)]
    for download in found:
        download.script = (source, download.span)
        download.span = command.span
        download.command = command
        yield download


def _script_word(command: Command) -> ShellWord | None:
    """The word that names the script which a command runs."""
    name = command.name or ""
    if name in ("sh", "bash") or name.startswith("python"):
        return next((word for word in command.arguments[:1] if not word.prefix.startswith("-")), None)
    return command.program if name.endswith((".sh", ".py")) else None
