"""From the text of a Dockerfile to its syntax tree."""

from __future__ import annotations

from dflint.dockerfile.instructions import Dockerfile, Instruction, Onbuild, Run, Transfer, make_instruction
from dflint.dockerfile.lexer import WHITE_SPACE, Lexer, LogicalLine, Problem
from dflint.dockerfile.nodes import Heredoc
from dflint.dockerfile.words import HeredocMarker, read_heredoc_marker, split_verbatim
from dflint.source import MappedText, Source, Span


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
        marker = read_heredoc_marker(word.text)
        if marker is None:
            continue
        span = line.span(word.start, word.end)
        heredoc, is_closed = _read_heredoc(lexer, line, marker, span)
        heredocs.append(heredoc)
        if not is_closed:
            message = f"the heredoc is not closed by a line {marker.name!r}"
            problems.append(Problem(span, message, in_line_parser=True))
    instruction.heredocs = tuple(heredocs)
    if isinstance(instruction, Onbuild):
        instruction.inner.heredocs = instruction.heredocs
    instruction.heredoc_problems = tuple(problems)


def _read_heredoc(lexer: Lexer, line: LogicalLine, marker: HeredocMarker, marker_span: Span) -> tuple[Heredoc, bool]:
    content, span, is_closed = lexer.read_heredoc(line, marker.name, marker.chomp)
    heredoc = Heredoc(
        marker.name,
        expand=marker.expand,
        chomp=marker.chomp,
        file_descriptor=marker.file_descriptor,
        content=MappedText.of(lexer.source, content),
        span=span,
        marker_span=marker_span,
    )
    return heredoc, is_closed
