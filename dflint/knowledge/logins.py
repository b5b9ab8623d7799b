"""Commands that write a credential to a file, which then is in the layer.

Each row was looked at in the page of `source` on the day in `VERIFIED`.
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
    Login(
        "aws",
        ("configure", "set", "aws_secret_access_key"),
        "AWS secret key",
        ".aws/credentials",
        "https://docs.aws.amazon.com/cli/latest/reference/configure/set.html",
        needs_operand=True,
    ),
    Login(
        "gcloud",
        ("auth", "activate-service-account"),
        "key of a Google service account",
        ".config/gcloud",
        "https://cloud.google.com/sdk/gcloud/reference/auth/activate-service-account",
    ),
)

PYTHON_LOGINS = {
    "huggingface_hub.login": ("Hugging Face token", ".cache/huggingface/token"),
    "wandb.login": ("Weights & Biases key", ".netrc"),
}
"""Functions that do the same with what they are called with: what they keep, and where."""

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
