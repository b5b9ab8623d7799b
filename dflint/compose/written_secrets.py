"""Which secrets are written in a compose file? Their places, and under which names they are written.

A secret is the literal value of a variable that is named like one, the password of an address (``://user:pass@``) or of
an option (``--requirepass``), or the default that a variable with such a name falls back on
(``${DB_PASSWORD:-postgres}``).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from dflint.knowledge.ml_credentials import CREDENTIALS
from dflint.knowledge.placeholders import is_placeholder
from dflint.knowledge.secret_names import PASSWORD, secret_kind
from dflint.knowledge.service_passwords import CLIENTS
from dflint.lazy_pattern import lazy_pattern
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
    r"(?:(?<![\w+.-])|(?P<default>(?<=:-)))[A-Za-z][A-Za-z0-9+.-]*://"
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
_PASSWORD_OF_PAIR = "NEO4J_PASSWORD"
"""What people call the variable for the password in `NEO4J_AUTH`."""
_OPTION = lazy_pattern(r"(?P<option>--requirepass)(?:\s+|=)(?P<quote>['\"]?)(?P<password>[^\s'\"$]+)(?P=quote)(?=\s|$)")
_BEFORE = lazy_pattern(r"(--requirepass)(?:\s+|=)['\"]?$")
_OPTIONS = {"--requirepass": "REDIS_PASSWORD"}
"""Options of servers whose value is the password that they ask for, and what people call the variable for it."""
_KEY_OF_STORE = "AWS_SECRET_ACCESS_KEY"
_KEYS_OF_STORES = ("MINIO_ROOT_PASSWORD", "MINIO_SECRET_KEY")
"""What clients of MinIO call its password, for they take it for Amazon's S3; and what MinIO calls it."""
_CLIENT_OPTION = lazy_pattern(r"-[pa]|--(?:password|pass)")
_COMMAND_BEFORE = lazy_pattern(r"(?:[^\n;&|]|(?<=\\)\n)*$")
"""What belongs to the same command in a script."""
_TOLD_TO_CLIENT = lazy_pattern(
    r"(?:(?<![\w-])(?P<option>-p|-a\s+|--(?:password|pass)[=\s])|\b(?:PGPASSWORD|MYSQL_PWD|REDISCLI_AUTH)=)"
    r"['\"]?(?P<password>[^\s'\"$;&|]+)"
)
"""How the clients of databases are told a password, in health checks for the most part."""


class WrittenSecret(NamedTuple):
    """One place at which a secret is written.

    `name` is the variable that it is the value of, ``""`` in an address of which no variable is known. `given_as` is
    the variable of the container, or the option of the command, that it stands in, and `host` what its address names;
    both ``""`` where there is none. `kind` is what it is. `span` holds the secret itself, and for a default the whole
    ``${…}`` is `replaced`; else they are the same. `start` and `end` are where that stands in the text of `node`.
    """

    service: Service
    name: str
    given_as: str
    host: str
    kind: str
    value: str
    is_default: bool
    node: Node
    span: Span
    replaced: Span
    start: int
    end: int


class _Text(NamedTuple):
    """A text in which secrets are searched for: a variable's value, or a word of a command."""

    service: Service
    given_as: str
    node: Node
    mapped: MappedText

    @property
    def text(self) -> str:
        return self.mapped.text

    def literal(self, name: str, kind: str, place: tuple[int, int], host: str = "") -> WrittenSecret:
        """The secret that stands at `place` in the text."""
        span, value = self.mapped.span(*place), self.text[slice(*place)]
        return WrittenSecret(self.service, name, self.given_as, host, kind, value, False, self.node, span, span, *place)

    def default(self, match: re.Match[str], kind: str, offset: int, host: str = "") -> WrittenSecret:
        """The default in `match`, which was searched for in the text from `offset` on."""
        first, last = match.start("default") + offset, match.end("default") + offset
        start, end = match.start("name") - 2 + offset, match.end() + offset
        whole, span = self.mapped.span(start, end), self.mapped.span(first, last)
        return WrittenSecret(
            *(self.service, match["name"], self.given_as, host, kind, match["default"], True, self.node),
            *(span, whole, start, end),
        )


def written_secrets(file: ComposeFile) -> Iterator[WrittenSecret]:
    """The secrets that are written in `file`, each place once, service by service; last what clients are told."""
    seen: set[Span] = set()
    known: dict[str, WrittenSecret] = {}
    keys: dict[str, WrittenSecret] = {}
    for service in file.services:
        for secret in _of_service(service):
            if secret.node.source is file.source and secret.span not in seen:
                seen.add(secret.span)
                if secret.given_as in _KEYS_OF_STORES:
                    keys[secret.value] = secret
                known.setdefault(secret.value, secret)
                yield secret
    for service in file.services:
        for secret in _told_to_clients(service, known, keys):
            if secret.node.source is file.source and secret.span not in seen:
                seen.add(secret.span)
                yield secret


def _of_service(service: Service) -> Iterator[WrittenSecret]:
    for text, start in _variables(service):
        yield from _of_variable(text, start)
    for text, option in _words_of_commands(service):
        if option in _OPTIONS:
            text = text._replace(given_as=option)
        if option in _OPTIONS and _is_literal(text.text) and _is_secret("", PASSWORD, text.text):
            yield text.literal(_OPTIONS[option], PASSWORD, (0, len(text.text)))
            continue
        yield from _of_options(text)
        yield from _in_text(text, 0)


