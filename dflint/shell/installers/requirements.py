"""Which package does an argument of an installer name, in the notation of its tool?"""

from __future__ import annotations

import re
from collections.abc import Callable

from dflint.lazy_pattern import lazy_pattern
from dflint.shell.words import LITERAL, ShellWord
from dflint.source import Span

PACKAGE = "package"
LOCAL = "local"
EDITABLE = "editable"
URL = "url"
VERSION_CONTROL = "vcs"
ARCHIVE = "archive"

_URL = lazy_pattern(r"(?:https?|ftp|file|s3|ssh)://", re.IGNORECASE)
_VERSION_CONTROL = lazy_pattern(r"(?:git|hg|svn|bzr)\+|git@|git://|(?:github|gitlab|bitbucket|gist):")
_EGG = lazy_pattern(r"[#&]egg=([A-Za-z0-9][A-Za-z0-9._-]*)")
_WHEEL = lazy_pattern(r"(?:.*[/\\])?([A-Za-z0-9_.]+)-[^-/]+(?:-\d[^-/]*)?-[^-/]+-[^-/]+-[^-/]+\.whl(?:[#?].*)?$")
_PYTHON_ARCHIVES = (".whl", ".tar.gz", ".zip", ".tar.bz2", ".tar.xz", ".tgz", ".egg")
_PYTHON_NAME = lazy_pattern(r"([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)[ \t]*(?:\[([^\]]*)\])?[ \t]*")
_PATH_EXTRAS = lazy_pattern(r"([^\[\]]+)\[([^\]]*)\]$")
_SEPARATORS = lazy_pattern(r"[-_.]+")
_CONDA_NAME = lazy_pattern(r"(?:[^\s:=<>!~\[]+::)?([A-Za-z0-9_.*-]+)[ \t]*")
_APT_NAME = lazy_pattern(r"([A-Za-z0-9*?][A-Za-z0-9+.*?-]*)(?::[a-z0-9-]+)?")
_APK_NAME = lazy_pattern(r"([A-Za-z0-9._+*-][A-Za-z0-9._+:*/-]*?)(?=[=<>~@]|$)")
_NODE_NAME = lazy_pattern(r"((?:@[^/@\s]+/)?[^@/\s]+)(?:@|$)")


class Requirement:
    """What an argument of an installer asks for.

    `text` is the value of the argument, or as it is written where that is not known. `name` is normalised as PEP 503
    says for Python, "" where it is not known. `specifier` is the version that is asked for as it is written, "" for
    none, None where it is not known. `kind` is ``package``, ``local``, ``editable``, ``url``, ``vcs`` or ``archive``.

    `span` is that of the whole word with its quotes. `name_span` is that of the name in it, None where the name does
    not stand there as it is.
    """

    def __init__(
        self,
        word: ShellWord,
        kind: str,
        *,
        name: str = "",
        written_name: str = "",
        name_start: int = 0,
        extras: tuple[str, ...] = (),
        specifier: str | None = "",
        marker: str = "",
        url: str = "",
    ) -> None:
        """`name_start` is where `written_name` starts in the value of `word`."""
        self.word = word
        self.kind = kind
        self.text = word.value if word.value is not None else word.content.text
        self.name = name or written_name
        self.written_name = written_name
        self.extras = extras
        self.specifier = specifier
        self.marker = marker
        self.url = url
        self._name_start = name_start

    def __repr__(self) -> str:
        return f"Requirement({self.text!r}, {self.kind!r})"

    @property
    def span(self) -> Span:
        """Where the argument stands in the file."""
        return self.word.span

    @property
    def name_span(self) -> Span | None:
        """Where the name stands in the file."""
        if not self.written_name:
            return None
        content = self.word.content
        start, end = self._name_start, self._name_start + len(self.written_name)
        return content.span(start, end) if content.text[start:end] == self.written_name else None


RequirementReader = Callable[[ShellWord], "Requirement | None"]


