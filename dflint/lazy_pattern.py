"""A regular expression that is compiled when it is first used.

A run imports a hundred and fifty expressions and matches a third of them; compiling one takes as long as importing a
small module.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


def lazy_pattern(expression: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What stands for ``re.compile(expression, flags)``, with the same methods and attributes.

    A mistake in `expression` is raised at the first use. Functions of ``re`` do not take it in place of a pattern.
    """
    return cast("re.Pattern[AnyStr]", LazyPattern(expression, flags))


class LazyPattern:
    """Has nothing but `pattern` at first; what is asked for is taken over from the compiled pattern."""

    __slots__ = (
        *("pattern", "flags", "groups", "groupindex"),
        *("match", "fullmatch", "search", "finditer", "findall", "split", "sub", "subn"),
        *("_compiled", "_given_flags"),
    )

    def __init__(self, expression: str | bytes, flags: int) -> None:
        self.pattern = expression
        self._given_flags = flags

    def __getattr__(self, name: str) -> Any:
        """Called for what is not there yet; from then on it is, and as fast as that of the pattern itself."""
        if name == "_compiled":
            value: Any = re.compile(self.pattern, self._given_flags)
        else:
            value = getattr(self._compiled, name)
        setattr(self, name, value)
        return value

    def __repr__(self) -> str:
        return f"lazy_pattern({self.pattern!r}, {self._given_flags!r})"
