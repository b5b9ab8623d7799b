"""DF010: a comment that silences a finding and does not say why."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.diagnostics import Diagnostic, Severity
from dflint.rules.rule import IgnoreCommentRule, IgnoreComments
from dflint.source import Source


class IgnoreCommentWithoutReason(IgnoreCommentRule):
    """A comment silences a finding and does not say why.

    Whoever reads it later cannot tell whether it still holds. Write the reason behind the codes. This rule is on where
    `require-reason` is set.
    """

    code = "DF010"
    name = "ignore-comment-without-reason"
    severity = Severity.WARNING
    on = False

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            # dflint: ignore=ML401
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
        """Yield a finding a comment."""
        for span in comments.without_reason:
            yield self.found(source, span, "this comment does not say why", help="write the reason behind the codes")
