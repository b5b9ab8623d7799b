"""A compose file as plain values of the types that Compose gives them, before it asks the schema.

Compose replaces variables first, and makes a number or a boolean of the text where it knows that one is meant
(loader/interpolate.go of https://github.com/compose-spec/compose-go, 2026-07-21). A value whose variables are not
known is an `Unknown`, of which nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dflint.compose.compose_file import Problem
from dflint.compose.interpolation import interpolate, refused_at
from dflint.compose.nodes import Node
from dflint.compose.values import Environment


class Unknown:
    """A value that is not known. No two of them are equal."""

    __slots__ = ()


def typed_value(document: Node, variables: Environment, problems: list[Problem]) -> Any:
    """The values of one YAML document. What cannot be given the type that it has to have is added to `problems`."""
    return _Reading(variables, problems).value(document, _CASTS)


_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|[-+]?(?:inf|infinity)|nan", re.IGNORECASE)
_BOOLEANS = {
    **dict.fromkeys(("true", "y", "yes", "on"), True),
    **dict.fromkeys(("false", "n", "no", "off"), False),
}
_TAKES = {"integer": "a whole number", "float": "a number", "boolean": "true or false"}

Casts = Mapping[str, Any]
"""What the text at a key is made into: a name of `_TAKES`, or the casts below the key. ``"*"`` is any key or item."""

_UPDATE: Casts = {"parallelism": "integer", "max_failure_ratio": "float"}
_LIMIT: Casts = {"": "integer", "hard": "integer", "soft": "integer"}
_CASTS: Casts = {
    "services": {
        "*": {
            **dict.fromkeys(("cpu_count", "cpu_period", "cpu_quota", "cpu_rt_period", "cpu_rt_runtime"), "integer"),
            **dict.fromkeys(("cpu_shares", "oom_score_adj", "pids_limit", "scale"), "integer"),
            **dict.fromkeys(("cpu_percent", "cpus"), "float"),
            **dict.fromkeys(("init", "oom_kill_disable", "privileged", "read_only", "stdin_open", "tty"), "boolean"),
            "deploy": {
                "replicas": "integer",
                "update_config": _UPDATE,
                "rollback_config": _UPDATE,
                "restart_policy": {"max_attempts": "integer"},
                "placement": {"max_replicas_per_node": "integer"},
            },
            "healthcheck": {"retries": "integer", "disable": "boolean"},
            "ports": {"*": {"target": "integer"}},
            "ulimits": {"*": _LIMIT},
            "volumes": {"*": {"read_only": "boolean", "volume": {"nocopy": "boolean"}}},
        }
    },
    "networks": {
        "*": dict.fromkeys(("external", "internal", "attachable", "enable_ipv4", "enable_ipv6"), "boolean"),
    },
    **dict.fromkeys(("volumes", "secrets", "configs"), {"*": {"external": "boolean"}}),
}


class _Reading:
    """One reading of a document."""

    def __init__(self, variables: Environment, problems: list[Problem]) -> None:
        self._variables = variables
        self._problems = problems

    def value(self, node: Node, casts: Any) -> Any:
        """The value of `node`; `casts` are those at its place, if any."""
        below = casts if isinstance(casts, Mapping) else {}
        if node.kind == "mapping":
            others = below.get("*")
            return {key: self.value(child, below.get(key, others)) for key, child in node.items()}
        if node.kind == "sequence":
            of_items = below.get("*")
            return [self.value(item, of_items) for item in node.elements]
        scalar = node.scalar
        if type(scalar) is not str:
            return scalar
        cast = casts if isinstance(casts, str) else below.get("")
        if "$" in scalar:
            known = self._interpolated(node, scalar)
            if known is None:
                return Unknown()
            scalar = known
        return scalar if cast is None else self._cast(node, scalar, cast)

    def _interpolated(self, node: Node, text: str) -> str | None:
        offset = refused_at(text)
        if offset is not None:
            span = node.mapped.span(offset, min(offset + 2, len(text)))
            message = "Compose cannot read the variable that starts here; a dollar sign of its own is written `$$`"
            self._problems.append(Problem(span, message))
        return interpolate(text, self._variables).value

    def _cast(self, node: Node, text: str, cast: str) -> Any:
        if cast == "boolean" and text.lower() in _BOOLEANS:
            return _BOOLEANS[text.lower()]
        if cast == "integer" and _INTEGER.fullmatch(text):
            return int(text)
        if cast == "float" and _FLOAT.fullmatch(text):
            return float(text)
        name = f"`{node.key}`" if node.key is not None else "this"
        self._problems.append(Problem(node.place, f"{name} takes {_TAKES[cast]}, not `{_shortened(text)}`"))
        return Unknown()


def _shortened(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
