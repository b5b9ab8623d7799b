"""DF003: a pattern of a ``.dockerignore`` that the engine refuses."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.diagnostics import Diagnostic, Severity
from dflint.project.files import ProjectFile
from dflint.project.project import Project
from dflint.rules.rule import IgnoreFileRule


class BadIgnorePattern(IgnoreFileRule):
    """A `.dockerignore` has a pattern that Docker refuses.

    One bad pattern fails the whole build, before the first instruction. The other patterns are still checked.
    """

    code = "DF003"
    name = "bad-ignore-pattern"
    severity = Severity.ERROR
    sources = (
        "https://docs.docker.com/build/concepts/context/#dockerignore-files",
        "https://pkg.go.dev/path/filepath#Match",
    )

    bad = {".dockerignore": "*.[pyc\n"}
    good = {".dockerignore": "**/*.py[co]\n"}

    def check(self, file: ProjectFile, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding a problem of the reader of patterns."""
        for problem in file.ignore.problems if file.ignore is not None else ():
            yield self.found(file.source, problem.span, problem.message)
