"""DC118: a password, a key or a token is written in a compose file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.lazy_pattern import lazy_pattern
from dflint.rules.rule import ComposeFileRule, unsafe

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile
    from dflint.compose.written_secrets import WrittenSecret
    from dflint.project.project import Project
    from dflint.source import Edit

_WORD = lazy_pattern(r"[a-z0-9]+")
_VARIABLE = lazy_pattern(r"[A-Za-z_]\w*")
_FOR_TESTS = frozenset({"test", "tests", "testing", "testdata", "integration", "e2e", "ci", "fixture", "fixtures"})
_FOR_DEVELOPMENT = frozenset(
    {"dev", "devel", "devenv", "development", "local", "example", "examples", "sample", "samples", "demo", "demos"}
)
_MOST_RELATED = 5


class ComposePlaintextSecret(ComposeFileRule):
    """A password, a key or a token is written in a compose file.

    Who has the repository, today or in its history, has the secret too, and it is the same on every machine that the
    file is started on. Take it from the environment, so that Compose stops where it is not set
    (`${DB_PASSWORD:?set DB_PASSWORD}`, given in a `.env` file that git ignores), or from a file, as `secrets`.

    What stands in a file for development is a hint only; files for tests are left alone, and so are files that publish
    their ports on 127.0.0.1 only. So is a default (`${DB_PASSWORD:-postgres}`), unless it is the key of a provider or
    the service publishes a port, and a password that nobody is asked for, because the same file switches that off
    (`xpack.security.enabled=false`). The secret itself is never shown.
    """

    code = "DC118"
    name = "compose-plaintext-secret"
    severity = Severity.WARNING
    on = False
    fixes = Applicability.UNSAFE
    sources = (
        "https://docs.docker.com/compose/how-tos/use-secrets/",
        "https://docs.docker.com/reference/compose-file/interpolation/",
        "https://docs.docker.com/compose/how-tos/environment-variables/best-practices/",
    )

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
        """,
    }

    def check(self, file: ComposeFile, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding a secret, with all the places that it is written at."""
        words = _words_of(file.source.path, project)
        if not words.isdisjoint(_FOR_TESTS):
            return
        from dflint.compose.published_ports import are_on_this_machine
        from dflint.compose.written_secrets import written_secrets
        from dflint.project.written_tokens import written_tokens

        secrets = list(written_secrets(file))
        tokens = [token.span for token in written_tokens(file.source)] if secrets else []
        free = _asked_by_nobody(secrets)
        if secrets and are_on_this_machine(file.services):
            return
        for places in _grouped([secret for secret in secrets if not any(secret.span.overlaps(one) for one in tokens)]):
            if not _is_default(places) and not _is_free(places, free):
                yield self._finding(places, bool(words & _FOR_DEVELOPMENT))

    def _finding(self, places: Sequence[WrittenSecret], is_for_development: bool) -> Diagnostic:
        first = places[0]
        source = first.node.source
        name = next((place.name for place in places if place.name), "")
        return self.found(
            source,
            first.span,
            _message(places),
            severity=Severity.INFO if is_for_development else Severity.WARNING,
            help=_help(name, places),
            related=[Related(source, place.span, "it is written here too") for place in places[1 : _MOST_RELATED + 1]],
            fix=_fix(places, name),
            secrets=[place.span for place in places],
        )


def _words_of(path: str, project: Project) -> set[str]:
    """The words of the path from the root of the project on."""
    return set(_WORD.findall(path.removeprefix(project.root).lower()))


def _grouped(secrets: Sequence[WrittenSecret]) -> Iterator[Sequence[WrittenSecret]]:
    """The places of each secret: those of one variable with one value, and the addresses that hold the same value."""
    groups: dict[tuple[str, str], list[WrittenSecret]] = {}
    for secret in secrets:
        if secret.name:
            groups.setdefault((secret.name, secret.value), []).append(secret)
    names = {value: name for name, value in reversed(groups)}
    for secret in secrets:
        if not secret.name:
            groups.setdefault((names.get(secret.value, ""), secret.value), []).append(secret)
    for places in groups.values():
        yield sorted(places, key=lambda place: (place.is_default, not place.name, place.span))


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
    if first.is_default:
        return f"where it is not set, {what} is the one that is written here, for everybody who has the file"
    rows = sorted({place.node.source.row(place.span.start) for place in places[1:]})
    also = f" and in line{'s' if len(rows) > 1 else ''} {', '.join(map(str, rows))}" if rows else ""
    return f"{what} of `{first.service.name}` is written here{also}, for everybody who has the file"


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
