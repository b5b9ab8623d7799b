from __future__ import annotations

from collections.abc import Callable

import pytest

VLLM = "RUN pip install vllm\n"
GCC = "RUN apt-get update && apt-get install -y gcc\n"


@pytest.mark.parametrize(
    "text",
    [
        f"FROM python:3.12-slim\n{VLLM}",
        f"FROM python:3.12-slim\n{VLLM}CMD vllm serve x\n",
        f"FROM python:3.12-slim AS build\n{GCC}{VLLM}FROM python:3.12-slim\n"
        "COPY --from=build /usr/local/lib/python3.12/site-packages /usr/local/lib/python3.12/site-packages\n",
    ],
)
def test_found(words: Callable[..., list[str]], text: str) -> None:
    assert words({"Dockerfile": text}, "ML615") == ["vllm"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"FROM python:3.12\n{VLLM}", id="the full image"),
        pytest.param(f"FROM python:3.12-slim\n{GCC}{VLLM}", id="installed"),
        pytest.param(f"FROM nvidia/cuda:12.8.1-devel-ubuntu24.04\n{VLLM}", id="a devel image"),
        pytest.param(f"FROM $BASE\n{VLLM}", id="an unknown base"),
        pytest.param("FROM python:3.12-slim\nRUN pip install torch\n", id="torch alone may never compile"),
        pytest.param(
            f"FROM python:3.12-slim AS build\n{VLLM}FROM python:3.12\nCOPY --from=build /usr/local /usr/local\n",
            id="a compiler in the image that is run",
        ),
    ],
)
def test_silent(words: Callable[..., list[str]], text: str) -> None:
    assert words({"Dockerfile": text}, "ML615") == []
