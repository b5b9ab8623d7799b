"""ML803: a token of a provider is written in a Dockerfile or a compose file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Diagnostic, Severity
from dflint.rules.rule import FileRule

if TYPE_CHECKING:
    from dflint.project.project import ProjectFile


class LiteralProviderToken(FileRule):
    """A token is written in a file of the project.

    Tokens of Hugging Face, OpenAI, Anthropic and others are known by what they look like. One that stands in a
    Dockerfile or a compose file, be it in a comment, is in the git history for everybody who has the repository, and
    mostly in the image too. Revoke it, and give the new one as a secret or through the environment.

    `ARG` and `ENV` of a variable that is known to hold a credential are for ML801. The token is never shown.
    """

    code = "ML803"
    name = "literal-provider-token"
    severity = Severity.ERROR
    sources = (
        "https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns",
        "https://huggingface.co/docs/hub/security-tokens",
        "https://docs.docker.com/build/building/secrets/",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir huggingface_hub
            RUN hf download org/model --token hf_"""
        + "AbCdEfGhIjKlMnOpQrStUvWxYz01234567"
        """
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir huggingface_hub
            RUN --mount=type=secret,id=hf_token,env=HF_TOKEN hf download org/model
        """,
    }

    def check(self, file: ProjectFile) -> Iterator[Diagnostic]:
        """Yield a finding for each token."""
        if file.dockerfile is None and file.compose is None:
            return
        from dflint.project.written_tokens import credential_variables, written_tokens

        tokens = list(written_tokens(file.source))
        if not tokens:
            return
        told = list(credential_variables(file))
        for token in tokens:
            if not any(span.contains(token.span) for span in told):
                yield self.found(
                    file.source,
                    token.span,
                    f"the {token.title} is written here, for everybody who has the file",
                    help="revoke it, for it has been written down; give the new one as a secret or when it is started",
                    secrets=[token.span],
                )