def normalized_name(name: str) -> str:
    """The name of a Python package as PEP 503 compares it."""
    return _SEPARATORS.sub("-", name).lower()


def _has_literal(word: ShellWord, text: str) -> bool:
    """Whether a literal part of a word holds `text`."""
    if word.value is not None:
        return text in word.value
    return any(text in part.text for part in word.parts if part.kind is LITERAL)


def python_requirement(word: ShellWord, is_editable: bool = False) -> Requirement:
    """A requirement as pip takes it: PEP 508, a URL, a path, or an archive."""
    text = word.prefix
    if _VERSION_CONTROL.match(text):
        return _remote(word, VERSION_CONTROL, is_editable)
    if _URL.match(text):
        return _remote(word, URL, is_editable)
    match = None if is_editable else _PYTHON_NAME.match(text)
    if match is not None and text.startswith("@", match.end()):
        return _named_remote(word, match)
    if is_editable or _is_path(word, text):
        return _path(word, text, is_editable)
    if match is None:
        return Requirement(word, PACKAGE, specifier=None)
    return _named(word, match)


def _is_path(word: ShellWord, text: str) -> bool:
    return (
        text.startswith((".", "/", "~"))
        or _has_literal(word, "/")
        or (word.value is not None and text.partition("[")[0].lower().endswith(_PYTHON_ARCHIVES))
    )


def _extras(text: str | None) -> tuple[str, ...]:
    return tuple(extra.strip() for extra in (text or "").split(",") if extra.strip())


def _remote(word: ShellWord, kind: str, is_editable: bool) -> Requirement:
    text = word.value if word.value is not None else word.content.text
    match = _EGG.search(text) or _WHEEL.match(text)
    name = match.group(1) if match else ""
    start = match.start(1) if match else 0
    kind = EDITABLE if is_editable else kind
    return Requirement(
        word, kind, name=normalized_name(name), written_name=name, name_start=start, specifier=None, url=text
    )


def _named_remote(word: ShellWord, match: re.Match[str]) -> Requirement:
    """``name @ url``, or ``name@constraint`` as poetry has it."""
    text = word.value if word.value is not None else word.content.text
    rest = text[match.end() + 1 :].strip()
    url, _, marker = rest.partition(" ;")
    kind = VERSION_CONTROL if _VERSION_CONTROL.match(url) else URL if ":" in url or "/" in url else PACKAGE
    return Requirement(
        word,
        kind,
        name=normalized_name(match.group(1)),
        written_name=match.group(1),
        extras=_extras(match.group(2)),
        specifier=(rest if word.value is not None else None) if kind == PACKAGE else None,
        marker=marker.strip(),
        url="" if kind == PACKAGE else url,
    )


def _path(word: ShellWord, text: str, is_editable: bool) -> Requirement:
    extras: tuple[str, ...] = ()
    match = _PATH_EXTRAS.match(text) if word.value is not None else None
    if match is not None and not word.text.endswith("*"):
        text, extras = match.group(1), _extras(match.group(2))
    wheel = _WHEEL.match(text) if word.value is not None else None
    kind = ARCHIVE if text.lower().endswith(_PYTHON_ARCHIVES) else LOCAL
    name = wheel.group(1) if wheel is not None else ""
    return Requirement(
        word,
        EDITABLE if is_editable else kind,
        name=normalized_name(name),
        written_name=name,
        name_start=wheel.start(1) if wheel is not None else 0,
        extras=extras,
        specifier=None,
        url=text,
    )


def _named(word: ShellWord, match: re.Match[str]) -> Requirement:
    text = word.prefix
    rest, _, marker = text[match.end() :].partition(";")
    is_known = word.value is not None
    goes_on = match.group(2) is not None or marker != "" or rest.startswith(("=", "<", ">", "!", "~", "^"))
    if not goes_on and (rest or not is_known):
        return Requirement(word, PACKAGE, specifier=None)
    return Requirement(
        word,
        PACKAGE,
        name=normalized_name(match.group(1)),
        written_name=match.group(1),
        extras=_extras(match.group(2)),
        specifier=rest.strip() if is_known else None,
        marker=marker.strip(),
    )


