"""How is a pair taken out of ENV or LABEL so that the rest stays as it is?"""

from __future__ import annotations

from dflint.dockerfile.instructions import Env, KeyValue, Label
from dflint.dockerfile.placement import without_instruction
from dflint.source import Edit, Span


def without_pair(instruction: Env | Label, pair: KeyValue) -> Edit | None:
    """The edit that takes away `pair`, with the instruction if it holds no other; None where it cannot be written."""
    source = instruction.source
    pairs = instruction.pairs
    index = pairs.index(pair)
    if len(pairs) == 1:
        return without_instruction(source, instruction)
    if index:
        span = Span(pairs[index - 1].value.span.end, pair.value.span.end)
        kept = Span(span.start, pair.name.span.start)
    else:
        span = Span(pair.name.span.start, pairs[1].name.span.start)
        kept = Span(pair.value.span.end, span.end)
    # A comment line that stands in between is not taken away.
    return None if "#" in source.slice(kept) else source.edit(span, "")
