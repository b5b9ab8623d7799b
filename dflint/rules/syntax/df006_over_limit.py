"""DF006: a file that is too large to be checked."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.diagnostics import Diagnostic, Severity
from dflint.project.files import FailureKind, ProjectFile
from dflint.rules.rule import FileRule, Size
from dflint.source import Span


class OverLimit(FileRule):
    """A file is larger than what is checked.

    No person writes a Dockerfile or a compose file of more than 1 MiB; it was generated, or is something else by the
    same name.
    """

    code = "DF006"
    name = "over-limit"
    severity = Severity.ERROR

    bad = {"Dockerfile": Size(2_000_000)}
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
        """
    }

    def check(self, file: ProjectFile) -> Iterator[Diagnostic]:
        """Yield at most one finding."""
        if file.failure is not None and file.failure.kind is FailureKind.TOO_LARGE:
            yield self.found(file.source, Span(0, 0), file.failure.message)
