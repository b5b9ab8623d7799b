"""Which tokens are written in a file? Their places, never their texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from dflint.knowledge.placeholders import is_placeholder
from dflint.knowledge.token_formats import TOKEN_FORMATS
from dflint.source import Source, Span

if TYPE_CHECKING:
    from dflint.project.files import ProjectFile

_LEAST_DIFFERENT = 10


class WrittenToken(NamedTuple):
    """A token at `span`; `title` is what it is."""

    title: str
    span: Span


def written_tokens(source: Source) -> Iterator[WrittenToken]:
    """The tokens in `source` that look like real ones, in order."""
    # Few texts hold any of these; only for them the expression is made, which is a long one.
    if not any(start in source.text for row in TOKEN_FORMATS for start in row.starts):
        return
    for match in _pattern().finditer(source.text):
        title, group = _titles()[match.lastgroup or ""]
        span = Span(*(match.span(group) if group and match.group(group) is not None else match.span()))
        if _looks_real(source.slice(span)):
            yield WrittenToken(title, span)


def credential_variables(file: ProjectFile) -> Iterator[Span]:
    """Where the Dockerfile gives a value to a variable that is known to hold a credential."""
    from dflint.dockerfile.instructions import Arg, Env
    from dflint.knowledge.ml_credentials import CREDENTIALS

    for instruction in file.dockerfile.instructions if file.dockerfile is not None else ():
        if isinstance(instruction, Env):
            for pair in instruction.pairs:
                if pair.name.value in CREDENTIALS:
                    yield pair.value.span
        elif isinstance(instruction, Arg):
            for declared in instruction.names:
                if declared.default is not None and declared.name.value in CREDENTIALS:
                    yield declared.default.span


def _looks_real(token: str) -> bool:
    """Whether a token was made by chance, as real ones are: no placeholder, letters and digits, of many kinds."""
    if is_placeholder(token) or len(set(token)) < _LEAST_DIFFERENT:
        return False
    return any(one.isdigit() for one in token) and any(one.isalpha() for one in token)


@cache
def _pattern() -> re.Pattern[str]:
    parts = [f"(?P<f{index}>{row.pattern})" for index, row in enumerate(TOKEN_FORMATS)]
    return re.compile(rf"(?<![A-Za-z0-9_])(?:{'|'.join(parts)})(?![A-Za-z0-9])")


@cache
def _titles() -> dict[str, tuple[str, int]]:
    """By the name of its group: what a token is, and the number of the group within that is the token, 0 for none."""
    titles: dict[str, tuple[str, int]] = {}
    numbers = _pattern().groupindex
    for index, row in enumerate(TOKEN_FORMATS):
        has_group = re.compile(row.pattern).groups > 0
        titles[f"f{index}"] = row.title, numbers[f"f{index}"] + 1 if has_group else 0
    return titles
