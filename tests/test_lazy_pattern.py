"""What is tested of a lazy pattern is that it is like the compiled one, and that it is not compiled too early."""

from __future__ import annotations

import re
from unittest import mock

import pytest

from dflint.lazy_pattern import lazy_pattern

TEXT = "One two, three"


def test_it_does_what_the_compiled_pattern_does() -> None:
    lazy, compiled = lazy_pattern(r"(?P<first>t)(\w+)", re.IGNORECASE), re.compile(r"(?P<first>t)(\w+)", re.IGNORECASE)
    for method in ("match", "search", "fullmatch"):
        for text in ("Three", TEXT, "four"):
            found, wanted = getattr(lazy, method)(text), getattr(compiled, method)(text)
            assert (found and found.groups()) == (wanted and wanted.groups())
    assert [found.span() for found in lazy.finditer(TEXT)] == [found.span() for found in compiled.finditer(TEXT)]
    assert lazy.findall(TEXT) == compiled.findall(TEXT)
    assert lazy.split(TEXT) == compiled.split(TEXT)
    assert lazy.sub("_", TEXT) == compiled.sub("_", TEXT)
    assert lazy.subn("_", TEXT) == compiled.subn("_", TEXT)
    assert (lazy.flags, lazy.groups, dict(lazy.groupindex)) == (compiled.flags, 2, {"first": 1})
    assert lazy.search(TEXT, 6).start() == compiled.search(TEXT, 6).start()


def test_it_takes_bytes() -> None:
    assert lazy_pattern(rb"[a-z]").search(b"1a") is not None


def test_it_is_compiled_once_and_when_it_is_used() -> None:
    with mock.patch("dflint.lazy_pattern.re.compile", wraps=re.compile) as compile_:
        lazy = lazy_pattern(r"\d+")
        assert lazy.pattern == r"\d+"
        assert compile_.call_count == 0
        assert lazy.match("1")
        assert lazy.match("2")
        assert lazy.search("a2")
        assert compile_.call_count == 1


def test_a_mistake_is_raised_when_it_is_used() -> None:
    lazy = lazy_pattern("(")
    for _ in range(2):
        with pytest.raises(re.error):
            lazy.match("")


def test_it_has_no_other_attributes() -> None:
    with pytest.raises(AttributeError):
        lazy_pattern("a").matches  # noqa: B018
