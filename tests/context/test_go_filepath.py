"""Go's ``filepath.Match`` and ``filepath.Clean`` as their public documentation describes them."""

from __future__ import annotations

import pytest

from dflint.context.go_filepath import clean, clean_in_context, has_wildcards, match_elements
from dflint.context.wildcards import PatternError, matcher


def matches(pattern: str, name: str) -> bool:
    return bool(matcher(match_elements(pattern))(name))


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("model.pt", "model.pt", True),
        ("model.pt", "model.ptx", False),
        ("model.pt", "Model.pt", False),
        # '*' matches any sequence of non-separators
        ("*", "", True),
        ("*", "model", True),
        ("*", "a/b", False),
        ("*.pt", "best.pt", True),
        ("*.pt", "best.pth", False),
        ("m*l", "model", True),
        ("m*l", "mdl/l", False),
        ("*/*.py", "src/app.py", True),
        ("*/*.py", "src/pkg/app.py", False),
        ("**/app.py", "src/app.py", True),
        ("**/app.py", "app.py", False),
        ("**/app.py", "a/b/app.py", False),
        ("a*b*c/*", "aXbYc/z", True),
        ("*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaac", False),
        # '?' matches any single non-separator
        ("?", "x", True),
        ("?", "한", True),
        ("?", "", False),
        ("?", "xy", False),
        ("a?b", "a/b", False),
        # '[' [ '^' ] { character-range } ']'
        ("[ab]", "a", True),
        ("[ab]", "c", False),
        ("[^ab]", "c", True),
        ("[^ab]", "a", False),
        ("[!a]", "!", True),
        ("[!a]", "b", False),
        ("[a-c]x", "bx", True),
        ("[가-힣]", "한", True),
        ("[c-a]", "b", False),
        ("[^c-a]", "b", True),
        ("[a-cx-z]", "y", True),
        ("[[]", "[", True),
        ("[[:alpha:]]", "a]", True),
        ("a[^x]b", "a/b", True),
        ("[.-0]", "/", True),
        # '\\' c
        ("\\*", "*", True),
        ("\\*", "x", False),
        ("\\[a]", "[a]", True),
        ("[\\]]", "]", True),
        ("[\\-a]", "-", True),
        ("\\\\", "\\", True),
        ("]", "]", True),
        ("-", "-", True),
    ],
)
def test_match(pattern: str, name: str, expected: bool) -> None:
    assert matches(pattern, name) is expected


@pytest.mark.parametrize(
    "pattern",
    [
        "[",
        "[]",
        "[]a]",
        "[a",
        "[a-",
        "[a-]",
        "[-a]",
        "[-]",
        "[^]",
        "[^",
        "a[",
        "[a\\",
        "[\\",
        "\\",
        "x\\",
        "*[",
        "[\udc80]",
    ],
)
def test_bad_patterns(pattern: str) -> None:
    with pytest.raises(PatternError):
        match_elements(pattern)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("", "."),
        (".", "."),
        ("a", "a"),
        ("a/", "a"),
        ("a//b", "a/b"),
        ("./a/./b/.", "a/b"),
        ("a/../b", "b"),
        ("a/..", "."),
        ("../a", "../a"),
        ("../../a/..", "../.."),
        ("a/../../b", "../b"),
        ("/", "/"),
        ("//a", "/a"),
        ("/..", "/"),
        ("/../a", "/a"),
        ("...", "..."),
    ],
)
def test_clean(path: str, expected: str) -> None:
    assert clean(path) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [("", ""), ("/", ""), ("..", ""), ("./src/", "src"), ("/src", "src"), ("../../src/../data", "data"), ("a/.", "a")],
)
def test_clean_in_context(path: str, expected: str) -> None:
    assert clean_in_context(path) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a", False),
        ("a*", True),
        ("?", True),
        ("[", True),
        ("]", False),
        ("\\*", False),
        ("\\\\*", True),
        ("\\", False),
    ],
)
def test_has_wildcards(name: str, expected: bool) -> None:
    assert has_wildcards(name) is expected
