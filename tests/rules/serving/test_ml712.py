from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic

Findings = Callable[..., list[Diagnostic]]
Words = Callable[..., list[str]]

TORCH = "RUN pip install torch flask gunicorn"


def dockerfile(*lines: str, base: str = "python:3.12-slim") -> dict[str, str]:
    text = f"FROM {base}\nWORKDIR /app\nCOPY app.py a.py ./\n" + "\n".join(lines) + "\n"
    return {"Dockerfile": text, "app.py": "import torch\n", "a.py": "import torch\n"}


@pytest.mark.parametrize(
    "line",
    [
        'CMD ["gunicorn", "-b", "0.0.0.0:80", "app:app"]',
        "CMD gunicorn -k sync -w 2 app:app",
        "CMD gunicorn --preload app:app",
    ],
)
def test_found(words: Words, line: str) -> None:
    assert words(dockerfile(TORCH, line), "ML712") == ["gunicorn"]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([TORCH, "CMD gunicorn --timeout 600 a:a"], id="a timeout"),
        pytest.param([TORCH, "CMD gunicorn -t600 a:a"], id="a short timeout"),
        pytest.param([TORCH, "CMD gunicorn -c gunicorn.py a:a"], id="a settings file"),
        pytest.param([TORCH, "COPY gunicorn.conf.py .", "CMD gunicorn a:a"], id="the settings file"),
        pytest.param([TORCH, "ENV GUNICORN_CMD_ARGS=--timeout=0", "CMD gunicorn a:a"], id="a variable"),
        pytest.param([TORCH, "CMD gunicorn $OPTIONS a:a"], id="options that nobody knows"),
        pytest.param([TORCH, "CMD gunicorn --preload -k gthread a:a"], id="loaded before, and threads that report"),
        pytest.param([TORCH, "CMD gunicorn -k uvicorn.workers.UvicornWorker a:a"], id="workers that report"),
        pytest.param([TORCH, "CMD gunicorn --threads 4 a:a"], id="threads"),
        pytest.param([TORCH, "CMD uvicorn a:a"], id="another server"),
    ],
)
def test_silent(words: Words, lines: list[str]) -> None:
    assert words(dockerfile(*lines), "ML712") == []


@pytest.mark.parametrize(
    ("version", "line", "moments"),
    [
        ("==20.1.0", "CMD gunicorn -k uvicorn.workers.UvicornWorker a:a", "to load, as"),
        ("==21.2", "CMD gunicorn a:a", "to load or to answer, as"),
        ("==23.0.0", "CMD gunicorn a:a", "to answer, as"),
    ],
)
def test_up_to_gunicorn_21_loading_counts(findings: Findings, version: str, line: str, moments: str) -> None:
    (found,) = findings(dockerfile(f"RUN pip install torch gunicorn{version}", line), "ML712")
    assert moments in found.message


@pytest.mark.parametrize(
    "line", ["gunicorn==23 \nCMD gunicorn -k gevent a:a", "gunicorn==20.1 \nCMD gunicorn -k gevent --preload a:a"]
)
def test_workers_that_report_and_load_at_their_leisure(words: Words, line: str) -> None:
    assert words(dockerfile(f"RUN pip install torch {line}"), "ML712") == []


@pytest.mark.parametrize(
    "program",
    [
        pytest.param("from flask import Flask\n", id="no framework"),
        pytest.param("def predict():\n    import torch\n", id="loaded when it is asked for"),
        pytest.param(
            "import tensorflow\nfrom tensorflow_serving.apis import predict_pb2\n", id="a gateway to a server"
        ),
        pytest.param("import joblib\nimport sklearn\n", id="a small model"),
        pytest.param(None, id="a module that is not there"),
    ],
)
def test_silent_where_the_module_loads_nothing(words: Words, program: str | None) -> None:
    tree = dockerfile(TORCH, "CMD gunicorn a:a")
    if program is None:
        del tree["a.py"]
    else:
        tree["a.py"] = program
    assert words(tree, "ML712") == []


def test_a_module_that_is_imported_loads_it(findings: Findings) -> None:
    tree = {**dockerfile(TORCH, "COPY model.py .", "CMD gunicorn a:a"), "a.py": "import model\n"}
    (one,) = findings({**tree, "model.py": "import transformers\n"}, "ML712")
    assert one.related[0].source.path.endswith("model.py")
