"""DF004: what Compose refuses in a compose file."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.diagnostics import Diagnostic, Severity
from dflint.project.files import ProjectFile
from dflint.rules.rule import FileRule


class InvalidComposeFile(FileRule):
    """A compose file is not valid YAML, or not a compose file.

    Compose refuses the file, so no service starts. What can still be read is checked.
    """

    code = "DF004"
    name = "invalid-compose-file"
    severity = Severity.ERROR
    sources = ("https://docs.docker.com/reference/compose-file/",)

    bad = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
                image: ghcr.io/example/api:1.4.3
        """,
    }
    good = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.3
        """,
    }

    def check(self, file: ProjectFile) -> Iterator[Diagnostic]:
        """Yield a finding a problem of the reader of compose files."""
        if file.compose is not None:
            for problem in file.compose.problems:
                severity = Severity.ERROR if problem.is_refused else Severity.WARNING
                yield self.found(file.source, problem.span, problem.message, severity=severity)
