"""What does a command install, from where, and how?"""

from __future__ import annotations

from dflint.cached_property import cached_property
from dflint.shell.commands import Command
from dflint.shell.installers.arguments import Arguments, Option
from dflint.shell.installers.requirements import ARCHIVE, EDITABLE, LOCAL, Requirement
from dflint.shell.scope import ActiveEnvironment
from dflint.shell.words import ShellWord
from dflint.source import Span


class Tool:
    """An installer. `name` is as people call it (``pip``, ``uv pip``, ``apt``), `manager` the family, such as ``uv``.

    `ecosystem` is ``python``, ``conda``, ``system`` or ``node``.
    """

    __slots__ = ("ecosystem", "manager", "name")

    def __init__(self, name: str, manager: str, ecosystem: str) -> None:
        self.name = name
        self.manager = manager
        self.ecosystem = ecosystem


class Install:
    """A command that installs, removes or fetches packages.

    `action` is ``install``, ``uninstall``, ``remove``, ``upgrade``, ``update``, ``download``, ``sync`` or ``create``;
    `subcommand` is what is written: ``ci``, ``env create``. `packages` are the packages, archives, URLs and paths that
    the command names, `requirement_files` and `constraint_files` the files that it reads them from.

    `reads_project` is whether it installs what the project in its directory asks for (``poetry install``, ``npm ci``).
    """

    def __init__(
        self,
        tool: Tool,
        action: str,
        subcommand: str,
        command: Command,
        arguments: Arguments,
        packages: tuple[Requirement, ...],
        requirement_files: tuple[ShellWord, ...] = (),
        constraint_files: tuple[ShellWord, ...] = (),
        reads_project: bool = False,
    ) -> None:
        self.tool = tool.name
        self.manager = tool.manager
        self.ecosystem = tool.ecosystem
        self.action = action
        self.subcommand = subcommand
        self.command = command
        self.packages = packages
        self.requirement_files = requirement_files
        self.constraint_files = constraint_files
        self.reads_project = reads_project
        self.is_dynamic = arguments.is_dynamic
        self.has_unknown_option = arguments.has_unknown
        self.option_list: tuple[Option, ...] = tuple(arguments.options)
        self._grammar = arguments.grammar

    def __repr__(self) -> str:
        return f"Install({self.tool!r}, {self.action!r}, {self.command.text!r})"

    @property
    def span(self) -> Span:
        """Where the command stands in the file."""
        return self.command.span

    @property
    def environment(self) -> ActiveEnvironment | None:
        """The conda or virtual environment that the command runs in, where the script says it."""
        return self.command.environment

    @cached_property
    def options(self) -> dict[str, ShellWord | None]:
        """The values of the options by canonical name; the last one where an option is repeated."""
        return {option.name: option.value for option in self.option_list}

    def has(self, *names: str) -> bool:
        """Whether one of the options is given, in any spelling."""
        return any(self._grammar.canonical(name) in self.options for name in names)

    def option(self, name: str) -> ShellWord | None:
        """The value of an option; None where it is not given."""
        return self.options.get(self._grammar.canonical(name))

    def given(self, *names: str) -> tuple[Option, ...]:
        """All options of these names, in order."""
        wanted = {self._grammar.canonical(name) for name in names}
        return tuple(option for option in self.option_list if option.name in wanted)

    def values(self, *names: str) -> tuple[ShellWord, ...]:
        """The values of all options of these names, in order."""
        return tuple(option.value for option in self.given(*names) if option.value is not None)

    @property
    def index_url(self) -> ShellWord | None:
        """The index that stands in for the default one."""
        values = self.values("--index-url", "--default-index")
        return values[-1] if values else None

    @property
    def extra_index_urls(self) -> tuple[ShellWord, ...]:
        """The indexes beside the default one."""
        names = ("--extra-index-url", "--index") if self.manager == "uv" else ("--extra-index-url",)
        return self.values(*names)

    @property
    def find_links(self) -> tuple[ShellWord, ...]:
        """The pages and folders of archives."""
        return self.values("--find-links")

    @property
    def local_paths(self) -> tuple[ShellWord, ...]:
        """The packages that are paths: folders, archives, editable ones."""
        return tuple(
            package.word
            for package in self.packages
            if package.kind in (LOCAL, ARCHIVE) or (package.kind == EDITABLE and "://" not in package.url)
        )
