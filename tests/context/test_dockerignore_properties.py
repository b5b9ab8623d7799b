"""Nothing raises, and a matcher that is written quite differently agrees."""

from __future__ import annotations

import posixpath
import re
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from dflint.context.dockerignore import debug_ignore, parse_dockerignore
from dflint.context.go_filepath import match_elements
from dflint.context.ignore_patterns import IgnorePattern, PatternSet
from dflint.context.wildcards import Automaton, Element, PatternError, expression_of, matcher
from dflint.source import Source

# --- a slow matcher that goes character by character and tries everything


def slow_clean(path: str) -> str:
    if not path:
        return "."
    cleaned = posixpath.normpath(path)
    return cleaned[1:] if cleaned.startswith("//") else cleaned


def slow_class(pattern: str, start: int) -> tuple[frozenset[str], bool, int]:
    """Members, whether negated, and the end of the class at `start`; only for the classes generated here."""
    end = pattern.index("]", start)
    body = pattern[start + 1 : end]
    negated = body.startswith("^")
    body = body.lstrip("^")
    if len(body) == 3 and body[1] == "-":
        return frozenset(map(chr, range(ord(body[0]), ord(body[2]) + 1))), negated, end + 1
    return frozenset(body), negated, end + 1


def slow_is_plain(pattern: str) -> bool:
    return not any(character in pattern for character in "*?[\\")


def slow_direct(pattern: str, path: str) -> bool:
    """Whether `pattern` matches `path` itself."""
    if pattern.startswith("**") and slow_is_plain(pattern[2:]):
        rest = pattern[2:]
        return path.endswith(rest) or (rest.startswith("/") and path == rest[1:])

    @cache
    def here(at: int, position: int) -> bool:
        if at == len(pattern):
            return position == len(path)
        if pattern.startswith("**", at):
            after = at + (3 if pattern.startswith("**/", at) else 2)
            slashes = [index for index in range(position, len(path)) if path[index] == "/"]
            return after == len(pattern) or here(after, position) or any(here(after, index + 1) for index in slashes)
        if pattern[at] == "*" and here(at + 1, position):
            return True
        if position == len(path):
            return False
        if pattern[at] == "*":
            return path[position] != "/" and here(at, position + 1)
        fits, after = slow_one(pattern, at, path[position])
        return fits and here(after, position + 1)

    return here(0, 0)


def slow_one(pattern: str, at: int, character: str) -> tuple[bool, int]:
    """Whether `character` is what stands at `at` of `pattern`, and what comes after that."""
    if pattern[at] == "?":
        return character != "/", at + 1
    if pattern[at] == "[":
        members, negated, after = slow_class(pattern, at)
        return (character in members) != negated, after
    if pattern[at] == "\\":
        at += 1
    return character == pattern[at], at + 1


def slow_ignored(lines: list[str], path: str) -> bool:
    """Whether `path` is ignored: each folder on the way is decided, and what it matched is remembered."""
    rules = []
    for line in lines:
        text = line.strip(" ")
        negated = text.startswith("!")
        text = slow_clean(text[1:].strip(" ") if negated else text).lstrip("/")
        rules.append((negated, text))
    hits: set[int] = set()
    ignored = False
    parts = path.split("/")
    for length in range(1, len(parts) + 1):
        ancestor = "/".join(parts[:length])
        ignored = False
        for number, (negated, text) in enumerate(rules):
            if number not in hits and negated == ignored and slow_direct(text, ancestor):
                hits.add(number)
            if number in hits:
                ignored = not negated
    return ignored


PIECES = [
    "a",
    "b",
    "ab",
    "c",
    ".",
    "/",
    "/",
    "*",
    "*",
    "**",
    "**/",
    "/**",
    "?",
    "[ab]",
    "[^a]",
    "[a-b]",
    "\\*",
    "\\.",
    "한",
]
patterns = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join)
lines = st.tuples(st.sampled_from(["", "", "!", "! ", " /", "!/"]), patterns).map("".join)
names = st.text("ab.c*한", min_size=1, max_size=4).filter(lambda name: name not in (".", ".."))
paths = st.lists(names, min_size=1, max_size=4).map("/".join)


