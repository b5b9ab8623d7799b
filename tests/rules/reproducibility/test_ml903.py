from __future__ import annotations

from collections.abc import Callable

import pytest

Words = Callable[..., list[str]]

UV = "https://astral.sh/uv/install.sh"
POETRY = "https://install.python-poetry.org"


def dockerfile(*lines: str, base: str = "python:3.12") -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    ("line", "word"),
    [
        (f"RUN curl -LsSf {UV} | sh", UV),
        (f"RUN wget -qO- {UV} | sh", UV),
        (f"RUN curl -LsSf {UV} -o i.sh && sh i.sh", UV),
        (f'RUN sh -c "$(curl -LsSf {UV})"', UV),
        (f"ADD {UV} /uv-installer.sh", UV),
        (f"RUN curl -sSL {POETRY} | python3 -", POETRY),
        ("RUN curl -fsSL https://ollama.com/install.sh | sh", "https://ollama.com/install.sh"),
    ],
)
def test_the_newest(words: Words, line: str, word: str) -> None:
    assert words(dockerfile(line), "ML903") == [word]


@pytest.mark.parametrize(
    "line",
    [
        "RUN curl -LsSf https://astral.sh/uv/0.9.2/install.sh | sh",
        "ARG UV_VERSION=0.9.2\nRUN curl -LsSf https://astral.sh/uv/${UV_VERSION}/install.sh | sh",
        "ARG UV_VERSION\nRUN curl -LsSf https://astral.sh/uv/${UV_VERSION}/install.sh | sh",
        f"RUN curl -sSL {POETRY} | POETRY_VERSION=2.1.3 python3 -",
        f"RUN curl -sSL {POETRY} | python3 - --version 2.1.3",
        f"ENV POETRY_VERSION=2.1.3\nRUN curl -sSL {POETRY} | python3 -",
        "RUN curl -fsSL https://ollama.com/install.sh | OLLAMA_VERSION=0.12.0 sh",
        "RUN curl -fsSL https://example.com/install.sh | sh",
        f"RUN echo {UV}",
        f"# {UV}\nRUN true",
    ],
)
def test_silent(words: Words, line: str) -> None:
    assert words(dockerfile(line), "ML903") == []


def test_a_base_that_may_set_the_version(words: Words) -> None:
    assert words(dockerfile(f"RUN curl -sSL {POETRY} | python3 -", base="example/unknown"), "ML903") == []
    assert words(dockerfile(f"RUN curl -LsSf {UV} | sh", base="example/unknown"), "ML903") == [UV]
