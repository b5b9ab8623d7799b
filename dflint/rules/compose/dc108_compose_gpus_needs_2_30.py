"""DC108: a key that the oldest Compose in use does not know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from dflint.diagnostics import Diagnostic, Severity
from dflint.lazy_pattern import lazy_pattern
from dflint.rules.rule import ComposeFileRule, Option

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile
    from dflint.compose.nodes import Node
    from dflint.knowledge.compose_features import Feature
    from dflint.project.project import Project

_VERSION = lazy_pattern(r"v?(\d+)\.(\d+)(?:\.(\d+))?")


def _is_version(value: Any) -> bool:
    return isinstance(value, str) and _VERSION.fullmatch(value) is not None


class ComposeGpusNeeds230(ComposeFileRule):
    """A key is newer than the oldest Docker Compose that has to read the file.

    `gpus` came with Compose 2.30, `provider` with 2.36, `models` with 2.38; an older one refuses a file with a key
    that it does not know. Servers are often older than the machine that the file is written on. Which release is the
    oldest, the option `compose-version` says; a project that selects the rule sets it.
    """

    code = "DC108"
    name = "compose-gpus-needs-2-30"
    severity = Severity.INFO
    on = False
    options = {
        "compose-version": Option(
            "2.29", "The oldest release of Docker Compose that has to read the files.", _is_version
        ),
    }
    sources = (
        "https://docs.docker.com/reference/compose-file/services/#gpus",
        "https://docs.docker.com/reference/compose-file/models/",
    )

    bad = {
        "compose.yaml": """
            services:
              llm:
                image: vllm/vllm-openai:v0.11.0
                ipc: host
                gpus: all
        """,
    }
    good = {
        "compose.yaml": """
            services:
              llm:
                image: vllm/vllm-openai:v0.11.0
                ipc: host
                deploy:
                  resources:
                    reservations:
                      devices:
                        - driver: nvidia
                          count: all
                          capabilities: [gpu]
        """,
    }

    def check(self, file: ComposeFile, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding for each key that came later than the release of the option."""
        match = _VERSION.fullmatch(str(self.option("compose-version")))
        if match is None:
            return
        from dflint.knowledge.compose_features import FEATURES

        oldest = (int(match[1]), int(match[2]), int(match[3] or 0))
        for feature in FEATURES:
            if feature.since > oldest:
                for holder in file.documents if feature.of_file else [service.node for service in file.services]:
                    node = holder.get(*feature.path)
                    if node is not None:
                        yield self._too_new(node, feature, match[0])

    def _too_new(self, node: Node, feature: Feature, oldest: str) -> Diagnostic:
        since = ".".join(map(str, feature.since))
        return self.found(
            node.source,
            node.key_span or node.place,
            f"`{'.'.join(feature.path)}` needs Docker Compose {since}, and {oldest.lstrip('v')} has to read the file",
            help="reserve the GPU with `deploy.resources.reservations.devices`" if feature.path == ("gpus",) else "",
        )