def editable_requirement(word: ShellWord) -> Requirement:
    """The value of ``-e``."""
    return python_requirement(word, is_editable=True)


def conda_requirement(word: ShellWord) -> Requirement | None:
    """A match specification of conda: ``channel::name=version=build``, ``name>=1``, or a package file."""
    text = word.prefix
    if _URL.match(text):
        return Requirement(word, URL, specifier=None, url=word.content.text)
    if "::" not in text and (text.endswith((".tar.bz2", ".conda")) or _has_literal(word, "/")):
        return Requirement(word, ARCHIVE, specifier=None, url=word.content.text)
    return _simple(word, _CONDA_NAME.match(text), lower=True)


def apt_requirement(word: ShellWord) -> Requirement | None:
    """A package of apt: ``name``, ``name=version``, ``name:arch``, ``name/release``, or a file."""
    text = word.prefix
    if text.startswith(("./", "/", "../")) or (word.value is not None and text.endswith(".deb")):
        return Requirement(word, ARCHIVE, specifier=None, url=word.content.text)
    if word.value is not None and text.endswith("-"):
        return None
    return _simple(word, _APT_NAME.match(text))


def apk_requirement(word: ShellWord) -> Requirement | None:
    """A package of apk: ``name``, ``name=version``, ``name~version``, ``name@repository``, or a file."""
    text = word.prefix
    if text.startswith("!"):
        return None
    if word.value is not None and text.endswith(".apk"):
        return Requirement(word, ARCHIVE, specifier=None, url=text)
    match = _APK_NAME.match(text)
    if match is not None and word.value is None and match.end() == len(text):
        return Requirement(word, PACKAGE, specifier=None)
    return _simple(word, match)


def rpm_requirement(word: ShellWord) -> Requirement | None:
    """A package of dnf or yum: the whole argument, since a version is not told from the name; a URL, or a file."""
    text = word.prefix
    if _URL.match(text):
        return Requirement(word, URL, specifier=None, url=word.content.text)
    if word.value is None:
        return Requirement(word, PACKAGE, specifier=None)
    if text.endswith(".rpm"):
        return Requirement(word, ARCHIVE, specifier=None, url=text)
    return Requirement(word, PACKAGE, written_name=text)


def node_requirement(word: ShellWord) -> Requirement | None:
    """A package of npm: ``name``, ``@scope/name@version``, a URL, a repository, or a path."""
    text = word.prefix
    if _VERSION_CONTROL.match(text):
        return Requirement(word, VERSION_CONTROL, specifier=None, url=word.content.text)
    if _URL.match(text):
        return Requirement(word, URL, specifier=None, url=word.content.text)
    if text.startswith((".", "/", "~", "file:", "link:")):
        is_archive = text.endswith((".tgz", ".tar.gz", ".tar"))
        return Requirement(word, ARCHIVE if is_archive else LOCAL, specifier=None, url=word.content.text)
    match = _NODE_NAME.match(text)
    if match is None or (word.value is None and match.end(1) == len(text)):
        kind = VERSION_CONTROL if match is None and word.value is not None and text.count("/") == 1 else PACKAGE
        return Requirement(word, kind, specifier=None)
    specifier = text[match.end() :] if word.value is not None else None
    return Requirement(word, PACKAGE, written_name=match.group(1), specifier=specifier)


def _simple(word: ShellWord, match: re.Match[str] | None, lower: bool = False) -> Requirement:
    """A name and what follows it."""
    text = word.prefix
    if match is None or (word.value is None and match.end() == len(text)):
        return Requirement(word, PACKAGE, specifier=None)
    name = match.group(1)
    specifier = text[match.end() :].strip() if word.value is not None else None
    return Requirement(
        word,
        PACKAGE,
        name=name.lower() if lower else name,
        written_name=name,
        name_start=match.start(1),
        specifier=specifier,
    )
