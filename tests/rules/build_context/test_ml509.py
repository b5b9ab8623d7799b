"""ML509: ``COPY data ./data`` where `.dockerignore` leaves out `data`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.rules.rule import Size

Tree = dict[str, "str | Size"]
Findings = Callable[..., list[Diagnostic]]

FROM = "FROM python:3.12-slim\n"
FILES: Tree = {"app.py": "x = 1\n", "data/a.csv": "1\n", "data/b.csv": "2\n"}


def tree_of(ignore: str, line: str) -> Tree:
    return {**FILES, ".dockerignore": ignore, "Dockerfile": f"{FROM}{line}\n"}


@pytest.mark.parametrize(
    ("ignore", "line", "word"),
    [
        ("data\n", "COPY data /data", "data"),
        ("data\n", "COPY app.py ./data/a.csv /srv/", "./data/a.csv"),
        ("*\n!app.py\n", "COPY data/ /data/", "data/"),
        ("data\n", "ADD data/a.csv /", "data/a.csv"),
        ("data\n", "RUN --mount=type=bind,source=data,target=/d python app.py", "data"),
        ("dist\n", "COPY app.py dist /srv/", "dist"),
    ],
)
def test_what_is_found(ignore: str, line: str, word: str, words: Callable[..., list[str]]) -> None:
    assert words(tree_of(ignore, line), "ML509") == [word]


def test_what_it_says(findings: Findings) -> None:
    (one,) = findings(tree_of("# big\ndata/\n", "COPY data /data"), "ML509")
    assert one.message == "`data` is not found: `.dockerignore` leaves it out"
    assert one.severity is Severity.ERROR
    assert one.related[0].source.slice(one.related[0].span) == "data/"


@pytest.mark.parametrize(
    ("ignore", "line"),
    [
        ("data\n", "COPY . /srv"),
        ("*.csv\n", "COPY data /data"),
        ("data\n!data/a.csv\n", "COPY data/a.csv /srv/"),
        ("data/*\n!data/a.csv\n", "COPY data /srv/"),
        ("data\n", "COPY data* /srv/"),
        ("data\n", "ADD https://example.com/data /srv/"),
        ("data\n", "COPY <<data /srv/\nx\ndata"),
        ("data\n", "COPY data missing.txt /srv/"),
        ("data\n", "ARG X\nCOPY $X /srv/"),
        ("[\ndata\n", "COPY data /data"),
    ],
    ids=[
        "the whole context",
        "only files in it",
        "brought back",
        "something in it is brought back",
        "a wildcard",
        "a URL",
        "a heredoc",
        "another context is meant",
        "a name that is not known",
        "an ignore file that is refused",
    ],
)
def test_is_silent(ignore: str, line: str, findings: Findings) -> None:
    assert not findings(tree_of(ignore, line), "ML509")


def test_the_context_of_a_service(findings: Findings) -> None:
    service = "services:\n  api:\n    build:\n      context: .\n      dockerfile: docker/Dockerfile\n"
    tree: Tree = {**FILES, ".dockerignore": "data\n", "compose.yaml": service}
    assert findings({**tree, "docker/Dockerfile": FROM + "COPY data /d\n"}, "ML509")
    assert not findings(
        {**tree, "docker/Dockerfile": FROM + "COPY data /d\n", "docker/Dockerfile.dockerignore": ".git\n"}, "ML509"
    )


@pytest.mark.parametrize(
    ("ignore", "line", "after"),
    [
        ("data", "COPY data /data", "data\n!data\n"),
        ("data/**\n", "COPY data/a.csv /data", "data/**\n!data/a.csv\n"),
        (".env\n", "COPY .env /srv/", ".env\n"),
    ],
)
def test_fix(ignore: str, line: str, after: str, lay: Callable[[Tree], Any]) -> None:
    checker = lay(tree_of(ignore, line))
    checker.fix("ML509", allowed=Applicability.UNSAFE)
    assert (checker.folder / ".dockerignore").read_text() == after
