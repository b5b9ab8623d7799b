"""DC118: a password, a key or a token is written in a compose file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.lazy_pattern import lazy_pattern
from dflint.rules.rule import ComposeFileRule, Option, unsafe

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile
    from dflint.compose.written_secrets import WrittenSecret
    from dflint.project.project import Project
    from dflint.project.secret_places import OtherPlace
    from dflint.source import Edit

_NO_LETTER = lazy_pattern(r"[^A-Za-z0-9]")
_VARIABLE = lazy_pattern(r"[A-Za-z_]\w*")
_MOST_RELATED = 5
_FORMS = (
    (
        lazy_pattern(r"\w*FERNET_KEY"),
        "it has to be 32 random bytes in url-safe Base64, and what the old one has encrypted is to be encrypted anew",
    ),
    (
        lazy_pattern(r"\w*ENCRYPTION_KEY"),
        "it has to be of the same form, and what the old one has encrypted is to be encrypted anew",
    ),
    (lazy_pattern(r"\w*PRIVATE_KEY"), "it has to be a key of the same kind"),
    (
        lazy_pattern(r"(?:MSSQL_)?SA_PASSWORD"),
        "it has to be 8 characters or more, of three kinds: capital and small letters, digits, others",
    ),
)
"""What is said of keys that not any text will do for."""


class ComposePlaintextSecret(ComposeFileRule):
    """A password, a key or a token is written in a compose file.

    Who has the repository, today or in its history, has the secret too, and it is the same on every machine that the
    file is started on. Take it from the environment, so that Compose stops where it is not set
    (`${DB_PASSWORD:?set DB_PASSWORD}`, given in a `.env` file that git ignores), or from a file, as `secrets`.

    The rule speaks of what opens something: the password of a database or another store that other machines reach; one
    of a store inside that a program of the project, which others reach, is given in plain text too (a hint); and the
    key of a provider. With `keys-and-defaults` it speaks also of the password for a page, of a signing key such as
    `JWT_SECRET`, and of what a variable falls back on (`${DB_PASSWORD:-postgres}`).

    It is silent on a password that the program has anyway (`minioadmin`: DC117 speaks of those), on files for tests, on
    ports of 127.0.0.1, and where anything tells that the file is for development or a sample: its path, a comment, a
    service that runs with `--reload`, a file for production that writes none (beside it, or in a folder above or
    below), or a README of its folders that calls it a tutorial. What lies in other folders changes none of this.

    A finding names the places of the secret that are found, those in the source and the settings of the project too:
    whoever changes it has to give the new one to all of them, and to whatever else logs in with it. A signing key is
    spoken of only where the source names the variable.

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
        "keys-and-defaults": Option(
            False, "Speak also of signing keys, of passwords for pages, and of what a variable falls back on."
        ),
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
        from dflint.project.grouped_secrets import grouped
        from dflint.project.secret_places import SecretPlaces
        from dflint.project.written_tokens import written_tokens

        words = words_of(file.source.path, project)
        if not words.isdisjoint(FOR_TESTS):
            return
        secrets = list(written_secrets(file))
        tokens = [token.span for token in written_tokens(file.source)] if secrets else []
        free = _asked_by_nobody(secrets)
        if not secrets or are_on_this_machine(file.services):
            return
        others = SecretPlaces(file, project, [*(secret.span for secret in secrets), *tokens])
        own = [secret for secret in secrets if not any(secret.span.overlaps(one) for one in tokens)]
        secrets_of_file = list(grouped(own, project))
        names = [_name_of(places) for places in secrets_of_file if not places[0].is_default]
        for places in secrets_of_file:
            if _is_default(places) or _is_free(places, free):
                continue
            if self.option("all-secrets") or self._is_certain(places, file, project):
                opens = _is_of_provider(places) or _open_port(places) is not None
                is_warning = opens and words.isdisjoint(FOR_DEVELOPMENT)
                variable = _variable(places, names)
                written = _Written(places, variable, others.in_file(places), others.in_project(places), project.root)
                yield self._finding(written, Severity.WARNING if is_warning else Severity.INFO)

    def _is_certain(self, places: Sequence[WrittenSecret], file: ComposeFile, project: Project) -> bool:
        """Whether the secret opens something, and is not for development only."""
        if _is_of_provider(places):
            return True
        if _open_port(places) is None and not _is_shared_with_own_service(places):
            return False
        if not self.option("keys-and-defaults") and (places[0].is_default or not _is_of_store(places)):
            return False
        from dflint.project.deployments import is_spare, is_told_at, may_be_deployed

        rows = [place.node.source.row(place.span.start) for place in places]
        if is_spare(places[0].service) or any(is_told_at(file, row) for row in rows):
            return False
        return may_be_deployed(file, project) and _is_read(places, file, project)

    def _finding(self, written: _Written, severity: Severity) -> Diagnostic:
        places = written.places
        first = places[0]
        source = first.node.source
        spans = [*(place.span for place in places), *(place.span for place in written.in_file)]
        return self.found(
            source,
            first.span,
            _message(written),
            severity=severity,
            help=_help(written),
            related=[
                *(Related(source, span, "it is written here too") for span in spans[1 : _MOST_RELATED + 1]),
                *(Related(place.source, place.span, _need(place)) for place in written.elsewhere[:_MOST_RELATED]),
            ],
            # What the fix does not change would keep the old one.
            fix=_fix(places, written.variable) if not written.in_file and not written.elsewhere else None,
            secrets=spans,
        )


