"""DC205: a volume, network, secret or config that no service uses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.rules.rule import ComposeFileRule, safe

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile
    from dflint.project.project import Project


class ComposeDeclarationUnused(ComposeFileRule):
    """A volume, a network, a secret or a config is declared, and no service uses it.

    Compose does not even create it. Often the line of the service that was to use it is missing: data that was to be
    kept in the volume is lost with the container. Use it, or remove the declaration.

    The rule is silent where another compose file near this one, or a comment in it, speaks of the name.
    """

    code = "DC205"
    name = "compose-declaration-unused"
    severity = Severity.INFO
    fixes = Applicability.SAFE
    mentions = ("networks", "volumes", "secrets", "configs")
    sources = ("https://docs.docker.com/reference/compose-file/volumes/",)

    bad = {
        "compose.yaml": """
            services:
              db:
                image: postgres:17.2
                volumes:
                  - pgdata:/var/lib/postgresql/data
            volumes:
              pgdata:
              modelcache:
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
        """Yield a finding for each declaration that nothing refers to."""
        from dflint.project.unused import unused

        for section, entry, edit in unused(file, project):
            yield self.found(
                entry.node.source,
                entry.key_span,
                f"no service uses the {section[:-1]} `{entry.key}`",
                help="use it in a service, or remove it",
                fix=safe(f"Remove the {section[:-1]} `{entry.key}`", edit),
            )
