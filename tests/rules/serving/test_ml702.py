from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Diagnostic, Severity

Words = Callable[..., list[str]]
Findings = Callable[..., list[Diagnostic]]
Lay = Callable[..., Any]

CHECK = "CMD python check.py"


START = 'CMD ["python", "/app.py"]'


def dockerfile(*lines: str, base: str = "python:3.12-slim") -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


def served(module: str, flags: str = "") -> dict[str, str]:
    return {**dockerfile("COPY app.py /", f"HEALTHCHECK {flags}{CHECK}", START), "app.py": f"import os\n{module}\n"}


@pytest.mark.parametrize(
    ("package", "flags", "severity"),
    [
        ("import torch", "", Severity.WARNING),
        ("from transformers import AutoModel, AutoTokenizer", "", Severity.WARNING),
        ("from sentence_transformers import SentenceTransformer", "--interval=10s --retries=5 ", Severity.WARNING),
        ("import tensorflow.keras as keras", "--timeout=5s ", Severity.WARNING),
        ("import vllm", "--interval=5s --retries=20 ", Severity.WARNING),
    ],
)
def test_found(findings: Findings, package: str, flags: str, severity: Severity) -> None:
    (one,) = findings(served(package, flags), "ML702")
    assert one.severity is severity
    assert one.source.slice(one.span) == "HEALTHCHECK"


@pytest.mark.parametrize(
    ("package", "flags"),
    [
        ("import torch", "--start-period=60s "),
        ("import torch", "--start-period=0s "),  # somebody has thought of it
        ("import torch", "--interval=60s "),  # three minutes are time enough
        ("import torch", "--interval=2s --retries=60 "),  # as ragflow's deepdoc
        ("import torch", "--interval=1m --retries=2 "),
        ("import torch", "--interval=soon "),
        ("import fastapi", ""),
        ("import fastapi", "--interval=1s --retries=1 "),
        ("import sklearn", ""),
        ("def load():\n    import torch", ""),
        ("if GPU:\n    import torch", ""),
        ("try:\n    import torch\nexcept ImportError:\n    torch = None", ""),
        ("from transformers import AutoTokenizer", ""),
        ("import streamlit", ""),
        ("import streamlit", "--interval=1s --retries=1 "),
        ("from sklearn.svm import SVC", "--interval=1s --retries=1 "),  # a small model is read at once
        ("import joblib, xgboost, lightgbm", "--interval=1s --retries=1 "),
        ("import pickle, catboost", "--interval=1s --retries=1 "),
        ("import onnxruntime", "--interval=1s --retries=1 "),
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
        ("pytorch/pytorch:2.4.0-cuda12.4-cudnn9-runtime", False),
        ("nvcr.io/nvidia/pytorch:24.05-py3", False),
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


SERVE = 'CMD ["uvicorn", "app.main:app", "--host", "0.0.0.0"]'


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({"app/main.py": "import torch\n"}, "app/main.py", id="the module that is served"),
        pytest.param(
            {"app/main.py": "from .model import predict\n", "app/model.py": "import torch\n"},
            "app/model.py",
            id="a module that it imports",
        ),
        pytest.param(
            {"app/main.py": "from app.core import a\n", "app/core/__init__.py": "", "app/core/a.py": "import torch\n"},
            "app/core/a.py",
            id="a module of a package of it",
        ),
        pytest.param({"app/main.py": "import requests\n"}, None, id="a gateway to a model elsewhere"),
        pytest.param(
            {"app/main.py": "def get():\n    from .model import predict\n", "app/model.py": "import torch\n"},
            None,
            id="loaded when it is asked for",
        ),
        pytest.param({"app/other.py": "import torch\n"}, None, id="a module that is not there"),
    ],
)
def test_the_application_is_read(findings: Findings, files: dict[str, str], expected: str | None) -> None:
    lines = ("RUN pip install torch fastapi uvicorn", "WORKDIR /srv", "COPY . .", f"HEALTHCHECK {CHECK}", SERVE)
    found = findings({**dockerfile(*lines), "app/__init__.py": "", **files}, "ML702")
    places = [related.source.path.replace("\\", "/").partition("/app/")[2] for one in found for related in one.related]
    assert places == ([] if expected is None else [expected.removeprefix("app/")])


def test_a_program_that_serves_models(findings: Findings) -> None:
    lines = ("RUN pip install vllm", f"HEALTHCHECK {CHECK}", 'CMD ["vllm", "serve", "org/m"]')
    (one,) = findings(dockerfile(*lines), "ML702")
    assert one.severity is Severity.WARNING


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
    tree = {**served("import torch"), "compose.yaml": COMPOSE.format(healthcheck)}
    assert bool(words(tree, "ML702")) is expected


def test_a_service_without_a_word_of_it_keeps_the_finding_off_if_another_says_more(words: Words) -> None:
    both = COMPOSE.format("start_period: 60s") + "  b:\n    build: .\n"
    assert words({**served("import torch"), "compose.yaml": both}, "ML702") == []


@pytest.mark.parametrize(
    "services",
    [
        pytest.param(
            "  a:\n    build: .\n    healthcheck:\n      test: curl -f localhost\n"
            "  b:\n    build:\n      context: .\n      args: {A: b}\n    healthcheck:\n      start_period: 2m\n",
            id="two builds",
        ),
        pytest.param(
            "  a:\n    build: .\n    image: own/app\n    healthcheck:\n      test: curl -f localhost\n"
            "  b:\n    image: own/app\n    healthcheck:\n      start_period: 2m\n",
            id="one builds it and another runs it",
        ),
        pytest.param(
            "  a:\n    build:\n      context: .\n      target: run\n    healthcheck:\n      test: curl -f localhost\n",
            id="a target",
        ),
        pytest.param("  a:\n    build: .\n    healthcheck:\n      disable: true\n", id="switched off"),
        pytest.param("  a:\n    build: .\n    healthcheck: {test: [NONE]}\n", id="switched off by its test"),
    ],
)
def test_silent_where_each_service_has_its_own(words: Words, services: str) -> None:
    tree = served("import torch")
    tree["Dockerfile"] = tree["Dockerfile"].replace("slim\n", "slim AS run\n", 1)
    assert (
        words({**tree, "deploy/compose.yaml": "services: {}\n", "compose.yaml": f"services:\n{services}"}, "ML702")
        == []
    )


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
    lines = ("COPY app.py /", START)
    checker = lay({**dockerfile(*lines, before), "app.py": "import torch\n"})
    assert checker.fix("ML702") == []
    assert (checker.folder / "Dockerfile").read_text() == dockerfile(*lines, after)["Dockerfile"]


def test_what_is_said(findings: Findings) -> None:
    (one,) = findings(served("import torch", "--interval=10s --retries=1 "), "ML702")
    assert one.message.startswith("one failure, after 10 s, makes the container unhealthy")
    (one,) = findings(served("import torch"), "ML702")
    assert one.message == (
        "3 failures in a row, after 90 s, make the container unhealthy, while `torch` may still be loading a model"
    )
