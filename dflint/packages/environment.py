"""What does a conda ``environment.yml`` want? Its lists of packages, read line by line.

These files are written by people and by ``conda env export`` in one shape: block lists of plain scalars. What has
another shape is not guessed at: then `CondaEnvironment.is_complete` is false.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dflint.lazy_pattern import lazy_pattern
from dflint.packages.requirement import Requirement, parse_requirement
from dflint.source import MappedText, Source, Span

_LINE = lazy_pattern(r"(?P<indent> *)(?P<dash>-(?: +|$))?(?P<text>.*)")
_KEY = lazy_pattern(r"(?P<key>[A-Za-z_][\w-]*) *:(?: +(?P<value>.*))?")
_MATCH_SPEC = lazy_pattern(
    r"(?:(?P<channel>[\w./-]+)::)?(?P<name>[A-Za-z0-9_][\w.-]*)"
    r"(?: *(?P<version>[=<>!~].*)| +(?P<spaced>[^ ]+)(?: .*)?)?"
)


class CondaPackage(NamedTuple):
    """A package of conda: ``channel::name=version=build``. `specifier` has no spaces; its operator is kept."""

    name: str
    specifier: str
    channel: str
    span: Span


class CondaEnvironment:
    """An ``environment.yml``."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.name = ""
        self.channels: list[str] = []
        self.packages: list[CondaPackage] = []
        self.pip_requirements: list[Requirement] = []
        self.requirement_files: list[str] = []
        """What pip is told to read, by ``-r`` in its list, as it is written."""
        self.is_complete = True


class _Item(NamedTuple):
    """A line with something on it: ``key:``, ``- value`` or ``- key:``."""

    indent: int
    is_entry: bool
    text: MappedText


def parse_environment(source: Source) -> CondaEnvironment:
    """The environment that `source` describes. Never raises."""
    environment = CondaEnvironment(source)
    section = ""
    pip_indent: int | None = None
    for item in _items(source):
        text = item.text.text
        key = _KEY.fullmatch(text)
        if not item.is_entry:
            section, pip_indent = (key["key"] if key and not item.indent else ""), None
            if key is None or (key["value"] and section in ("dependencies", "channels")):
                environment.is_complete = False
            elif section == "name":
                environment.name = (
                    _unquoted(item.text.sliced(key.start("value"), len(text))).text if key["value"] else ""
                )
        elif section == "channels":
            environment.channels.append(_unquoted(item.text).text)
        elif section == "dependencies":
            if pip_indent is not None and item.indent > pip_indent:
                _add_pip(environment, _unquoted(item.text))
            elif key is not None and not key["value"]:
                pip_indent = item.indent
                environment.is_complete = environment.is_complete and key["key"] == "pip"
            else:
                pip_indent = None
                _add_package(environment, _unquoted(item.text))
    return environment


def _items(source: Source) -> Iterator[_Item]:
    for row in range(1, len(source.line_starts) + 1):
        span = source.line_span(row)
        line = source.slice(span)
        match = _LINE.match(line.removeprefix("\ufeff"))
        if match is None:
            continue
        shift = span.start + len(line) - len(line.removeprefix("\ufeff"))
        text = _without_comment(match["text"]).rstrip()
        if text and text not in ("---", "..."):
            start = shift + match.start("text")
            yield _Item(
                len(match["indent"]), match["dash"] is not None, MappedText.of(source, Span(start, start + len(text)))
            )


def _without_comment(text: str) -> str:
    if text.startswith("#"):
        return ""
    return text.partition(" #")[0]


def _unquoted(value: MappedText) -> MappedText:
    text = value.text
    is_quoted = len(text) > 1 and text[0] in "\"'" and text[-1] == text[0]
    return value.sliced(1, len(text) - 1) if is_quoted else value


def _add_package(environment: CondaEnvironment, value: MappedText) -> None:
    match = _MATCH_SPEC.fullmatch(value.text)
    if match is None:
        environment.is_complete = False
        return
    specifier = "".join((match["version"] or match["spaced"] or "").split())
    span = value.span(0, len(value.text))
    environment.packages.append(CondaPackage(match["name"].lower(), specifier, match["channel"] or "", span))


def _add_pip(environment: CondaEnvironment, value: MappedText) -> None:
    option, _, rest = value.text.partition(" ")
    if option in ("-r", "--requirement"):
        environment.requirement_files.append(rest.strip())
    elif option.startswith("-"):
        environment.is_complete = environment.is_complete and option not in ("-e", "--editable")
    elif (requirement := parse_requirement(value)) is not None:
        environment.pip_requirements.append(requirement)
    else:
        environment.is_complete = False
