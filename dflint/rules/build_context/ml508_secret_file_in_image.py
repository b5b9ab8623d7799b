"""ML508: ``COPY . .`` with a `.env` in the context, ``COPY kaggle.json …``."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.rules.rule import ContextRule, unsafe
from dflint.source import CreateFile, Span

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.copied_secrets import CopiedSecrets
    from dflint.context.build_context import BuildContext
    from dflint.context.secret_files import Secret

_MOST_NAMES = 3


class SecretFileInImage(ContextRule):
    """A file with credentials is copied into the image.

    Whoever can pull the image can read it, and it stays in its layer when a later instruction removes it. Leave the
    file out with `.dockerignore`, give it to the `RUN` that needs it as a secret (`RUN --mount=type=secret`), and to
    the container when it starts (`--env-file`, a mount).

    The rule looks into the files: a `.env` that sets no credential is none. It never shows a value.
    """

    code = "ML508"
    name = "secret-file-in-image"
    severity = Severity.ERROR
    fixes = Applicability.UNSAFE
    sources = (
        "https://docs.docker.com/build/building/secrets/",
        "https://docs.docker.com/build/concepts/context/#dockerignore-files",
        "https://docs.docker.com/reference/cli/docker/container/run/#env",
    )

    bad = {
        "app.py": "print('ready')\n",
        ".env": "OPENAI_API_KEY=sk-proj-Zk3v9Qm2T7xW5rB8\n",
        ".dockerignore": ".git\n",
        "Dockerfile": """
            FROM python:3.12-slim
            WORKDIR /app
            COPY . .
            CMD ["python", "app.py"]
        """,
    }
    good = {
        **bad,
        ".dockerignore": ".git\n.env\n",
    }

    def check(self, context: BuildContext, builds: tuple[Build, ...]) -> Iterator[Diagnostic]:
        """Yield a finding for each source of a COPY or ADD that brings such files."""
        from dflint.build.copied_secrets import copied_secrets

        for copied in copied_secrets(context, builds):
            yield self._finding(copied, context)

    def _finding(self, copied: CopiedSecrets, context: BuildContext) -> Diagnostic:
        instruction = copied.step.instruction
        return self.found(
            instruction.source,
            copied.word.span,
            _message(copied),
            help=_help(copied),
            related=[
                Related(other.step.instruction.source, other.word.span, "it is copied here too")
                for other in copied.also
            ],
            fix=_fix(copied, context),
        )


def _message(copied: CopiedSecrets) -> str:
    instruction = copied.step.instruction
    listed = ", ".join(_text(secret) for secret in copied.secrets[:_MOST_NAMES])
    if len(copied.secrets) > _MOST_NAMES:
        listed += f" and {len(copied.secrets) - _MOST_NAMES} more"
    return f"`{instruction.keyword} {copied.word.text}` takes {listed} into the image, for everybody to read"


def _text(secret: Secret) -> str:
    return (
        f"`{secret.path}`, which sets {secret.description},"
        if secret.variable
        else (f"`{secret.path}` ({secret.description})")
    )


def _help(copied: CopiedSecrets) -> str:
    start = "leave it out with `.dockerignore`" if copied.is_directory else "take it out of the copy"
    if any(secret.variable for secret in copied.secrets):
        return f"{start}, and give the variables to the container when it starts (`docker run --env-file`)"
    return f"{start}, and give it to the RUN that needs it: `RUN --mount=type=secret,…`"


def _fix(copied: CopiedSecrets, context: BuildContext) -> Fix | None:
    """The files in the ignore file, where a folder brings them and no instruction names them."""
    if not copied.is_directory or copied.is_needed:
        return None
    from dflint.context.leftovers import escaped

    patterns: Sequence[str] = [escaped(secret.path) for secret in copied.secrets]
    message = f"leave out {', '.join(f'`{pattern}`' for pattern in patterns)}"
    ignore = context.ignore.source
    if ignore is None:
        from dflint.context.dockerignore import IGNORE_FILE_NAME

        path = context.native(IGNORE_FILE_NAME)
        if context.ignore_path is not None or not path.startswith(os.path.join(copied.build.project.root, "")):
            return None
        return unsafe(message, CreateFile(path, "".join(pattern + "\n" for pattern in patterns)))
    if context.ignore.problems or context.ignore.has_exceptions:
        return None
    end = len(ignore.text)
    lines = "".join(pattern + ignore.newline for pattern in patterns)
    start = ignore.newline if ignore.text and not ignore.text.endswith("\n") else ""
    return unsafe(message, ignore.edit(Span(end, end), start + lines))
