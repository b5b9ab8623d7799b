from __future__ import annotations

from collections.abc import Callable

import pytest


def dockerfile(tag: str, run: str) -> dict[str, str]:
    return {"Dockerfile": f"FROM {tag}\nRUN {run}\n"}


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("apt-get update && apt-get upgrade -y", ["apt-get upgrade"]),
        ("apt-get update && apt-get -y dist-upgrade", ["apt-get -y dist-upgrade"]),
        ("apt update && apt full-upgrade -y", ["apt full-upgrade"]),
    ],
)
def test_found(words: Callable[..., list[str]], run: str, expected: list[str]) -> None:
    assert words(dockerfile("nvidia/cuda:12.4.0-runtime-ubuntu22.04", run), "ML609") == expected


@pytest.mark.parametrize(
    ("image", "run"),
    [
        pytest.param("nvidia/cuda:12.4.1-runtime-ubuntu22.04", "apt-get upgrade -y", id="the newest patch"),
        pytest.param("nvidia/cuda:12.4.0-runtime-ubuntu22.04", "apt-get update", id="only the lists"),
        pytest.param("nvidia/cuda:12.4.0-runtime-ubuntu22.04", "apt-get install --only-upgrade -y openssl", id="one"),
        pytest.param("nvidia/cuda:12.4.0-runtime-ubuntu22.04", "apt upgrade -y openssl", id="one by name"),
        pytest.param(
            "nvidia/cuda:12.4.0-runtime-ubuntu22.04",
            "rm /etc/apt/sources.list.d/cuda.list && apt-get update && apt-get upgrade -y",
            id="without the repository",
        ),
        pytest.param(
            "nvidia/cuda:12.4.0-runtime-ubuntu22.04", "apt-mark hold 'cuda-*' && apt-get upgrade -y", id="all is held"
        ),
        pytest.param("nvidia/cuda:11.0-runtime", "apt-get upgrade -y", id="an unknown patch"),
        pytest.param("ubuntu:22.04", "apt-get upgrade -y", id="another base"),
        pytest.param("nvidia/cuda:12.4.0-runtime-ubi8", "dnf upgrade -y", id="another system"),
    ],
)
def test_silent(words: Callable[..., list[str]], image: str, run: str) -> None:
    assert words(dockerfile(image, run), "ML609") == []
