"""A compose file against the schema: each problem at the key or value that was written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from dflint.compose.compose_file import ComposeFile
from dflint.compose.nodes import Node
from dflint.compose.schema.findings import Finding
from dflint.compose.schema.formats import misformed
from dflint.compose.schema.quick_check import is_certainly_valid
from dflint.compose.schema.typed_values import typed_value
from dflint.compose.values import Environment
from dflint.source import Edit, Source, Span


class SchemaProblem(NamedTuple):
    """What is wrong at `span` of `source`, and the edit that mends it, if it is known.

    `is_certain` says that the edit can mean nothing else; else it writes what most likely was meant.
    """

    source: Source
    span: Span
    message: str
    edit: Edit | None = None
    is_certain: bool = False


def schema_problems(file: ComposeFile) -> tuple[SchemaProblem, ...]:
    """What is wrong with the keys and values of `file`, in order. Nothing where its text could not be read whole."""
    if not file.is_complete:
        return ()
    found: set[SchemaProblem] = set()
    for document in file.documents:
        if document.is_mapping:
            found.update(_problem(document, finding) for finding in _findings(document, file.variables))
    return tuple(sorted(found, key=lambda problem: (problem.span, problem.message)))


def _findings(document: Node, variables: Environment) -> list[Finding]:
    findings: list[Finding] = []
    value = typed_value(document, variables, findings)
    if not is_certainly_valid(value):
        findings += _explained(value)
    return [*findings, *misformed(value)]


# Lists of which Compose takes out what is there twice before it asks the schema (override/uncity.go of
# https://github.com/compose-spec/compose-go, 2026-07-21). "*" is any name.
_MADE_UNIQUE = frozenset(
    [
        ("networks", "*", "labels"),
        *(("services", "*", "build", key) for key in ("args", "additional_contexts", "platform", "tags", "labels")),
        *(("services", "*", key) for key in ("annotations", "cap_add", "cap_drop", "configs", "devices", "dns")),
        *(("services", "*", key) for key in ("dns_opt", "dns_search", "environment", "env_file", "expose", "labels")),
        *(("services", "*", key) for key in ("links", "ports", "profiles", "secrets", "sysctls", "tmpfs", "volumes")),
        ("services", "*", "deploy", "labels"),
        ("services", "*", "networks", "*", "aliases"),
        ("services", "*", "networks", "*", "link_local_ips"),
    ]
)


# What rules of their own say, and better: DC203, of more names than the schema refuses, DC104 and DC109.
_SAID_BY_RULES = frozenset([("pattern", (), ("container_name",))])
_OF_ITEMS = frozenset([("required", ("deploy", "resources", "reservations", "devices"))])
_LIMITED_DEVICES = ("deploy", "resources", "limits", "devices")


def _explained(value: Any) -> Iterator[Finding]:
    from dflint.compose.schema.explanation import violations
    from dflint.compose.schema.wording import findings_of, value_at

    for violation in violations(value):
        path = violation.path
        if violation.keyword == "uniqueItems" and _is_made_unique(path[:-1]):
            continue
        if violation.keyword == "type" and path in ((), ("services",)):
            # The loader says it.
            continue
        if (violation.keyword, path[2:-1], path[-1:]) in _SAID_BY_RULES or (violation.keyword, path[2:-1]) in _OF_ITEMS:
            continue
        for finding in findings_of(violation, value_at(value, path)):
            if finding.path[2:] != _LIMITED_DEVICES:
                yield finding


def _problem(document: Node, finding: Finding) -> SchemaProblem:
    """The finding at the place that was written."""
    holder, node = _node_at(document, finding.path)
    place, is_own = node.place, not node.shared
    if finding.is_about_key:
        # Whatever its value is: a key belongs to the mapping around it.
        place, is_own = node.key_span if node.key_span is not None else _first_key(node), not holder.shared
    edit, is_certain = None, False
    if finding.meant is not None and is_own:
        edit = _replacing(node, place, finding.meant)
    elif finding.is_to_be_quoted and is_own and node.style == "plain" and _PLAIN.issuperset(node.text):
        edit, is_certain = Edit(node.source.path, place, f'"{node.text}"'), node.tag is None
    return SchemaProblem(node.source, place, finding.message, edit, is_certain)


_PLAIN = frozenset("0123456789.-: abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _is_made_unique(path: tuple[str | int, ...]) -> bool:
    return any(
        len(pattern) == len(path) and all(step in ("*", one) for step, one in zip(pattern, path, strict=True))
        for pattern in _MADE_UNIQUE
    )


def _node_at(document: Node, path: tuple[str | int, ...]) -> tuple[Node, Node]:
    """The node at `path`, or the last on the way there, behind the one that holds it."""
    holder = node = document
    for step in path:
        child = node.elements[step] if isinstance(step, int) else node.get(step)
        if child is None:
            break
        holder, node = node, child
    return holder, node


def _first_key(node: Node) -> Span:
    """The first key of a mapping that has no key itself, as in a list."""
    first = next(iter(node.entries), None)
    return first.key_span if first is not None else node.place


def _replacing(node: Node, place: Span, text: str) -> Edit | None:
    """`text` in place of a key or a value that is written in one word, in its own quotes."""
    written = node.source.slice(place)
    for quote in ("", '"', "'"):
        if written in (f"{quote}{node.key}{quote}", f"{quote}{node.text}{quote}"):
            return Edit(node.source.path, place, f"{quote}{text}{quote}")
    return None
