"""DF007: keys and values that Compose does not know."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.diagnostics import Applicability, Diagnostic, Fix, Severity
from dflint.project.files import ProjectFile
from dflint.rules.rule import FileRule


class ComposeSchemaError(FileRule):
    """A key or value of a compose file is not what Compose takes.

    Compose asks the schema of the Compose Specification before it does anything, and refuses the whole file for one
    misspelled key. Values are judged as Compose sees them: with merge keys followed and variables replaced; a value
    whose variables are not known is left alone, and so are keys that start with `x-`. A schema that is newer than this
    one may know a key that this one does not: then ignore DF007 in that line, or leave it out for the file.
    """

    code = "DF007"
    name = "compose-schema-error"
    severity = Severity.ERROR
    fixes = Applicability.SAFE
    sources = (
        "https://docs.docker.com/reference/compose-file/",
        "https://github.com/compose-spec/compose-go/blob/main/schema/compose-spec.json",
    )

    bad = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
                user: 1000
                ports:
                  - 8000:8000
        """,
    }
    good = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
                user: "1000"
                ports:
                  - 8000:8000
        """,
    }

    def check(self, file: ProjectFile) -> Iterator[Diagnostic]:
        """Yield a finding a problem that the schema, or what Compose checks beside it, has with the file."""
        if file.compose is None:
            return
        from dflint.compose.schema.validation import schema_problems

        for problem in schema_problems(file.compose):
            fix = None
            if problem.edit is not None:
                applicability = Applicability.SAFE if problem.is_certain else Applicability.UNSAFE
                fix = Fix(applicability, f"Write `{problem.edit.content}`", (problem.edit,))
            yield self.found(problem.source, problem.span, problem.message, fix=fix)
