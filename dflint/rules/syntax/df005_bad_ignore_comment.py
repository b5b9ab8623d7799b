"""DF005: a comment that should silence a finding, and cannot."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.diagnostics import Diagnostic, Severity
from dflint.rules.rule import IgnoreCommentRule, IgnoreComments
from dflint.source import Source


class BadIgnoreComment(IgnoreCommentRule):
    """A comment that silences findings names an unknown rule, or is malformed.

    It silences nothing. It is written `# dflint: ignore=ML401 the reason`, in lower case, on the line before an
    instruction, a key or a pattern. At the end of a line of a Dockerfile, or in a heredoc, it is no comment but text
    for the shell.
    """

    code = "DF005"
    name = "bad-ignore-comment"
    severity = Severity.WARNING

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            # dflint: ignore=ML999 the model is versioned with the code
            COPY model.onnx /app/
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            # dflint: ignore=ML401 the model is versioned with the code
            COPY model.onnx /app/
        """,
    }

    def check(self, source: Source, comments: IgnoreComments) -> Iterator[Diagnostic]:
        """Yield a finding a problem of the reader of comments."""
        for problem in comments.problems:
            yield self.found(source, problem.span, problem.message)
