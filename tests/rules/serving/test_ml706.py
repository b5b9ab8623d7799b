from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Applicability
from tests.rules.conftest import Checker

Words = Callable[..., list[str]]


def dockerfile(*lines: str, base: str = "python:3.12-slim") -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


RELOADING = dockerfile('CMD ["uvicorn", "a:a", "--reload"]')


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('CMD ["uvicorn", "app:app", "--reload"]', ["--reload"]),
        ("CMD gunicorn app:app --reload -b 0.0.0.0:80", ["--reload"]),
        ('CMD ["uv", "run", "uvicorn", "app:app", "--reload"]', ["--reload"]),
        ('CMD ["fastapi", "dev", "app.py"]', ["dev"]),
        ('CMD ["flask", "run", "--host=0.0.0.0"]', ["run"]),
        ('ENTRYPOINT ["flask"]\nCMD ["run"]', ["run"]),
        ('ENTRYPOINT ["./entrypoint.sh"]\nCMD ["uvicorn", "app:app", "--reload"]', ["--reload"]),
    ],
)
def test_found(words: Words, line: str, expected: list[str]) -> None:
    assert words(dockerfile(line), "ML706") == expected


@pytest.mark.parametrize(
    "line",
    [
        'CMD ["uvicorn", "app:app"]',
        'CMD ["fastapi", "run", "app.py"]',
        'CMD ["flask", "db", "upgrade"]',
        'CMD ["./reload.sh", "--reload"]',
    ],
)
def test_silent(words: Words, line: str) -> None:
    assert words(dockerfile(line), "ML706") == []


@pytest.mark.parametrize("path", ["dev.Dockerfile", "Dockerfile.cpu.dev", ".devcontainer/Dockerfile"])
def test_files_for_developers(words: Words, path: str) -> None:
    assert words({path: RELOADING["Dockerfile"]}, "ML706") == []


@pytest.mark.parametrize(
    "setting", ["ENV FLASK_ENV=development", "ENV FLASK_ENV development", "ENV FLASK_APP=app.py FLASK_DEBUG=1"]
)
def test_flask_that_is_told_to_run_for_developing(words: Words, setting: str) -> None:
    assert words(dockerfile(setting, 'CMD ["flask", "run"]'), "ML706") == []


@pytest.mark.parametrize("setting", ["ENV FLASK_ENV=production", "ENV FLASK_DEBUG=0", "ENV FLASK_APP=app.py"])
def test_flask_that_is_not(words: Words, setting: str) -> None:
    assert words(dockerfile(setting, 'CMD ["flask", "run"]'), "ML706") == ["run"]


FLASK_STAGES = 'FROM python:3.12-slim AS builder\nCMD ["flask", "run"]\n'


@pytest.mark.parametrize(
    ("path", "more", "expected"),
    [
        ("flask/Dockerfile", "FROM builder AS dev-envs\nRUN apt-get install -y git\n", []),
        ("samples/flask/Dockerfile", "FROM python:3.12-slim AS dev\nFROM builder\n", []),
        ("flask/Dockerfile", "FROM python:3.12-slim AS dev\nFROM builder\n", ["run"]),
        ("samples/flask/Dockerfile", "", ["run"]),
    ],
    ids=[
        "developers start from it",
        "to try out, with a stage for them",
        "another stage of theirs",
        "no stage of theirs",
    ],
)
def test_a_file_with_a_stage_for_developers(words: Words, path: str, more: str, expected: list[str]) -> None:
    assert words({path: FLASK_STAGES + more}, "ML706") == expected


def test_stages_for_developers(words: Words) -> None:
    text = RELOADING["Dockerfile"].replace("slim\n", "slim AS development\n", 1)
    assert words({"Dockerfile": text}, "ML706") == []


@pytest.mark.parametrize(
    "service",
    [
        pytest.param("develop: {watch: [{action: sync, path: ., target: /app}]}", id="watched"),
        pytest.param("volumes: ['.:/app']", id="mounted"),
        pytest.param("command: uvicorn a:a", id="another command"),
    ],
)
def test_services_that_are_worked_on(words: Words, service: str) -> None:
    compose = f"services:\n  api:\n    build: .\n    {service}\n"
    assert words({**RELOADING, "compose.yaml": compose}, "ML706") == []


def test_the_compose_file_of_developers(words: Words) -> None:
    compose = "services:\n  api:\n    build: .\n    command: uvicorn a:a --reload\n"
    tree = {**dockerfile("RUN pip install uvicorn"), "docker-compose.dev.yml": compose}
    assert words(tree, "ML706") == []
    assert words({**dockerfile("RUN pip install uvicorn"), "compose.yaml": compose}, "ML706") == ["--reload"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('CMD ["uvicorn", "a:a", "--reload", "--port", "80"]', 'CMD ["uvicorn", "a:a", "--port", "80"]'),
        ("CMD uvicorn a:a --reload --port 80", "CMD uvicorn a:a --port 80"),
        ('CMD ["fastapi", "dev", "a.py"]', 'CMD ["fastapi", "run", "a.py"]'),
    ],
)
def test_the_fix(lay: Callable[..., Checker], before: str, after: str) -> None:
    checker = lay(dockerfile(before))
    assert checker.fix("ML706", allowed=Applicability.UNSAFE) == []
    assert (checker.folder / "Dockerfile").read_text() == f"FROM python:3.12-slim\n{after}\n"


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("from flask import Flask\napp = Flask('a')\napp.run(host='0.0.0.0', debug=True)\n", ["app.py"]),
        ("import uvicorn\nuvicorn.run('a:a', reload=True)\n", ["app.py"]),
        ("from flask import Flask\napp = Flask('a')\napp.run(host='0.0.0.0')\n", []),
        ("from flask import Flask\napp = Flask('a')\napp.run(debug=DEBUG)\n", []),
        ("import uvicorn\nuvicorn.run('a:a', reload=False)\n", []),
    ],
)
def test_programs_that_start_their_server_themselves(words: Words, program: str, expected: list[str]) -> None:
    tree = {**dockerfile("COPY app.py .", 'CMD ["python", "app.py"]'), "app.py": program}
    assert words(tree, "ML706") == expected
