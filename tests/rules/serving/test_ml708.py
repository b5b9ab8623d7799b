from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Applicability
from tests.rules.conftest import Checker

Words = Callable[..., list[str]]


def dockerfile(*lines: str, base: str = "python:3.12-slim") -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("CMD uvicorn app:app --port 80", ["uvicorn"]),
        ("ENTRYPOINT gunicorn app:app", ["gunicorn"]),
        ("CMD python download.py && uvicorn app:app", ["uvicorn"]),
        ('CMD ["sh", "-c", "uvicorn app:app --port ${PORT:-80}"]', ["uvicorn"]),
        ('CMD ["/bin/sh", "-c", "jupyter lab --ip=0.0.0.0"]', ["lab"]),
        ("CMD PYTHONPATH=/a uvicorn app:app", ["uvicorn"]),
    ],
)
def test_found(words: Words, line: str, expected: list[str]) -> None:
    assert words(dockerfile(line), "ML708") == expected


@pytest.mark.parametrize(
    "line",
    [
        pytest.param('CMD ["uvicorn", "app:app"]', id="the exec form"),
        pytest.param("CMD exec uvicorn app:app", id="exec"),
        pytest.param("CMD python download.py && exec uvicorn app:app", id="exec behind a download"),
        pytest.param('CMD ["bash", "-c", "uvicorn app:app"]', id="bash makes room"),
        pytest.param('SHELL ["/bin/bash", "-c"]\nCMD uvicorn app:app', id="bash as SHELL"),
        pytest.param("CMD python app.py", id="Python hears no SIGTERM as process 1"),
        pytest.param("CMD flask run", id="nor does the server of Flask"),
        pytest.param('ENTRYPOINT ["tini", "--"]\nCMD uvicorn app:app', id="an init"),
        pytest.param("CMD xvfb-run uvicorn app:app", id="a prefix that stays"),
        pytest.param("CMD uvicorn app:app & wait", id="in the background"),
        pytest.param("CMD ./run_uvicorn.sh", id="a script"),
    ],
)
def test_silent(words: Words, line: str) -> None:
    assert words(dockerfile(line), "ML708") == []


@pytest.mark.parametrize("base", ["python:3.12-alpine", "example.com/a:1", "ubuntu:26.04"])
def test_other_shells(words: Words, base: str) -> None:
    assert words(dockerfile("CMD uvicorn app:app", base=base), "ML708") == []


def test_a_service_with_an_init(words: Words) -> None:
    compose = "services:\n  api:\n    build: .\n    init: true\n"
    assert words({**dockerfile("CMD uvicorn app:app"), "compose.yaml": compose}, "ML708") == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("CMD uvicorn 'a:a' --port 80", 'CMD ["uvicorn", "a:a", "--port", "80"]'),
        ("CMD uvicorn a:a --port $PORT", "CMD exec uvicorn a:a --port $PORT"),
        ("CMD python d.py && A=1 uvicorn a:a", "CMD python d.py && A=1 exec uvicorn a:a"),
        ('CMD ["sh", "-c", "uvicorn a:a"]', 'CMD ["sh", "-c", "exec uvicorn a:a"]'),
        ("CMD poetry run uvicorn a:a $O", "CMD exec poetry run uvicorn a:a $O"),
    ],
)
def test_the_fix(lay: Callable[..., Checker], before: str, after: str) -> None:
    checker = lay(dockerfile(before))
    assert checker.fix("ML708", allowed=Applicability.UNSAFE) == []
    assert (checker.folder / "Dockerfile").read_text() == f"FROM python:3.12-slim\n{after}\n"


def test_what_only_a_shell_reads_is_not_taken_from_it_by_a_safe_fix(lay: Callable[..., Checker]) -> None:
    checker = lay(dockerfile("CMD jupyter lab --ip=*"))
    assert len(checker.fix("ML708")) == 1


def test_a_shell_in_a_shell_is_mended_by_hand(lay: Callable[..., Checker]) -> None:
    checker = lay(dockerfile('CMD sh -c "uvicorn a:a"'))
    assert len(checker.fix("ML708", allowed=Applicability.UNSAFE)) == 1
