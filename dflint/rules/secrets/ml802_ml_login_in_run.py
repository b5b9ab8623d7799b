"""ML802: ``RUN hf auth login --token …`` leaves the token in the image."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Diagnostic, Severity
from dflint.rules.rule import StageRule

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.kept_logins import KeptLogin
    from dflint.build.stages import Stage


class MlLoginInRun(StageRule):
    """A RUN logs in, which leaves the credential in a file of the image.

    `hf auth login`, `wandb login` and `docker login` write what they are given to a file in the home directory, and so
    does `echo … > ~/.kaggle/kaggle.json`: it is in the layer, for everybody who can pull the image, even where the
    token itself comes from a secret. Logging in is not needed: the tools read the variable (`HF_TOKEN`,
    `WANDB_API_KEY`), which a RUN can have as a secret (`--mount=type=secret,id=hf_token,env=HF_TOKEN`) and a container
    when it starts.
    """

    code = "ML802"
    name = "ml-login-in-run"
    severity = Severity.ERROR
    mentions = (
        "login",
        "kaggle.json",
        "netrc",
        "credentials",
        "pypirc",
        "token",
    )
    sources = (
        "https://docs.docker.com/build/building/secrets/",
        "https://huggingface.co/docs/huggingface_hub/guides/cli#hf-auth-login",
        "https://docs.wandb.ai/models/ref/python/functions/login",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir huggingface_hub
            RUN --mount=type=secret,id=hf hf auth login --token "$(cat /run/secrets/hf)" && hf download org/model
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir huggingface_hub
            RUN --mount=type=secret,id=hf,env=HF_TOKEN hf download org/model
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding for each command that keeps a credential."""
        if not stage.runs:
            return
        from dflint.build.kept_logins import kept_logins

        for login in kept_logins(stage, build):
            yield self._finding(login, build)

    def _finding(self, login: KeptLogin, build: Build) -> Diagnostic:
        where = f"in `{login.path}`" if login.path is not None else "in a file"
        return self.found(
            login.source,
            login.span,
            f"this leaves the {login.kind} {where} of the image, for everybody to read",
            help=_help(login, build),
        )


def _help(login: KeptLogin, build: Build) -> str:
    """Where the credential is to be given in place of this: to the RUN that downloads, or to the container."""
    from dflint.build.kept_logins import is_used_in_build
    from dflint.knowledge.logins import TOKEN_VARIABLES

    variable = TOKEN_VARIABLES.get(login.kind)
    if variable is None or is_used_in_build(login, build):
        name = variable or "…"
        return f"do not log in: give the RUN the variable as a secret (`--mount=type=secret,id=…,env={name}`)"
    return f"do not log in: no RUN needs it, so give the container the variable when it starts (`-e {variable}`)"
