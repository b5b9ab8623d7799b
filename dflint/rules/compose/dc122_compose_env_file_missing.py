"""DC122: a file of ``env_file`` is not there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Diagnostic, Severity
from dflint.rules.rule import ServiceRule

if TYPE_CHECKING:
    from dflint.compose.environment_files import NamedEnvironmentFile
    from dflint.compose.service import Service
    from dflint.project.project import Project


class ComposeEnvFileMissing(ServiceRule):
    """A service takes variables from a file that does not exist.

    Compose then starts nothing at all (`env file … not found`). Whoever clones the repository has to know that the file
    is to be made: keep an example of it beside the compose file, mark it with `required: false` (Compose 2.24), or
    correct its path, which is relative to the compose file.

    A file that git ignores is expected to be missing; the rule then speaks only where neither an example nor a README
    tells of it, and as a hint.
    """

    code = "DC122"
    name = "compose-env-file-missing"
    severity = Severity.WARNING
    mentions = ("env_file",)
    sources = ("https://docs.docker.com/reference/compose-file/services/#env_file",)

    bad = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
                env_file: api.env
        """,
    }
    good = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
                env_file:
                  - path: api.env
                    required: false
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding a file that has to be there and is not."""
        if service.get("env_file") is None:
            return
        from dflint.compose.environment_files import environment_files

        for named in environment_files(service):
            if named.path and named.is_required and not named.path.startswith("~"):
                yield from self._of_file(named, named.path, project)

    def _of_file(self, named: NamedEnvironmentFile, path: str, project: Project) -> Iterator[Diagnostic]:
        from dflint.project.absent_paths import (
            example_of,
            is_elsewhere,
            is_left_out,
            is_there_from_above,
            is_told_of,
        )

        source = named.node.source
        folder = os.path.dirname(source.path)
        absolute = os.path.normpath(os.path.join(folder, path))
        if project.lies_there(absolute) or project.exists(absolute) or is_there_from_above(path, folder, project):
            return
        if is_elsewhere(absolute, project):
            return
        # What git leaves out is made on each machine, and so is a folder that is not here.
        if is_left_out(absolute, project) or not project.storage.is_directory(os.path.dirname(absolute)):
            return
        example = example_of(absolute, project)
        is_told = example is not None or is_told_of(os.path.basename(path), source.path, project)
        copy = "" if example is None else f"copy it from `{os.path.basename(example)}`, or "
        yield self.found(
            source,
            named.node.place,
            f"`{path}` is not there, and without it Compose starts nothing",
            severity=Severity.INFO if is_told else Severity.WARNING,
            help=f"{copy}correct the path, or give it as `path` with `required: false`",
        )
