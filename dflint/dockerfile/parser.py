"""From the text of a Dockerfile to its syntax tree."""

from __future__ import annotations

import re

from dflint.dockerfile.instructions import Dockerfile, Instruction, Onbuild, Run, Transfer, make_instruction
from dflint.dockerfile.lexer import WHITE_SPACE, Lexer, LogicalLine, Problem
from dflint.dockerfile.nodes import Heredoc
from dflint.dockerfile.words import HEREDOC, ExpansionError, SplitWord, heredoc_name, split_verbatim
from dflint.source import MappedText, Source


def parse(source: Source) -> Dockerfile:
    """The syntax tree of `source`. Never raises: what BuildKit would refuse is in `problems`."""
    lexer = Lexer(source)
    instructions: list[Instruction] = []
    while (line := lexer.read_line()) is not None:
        text = line.text
        end = len(text.rstrip(WHITE_SPACE))
        start = len(text) - len(text.lstrip(WHITE_SPACE)) if end else 0
        instruction = make_instruction(line, start, end, lexer.escape, len(instructions))
        if "<<" in text and _takes_heredocs(instruction):
            _read_heredocs(lexer, line, instruction)
        instructions.append(instruction)
    return Dockerfile(
        source,
        tuple(lexer.directives),
        tuple(instructions),
        tuple(lexer.comments),
        lexer.escape,
        lexer.header_end,
        tuple(lexer.problems),
    )


def _takes_heredocs(instruction: Instruction) -> bool:
    if isinstance(instruction, Onbuild):
        instruction = instruction.inner
    return isinstance(instruction, (Run, Transfer)) and not instruction.is_json


def _read_heredocs(lexer: Lexer, line: LogicalLine, instruction: Instruction) -> None:
    heredocs: list[Heredoc] = []
    problems: list[Problem] = []
    for word in split_verbatim(line.text):
        match = HEREDOC.match(word.text)
        if match is None or not match[3]:
            continue
        try:
            name = heredoc_name(match[3])
        except ExpansionError as error:
            problems.append(Problem(line.span(word.start, word.end), str(error), in_line_parser=True))
            continue
        if name is not None:
            heredocs.append(_read_heredoc(lexer, line, word, match, name, problems))
    instruction.heredocs = tuple(heredocs)
    instruction.heredoc_problems = tuple(problems)


def _read_heredoc(
    lexer: Lexer,
    line: LogicalLine,
    word: SplitWord,
    match: re.Match[str],
    name: tuple[str, bool],
    problems: list[Problem],
) -> Heredoc:
    terminator, expand = name
    chomp = bool(match[2])
    marker = line.span(word.start, word.end)
    content, span, found = lexer.read_heredoc(line, terminator, chomp)
    if not found:
        message = f"the heredoc is not closed by a line {terminator!r}"
        problems.append(Problem(marker, message, in_line_parser=True))
    return Heredoc(
        terminator,
        expand=expand,
        chomp=chomp,
        file_descriptor=int(match[1][:20] or "0"),
        content=MappedText.of(lexer.source, content),
        span=span,
        marker_span=marker,
    )
