"""ML509: ``COPY data ./data`` where `.dockerignore` leaves out `data`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.rules.rule import StageRule, unsafe
from dflint.source import Source, Span

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.ignored_sources import IgnoredSource
    from dflint.build.stages import Stage
    from dflint.context.build_context import BuildContext


class CopyIgnoredFile(StageRule):
    """A file is copied that the ignore file leaves out.

    What `.dockerignore` leaves out is not sent to the builder, so that COPY does not find it and the build fails,
    though the file lies there. Take the pattern away, or bring the file back with `!`.

    The ignore file is that of the context in which a compose service builds the Dockerfile, or the Dockerfile's own.
    """

    code = "ML509"
    name = "copy-ignored-file"
    severity = Severity.ERROR
    fixes = Applicability.UNSAFE
    aliases = ("CopyIgnoredFile",)
    sources = (
        "https://docs.docker.com/reference/build-checks/copy-ignored-file/",
        "https://docs.docker.com/build/concepts/context/#dockerignore-files",
    )

    bad = {
        "models/labels.txt": "cat\ndog\n",
        "models/best.pt": "weights\n",
        ".dockerignore": ".git\nmodels\n",
        "Dockerfile": """
            FROM python:3.12-slim
            COPY models/labels.txt /app/models/
            CMD ["python", "-m", "app"]
        """,
    }
    good = {
        **bad,
        ".dockerignore": ".git\nmodels\n!models/labels.txt\n",
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding for each source of COPY, ADD or a bind mount that is left out."""
        context = build.context
        if context is None or not context.ignore.patterns or context.ignore.problems:
            return
        from dflint.build.ignored_sources import ignored_sources

        is_built = any(stage is one for one in build.stages)
        for found in ignored_sources(stage, context, build):
            yield self._finding(found, context, is_built)

    def _finding(self, found: IgnoredSource, context: BuildContext, is_built: bool) -> Diagnostic:
        ignore = context.ignore.source
        pattern = context.ignore.matching(found.path)
        name = "the ignore file" if ignore is None else f"`{ignore.path.replace(chr(92), '/').rpartition('/')[2]}`"
        return self.found(
            found.source,
            found.span,
            f"`{found.path}` is not found: {name} leaves it out",
            severity=Severity.ERROR if is_built else Severity.WARNING,
            help=f"bring it back with `!{found.path}` at the end of {name}, or do not copy it",
            related=[Related(ignore, pattern.span, "this leaves it out")] if ignore and pattern else [],
            fix=_fix(found, context, ignore),
        )


def _fix(found: IgnoredSource, context: BuildContext, ignore: Source | None) -> Fix | None:
    """The file brought back, where one line does that and it holds no secret."""
    from dflint.build.context_use import with_patterns
    from dflint.context.leftovers import escaped
    from dflint.context.secret_files import secret_by_name

    pattern = "!" + escaped(found.path)
    if ignore is None or with_patterns(context.ignore, [pattern]).match(found.path):
        return None
    if secret_by_name(found.path) is not None or found.path.rpartition("/")[2].startswith(".env"):
        return None
    end = len(ignore.text)
    start = ignore.newline if ignore.text and not ignore.text.endswith("\n") else ""
    return unsafe(f"Add `{pattern}`", ignore.edit(Span(end, end), start + pattern + ignore.newline))
