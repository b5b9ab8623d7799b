"""DC202: two containers would have the same name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Diagnostic, Related, Severity
from dflint.rules.rule import ComposeFileRule

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile
    from dflint.project.project import Project


class ComposeDuplicateContainerName(ComposeFileRule):
    """Two containers that run together would have the same name.

    A name belongs to one container of the engine, so Compose refuses a file in which two services have the same
    `container_name`. Leave it out: Compose makes a name of the project, the service and a number.
    """

    code = "DC202"
    name = "compose-duplicate-container-name"
    severity = Severity.ERROR
    aliases = ("no-duplicate-container-names",)
    mentions = ("container_name",)
    sources = ("https://docs.docker.com/reference/compose-file/services/#container_name",)

    bad = {
        "compose.yaml": """
            services:
              trainer:
                image: ghcr.io/example/trainer:1.4.2
                container_name: model
              server:
                image: ghcr.io/example/server:1.4.2
                container_name: model
        """,
    }
    good = {
        "compose.yaml": """
            services:
              trainer:
                image: ghcr.io/example/trainer:1.4.2
                container_name: model-trainer
              server:
                image: ghcr.io/example/server:1.4.2
                container_name: model-server
        """,
    }

    def check(self, file: ComposeFile, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding for each service whose name another one has."""
        named = tuple(service for service in file.services if service.text("container_name"))
        names = [service.text("container_name") for service in named]
        if len(set(names)) == len(names):
            return
        from dflint.project.together import pairs_running_together

        told: set[str] = set()
        for first, second in pairs_running_together(named, file, project):
            name, node = second.text("container_name"), second.get("container_name")
            earlier = first.get("container_name")
            if node is None or earlier is None or first.text("container_name") != name or second.name in told:
                continue
            told.add(second.name)
            yield self.found(
                node.source,
                node.place,
                f"`{first.name}` and `{second.name}` would both be called `{name}`, so Compose refuses the file",
                help="give one of them another `container_name`, or leave it out",
                related=[Related(earlier.source, earlier.place, f"`{first.name}` has the name here")],
            )