class _Written(NamedTuple):
    """Where a secret is written: in variables and addresses, elsewhere in the file, and in other files below `root`.

    `variable` is what it may be taken from, ``""`` where nothing has a name.
    """

    places: Sequence[WrittenSecret]
    variable: str
    in_file: Sequence[OtherPlace]
    elsewhere: Sequence[OtherPlace]
    root: str


def _is_of_provider(places: Sequence[WrittenSecret]) -> bool:
    """Whether a provider has given the key out, so that it opens the same everywhere."""
    from dflint.knowledge.ml_credentials import CREDENTIALS

    return places[0].name in CREDENTIALS or places[0].given_as in CREDENTIALS


def _is_of_store(places: Sequence[WrittenSecret]) -> bool:
    """Whether a database or another program that keeps data asks for the secret."""
    from dflint.project.asked_secrets import is_asked_for, is_of_store

    return any(is_asked_for(place) and is_of_store(place) for place in places)


def _open_port(places: Sequence[WrittenSecret]) -> tuple[str, str] | None:
    """A service that asks for the secret, and the port on which other machines reach it, ``""`` for all of its own.

    None if there is none, or one that Docker chooses at every start: whoever lets it choose is at the machine.
    """
    from dflint.compose.published_ports import public_ports
    from dflint.project.asked_secrets import is_asked_for, is_known_to_all

    for place in places:
        if is_asked_for(place) and not is_known_to_all(place):
            if place.service.text("network_mode") == "host":
                return place.service.name, ""
            for port in public_ports(place.service):
                if port.published:
                    return place.service.name, port.published
    return None


def _is_shared_with_own_service(places: Sequence[WrittenSecret]) -> bool:
    """Whether the secret is written at both ends, and one is a service that the project builds and others reach.

    A password that is the name of its user, as ``airflow`` is in the stacks that many start from, is none that anybody
    has chosen.
    """
    from dflint.compose.published_ports import may_be_reached
    from dflint.project.asked_secrets import is_asked_for, is_known_to_all
    from dflint.project.grouped_secrets import is_chosen

    servers = [place for place in places if is_asked_for(place) and not is_known_to_all(place)]
    if any(place.is_default for place in places) or not any(is_chosen(server) for server in servers):
        return False
    clients = [place for place in places if not is_asked_for(place)]
    return any(place.service.build is not None and may_be_reached(place.service) for place in clients)


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


def _is_read(places: Sequence[WrittenSecret], file: ComposeFile, project: Project) -> bool:
    """Whether somebody asks for the secret: not only a program of the project that reads no such variable."""
    from dflint.project.asked_secrets import is_asked_for, is_read

    asked = [place for place in places if is_asked_for(place)]
    own = [place for place in asked if place.service.build is not None]
    return len(own) < len(asked) or not own or any(is_read(place, file, project) for place in own)


