"""DF001: what BuildKit refuses in a Dockerfile."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.diagnostics import Diagnostic, Severity
from dflint.project.files import ProjectFile
from dflint.rules.rule import FileRule


class SyntaxErrorRule(FileRule):
    """A Dockerfile has a syntax error.

    BuildKit refuses the file, so nothing is built. The other instructions are still checked.
    """

    code = "DF001"
    name = "syntax-error"
    severity = Severity.ERROR
    sources = ("https://docs.docker.com/reference/dockerfile/",)

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            COPPY app.py /app/
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            COPY app.py /app/
        """,
    }

    def check(self, file: ProjectFile) -> Iterator[Diagnostic]:
        """Yield a finding a problem of the parser."""
        if file.dockerfile is not None:
            for problem in file.dockerfile.problems:
                yield self.found(file.source, problem.span, problem.message)
