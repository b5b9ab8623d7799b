"""DC119: ``${OPENAI_API_KEY}`` is blank where nobody sets it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.lazy_pattern import lazy_pattern
from dflint.rules.rule import ServiceRule, unsafe

if TYPE_CHECKING:
    from dflint.compose.service import Service
    from dflint.compose.values import Assignment
    from dflint.project.project import Project

_BARE = lazy_pattern(r"\$(?:\{(?P<braced>\w+)\}|(?P<name>\w+))")


class ComposeApiKeyMayBeEmpty(ServiceRule):
    """A service gets an empty key where the variable is not set.

    Compose warns in one line among many and starts the service with a blank key, which comes to light with the first
    request that the provider refuses (401). With `${OPENAI_API_KEY:?set OPENAI_API_KEY}` Compose stops at once and says
    what is missing.

    Where a `.env` file, its example or a script such as `set_env.sh` tells of the variable nothing is said, nor where a
    service takes keys of several providers, which are mostly a choice.
    """

    code = "DC119"
    name = "compose-api-key-may-be-empty"
    severity = Severity.INFO
    on = False
    fixes = Applicability.UNSAFE
    mentions = ("$",)
    sources = ("https://docs.docker.com/reference/compose-file/interpolation/",)

    bad = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
                environment:
                  - ANTHROPIC_API_KEY=${ANTHROPIC_API_KEY}
        """,
    }
    good = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
                environment:
                  - "ANTHROPIC_API_KEY=${ANTHROPIC_API_KEY:?set ANTHROPIC_API_KEY}"
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding for the one key of a provider that the service takes, if nothing makes sure of it."""
        from dflint.knowledge.ml_credentials import MODEL_PROVIDERS

        keys = [assignment for name, assignment in service.environment.items() if name in MODEL_PROVIDERS]
        if len(keys) != 1 or service.get("env_file") is not None:
            return
        name = _variable(keys[0])
        if name is None or name in service.variables or _is_optional(service) or _is_told_of(name, service, project):
            return
        from dflint.compose.edits import replace_value

        key = keys[0]
        written = f"${{{name}:?set {name}}}"
        variable = "it" if name == key.name else f"`{name}`"
        value = written if key.node.key is not None else f"{key.name}={written}"
        yield self.found(
            key.node.source,
            key.value_span,
            f"`{key.name}` is blank where nobody sets {variable}: `{service.name}` starts, and is refused later",
            help=f"write `{written}`, and Compose stops where it is not set",
            fix=unsafe(f"Stop where `{name}` is not set", replace_value(key.node, value)),
        )


def _variable(assignment: Assignment) -> str | None:
    """The variable that the value is, without a default and without a check."""
    text = assignment.node.mapped.text
    if assignment.node.key is None:
        text = text.partition("=")[2]
    match = _BARE.fullmatch(text)
    return None if match is None else match["braced"] or match["name"]


def _is_optional(service: Service) -> bool:
    """Whether the service may do without the key: it can be told of another server."""
    return any(
        assignment.name.endswith(("_BASE_URL", "_API_BASE", "_BASE", "_HOST", "_ENDPOINT", "_URL"))
        and any(word in assignment.name for word in ("OPENAI", "OLLAMA", "LLM", "VLLM"))
        for assignment in service.environment.values()
    )


def _is_told_of(name: str, service: Service, project: Project) -> bool:
    """Whether a file that is there to set variables names it, so that people are told to."""
    from dflint.project.absent_paths import environment_texts

    return any(name in text for text in environment_texts(os.path.dirname(service.source.path), project))
