from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic, Severity

Findings = Callable[..., list[Diagnostic]]
Words = Callable[..., list[str]]

TORCH = "RUN pip install torch fastapi uvicorn gunicorn"


def dockerfile(*lines: str, base: str = "python:3.12-slim") -> dict[str, str]:
    text = f"FROM {base}\nWORKDIR /app\nCOPY . .\n" + "\n".join(lines) + "\n"
    return {"Dockerfile": text, "app.py": "import torch\n", "a.py": "import torch\n"}


@pytest.mark.parametrize(
    "line",
    [
        'CMD ["uvicorn", "app:app", "--workers", "4"]',
        'CMD ["gunicorn", "-w", "4", "app:app"]',
        "CMD gunicorn -w4 app:app",
        "CMD fastapi run app.py --workers=4",
    ],
)
def test_found(findings: Findings, line: str) -> None:
    (found,) = findings(dockerfile(TORCH, line), "ML707")
    assert found.source.slice(found.span).strip('"') == "4"
    assert found.severity is Severity.INFO


def test_a_service_with_a_gpu(findings: Findings) -> None:
    compose = "services:\n  api:\n    build: .\n    gpus: all\n"
    tree = {**dockerfile(TORCH, "CMD uvicorn a:a --workers 2"), "compose.yaml": compose}
    (found,) = findings(tree, "ML707")
    assert found.severity is Severity.WARNING


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([TORCH, "CMD uvicorn a:a --workers 1"], id="one worker"),
        pytest.param([TORCH, "CMD uvicorn a:a"], id="the default"),
        pytest.param([TORCH, "CMD uvicorn a:a --workers ${WEB_CONCURRENCY:-1}"], id="a variable"),
        pytest.param([TORCH, "CMD gunicorn -w 4 --preload a:a"], id="loaded before the workers"),
        pytest.param([TORCH, "CMD python train.py --workers 4"], id="another program"),
    ],
)
def test_silent(words: Words, lines: list[str]) -> None:
    assert words(dockerfile(*lines), "ML707") == []


@pytest.mark.parametrize(
    "program",
    [
        pytest.param("import httpx\nfrom fastapi import FastAPI\n", id="a gateway to a model elsewhere"),
        pytest.param("def load():\n    from fastembed import TextEmbedding\n", id="loaded when it is asked for"),
        pytest.param("from transformers import AutoTokenizer\n", id="only counts tokens"),
        pytest.param("import chromadb\n", id="no model of its own"),
    ],
)
def test_silent_where_the_application_loads_no_model(words: Words, program: str) -> None:
    assert words({**dockerfile(TORCH, "CMD uvicorn app:app --workers 4"), "app.py": program}, "ML707") == []


def test_silent_where_the_application_cannot_be_read(words: Words) -> None:
    assert words(dockerfile(TORCH, "CMD uvicorn elsewhere:app --workers 4"), "ML707") == []
