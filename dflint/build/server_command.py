"""Which servers does a container start, and what are they told: where to listen, with how many processes?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from dflint.cached_property import cached_property
from dflint.dockerfile.words import Unknown
from dflint.knowledge.server_defaults import PROGRAM_SERVERS, SERVER_COMMANDS, SERVER_NAMES, ServerDefaults
from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.container_run import ContainerRun
    from dflint.build.python_server import ServerCall
    from dflint.build.stages import Stage
    from dflint.build.steps import CopyStep
    from dflint.dockerfile.instructions import CommandInstruction
    from dflint.shell.commands import Command
    from dflint.shell.words import ShellWord
    from dflint.source import Source, Span

OPTION = "option"
ENVIRONMENT = "environment"
DEFAULT = "default"
PROGRAM = "program"
NOT_KNOWN = "not known"

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1", "[::1]"})
_ADDRESS = lazy_pattern(r"(?:(?P<host>\[[0-9A-Fa-f:.]+\]|[^:/\s]*):)?(?P<port>\d+)")
_SERVERS_OF_OTHERS = frozenset({"nginx", "caddy", "haproxy", "traefik", "envoy", "apache2", "httpd", "supervisord"})


class Setting(NamedTuple):
    """What a server is told, or takes where it is told nothing.

    `value` is None where `origin` is `NOT_KNOWN`; `PROGRAM` means that a Python program says it. Only where the origin
    is `OPTION` there is a `word`, which is the value or the rest of ``--name=value``, and the `option` that it is of.
    """

    value: str | None
    origin: str
    word: ShellWord | None = None
    option: ShellWord | None = None
    name: str = ""

    @property
    def is_loopback(self) -> bool:
        """Whether it is an address that only the container itself can reach."""
        return self.value is not None and self.value.lower() in _LOOPBACK


_UNKNOWN = Setting(None, NOT_KNOWN)


class StartedServer:
    """A server that a container starts.

    `arguments` are the words behind the command that starts it (``uvicorn``, ``jupyter lab``), `program` its words.
    """

    def __init__(
        self,
        defaults: ServerDefaults,
        command: Command,
        program: Sequence[ShellWord],
        arguments: Sequence[ShellWord],
        run: ContainerRun,
    ) -> None:
        self.defaults = defaults
        self.command = command
        self.program = program
        self.arguments = arguments
        self.run = run

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.title!r})"

    @property
    def call(self) -> ServerCall | None:
        """The call with which a Python program starts the server itself; None where its own command does."""
        return None

    @property
    def title(self) -> str:
        """What it is called."""
        return self.defaults.title

    @property
    def source(self) -> Source:
        """The file that names it."""
        return self.program[0].script.source

    @property
    def span(self) -> Span:
        """Where it is named."""
        return self.program[-1].span

    @cached_property
    def instruction(self) -> CommandInstruction | None:
        """The instruction that names it; None where a compose file does."""
        return self.run.instruction_of(self.command)

    @property
    def is_certain(self) -> bool:
        """Whether it is certainly started, in the foreground, and nothing else that serves is beside it."""
        command = self.command
        if command.conditional or command.is_background or command.in_function or self.run.is_wrapped:
            return False
        return not any(
            other.is_background or _matched(other) is not None or _starts_another(other)
            for other in self.run.script.commands
            if other is not command and other is not command.enclosing
        )

    # Options

    def option(self, names: Iterable[str]) -> Setting | None:
        """The value of the last of the options `names` that is given; None if none is."""
        wanted = tuple(names)
        found: Setting | None = None
        for index, word in enumerate(self.arguments):
            text = word.prefix
            for name in wanted:
                value: ShellWord | None = None
                if word.value == name:
                    value = self.arguments[index + 1] if index + 1 < len(self.arguments) else None
                elif text.startswith(name + "=") and name.startswith("--"):
                    value = word.after(len(name) + 1)
                elif len(name) == 2 and text.startswith(name) and len(text) > 2:
                    value = word.after(3 if text[2] == "=" else 2)
                else:
                    continue
                known = None if value is None else self.value_of(value)
                found = Setting(known, OPTION if known is not None else NOT_KNOWN, value, word, name)
        return found

    def flag(self, names: Iterable[str]) -> ShellWord | None:
        """The word of the first of the options `names` that is given, whatever value it has."""
        for word in self.arguments:
            for name in names:
                if word.prefix == name or word.prefix.startswith(name + "="):
                    return word
        return None

    def value_of(self, word: ShellWord) -> str | None:
        """The value that one of the words has in the container; None if that is not known."""
        value = self.command.expand(word, self.run.variable)
        # A variable that nothing sets is there to be set when the container is started.
        return None if value == "" and word.value is None else value

    @cached_property
    def has_unknown_arguments(self) -> bool:
        """Whether an argument may be an option, or several, that nobody knows."""
        previous: ShellWord | None = None
        for word in self.arguments:
            is_value = previous is not None and (previous.value or "").startswith("-") and "=" not in previous.prefix
            if word.value is None and not word.prefix and not is_value:
                value = self.value_of(word)
                if not value or value.startswith("-"):
                    return True
            previous = word
        return False

    def variable(self, names: Iterable[str]) -> Setting | None:
        """What the first of the variables `names` that is set says; None if none is."""
        scripted = self.command.variables
        for name in names:
            if scripted is None or name in scripted:
                return _UNKNOWN
            for assignment in self.command.assignments:
                if assignment.name == name:
                    value = None if assignment.value is None else self.value_of(assignment.value)
                    return _UNKNOWN if value is None else Setting(value, ENVIRONMENT, name=name)
            set_to = self.run.variable(name)
            if isinstance(set_to, Unknown):
                return _UNKNOWN
            if set_to is not None:
                return Setting(set_to, ENVIRONMENT, name=name)
        return None

    # Where it listens

    @cached_property
    def host(self) -> Setting:
        """The address that it listens at; "" is every one."""
        return self._address[0]

    @cached_property
    def port(self) -> Setting:
        """The port that it listens on."""
        return self._address[1]

    @cached_property
    def _address(self) -> tuple[Setting, Setting]:
        defaults = self.defaults
        if defaults.title == "runserver":
            return self._positional
        if self.flag(defaults.elsewhere_options) is not None:
            host = self.option(defaults.host_options) if defaults.host_options else None
            port = self.option(defaults.port_options) if defaults.port_options else None
            bind = self.option(defaults.bind_options) if defaults.bind_options else None
            if bind is not None:
                return _split(bind, defaults)
            return host or _UNKNOWN, port or _UNKNOWN
        bind = self.option(defaults.bind_options) if defaults.bind_options else None
        if bind is not None:
            several = sum(word.prefix.startswith(defaults.bind_options) for word in self.arguments) > 1
            return (_UNKNOWN, _UNKNOWN) if several else _split(bind, defaults)
        bind = self.variable(defaults.bind_variables)
        if bind is not None:
            return _UNKNOWN, _UNKNOWN
        return (
            self._one(defaults.host_options, defaults.host_variables, defaults.host),
            self._one(defaults.port_options, defaults.port_variables, _text(defaults.port)),
        )

    def _one(self, options: Sequence[str], variables: Sequence[str], default: str | None) -> Setting:
        given = self.option(options)
        if given is not None:
            return given
        if self.has_unknown_arguments:
            return _UNKNOWN
        given = self.variable(variables)
        if given is not None:
            return given
        if default is None or self.may_have_file:
            return _UNKNOWN
        return Setting(default, DEFAULT)

    @cached_property
    def _positional(self) -> tuple[Setting, Setting]:
        """The address of ``manage.py runserver [address]``."""
        words = [word for word in self.arguments if not word.prefix.startswith("-")]
        if self.has_unknown_arguments or any(word.value is None for word in words):
            return _UNKNOWN, _UNKNOWN
        if self.flag(("--host", "--port", "-h", "-p")) is not None or not self._has_package("django"):
            # Another framework whose scripts are called alike.
            return _UNKNOWN, _UNKNOWN
        for word in words:
            if _ADDRESS.fullmatch(word.value or "") is not None:
                return _split(Setting(word.value, OPTION, word, word), self.defaults)
        if words and not all(_follows_option(word, self.arguments) for word in words):
            return _UNKNOWN, _UNKNOWN
        assert self.defaults.host is not None
        return Setting(self.defaults.host, DEFAULT), Setting(_text(self.defaults.port), DEFAULT)

    def _has_package(self, name: str) -> bool:
        from dflint.build.wanted_packages import packages_of_stage

        return name in packages_of_stage(self.run.stage).names

    @cached_property
    def may_have_file(self) -> bool:
        """Whether a file of the image may say where to listen."""
        names = self.defaults.files
        if not names:
            return False
        stage = self.run.stage
        text = stage.dockerfile.source.text
        if stage.root.known is None or "git clone" in text or any(name in text for name in names):
            return True
        return _may_hold(stage, names)

    # Processes

    @cached_property
    def workers(self) -> Setting:
        """The number of processes that it answers requests with."""
        return self._one(self.defaults.worker_options, self.defaults.worker_variables, None)

    @cached_property
    def reload(self) -> ShellWord | None:
        """The option with which it starts anew when a file changes."""
        return self.flag(self.defaults.reload_options)


class ProgramServer(StartedServer):
    """A server that a Python program starts by calling its library; the command line is the program's."""

    def __init__(self, call: ServerCall, command: Command, word: ShellWord, run: ContainerRun) -> None:
        super().__init__(PROGRAM_SERVERS[call.library], command, [word], (), run)
        self._call = call

    @property
    def call(self) -> ServerCall | None:
        """The call that starts the server."""
        return self._call

    @cached_property
    def _address(self) -> tuple[Setting, Setting]:
        defaults = self.defaults
        host, port = _PROGRAM_ARGUMENTS[self._call.library]
        if any(name in self._call.keywords for name in ("uds", "fd", "share")):
            return _UNKNOWN, _UNKNOWN
        return (
            self._argument(host, defaults.host_variables, defaults.host),
            self._argument(port, defaults.port_variables, _text(defaults.port)),
        )

    def _argument(self, name: str, variables: Sequence[str], default: str | None) -> Setting:
        if name in self._call.keywords:
            value = self._call.keywords[name]
            if isinstance(value, (str, int)) and not isinstance(value, bool):
                return Setting(str(value), PROGRAM, name=name)
            if value is not None:
                return _UNKNOWN
        if not self._call.is_complete or default is None:
            return _UNKNOWN
        return self.variable(variables) or Setting(default, DEFAULT)


