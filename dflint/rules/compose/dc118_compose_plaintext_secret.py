"""DC118: a password, a key or a token is written in a compose file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.lazy_pattern import lazy_pattern
from dflint.rules.rule import ComposeFileRule, Option, unsafe

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile
    from dflint.compose.written_secrets import WrittenSecret
    from dflint.project.project import Project
    from dflint.source import Edit

_WORD = lazy_pattern(r"[a-z0-9]+")
_VARIABLE = lazy_pattern(r"[A-Za-z_]\w*")
_WORDS_OF_SECRETS = frozenset("password passwd pass secret key root user default admin auth initdb sa".split())
_NAMES_OF_DATABASES = frozenset({"db", "database", "sql", "pg", "datasource"})
_OF_PEOPLE = frozenset("admin superuser user www web ui login smtp mail email account".split())
"""Words in the names of passwords that people log in with."""
_MOST_RELATED = 5


class ComposePlaintextSecret(ComposeFileRule):
    """A password, a key or a token is written in a compose file.

    Who has the repository, today or in its history, has the secret too, and it is the same on every machine that the
    file is started on. Take it from the environment, so that Compose stops where it is not set
    (`${DB_PASSWORD:?set DB_PASSWORD}`, given in a `.env` file that git ignores), or from a file, as `secrets`.

    The rule speaks of what opens something: the password of a service that other machines reach (a database, a page, a
    program of the project with its `JWT_SECRET`), be it a literal or a default (`${DB_PASSWORD:-postgres}`); the
    password of a service inside that a program of the project, which others reach, is given in plain text too (a hint);
    and the key of a provider. It is silent on a password that the program has anyway (`minioadmin`: DC117 speaks of
    those), on files for tests, on ports of 127.0.0.1, and where anything tells that the file is for development or a
    sample: its path, a comment, a service that runs with `--reload`, a file for production that writes none, a
    repository of many stacks or one that calls itself a tutorial.

    With `all-secrets` it speaks of these too, of what clients are given and of what only other services reach; those
    are hints, and many of them no harm. The secret itself is never shown.
    """

    code = "DC118"
    name = "compose-plaintext-secret"
    severity = Severity.WARNING
    fixes = Applicability.UNSAFE
    sources = (
        "https://docs.docker.com/compose/how-tos/use-secrets/",
        "https://docs.docker.com/reference/compose-file/interpolation/",
        "https://docs.docker.com/compose/how-tos/environment-variables/best-practices/",
    )
    options: ClassVar[Mapping[str, Option]] = {
        "all-secrets": Option(False, "Speak of every secret, also of those for development and of those kept inside."),
    }

    bad = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
                environment:
                  - DATABASE_URL=postgresql://app:h4ck-Me-2026@db:5432/app
              db:
                image: postgres:17.2
                environment:
                  POSTGRES_USER: app
                  POSTGRES_PASSWORD: h4ck-Me-2026
                ports:
                  - "5432:5432"
        """,
    }
    good = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
                environment:
                  - "DATABASE_URL=postgresql://app:${POSTGRES_PASSWORD:?set POSTGRES_PASSWORD}@db:5432/app"
              db:
                image: postgres:17.2
                environment:
                  POSTGRES_USER: app
                  POSTGRES_PASSWORD: "${POSTGRES_PASSWORD:?set POSTGRES_PASSWORD}"
                ports:
                  - "5432:5432"
        """,
    }

    def check(self, file: ComposeFile, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding a secret, with all the places that it is written at."""
        from dflint.compose.published_ports import are_on_this_machine
        from dflint.compose.written_secrets import written_secrets
        from dflint.project.deployments import FOR_DEVELOPMENT, FOR_TESTS, words_of
        from dflint.project.written_tokens import written_tokens

        words = words_of(file.source.path, project)
        if not words.isdisjoint(FOR_TESTS):
            return
        secrets = list(written_secrets(file))
        tokens = [token.span for token in written_tokens(file.source)] if secrets else []
        free = _asked_by_nobody(secrets)
        if not secrets or are_on_this_machine(file.services):
            return
        for places in _grouped([secret for secret in secrets if not any(secret.span.overlaps(one) for one in tokens)]):
            if _is_default(places) or _is_free(places, free):
                continue
            if self.option("all-secrets") or self._is_certain(places, file, project):
                opens = _is_of_provider(places) or _open_port(places) is not None
                is_warning = opens and words.isdisjoint(FOR_DEVELOPMENT)
                yield self._finding(places, Severity.WARNING if is_warning else Severity.INFO)

    def _is_certain(self, places: Sequence[WrittenSecret], file: ComposeFile, project: Project) -> bool:
        """Whether the secret opens something, and is not for development only."""
        if _is_of_provider(places):
            return True
        if _open_port(places) is None and not _is_shared_with_own_service(places):
            return False
        from dflint.project.deployments import is_spare, is_told_at, may_be_deployed

        rows = [place.node.source.row(place.span.start) for place in places]
        if is_spare(places[0].service) or any(is_told_at(file, row) for row in rows):
            return False
        return may_be_deployed(file, project)

    def _finding(self, places: Sequence[WrittenSecret], severity: Severity) -> Diagnostic:
        first = places[0]
        source = first.node.source
        name = next((place.name for place in places if place.name), "")
        return self.found(
            source,
            first.span,
            _message(places),
            severity=severity,
            help=_help(name, places),
            related=[Related(source, place.span, "it is written here too") for place in places[1 : _MOST_RELATED + 1]],
            fix=_fix(places, name),
            secrets=[place.span for place in places],
        )


