"""DC204: a service names a network, a secret or a config that the file does not declare."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Fix, Severity
from dflint.rules.rule import ComposeFileRule, unsafe

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile
    from dflint.compose.consistency import Reference
    from dflint.project.project import Project

# Names that Docker has networks of, for which `network_mode` is there.
_MODES = frozenset({"host", "none", "bridge"})


class ComposeUndeclaredReference(ComposeFileRule):
    """A service names a network, a secret or a config that the top level does not declare.

    Compose refuses the whole file ("refers to undefined network"), so no service of it starts. Declare it in the
    top-level `networks`, `secrets` or `configs`; a network that another project has made is declared with
    `external: true`.

    The rule is silent where another compose file near this one declares it, and about a part of a project: a file that
    others include or extend, or whose services get their image from another file.
    """

    code = "DC204"
    name = "compose-undeclared-reference"
    severity = Severity.ERROR
    fixes = Applicability.UNSAFE
    mentions = ("networks", "secrets", "configs")
    sources = (
        "https://docs.docker.com/reference/compose-file/networks/",
        "https://docs.docker.com/reference/compose-file/secrets/",
        "https://docs.docker.com/reference/compose-file/configs/",
    )

    bad = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
                networks:
                  - backend
        """,
    }
    good = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
                networks:
                  - backend
            networks:
              backend:
        """,
    }

    def check(self, file: ComposeFile, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding for each place where something undeclared is named."""
        from dflint.project.undeclared import place_of, undeclared

        for service, reference in undeclared(file, project, ("networks", "secrets", "configs")):
            is_mode = reference.section == "networks" and reference.name in _MODES
            yield self.found(
                reference.node.source,
                place_of(reference),
                f"`{service.name}` names the {reference.kind} `{reference.name}`, which the file does not declare, so "
                "Compose refuses it",
                help=f"write `network_mode: {reference.name}`"
                if is_mode
                else f"declare `{reference.name}` in the top-level `{reference.section}`",
                fix=None if is_mode else _declaration(file, reference),
            )


def _declaration(file: ComposeFile, reference: Reference) -> Fix | None:
    """The declaration of a network that the project makes; one of another project would be `external`."""
    from dflint.compose.declarations import declare

    if reference.section != "networks":
        return None
    return unsafe(f"Declare the network `{reference.name}`", declare(file, "networks", reference.name))
