from __future__ import annotations

from collections.abc import Callable

import pytest

PLAIN = "FROM python:3.12-slim\nRUN pip install torch\n"


def project(service: str, dockerfile: str = PLAIN) -> dict[str, str]:
    lines = "".join(f"    {line}\n" for line in service.splitlines())
    return {"compose.yaml": f"services:\n  train:\n{lines}", "Dockerfile": dockerfile}


def test_found(words: Callable[..., list[str]]) -> None:
    assert words(project("build: .\nruntime: nvidia"), "ML613") == ["nvidia"]


@pytest.mark.parametrize(
    ("service", "dockerfile"),
    [
        pytest.param("build: .", PLAIN, id="no GPU is asked for"),
        pytest.param("build: .\nruntime: nvidia\nenvironment: [NVIDIA_VISIBLE_DEVICES=all]", PLAIN, id="set there"),
        pytest.param("build: .\nruntime: nvidia\nenvironment: [NVIDIA_VISIBLE_DEVICES]", PLAIN, id="taken over"),
        pytest.param("build: .\nruntime: nvidia\nenv_file: .env.gpu", PLAIN, id="perhaps set in a file"),
        pytest.param("build: .\nruntime: nvidia", f"{PLAIN}ENV NVIDIA_VISIBLE_DEVICES=all\n", id="set in the image"),
        pytest.param("build: .\nruntime: nvidia", "FROM nvidia/cuda:12.8.1-base-ubuntu24.04\n", id="set in the base"),
        pytest.param("build: .\nruntime: nvidia", "FROM nvcr.io/nvidia/l4t-base:r36.2.0\n", id="an unknown base"),
        pytest.param("build: .\nruntime: $RUNTIME", PLAIN, id="an unknown runtime"),
        pytest.param("build: .\nruntime: nvidia\ngpus: all", PLAIN, id="asked for besides"),
        pytest.param("image: somebody/train\nruntime: nvidia", PLAIN, id="an image that is pulled"),
        pytest.param("build: .\nruntime: nvidia\nextends: other", PLAIN, id="more of it elsewhere"),
    ],
)
def test_silent(words: Callable[..., list[str]], service: str, dockerfile: str) -> None:
    assert words(project(service, dockerfile), "ML613") == []
