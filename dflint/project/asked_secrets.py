"""Does the service that a secret is written in ask others for it, or does it show it to somebody else?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dflint.dockerfile.image import ImageReference
from dflint.knowledge.service_passwords import (
    OWN_SECRET,
    PASSWORDS,
    READ_BY_FRAMEWORKS,
    ServicePassword,
    service_password,
)
from dflint.knowledge.services import SERVICES
from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dflint.compose.compose_file import ComposeFile
    from dflint.compose.service import Service
    from dflint.compose.written_secrets import WrittenSecret
    from dflint.project.project import Project
    from dflint.source import Source

WORDS_OF_SECRETS = frozenset("password passwd pass secret key root user default admin auth initdb sa".split())
FAMILIES = {
    "postgres": "postgres", "postgresql": "postgres", "pg": "postgres", "mysql": "mysql", "mariadb": "mysql",
    "mongo": "mongo", "mongodb": "mongo", "redis": "redis", "rediss": "redis", "valkey": "redis", "amqp": "rabbitmq",
    "amqps": "rabbitmq", "rabbitmq": "rabbitmq", "neo4j": "neo4j", "bolt": "neo4j", "clickhouse": "clickhouse",
    "minio": "minio", "s3": "minio", "elasticsearch": "elasticsearch", "elastic": "elasticsearch", "mssql": "mssql",
    "sqlserver": "mssql", "grafana": "grafana", "keycloak": "keycloak", "pgadmin": "pgadmin",
}  # fmt: skip
"""What names and schemes call the programs that ask for passwords."""
_NAMES_OF_DATABASES = frozenset({"db", "database", "sql", "pg", "datasource"})
_WORD = lazy_pattern(r"[a-z0-9]+")
_CLIENT = lazy_pattern(
    r"\b(?:pg_dump\w*|pg_restore|pg_isready|psql|mysqldump|mysql|mariadb-dump|mongodump|mongosh|redis-cli)\b"
)
"""Programs that images of databases hold too, and that ask no one but show the password."""
_SERVER = lazy_pattern(r"entrypoint|\b(?:postgres|mysqld|mariadbd|mongod|redis-server)(?:\s|$)")
_BETWEEN = r"(?:[._:-]{0,2}|:\s{1,12})"
"""What may stand between the words of a variable, as libraries for settings name it; in YAML they are nested."""
_SETS = lazy_pattern(
    r"(?:.*/)?(?:\.env[\w.-]*|[\w.-]*\.env|(?:docker|container)file[\w.-]*|[\w.-]*\.dockerfile)", re.IGNORECASE
)
"""Files that give variables values, and read none."""


def is_asked_for(place: WrittenSecret) -> bool:
    """Whether the service asks for the secret: by its image, or as one that the project builds and that signs with it.

    A program that others make is known by its image; what it is given beside is for somebody else.
    """
    if place.service.build is not None:
        return OWN_SECRET.fullmatch(place.given_as) is not None
    row = _password_of(place.service)
    if row is None or place.given_as not in row.variables + row.options or _is_client(place.service):
        return False
    environment = place.service.environment
    given = {name: (environment[name].value or "").lower() for name, _ in row.opened_by if name in environment}
    return all(given.get(name) != value for name, value in row.opened_by)


def is_of_store(place: WrittenSecret) -> bool:
    """Whether the service, by its image, is a database, a queue or a store: it keeps what others have given it."""
    row = _password_of(place.service)
    return row is not None and not row.is_page


def is_of_own_server(place: WrittenSecret, project: Project) -> bool:
    """Whether the project builds the service from the image of a program that is told its password so."""
    if place.service.build is None or not any(place.given_as in row.variables for row in PASSWORDS):
        return False
    build = project.build_of(place.service)
    stage = build.final if build is not None else None
    reference = stage.root.reference if stage is not None else None
    row = service_password(reference.familiar) if reference is not None else None
    return row is not None and place.given_as in row.variables


def is_known_to_all(place: WrittenSecret) -> bool:
    """Whether the service would take the same password if nothing were written."""
    row = _password_of(place.service)
    return row is not None and place.value in row.known


def names_of_server(server: WrittenSecret) -> set[str]:
    """How a client's variable may call the service that is told a password."""
    names = set(_WORD.findall(f"{server.given_as} {server.service.name}".lower())) - WORDS_OF_SECRETS
    if any(row.is_sql and family in names for family, row in SERVICES.items()):
        names |= _NAMES_OF_DATABASES
    return names | {"s3"} if "minio" in names else names


def is_named_like(words: set[str], server: WrittenSecret) -> bool:
    """Whether a variable of these words is called like the service that is told a password, or like what it runs."""
    names = names_of_server(server)
    families = {FAMILIES[name] for name in names if name in FAMILIES}
    return bool(words & names) or any(FAMILIES.get(word) in families for word in words)


def is_read(place: WrittenSecret, file: ComposeFile, project: Project) -> bool:
    """Whether the program of the project that is given the secret under that name reads it, by its source."""
    links = project.links_of(file.source.path)
    context = next((one.context_path for one in links if one.service.name == place.service.name), None)
    if context is None:
        return False
    sources = list(project.own_texts.below(context))
    return _is_named_in(sources, place.given_as) or _is_known_to_be_read(sources, place.given_as)


def _is_named_in(sources: Iterable[Source], variable: str) -> bool:
    """Whether a source names the variable, as it is or as libraries for settings write it (`jwt.secret`, `jwtSecret`).

    With a prefix that a source sets (``env_prefix``) it is named without.
    """
    parts = re.findall(r"[A-Za-z0-9]+", variable)
    whole = re.compile(
        rf"(?<![A-Za-z0-9])(?<![A-Za-z0-9]_){_BETWEEN.join(map(re.escape, parts))}(?!_?[A-Za-z0-9])", re.IGNORECASE
    )
    rest = re.compile(rf"\b{'_'.join(map(re.escape, parts[1:]))}\b", re.IGNORECASE) if len(parts) > 2 else None
    last = parts[-1].lower()
    is_prefixed, is_rest_named = False, False
    for source in sources:
        if _SETS.fullmatch(source.path) is not None or last not in source.text.lower():
            is_prefixed = is_prefixed or "env_prefix" in source.text
            continue
        if whole.search(source.text) is not None:
            return True
        is_prefixed = is_prefixed or "env_prefix" in source.text
        is_rest_named = is_rest_named or (rest is not None and rest.search(source.text) is not None)
    return is_prefixed and is_rest_named


def _is_known_to_be_read(sources: Iterable[Source], variable: str) -> bool:
    """Whether a framework that a source names reads the variable by itself."""
    signs = [re.compile(sign, re.IGNORECASE) for name, sign in READ_BY_FRAMEWORKS if re.fullmatch(name, variable)]
    return any(sign.search(source.text) is not None for source in sources for sign in signs)


def _is_client(service: Service) -> bool:
    """Whether the image of a database runs one of its clients instead."""
    texts = [text.text for text in (service.entrypoint_text, service.command_text) if text is not None]
    return any(_CLIENT.search(text) for text in texts) and not any(_SERVER.search(text) for text in texts)


def _password_of(service: Service) -> ServicePassword | None:
    reference = ImageReference.parse(service.image_text) if service.image_text is not None else None
    return service_password(reference.familiar) if reference is not None and service.build is None else None
