"""DF009: a comment that silences a rule which finds nothing there."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.rules.rule import IgnoreCommentRule, IgnoreComments, safe
from dflint.source import Source


class UnusedIgnoreComment(IgnoreCommentRule):
    """A comment silences a rule that finds nothing there.

    What it was written for has been mended, has moved, or is no longer a finding. If it stays, it will hide the next
    mistake of that kind, which nobody has looked at. Take it away.

    A rule that is not part of the run might find something, because it is off or because not all files that it puts
    together are checked: a comment that names it is not unused. Comments for other tools never are.
    """

    code = "DF009"
    name = "unused-ignore-comment"
    severity = Severity.INFO  # a rule that becomes more precise must not break a build
    fixes = Applicability.SAFE

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            # dflint: ignore=DF001 the parser of the build does not mind
            COPY app.py /app/
        """,
        "app.py": "print('hello')\n",
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            COPY app.py /app/
        """,
        "app.py": "print('hello')\n",
    }

    def check(self, source: Source, comments: IgnoreComments) -> Iterator[Diagnostic]:
        """Yield a finding a comment."""
        for unused in comments.unused:
            words = [f"`{source.slice(word)}`" for word in unused.words]
            listed = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
            fix = safe("Take it away", unused.removal)
            yield self.found(
                source, unused.span, f"there is no finding of {listed} that this comment silences", fix=fix
            )
