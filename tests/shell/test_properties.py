"""What holds for every text: nothing is raised, spans lie in the text, literal words are the shell's."""

from __future__ import annotations

import gc
import shlex
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dflint.dockerfile.parser import parse
from dflint.shell.cleanup import cleaned_caches, removed_paths
from dflint.shell.commands import Script
from dflint.shell.installers import installs
from dflint.shell.run import command_script
from dflint.shell.script import parse_shell
from dflint.source import MappedText, Source

SYNTAX = "; && || | & ( ) { } <<EOF EOF ' \" \\ $ ${ $( ` # fi done esac [ ] = ~ * < ! ;; <( $(( {a,b} >="
WORDS_OF_COMMANDS = "a pip install torch 2.0 -r --index-url= 한"
STARTS = "if ,then ,for x in ,do ,case ,bash -c ,eval ,conda run -n ,cd ,export ,sudo ,env ,apk add ,uv pip ,npm i @"
BLANKS = [" ", "\n", "\r\n", "\t", "\udc80", "\x00"]
FRAGMENTS = st.sampled_from([*SYNTAX.split(), *WORDS_OF_COMMANDS.split(), *STARTS.split(","), *BLANKS])
SCRIPTS = st.lists(FRAGMENTS, max_size=25).map("".join) | st.text(max_size=60)


def script_of(text: str) -> tuple[Source, Script]:
    source = Source("script", text)
    return source, parse_shell(MappedText.of(source, source.full_span))


def check(source: Source, script: Script) -> None:
    """Everything that a rule may ask of a script."""
    length = len(source.text)
    for command in script.commands:
        assert 0 <= command.span.start <= command.span.end <= length
        assert command.text is not None
        assert command.enclosing is None or command.enclosing in script.commands
        for word in command.words:
            assert 0 <= word.span.start <= word.span.end <= length
            assert command.span.contains(word.span)
            content = word.content
            assert 0 <= content.span(0, len(content.text)).end <= length
            if word.value is not None:
                assert content.text == word.value
            word.expand(lambda name: name)
            command.expand(word, lambda name: None)
        for redirect in command.redirects:
            assert 0 <= redirect.span.start <= redirect.span.end <= length
        for _, word_or_none in command.assignments:
            assert word_or_none is None or word_or_none.span.end <= length
        assert command.working_directory is None or isinstance(command.working_directory, str)
        assert command.environment is None or command.environment.name is not None
        cleaned_caches(command)
        removed_paths(command)
    for install in installs(script, lambda name: f"{name} x"):
        for package in install.packages:
            assert 0 <= package.span.start <= package.span.end <= length
            name_span = package.name_span
            assert name_span is None or 0 <= name_span.start <= name_span.end <= length
        for option in install.option_list:
            assert 0 <= option.span.start <= option.span.end <= length
    for comment in script.comments:
        assert source.text[comment.span.start] == "#"


@settings(max_examples=250, deadline=None)
@given(SCRIPTS)
def test_any_script(text: str) -> None:
    check(*script_of(text))


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(["RUN ", "CMD ", "HEALTHCHECK CMD ", "RUN <<EOF\n", "RUN cat <<EOF | "]), SCRIPTS)
def test_any_instruction(keyword: str, text: str) -> None:
    source = Source("Dockerfile", keyword + text + "\nEOF\n")
    from dflint.dockerfile.instructions import CommandInstruction

    for instruction in parse(source).instructions:
        if isinstance(instruction, CommandInstruction):
            check(source, command_script(instruction))


WORDS = st.lists(
    st.text(st.characters(exclude_characters="\x00\r", codec="utf-8"), min_size=1, max_size=12), min_size=1
)


@settings(max_examples=100, deadline=None)
@given(WORDS)
def test_quoted_words_have_their_values(words: list[str]) -> None:
    text = "run " + " ".join(shlex.quote(word) for word in words)
    source, script = script_of(text)
    assert not script.has_errors
    assert [word.value for word in script.commands[0].words] == ["run", *words]
    assert len(script.commands) == 1
    assert [source.slice(word.span) for word in script.commands[0].words[1:]] == [shlex.quote(word) for word in words]


