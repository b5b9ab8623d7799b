"""ML803: a token of a provider is written in a Dockerfile or a compose file."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic

Findings = Callable[..., list[Diagnostic]]

FROM = "FROM python:3.12-slim\n"
CHANCE = "aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zA1bC3dE5fG7hJ9kL2"
HEX = "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567"
# Written in parts, so that nobody takes them for real ones.
HUB = "hf_" + CHANCE[:34]
TOKENS = [
    (HUB, "Hugging Face token"),
    ("sk-" + CHANCE[:20] + "T3Blbk" + "FJ" + CHANCE[20:40], "OpenAI key"),
    ("sk-proj-" + CHANCE, "OpenAI key"),
    ("sk-ant-" + "api03-" + CHANCE + CHANCE, "Anthropic key"),
    ("nvapi-" + CHANCE + CHANCE, "NVIDIA API key"),
    ("r8_" + CHANCE[:37], "Replicate token"),
    ("gsk_" + CHANCE, "Groq key"),
    ("ghp_" + CHANCE[:36], "GitHub token"),
]


@pytest.mark.parametrize(("token", "title"), TOKENS, ids=[title for _, title in TOKENS])
def test_points_at_it_and_never_says_it(token: str, title: str, findings: Findings) -> None:
    (one,) = findings({"Dockerfile": f"{FROM}RUN curl -H 'Authorization: Bearer {token}' https://x.org\n"}, "ML803")
    assert one.source.slice(one.span) == token
    assert one.message == f"the {title} is written here, for everybody who has the file"
    assert token not in repr((one.message, one.help, one.related, one.fix))


@pytest.mark.parametrize("line", [f"RUN wandb login {HEX}", f"RUN WANDB_API_KEY={HEX} python train.py"])
def test_a_key_that_only_its_place_tells(line: str, words: Callable[..., list[str]]) -> None:
    assert words({"Dockerfile": f"{FROM}{line}\n"}, "ML803") == [HEX]


def test_comments_and_compose_files(words: Callable[..., list[str]]) -> None:
    compose = f"services:\n  api:\n    image: x\n    environment:\n      TOKEN_FOR_HUB: {HUB}\n"
    tree = {"Dockerfile": f"{FROM}# docker run -e HF_TOKEN={HUB}\n", "compose.yaml": compose}
    assert words(tree, "ML803") == [HUB, HUB]


@pytest.mark.parametrize(
    "lines",
    [
        f"ENV HF_TOKEN={HUB}\n",
        f"ARG HF_TOKEN={HUB}\n",
        "RUN hf download org/m --token hf_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n",
        "RUN hf download org/m --token hf_your_token_here_your_token_here_1\n",
        "RUN hf download org/m --token $HF_TOKEN\n",
        f"RUN git checkout {HEX}\n",
        # Others than OpenAI have keys that begin like its old ones.
        f"RUN curl -H 'Authorization: Bearer sk-{CHANCE}' https://x.org\n",
        f"COPY hf_{CHANCE[:12]} /\n",
        "RUN pip install sk-learn-extensions-for-everybody-and-nobody-at-all-12\n",
    ],
    ids=["elsewhere", "of an argument", "x", "a placeholder", "a variable", "a commit", "another", "short", "a name"],
)
def test_is_silent(lines: str, findings: Findings) -> None:
    assert not findings({"Dockerfile": FROM + lines}, "ML803")
