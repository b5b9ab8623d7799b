"""Where else does a secret of a compose file stand: in the source, the settings and the scripts of the project?

Whoever changes a secret has to change all of them. A value that nobody else would write counts wherever it stands in
quotes or behind ``=`` or ``:``. A word such as ``postgres`` counts in an address (``://user:postgres@db``), and as the
value of a name that speaks of a password, where that name or what stands around it speaks of the same server. What a
program falls back on where a variable is not set is no such place as long as Compose gives it that variable.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from dflint.cached_property import cached_property
from dflint.compose.environment_files import environment_files
from dflint.compose.environment_reader import read_environment_file
from dflint.knowledge.placeholders import is_placeholder
from dflint.knowledge.secret_names import PASSWORD
from dflint.knowledge.service_passwords import CLIENTS
from dflint.lazy_pattern import lazy_pattern
from dflint.project.asked_secrets import FAMILIES, is_asked_for, names_of_server
from dflint.project.deployments import FOR_DEVELOPMENT, FOR_TESTS, words_of
from dflint.project.roots import is_below
from dflint.source import Source, Span

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile
    from dflint.compose.service import Service
    from dflint.compose.written_secrets import WrittenSecret
    from dflint.project.project import Project

_WORD = lazy_pattern(r"[a-z0-9]+")
_LEAST_LENGTH_OF_RARE = 6
_LEAST_LENGTH_OF_RARE_WORD = 12
_LONGEST_FILLER = 2
_MOST_BEFORE, _MOST_AFTER = 200, 120
"""Characters of a line that are looked at before and after a value."""
_ROWS_AROUND = 6
_MOST_IN_ALL = 200
_MOST_IN_FILE = 200

_ADDRESS_BEFORE = lazy_pattern(r"(?P<scheme>[A-Za-z][\w+.-]*)://(?:\$?\{[^{}]*\}|[^\s:/@'\"])*:$")
_HOST_AFTER = lazy_pattern(r"@(?P<host>[\w.-]*)")
_NAMED_BEFORE = lazy_pattern(
    r"(?P<name>[\w.-]*(?:password|passwd|passphrase|pass|pwd|pw|secret|key|token|auth)"
    r"(?:_(?:db|database|sql|pg|postgres\w*|mysql|mongo\w*|redis))?)"
    r"(?:['\"]|\\\")?[\])]*(?P<annotation>\s*:\s*[A-Za-z][\w\[\]. |]*)?"
    r"\s*(?:=>|:=|:-|[:=,]|\|\||\?\?|\bor\b)\s*(?:\w*\()?(?:[frbu]?['\"]|\\\")?$",
    re.IGNORECASE,
)
_OPTION_BEFORE = lazy_pattern(
    r"(?:--(?P<name>password|pass)[\s=]+|\bmc\s+(?:alias\s+set|config\s+host\s+add)(?:\s+\S+){3}\s+)['\"]?$"
)
_GIVEN_TO_COMMAND = lazy_pattern(r"--(?:password|pass)['\"]?[\s=,]+['\"]?$")
_COMMAND_BEFORE = lazy_pattern(r"(?:[^\n;&|]|(?<=\\)\n)*$")
_MOST_OF_COMMAND = 600
_ALIAS_AFTER = lazy_pattern(r"\b(?:\w*alias|env\w*|name)\s*[=:]\s*[\[({]*['\"](?P<name>[A-Za-z_]\w*)['\"]")
"""What a setting with a default is read from, where that is told behind it."""
_AFTER = lazy_pattern(r"['\"\\]|[;&,)}\]\s]|$")
_IN_QUOTES_OR_GIVEN = lazy_pattern(r"['\"`]$|[=:]\s*$")
_SAYS = lazy_pattern(r"\b(?:echo|print\w*|puts|NOTICE|Write-Host|console\.\w+|log\w*\.\w+)\b", re.IGNORECASE)
_SETS = lazy_pattern(r"=\s*['\"]?(?:[a-z][a-z0-9+]*://\S*)?$", re.IGNORECASE)
"""What a script that makes a file of variables writes: `echo DB_PASSWORD=postgres`."""
_COMMENT = lazy_pattern(r"\s*(?:#(?!\{)|//|\*|--(?!\w)|/\*|;|<!--|rem\s)", re.IGNORECASE)
_READS = lazy_pattern(
    r"getenv|environ|process\.env|\benv\w*\s*[(.\[]|\bENV\s*[\[.]|import\.meta|getProperty|os\.Get|lookupEnv|"
    r"\b(?:config|decouple|Field|get_?env\w*|env_?or\w*|setDefault)\s*\(|\$\{?\w+:?[-=]|\$\{\w+:|\?\?",
    re.IGNORECASE,
)
"""What tells that a literal is what a variable falls back on."""
_QUOTED_VARIABLE = lazy_pattern(r"['\"][A-Z][A-Z0-9]*_[A-Z0-9_]+['\"]\s*[,)\]]")
_VARIABLE = lazy_pattern(r"\b[A-Z][A-Z0-9_]{2,}\b")
_FIELD = lazy_pattern(r"\s*\w+\s*:\s*[\w\[\]. |]*(?:[sS]tr|Dsn|Url)\b[\w\[\]. |]*=")
"""A field of a class of settings, which takes its value from the variable of that name."""
_CODE = lazy_pattern(
    r".*\.(?:pyi?|ipynb|[cm]?[jt]sx?|vue|svelte|java|kts?|scala|groovy|go|rs|cs|fs|vb|rb|php|pl|lua|exs?|c|cc|cpp|h|hpp|"
    r"swift|dart|r|jl|sql|json)",
    re.IGNORECASE,
)
"""Where a word without quotes is the name of something."""
_MANIFEST = lazy_pattern(r"^apiVersion:\s.*(?:\n.*)?\nkind:\s", re.MULTILINE)
_QUOTES = ("'", '"', "`")
_GOES_ON = lazy_pattern(r"(?:[(,=|?\\\[]|\bor)\s*$")
_SETTINGS = lazy_pattern(r"(?:application|bootstrap|appsettings)[\w.-]*\.(?:ya?ml|properties|json)", re.IGNORECASE)
"""Settings of which every one can be given as a variable, under a name that is made from it (Spring, .NET)."""
_OVERRIDES = lazy_pattern(r"(?:SPRING|QUARKUS|MICRONAUT|DATASOURCES?)_\w+|\w+__\w+", re.IGNORECASE)
_OF_SECRET = lazy_pattern(r".*(?:PASS|PWD|SECRET|KEY|TOKEN)\w*")
_OF_ADDRESS = lazy_pattern(r".*(?:URL|URI|DSN|CONNECTION)\w*")
_IN_ADDRESS = lazy_pattern(r"://|;")
_ENVIRONMENT_FILE = lazy_pattern(r"\.env(?:\..*)?|.*\.env", re.IGNORECASE)
_NO_PLACES = FOR_TESTS | frozenset(
    "example examples sample samples demo demos mock mocks spec specs conftest doc docs documentation tutorial "
    "tutorials benchmark benchmarks".split()
)
"""Words in the paths of what has values of its own: a test expects one, a sample shows one."""
_TEST = lazy_pattern(r"\w*(?:Tests?|IT|Spec|Fixtures?)\.\w+")
_PAIRS = lazy_pattern(r"[^\s=]+=\S*|[^\s:]+:\S*|-\S+")
_DATA = lazy_pattern(r".*\.(?:ya?ml|toml|ini|cfg|conf|config|properties|json|env)|\.env(?:\.\w+)?", re.IGNORECASE)
_IDENTIFIER = lazy_pattern(r"[A-Za-z_][\w.]*")
_LOCAL = lazy_pattern(r"(?:localhost|[\d.]+|host\.docker\.internal)?")
"""Hosts at which the ports of containers are reached; none where a variable names it."""
_HOST_NAMED = lazy_pattern(r"\b\w*host\w*['\"]?\s*[:=,]\s*['\"]?(?P<host>[A-Za-z][\w.-]*)", re.IGNORECASE)
_NAME_OF_USER = lazy_pattern(r".*_(?:USER|USERNAME|DB|DATABASE|DBNAME)")
_OF_OTHERS = frozenset(
    "admin superuser www web ui login smtp mail email account signup register test demo jwt session cookie hash hashed "
    "new old confirm reset api openai aws".split()
)
_COMMON = frozenset(
    "password passwd pass pwd postgres postgresql pg mysql mariadb mongo mongodb redis rabbitmq rabbit neo4j "
    "minio elastic root admin administrator user username test testing secret guest default example changeme "
    "change me app db database sa dev local airflow mlflow grafana superset keycloak strapi wordpress qwerty "
    "letmein welcome my the your strong super secure docker dbuser pgpass mypassword secretpassword supersecret "
    "rootpassword dbpassword userpassword adminpassword sys system hello world foo bar demo sample".split()
)
_LEET = lazy_pattern(r"(?<=[a-z])[@4031$](?=[a-z])")
_LETTERS = dict(zip("@4031$", "aaoeis", strict=True))
_BETWEEN_WORDS = lazy_pattern(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=(?i:password|passwd|pwd)\b)")


class OtherPlace(NamedTuple):
    """A place in `source` at which the secret stands too.

    `variable` is the one whose value it is where that is not set, as the program has it, which Compose does not set for
    it; ``""`` where it is a literal. `is_run` is whether a service of the file holds it.
    """

    source: Source
    span: Span
    variable: str
    is_run: bool

    @property
    def row(self) -> int:
        """The row it stands in."""
        return self.source.row(self.span.start)

    @property
    def is_code(self) -> bool:
        """Whether it stands in a program, not in settings."""
        return _DATA.fullmatch(os.path.basename(self.source.path)) is None


class SecretPlaces:
    """Finds the other places of the secrets of one compose file; `known` are those that it has as secrets."""

    def __init__(self, file: ComposeFile, project: Project, known: Sequence[Span]) -> None:
        self._file = file
        self._project = project
        self._known = known

    def in_file(self, places: Sequence[WrittenSecret]) -> list[OtherPlace]:
        """Where `places[0]` stands in the compose file beside what is known."""
        source = self._file.source
        comments = [comment.span for comment in self._file.as_written.comments]
        sought = _Sought(places, self._file)
        found = []
        for span in sought.spans_in(source, needs_names=False):
            if any(span.overlaps(other) for other in (*self._known, *comments)):
                continue
            found.append(OtherPlace(source, span, "", False))
        return found

    def in_project(self, places: Sequence[WrittenSecret]) -> list[OtherPlace]:
        """Where `places[0]` stands in other files: those first that run in a service.

        Tests, samples and files of variables that Compose does not read are none.
        """
        sought = _Sought(places, self._file)
        found: list[OtherPlace] = []
        for source in self._project.own_texts.sources:
            if sought.value not in source.text or source.path == self._file.source.path or _is_manifest(source):
                continue
            words = words_of(source.path, self._project)
            if not words.isdisjoint(_NO_PLACES) or _TEST.fullmatch(os.path.basename(source.path)) is not None:
                continue
            if _is_environment_file(source.path) and source.path not in self._environment_files:
                # Nothing tells that it is this one's, and not that of another set-up.
                continue
            needs_names = not words.isdisjoint(FOR_DEVELOPMENT)
            rows: set[int] = set()
            for span in sought.spans_in(source, needs_names):
                variable = self._fallback(source, span)
                if variable is None or source.row(span.start) in rows:
                    continue
                rows.add(source.row(span.start))
                found.append(OtherPlace(source, span, variable, bool(self._runners(source.path))))
            if len(found) > _MOST_IN_ALL:
                break
        return sorted(found, key=self._order)

    def _order(self, place: OtherPlace) -> tuple[bool, bool, str, int]:
        words = words_of(place.source.path, self._project)
        return not words.isdisjoint(FOR_DEVELOPMENT), not place.is_run, place.source.path, place.span.start

    def _fallback(self, source: Source, span: Span) -> str | None:
        """The variable that has to be given for the place, ``""`` for a literal; None where Compose gives one."""
        name, row = os.path.basename(source.path), source.row(span.start)
        given = self._given(source.path)
        before = _said_before(source, span)
        if _SETTINGS.fullmatch(name) is not None and _is_overridden(before, given):
            return None
        end = min(source.line_span(row).end, span.end + _MOST_AFTER)
        alias = _ALIAS_AFTER.search(source.slice(Span(span.end, end)))
        before += f" {alias['name']}" if alias is not None else ""
        read = [*_QUOTED_VARIABLE.findall(before)] if _READS.search(before) is None else [before]
        falls_back = bool(read) or alias is not None or _FIELD.match(before) is not None
        if (falls_back or _DATA.fullmatch(name) is not None) and not given.isdisjoint(_names_in(before)):
            return None
        variables = [one for one in _VARIABLE.findall(before) if "_" in one]
        return variables[-1] if falls_back and variables else ""

    def _given(self, path: str) -> frozenset[str]:
        """The variables that Compose sets for the services that run the file at `path`, in capital letters."""
        services = self._runners(path) or self._file.services
        names = {name.upper() for service in services for name in service.environment}
        if not _is_environment_file(path):
            names.update(name.upper() for service in services for name in self._told_in_files(service))
        return frozenset(names)

    def _told_in_files(self, service: Service) -> Iterator[str]:
        """The variables of the files of ``env_file`` that are there."""
        for path in _files_of(service):
            source = self._project.source(path)
            if source is not None:
                yield from (variable.name for variable in read_environment_file(source).variables)

    @cached_property
    def _environment_files(self) -> frozenset[str]:
        """The files of variables that Compose reads."""
        folder = os.path.dirname(self._file.source.path)
        named = {path for service in self._file.services for path in _files_of(service)}
        return frozenset({os.path.join(folder, ".env"), *named})

    def _runners(self, path: str) -> list[Service]:
        """The services whose build, or whose mounts, hold the file at `path`: those that come nearest to it."""
        lengths = [(len(folder), service) for folder, service in self._folders if is_below(path, folder)]
        longest = max((length for length, _ in lengths), default=0)
        return [service for length, service in lengths if length == longest]

    @cached_property
    def _folders(self) -> list[tuple[str, Service]]:
        links = self._project.links_of(self._file.source.path)
        folders = [(link.context_path, link.service) for link in links if link.context_path is not None]
        for service in self._file.services:
            for volume in service.volumes:
                if volume.type == "bind" and volume.source and not volume.source.startswith("~"):
                    folder = service.folder_of(volume.node)
                    folders.append((os.path.normpath(os.path.join(folder, volume.source)), service))
        return folders


class _Sought:
    """A secret, and what tells that a word which many write is this one."""

    def __init__(self, places: Sequence[WrittenSecret], file: ComposeFile) -> None:
        first = places[0]
        self.value = first.value
        self._variable = _squeezed(first.name)
        self._is_of_server = is_asked_for(first) and first.service.build is None
        self._server_names = names_of_server(first)
        self._is_password = first.kind == PASSWORD
        self._families = {FAMILIES[word] for word in self._server_names if word in FAMILIES}
        told = {
            one.value for name, one in first.service.environment.items() if one.value and _NAME_OF_USER.fullmatch(name)
        }
        self._words = told | {first.service.name}
        self.is_rare = is_rare(self.value, {*self._server_names, *(word.lower() for word in self._words)})
        own = {first.service.name, *(first.service.text(key) for key in ("container_name", "hostname"))}
        others = {name for one in file.services for name in (one.name, one.text("container_name")) if name}
        self._own_hosts, self._other_hosts = own, others - own
        around = {word for word in self._words | self._server_names if word != self.value and len(word) > 1}
        self._around = re.compile(
            rf"(?<![A-Za-z0-9])(?:{'|'.join(map(re.escape, sorted(around))) or '(?!)'})(?![A-Za-z0-9])"
        )

    def spans_in(self, source: Source, needs_names: bool) -> Iterator[Span]:
        """Where it stands in `source`; with `needs_names` only where the server is named too, or nobody else has it."""
        text, length, start = source.text, len(self.value), 0
        for _ in range(_MOST_IN_FILE):
            start = text.find(self.value, start)
            if start < 0:
                return
            if self._counts(source, start, start + length, needs_names):
                yield Span(start, start + length)
            start += length

    def _counts(self, source: Source, start: int, end: int, needs_names: bool) -> bool:
        text = source.text
        first = max(text.rfind("\n", 0, start) + 1, start - _MOST_BEFORE)
        before, after = text[first:start], text[end : end + _MOST_AFTER].partition("\n")[0]
        if _COMMENT.match(before) is not None or re.match(r"[\w-]", after) is not None:
            return False
        if (
            _is_bare_word(source, before)
            or _is_prose(source, before)
            or (_SAYS.search(before) is not None and _SETS.search(before) is None)
        ):
            return False
        address = _ADDRESS_BEFORE.search(before)
        host = _HOST_AFTER.match(after)
        if address is not None:
            return (
                host is not None and self._is_password and self._is_ours(address["scheme"], host["host"], needs_names)
            )
        named = _NAMED_BEFORE.search(before) or _OPTION_BEFORE.search(before)
        if _GIVEN_TO_COMMAND.search(before) is not None and not (self.is_rare or _is_of_client(text, start)):
            # A page has users of its own, who may have the same password.
            return False
        alias = _ALIAS_AFTER.search(after)
        name = alias["name"] if alias is not None else (named["name"] or "minio") if named is not None else ""
        if _AFTER.match(after) is None or (not self._is_of_server and needs_names):
            return False
        if self.is_rare and _IN_QUOTES_OR_GIVEN.search(before) is not None:
            return not self._is_of_another(_words_of_name(name))
        return bool(name) and self._is_named_like(name, text, start, end)

    def _is_ours(self, scheme: str, host: str, needs_names: bool) -> bool:
        """Whether an address is one of the server."""
        if host in self._own_hosts:
            return True
        if not self._is_of_server or host in self._other_hosts or (needs_names and not self.is_rare):
            return False
        family = next((FAMILIES[word] for word in _WORD.findall(scheme.lower()) if word in FAMILIES), None)
        if family is not None and self._families and family not in self._families:
            return False
        return self.is_rare or _LOCAL.fullmatch(host) is not None

    def _is_named_like(self, name: str, text: str, start: int, end: int) -> bool:
        """Whether the value of `name` is the one of the server, by the name or by what stands around it."""
        if not self._is_of_server:
            return _squeezed(name) == self._variable
        words = _words_of_name(name)
        if words & self._server_names:
            return True
        if words & _OF_OTHERS or self._is_of_another(words):
            return False
        return not words.isdisjoint(FAMILIES) or self._is_named_around(text, start, end)

    def _is_of_another(self, words: set[str]) -> bool:
        """Whether a name of these words is that of the password of another program."""
        families = {FAMILIES[word] for word in words if word in FAMILIES}
        return self._is_of_server and bool(families - self._families) and words.isdisjoint(self._server_names)

    def _is_named_around(self, text: str, start: int, end: int) -> bool:
        """Whether the lines around name the server, its user or its database, and no other host."""
        first, last = start, end
        for _ in range(_ROWS_AROUND):
            first = max(text.rfind("\n", 0, max(first - 1, 0)), start - 1000, 0)
            last = min(text.find("\n", last + 1) % (len(text) + 1), end + 1000)
        around = f"{text[first:start]} {text[end:last]}"
        hosts = {match["host"] for match in _HOST_NAMED.finditer(around)}
        if hosts & self._other_hosts and not hosts & self._own_hosts:
            return False
        return self._around.search(around) is not None


def _is_environment_file(path: str) -> bool:
    return _ENVIRONMENT_FILE.fullmatch(os.path.basename(path)) is not None


def _files_of(service: Service) -> Iterator[str]:
    """The paths of the files of ``env_file``."""
    for one in environment_files(service):
        if one.path is not None:
            yield os.path.normpath(os.path.join(service.folder_of(one.node), one.path))


def _is_overridden(before: str, given: frozenset[str]) -> bool:
    """Whether a variable in `given` sets the setting that stands behind `before`, by what it is called."""
    names = [name for name in given if _OVERRIDES.fullmatch(name) is not None]
    patterns = (_OF_SECRET, _OF_ADDRESS) if _IN_ADDRESS.search(before) is not None else (_OF_SECRET,)
    return any(pattern.fullmatch(name) is not None for pattern in patterns for name in names)


def _is_manifest(source: Source) -> bool:
    """Whether it is one of Kubernetes, which starts servers of its own."""
    return source.path.endswith((".yaml", ".yml")) and _MANIFEST.search(source.text) is not None


def _said_before(source: Source, span: Span) -> str:
    """What stands before the value and has to do with it: its name, or the call that it is an argument of."""
    row = source.row(span.start)
    text = source.slice(Span(max(source.line_span(row).start, span.start - 2 * _MOST_BEFORE), span.start))
    above = source.line(row - 1)[-_MOST_BEFORE:].rstrip() if row > 1 else ""
    if _GOES_ON.search(above) is not None and _COMMENT.match(above) is None:
        text = f"{above} {text}"
    # In `connect(host=getenv("HOST"), password="x")` the other arguments are none of its business.
    return ",".join(text.split(",")[-2:])


def _names_in(text: str) -> set[str]:
    """The names in `text` as variables are written: that of `spring.datasource.password`, and of `env.DB_PASSWORD`."""
    names = [one.upper() for one in _IDENTIFIER.findall(text)]
    return {one.replace(".", "_") for one in names} | {one.rpartition(".")[2] for one in names}


def _is_bare_word(source: Source, before: str) -> bool:
    """Whether what stands behind `before` is, in a program, no text but a name."""
    if _CODE.fullmatch(os.path.basename(source.path)) is None:
        return False
    return before[-1:] not in _QUOTES and all(before.count(quote) % 2 == 0 for quote in _QUOTES)


def _is_of_client(text: str, end: int) -> bool:
    """Whether the command that goes on to `end` is one of a client of a database."""
    command = _COMMAND_BEFORE.search(text[max(0, end - _MOST_OF_COMMAND) : end])
    return command is not None and CLIENTS.search(command[0]) is not None


def _is_prose(source: Source, before: str) -> bool:
    """Whether what stands behind `before` is, in a program, part of a text for people: of a hint, or a message."""
    if _CODE.fullmatch(os.path.basename(source.path)) is None or before[-1:] in _QUOTES:
        return False
    opened = max(before.rfind(quote) for quote in _QUOTES if before.count(quote) % 2) if before else -1
    said = before[opened + 1 :].replace("\\n", " ")
    if _IN_ADDRESS.search(said) is not None or source.path.endswith((".sql", ".json", ".ipynb")):
        return False
    words = said.split()
    return said[:1].isspace() or any(_PAIRS.fullmatch(word) is None for word in words[:-1])


def _words_of_name(name: str) -> set[str]:
    return set(_WORD.findall(_BETWEEN_WORDS.sub("_", name).lower()))


def _squeezed(name: str) -> str:
    return re.sub(r"[\W_]", "", name).lower()


def is_rare(value: str, own: set[str]) -> bool:
    """Whether nobody would write the value for anything else: no word for a password, no name of a user."""
    lower = value.lower()
    if is_placeholder(value) or len(value) < _LEAST_LENGTH_OF_RARE or lower in own:
        return False
    words = re.findall(r"[a-z]+", _LEET.sub(lambda match: _LETTERS[match[0]], lower))
    long = [word for word in words if len(word) > _LONGEST_FILLER]
    if (
        not words
        or (not long and len(value) < _LEAST_LENGTH_OF_RARE_WORD)
        or (long and all(w in _COMMON | own for w in long))
    ):
        return False
    if re.sub(r"[\W\d_]+$", "", lower) in _COMMON | own:
        return False
    return not (value.isalpha() and len(value) < _LEAST_LENGTH_OF_RARE_WORD)
