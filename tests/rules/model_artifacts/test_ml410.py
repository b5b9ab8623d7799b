"""ML410: models are kept in the home of root, and the image runs as another user."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic, Severity

Findings = Callable[..., list[Diagnostic]]

FROM = "FROM python:3.12-slim\nRUN useradd -m app\n"
HOME = "ENV HF_HOME=/root/.cache/huggingface\n"
GET = "RUN hf download org/m\n"


@pytest.mark.parametrize(
    ("dockerfile", "message"),
    [
        (FROM + HOME + "USER app\n", "`HF_HOME` is in the home of root, which the user `app` may not enter"),
        (FROM + "ENV TORCH_HOME=/root/t\nUSER 1000\n", "`TORCH_HOME` is in the home of root, which the user `1000`"),
        (FROM + GET + "USER app\n", "`org/m` is kept in `/root/.cache/huggingface/hub`, where the user `app` does not"),
    ],
)
def test_what_it_says(dockerfile: str, message: str, findings: Findings) -> None:
    (one,) = findings({"Dockerfile": dockerfile}, "ML410")
    assert one.message.startswith(message)
    assert one.severity is Severity.ERROR


def test_a_user_without_an_account(findings: Findings) -> None:
    dockerfile = "FROM python:3.12-slim\nRUN pip install transformers\nUSER 10001\n"
    (one,) = findings({"Dockerfile": dockerfile}, "ML410")
    assert one.source.slice(one.span) == "USER 10001"
    assert one.severity is Severity.WARNING


@pytest.mark.parametrize(
    "dockerfile",
    [
        FROM + HOME,
        FROM + HOME + "USER root\n",
        FROM + HOME + "RUN chmod -R 777 /root\nUSER app\n",
        FROM + HOME + "ENV HF_HOME=/data\nUSER app\n",
        FROM + "ENV HF_HOME=/home/app/hf\n" + GET + "USER app\n",
        FROM + "USER app\n" + GET,
        FROM + GET + "RUN mv /root/.cache /home/app/ && chown -R app /home/app\nUSER app\n",
        FROM + "RUN hf download org/m --local-dir /models/m\nUSER app\n",
        "FROM example.com/base\n" + HOME + "USER app\n",
        f"{FROM}{HOME}USER app\nFROM python:3.12-slim\n",
        "FROM python:3.12-slim\nRUN pip install transformers\nENV HF_HOME=/m\nUSER 10001\n",
        "FROM python:3.12-slim\nRUN pip install fastapi\nUSER 10001\n",
        FROM + "RUN pip install transformers\nUSER 1000\n",
    ],
    ids=[
        "root",
        "root by name",
        "the home is opened",
        "set again",
        "in the home of the user",
        "downloaded by the user",
        "moved",
        "kept elsewhere",
        "an unknown base",
        "another stage",
        "a number with a folder",
        "nothing is downloaded",
        "a number with an account",
    ],
)
def test_is_silent(dockerfile: str, findings: Findings) -> None:
    assert not findings({"Dockerfile": dockerfile}, "ML410")


def test_compose_runs_it_as_another_user(findings: Findings) -> None:
    compose = "services:\n  api:\n    build: .\n    user: root\n"
    assert not findings({"Dockerfile": FROM + HOME + "USER app\n", "compose.yaml": compose}, "ML410")
