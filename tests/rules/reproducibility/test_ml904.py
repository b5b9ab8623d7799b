from __future__ import annotations

from collections.abc import Callable

import pytest

Words = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("RUN curl -sS https://bootstrap.pypa.io/get-pip.py | python3", ["https://bootstrap.pypa.io/get-pip.py"]),
        ("RUN add-apt-repository -y ppa:deadsnakes/ppa", ["ppa:deadsnakes/ppa"]),
        ("RUN add-apt-repository -y ppa:graphics-drivers/ppa", []),
        ("RUN echo deadsnakes", []),
        ("RUN curl -O https://e.org/get-pip.py", []),
    ],
)
def test_python_by_hand(words: Words, line: str, expected: list[str]) -> None:
    assert words({"Dockerfile": f"FROM ubuntu:22.04\n{line}\n"}, "ML904") == expected
