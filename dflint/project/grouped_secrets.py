"""Which places of a compose file hold one and the same secret?

A password belongs to the service that asks for it. Where two servers are given the same word, these are two passwords;
a client's place belongs to the server that its address, its variables or its name speak of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from dflint.knowledge.secret_names import PASSWORD
from dflint.lazy_pattern import lazy_pattern
from dflint.project.asked_secrets import (
    FAMILIES,
    WORDS_OF_SECRETS,
    is_asked_for,
    is_named_like,
    is_of_own_server,
    names_of_server,
)
from dflint.project.secret_places import is_rare

if TYPE_CHECKING:
    from dflint.compose.written_secrets import WrittenSecret
    from dflint.project.project import Project

_WORD = lazy_pattern(r"[a-z0-9]+")
_SCHEME = lazy_pattern(r"([A-Za-z][\w+.-]*)://[^/\s]*$")
_OF_PEOPLE = frozenset("admin superuser user www web ui login smtp mail email account".split())
"""Words in the names of passwords that people log in with."""


class _Key(NamedTuple):
    """What the places of a secret have in common; `server` is the service that asks for it, where one does."""

    name: str
    value: str
    server: str


_Groups = dict[_Key, list["WrittenSecret"]]


def grouped(secrets: Sequence[WrittenSecret], project: Project) -> Iterator[Sequence[WrittenSecret]]:
    """The places of each secret, that of the service that asks for it first.

    They are those of one variable with one value, the addresses with this value, and the variables with it that are
    named like the service or, where it is no word that anybody might write, called anything.
    """
    groups: _Groups = {}
    servers = {secret.span for secret in secrets if is_asked_for(secret) or is_of_own_server(secret, project)}
    for secret in secrets:
        if secret.name and secret.span in servers:
            # A variable that two servers fall back from is one, and so is its default.
            groups.setdefault(_Key(secret.name, secret.value, _owner(secret)), []).append(secret)
    clients: _Groups = {}
    for secret in secrets:
        if secret.name and secret.span not in servers:
            same = [key for key in groups if (key.name, key.value) == (secret.name, secret.value)]
            if same:
                groups[_meant(secret, same)].append(secret)
            else:
                clients.setdefault(_Key(secret.name, secret.value, ""), []).append(secret)
    for key, places in clients.items():
        _take_in(key, places, groups)
    for secret in secrets:
        if not secret.name:
            groups.setdefault(_key_of_address(secret, groups), []).append(secret)
    for places in groups.values():
        yield sorted(places, key=lambda place: (place.is_default, not is_asked_for(place), not place.name, place.span))


def is_chosen(server: WrittenSecret) -> bool:
    """Whether the password is no other word that the service is told: the name of a user or of a database."""
    others = [one for name, one in server.service.environment.items() if name != server.given_as]
    return (
        all(server.value not in (one.value or "").split("/") for one in others) and server.value != server.service.name
    )


def _owner(secret: WrittenSecret) -> str:
    """Whose the secret is alone: programs of the project that sign with the same key do so to trust each other."""
    is_shared = secret.service.build is not None and is_asked_for(secret)
    return "" if secret.is_default or is_shared else secret.service.name


def _take_in(key: _Key, places: list[WrittenSecret], groups: _Groups) -> None:
    """Add what clients are given under a name of their own to the secret of the one server that it may be for."""
    others = [other for other in groups if other.value == key.value and any(map(is_asked_for, groups[other]))]
    servers = [other for other in others if _is_named_like(places, groups[other])]
    if not servers and _is_for_whom_it_may_be(places):
        servers = [other for other in others if all(map(is_chosen, filter(is_asked_for, groups[other])))]
    if len({(server.name, server.value) for server in servers}) != 1:
        groups.setdefault(key, []).extend(places)
        return
    for place in places:
        groups[_meant(place, servers)].append(place)


def _meant(client: WrittenSecret, servers: Sequence[_Key]) -> _Key:
    """Whose password a client is given, of several with the same one: the one that it names, or waits for."""
    if len(servers) > 1:
        variables = client.service.environment.items()
        words = {part for name, one in variables if one.value for part in re.split(r"[\s:/@,;=?]+", one.value)}
        for told in (words, client.service.depends_on, {client.service.name}):
            named = [key for key in servers if key.server in told]
            if named:
                return named[0]
    return servers[0]


def _is_for_whom_it_may_be(places: Sequence[WrittenSecret]) -> bool:
    """Whether the variable is a password of nobody in particular, and its value no word that anybody might write."""
    words = set(_WORD.findall(places[0].name.lower()))
    return places[0].kind == PASSWORD and is_rare(places[0].value, words) and words.isdisjoint(_OF_PEOPLE)


def _is_named_like(places: Sequence[WrittenSecret], servers: Iterable[WrittenSecret]) -> bool:
    """Whether `places` give a client the password that a service of `servers` asks for, by their names."""
    words = set(_WORD.findall(places[0].name.lower())) - WORDS_OF_SECRETS
    return any(is_named_like(words, server) for server in servers)


def _key_of_address(secret: WrittenSecret, groups: _Groups) -> _Key:
    """The group of the password of an address: that of the service that it names, or the first with that value."""
    same = [key for key in groups if key.value == secret.value and _is_of_kind(secret, groups[key])]
    of_host = [key for key in same if secret.host and secret.host in _hosts(groups[key])]
    if not of_host and secret.host:
        # A name that is no service here may be an alias; one that is the name of another service is not this one.
        same = [key for key in same if not key.server or not _is_other(secret, key)]
    return next(iter(of_host or same), _Key("", secret.value, ""))


def _is_of_kind(secret: WrittenSecret, places: Iterable[WrittenSecret]) -> bool:
    """Whether an address may be one of the server of `places`, by its scheme; a value that is rare tells too."""
    scheme = _SCHEME.search(secret.node.mapped.text[: secret.start])
    words = _WORD.findall(scheme[1].lower()) if scheme is not None else []
    family = next((FAMILIES[word] for word in words if word in FAMILIES), None)
    servers = [place for place in places if is_asked_for(place)]
    if family is None or not servers or is_rare(secret.value, set()):
        return True
    families = {FAMILIES[name] for server in servers for name in names_of_server(server) if name in FAMILIES}
    return not families or family in families


def _hosts(places: Iterable[WrittenSecret]) -> set[str | None]:
    return {host for place in places for host in (place.service.name, place.service.text("container_name"))}


def _is_other(secret: WrittenSecret, key: _Key) -> bool:
    return secret.host == secret.service.name != key.server
