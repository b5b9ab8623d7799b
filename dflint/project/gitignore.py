"""Which files does git leave out? The patterns of one ``.gitignore``, as gitignore(5) says.

Most directories of a repository are asked about, so names without wildcards and plain suffixes are looked up, and only
the rest is matched, by two regular expressions a file. The module holds no state and reads no file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from dflint.cached_property import cached_property

_WILDCARDS = frozenset("*?[\\")
_STAR = "[^/]*"
_ANY_FOLDERS = "(?:.*/)?"
_MOST_ANY_FOLDERS = 4
"""Each takes a factor of the depth of a path; nobody writes more."""
_POSIX_CLASSES = {
    "alnum": "a-zA-Z0-9",
    "alpha": "a-zA-Z",
    "blank": " \\t",
    "cntrl": "\\x00-\\x1f\\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": "!-/:-@\\[-`{-~",
    "space": "\\s",
    "upper": "A-Z",
    "xdigit": "0-9a-fA-F",
}


class _Pattern(NamedTuple):
    """One line of the file, without its negation, its anchor and the slash at its end."""

    glob: str
    negated: bool
    directories_only: bool
    anchored: bool

    @property
    def is_literal(self) -> bool:
        return _WILDCARDS.isdisjoint(self.glob)

    def regex(self, prefix: str = "p") -> str | None:
        """What a name, or a path when anchored, matches as a whole; None matches nothing."""
        return _translate(self.glob, prefix)


class GitIgnore:
    """The patterns of one ``.gitignore`` file, in the order in which they stand there."""

    def __init__(self, text: str) -> None:
        self._patterns = tuple(_parse(text))
        self._has_negations = any(pattern.negated for pattern in self._patterns)
        self._names: set[str] = set()
        self._directory_names: set[str] = set()
        self._suffixes: set[str] = set()
        globs: list[_Pattern] = []
        paths: list[_Pattern] = []
        for pattern in self._patterns:
            if pattern.anchored:
                paths.append(pattern)
            elif pattern.is_literal:
                (self._directory_names if pattern.directories_only else self._names).add(pattern.glob)
            elif _is_suffix(pattern):
                self._suffixes.add(pattern.glob[1:])
            else:
                globs.append(pattern)
        self._globs = globs
        self._paths = paths

    def __bool__(self) -> bool:
        return bool(self._patterns)

    def ignores(self, path: str, is_directory: bool) -> bool | None:
        """Whether `path`, relative to the folder of the file and with ``/``, is ignored; None when no line says so.

        Whether a folder above it is ignored is not asked here.
        """
        name = path[path.rfind("/") + 1 :]
        if not self._mentions(name, path, is_directory):
            return None
        if not self._has_negations:
            return True
        for pattern, regex in self._ordered:
            if (is_directory or not pattern.directories_only) and regex.fullmatch(path if pattern.anchored else name):
                return not pattern.negated
        return None

    def _mentions(self, name: str, path: str, is_directory: bool) -> bool:
        """Whether any line matches."""
        if name in self._names or (is_directory and name in self._directory_names):
            return True
        dot = name.rfind(".")
        if dot >= 0 and name[dot:] in self._suffixes:
            return True
        in_names, in_paths = self._for_directories if is_directory else self._for_files
        return bool((in_names and in_names.fullmatch(name)) or (in_paths and in_paths.fullmatch(path)))

    @cached_property
    def _for_files(self) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
        """What matches the name, and what the path, of a file."""
        globs = [pattern for pattern in self._globs if not pattern.directories_only]
        return _alternation(globs), _alternation([pattern for pattern in self._paths if not pattern.directories_only])

    @cached_property
    def _for_directories(self) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
        """What matches the name, and what the path, of a folder."""
        return _alternation(self._globs), _alternation(self._paths)

    @cached_property
    def _ordered(self) -> Sequence[tuple[_Pattern, re.Pattern[str]]]:
        """Each line and its expression, the last line first."""
        return [
            (pattern, re.compile(regex, re.DOTALL))
            for pattern in reversed(self._patterns)
            if (regex := pattern.regex()) is not None
        ]


def _parse(text: str) -> list[_Pattern]:
    patterns: list[_Pattern] = []
    for written in text.removeprefix("\ufeff").split("\n"):
        line = _without_trailing_spaces(written.removesuffix("\r"))
        if not line or line.startswith("#"):
            continue
        negated = line.startswith("!")
        glob = line[1:] if negated else line
        directories_only = glob.endswith("/")
        glob = glob.removesuffix("/")
        anchored = "/" in glob
        glob = glob.removeprefix("/")
        if glob:
            patterns.append(_Pattern(glob, negated, directories_only, anchored))
    return patterns


def _without_trailing_spaces(line: str) -> str:
    """`line` without the spaces at its end, as far as no backslash stands before them."""
    stripped = line.rstrip(" ")
    backslashes = len(stripped) - len(stripped.rstrip("\\"))
    return stripped + " " if backslashes % 2 and len(stripped) < len(line) else stripped


def _is_suffix(pattern: _Pattern) -> bool:
    """Whether the pattern is like ``*.pyc``: a star and one suffix."""
    glob = pattern.glob
    return glob.startswith("*.") and "." not in glob[2:] and not pattern.directories_only and _is_plain(glob[2:])


def _is_plain(text: str) -> bool:
    return bool(text) and _WILDCARDS.isdisjoint(text)


def _alternation(patterns: Sequence[_Pattern]) -> re.Pattern[str] | None:
    parts = [regex for number, pattern in enumerate(patterns) if (regex := pattern.regex(f"p{number}_")) is not None]
    return re.compile("|".join(parts), re.DOTALL) if parts else None


def _translate(glob: str, prefix: str) -> str | None:
    """The regular expression of a glob; None when it is malformed, for git then matches nothing with it.

    The names of its groups start with `prefix`.
    """
    tokens = _tokens(glob)
    if tokens is None or tokens.count(_ANY_FOLDERS) > _MOST_ANY_FOLDERS:
        return None
    stars = [index for index, token in enumerate(tokens) if token in (_STAR, _ANY_FOLDERS)]
    pieces: list[str] = []
    position = 0
    for number, index in enumerate(stars):
        pieces.extend(tokens[position:index])
        position = index + 1
        if tokens[index] == _ANY_FOLDERS or number + 1 == len(stars):
            pieces.append(tokens[index])
            continue
        # What stands up to the next star is best found as early as it can be. Holding on to that place (an atomic
        # group, as Python 3.10 can write it) keeps a glob of many stars from trying them all.
        fixed = "".join(tokens[position : stars[number + 1]])
        pieces.append(f"(?=(?P<{prefix}{number}>[^/]*?{fixed}))(?P={prefix}{number})")
        position = stars[number + 1]
    pieces.extend(tokens[position:])
    return "".join(pieces)


def _tokens(glob: str) -> list[str] | None:
    """The expressions of the parts of a glob, one for each character that is matched, or star."""
    tokens: list[str] = []
    index, end = 0, len(glob)
    while index < end:
        character = glob[index]
        index += 1
        if character == "*":
            start = index - 1
            while index < end and glob[index] == "*":
                index += 1
            token = _star(glob, start, index)
            index += token == _ANY_FOLDERS
            tokens.append(token)
        elif character == "?":
            tokens.append("[^/]")
        elif character == "[":
            characters, index = _translate_class(glob, index)
            if characters is None:
                return None
            tokens.append(characters)
        elif character == "\\":
            if index == end:
                return None
            tokens.append(re.escape(glob[index]))
            index += 1
        else:
            tokens.append(re.escape(character))
    return tokens


def _star(glob: str, start: int, end: int) -> str:
    """The expression of the stars from `start` to `end`. Two that are a whole part of the path cross folders."""
    is_whole_part = (start == 0 or glob[start - 1] == "/") and glob[end : end + 1] in ("", "/")
    if end - start < 2 or not is_whole_part:
        return _STAR
    return _ANY_FOLDERS if end < len(glob) else ".+"


def _translate_class(glob: str, index: int) -> tuple[str | None, int]:
    """The expression of a bracket whose content starts at `index`, and where the glob goes on behind it."""
    negated = glob[index : index + 1] in ("!", "^")
    index += negated
    members: list[str] = []
    first = True
    while True:
        character = glob[index : index + 1]
        if not character:
            return None, index
        if character == "]" and not first:
            break
        first = False
        if character == "[" and glob.startswith("[:", index):
            end = glob.find(":]", index)
            if end < 0 or glob[index + 2 : end] not in _POSIX_CLASSES:
                return None, index
            members.append(_POSIX_CLASSES[glob[index + 2 : end]])
            index = end + 2
            continue
        low, index = _class_character(glob, index)
        if glob[index : index + 1] == "-" and glob[index + 1 : index + 2] not in ("", "]"):
            high, index = _class_character(glob, index + 1)
            if low <= high:
                members.append(f"{re.escape(low)}-{re.escape(high)}")
        else:
            members.append(re.escape(low))
    if not members:
        return ("[^/]" if negated else None), index + 1
    inside = "".join(members)
    return (f"[^/{inside}]" if negated else f"(?!/)[{inside}]"), index + 1


def _class_character(glob: str, index: int) -> tuple[str, int]:
    """One character of a bracket, an escaped one too, and the index behind it."""
    if glob[index] == "\\" and index + 1 < len(glob):
        index += 1
    return glob[index], index + 1
