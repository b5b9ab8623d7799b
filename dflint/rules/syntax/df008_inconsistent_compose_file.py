"""DF008: what Compose refuses once it has put the files of a project together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Diagnostic, Severity
from dflint.rules.rule import ComposeFileRule

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile, Fault
    from dflint.project.project import Project
    from dflint.source import Span


class InconsistentComposeFile(ComposeFileRule):
    """The values of a compose file, with those of the files that belong to it, contradict each other.

    Each value may be right by itself, and Compose still refuses the whole file: a service with neither an image nor a
    build, one that extends a service that is not there, files that include each other, two keys that exclude each
    other. A file is looked at as Compose sees it: with its override file, with what it includes and extends. The rule
    does not say that a service lacks an image where other files may be meant to be merged with this one.
    """

    code = "DF008"
    name = "inconsistent-compose-file"
    severity = Severity.ERROR
    sources = (
        "https://docs.docker.com/reference/compose-file/services/",
        "https://docs.docker.com/reference/compose-file/merge/",
        "https://docs.docker.com/reference/compose-file/include/",
    )

    bad = {
        "compose.yaml": """
            services:
              api:
                ports:
                  - 8000:8000
        """,
    }
    good = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
                ports:
                  - 8000:8000
        """,
    }

    def check(self, file: ComposeFile, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding a fault that is written in `file`."""
        for fault in _faults(file, project):
            if fault.node.source is file.source:
                yield self.found(fault.node.source, _place(fault), f"{fault.message}, so Compose refuses the file")


def _faults(file: ComposeFile, project: Project) -> Iterator[Fault]:
    from dflint.compose.consistency import faults

    yield from file.merge_faults
    yield from faults(file, project.is_whole(file.source.path))


def _place(fault: Fault) -> Span:
    """The value, or its key where the value is a mapping or a list: nobody wants a whole service underlined."""
    node = fault.node
    return node.key_span if node.key_span is not None and not node.is_scalar else node.place
