"""What Docker's engine makes of unusual patterns, and that no pattern makes matching slow."""

from __future__ import annotations

import re
import time

import pytest

from dflint.context.go_regexp import parse
from dflint.context.ignore_patterns import IgnorePattern, PatternSet
from dflint.context.wildcards import Automaton, Element, PatternError, backtracks, expression_of, matcher


@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        # a wildcard in a class is not one
        ("[*]", ["]", "[]", "^^]"], ["*"]),
        ("[?]", ["[]", "^]"], ["?", "a"]),
        ("a[**]", ["a*", "a(", "a."], ["a"]),
        # escapes mean what they mean in Go's regular expressions
        ("\\d", ["5"], ["d"]),
        ("\\D\\W\\S", ["x-x"], ["1-x"]),
        ("\\w\\s", ["_ ", "a\t"], ["a\v"]),
        ("a\\n", ["a\n"], ["an"]),
        ("\\x41\\0101", ["A\b1"], ["AA"]),
        ("\\101", ["A"], ["101"]),
        ("\\0x", ["\0x"], ["0x"]),
        ("\\bdata\\b", ["data"], ["adata"]),
        ("a\\Bb", ["ab"], ["a b"]),
        ("\\Adata", ["data"], []),
        ("data\\z", ["data"], []),
        ("\\Qa*\\E", ["a[^/]*"], ["a", "ab"]),
        ("data\\Q.csv", ["data\\.csv$", "data\\.csv$ and more"], ["data.csv"]),
        ("[\\d]", ["7"], ["d"]),
        ("[\\Dx]", ["a"], ["7"]),
        ("[\\x41-\\x43]", ["B"], ["x"]),
        ("[[:alpha:]]", ["a", "Z"], [":", "a]"]),
        ("[[:^alpha:]_]", ["1", "_"], ["a"]),
        ("[^[:digit:]]", ["a"], ["1"]),
        ("[a[:punct:]]", ["a", "]", "!"], ["b"]),
        # the start of the path, in an expression
        ("^*", ["abc"], ["a/b"]),
        ("*^", [], ["a^", "^"]),
        ("a^b", ["a^b"], ["ab"]),
        ("a]*", ["a]b"], ["ab"]),
        # what is special elsewhere is not here
        ("x+(y)|{2}$.?", ["x+(y)|{2}$.z"], ["xx(y)|{2}$.z"]),
        # a suffix without a slash reaches into names, unless there are other wildcards
        ("**foo", ["foo", "barfoo", "a/barfoo"], ["fooo"]),
        ("**fo?", ["foo", "a/foo"], ["barfoo"]),
        ("***", ["a", "a/b"], []),
        ("a**", ["a", "ab", "ab/c"], ["ba"]),
        ("a**b", ["ab", "ax/b", "a/b"], ["axb"]),
        ("**/**", ["a", "a/b"], []),
        ("**/a/**", ["a/b", "x/a/b"], ["a", "x/a"]),
        ("a?/**", ["ab/c"], ["a/c"]),
    ],
)
def test_as_the_engine_reads_it(pattern: str, matching: list[str], others: list[str]) -> None:
    compiled = IgnorePattern(pattern)
    together = PatternSet([compiled])
    for path in matching:
        assert compiled.matches(path)
        assert together.matches(path)
    for path in others:
        assert not compiled.matches(path)
        assert not together.matches(path)


@pytest.mark.parametrize(
    "pattern",
    [
        "venv\\Lib",
        "a\\8",
        "a\\1",
        "a\\한",
        "a\\x4",
        "a\\xgg",
        "a\\pL",
        "a\\E",
        "a\\C",
        "[[:no:]]",
        "[b-a]",
        "[\\b]",
        "[[:a",
    ],
)
def test_without_meaning(pattern: str) -> None:
    with pytest.raises(PatternError):
        IgnorePattern(pattern)


def test_every_shape_in_one_set() -> None:
    patterns = ["a.txt", "b/**", "**/c", "*.d", "e/*", "f?g", "**/*.h", "**/i*j*k*/**"]
    together = PatternSet([IgnorePattern(pattern) for pattern in patterns])
    for path in ("a.txt", "b/x/y", "c", "x/c", "x.d", "e/x", "fxg", "x/y.h", "x/ijk/y"):
        assert together.matches(path), path
    for path in ("a.tx", "b", "xc", "x/y.d", "e/x/y", "f/g", "x.hh", "x/ijk", "e"):
        assert not together.matches(path), path
    assert not PatternSet([]).matches("a")


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*a" * 50 + "*b", "a" * 4000),
        ("**/a/" * 40 + "b", "a/" * 2000 + "c"),
        ("**/*a*" * 20 + "b", "a/" * 2000),
        ("\\b*a*a*a*a*a*a*b", "a" * 4000),
        ("*" * 4000 + "b", "a" * 4000),
    ],
)
def test_time_is_linear(pattern: str, path: str) -> None:
    compiled = IgnorePattern(pattern)
    start = time.process_time()
    assert not compiled.matches(path)
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    "expression",
    ["(.*/)?a[^/]*b(.*/)?c[^/]*d", "\\b[^/]*a[^/]*\\Bb[^/]*c", "[ab]*c[^/]*d(.*/)?e.*", "^[^/]*a[^/]*b[^/]*c\\z"],
)
def test_automaton_agrees_with_a_regular_expression(expression: str) -> None:
    elements = parse(expression)
    assert backtracks(elements)
    reference = re.compile(expression_of(elements), re.ASCII)
    automaton = Automaton(elements)
    for path in ("abcd", "x/ab/cd", "axb/xc-d", "a bc", "aab/c", "aabbccdde", "abc", "a/b/c/d", "bcd/x/e/f", "", "d"):
        assert automaton.matches(path) == bool(reference.fullmatch(path)), path


def test_automaton_forgets_when_it_remembers_too_much() -> None:
    automaton = Automaton([Element("any", "[^/]"), Element("one", "z")])
    for start in range(0x4E00, 0x4E00 + 21_000, 1000):
        assert automaton.matches("".join(map(chr, range(start, start + 1000))) + "z")


def test_empty_class() -> None:
    assert not matcher([Element("one", r"[^\s\S]")])("a")
