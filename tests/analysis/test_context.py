"""What is sent to the builder, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from dflint.analysis.context import context_report
from dflint.analysis.context_kinds import kind_of_file
from dflint.analysis.results import ContextReport
from dflint.build.build import Build
from dflint.context.build_context import BuildContext
from dflint.dockerfile.parser import parse
from dflint.sizes import MEGABYTE
from dflint.source import Source


def report_of(folder: Path, dockerfile: str, files: Mapping[str, int], ignore: str = "") -> ContextReport:
    """The report on a context with files of so many bytes."""
    for name, size in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.truncate(size)
    if ignore:
        (folder / ".dockerignore").write_text(ignore)
    place = str(folder / "Dockerfile")
    context = BuildContext.open(str(folder), place)
    report = context_report(Build(parse(Source(place, dockerfile)), place, context))
    assert report is not None
    return report


FILES = {
    "app/main.py": 2000,
    "data/train.csv": 30 * MEGABYTE,
    "models/model.onnx": 60 * MEGABYTE,
    ".git/objects/pack": 5 * MEGABYTE,
    ".venv/pyvenv.cfg": 100,
    ".venv/lib/big.so": 8 * MEGABYTE,
    "explore.ipynb": 3 * MEGABYTE,
    "app/__pycache__/main.pyc": 1000,
    "logo.png": 500,
}


def test_kinds_by_size(tmp_path: Path) -> None:
    report = report_of(tmp_path, "FROM scratch\nCOPY . /app\n", FILES)
    assert [(share.name, share.bytes) for share in report.kinds] == [
        ("weights", 60 * MEGABYTE),
        ("data", 30 * MEGABYTE),
        ("virtual environments", 8 * MEGABYTE + 100),
        ("git", 5 * MEGABYTE),
        ("notebooks", 3 * MEGABYTE),
        ("source", 2000),
        ("caches", 1000),
        ("other", 500),
    ]
    assert report.tree.bytes == sum(FILES.values()) == sum(share.bytes for share in report.kinds)
    assert not report.is_cut


def test_what_copies_take(tmp_path: Path) -> None:
    dockerfile = "FROM scratch\nCOPY app /app\nCOPY data models /in/\nRUN --mount=type=bind,target=/src true\n"
    copies = report_of(tmp_path, dockerfile, FILES).copies
    assert [(copy.row, copy.files) for copy in copies] == [(4, 9), (3, 2), (2, 2)]
    assert [share.name for share in copies[1].largest] == ["models/model.onnx", "data/train.csv"]


def test_what_the_ignore_file_leaves_out(tmp_path: Path) -> None:
    report = report_of(tmp_path, "FROM scratch\nCOPY . /app\n", FILES, ".git\ndata\n**/*.pyc\n")
    assert [(share.name, share.bytes, share.reason) for share in report.left_out] == [
        ("data", 30 * MEGABYTE, "data"),
        (".git", 5 * MEGABYTE, ".git"),
        ("app/__pycache__/main.pyc", 1000, "**/*.pyc"),
    ]


def test_what_it_should_leave_out(tmp_path: Path) -> None:
    found = report_of(tmp_path, "FROM scratch\nCOPY . /app\n", FILES).should_leave_out
    assert {".git", ".venv"} <= {share.name for share in found}
    assert all(share.reason for share in found)
    assert not report_of(tmp_path, "FROM scratch\nCOPY app/main.py /app/\n", FILES).should_leave_out


def test_there_may_be_no_context() -> None:
    assert context_report(Build(parse(Source("Dockerfile", "FROM scratch\n")), "Dockerfile")) is None


@pytest.mark.parametrize(
    ("path", "size", "kind"),
    [
        ("a.py", 10, "source"),
        ("config.json", 10, "source"),
        ("all.json", 50 * MEGABYTE, "data"),
        ("weights.safetensors", 10, "weights"),
        ("nested/data/part.bin", 10, "data"),
        ("Dockerfile", 10, "source"),
        ("x", 10, "other"),
    ],
)
def test_the_kind_of_a_file(path: str, size: int, kind: str) -> None:
    assert kind_of_file(path, size, {"nested/data": "data"}) == kind
