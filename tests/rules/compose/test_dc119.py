"""DC119: keys that are blank where nobody sets them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability

Words = Callable[..., list[str]]


def service(*lines: str) -> str:
    return "services:\n  s:\n    image: example\n    environment:\n" + "".join(f"      {line}\n" for line in lines)


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("- OPENAI_API_KEY=${OPENAI_API_KEY}", "${OPENAI_API_KEY}"),
        ("- OPENAI_API_KEY=$OPENAI_API_KEY", "$OPENAI_API_KEY"),
        ("OPENAI_API_KEY: ${OPENAI_API_KEY}", "${OPENAI_API_KEY}"),
        ("ANTHROPIC_API_KEY: ${KEY}", "${KEY}"),
    ],
)
def test_found(words: Words, line: str, word: str) -> None:
    assert words({"compose.yaml": service(line)}, "DC119") == [word]


@pytest.mark.parametrize(
    "lines",
    [
        # Compose stops, has a default, or passes nothing.
        ["- OPENAI_API_KEY=${OPENAI_API_KEY:?set it}"],
        ["- OPENAI_API_KEY=${OPENAI_API_KEY:-}"],
        ["- OPENAI_API_KEY"],
        # Not needed by every service, or no key of a provider.
        ["- HF_TOKEN=${HF_TOKEN}"],
        ["- WANDB_API_KEY=${WANDB_API_KEY}"],
        ["- MY_API_KEY=${MY_API_KEY}"],
        # A choice of providers, or of servers.
        ["- OPENAI_API_KEY=${OPENAI_API_KEY}", "- ANTHROPIC_API_KEY=${ANTHROPIC_API_KEY}"],
        ["- OPENAI_API_KEY=${OPENAI_API_KEY}", "- OPENAI_BASE_URL=${OPENAI_BASE_URL}"],
    ],
)
def test_silent(words: Words, lines: list[str]) -> None:
    assert words({"compose.yaml": service(*lines)}, "DC119") == []


@pytest.mark.parametrize("name", [".env", ".env.example", "set_env.sh", "example.env"])
def test_a_file_tells_of_the_variable(words: Words, name: str) -> None:
    tree = {"compose.yaml": service("- OPENAI_API_KEY=${OPENAI_API_KEY}"), name: "OPENAI_API_KEY=\n"}
    assert words(tree, "DC119") == []


def test_a_file_of_variables(words: Words) -> None:
    text = service("- OPENAI_API_KEY=${OPENAI_API_KEY}") + "    env_file: .env\n"
    assert words({"compose.yaml": text}, "DC119") == []


def test_fix(lay: Callable[..., Any]) -> None:
    checker = lay({"compose.yaml": service("OPENAI_API_KEY: ${OPENAI_API_KEY} # key")})
    assert checker.fix("DC119", allowed=Applicability.UNSAFE) == []
    text = service('OPENAI_API_KEY: "${OPENAI_API_KEY:?set OPENAI_API_KEY}" # key')
    assert (checker.folder / "compose.yaml").read_text() == text
