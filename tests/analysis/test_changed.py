"""Which layers are built again when certain files change."""

from __future__ import annotations

from pathlib import Path

import pytest

from dflint.analysis.changed import rebuilt_by
from dflint.project.project import Project

DOCKERFILE = """\
FROM python:3.11-slim AS wheels
COPY requirements.txt .
RUN pip wheel -r requirements.txt
FROM python:3.11-slim
COPY --from=wheels /wheels /wheels
COPY app/*.py link.py /app/
COPY docs /docs
RUN --mount=type=bind,source=tests/data.csv,target=/data.csv check
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = ("requirements.txt", "app/a.py", "app/b.txt", "docs/c.md", "docs/deep/d.md", "tests/data.csv", "real.py")
    for name in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "link.py").symlink_to("real.py")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".dockerignore").write_text("docs/deep\n")
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    return tmp_path


@pytest.mark.parametrize(
    ("paths", "rows"),
    [
        (["requirements.txt"], [2, 3, 5, 6, 7, 8]),
        (["app/a.py"], [6, 7, 8]),
        (["app/new.py"], [6, 7, 8]),
        (["app/b.txt"], []),
        (["real.py"], [6, 7, 8]),
        (["docs"], [7, 8]),
        (["docs/deep/d.md"], []),
        (["tests"], [8]),
        (["tests", "docs/c.md"], [7, 8]),
        (["README.md"], []),
        (["../elsewhere"], []),
        ([], []),
        (["."], [2, 3, 5, 6, 7, 8]),
    ],
)
def test_what_is_built_again(folder: Path, paths: list[str], rows: list[int]) -> None:
    build = Project(str(folder)).builds[0]
    assert [layer.row for layer in rebuilt_by(build, [str(folder / path) for path in paths])] == rows
