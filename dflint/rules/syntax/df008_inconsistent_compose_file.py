"""DF008: what Compose refuses once it has put the files of a project together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Diagnostic, Severity
from dflint.rules.rule import ComposeFileRule
from dflint.source import Span

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile, Fault
    from dflint.project.project import Project


class InconsistentComposeFile(ComposeFileRule):
    """The values of a compose file, with those of the files that belong to it, contradict each other.

    Each value may be right by itself, and Compose still refuses the whole file: a service with neither an image nor a
    build, one that extends a service that is not there, files that include each other, two keys that exclude each
    other. A file is looked at as Compose sees it: with its override file, with what it includes and extends. The rule
    does not say that a service lacks an image where other files may be meant to be merged with this one, as in the
    folder of a dev container, nor where DF007 says of the same service what it got wrong. What is wrong with a service
    that belongs to a profile is a warning: Compose refuses the file only while the profile is active.
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
        from dflint.compose.consistency import lacks_image

        for fault in _faults(file, project):
            if fault.node.source is not file.source or (lacks_image(fault) and _is_meant_or_told(fault, file, project)):
                continue
            condition = _condition(fault, file)
            yield self.found(
                fault.node.source,
                _place(fault),
                f"{fault.message}, so Compose refuses the file{condition}",
                severity=Severity.WARNING if condition else Severity.ERROR,
            )


def _faults(file: ComposeFile, project: Project) -> Iterator[Fault]:
    from dflint.compose.consistency import faults

    yield from file.merge_faults
    yield from faults(file, project.is_whole(file.source.path))


def _condition(fault: Fault, file: ComposeFile) -> str:
    """When Compose refuses the file: ``""`` for always."""
    profiles = fault.service.profiles if fault.service is not None else ()
    active = (file.variables.get("COMPOSE_PROFILES") or "").split(",")
    if not profiles or "*" in active or any(profile in active for profile in profiles):
        return ""
    first = profiles[0]
    return f" while the profile `{first}` is active" if first is not None else " while its profile is active"


def _is_meant_or_told(fault: Fault, file: ComposeFile, project: Project) -> bool:
    """Whether the service that lacks an image is meant to, or DF007 says what it really lacks.

    It is meant to where another file near by says what it runs, and where it is a pattern that itself is never run.
    """
    service = fault.service
    if service is None:
        return False
    from dflint.project.alternatives import extended_name, files_near

    for near in files_near(file.source.path, project, service.name):
        is_other = near.source.path != file.source.path
        for other in near.own_services:
            if service.profiles and extended_name(other) == service.name:
                return True
            if is_other and other.name == service.name and (other.image is not None or other.build is not None):
                return True
    from dflint.compose.schema.validation import schema_problems

    written = file.as_written.service(service.name)
    if written is None:
        return False
    whole = Span(written.name_span.start, written.node.span.end)
    return any(whole.start <= problem.span.start < whole.end for problem in schema_problems(file.as_written))


def _place(fault: Fault) -> Span:
    """The value, or its key where the value is a mapping or a list: nobody wants a whole service underlined."""
    node = fault.node
    return node.key_span if node.key_span is not None and not node.is_scalar else node.place