def _grouped(secrets: Sequence[WrittenSecret]) -> Iterator[Sequence[WrittenSecret]]:
    """The places of each secret, that of the service that asks for it first.

    They are those of one variable with one value, the addresses with this value, and the variables with it that are
    named like the service or, where it is no word that anybody might write, called anything.
    """
    groups: dict[tuple[str, str], list[WrittenSecret]] = {}
    for secret in secrets:
        if secret.name:
            groups.setdefault((secret.name, secret.value), []).append(secret)
    from dflint.project.asked_secrets import is_asked_for

    for key in [key for key, places in groups.items() if not any(map(is_asked_for, places))]:
        others = [other for other in groups if other[1] == key[1] and any(map(is_asked_for, groups[other]))]
        servers = [other for other in others if _is_named_like(groups[key], groups[other])]
        if not servers and _is_for_whom_it_may_be(groups[key]):
            servers = [other for other in others if all(map(_is_chosen, groups[other]))]
        if len(servers) == 1:
            groups[servers[0]] += groups.pop(key)
    for secret in secrets:
        if not secret.name:
            groups.setdefault(_key_of_address(secret, groups), []).append(secret)
    for places in groups.values():
        yield sorted(places, key=lambda place: (place.is_default, not is_asked_for(place), not place.name, place.span))


def _is_for_whom_it_may_be(places: Sequence[WrittenSecret]) -> bool:
    """Whether the variable is a password of nobody in particular, and its value no word that anybody might write."""
    from dflint.knowledge.placeholders import is_placeholder
    from dflint.knowledge.secret_names import PASSWORD

    words = set(_WORD.findall(places[0].name.lower()))
    return places[0].kind == PASSWORD and not is_placeholder(places[0].value) and words.isdisjoint(_OF_PEOPLE)


def _is_named_like(places: Sequence[WrittenSecret], servers: Sequence[WrittenSecret]) -> bool:
    """Whether `places` give a client the password that a service of `servers` asks for, by their names."""
    words = set(_WORD.findall(places[0].name.lower())) - _WORDS_OF_SECRETS
    return any(words & _names_of(server) for server in servers)


def _names_of(server: WrittenSecret) -> set[str]:
    """How a client's variable may call the service that is told a password."""
    from dflint.knowledge.services import SERVICES

    names = set(_WORD.findall(f"{server.given_as} {server.service.name}".lower())) - _WORDS_OF_SECRETS
    if any(row.is_sql and family in names for family, row in SERVICES.items()):
        names |= _NAMES_OF_DATABASES
    return names | {"s3"} if "minio" in names else names


def _key_of_address(
    secret: WrittenSecret, groups: Mapping[tuple[str, str], Sequence[WrittenSecret]]
) -> tuple[str, str]:
    """The group of the password of an address: that of the service that it names, or the first with that value."""
    same = [key for key in groups if key[1] == secret.value]
    of_host = [key for key in same if any(place.service.name == secret.host for place in groups[key])]
    return next(iter(of_host or same), ("", secret.value))


def _is_of_provider(places: Sequence[WrittenSecret]) -> bool:
    """Whether a provider has given the key out, so that it opens the same everywhere."""
    from dflint.knowledge.ml_credentials import CREDENTIALS

    return places[0].name in CREDENTIALS or places[0].given_as in CREDENTIALS


