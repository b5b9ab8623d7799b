"""ML411: a model is baked into the image, and the hub is asked nevertheless."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic
from dflint.rules.model_artifacts.ml411_hf_offline_missing import HfOfflineMissing

Findings = Callable[..., list[Diagnostic]]

FROM = "FROM python:3.12-slim\n"


def test_is_off_by_default() -> None:
    assert not HfOfflineMissing.on


def test_is_told_once(words: Callable[..., list[str]]) -> None:
    tree = {"Dockerfile": FROM + "RUN hf download org/a\nRUN hf download org/b\n"}
    assert words(tree, "ML411") == ["hf download org/a"]


@pytest.mark.parametrize(
    "lines",
    [
        "RUN hf download org/a\nENV HF_HUB_OFFLINE=1\n",
        "RUN hf download org/a\nENV TRANSFORMERS_OFFLINE=1\n",
        "RUN hf download org/a\nENV HF_HUB_OFFLINE=0\n",
        "RUN hf download org/a --local-dir /models/a\n",
        "RUN wget https://x.org/a.pth\n",
        "RUN hf download --repo-type dataset org/a\n",
        "RUN --mount=type=cache,target=/root/.cache hf download org/a\n",
    ],
)
def test_is_silent(lines: str, findings: Findings) -> None:
    assert not findings({"Dockerfile": FROM + lines}, "ML411")
