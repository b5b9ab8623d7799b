"""DC130: a service mounts a named volume that the file does not declare."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.rules.rule import ComposeFileRule, safe

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile
    from dflint.project.project import Project


class ComposeNamedVolumeUndeclared(ComposeFileRule):
    """A service mounts a named volume that the top-level `volumes` does not declare.

    Compose refuses the whole file ("refers to undefined volume"), so no service of it starts. Declare the volume; if a
    folder of the host was meant, its path has to start with `./`, `/` or `~`.

    The rule is silent where another compose file near this one declares the volume, and about a part of a project:
    a file that others include or extend, or whose services get their image from another file.
    """

    code = "DC130"
    name = "compose-named-volume-undeclared"
    severity = Severity.ERROR
    fixes = Applicability.SAFE
    mentions = ("volumes",)
    sources = ("https://docs.docker.com/reference/compose-file/volumes/",)

    bad = {
        "compose.yaml": """
            services:
              db:
                image: postgres:17.2
                volumes:
                  - pgdata:/var/lib/postgresql/data
        """,
    }
    good = {
        "compose.yaml": """
            services:
              db:
                image: postgres:17.2
                volumes:
                  - pgdata:/var/lib/postgresql/data
            volumes:
              pgdata:
        """,
    }

    def check(self, file: ComposeFile, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding for each place where an undeclared volume is mounted."""
        from dflint.compose.declarations import declare
        from dflint.project.undeclared import place_of, undeclared

        for service, reference in undeclared(file, project, ("volumes",)):
            name = reference.name
            source = reference.node.source
            folder = _folder(file, project, name)
            yield self.found(
                source,
                place_of(reference),
                f"`{service.name}` mounts the volume `{name}`, which the file does not declare, so Compose refuses it",
                help=f"write `./{name}` if the folder beside the file is meant, or declare the volume"
                if folder
                else f"declare `{name}` in the top-level `volumes`",
                fix=None if folder else safe(f"Declare the volume `{name}`", declare(file, "volumes", name)),
            )


def _folder(file: ComposeFile, project: Project, name: str) -> bool:
    """Whether there is a folder or file of that name beside the compose file, which may be meant."""
    import os

    path = os.path.join(os.path.dirname(file.source.path), name)
    return project.exists(path) or project.storage.is_directory(path)
