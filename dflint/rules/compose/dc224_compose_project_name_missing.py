"""DC224: the file names no project."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Diagnostic, Severity
from dflint.rules.rule import ComposeFileRule

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile
    from dflint.project.project import Project


class ComposeProjectNameMissing(ComposeFileRule):
    """The file does not set the name of its project.

    Compose then calls the project after the folder, so that two copies of it have other volumes and networks, and two
    folders of the same name (`docker`) have the same ones. Set `name` at the top level.

    Off by default: the name of the folder does well for most projects.
    """

    code = "DC224"
    name = "compose-project-name-missing"
    severity = Severity.INFO
    on = False
    aliases = ("require-project-name-field",)
    sources = ("https://docs.docker.com/compose/how-tos/project-name/",)

    bad = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
        """,
    }
    good = {
        "compose.yaml": """
            name: example
            services:
              api:
                image: ghcr.io/example/api:1.4.2
        """,
    }

    def check(self, file: ComposeFile, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding if the file has services and no `name`."""
        from dflint.project.links import is_base

        root = file.root
        services = root.get("services") if root is not None else None
        if services is None or services.key_span is None or file.name is not None or not is_base(file.source.path):
            return
        if "COMPOSE_PROJECT_NAME" in file.variables:
            return
        yield self.found(
            services.source,
            services.key_span,
            "the file does not set the name of its project",
            help="set `name` at the top level",
        )
