"""How is one of several words taken out of an instruction, so that the rest of it stays as it is?"""

from __future__ import annotations

from collections.abc import Sequence

from dflint.dockerfile.instructions import Instruction
from dflint.dockerfile.placement import without_instruction
from dflint.source import Edit, Span


def without_word(instruction: Instruction, words: Sequence[Span], index: int) -> Edit | None:
    """The edit that takes away the word at `index` of `words`, which are all the arguments of `instruction`.

    A word that has lines of its own takes them with it. The last word takes the instruction with it. None where the
    edit cannot be written, or where a comment would go too.
    """
    source = instruction.source
    word = words[index]
    if len(words) == 1:
        return None if instruction.comments else without_instruction(source, instruction)
    lines = _own_lines(instruction, word)
    if lines is not None and index + 1 < len(words):
        span = lines
    elif index:
        span = Span(words[index - 1].end, word.end)
    else:
        span = Span(word.start, words[1].start)
    if any(span.overlaps(comment.span) for comment in instruction.comments):
        return None
    return source.edit(span, "")


def _own_lines(instruction: Instruction, word: Span) -> Span | None:
    """The lines of `word` with their endings, if nothing else stands in them but the escape at their end."""
    source = instruction.source
    first, last = source.row(word.start), source.row(word.end)
    before = source.text[source.line_starts[first - 1] : word.start]
    behind = source.text[word.end : source.line_span(last).end]
    if before.strip() or behind.strip() != instruction.escape or last >= len(source.line_starts):
        return None
    return Span(source.line_starts[first - 1], source.line_starts[last])
