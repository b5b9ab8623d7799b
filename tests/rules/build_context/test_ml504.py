"""ML504: a pattern that is written as for `.gitignore`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Diagnostic
from dflint.rules.rule import Size

Tree = dict[str, "str | Size"]
Findings = Callable[..., list[Diagnostic]]

COPY_ALL = "FROM python:3.12-slim\nCOPY . /srv\n"


def tree_of(ignore: str, files: Tree | None = None, dockerfile: str = COPY_ALL) -> Tree:
    return {".dockerignore": ignore, "Dockerfile": dockerfile, **(files or {"app/a.py": "x = 1\n"})}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("__pycache__/", "**/__pycache__"),
        ("__pycache__", "**/__pycache__"),
        ("*.pyc", "**/*.pyc"),
        ("*.py[cod]", "**/*.py[cod]"),
    ],
)
def test_is_rewritten(written: str, expected: str, lay: Callable[[Tree], Any]) -> None:
    checker = lay(tree_of(f"# python\n{written}\n.env\n"))
    (one,) = checker.run("ML504").diagnostics
    assert one.source.slice(one.span) == written
    assert checker.fix("ML504") == []
    assert (checker.folder / ".dockerignore").read_text() == f"# python\n{expected}\n.env\n"


@pytest.mark.parametrize(
    ("files", "pattern", "missed"),
    [
        ({"app/a.py": "x = 1\n"}, "__pycache__", "app/__pycache__"),
        ({"app/a.py": "x = 1\n"}, "*.pyc", "app/__pycache__/*.pyc"),
        ({"notes/a.ipynb": "{}\n"}, ".ipynb_checkpoints", "notes/.ipynb_checkpoints"),
        ({"docs/a.md": "a\n", "docs/.DS_Store": Size(6_148)}, ".DS_Store", "docs/.DS_Store"),
        ({"docs/a.md": "a\n", "docs/Thumbs.db": Size(6_148)}, "Thumbs.db", "docs/Thumbs.db"),
        ({"lib/__pycache__/a.cpython-312.pyc": "x"}, "__pycache__/", "lib/__pycache__"),
        ({"lib/__pycache__/a.cpython-312.pyc": "x"}, "*.pyc", "lib/__pycache__/a.cpython-312.pyc"),
    ],
)
def test_says_what_is_missed(files: Tree, pattern: str, missed: str, findings: Findings) -> None:
    (one,) = findings(tree_of(f"{pattern}\n", files), "ML504")
    assert one.message == f"`{pattern}` matches only at the root of the build context, not `{missed}`"


@pytest.mark.parametrize(
    "ignore",
    [
        "**/__pycache__\n",
        "__pycache__\n**/__pycache__\n",
        "**/__pycache__\n*.pyc\n",
        "*.pyc\n**/*.py[cod]\n",
        "app/__pycache__\n",
        "/__pycache__\n",
        "./__pycache__\n",
        "*\n!app/*.py\n__pycache__\n",
        "app\n__pycache__\n",
        "# __pycache__\n",
        "__pycache__\n!app/**\n",
        ".git\n.venv\nnode_modules\n*.md\n",
        "__pycache__\n[\n",
    ],
    ids=str,
)
def test_is_silent(ignore: str, findings: Findings) -> None:
    assert not findings(tree_of(ignore), "ML504")


@pytest.mark.parametrize(
    "files",
    [{"a.py": "x = 1\n"}, {"docs/a.md": "a\n"}, {"a.py": "x = 1\n", "docs/a.md": "a\n"}],
)
def test_no_folder_below_the_root_can_hold_it(files: Tree, findings: Findings) -> None:
    assert not findings(tree_of("__pycache__\n*.pyc\n", files), "ML504")


@pytest.mark.parametrize("files", [{"docs/a.md": "a\n"}, {"docs/a.md": "a\n", ".DS_Store": "", "Thumbs.db": ""}])
def test_what_a_desktop_writes_lies_nowhere_below_the_root(files: Tree, findings: Findings) -> None:
    assert not findings(tree_of(".DS_Store\nThumbs.db\ndesktop.ini\n", files), "ML504")


def test_what_is_not_copied_does_no_harm(findings: Findings) -> None:
    dockerfile = "FROM python:3.12-slim\nCOPY app/a.py /srv/\n"
    assert not findings(tree_of("__pycache__\n", dockerfile=dockerfile), "ML504")


def test_only_the_folder_that_is_copied(findings: Findings) -> None:
    files: Tree = {"scripts/a.py": "x = 1\n", "src/b.py": "x = 1\n"}
    (one,) = findings(tree_of("__pycache__\n", files, "FROM python:3.12-slim\nCOPY src /srv\n"), "ML504")
    assert one.message.endswith("not `src/__pycache__`")


def test_what_a_build_names_stays(findings: Findings) -> None:
    dockerfile = COPY_ALL + "COPY app/__pycache__/a.cpython-312.pyc /srv/a.pyc\n"
    files: Tree = {"app/a.py": "x = 1\n", "app/__pycache__/a.cpython-312.pyc": Size(100)}
    assert not findings(tree_of("*.pyc\n", files, dockerfile), "ML504")


def test_byte_code_that_is_the_program_stays(findings: Findings) -> None:
    assert not findings(tree_of("*.pyc\n", {"app/a.py": "x = 1\n", "lib/secret.pyc": Size(100)}), "ML504")


def test_byte_code_beside_its_source(findings: Findings) -> None:
    assert findings(tree_of("*.pyc\n", {"lib/a.py": "x = 1\n", "lib/a.pyc": Size(100)}), "ML504")


def test_an_ignore_file_that_no_build_uses(findings: Findings) -> None:
    assert not findings({".dockerignore": "__pycache__\n", "app/a.py": "x = 1\n"}, "ML504")


def test_line_endings_stay(lay: Callable[[Tree], Any]) -> None:
    checker = lay(tree_of("a\r\n__pycache__/\r\n*.pyc"))
    assert checker.fix("ML504") == []
    assert (checker.folder / ".dockerignore").read_bytes() == b"a\r\n**/__pycache__\r\n**/*.pyc"


def test_it_is_silenced_by_the_line_above(findings: Findings) -> None:
    assert not findings(tree_of("# dflint: ignore=ML504 only at the root\n__pycache__\n"), "ML504")
