"""Commands that write a credential to a file, which then is in the layer.

On the day in `VERIFIED`: that of Hugging Face in huggingface_hub 2.4.0, the others in the page of `source`.
"""

from __future__ import annotations

from typing import NamedTuple

VERIFIED = "2026-11-27"


class Login(NamedTuple):
    """A command of `program` with the operands `words` that keeps a credential in `file`, below the home directory.

    `kind` is what is kept. `needs_operand` is whether it only does where something is named behind the words, and
    `option` what has to be given, "" for nothing: without it the command asks, or takes a variable and writes nothing.
    With one of the options `harmless` it does nothing of the kind.
    """

    program: str
    words: tuple[str, ...]
    kind: str
    file: str
    source: str
    needs_operand: bool = False
    option: str = ""
    harmless: frozenset[str] = frozenset({"--help", "-h"})


_HUB = "https://huggingface.co/docs/huggingface_hub/guides/cli#hf-auth-login"

LOGINS = (
    Login("hf", ("auth", "login"), "Hugging Face token", ".cache/huggingface/token", _HUB, option="--token"),
    Login("huggingface-cli", ("login",), "Hugging Face token", ".cache/huggingface/token", _HUB, option="--token"),
    Login(
        "wandb",
        ("login",),
        "Weights & Biases key",
        ".netrc",
        "https://docs.wandb.ai/models/ref/python/functions/login",
        needs_operand=True,
    ),
    Login(
        "docker",
        ("login",),
        "password of a registry",
        ".docker/config.json",
        "https://docs.docker.com/reference/cli/docker/login/",
    ),
)

PYTHON_LOGINS = {
    "huggingface_hub.login": ("Hugging Face token", ".cache/huggingface/token"),
    "wandb.login": ("Weights & Biases key", ".netrc"),
}
"""Functions that do the same with what they are called with: what they keep, and where."""

TOKEN_VARIABLES = {"Hugging Face token": "HF_TOKEN", "Weights & Biases key": "WANDB_API_KEY"}
"""The variables that do for a kind of credential what logging in does, by the pages of the commands above."""

CREDENTIAL_FILES = {
    "kaggle.json": "Kaggle key",
    ".netrc": "password",
    ".git-credentials": "password of git",
    ".pypirc": "token of a package index",
    "huggingface/token": "Hugging Face token",
}
"""Ends of the paths of files that a command may write a credential to, and what they hold.

Sources: `dflint.knowledge.secret_files`.
"""