_PROGRAM_ARGUMENTS = {
    "uvicorn": ("host", "port"),
    "flask": ("host", "port"),
    "gradio": ("server_name", "server_port"),
}
"""The names of the arguments that say where to listen."""


def _starts_another(command: Command) -> bool:
    """Whether a command has to do with a server that may stand before this one: ``service nginx start``."""
    return any((word.value or "").rpartition("/")[2] in _SERVERS_OF_OTHERS for word in command.words)


def servers_by_place(stage: Stage, build: Build) -> Iterator[tuple[StartedServer, ...]]:
    """The servers that the image of `stage` starts, those that one word of a file starts together.

    There is one for each run that starts it: what is said of the word has to hold in all of them. None where the stage
    becomes no image.
    """
    from dflint.build.shipping import becomes_image

    if not becomes_image(stage, build):
        return
    together: dict[tuple[int, Span], list[StartedServer]] = {}
    for server in servers_of(stage, build):
        together.setdefault((id(server.source), server.span), []).append(server)
    for servers in together.values():
        yield tuple(servers)


def servers_of(stage: Stage, build: Build) -> tuple[StartedServer, ...]:
    """The servers that the containers of an image start, those of each of its runs in order."""
    return tuple(server for run in build.runs_of(stage) for server in servers_of_run(run))


