"""DC202: two containers would have the same name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Diagnostic, Related, Severity
from dflint.rules.rule import ComposeFileRule

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile
    from dflint.compose.service import Service
    from dflint.project.project import Project

_MOST_COMPARED = 20
"""Services of one name that another one of that name is compared with."""


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
        by_name: dict[str, list[Service]] = {}
        for service in file.services:
            name = service.text("container_name")
            if name:
                by_name.setdefault(name, []).append(service)
        if all(len(services) == 1 for services in by_name.values()):
            return
        from dflint.project.together import Together

        together = Together(file, project)
        for name, services in by_name.items():
            for index, second in enumerate(services):
                first = next((one for one in services[:index][:_MOST_COMPARED] if together.holds(one, second)), None)
                if first is not None:
                    yield from self._finding(name, first, second)

    def _finding(self, name: str, first: Service, second: Service) -> Iterator[Diagnostic]:
        earlier, node = first.get("container_name"), second.get("container_name")
        if earlier is not None and node is not None:
            yield self.found(
                node.source,
                node.place,
                f"`{first.name}` and `{second.name}` would both be called `{name}`, so Compose refuses the file",
                help="give one of them another `container_name`, or leave it out",
                related=[Related(earlier.source, earlier.place, f"`{first.name}` has the name here")],
            )
