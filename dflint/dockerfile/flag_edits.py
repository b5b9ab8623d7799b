"""How does an instruction get one more flag?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.source import Edit, Span

if TYPE_CHECKING:
    from dflint.dockerfile.instructions import Instruction


def add_flag(instruction: Instruction, text: str) -> Edit | None:
    """Put the flag `text` before the other flags and the arguments; None where it cannot be written.

    Where the first flag stands on a line of its own, so does the new one.
    """
    source = instruction.source
    keyword = instruction.keyword_span
    if instruction.flags:
        between = source.slice(Span(keyword.end, instruction.flags[0].span.start))
        if "\n" in between and "#" not in between:
            start = instruction.flags[0].span.start
            following = source.text[instruction.flags[0].span.end :]
            separator = between if following.lstrip(" \t").startswith(instruction.escape) else " "
            return source.edit(Span(start, start), text + separator)
    return source.edit(Span(keyword.end, keyword.end), f" {text}")
