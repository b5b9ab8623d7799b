"""Paths that are not here: which of them may be there on another machine?"""

from __future__ import annotations

from pathlib import Path

import pytest

from dflint.project.absent_paths import (
    environment_texts,
    example_of,
    is_elsewhere,
    is_left_out,
    is_there_from_above,
    is_told_of,
)
from dflint.project.project import Project


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("path", "is_directory", "ignored"),
    [
        (".env", False, True),
        ("a/.env", False, True),
        ("a/.env.local", False, False),
        ("data/set/x.csv", False, True),
        ("data", True, True),
        ("data", False, False),
        ("a/kept.txt", False, False),
        ("a/b.txt", False, True),
        ("b.txt", False, False),
    ],
)
def test_what_git_ignores(root: Path, path: str, is_directory: bool, ignored: bool) -> None:
    (root / ".gitignore").write_text(".env\ndata/\n")
    (root / "a").mkdir()
    (root / "a" / ".gitignore").write_text("*.txt\n!kept.txt\n")
    assert is_left_out(str(root / path), Project(str(root)), is_directory) is ignored


def test_submodules_and_what_lies_outside(root: Path) -> None:
    (root / ".gitmodules").write_text('[submodule "x"]\n\tpath = libs/x\n\turl = https://example.com/x\n')
    project = Project(str(root))
    assert is_elsewhere(str(root / "libs/x/api"), project)
    assert not is_elsewhere(str(root / "libs/xy"), project)
    assert is_elsewhere(str(root.parent / "other"), project)


def test_paths_from_folders_above(root: Path) -> None:
    (root / "a" / "b").mkdir(parents=True)
    (root / "api").mkdir()
    project = Project(str(root))
    assert is_there_from_above("api", str(root / "a" / "b"), project)
    assert not is_there_from_above("web", str(root / "a" / "b"), project)


@pytest.mark.parametrize(
    ("name", "other", "is_example"),
    [
        (".env", ".env.example", True),
        (".env", "env.sample", True),
        (".env", "example.env", True),
        ("api.env", "api.env.template", True),
        ("api.env", "web.env.template", False),
        (".env", ".env.local", False),
        (".env", "environment.yml", False),
    ],
)
def test_examples(root: Path, name: str, other: str, is_example: bool) -> None:
    (root / other).write_text("A=\n")
    assert example_of(str(root / name), Project(str(root))) == (str(root / other) if is_example else None)


def test_texts_that_tell_of_a_file(root: Path) -> None:
    (root / "README.md").write_text("Copy `.env.dist`, or write `config/api.env`.\n")
    compose = str(root / "docker" / "compose.yaml")
    project = Project(str(root))
    assert is_told_of("api.env", compose, project)
    assert not is_told_of(".env", compose, project)
    assert not is_told_of("pi.env", compose, project)


def test_files_that_set_variables(root: Path) -> None:
    for name in (".env.example", "set_env.sh", ".envrc", "environment.yml", "envoy.yaml"):
        (root / name).write_text(name)
    assert sorted(environment_texts(str(root), Project(str(root)))) == [".env.example", ".envrc", "set_env.sh"]