def _variables(service: Service) -> Iterator[tuple[_Text, int]]:
    """The variables of ``environment``: the value or the item, and where the value starts in it."""
    section = service.get("environment")
    if section is None:
        return
    for name, node in section.items():
        if node.is_scalar and not node.is_null:
            yield _Text(service, name, node, node.mapped), 0
    for item in section.elements:
        name, equals, _ = item.mapped.text.partition("=")
        if item.is_scalar and equals:
            yield _Text(service, name, item, item.mapped), len(name) + 1


def _words_of_commands(service: Service) -> Iterator[tuple[_Text, str]]:
    """The words of the commands of a service, each with the one before it; a command in one text is one word."""
    for node in (service.get("command"), service.get("entrypoint"), service.get("healthcheck", "test")):
        before = ""
        for item in () if node is None else node.elements if node.is_sequence else (node,):
            if item.is_scalar and not item.is_null:
                yield _Text(service, "", item, item.mapped), before
                before = item.mapped.text


def _of_variable(text: _Text, start: int) -> Iterator[WrittenSecret]:
    name, value = text.given_as, text.text[start:]
    kind = secret_kind(name)
    if kind is not None:
        whole = _DEFAULT.fullmatch(value)
        if whole is not None:
            if _is_secret(name, kind, whole["default"]):
                yield text.default(whole, kind, start)
            return
        if _is_literal(value) and _is_secret(name, kind, value):
            yield text.literal(name, kind, (start, len(text.text)))
            return
    if _USER_AND_PASSWORD.fullmatch(name) is not None:
        user, slash, password = value.partition("/")
        if slash and _is_literal(value) and _is_secret(name, PASSWORD, password):
            yield text.literal(_PASSWORD_OF_PAIR, PASSWORD, (start + len(user) + 1, len(text.text)))
            return
    yield from _in_text(text, start)


def _of_options(text: _Text) -> Iterator[WrittenSecret]:
    """The passwords that a command in one text gives its server."""
    for match in _OPTION.finditer(text.text):
        if _is_secret("", PASSWORD, match["password"]):
            option = match["option"]
            yield text._replace(given_as=option).literal(_OPTIONS[option], PASSWORD, match.span("password"))


def _in_text(text: _Text, start: int) -> Iterator[WrittenSecret]:
    """The passwords of addresses, and the defaults of variables that are named like a secret."""
    told: list[Span] = []
    for match in _ADDRESS.finditer(text.text, start):
        default = _DEFAULT.fullmatch(match["password"])
        host = match["host"].partition(":")[0]
        told.append(Span(*match.span("password")))
        if _RESERVED_HOST.fullmatch(match["host"]) is not None:
            continue
        if default is not None and _is_secret("", PASSWORD, default["default"]):
            yield text.default(default, PASSWORD, match.start("password"), host)
        elif "$" not in match["password"] and _is_secret("", PASSWORD, match["password"]):
            # In `${DATABASE_URL:-postgres://app:hunter2@db/app}` it is part of a default.
            literal = text.literal("", PASSWORD, match.span("password"), host)
            yield literal._replace(is_default=match["default"] is not None)
    for match in _DEFAULT.finditer(text.text, start):
        kind = secret_kind(match["name"])
        if kind is None or any(span.start <= match.start() < span.end for span in told):
            continue
        if _is_secret(match["name"], kind, match["default"]):
            option = _BEFORE.search(text.text, 0, match.start())
            yield (text if option is None else text._replace(given_as=option[1])).default(match, kind, 0)


def _told_to_clients(
    service: Service, known: Mapping[str, WrittenSecret], keys: Mapping[str, WrittenSecret]
) -> Iterator[WrittenSecret]:
    """Where clients are told secrets: one of `known` in a command (`mysqladmin -phunter2`), one of `keys` as S3's."""
    words = list(_words_of_commands(service))
    is_of_client = any(CLIENTS.fullmatch(os.path.basename(text.text)) is not None for text, _ in words)
    for text, before in words:
        if text.text in known and _CLIENT_OPTION.fullmatch(before) is not None and is_of_client:
            yield text.literal(known[text.text].name, PASSWORD, (0, len(text.text)))
            continue
        for match in _TOLD_TO_CLIENT.finditer(text.text):
            if match["option"] is not None and not (is_of_client or _is_of_client(text.text, match.start())):
                # A page has users of its own, who may have the same password.
                continue
            if match["password"] in known:
                yield text.literal(known[match["password"]].name, PASSWORD, match.span("password"))
    for text, start in _variables(service):
        secret = keys.get(text.text[start:])
        if secret is not None and text.given_as == _KEY_OF_STORE:
            yield text.literal(secret.name, secret.kind, (start, len(text.text)))


def _is_of_client(text: str, end: int) -> bool:
    """Whether the command that goes on to `end` is one of a client of a database."""
    command = _COMMAND_BEFORE.search(text, 0, end)
    return command is not None and CLIENTS.search(command[0]) is not None


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
