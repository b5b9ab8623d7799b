"""One cleaned `.dockerignore` pattern, and many of one sign, as questions about a single path.

These answer only whether a path itself matches; that a folder takes what is in it along, and that later patterns
undo earlier ones, is up to `dflint.context.dockerignore`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dflint.cached_property import cached_property
from dflint.context.wildcards import DIRECTORIES_EXPRESSION, Element, Matcher, backtracks, expression_of, matcher
from dflint.lazy_pattern import lazy_pattern

EXACT = "exact"
PREFIX = "prefix"
SUFFIX = "suffix"
TOP_SUFFIX = "top suffix"
CHILDREN = "children"
EXPRESSION = "expression"

_TOKEN = lazy_pattern(r"\*\*/?|\\.|.", re.DOTALL)
_SPECIAL = lazy_pattern(r"[*?\[\]\\^]")
_ESCAPED_BY_DOCKER = frozenset(".+()|{}$")


class IgnorePattern:
    """A pattern without its ``!``.

    `shape` says how a path is compared: EXACT and PREFIX and SUFFIX with `text` (a SUFFIX that starts with a slash is
    met by the whole path too), TOP_SUFFIX by files of the root that end with `text`, CHILDREN by what lies directly
    in `text`, and EXPRESSION by `elements`.
    """

    def __init__(self, cleaned: str) -> None:
        """Raises `PatternError` where Docker's engine finds no meaning in the pattern."""
        self.cleaned = cleaned
        self.shape, self.text, self._expression = EXACT, cleaned, ""
        if not _SPECIAL.search(cleaned):
            return
        self.shape, self._expression = _as_docker_compiles(cleaned)
        if self.shape == PREFIX:
            self.text = cleaned[:-2]
        elif self.shape == SUFFIX:
            self.text = cleaned[2:]
        elif self.shape == EXPRESSION:
            self._use_simpler_shape()
        if "[" in cleaned or "\\" in cleaned:
            # Nothing else can be wrong with a pattern, so the others are read when they are first used.
            self.elements  # noqa: B018

    @cached_property
    def elements(self) -> Sequence[Element]:
        """What Docker's regular expression for the pattern consists of; empty where it uses none."""
        # Many ignore files have no pattern that needs it, and a run of dflint is mostly imports.
        from dflint.context.go_regexp import parse

        return parse(self._expression)

    def _use_simpler_shape(self) -> None:
        """Avoid a regular expression, which takes long to compile, for the patterns that everybody writes."""
        for start, shape in (("**/*", SUFFIX), ("*", TOP_SUFFIX)):
            rest = self.cleaned.removeprefix(start)
            if rest != self.cleaned and not _SPECIAL.search(rest) and (shape == SUFFIX or "/" not in rest):
                self.shape, self.text = shape, rest
                return
        folder = self.cleaned.removesuffix("/*")
        if folder != self.cleaned and not _SPECIAL.search(folder):
            self.shape, self.text = CHILDREN, folder

    def matches(self, path: str) -> bool:
        """Whether `path` itself matches."""
        if self._expression:
            return bool(self._matcher(path))
        if self.shape == PREFIX:
            return path.startswith(self.text)
        if self.shape == SUFFIX:
            return ("/" + path).endswith(self.text)
        return path == self.text

    @cached_property
    def _matcher(self) -> Matcher:
        return matcher(self.elements)

    @cached_property
    def literal_start(self) -> str:
        """What every path that matches starts with."""
        special = _SPECIAL.search(self.cleaned)
        return self.cleaned[: special.start()] if special else self.cleaned

    @property
    def first_name(self) -> str | None:
        """The name at the root that every path that matches starts with; None if that is not one name."""
        name, slash, _ = self.literal_start.partition("/")
        return name if slash or self.literal_start == self.cleaned else None

    def may_match_below(self, directory: str) -> bool:
        """Whether some path inside `directory` could match; may be True where none can."""
        inside = directory + "/"
        if not self.literal_start.startswith(inside) and not inside.startswith(self.literal_start):
            return False
        if "**" in self.cleaned or "[" in self.cleaned or "\\" in self.cleaned:
            return True
        return self.cleaned.count("/") > directory.count("/")


class PatternSet:
    """Several patterns at once: does any of them match a path?"""

    def __init__(self, patterns: Sequence[IgnorePattern]) -> None:
        self._patterns = patterns
        self._exact = frozenset(self._texts(EXACT))
        self._parents = frozenset(self._texts(CHILDREN))
        self._prefixes = tuple(self._texts(PREFIX))
        self._suffixes = tuple(self._texts(SUFFIX))
        self._top_suffixes = tuple(self._texts(TOP_SUFFIX))

    def _texts(self, shape: str) -> list[str]:
        return [pattern.text for pattern in self._patterns if pattern.shape == shape]

    @cached_property
    def _expression_matchers(self) -> Sequence[Matcher]:
        """All that may be one regular expression as one, and the others."""
        expressions = [pattern for pattern in self._patterns if pattern.shape == EXPRESSION]
        quick = [expression_of(pattern.elements) for pattern in expressions if not backtracks(pattern.elements)]
        matchers: list[Matcher] = [matcher(pattern.elements) for pattern in expressions if backtracks(pattern.elements)]
        if quick:
            matchers.insert(0, re.compile("|".join(f"(?:{expression})" for expression in quick), re.ASCII).fullmatch)
        return matchers

    def matches(self, path: str) -> bool:
        """Whether any of the patterns matches `path` itself."""
        if "\n" in path:
            # Go's ``.`` does not match a line feed, which the simpler shapes do not know.
            return any(pattern.matches(path) for pattern in self._patterns)
        if path in self._exact or path.startswith(self._prefixes) or ("/" + path).endswith(self._suffixes):
            return True
        folder, _, _ = path.rpartition("/")
        if (folder in self._parents) if folder else path.endswith(self._top_suffixes):
            return True
        return any(matches(path) for matches in self._expression_matchers)


def _as_docker_compiles(pattern: str) -> tuple[str, str]:
    """How Docker's engine compares a path with `pattern`, and the regular expression that it uses for that, if any.

    The method follows from the wildcards in their order: none means equality, ``**`` at the end a prefix, ``**`` at
    the start a suffix, and any other wildcard after that an expression.
    """
    method = EXACT
    pieces: list[str] = []
    for token in _TOKEN.finditer(pattern):
        text = token[0]
        if text.startswith("**"):
            if token.end() < len(pattern):
                pieces.append(DIRECTORIES_EXPRESSION)
                method = EXPRESSION
            elif method == EXACT:
                method = PREFIX
            else:
                pieces.append(".*")
                method = EXPRESSION
            if token.start() == 0:
                method = SUFFIX
        elif text in ("*", "?"):
            pieces.append("[^/]*" if text == "*" else "[^/]")
            method = EXPRESSION
        elif text in ("[", "]") or len(text) == 2:
            pieces.append(text)
            method = EXPRESSION
        else:
            pieces.append("\\" + text if text in _ESCAPED_BY_DOCKER else text)
    return method, "".join(pieces) if method == EXPRESSION else ""
