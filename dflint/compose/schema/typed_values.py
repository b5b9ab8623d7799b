"""A compose file as plain values of the types that Compose gives them, before it asks the schema.

Compose replaces variables first, and makes a number or a boolean of the text where it knows that one is meant
(loader/interpolate.go of https://github.com/compose-spec/compose-go, 2026-07-21). A value whose variables are not
known is an `Unknown`, of which nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dflint.compose.interpolation import interpolate, refused_at
from dflint.compose.nodes import Node
from dflint.compose.scalars import is_date
from dflint.compose.schema.findings import Finding, Path, shortened, subject
from dflint.compose.values import Environment


class Unknown:
    """A value that is not known. No two of them are equal."""

    __slots__ = ()


def typed_value(document: Node, variables: Environment, findings: list[Finding]) -> Any:
    """The values of one YAML document. What cannot be given the type that it has to have is added to `findings`."""
    return _Reading(variables, findings).value(document, (), _CASTS)


# Expressions are compiled when a value first needs one.
_INTEGER = r"[-+]?[0-9]{1,18}"
_FLOAT = r"(?i:[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?|[-+]?(?:inf|infinity)|nan)"
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
    **{section: {"*": {"external": "boolean"}} for section in ("volumes", "secrets", "configs")},
}


class _Reading:
    """One reading of a document."""

    def __init__(self, variables: Environment, findings: list[Finding]) -> None:
        self._variables = variables
        self._findings = findings

    def value(self, node: Node, path: Path, casts: Any) -> Any:
        """The value of `node` at `path`; `casts` are those at its place, if any."""
        below = casts if isinstance(casts, Mapping) else {}
        if node.kind == "mapping":
            others = below.get("*")
            return {key: self.value(child, (*path, key), below.get(key, others)) for key, child in node.items()}
        if node.kind == "sequence":
            others = below.get("*")
            return [self.value(item, (*path, number), others) for number, item in enumerate(node.elements)]
        scalar = node.scalar
        if type(scalar) is not str:
            return scalar
        cast = casts if isinstance(casts, str) else below.get("")
        if "$" in scalar:
            if refused_at(scalar) is not None:
                self._add(path, "Compose cannot read a variable in here; a dollar sign of its own is written `$$`")
            known = interpolate(scalar, self._variables).value
            if known is None:
                return Unknown()
            scalar = known
        elif is_date(scalar, node.style, node.tag) and not _is_extension(path):
            self._add(path, "Compose takes this for a date and refuses it; it takes a date in quotes", True)
        return scalar if cast is None else self._cast(path, scalar, cast)

    def _add(self, path: Path, message: str, is_to_be_quoted: bool = False) -> None:
        self._findings.append(Finding(path, False, message, is_to_be_quoted=is_to_be_quoted))

    def _cast(self, path: Path, text: str, cast: str) -> Any:
        if cast == "boolean" and text.lower() in _BOOLEANS:
            return _BOOLEANS[text.lower()]
        if cast == "integer" and re.fullmatch(_INTEGER, text):
            return int(text)
        if cast == "float" and re.fullmatch(_FLOAT, text):
            return float(text)
        self._add(path, f"{subject(path)} takes {_TAKES[cast]}, not `{shortened(text)}`")
        return Unknown()


def _is_extension(path: Path) -> bool:
    return any(isinstance(step, str) and step.startswith("x-") for step in path)
