"""DC203: a container name that Docker refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Diagnostic, Severity
from dflint.lazy_pattern import lazy_pattern
from dflint.rules.rule import ServiceRule

if TYPE_CHECKING:
    from dflint.compose.service import Service
    from dflint.project.project import Project

# https://github.com/moby/moby/blob/master/daemon/names/names.go
_NAME = lazy_pattern(r"/?[a-zA-Z0-9][a-zA-Z0-9_.-]+", re.ASCII)


class ComposeInvalidContainerName(ServiceRule):
    """A `container_name` is none that Docker takes.

    A name has at least two characters, letters, digits, `_`, `.` and `-`, and starts with a letter or a digit. The
    container is not created with any other.
    """

    code = "DC203"
    name = "compose-invalid-container-name"
    severity = Severity.ERROR
    aliases = ("service-container-name-regex",)
    mentions = ("container_name",)
    sources = (
        "https://docs.docker.com/reference/compose-file/services/#container_name",
        "https://github.com/moby/moby/blob/master/daemon/names/names.go",
    )

    bad = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
                container_name: model api
        """,
    }
    good = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
                container_name: model-api
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding if the name is known and Docker refuses it."""
        node, name = service.get("container_name"), service.text("container_name")
        if node is None or not name or _NAME.fullmatch(name) is not None:
            return
        yield self.found(
            node.source,
            node.place,
            f"Docker refuses the container name `{name}`",
            help="use two or more of letters, digits, `_`, `.` and `-`, a letter or a digit first",
        )
