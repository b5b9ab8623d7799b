"""Which ports of its own machine does a command ask? ``curl localhost:8000/health``, ``python -c "…urlopen('http://…"``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from dflint.shell.commands import Command
    from dflint.source import Source, Span

_HOST = r"(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\])"
_URL = lazy_pattern(rf"https?://{_HOST}:(\d{{1,5}})(?![\d$])")
_BARE = lazy_pattern(rf"{_HOST}:(\d{{1,5}})(?:/.*)?")
_CLIENTS = frozenset({"curl", "wget", "http"})


class LocalRequest(NamedTuple):
    """A port that is asked, and where it is written."""

    port: str
    source: Source
    span: Span


def local_requests(command: Command) -> Iterator[LocalRequest]:
    """The ports that `command` asks at the address of its own machine, as far as they are written."""
    for word in command.arguments:
        content = word.content
        for match in _URL.finditer(content.text):
            yield LocalRequest(match[1], content.source, content.span(*match.span(1)))
        if command.name in _CLIENTS:
            bare = _BARE.fullmatch(content.text)
            if bare is not None:
                yield LocalRequest(bare[1], content.source, content.span(*bare.span(1)))
