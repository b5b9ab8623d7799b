"""Which files does a call of curl, wget or git clone write?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.shell.installers.arguments import Arguments

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from dflint.knowledge.option_grammar import OptionGrammar
    from dflint.shell.commands import Command
    from dflint.shell.words import ShellWord

    ValueOf = Callable[[ShellWord], str | None]
    """The value of a word of the command, with its variables replaced; None if it is not known."""

_NO_FILES = frozenset({"-", "/dev/null", "/dev/stdout"})


def fetched_paths(command: Command, value_of: ValueOf) -> tuple[str, ...]:
    """The files, or for ``git clone`` the folder, that `command` certainly writes what it fetches to.

    They are seen from the directory that the command runs in, unless they are absolute. None is told where the call is
    not understood.
    """
    if command.name == "curl":
        return tuple(_of_curl(command, value_of))
    if command.name == "wget":
        return tuple(_of_wget(command, value_of))
    if command.name == "git":
        return tuple(_of_clone(command, value_of))
    return ()


def _of_curl(command: Command, value_of: ValueOf) -> Iterator[str]:
    from dflint.knowledge.download_options import CURL

    arguments = _read(command.arguments, CURL)
    if arguments is None:
        return
    names = [option.name for option in arguments.options]
    urls = [*arguments.operands, *(option.value for option in arguments.options if option.name == "--url")]
    outputs = _values(arguments, "--output", value_of)
    folder = next(iter(_values(arguments, "--output-dir", value_of)), "")
    if outputs:
        found = outputs
    elif "--remote-name" in names or "--remote-name-all" in names:
        is_named_by_server = "--remote-header-name" in names
        found = [] if is_named_by_server else [_name_of(value_of(url)) for url in urls if url is not None]
    else:
        found = _redirected(command, value_of)
        folder = ""
    for path in found:
        if path and path not in _NO_FILES:
            yield _joined(folder, path)


def _of_wget(command: Command, value_of: ValueOf) -> Iterator[str]:
    from dflint.knowledge.download_options import WGET

    words = [word.known_as("--no-verbose") if word.value == "-nv" else word for word in command.arguments]
    words = [word.known_as("--no-clobber") if word.value == "-nc" else word for word in words]
    arguments = _read(words, WGET)
    if arguments is None:
        return
    names = {option.name for option in arguments.options}
    outputs = _values(arguments, "--output-document", value_of)
    if outputs:
        found = _redirected(command, value_of) if outputs == ["-"] else outputs
        yield from (path for path in found if path and path not in _NO_FILES)
        return
    if names & {"--spider", "--recursive", "--mirror", "--input-file", "--force-directories", "--content-disposition"}:
        return
    folder = next(iter(_values(arguments, "--directory-prefix", value_of)), "")
    for url in arguments.operands:
        name = _name_of(value_of(url))
        if name:
            yield _joined(folder, name)


def _of_clone(command: Command, value_of: ValueOf) -> Iterator[str]:
    from dflint.knowledge.download_options import GIT_CLONE

    words = command.arguments
    if not words or words[0].value != "clone":
        return
    arguments = _read(words[1:], GIT_CLONE)
    if arguments is None or not 1 <= len(arguments.operands) <= 2:
        return
    last = value_of(arguments.operands[-1])
    if last is None:
        return
    if len(arguments.operands) == 2:
        yield last
        return
    name = last.rstrip("/").rpartition("/")[2].rpartition(":")[2].removesuffix(".git")
    if name:
        yield name


def _read(words: Sequence[ShellWord], grammar: OptionGrammar) -> Arguments | None:
    """The arguments; None where an option is not known, so that a word may be its value."""
    arguments = Arguments(words, grammar)
    return None if arguments.has_unknown else arguments


def _values(arguments: Arguments, name: str, value_of: ValueOf) -> list[str]:
    """The values of an option that are known."""
    words = [option.value for option in arguments.options if option.name == name]
    return [value for word in words if word is not None and (value := value_of(word)) is not None]


def _redirected(command: Command, value_of: ValueOf) -> list[str]:
    """Where standard output goes to, if to a file."""
    targets = [one.target for one in command.redirects if one.operator in (">", ">|") and one.descriptor in (None, 1)]
    values = [value_of(target) for target in targets if target is not None]
    return [value for value in values if value is not None]


def _name_of(url: str | None) -> str:
    """The name under which what is at `url` is stored; "" if that is not known."""
    if url is None or any(character in url for character in "?#*[{"):
        return ""
    return url.partition("://")[2].partition("/")[2].rpartition("/")[2]


def _joined(folder: str, path: str) -> str:
    return f"{folder.rstrip('/')}/{path}" if folder and not path.startswith("/") else path