def _message(written: _Written) -> str:
    first = written.places[0]
    what = f"the {first.kind} `{first.name}`" if first.name else f"the {first.kind} of an address"
    opened = _open_port(written.places)
    reached = "" if opened is None or not opened[1] else f"; other machines reach `{opened[0]}` on port {opened[1]}"
    rows = _other_rows(written)
    also = f" and in line{'s' if len(rows) > 1 else ''} {', '.join(map(str, rows))}" if rows else ""
    files = len({place.source.path for place in written.elsewhere})
    also += f", and in {files} other file{'s' if files > 1 else ''}" if files else ""
    also += f", for everybody who has the file{reached}"
    if first.is_default:
        return f"where it is not set, {what} is the one that is written here{also}"
    return f"{what} of `{first.service.name}` is written here{also}"


def _name_of(places: Sequence[WrittenSecret]) -> str:
    return next((place.name for place in places if place.name), "")


def _variable(places: Sequence[WrittenSecret], names: Sequence[str]) -> str:
    """The variable for the secret: its name, with that of the service where secrets called so are several.

    `names` are those of all secrets that are no defaults.
    """
    name = _name_of(places)
    if places[0].is_default or names.count(name) < 2 or not name:
        return name
    service = _NO_LETTER.sub("_", places[0].service.name).upper()
    return name if name.startswith(f"{service}_") else f"{service}_{name}"


def _help(written: _Written) -> str:
    """What to do. Nothing tells that the places are all: whoever else has the secret is spoken of, too."""
    variable, first = written.variable or "PASSWORD", written.places[0]
    whom = f"logs in to `{first.service.name}`" if _is_login(first) else "uses it"
    new = "set one in a variable without a default" if first.is_default else "set a new one in a variable"
    form = next((f"; {told}" for name, told in _FORMS if name.fullmatch(first.name) is not None), "")
    text = f"{new} (`${{{variable}:?set {variable}}}`), and give it to "
    named = written.elsewhere[:_MOST_RELATED]
    rows = _other_rows(written)
    places = [f"line{'s' if len(rows) > 1 else ''} {_in_words(list(map(str, rows)))}"] if rows else []
    places += [_named(place, written) for place in named]
    more = len(written.elsewhere) - len(named)
    places += [f"{more} more place{'s' if more > 1 else ''}"] if more else []
    if not places:
        return f"{text}whatever {whom}{form}"
    return f"{text}everything that {whom}: {', '.join(places)}, and whatever else does{form}"


def _is_login(place: WrittenSecret) -> bool:
    from dflint.knowledge.secret_names import PASSWORD
    from dflint.project.asked_secrets import is_asked_for

    return place.kind == PASSWORD and is_asked_for(place)


def _in_words(items: Sequence[str]) -> str:
    return " and ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


def _other_rows(written: _Written) -> list[int]:
    """The rows of the file in which the secret stands beside its first place."""
    source = written.places[0].node.source
    spans = [place.span for place in written.places[1:]] + [place.span for place in written.in_file]
    return sorted({source.row(span.start) for span in spans})


def _named(place: OtherPlace, written: _Written) -> str:
    from os.path import relpath

    given = f" (by `{place.variable}`)" if place.variable else ""
    return f"`{relpath(place.source.path, written.root)}` line {place.row}{given}"


def _need(place: OtherPlace) -> str:
    if place.variable:
        return f"the program falls back on it here, for nothing sets `{place.variable}`"
    return "it is written here too, where the variable or the new one is needed"


def _fix(places: Sequence[WrittenSecret], name: str) -> Fix | None:
    """Every place takes the secret from one variable; none where the secret has no name, or where text is shared."""
    if _VARIABLE.fullmatch(name) is None or len({id(place.node) for place in places}) < len(places):
        return None
    return unsafe(f"Take the secret from `{name}`", *(_edit(place, name) for place in places))


def _edit(place: WrittenSecret, name: str) -> Edit | None:
    from dflint.compose.edits import replace_value

    text = place.node.mapped.text
    return replace_value(place.node, f"{text[: place.start]}${{{name}:?set {name}}}{text[place.end :]}")
