"""ML402: weights are copied below the code, or together with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.cost import measured
from dflint.diagnostics import Diagnostic, Severity
from dflint.rules.rule import Size

Tree = dict[str, "str | Size"]
Findings = Callable[..., list[Diagnostic]]

FROM = "FROM python:3.12-slim\nWORKDIR /app\n"
FILES: Tree = {"app.py": "x\n", "src/a.py": "x\n", "best.onnx": Size(200_000_000), "req.txt": "x\n"}


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("COPY app.py best.onnx ./\n", "200 MB of weights are copied together with code, so that each edit of it"),
        ("COPY src ./src\nCOPY best.onnx ./\n", "200 MB of weights are copied below the code of line 3, so that"),
    ],
)
def test_what_it_says(lines: str, message: str, findings: Findings) -> None:
    (one,) = findings({**FILES, "Dockerfile": FROM + lines}, "ML402")
    assert one.message.startswith(message)
    assert one.source.slice(one.span) == "best.onnx"
    assert one.severity is Severity.WARNING
    assert one.cost == measured(200_000_000, of="rebuild")


def test_a_smaller_one_is_a_remark(findings: Findings) -> None:
    tree: Tree = {**FILES, "best.onnx": Size(20_000_000), "Dockerfile": FROM + "COPY app.py best.onnx ./\n"}
    (one,) = findings(tree, "ML402")
    assert one.severity is Severity.INFO


@pytest.mark.parametrize(
    "lines",
    [
        "COPY best.onnx ./\nCOPY app.py ./\n",
        "COPY req.txt ./\nCOPY best.onnx ./\n",
        "COPY app.py ./\nCOPY --link best.onnx ./\n",
        "COPY . .\n",
        "COPY app.py ./\nFROM python:3.12-slim\nCOPY best.onnx ./\n",
    ],
    ids=["in order", "no code above", "a layer of its own", "the whole context", "another stage"],
)
def test_is_silent(lines: str, findings: Findings) -> None:
    assert not findings({**FILES, "Dockerfile": FROM + lines}, "ML402")


def test_a_few_megabytes_are_silent(findings: Findings) -> None:
    tree: Tree = {**FILES, "best.onnx": Size(9_000_000), "Dockerfile": FROM + "COPY app.py best.onnx ./\n"}
    assert not findings(tree, "ML402")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("COPY src ./src/\nCOPY best.onnx ./m/\n", "COPY best.onnx ./m/\nCOPY src ./src/\n"),
        ("COPY src ./src/\nRUN ls\nCOPY best.onnx ./\n", None),
        ("COPY app.py best.onnx ./\n", None),
        ("COPY src ./best.onnx\nCOPY best.onnx ./best.onnx\n", None),
    ],
    ids=["swapped", "something between", "one instruction", "the same place"],
)
def test_fix(before: str, after: str | None, lay: Callable[[Tree], Any]) -> None:
    checker = lay({**FILES, "Dockerfile": FROM + before})
    checker.fix("ML402")
    assert (checker.folder / "Dockerfile").read_text() == FROM + (after or before)
