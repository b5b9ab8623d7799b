from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Words = Callable[..., list[str]]
Findings = Callable[..., list[Any]]


@pytest.mark.parametrize(
    "image",
    [
        "pytorch/pytorch",
        "pytorch/pytorch:latest",
        "docker.io/pytorch/pytorch",
        "tensorflow/tensorflow:latest-gpu",
        "tensorflow/tensorflow:nightly-jupyter",
        "tensorflow/serving",
        "vllm/vllm-openai:nightly",
        "lmsysorg/sglang:latest",
        "ollama/ollama",
        "ghcr.io/huggingface/text-generation-inference:latest",
        "ghcr.io/huggingface/text-embeddings-inference:cpu-latest",
        "quay.io/jupyter/scipy-notebook:latest",
        "quay.io/jupyter/pytorch-notebook:cuda12-latest",
        "huggingface/transformers-pytorch-gpu",
    ],
)
def test_found(findings: Findings, image: str) -> None:
    (one,) = findings({"Dockerfile": f"FROM {image} AS a\nRUN pip install x\n"}, "ML107")
    assert one.source.slice(one.span) == image
    assert one.severity.name == "WARNING"


def test_the_message_says_what_moves(findings: Findings) -> None:
    (one,) = findings({"Dockerfile": "FROM pytorch/pytorch\n"}, "ML107")
    assert one.message == (
        "`pytorch/pytorch:latest` names no version: PyTorch, CUDA and Python change with every release"
    )
    assert one.help == "name a version, such as `pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime`"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        # Only the program is taken out of it
        (
            "FROM ollama/ollama:latest AS ollama\nFROM python:3.12\nCOPY --from=ollama /bin/ollama /bin/",
            "ollama/ollama:latest",
        ),
        ("FROM python:3.12\nCOPY --from=ghcr.io/astral-sh/uv:latest /uv /bin/", "ghcr.io/astral-sh/uv:latest"),
        ("FROM python:3.12\nCOPY --from=ghcr.io/astral-sh/uv /uv /bin/", "ghcr.io/astral-sh/uv"),
        (
            "FROM python:3.12\nRUN --mount=from=ghcr.io/astral-sh/uv,source=/uv,target=/bin/uv uv sync",
            "ghcr.io/astral-sh/uv",
        ),
        # Who builds may say another
        ("ARG TAG=latest\nFROM pytorch/pytorch:${TAG}", "pytorch/pytorch:${TAG}"),
    ],
)
def test_only_worth_knowing(findings: Findings, text: str, word: str) -> None:
    (one,) = findings({"Dockerfile": f"{text}\n"}, "ML107")
    assert one.source.slice(one.span) == word
    assert one.severity.name == "INFO"


@pytest.mark.parametrize(
    "text",
    [
        "FROM pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime",
        "FROM pytorch/pytorch:latest@sha256:" + "a" * 64,
        "FROM tensorflow/tensorflow:2.20.0",
        "FROM vllm/vllm-openai:v0.11.0",
        "FROM ghcr.io/huggingface/text-embeddings-inference:cpu-1.7",
        "FROM quay.io/jupyter/scipy-notebook:2025-03-14",
        "FROM python:3.12\nCOPY --from=ghcr.io/astral-sh/uv:0.8.3 /uv /bin/",
        "FROM ghcr.io/astral-sh/uv:python3.12-bookworm-slim",
        "FROM mirror.example.org/pytorch/pytorch",
        "FROM my/pytorch",
        "ARG TAG\nFROM pytorch/pytorch:${TAG}",
        # Frozen, so nothing moves any more
        "FROM jupyter/scipy-notebook",
        "FROM pytorch/torchserve",
        "FROM pytorch/torchserve:latest-gpu",
        # Of no framework
        "FROM nginx:latest",
        "FROM ubuntu",
    ],
)
def test_silent(words: Words, text: str) -> None:
    assert words({"Dockerfile": f"{text}\n"}, "ML107") == []


def test_a_name_that_compose_builds(words: Words) -> None:
    compose = "services:\n  a:\n    image: vllm/vllm-openai:latest\n    build: .\n"
    assert words({"Dockerfile": "FROM python:3.12\n", "compose.yaml": compose}, "ML107") == []


def test_a_file_that_cannot_be_built_any_more(words: Callable[..., list[str]]) -> None:
    text = "FROM tensorflow/tensorflow:latest-gpu\nCOPY requirements.txt .\nCOPY ./app /app\n"
    tree = {"Dockerfile": text, "requirements.txt": "flask\n"}
    assert words(tree, "ML107") == []
    assert words({**tree, "app/main.py": "x = 1\n"}, "ML107") != []
    # The context of the build may be another one.
    assert words({"Dockerfile": text}, "ML107") != []
