"""DF001: what BuildKit refuses in a Dockerfile."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.diagnostics import Diagnostic, Severity
from dflint.project.files import ProjectFile
from dflint.rules.rule import FileRule


class SyntaxErrorRule(FileRule):
    """A Dockerfile has a syntax error.

    BuildKit refuses the file, so nothing is built. The other instructions are still checked. Of lines one behind the
    other that are no instructions only the first is shown: most often one quote or backslash is missing before them.
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
        if file.dockerfile is not None and file.dockerfile.problems:
            from dflint.dockerfile.follow_on import first_problems

            for problem in first_problems(file.dockerfile):
                yield self.found(file.source, problem.span, problem.message)