PLAIN = st.text("abz09._-+:,/%@^=", min_size=1, max_size=8)
PIECES = st.one_of(
    PLAIN,
    st.text('ab ;&|<>()$`"\\#*~', min_size=1, max_size=6).map(lambda text: f"'{text}'"),
    st.text("ab ;&|<>()'#*~", min_size=1, max_size=6).map(lambda text: f'"{text}"'),
    st.sampled_from(list("ab ;&|<>()$`\"'\\#*~")).map(lambda character: f"\\{character}"),
)
QUOTED_WORDS = st.lists(st.lists(PIECES, min_size=1, max_size=4).map("".join), min_size=1, max_size=6)


@settings(max_examples=100, deadline=None)
@given(QUOTED_WORDS)
def test_words_are_split_as_shlex_splits_them(words: list[str]) -> None:
    text = "run x " + " ".join(words)
    _, script = script_of(text)
    assert [word.value for word in script.commands[0].words] == shlex.split(text, comments=False)
    assert not script.has_errors


@settings(max_examples=100, deadline=None)
@given(
    st.lists(QUOTED_WORDS, min_size=1, max_size=4), st.lists(st.sampled_from(["&&", "||", ";", "|", "\n"]), min_size=4)
)
def test_chains(commands: list[list[str]], operators: list[str]) -> None:
    pieces = []
    for number, words in enumerate(commands):
        pieces += [operators[number - 1]] * bool(number) + ["run x " + " ".join(words)]
    _, script = script_of(" ".join(pieces))
    assert [[word.value for word in command.words] for command in script.commands] == (
        [shlex.split("run x " + " ".join(words), comments=False) for words in commands]
    )
    expected = ["", *[";" if operator == "\n" else operator for operator in operators]]
    assert [command.connector for command in script.commands] == expected[: len(commands)]


@settings(max_examples=100, deadline=None)
@given(QUOTED_WORDS)
def test_script_in_an_argument(words: list[str]) -> None:
    inner = "run x " + " ".join(words)
    _source, script = script_of(f"bash -c {shlex.quote(inner)}; end")
    assert [word.value for word in script.commands[1].words] == shlex.split(inner, comments=False)
    assert [command.name for command in script.commands] == ["bash", "run", "end"]


@pytest.mark.parametrize(
    "text",
    [
        "(" * 3000,
        "(" * 2000 + "a" + ")" * 2000,
        "$(" * 2000,
        "a $(" * 500 + "b" + ")" * 500,
        "{ " * 2000,
        "if a; then " * 1000,
        "if a; then " * 500 + "b; " + "fi; " * 500,
        '"$(' * 1000,
        "`" * 3001,
        "${a:-" * 2000,
        "[[ " * 2000,
        "case x in a) " * 500,
        "bash -c '" * 50,
        "eval " * 600,
        "sudo " * 3000 + "a",
        "a>" * 3000,
        "<<E " * 500,
        "cat <<E\n" * 300,
        "{,{,{," * 1000,
        "'" * 3001,
        "\\" * 5001,
        "a=(" * 1000,
        "f() { " * 500,
        "! " * 2000,
        "a && " * 3000 + "b",
        "a | " * 3000 + "b",
        "((" * 1500,
        "for x in a; do " * 300,
    ],
    ids=lambda text: text[:14],
)
def test_deep_nesting(text: str) -> None:
    started = time.process_time()
    check(*script_of(text))
    assert time.process_time() - started < 5


def test_scripts_in_scripts_are_bounded() -> None:
    text = "end"
    for _ in range(9):
        text = "bash -c " + shlex.quote(text)
    _, script = script_of(text)
    assert script.has_errors
    assert {command.name for command in script.commands} == {"bash"}


@pytest.mark.parametrize(
    "piece",
    [
        "pip install 'a>=1' b && ",
        'echo word $X "$(date)"; ',
        "if a; then b; fi\n",
        "x=1\n",
        "word ",
        "cd a && ",
        "# comment\n",
        "cat <<E\ntext\nE\n",
        "한글 \\\n",
    ],
)
def test_time_is_linear(piece: str) -> None:
    def measure(size: int) -> float:
        text = piece * (size // len(piece)) + "end"
        started = time.process_time()
        check_lightly(*script_of(text))
        return time.process_time() - started

    # What other tests have left would be looked through again and again.
    gc.collect()
    gc.disable()
    try:
        measure(10_000)
        small, large = measure(10_000), min(measure(100_000) for _ in range(2))
    finally:
        gc.enable()
    assert large < 30 * small + 0.5


def check_lightly(source: Source, script: Script) -> None:
    assert script.commands
    for command in script.commands:
        assert command.span.end <= len(source.text)
