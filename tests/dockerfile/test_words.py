"""Word expansion, against the rules of BuildKit's shell lexer."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dflint.dockerfile.words import (
    UNKNOWN,
    ExpansionError,
    Unknown,
    expand,
    expand_words,
    read_heredoc_marker,
    unquote,
    variables,
)

VALUES = {
    "HOME": "/root",
    "empty": "",
    "path": "/usr/local/lib/libfoo.so.1.2",
    "words": " a  b ",
    "stars": "a*b*c",
    "lines": "one\ntwo",
    "a1": "one",
    "변수": "값",
}


def environment(name: str) -> str | Unknown | None:
    return UNKNOWN if name.startswith("u") else VALUES.get(name)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        # Plain text, quotes and escapes.
        ("plain", "plain"),
        ("", ""),
        ("a'b c'd", "ab cd"),
        ('a"b c"d', "ab cd"),
        ("'a\"b'", 'a"b'),
        ('"a\'b"', "a'b"),
        (r"a\ b", "a b"),
        (r"\a\b", "ab"),
        (r"'\a'", r"\a"),
        (r'"\a\"\$\\"', r"\a" + '"$\\'),
        ("a\\", "a"),
        ("''", ""),
        ("\ufeffa", "a"),
        # Variables.
        ("$HOME/x", "/root/x"),
        ("${HOME}x", "/rootx"),
        ("$HOMEx", ""),
        ("$a1b", ""),
        ("$변수!", "값!"),
        ('"$HOME"', "/root"),
        ("'$HOME'", "$HOME"),
        (r"\$HOME", "$HOME"),
        (r"\\$HOME", "\\/root"),
        ("$", "$"),
        ("$.", "$."),
        ("a$ b", "a$ b"),
        ("$1x", "x"),
        ("$12x", "x"),
        ("$@$*$#$?$-$$$!", ""),
        ("${@}x${1:-y}", "xy"),
        ("${missing}", ""),
        ("$words", " a  b "),
        # Defaults, alternatives and errors.
        ("${missing:-x}", "x"),
        ("${missing-x}", "x"),
        ("${empty:-x}", "x"),
        ("${empty-x}", ""),
        ("${HOME:-x}", "/root"),
        ("${missing:-}", ""),
        ("${missing:-$HOME}", "/root"),
        ("${missing:-${other:-${HOME}}}", "/root"),
        ("${missing:-a b}", "a b"),
        ("${missing:-'a}b'}", "a}b"),
        (r"${missing:-a\}b}", "a}b"),
        ("${missing:-{x}}", "{x}"),
        ("${HOME:+x}", "x"),
        ("${HOME+x}", "x"),
        ("${empty:+x}", ""),
        ("${empty+x}", "x"),
        ("${missing:+x}", ""),
        ("${missing+x}", ""),
        ("${HOME:?no}", "/root"),
        ("${HOME?no}", "/root"),
        ("${empty?no}", ""),
        # Patterns.
        ("${path#*/}", "usr/local/lib/libfoo.so.1.2"),
        ("${path##*/}", "libfoo.so.1.2"),
        ("${path%.*}", "/usr/local/lib/libfoo.so.1"),
        ("${path%%.*}", "/usr/local/lib/libfoo"),
        ("${path#/usr}", "/local/lib/libfoo.so.1.2"),
        ("${path#usr}", "/usr/local/lib/libfoo.so.1.2"),
        ("${path%?.?}", "/usr/local/lib/libfoo.so."),
        ("${path#??}", "sr/local/lib/libfoo.so.1.2"),
        ("${path#}", "/usr/local/lib/libfoo.so.1.2"),
        ("${missing#x}", ""),
        # In quotes, the pattern gets the escape character twice.
        (r'${path#"\/usr"}', "/usr/local/lib/libfoo.so.1.2"),
        ("${empty%%*}", ""),
        (r"${stars#a\*}", "b*c"),
        (r"${stars%\*c}", "a*b"),
        ("${stars##*[*]}", "a*b*c"),
        ("${path%%/l*/l*o}", "/usr/local/lib/libfoo.so.1.2"),
        ("${path%%/l*.2}", "/usr"),
        ("${path%/l*.2}", "/usr/local/lib"),
        ("${path/lib/x}", "/usr/local/x/libfoo.so.1.2"),
        ("${path//lib/x}", "/usr/local/x/xfoo.so.1.2"),
        (r"${path//\//-}", "-usr-local-lib-libfoo.so.1.2"),
        ("${path/l*b/x}", "/usr/xfoo.so.1.2"),
        ("${path/nothing/x}", "/usr/local/lib/libfoo.so.1.2"),
        ("${path//l?/}", "/usr/cab/bfoo.so.1.2"),
        ("${missing/a/b}", ""),
        ("${empty/*/x}", "x"),
        ("${HOME//*/x}", "x"),
        ("${HOME///x}", "x/xrxoxoxtx"),
        ("${HOME//o/'<$0>'}", "/r<o><o>t"),
        ("${HOME//o/'$1$'}", "/r$$t"),
        ("${HOME//o/'$$${1}$00'}", "/r$$t"),
        ("${HOME/o/'$0'}", "/r$0ot"),
        ("${lines#*n}", "e\ntwo"),
        ("${lines##*w}", "one\ntwo"),
        # A heredoc marker keeps its white space.
        ("a << b", "a << b"),
        ("a<b", "a<b"),
    ],
)
def test_expand(word: str, expected: str) -> None:
    assert expand(word, environment) == expected


@pytest.mark.parametrize(
    "word",
    [
        "'a",
        '"a',
        '"a\\"',
        '"a\\',
        "${",
        "${}",
        "${:-a}",
        "${{a}}",
        "${HOME",
        "${HOME:",
        "${HOME:-a",
        "${HOME/a",
        "${HOME/a/b",
        "${HOME.}",
        "${HOME:=a}",
        "${HOME=a}",
        "${HOME:a}",
        "${HOME:#a}",
        "${HOME:%a}",
        "${HOME^a}",
        "${.}",
        "${missing:?}",
        "${missing?}",
        "${empty:?}",
        "${missing:?$unknown}",
        r"${HOME#\x}",
        r"${HOME/\x/a}",
        r"${unknown#\x}",
        r"${unknown/\x/a}",
        "${HOME:-'}",
        "$unknown${",
    ],
)
def test_expand_refuses(word: str) -> None:
    with pytest.raises(ExpansionError):
        expand(word, environment)


def test_the_message_of_an_error_expands_too() -> None:
    with pytest.raises(ExpansionError, match="missing: set it in /root"):
        expand("${missing:?set it in $HOME}", environment)


@pytest.mark.parametrize(
    "word",
    [
        "$unknown",
        "a${unknown}b",
        '"$unknown"',
        "${unknown:-x}",
        "${unknown-x}",
        "${unknown:+x}",
        "${unknown:?x}",
        "${unknown#x}",
        "${unknown/a/b}",
        "${HOME#$unknown}",
        "${HOME/$unknown/b}",
        "${HOME/a/$unknown}",
        "${missing:-$unknown}",
        "${HOME:+$unknown}",
    ],
)
def test_what_depends_on_an_unknown_variable_is_unknown(word: str) -> None:
    assert expand(word, environment) is None
    assert expand_words(word, environment) is None


@pytest.mark.parametrize(
    "word", ["${HOME:-$unknown}", "${missing:+$unknown}", "'$unknown'", r"\$unknown", "${HOME:?$unknown}"]
)
def test_an_unknown_variable_that_is_not_used_does_no_harm(word: str) -> None:
    assert expand(word, environment) is not None


def test_unknown_shows_itself() -> None:
    assert repr(UNKNOWN) == "UNKNOWN"


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("a`$HOME", "a$HOME"),
        (r"c:\a\b", r"c:\a\b"),
        ('"`"a``"', '"a`'),
        ("c:\\", "c:\\"),
    ],
)
def test_the_escape_character_of_windows(word: str, expected: str) -> None:
    assert expand(word, environment, "`") == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("a b", ["a", "b"]),
        ("  a  b  ", ["a", "b"]),
        ("", []),
        ("' '", [" "]),
        ("''", []),
        (r"a\ b", ["a b"]),
        ("x${words}y", ["x", "a", "b", "y"]),
        ('x"${words}"y', ["x a  b y"]),
        ("$words", ["a", "b"]),
        ("${missing} a", ["a"]),
        ("a\u2003b", ["a", "b"]),
        ("<< a b", ["<< a", "b"]),
        ("a< b", ["a<", "b"]),
        # BuildKit forgets what stands before a variable with a modifier.
        ("a${missing:-b}c", ["bc"]),
        ("a ${missing:-b}c", ["a", "bc"]),
    ],
)
def test_expand_words(word: str, expected: list[str]) -> None:
    assert expand_words(word, environment) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("plain", "plain"),
        ("'a b'", "a b"),
        ("\"$x\"'$y'", "$x$y"),
        ("${x:-'a b'}/\"c\"", "${x:-'a b'}/c"),
        ("${x:?}", "${x:?}"),
        ("'a", "'a"),
        ("${x", "${x"),
    ],
)
def test_unquote(word: str, expected: str) -> None:
    assert unquote(word) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("plain", ()),
        ("$a${b}$a", ("a", "b")),
        ("${a:-${b}}'$c'", ("b", "a")),
        ("${a/$b/$c}", ("b", "c", "a")),
        ("$", ()),
        ("$a${", ("a",)),
        (r"\$a", ()),
    ],
)
def test_variables(word: str, expected: tuple[str, ...]) -> None:
    assert variables(word) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("<<a", True),
        ("3<<-'a'", True),
        ("<<", False),
        ("a<<b", False),
        ("<<<a", False),
        ("<<${}", False),
        ("<<a b", False),
    ],
)
def test_read_heredoc_marker(word: str, expected: bool) -> None:
    assert (read_heredoc_marker(word) is not None) is expected


def test_nesting_has_a_limit_and_no_stack_overflow() -> None:
    assert expand("${x:-" * 90 + "a" + "}" * 90, environment) == "a"
    with pytest.raises(ExpansionError, match="nested too deeply"):
        expand('"${x:-' * 5000 + "a" + '}"' * 5000, environment)


def test_a_hostile_pattern_takes_no_exponential_time() -> None:
    values = {"x": "a" * 3000}
    for word in ("${x#" + "*a" * 30 + "b}", "${x%%" + "a*" * 30 + "b}", "${x//" + "*a" * 120 + "b/c}"):
        assert expand(word, values.get) == values["x"]


SHELL_TEXT = st.text(st.sampled_from("abx \\'\"$${}}:-+?#%/*<"), max_size=14)


@settings(max_examples=500, deadline=None)
@given(SHELL_TEXT, st.text(st.sampled_from("abx/*. "), max_size=6))
def test_any_word_is_expanded_or_refused(word: str, value: str) -> None:
    values = {"a": value, "b": ""}
    try:
        expanded = expand(word, values.get)
    except ExpansionError:
        with pytest.raises(ExpansionError):
            expand_words(word, values.get)
        return
    assert expanded is not None
    assert expand_words(word, values.get) is not None
    assert isinstance(unquote(word), str)


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("ab/."), max_size=8), st.text(st.sampled_from("ab/.*?"), max_size=5))
def test_patterns_agree_with_a_plain_translation(value: str, pattern: str) -> None:
    """The same patterns as one naive regular expression each, with every possible split tried."""
    naive = re.compile("".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in pattern))
    prefixes = [end for end in range(len(value) + 1) if naive.fullmatch(value[:end])]
    suffixes = [start for start in range(len(value) + 1) if naive.fullmatch(value[start:])]
    quoted = pattern.replace("/", "\\/")
    get = {"x": value}.get
    assert expand(f"${{x#{quoted}}}", get) == (value[min(prefixes) :] if prefixes else value)
    assert expand(f"${{x##{quoted}}}", get) == (value[max(prefixes) :] if prefixes else value)
    assert expand(f"${{x%{quoted}}}", get) == (value[: max(suffixes)] if suffixes else value)
    assert expand(f"${{x%%{quoted}}}", get) == (value[: min(suffixes)] if suffixes else value)