def _open_port(places: Sequence[WrittenSecret]) -> str | None:
    """The port on which other machines reach a service that asks for the secret, ``""`` for all of its own.

    None if there is none, or one that Docker chooses at every start: whoever lets it choose is at the machine.
    """
    from dflint.compose.published_ports import public_ports
    from dflint.project.asked_secrets import is_asked_for, is_known_to_all

    for place in places:
        if is_asked_for(place) and not is_known_to_all(place):
            if place.service.text("network_mode") == "host":
                return ""
            for port in public_ports(place.service):
                if port.published:
                    return port.published
    return None


def _is_shared_with_own_service(places: Sequence[WrittenSecret]) -> bool:
    """Whether the secret is written at both ends, and one is a service that the project builds and others reach.

    A password that is the name of its user, as ``airflow`` is in the stacks that many start from, is none that anybody
    has chosen.
    """
    from dflint.compose.published_ports import may_be_reached
    from dflint.project.asked_secrets import is_asked_for, is_known_to_all

    servers = [place for place in places if is_asked_for(place) and not is_known_to_all(place)]
    if any(place.is_default for place in places) or not any(_is_chosen(server) for server in servers):
        return False
    clients = [place for place in places if not is_asked_for(place)]
    return any(place.service.build is not None and may_be_reached(place.service) for place in clients)


def _is_chosen(server: WrittenSecret) -> bool:
    """Whether the password is no other word that the service is told: the name of a user or of a database."""
    others = [one for name, one in server.service.environment.items() if name != server.given_as]
    return (
        all(server.value not in (one.value or "").split("/") for one in others) and server.value != server.service.name
    )


def _is_default(places: Sequence[WrittenSecret]) -> bool:
    """Whether the secret is nothing but what a variable falls back on, of a service that no other machine reaches.

    A key that a provider has given out is more.
    """
    from dflint.compose.interpolation import variables
    from dflint.compose.published_ports import may_be_reached
    from dflint.knowledge.ml_credentials import CREDENTIALS

    def is_told(place: WrittenSecret) -> bool:
        # The `.env` of the repository says it, so that the default never counts.
        return any(name in place.service.variables for name in variables(place.node.text))

    return all(
        place.is_default and place.name not in CREDENTIALS and (is_told(place) or not may_be_reached(place.service))
        for place in places
    )


def _asked_by_nobody(secrets: Sequence[WrittenSecret]) -> frozenset[str]:
    """The passwords of services that ask for none."""
    from dflint.knowledge.secret_names import PASSWORD
    from dflint.project.open_services import asks_for_password

    passwords = [secret for secret in secrets if secret.kind == PASSWORD]
    return frozenset(secret.value for secret in passwords if asks_for_password(secret.service) is False)


def _is_free(places: Sequence[WrittenSecret], free: frozenset[str]) -> bool:
    """Whether the secret is one of the passwords `free`, and that of no service that asks for one."""
    if not any(place.value in free for place in places):
        return False
    from dflint.project.open_services import asks_for_password

    return not any(asks_for_password(place.service) for place in places)


def _message(places: Sequence[WrittenSecret]) -> str:
    first = places[0]
    what = f"the {first.kind} `{first.name}`" if first.name else f"the {first.kind} of an address"
    port = _open_port(places)
    reached = "" if not port else f"; other machines reach `{first.service.name}` on port {port}"
    if first.is_default:
        return f"where it is not set, {what} is the one that is written here, for everybody who has the file{reached}"
    rows = sorted({place.node.source.row(place.span.start) for place in places[1:]})
    also = f" and in line{'s' if len(rows) > 1 else ''} {', '.join(map(str, rows))}" if rows else ""
    return f"{what} of `{first.service.name}` is written here{also}, for everybody who has the file{reached}"


def _help(name: str, places: Sequence[WrittenSecret]) -> str:
    variable = name or "PASSWORD"
    change = "" if places[0].is_default else "change it, for it has been written down, and "
    everywhere = " in each of these places" if len(places) > 1 else ""
    return (
        f"{change}write `${{{variable}:?set {variable}}}`{everywhere}, with the value in a `.env` file that git ignores"
    )


def _fix(places: Sequence[WrittenSecret], name: str) -> Fix | None:
    """Every place takes the secret from one variable; none where the secret has no name, or where text is shared."""
    if _VARIABLE.fullmatch(name) is None or len({id(place.node) for place in places}) < len(places):
        return None
    return unsafe(f"Take the secret from `{name}`", *(_edit(place, name) for place in places))


def _edit(place: WrittenSecret, name: str) -> Edit | None:
    from dflint.compose.edits import replace_value

    text = place.node.mapped.text
    return replace_value(place.node, f"{text[: place.start]}${{{name}:?set {name}}}{text[place.end :]}")
