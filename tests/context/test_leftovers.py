from __future__ import annotations

import os
from pathlib import Path

import pytest

from dflint.context.build_context import BuildContext
from dflint.context.leftovers import Leftover, leftovers, patterns_for
from dflint.knowledge import ignorable_files as kinds


def lay_out(folder: Path, files: dict[str, int]) -> BuildContext:
    for name, size in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.truncate(size)
    return BuildContext.open(str(folder))


def found(folder: Path, files: dict[str, int]) -> dict[str, str]:
    return {leftover.path: leftover.kind.description for leftover in leftovers(lay_out(folder, files))}


def test_each_is_found_once_and_measured(tmp_path: Path) -> None:
    context = lay_out(
        tmp_path,
        {
            ".git/HEAD": 20,
            ".git/objects/ab/cd": 1_000,
            "app/__pycache__/a.pyc": 300,
            "app/main.py": 10,
            "venv/pyvenv.cfg": 50,
            "venv/lib/__pycache__/a.pyc": 5_000,
        },
    )
    assert [(leftover.path, leftover.byte_count, leftover.file_count) for leftover in leftovers(context)] == [
        (".git", 1_020, 2),
        ("app/__pycache__", 300, 1),
        ("venv", 5_050, 2),
    ]


@pytest.mark.parametrize(
    "files",
    [
        {".git/HEAD": 0},
        {"__pycache__/a.pyc": 0},
        {"venv/bin/python": 100},
        {"wandb/readme.txt": 100},
        {"data/a.csv": 9_000_000},
        {"data/a.csv": 90_000, "data/a.sql": 20_000_000},
        {"app/__init__.py": 0, "app/data/a.csv": 90_000_000},
        {"app/__init__.py": 0, "app/b/c/a.csv": 90_000_000},
        {"a.csv": 40_000_000},
        {"a.onnx": 40_000_000},
        {"a.ipynb": 9_000_000},
        {"a.pyc": 100},
        {"video.raw": 900_000_000},
        {"cache/a": 90_000_000},
    ],
    ids=str,
)
def test_what_is_left_alone(files: dict[str, int], tmp_path: Path) -> None:
    assert found(tmp_path, files) == {}


def test_what_is_ignored_is_not_found(tmp_path: Path) -> None:
    (tmp_path / ".dockerignore").write_text("**/__pycache__\n.git\n")
    assert found(tmp_path, {".git/HEAD": 20, "a/__pycache__/a.pyc": 20, "a/.ruff_cache/x": 1}) == {
        "a/.ruff_cache": "a tool's cache"
    }


def test_links_are_left_alone(tmp_path: Path) -> None:
    lay_out(tmp_path, {"elsewhere/pyvenv.cfg": 10})
    os.symlink("elsewhere", tmp_path / ".venv")
    os.symlink("elsewhere/pyvenv.cfg", tmp_path / "a.parquet")
    assert list(found(tmp_path, {})) == ["elsewhere"]


def leftover(kind: kinds.IgnorableKind, path: str) -> Leftover:
    return Leftover(kind, path, 1, 1)


def test_patterns() -> None:
    ruff = next(kind for kind in kinds.SAFE_KINDS if kind.name == ".ruff_cache")
    assert patterns_for([leftover(kinds.BYTE_CODE, "__pycache__"), leftover(kinds.BYTE_CODE, "a/__pycache__")]) == (
        "**/__pycache__",
    )
    assert patterns_for([leftover(ruff, ".ruff_cache")]) == (".ruff_cache",)
    assert patterns_for([leftover(ruff, ".ruff_cache"), leftover(ruff, "a/.ruff_cache")]) == ("**/.ruff_cache",)
    assert patterns_for([leftover(kinds.ENVIRONMENT, "a/venv")]) == ("a/venv",)
    assert patterns_for([leftover(kinds.LARGE_DATA, "#1 [a]*?.csv")]) == ("\\#1 \\[a]\\*\\?.csv",)


def test_a_search_that_is_cut_short_says_so(tmp_path: Path) -> None:
    lay_out(tmp_path, {f".git/objects/{number}": 10 for number in range(20)})
    context = BuildContext(str(tmp_path), most_entries=12)
    (one,) = leftovers(context)
    assert one.is_truncated
    assert one.byte_count < 200
