"""Where BuildKit refuses an instruction or a file.

Its line parser (frontend/dockerfile/parser) ends the parse at an error; its instruction parser
(frontend/dockerfile/instructions) then looks at each instruction by itself. Messages are our own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from dflint.dockerfile import json_array
from dflint.dockerfile.flag_checks import flag_problems, mount_problems
from dflint.dockerfile.instructions import (
    INSTRUCTIONS,
    Add,
    Arg,
    Cmd,
    Copy,
    Dockerfile,
    Entrypoint,
    Env,
    From,
    Healthcheck,
    Instruction,
    Label,
    Onbuild,
    Pairs,
    Run,
    Shell,
    Transfer,
    Unknown,
    Volume,
)
from dflint.dockerfile.lexer import ARGUMENT_SPACE, WHITE_SPACE, Problem
from dflint.dockerfile.words import read_heredoc_marker
from dflint.source import Source, Span, encode

# bufio.MaxScanTokenSize of Go's standard library, with which BuildKit reads lines.
_MAXIMUM_LINE_BYTES = 65536

Checks = Iterator[Problem]


def file_problems(dockerfile: Dockerfile, header_problems: tuple[Problem, ...]) -> list[Problem]:
    """All problems of a file, in the order of their places."""
    found = [*header_problems, *_long_lines(dockerfile.source), *_stage_problems(dockerfile)]
    for instruction in dockerfile.instructions:
        found.extend(instruction.problems)
    return sorted(found, key=lambda problem: problem.span)


def problems(instruction: Instruction) -> Checks:
    """The problems of one instruction: those of the line parser if there are any, else those behind it."""
    found = list(_line_parser_problems(instruction))
    yield from found or _instruction_problems(instruction)


def _long_lines(source: Source) -> Checks:
    if len(source.text) * 4 < _MAXIMUM_LINE_BYTES:
        return
    for row, start in enumerate(source.line_starts, 1):
        end = source.line_starts[row] if row < len(source.line_starts) else len(source.text)
        limit = _MAXIMUM_LINE_BYTES - (source.text[end - 1 : end] != "\n")
        if (end - start) * 4 > limit and len(encode(source.text[start:end])) > limit:
            message = f"the line is longer than {_MAXIMUM_LINE_BYTES - 1} bytes"
            yield Problem(source.line_span(row), message, in_line_parser=True)


def _stage_problems(dockerfile: Dockerfile) -> Checks:
    if not dockerfile.instructions:
        yield Problem(
            Span(len(dockerfile.source.text), len(dockerfile.source.text)), "the file has no instructions", True
        )
        return
    for instruction in dockerfile.instructions:
        if isinstance(instruction, From):
            return
        if not isinstance(instruction, (Arg, Unknown)):
            message = f"{instruction.keyword} stands before the first FROM, where only ARG may stand"
            yield Problem(instruction.keyword_span, message)
            return
    yield Problem(dockerfile.instructions[0].keyword_span, "the file has no FROM, so there is nothing to build")


def _line_parser_problems(instruction: Instruction) -> Checks:
    while isinstance(instruction, Onbuild) and instruction.body_text:
        instruction = instruction.inner
    if isinstance(instruction, Pairs):
        yield from _pair_problems(instruction)
    elif instruction.takes_json and not instruction.is_json:
        text, start, end = instruction.line.text, instruction.body_start, instruction.body_end
        if json_array.is_other_array(text, start, end):
            message = f"the JSON form of {instruction.keyword} can hold strings only"
            yield Problem(instruction.line.span(start, end), message, in_line_parser=True)


def _pair_problems(instruction: Pairs) -> Checks:
    keyword = instruction.keyword
    if instruction.is_old_form:
        if not instruction.pairs:
            word = instruction.words[0]
            message = f"{keyword} needs a value: write {word.text}=value"
            yield Problem(instruction.body_word.span, message, in_line_parser=True)
        return
    for word in instruction.words:
        if "=" not in word.text:
            message = f"there is no = in {word.text!r}: {keyword} wants name=value here"
            yield Problem(word.span, message, in_line_parser=True)


def _instruction_problems(instruction: Instruction) -> Checks:
    if instruction.keyword.lower() not in INSTRUCTIONS:
        yield Problem(instruction.keyword_span, _unknown_message(instruction.keyword))
        return
    check = _CHECKS.get(type(instruction))
    if check is not None:
        yield from check(instruction)
    elif not instruction.parser_arguments:
        yield _missing(instruction, "needs an argument")
    yield from flag_problems(instruction)


def _unknown_message(keyword: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(keyword.lower(), INSTRUCTIONS, 1)
    hint = f", did you mean {close[0].upper()}?" if close else ""
    return f"unknown instruction {keyword}{hint}" if keyword else "there is no instruction here"


def _missing(instruction: Instruction, what: str) -> Problem:
    return Problem(instruction.keyword_span, f"{instruction.keyword} {what}")


def _check_from(instruction: From) -> Checks:
    words = instruction.words
    if len(words) == 3 and words[1].text.lower() == "as":
        if not re.fullmatch(r"[a-z][a-z0-9_.-]*", words[2].text.lower()):
            message = (
                f"{words[2].text!r} cannot name a stage: it takes a letter, then letters, digits, '_', '.' and '-'"
            )
            yield Problem(words[2].span, message)
    elif not words:
        yield _missing(instruction, "needs an image")
    elif len(words) != 1:
        span = Span(words[1].span.start, words[-1].span.end)
        yield Problem(span, "FROM takes an image, then at most AS and a name")


def _check_transfer(instruction: Transfer) -> Checks:
    if len(instruction.words) < 2:
        yield _missing(instruction, "needs at least one source and a destination")
    elif read_heredoc_marker(instruction.destination.argument) is not None:
        yield Problem(instruction.destination.span, f"{instruction.keyword} cannot write to a heredoc")


def _check_pairs(instruction: Pairs) -> Checks:
    if not instruction.words:
        yield _missing(instruction, "needs a name and a value")
    for pair in instruction.pairs:
        if not pair.name.text:
            yield Problem(pair.name.span, f"{instruction.keyword} needs a name before the =")


def _check_arg(instruction: Arg) -> Checks:
    if not instruction.names:
        yield _missing(instruction, "needs a name")
    for declaration in instruction.names:
        if declaration.default is not None and not declaration.name.text:
            yield Problem(declaration.span, "ARG needs a name before the =")


def _check_volume(instruction: Volume) -> Checks:
    if not instruction.paths:
        yield _missing(instruction, "needs a path")
    for path in instruction.paths:
        if not path.argument.strip(WHITE_SPACE):
            yield Problem(path.span, "the path of a volume cannot be empty")


def _check_shell(instruction: Shell) -> Checks:
    if not instruction.is_exec and instruction.body_text:
        yield Problem(instruction.body_word.span, 'SHELL wants a JSON array, such as ["/bin/bash", "-c"]')
    elif not instruction.arguments:
        yield _missing(instruction, "needs a JSON array with at least one string")


def _check_healthcheck(instruction: Healthcheck) -> Checks:
    kind = instruction.kind
    if not kind:
        yield _missing(instruction, "needs CMD and a command, or NONE")
    elif kind == "NONE":
        if instruction.parser_arguments[1:]:
            yield Problem(instruction.body_word.span, "HEALTHCHECK NONE takes no arguments")
    elif kind != "CMD":
        yield Problem(instruction.kind_span, f"HEALTHCHECK takes CMD or NONE, not {kind}")
    elif not instruction.parser_arguments[1:]:
        yield Problem(instruction.kind_span, "HEALTHCHECK CMD needs a command")


def _check_onbuild(instruction: Onbuild) -> Checks:
    inner = instruction.inner
    keyword = inner.keyword.strip(ARGUMENT_SPACE)
    if not instruction.body_text:
        yield _missing(instruction, "needs an instruction")
    elif keyword in ("ONBUILD", "FROM", "MAINTAINER"):
        yield Problem(inner.keyword_span, f"{keyword} cannot stand behind ONBUILD")


def _check_run(instruction: Run) -> Checks:
    for mount in instruction.mounts:
        yield from mount_problems(mount)


def _check_nothing(_: Instruction) -> Checks:
    yield from ()


# What has no entry needs an argument and nothing else.
_CHECKS: dict[type[Instruction], Callable[..., Checks]] = {
    Add: _check_transfer,
    Arg: _check_arg,
    Cmd: _check_nothing,
    Copy: _check_transfer,
    Entrypoint: _check_nothing,
    Env: _check_pairs,
    From: _check_from,
    Healthcheck: _check_healthcheck,
    Label: _check_pairs,
    Onbuild: _check_onbuild,
    Run: _check_run,
    Shell: _check_shell,
    Volume: _check_volume,
}
