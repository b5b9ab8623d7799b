"""Drawing findings, hiding what could sway a reader, counting what readers said."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

FOLDER = Path(__file__).parent.parent.parent / "benchmarks" / "precision"

pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="the benchmarks are not part of a release")

MODULES = ("records", "draw", "blind", "join", "report")


@pytest.fixture
def precision(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """The scripts as modules."""
    monkeypatch.syspath_prepend(str(FOLDER))
    monkeypatch.setattr(sys, "path", list(sys.path))
    yield SimpleNamespace(**{name: importlib.import_module(name) for name in MODULES})
    for name in MODULES:
        sys.modules.pop(name, None)


def row(code: str = "ML301", number: int = 1, repository: str = "a+b", **fields: Any) -> dict[str, Any]:
    return {
        "repository": repository,
        "commit": "c0ffee",
        "path": "Dockerfile",
        "row": number,
        "column": 5,
        "code": code,
        "message": f"message {number}",
        "help": "help",
        **fields,
    }


def label(verdict: str, second: str | None, code: str = "ML301", half: str = "measured") -> dict[str, Any]:
    return {
        "repository": "a+b",
        "commit": "c0ffee",
        "path": "Dockerfile",
        "row": 1,
        "code": code,
        "verdict": verdict,
        "second_verdict": second,
        "reason": "x",
        "second_reason": None if second is None else "y",
        "half": half,
    }


@pytest.fixture
def repositories(tmp_path: Path) -> Path:
    """Two repositories with one finding of ML301 each, and a folder that is none."""
    for name in ("owner+first", "owner+second", "notes"):
        folder = tmp_path / "all" / name
        folder.mkdir(parents=True)
        (folder / "Dockerfile").write_text("FROM python:3.12-slim\nRUN pip install --no-cache-dir torch>=2\n")
    (tmp_path / "all" / "owner+second" / "compose.yaml").write_text("services: {a: {image: 'redis:8'}}\n")
    (tmp_path / "all" / "COMMITS").write_text("owner/first abc123\n")
    return tmp_path / "all"


def draw(folder: Path, out: Path, *arguments: str) -> list[dict[str, Any]]:
    command = [sys.executable, str(FOLDER / "draw.py"), str(folder), "--out", str(out), "--half", "measured"]
    subprocess.run([*command, "--counts", str(out.parent / "counts.json"), *arguments], check=True, capture_output=True)
    return [json.loads(line) for line in out.read_text().splitlines()]


def test_what_is_drawn(repositories: Path, tmp_path: Path) -> None:
    drawn = [one for one in draw(repositories, tmp_path / "sample.jsonl") if one["code"] == "ML301"]
    assert [(one["repository"], one["commit"], one["path"], one["row"]) for one in drawn] == [
        ("owner+first", "abc123", "Dockerfile", 2),
        ("owner+second", "", "Dockerfile", 2),
    ]
    counts = json.loads((tmp_path / "counts.json").read_text())["measured"]
    assert counts["repositories"] == 2
    assert counts["files"] == 3
    assert counts["rules"]["ML301"] == {"findings": 2, "files": 2}


def test_the_same_draw_every_time(repositories: Path, tmp_path: Path) -> None:
    once = draw(repositories, tmp_path / "once.jsonl", "--each", "1")
    assert once == draw(repositories, tmp_path / "again.jsonl", "--each", "1")
    assert [one["code"] for one in once] == sorted({one["code"] for one in once})


def test_a_draw_of_one_rule_does_not_depend_on_another(precision: SimpleNamespace) -> None:
    of_one = [row("ML301", number) for number in range(100)]
    of_both = [*of_one, *(row("ML201", number) for number in range(50))]
    alone = precision.draw.sample(of_one, 30, 0)
    assert len(alone) == 30
    assert alone == [one for one in precision.draw.sample(of_both, 30, 0) if one["code"] == "ML301"]
    assert alone != precision.draw.sample(of_one, 30, 1)


def test_the_second_reader_is_told_neither_rule_nor_verdict(precision: SimpleNamespace) -> None:
    rows = [row(number=number, verdict="right", reason="because") for number in range(20)]
    blinded = precision.blind.blinded(rows, 0)
    assert {tuple(sorted(one)) for one in blinded} == {("help", "id", "message", "path", "repository", "row")}
    assert sorted(one["row"] for one in blinded) == list(range(20))
    assert [one["row"] for one in blinded] != list(range(20))
    assert "ML301" not in json.dumps(blinded)


def test_answers_find_their_findings(precision: SimpleNamespace) -> None:
    rows = [row(number=1), row(number=2, verdict="wrong", reason="no"), row(number=3, verdict="right", reason="yes")]
    answers = {one["id"]: {**one, "verdict": "right", "reason": "so"} for one in precision.blind.blinded(rows[:2], 0)}
    labels = precision.join.labelled(rows, answers, "tune")
    assert [(one["row"], one["verdict"], one["second_verdict"], one["second_reason"]) for one in labels] == [
        (2, "wrong", "right", "so"),
        (3, "right", None, None),
    ]
    assert all("message" not in one and one["half"] == "tune" for one in labels)


def test_a_word_that_is_no_verdict_is_refused(precision: SimpleNamespace) -> None:
    with pytest.raises(SystemExit, match="no verdict"):
        precision.join.labelled([row(verdict="fine")], {}, "tune")


def test_a_finding_is_labelled_once(precision: SimpleNamespace) -> None:
    old, new = label("wrong", None), label("right", "right")
    assert precision.join.merged([old, label("right", None, "ML201")], [new]) == [label("right", None, "ML201"), new]


def test_readers_who_differ_make_a_finding_arguable(precision: SimpleNamespace) -> None:
    labels = [
        label("right", "right"),
        label("right", "wrong"),
        label("wrong", "wrong"),
        label("arguable", "arguable"),
        label("right", None),
    ]
    assert precision.report.tallies(labels) == {"ML301": (5, 2, 1, 2)}
    assert precision.report.share_right(precision.report.tallies(labels)) == 0.4
    assert precision.report.share_right({}) is None


@pytest.mark.parametrize(
    ("files", "histogram", "expected"),
    [
        (5, {"1": 2, "3": 1}, (1.0, 1.0)),
        (10, {"2": 2, "5": 2}, (3.5, 0.0)),
        (3, {}, (0.0, 0.0)),
        (2, {"4": 2}, (4.0, 4.0)),
    ],
)
def test_medians(
    precision: SimpleNamespace, files: int, histogram: dict[str, int], expected: tuple[float, float]
) -> None:
    assert precision.report.medians({"files": files, "files_by_findings": histogram}) == expected


def test_the_report(precision: SimpleNamespace) -> None:
    counts = {
        "repositories": 2,
        "files": 4,
        "findings": 3,
        "files_by_findings": {"3": 1},
        "rules": {"ML301": {"findings": 3, "files": 1}, "ML709": {"findings": 0, "files": 0}},
    }
    text = precision.report.report([label("right", "right"), label("right", "wrong")], counts)
    assert "| ML301 | 3 | 1 | 2 | 1 | 0 | 1 |" in text
    assert "Right: 50.0% of 2 findings read." in text
    assert "Read by two: 2, of which 1 with different verdicts." in text
    assert "median: 3 among the 1 with findings, 0 among all 4, in 2 repositories" in text


def test_the_figures_are_those_of_the_labels(precision: SimpleNamespace) -> None:
    labels = list(precision.records.read(precision.records.LABELS))
    measured = [one for one in labels if one["half"] == "measured"]
    text = precision.report.table(precision.report.tallies(measured))
    assert precision.report.TABLE.read_text() == text, "run benchmarks/precision/report.py"


def test_labels_hold_no_text_of_the_files(precision: SimpleNamespace) -> None:
    fields = set(precision.records.Label.__annotations__)
    for one in precision.records.read(precision.records.LABELS):
        assert set(one) == fields
        assert one["half"] in precision.records.HALVES
        assert {one["verdict"], one["second_verdict"] or one["verdict"]} <= set(precision.records.VERDICTS)
