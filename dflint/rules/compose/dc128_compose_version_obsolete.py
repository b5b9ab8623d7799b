"""DC128: the top-level ``version``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.rules.rule import ComposeFileRule, safe

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile
    from dflint.project.project import Project


class ComposeVersionObsolete(ComposeFileRule):
    """The top-level `version` is obsolete.

    Compose has ignored it since version 2 (2020) and prints a warning at each start. Readers take it for the version of
    Compose, or believe that a newer key does not work in a file of an older version. Remove it.

    The rule is silent about files that are written for a swarm: `docker stack deploy` read `version` for longer.
    """

    code = "DC128"
    name = "compose-version-obsolete"
    severity = Severity.INFO
    fixes = Applicability.SAFE
    aliases = ("no-version-field",)
    mentions = ("version",)
    sources = ("https://docs.docker.com/reference/compose-file/version-and-name/",)

    bad = {
        "compose.yaml": """
            version: "3.8"

            services:
              api:
                image: ghcr.io/example/api:1.4.2
        """,
    }
    good = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
        """,
    }

    def check(self, file: ComposeFile, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding if the file has a `version`."""
        for document in file.documents:
            entry = next((entry for entry in document.entries if entry.key == "version"), None)
            if entry is None or entry.node.is_reset or entry.node.is_mapping:
                continue
            from dflint.compose.swarm import is_for_swarm

            if is_for_swarm(file):
                return
            from dflint.compose.tidy_removal import remove_tidily

            # The name tells what is said of this file from what is said of one that it is merged with.
            name = os.path.basename(file.source.path)
            yield self.found(
                entry.node.source,
                entry.key_span,
                f"the `version` of {name} is obsolete: Compose ignores it, and warns at each start",
                help="remove it",
                fix=safe("Remove `version`", remove_tidily(document, "version")),
            )
