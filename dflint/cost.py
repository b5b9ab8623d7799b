"""How many bytes is that, and how is it said?

A cost is measured where the bytes lie on disk, and estimated where a table tells of them: then it is said with "about".
"""

from __future__ import annotations

from dflint.diagnostics import Cost
from dflint.sizes import size_text

MEASURED = "measured"
ESTIMATED = "estimated"


def measured(byte_count: int, of: str = "image") -> Cost:
    """The cost of bytes that were counted on disk."""
    return Cost(byte_count, MEASURED, of)


def estimated(byte_count: int, of: str = "image") -> Cost:
    """The cost of bytes that a table tells of."""
    return Cost(byte_count, ESTIMATED, of)


def cost_text(cost: Cost) -> str:
    """The bytes of `cost` as a message says them: ``1.2 GB``, or ``about 3.9 GB`` where they are an estimate."""
    return size_text(cost.byte_count) if cost.basis == MEASURED else f"about {size_text(cost.byte_count)}"
