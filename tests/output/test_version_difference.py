"""The comment about two versions."""

from __future__ import annotations

from dflint.cost import estimated, measured
from dflint.diagnostics import Cost, Diagnostic, Severity
from dflint.output.report import Report
from dflint.output.version_difference import Difference, render
from dflint.source import Source, Span

SOURCE = Source("/p/Dockerfile", "FROM a\nRUN b\n")


def finding(message: str = "m", cost: Cost | None = None, at: int = 0) -> Diagnostic:
    return Diagnostic("ML401", Severity.ERROR, message, SOURCE, Span(at, at + 4), cost=cost)


def rendered(difference: Difference) -> str:
    return render(difference, Report([], {}, "/p"), "v1.0")


def test_nothing() -> None:
    expected = "<!-- dflint -->\n### dflint\n\nSince `v1.0`, 0 findings are new and 0 are gone.\n"
    assert rendered(Difference((), (), ())) == expected


def test_the_bytes() -> None:
    same = finding(cost=measured(5_000_000, "context"))
    difference = Difference(
        [finding("new", estimated(3_000_000_000)), finding("first", at=7)],
        [finding("gone", measured(1_000_000_000))],
        [
            (same, same),
            (finding("grown", measured(1_000_000, "context")), finding("grown", measured(900_000_000, "context"))),
        ],
    )
    assert rendered(difference).splitlines()[2:] == [
        "",
        "Since `v1.0`, 2 findings are new and 1 is gone. About **2.0 GB** more could leave the images. "
        "**899 MB** more is sent to the builder without need.",
        "",
        "#### New",
        "",
        "| File | | Rule | Finding | Bytes |",
        "| --- | --- | --- | --- | ---: |",
        "| `Dockerfile`:1 | **error** | ML401 | new | about 3.0 GB |",
        "| `Dockerfile`:2 | **error** | ML401 | first |  |",
        "",
        "#### Gone",
        "",
        "| File | | Rule | Finding | Bytes |",
        "| --- | --- | --- | --- | ---: |",
        "| `Dockerfile` | **error** | ML401 | gone | 1.0 GB |",
        "",
        "#### Of another size",
        "",
        "| File | | Rule | Finding | Bytes before | Bytes now |",
        "| --- | --- | --- | --- | ---: | ---: |",
        "| `Dockerfile`:1 | **error** | ML401 | grown | 1.0 MB of the context | 900 MB of the context |",
    ]


def test_a_comment_is_as_long_as_may_be() -> None:
    text = rendered(Difference([finding("x" * 1000)] * 100, [finding("y" * 1000)] * 100, ()))
    assert len(text.encode()) < 60_000
    assert "more findings had no room here." in text
    assert "#### Gone\n\n100 more findings had no room here.\n" in text