def servers_of_run(run: ContainerRun) -> tuple[StartedServer, ...]:
    """The servers that one run starts, in order."""
    known = run.__dict__.get("servers")
    if known is None:
        known = run.__dict__["servers"] = tuple(_servers(run))
    servers: tuple[StartedServer, ...] = known
    return servers


def _servers(run: ContainerRun) -> Iterator[StartedServer]:
    for command in run.script.commands:
        matched = _matched(command)
        if matched is not None:
            yield StartedServer(*matched, run=run)
            continue
        name = command.name or ""
        if name.startswith("python"):
            from dflint.build.python_program import program_word
            from dflint.build.python_server import server_call

            word, call = program_word(command), server_call(command, run)
            if word is not None and call is not None:
                yield ProgramServer(call, command, word, run)


def _matched(command: Command) -> tuple[ServerDefaults, Command, Sequence[ShellWord], Sequence[ShellWord]] | None:
    """What a command starts: the row, the command, its words up to the subcommand, and the arguments."""
    name = command.name
    if name is None or command.program is None:
        return None
    arguments = command.arguments
    program = [command.program]
    if command.module is not None:
        name, first = command.module
        program = [arguments[first - 1]]
        arguments = arguments[first:]
    elif name.startswith("python"):
        script = next((index for index, word in enumerate(arguments) if not word.prefix.startswith("-")), None)
        value = None if script is None else arguments[script].value
        if script is None or value is None:
            return None
        name = value.rpartition("/")[2]
        program = [arguments[script]]
        arguments = arguments[script + 1 :]
    if name not in SERVER_NAMES:
        return None
    row = SERVER_COMMANDS.get(name)
    if row is not None:
        return row, command, program, arguments
    return _with_subcommand(name, command, program, arguments)