def is_usual(line: str) -> bool:
    """Whether the slow matcher knows how the line is read: it holds a path, and no ``***``."""
    text = line.strip(" !/")
    return "***" not in text and slow_clean("/" + text) != "/" and not slow_clean("/" + text).startswith("/!")


@settings(max_examples=600, deadline=None)
@given(st.lists(lines.filter(is_usual), min_size=1, max_size=5), paths)
def test_agrees_with_the_slow_matcher(written: list[str], path: str) -> None:
    ignore = parse_dockerignore(Source("/p/.dockerignore", "\n".join(written)))
    assert not ignore.problems
    assert ignore.match(path) == slow_ignored(written, path)
    deciding = ignore.matching(path)
    assert ignore.match(path) == (deciding is not None and not deciding.negated)


@settings(max_examples=300, deadline=None)
@given(st.lists(lines.filter(is_usual), min_size=1, max_size=5), paths, paths)
def test_skipped_folders_hold_nothing_that_is_sent(written: list[str], directory: str, below: str) -> None:
    ignore = parse_dockerignore(Source("/p/.dockerignore", "\n".join(written)))
    if ignore.can_skip_directory(directory):
        assert ignore.match(f"{directory}/{below}")


@settings(max_examples=300, deadline=None)
@given(st.lists(patterns, min_size=1, max_size=4), st.one_of(paths, paths.map(lambda path: path.replace("c", "\n"))))
def test_many_patterns_are_as_each_alone(texts: list[str], path: str) -> None:
    alone = [IgnorePattern(text) for text in texts]
    assert PatternSet(alone).matches(path) == any(pattern.matches(path) for pattern in alone)


elements = st.one_of(
    st.sampled_from("ab/").map(lambda character: Element("one", character)),
    st.sampled_from(["[^/]", "[^\n]", "[ab]"]).map(lambda expression: Element("any", expression)),
    st.just(Element("one", "[^/]")),
    st.just(Element("directories", "")),
    st.sampled_from([r"\A", r"\Z", r"\b", r"\B"]).map(lambda expression: Element("assertion", expression)),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(elements, max_size=8), st.text("ab/-\n", max_size=12))
def test_automaton_agrees_with_regular_expressions(parts: list[Element], text: str) -> None:
    expected = re.compile(expression_of(parts), re.ASCII).fullmatch(text) is not None
    assert Automaton(parts).matches(text) == expected


any_text = st.text(st.characters(), max_size=60)
pattern_like = st.text("ab/*?[]^-!\\#. \t\r\nqQxdpE:{}()$+|\udc80", max_size=40)


@settings(max_examples=300, deadline=None)
@given(st.one_of(any_text, pattern_like), st.one_of(any_text, pattern_like))
def test_nothing_raises(text: str, path: str) -> None:
    ignore = parse_dockerignore(Source("/p/.dockerignore", text))
    assert ignore.match(path) in (True, False)
    ignore.matching(path)
    ignore.can_skip_directory(path)
    for pattern in ignore.patterns:
        assert ignore.source is not None
        assert ignore.source.slice(pattern.span) == pattern.text
        pattern.matches(path)
    answers, error = debug_ignore(text, [path])
    assert (error is None) == (len(answers) == 1) == (not ignore.problems)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60), any_text)
def test_no_bytes_raise(data: bytes, path: str) -> None:
    parse_dockerignore(Source.from_bytes("/p/.dockerignore", data)).match(path)


@settings(max_examples=300, deadline=None)
@given(st.one_of(any_text, pattern_like), st.one_of(any_text, pattern_like))
def test_copy_sources_are_bad_or_match(pattern: str, path: str) -> None:
    try:
        parts = match_elements(pattern)
    except PatternError:
        return
    matcher(parts)(path)
