from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Diagnostic, Severity

Words = Callable[..., list[str]]
Findings = Callable[..., list[Diagnostic]]
Lay = Callable[..., Any]

CHECK = "CMD python check.py"


def dockerfile(*lines: str, base: str = "python:3.12-slim") -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


def served(package: str, flags: str = "") -> dict[str, str]:
    return dockerfile(f"RUN pip install {package}", f"HEALTHCHECK {flags}{CHECK}")


@pytest.mark.parametrize(
    ("package", "flags", "severity"),
    [
        ("torch", "", Severity.WARNING),
        ("'transformers>=4.40' fastapi", "", Severity.WARNING),
        ("sentence_transformers", "--interval=10s --retries=5 ", Severity.WARNING),
        ("tensorflow-cpu==2.16.1", "--timeout=5s ", Severity.WARNING),
        ("vllm", "--interval=5s --retries=20 ", Severity.WARNING),
        ("scikit-learn fastapi", "--interval=5s ", Severity.INFO),
        ("streamlit", "--interval=3s --retries=3 ", Severity.INFO),
    ],
)
def test_found(findings: Findings, package: str, flags: str, severity: Severity) -> None:
    (one,) = findings(served(package, flags), "ML702")
    assert one.severity is severity
    assert one.source.slice(one.span) == "HEALTHCHECK"


@pytest.mark.parametrize(
    ("package", "flags"),
    [
        ("torch", "--start-period=60s "),
        ("torch", "--start-period=0s "),  # somebody has thought of it
        ("torch", "--interval=60s "),  # three minutes are time enough
        ("torch", "--interval=2s --retries=60 "),  # as ragflow's deepdoc
        ("torch", "--interval=1m --retries=2 "),
        ("torch", "--interval=soon "),
        ("fastapi uvicorn", ""),
        ("fastapi uvicorn", "--interval=1s --retries=1 "),
        ("scikit-learn", ""),
        ("streamlit", ""),
    ],
)
def test_silent(words: Words, package: str, flags: str) -> None:
    assert words(served(package, flags), "ML702") == []


@pytest.mark.parametrize(
    "lines",
    [
        ["RUN pip install torch"],
        ["RUN pip install torch", "HEALTHCHECK NONE"],
        ["RUN pip install torch", f"HEALTHCHECK {CHECK}", "HEALTHCHECK NONE"],
        ["RUN pip install torch && pip uninstall -y torch", f"HEALTHCHECK {CHECK}"],
        ["RUN apt-get install -y postgresql", "HEALTHCHECK CMD pg_isready"],
        ["RUN npm install torch", f"HEALTHCHECK {CHECK}"],
    ],
)
def test_silent_where_nothing_is_slow_or_checked(words: Words, lines: list[str]) -> None:
    assert words(dockerfile(*lines), "ML702") == []


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("vllm/vllm-openai:v0.8.5", True),
        ("pytorch/pytorch:2.4.0-cuda12.4-cudnn9-runtime", True),
        ("nvcr.io/nvidia/pytorch:24.05-py3", True),
        ("tensorflow/serving:2.16.1", True),
        ("ghcr.io/huggingface/text-embeddings-inference:cpu-1.7", True),
        ("nginx:1.27", False),
        ("postgres:17", False),
        ("registry.example.com/base", False),
        ("$BASE", False),
    ],
)
def test_base_images(words: Words, base: str, expected: bool) -> None:
    assert bool(words(dockerfile(f"HEALTHCHECK {CHECK}", base=base), "ML702")) is expected


def test_packages_of_requirements_and_of_the_builder(findings: Findings) -> None:
    text = (
        "FROM python:3.12 AS build\nCOPY requirements.txt .\nRUN python -m venv /venv\n"
        "RUN /venv/bin/pip install -r requirements.txt\n"
        f"FROM python:3.12-slim\nCOPY --from=build /venv /venv\nHEALTHCHECK {CHECK}\n"
    )
    (one,) = findings({"Dockerfile": text, "requirements.txt": "fastapi\ntorch==2.4.0\n"}, "ML702")
    assert "`torch`" in one.message
    (related,) = one.related
    assert related.source.path.endswith("requirements.txt")
    assert related.source.row(related.span.start) == 2


COMPOSE = "services:\n  a:\n    build: .\n    healthcheck:\n      {}\n"


@pytest.mark.parametrize(
    ("healthcheck", "expected"),
    [
        ("start_period: 90s", False),
        ("start_period: ${WAIT}", False),
        ("interval: 2m", False),
        ("retries: 40", False),
        ("retries: ${TRIES}", False),
        ("test: python other.py", False),
        ("disable: true", False),
        ("timeout: 5s", True),
        ("retries: 2", True),
    ],
)
def test_what_the_service_says(words: Words, healthcheck: str, expected: bool) -> None:
    tree = {**served("torch"), "compose.yaml": COMPOSE.format(healthcheck)}
    assert bool(words(tree, "ML702")) is expected


def test_a_service_without_a_word_of_it_keeps_the_finding_off_if_another_says_more(words: Words) -> None:
    both = COMPOSE.format("start_period: 60s") + "  b:\n    build: .\n"
    assert words({**served("torch"), "compose.yaml": both}, "ML702") == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"HEALTHCHECK {CHECK}", f"HEALTHCHECK --start-period=60s {CHECK}"),
        (f"healthcheck --interval=10s {CHECK}", f"healthcheck --start-period=60s --interval=10s {CHECK}"),
        (
            f"HEALTHCHECK --interval=10s \\\n  # 확인\n  --timeout=5s \\\n  {CHECK}",
            f"HEALTHCHECK --start-period=60s --interval=10s \\\n  # 확인\n  --timeout=5s \\\n  {CHECK}",
        ),
        (f"HEALTHCHECK \\\n  {CHECK}", f"HEALTHCHECK --start-period=60s \\\n  {CHECK}"),
        ('HEALTHCHECK CMD ["a"]', 'HEALTHCHECK --start-period=60s CMD ["a"]'),
    ],
)
def test_fix(lay: Lay, before: str, after: str) -> None:
    checker = lay(dockerfile("RUN pip install torch", before))
    assert checker.fix("ML702") == []
    assert (checker.folder / "Dockerfile").read_text() == dockerfile("RUN pip install torch", after)["Dockerfile"]


def test_what_is_said(findings: Findings) -> None:
    (one,) = findings(served("torch", "--interval=10s --retries=1 "), "ML702")
    assert one.message.startswith("one failure, after 10 s, makes the container unhealthy")
    (one,) = findings(served("torch"), "ML702")
    assert one.message == (
        "3 failures in a row, after 90 s, make the container unhealthy, while `torch` may still be loading a model"
    )