def _with_subcommand(
    name: str, command: Command, program: list[ShellWord], arguments: Sequence[ShellWord]
) -> tuple[ServerDefaults, Command, Sequence[ShellWord], Sequence[ShellWord]] | None:
    """As `_matched`, for ``flask run``: options, with their values, may stand before the subcommand."""
    names = [name]
    index = 0
    while index < len(arguments):
        word = arguments[index]
        if word.value is None:
            return None
        if word.value.startswith("-"):
            following = arguments[index + 1].value if index + 1 < len(arguments) else None
            is_flag = "=" in word.value or " ".join([*names, following or ""]) in SERVER_COMMANDS
            index += 1 if is_flag else 2
            continue
        names.append(word.value)
        program = [*program, word]
        index += 1
        row = SERVER_COMMANDS.get(" ".join(names))
        if row is not None:
            return row, command, program, arguments[index:]
        if len(names) > 3:
            return None
    return None


def _split(bind: Setting, defaults: ServerDefaults) -> tuple[Setting, Setting]:
    """Host and port of an address in one word."""
    if bind.value is None:
        return _UNKNOWN, _UNKNOWN
    match = _ADDRESS.fullmatch(bind.value)
    if match is None:
        if re.fullmatch(r"[\w.-]+", bind.value) is None:
            return _UNKNOWN, _UNKNOWN
        return bind, Setting(_text(defaults.port), DEFAULT)
    port = bind._replace(value=match["port"])
    if match["host"] is None:
        # A number alone is a port to Django, and to no other.
        host = Setting(defaults.host, DEFAULT) if defaults.title == "runserver" else _UNKNOWN
        return host, port
    return bind._replace(value=match["host"]), port


def _text(port: int | None) -> str | None:
    return None if port is None else str(port)


def _follows_option(word: ShellWord, arguments: Sequence[ShellWord]) -> bool:
    index = next(index for index, other in enumerate(arguments) if other is word)
    return index > 0 and arguments[index - 1].prefix.startswith("--") and "=" not in arguments[index - 1].prefix


def _may_hold(stage: Stage, names: Sequence[str]) -> bool:
    """Whether a COPY of a stage, or of one that it copies from, may bring a file named like one of `names`."""
    pending, seen = [stage], set()
    while pending:
        current = pending.pop()
        for one in current.chain:
            if one.index in seen:
                continue
            seen.add(one.index)
            for copy in one.copies:
                if _may_bring(copy, names):
                    return True
                origin = copy.origin
                if isinstance(origin, type(stage)):
                    pending.append(origin)
    return False


def _may_bring(copy: CopyStep, names: Sequence[str]) -> bool:
    """Whether a COPY from the build context may bring a file whose name starts with one of `names`."""
    if not copy.is_from_context:
        return False
    context = copy.stage.graph.context
    for source in copy.sources:
        if source is None or any(character in source for character in "*?["):
            return True
        path = source.strip("/")
        path = "" if path == "." else path.removeprefix("./")
        if path.rpartition("/")[2].startswith(tuple(names)):
            return True
        if context is not None and context.is_directory(path) and _names_one(context.names(path), names):
            return True
    return False


def _names_one(names: Iterable[str], wanted: Sequence[str]) -> bool:
    return any(name.startswith((*wanted, ".jupyter")) for name in names)
