"""ML409: ``ENV TRANSFORMERS_CACHE=…``, ``RUN huggingface-cli download …``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability, Diagnostic, Severity

Findings = Callable[..., list[Diagnostic]]

FROM = "FROM python:3.12-slim\n"
PIP = "RUN pip install transformers\n"
ENV = "ENV TRANSFORMERS_CACHE=/m\n"
E, W, I = Severity.ERROR, Severity.WARNING, Severity.INFO  # noqa: E741


@pytest.mark.parametrize(
    ("lines", "message", "severity"),
    [
        (PIP + ENV, "`TRANSFORMERS_CACHE` has no effect from transformers 5.0 on", W),
        (
            ENV + "RUN pip install transformers==5.1.0\n",
            "`TRANSFORMERS_CACHE` has no effect: transformers ignores it",
            W,
        ),
        (ENV + "RUN pip install 'transformers>=4.40,<5'\n", "`TRANSFORMERS_CACHE` is deprecated", I),
        (PIP + "ENV HUGGINGFACE_HUB_CACHE=/m\n", "`HUGGINGFACE_HUB_CACHE` is deprecated", I),
        (
            "RUN pip install huggingface_hub==1.2.0\nENV HF_HUB_ENABLE_HF_TRANSFER=1\n",
            "`HF_HUB_ENABLE_HF_TRANSFER` has no effect: huggingface_hub ignores it since 1.0",
            W,
        ),
        ("ENV HF_HOME=/data/hub\n", "`HF_HOME` ends with `/hub`, so that models go to `/data/hub/hub`", I),
        ("RUN huggingface-cli download org/m\n", "`huggingface-cli` is deprecated, and gone in huggingface_hub 1.0", W),
        (
            "RUN pip install huggingface_hub==0.36.0 && huggingface-cli download org/m\n",
            "`huggingface-cli` is deprecated, and gone in huggingface_hub 1.0",
            W,
        ),
        (
            "RUN pip install huggingface_hub\nRUN huggingface-cli download org/m\n",
            "`huggingface-cli` fails: huggingface_hub has no such command since 1.0",
            E,
        ),
        (
            "RUN pip install transformers==5.1.0 torch\nRUN huggingface-cli download org/m\n",
            "`huggingface-cli` fails: huggingface_hub has no such command since 1.0",
            E,
        ),
        (
            "RUN pip install transformers==4.57.1\nRUN huggingface-cli download org/m\n",
            "`huggingface-cli` is deprecated, and gone in huggingface_hub 1.0",
            W,
        ),
        (
            'RUN pip install huggingface_hub==1.0.0\nCMD ["sh", "-c", "huggingface-cli download org/m && serve"]\n',
            "`huggingface-cli` fails: huggingface_hub has no such command since 1.0",
            E,
        ),
    ],
)
def test_what_it_says(lines: str, message: str, severity: Severity, findings: Findings) -> None:
    (one,) = findings({"Dockerfile": FROM + lines}, "ML409")
    assert one.message.startswith(message)
    assert one.severity is severity


@pytest.mark.parametrize(
    "lines",
    [
        "RUN pip install huggingface_hub==0.30.0\nRUN huggingface-cli download org/m\n",
        "RUN huggingface-cli download org/m || hf download org/m\n",
        "RUN pip install huggingface_hub==0.36.0\nENV HF_HUB_ENABLE_HF_TRANSFER=1\n",
        "ENV HF_HUB_ENABLE_HF_TRANSFER=1\n",
        "RUN pip install huggingface_hub==1.0.0\nENV HF_HUB_ENABLE_HF_TRANSFER=0\n",
        "RUN echo huggingface-cli\n",
        "RUN command -v huggingface-cli\n",
        "ENV HF_HOME=/data/hub HF_HUB_CACHE=/data/hub\n",
        "ENV HF_HOME=/data HF_TOKEN_PATH=/run/secrets/t\n",
        "ENV HUGGING_FACE_HUB_TOKEN=\n",
    ],
)
def test_is_silent(lines: str, findings: Findings) -> None:
    assert not findings({"Dockerfile": FROM + lines}, "ML409")


@pytest.mark.parametrize(
    ("lines", "advice"),
    [
        ("ENV HF_HOME=/h TRANSFORMERS_CACHE=/m\n", "set `HF_HUB_CACHE` to `/m`, the same folder, instead"),
        ("ENV HUGGINGFACE_HUB_CACHE=/data\n", "set `HF_HUB_CACHE` to `/data`, the same folder, instead"),
        ("ENV HF_HUB_CACHE=/m TRANSFORMERS_CACHE=/m\n", "remove it: without it models go to the same folder"),
    ],
)
def test_what_it_advises(lines: str, advice: str, findings: Findings) -> None:
    (one,) = findings({"Dockerfile": FROM + PIP + lines}, "ML409")
    assert one.help == advice


@pytest.mark.parametrize(
    "tree",
    [
        pytest.param(
            {"Dockerfile": FROM + "ENV HUGGINGFACE_HUB_CACHE=/m\n"}, id="nothing of Hugging Face is installed"
        ),
        pytest.param(
            {
                "Dockerfile": "FROM ghcr.io/huggingface/text-embeddings-inference:1.8\n"
                "RUN pip install huggingface_hub\nENV HUGGINGFACE_HUB_CACHE=/m\n"
            },
            id="an image whose own program reads it",
        ),
        pytest.param(
            {
                "Dockerfile": FROM + PIP + "COPY --from=ghcr.io/huggingface/text-embeddings-inference:cpu-1.8 "
                "/usr/local/bin/text-embeddings-router /bin/\nENV HUGGINGFACE_HUB_CACHE=/m\n"
            },
            id="a program that reads it is copied",
        ),
        pytest.param(
            {"Dockerfile": FROM + PIP + ENV, "serve.py": 'import os\nfolder = os.environ["TRANSFORMERS_CACHE"]\n'},
            id="the program reads it itself",
        ),
        pytest.param(
            {"Dockerfile": FROM + PIP + ENV + "COPY models /m/models\n", "models/config.json": "{}"},
            id="models are copied into the folder",
        ),
        pytest.param(
            {"Dockerfile": FROM + PIP + ENV + "RUN hf download org/m --cache-dir /m\n"},
            id="models are downloaded into the folder while the image is built",
        ),
        pytest.param(
            {"Dockerfile": FROM + PIP + "ENV HF_HUB_CACHE=/a TRANSFORMERS_CACHE=/b\n"}, id="two folders, both meant"
        ),
        pytest.param(
            {"Dockerfile": FROM + PIP + "ENV HF_HOME=/m\nENV TRANSFORMERS_CACHE=$HF_HOME/hub\n"},
            id="the folder of models that HF_HOME gives",
        ),
        pytest.param({"Dockerfile": FROM + PIP + "ENV HF_HOME=/m/ TRANSFORMERS_CACHE=/m\n"}, id="the same as HF_HOME"),
        pytest.param(
            {
                "Dockerfile": FROM + PIP + ENV + "COPY serve.py .\n",
                "serve.py": "AutoModel.from_pretrained('org/m', cache_dir=FOLDER)\n",
            },
            id="the program says itself where models are kept",
        ),
    ],
)
def test_a_variable_that_may_be_meant(tree: dict[str, str], findings: Findings) -> None:
    assert not findings(tree, "ML409")


def test_a_base_image_that_nobody_knows(findings: Findings) -> None:
    dockerfile = "FROM example.com/rocm/pytorch:6.4\n" + PIP + ENV
    (one,) = findings({"Dockerfile": dockerfile}, "ML409")
    assert one.help == "set `HF_HUB_CACHE` to `/m`, the same folder, instead"
    assert not findings({"Dockerfile": dockerfile + "ARG CACHE\nENV HF_HUB_CACHE=$CACHE\n"}, "ML409")


def test_a_stage_that_is_not_shipped(findings: Findings) -> None:
    dockerfile = f"{FROM[:-1]} AS build\n{ENV}RUN make\n{FROM}COPY --from=build /out /out\n"
    assert not findings({"Dockerfile": dockerfile}, "ML409")


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        (
            "RUN pip install huggingface_hub==0.36.0\nRUN huggingface-cli download org/m --local-dir /m\n",
            "RUN pip install huggingface_hub==0.36.0\nRUN hf download org/m --local-dir /m\n",
            Applicability.SAFE,
        ),
        (
            "RUN pip install huggingface_hub==1.0.0 && huggingface-cli login --token $T\n",
            "RUN pip install huggingface_hub==1.0.0 && huggingface-cli login --token $T\n",
            Applicability.UNSAFE,
        ),
        (
            "RUN pip install huggingface_hub==1.0.0\nRUN huggingface-cli whoami\n",
            "RUN pip install huggingface_hub==1.0.0\nRUN hf auth whoami\n",
            Applicability.SAFE,
        ),
        ("RUN huggingface-cli download org/m\n", "RUN hf download org/m\n", Applicability.UNSAFE),
        (
            "RUN huggingface-cli download org/m --include '*.json' '*.txt'\n",
            "RUN huggingface-cli download org/m --include '*.json' '*.txt'\n",
            Applicability.UNSAFE,
        ),
        (PIP + "ENV A=1 TRANSFORMERS_CACHE=/m\n", PIP + "ENV A=1 HF_HUB_CACHE=/m\n", Applicability.UNSAFE),
        (
            PIP + ENV + "RUN mkdir $TRANSFORMERS_CACHE\n",
            PIP + ENV + "RUN mkdir $TRANSFORMERS_CACHE\n",
            Applicability.UNSAFE,
        ),
        (
            PIP + "ENV HF_HOME=/h TRANSFORMERS_CACHE=/m\n",
            PIP + "ENV HF_HOME=/h HF_HUB_CACHE=/m\n",
            Applicability.UNSAFE,
        ),
        (
            PIP + "ENV HF_HUB_CACHE=/m TRANSFORMERS_CACHE=/m\n",
            PIP + "ENV HF_HUB_CACHE=/m TRANSFORMERS_CACHE=/m\n",
            Applicability.UNSAFE,
        ),
    ],
)
def test_fix(before: str, after: str, allowed: Applicability, lay: Callable[..., Any]) -> None:
    checker = lay({"Dockerfile": FROM + before})
    checker.fix("ML409", allowed=allowed)
    assert (checker.folder / "Dockerfile").read_text() == FROM + after
