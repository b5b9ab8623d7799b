"""Figures as the page and the text tell them."""

from __future__ import annotations

from dflint.analysis.results import FindingReport, Saving, Size
from dflint.output.summary import plural
from dflint.sizes import size_text

NARROW = 1.1
"""A size whose bounds are nearer to each other is told without them."""


def about(size: Size) -> str:
    """A size: ``about 3.4 GB``, ``12 kB`` where it is certain, ``not known``."""
    if not size.high:
        return "nothing" if size.is_complete else "not known"
    return size_text(size.likely) if size.low == size.high and size.is_complete else f"about {size_text(size.likely)}"


def bounds(size: Size) -> str:
    """``2.9 to 4.1 GB``; ``2.9 GB or more`` where there is something of no known size; empty if that says nothing."""
    if not size.is_complete:
        return f"{size_text(size.low)} or more" if size.high else ""
    if size.high <= NARROW * size.low:
        return ""
    low, high = size_text(size.low), size_text(size.high)
    number, _, unit = low.partition(" ")
    return f"{number} to {high}" if high.endswith(f" {unit}") else f"{low} to {high}"


def file_count(count: int) -> str:
    """``1 file``, ``10,000 files``."""
    return plural(count, "file").replace(str(count), f"{count:,}")


def saving_text(saving: Saving) -> str:
    """What is saved: ``about 240 GB in 83 rebuilds``."""
    size = f"{'about ' if saving.is_estimate else ''}{size_text(saving.bytes)}"
    if saving.of == "rebuilds":
        often = plural(saving.rebuilds, "rebuild")
        together = f" (together with {', '.join(saving.together)})" if saving.together else ""
        return f"{size} in {often}{together}" if saving.bytes else f"{often}{together}"
    if saving.of == "rebuild":
        return f"{size} each rebuild"
    return f"{size} of the {saving.of}"


def savings_text(finding: FindingReport) -> str:
    """All that mending a finding saves; empty where no figure is known."""
    return ", ".join(saving_text(saving) for saving in finding.savings if saving.bytes or saving.rebuilds)
