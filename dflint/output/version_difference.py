"""What has come, gone, and become larger or smaller since a revision: a comment in Markdown on a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from dflint.cost import MEASURED
from dflint.diagnostics import Diagnostic, Severity
from dflint.output.markdown import MARK, MOST_BYTES_OF_COMMENT, bytes_of, code_span, fitting, inline
from dflint.output.report import Place, Report
from dflint.output.summary import plural
from dflint.sizes import MEGABYTE, size_text

_ROOM_FOR_WORDS = 2_000

_OF = {
    "image": "could leave the images",
    "context": "is sent to the builder without need",
    "rebuild": "is fetched again at each rebuild",
}
"""What the bytes are that findings tell of."""


class Difference(NamedTuple):
    """The findings of two versions. `kept` are those of both, each as it was and as it is."""

    new: Sequence[Diagnostic]
    gone: Sequence[Diagnostic]
    kept: Sequence[tuple[Diagnostic, Diagnostic]]


def render(difference: Difference, report: Report, revision: str) -> str:
    """The comment. `report` knows rules and the names of files, `revision` is what the version before is called."""

    def place(diagnostic: Diagnostic) -> Place:
        return report.place(diagnostic.source, diagnostic.span)

    new, gone = (sorted(some, key=place) for some in (difference.new, difference.gone))
    kept = sorted(difference.kept, key=lambda pair: place(pair[1]))
    changed = [(before, after) for before, after in kept if bytes_of(before) != bytes_of(after)]
    room = MOST_BYTES_OF_COMMENT - _ROOM_FOR_WORDS
    lines = [MARK, "### dflint", "", " ".join((_counts(new, gone, revision), *_sums(difference))), ""]
    tables = (
        ("New", ("Bytes",), [_row(one, report, (bytes_of(one),), has_row=True) for one in new]),
        ("Gone", ("Bytes",), [_row(one, report, (bytes_of(one),)) for one in gone]),
        (
            "Of another size",
            ("Bytes before", "Bytes now"),
            [_row(after, report, (bytes_of(before), bytes_of(after)), has_row=True) for before, after in changed],
        ),
    )
    for title, columns, rows in tables:
        if rows:
            table = list(_table(title, columns, rows, room))
            lines += table
            room -= sum(len(line.encode("utf-8", "surrogatepass")) + 1 for line in table)
    return "\n".join(lines).rstrip("\n") + "\n"


def _counts(new: Sequence[Diagnostic], gone: Sequence[Diagnostic], revision: str) -> str:
    verbs = ["is" if len(some) == 1 else "are" for some in (new, gone)]
    words = f"{plural(len(new), 'finding')} {verbs[0]} new and {len(gone)} {verbs[1]} gone"
    return f"Since {code_span(revision)}, {words}."


def _sums(difference: Difference) -> Iterator[str]:
    """How many bytes more or less the findings tell of than before, of each kind."""
    after = [*difference.new, *(after for _, after in difference.kept)]
    before = [*difference.gone, *(before for before, _ in difference.kept)]
    for of, words in _OF.items():
        change = _byte_count(after, of) - _byte_count(before, of)
        if abs(change) >= MEGABYTE:
            costs = (one.cost for one in (*after, *before) if one.cost is not None and one.cost.of == of)
            about = "" if all(cost.basis == MEASURED for cost in costs) else "About "
            yield f"{about}**{size_text(abs(change))}** {'more' if change > 0 else 'less'} {words}."


def _byte_count(diagnostics: Iterable[Diagnostic], of: str) -> int:
    return sum(one.cost.byte_count for one in diagnostics if one.cost is not None and one.cost.of == of)


def _row(diagnostic: Diagnostic, report: Report, sizes: Sequence[str], has_row: bool = False) -> str:
    """The row of a finding. With `has_row` it says in which row of the file that stands."""
    place = report.place(diagnostic.source, diagnostic.span)
    where = code_span(place.filename) + (f":{place.start.row}" if has_row else "")
    rule = report.rules.get(diagnostic.code)
    code = f"[{diagnostic.code}]({rule.url()})" if rule else diagnostic.code
    label = diagnostic.severity.label
    severity = f"**{label}**" if diagnostic.severity is Severity.ERROR else label
    return f"| {' | '.join((where, severity, code, inline(diagnostic.message), *sizes))} |"


def _table(title: str, columns: Sequence[str], rows: Sequence[str], room: int) -> Iterator[str]:
    """A table with as many of the rows as have room in so many bytes."""
    shown = fitting(rows, room)
    yield from (f"#### {title}", "")
    if shown:
        yield f"| File | | Rule | Finding | {' | '.join(columns)} |"
        yield f"| --- | --- | --- | --- |{' ---: |' * len(columns)}"
        yield from (*shown, "")
    if len(shown) < len(rows):
        yield from (f"{plural(len(rows) - len(shown), 'more finding')} had no room here.", "")
