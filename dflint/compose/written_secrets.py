"""Which secrets are written in a compose file? Their places, and under which names they are written.

A secret is the literal value of a variable that is named like one, the password of an address (``://user:pass@``), or
the default that a variable with such a name falls back on (``${DB_PASSWORD:-postgres}``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.knowledge.ml_credentials import CREDENTIALS
from dflint.knowledge.placeholders import is_placeholder
from dflint.knowledge.secret_names import PASSWORD, secret_kind
from dflint.lazy_pattern import lazy_pattern
from dflint.named_tuple import NamedTuple
from dflint.source import MappedText, Span

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile
    from dflint.compose.nodes import Node
    from dflint.compose.service import Service
    from dflint.compose.values import Assignment

_LEAST_LENGTH = 16
_LEAST_DIFFERENT = 8
"""A token or key that a provider gives out is no shorter, and has no fewer different characters."""

_ADDRESS = lazy_pattern(
    r"(?<![\w+.-])[A-Za-z][A-Za-z0-9+.-]*://"
    r"(?P<user>(?:\$\{[^{}]*\}|[^\s:/@'\"$])*):"
    r"(?P<password>\$\{[^{}]*\}|[^\s:/@'\"${}]+)@(?P<host>[^\s:/,@'\"]*)"
)
_DEFAULT = lazy_pattern(r"(?<!\$)(?:\$\$)*\$\{(?P<name>[A-Za-z_]\w*):?-(?P<default>[^${}]*)\}")
_SWITCHES = frozenset(
    "true false yes no on off y n 0 1 none null nil ~ disable disabled enable enabled optional required".split()
)
_KEPT_ELSEWHERE = lazy_pattern(r"(?:/|\./|~/|file:|env:|vault:|arn:|op://|projects/|secretref:|https?://|@)")
_TO_BE_FILLED_IN = lazy_pattern(r"[<\[{(%*].*|.*\.\.\..*|(?:x+|\*+|-+|_+)|(?:minio(?:admin|123)?)", re.IGNORECASE)
_OF_OTHERS = lazy_pattern(r"(?<!JUPYTER_)(?<!ADMIN_)(?<!AUTH_)(?:API_?KEY|TOKEN|CLIENT_SECRET)$", re.IGNORECASE)
"""Variables for what somebody else has given out: a word there stands for it, as long as a server asks for none."""
_RESERVED_HOST = lazy_pattern(r"(?:.*\.)?example\.(?:com|org|net)|host(?:name)?|<.*", re.IGNORECASE)
_USER_AND_PASSWORD = lazy_pattern(r"NEO4J_AUTH")


class WrittenSecret(NamedTuple):
    """One place at which a secret is written.

    `name` is the variable that it is the value of, ``""`` in an address of which no variable is known. `kind` is what
    it is. `span` holds the secret itself, and for a default the whole ``${…}`` is `replaced`; else they are the same.
    `start` and `end` are where that stands in the text of `node`.
    """

    service: Service
    name: str
    kind: str
    value: str
    is_default: bool
    node: Node
    span: Span
    replaced: Span
    start: int
    end: int


def written_secrets(file: ComposeFile) -> Iterator[WrittenSecret]:
    """The secrets that are written in `file`, each place once, service by service."""
    seen: set[Span] = set()
    for service in file.services:
        for secret in _of_service(service):
            if secret.node.source is file.source and secret.span not in seen:
                seen.add(secret.span)
                yield secret


def _of_service(service: Service) -> Iterator[WrittenSecret]:
    for name, node, text, start in _variables(service):
        yield from _of_variable(service, name, node, text, start)
    for key in ("command", "entrypoint"):
        yield from _of_command(service, service.get(key))
    yield from _of_command(service, service.get("healthcheck", "test"))


def _variables(service: Service) -> Iterator[tuple[str, Node, MappedText, int]]:
    """The variables of ``environment``: the name, the value or the item, its text, and where the value starts in it."""
    section = service.get("environment")
    if section is None:
        return
    for name, node in section.items():
        if node.is_scalar and not node.is_null:
            yield name, node, node.mapped, 0
    for item in section.elements:
        name, equals, _ = item.mapped.text.partition("=")
        if item.is_scalar and equals:
            yield name, item, item.mapped, len(name) + 1


def _of_variable(service: Service, name: str, node: Node, text: MappedText, start: int) -> Iterator[WrittenSecret]:
    value = text.text[start:]
    kind = secret_kind(name)
    if kind is not None:
        whole = _DEFAULT.fullmatch(value)
        if whole is not None:
            if _is_secret(name, kind, whole["default"]):
                yield _default(service, whole, kind, node, text, start)
            return
        if _is_literal(value) and _is_secret(name, kind, value):
            yield _literal(service, name, kind, node, text, (start, len(text.text)))
            return
    if _USER_AND_PASSWORD.fullmatch(name) is not None:
        user, slash, password = value.partition("/")
        if slash and _is_literal(value) and _is_secret(name, PASSWORD, password):
            yield _literal(service, name, PASSWORD, node, text, (start + len(user) + 1, len(text.text)))
            return
    yield from _in_text(service, name, node, text, start)


def _of_command(service: Service, node: Node | None) -> Iterator[WrittenSecret]:
    """The secrets in the words of a command."""
    if node is None:
        return
    for item in node.elements if node.is_sequence else (node,):
        if item.is_scalar and not item.is_null:
            yield from _in_text(service, "", item, item.mapped, 0)


def _in_text(service: Service, name: str, node: Node, text: MappedText, start: int) -> Iterator[WrittenSecret]:
    """The passwords of addresses, and the defaults of variables that are named like a secret."""
    told: list[Span] = []
    for match in _ADDRESS.finditer(text.text, start):
        default = _DEFAULT.fullmatch(match["password"])
        place = match.start("password")
        told.append(Span(*match.span("password")))
        if _RESERVED_HOST.fullmatch(match["host"]) is not None:
            continue
        if default is not None and _is_secret("", PASSWORD, default["default"]):
            yield _default(service, default, PASSWORD, node, text, place)
        elif "$" not in match["password"] and _is_secret("", PASSWORD, match["password"]):
            yield _literal(service, "", PASSWORD, node, text, match.span("password"))
    for match in _DEFAULT.finditer(text.text, start):
        kind = secret_kind(match["name"])
        if kind is None or any(span.start <= match.start() < span.end for span in told):
            continue
        if _is_secret(match["name"], kind, match["default"]):
            yield _default(service, match, kind, node, text, 0)


def _literal(
    service: Service, name: str, kind: str, node: Node, text: MappedText, place: tuple[int, int]
) -> WrittenSecret:
    span = text.span(*place)
    return WrittenSecret(service, name, kind, text.text[slice(*place)], False, node, span, span, *place)


def _default(
    service: Service, match: re.Match[str], kind: str, node: Node, text: MappedText, offset: int
) -> WrittenSecret:
    """The default in `match`, which was searched for in the text from `offset` on."""
    first, last = match.start("default") + offset, match.end("default") + offset
    start, end = match.start("name") - 2 + offset, match.end() + offset
    whole, span = text.span(start, end), text.span(first, last)
    return WrittenSecret(service, match["name"], kind, match["default"], True, node, span, whole, start, end)


def _is_literal(value: str) -> bool:
    return "$" not in value.replace("$$", "")


def _is_secret(name: str, kind: str, value: str) -> bool:
    """Whether `value` is a secret, and neither a switch, nor a path, nor something that is still to be filled in.

    A word such as ``changeme`` is one where it is what a program here takes for the password, and none where it stands
    for a key that somebody else gives out.
    """
    text = value.strip().strip("\"'")
    if not text or text.lower() in _SWITCHES or _KEPT_ELSEWHERE.match(text) is not None:
        return False
    if _TO_BE_FILLED_IN.fullmatch(text) is not None or " " in text:
        return False
    if kind != PASSWORD and (text.isdecimal() or _is_monotonous(text)):
        return False
    if name in CREDENTIALS or _OF_OTHERS.search(name) is not None:
        return not is_placeholder(text) and _looks_random(text)
    return True


def _is_monotonous(text: str) -> bool:
    """Whether a long text has few different characters, as keys for trying things out have: ``1x00000000000000AA``."""
    return len(text) >= _LEAST_LENGTH and len(set(text)) < _LEAST_DIFFERENT // 2 + 1


def _looks_random(text: str) -> bool:
    has_both = any(one.isdigit() for one in text) and any(one.isalpha() for one in text)
    return has_both and len(text) >= _LEAST_LENGTH and len(set(text)) >= _LEAST_DIFFERENT


def may_be_secret(argument: Assignment) -> bool:
    """Whether a variable or a build argument holds a secret, be it written or taken from somewhere else."""
    text = argument.node.mapped.text
    if argument.node.key is None:
        text = text.partition("=")[2] if argument.is_set else ""
    kind = secret_kind(argument.name)
    if kind is None:
        return any("$" in match["password"] or _is_literal(match["password"]) for match in _ADDRESS.finditer(text))
    if not argument.is_set or not _is_literal(text):
        return True
    return _is_secret(argument.name, kind, text) and not is_placeholder(text)
