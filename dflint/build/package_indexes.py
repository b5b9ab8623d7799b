"""From which index does a package of a Python installation come?

What counts are the options of the command, the variables that are in effect, the option lines of requirements files,
the settings of pip and uv in the image, and what a project says of its packages. Where one of them is not known, as
with the variables of an unknown base image, neither is the index.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from dflint.build.install_inputs import project_directory, text_at, text_of
from dflint.build.state import join_path
from dflint.cached_property import cached_property
from dflint.dockerfile.words import Unknown
from dflint.knowledge.pypi_mirrors import is_pypi
from dflint.knowledge.torch_indexes import TORCH_PACKAGES, has_torch, variant_of_url, variant_of_version
from dflint.lazy_pattern import lazy_pattern
from dflint.packages.requirement import normalise_name

if TYPE_CHECKING:
    from dflint.build.steps import InstallStep, RunStep
    from dflint.packages.project_indexes import Index, PackageSource, ProjectIndexes
    from dflint.shell.commands import Command
    from dflint.shell.words import ShellWord
    from dflint.source import Source, Span

DEFAULT, EXTRA, EXPLICIT, LINKS = "default", "extra", "explicit", "links"
OPTION, VARIABLE, REQUIREMENTS, SETTINGS, PROJECT = "option", "variable", "requirements", "settings", "project"

_ALSO_IN_TORCH_INDEXES = lazy_pattern(
    r"nvidia-.*|cuda-.*|triton.*|torch.*|numpy|pillow|xformers|flash-attn.*|tensorrt.*"
)
"""Names that an index of PyTorch may hold besides. Of others it is certain that they come from elsewhere."""

_NAMED = lazy_pattern(r"([A-Za-z0-9_.-]+)=(.+)")
_OPTIONS = {
    "--index-url": DEFAULT,
    "--default-index": DEFAULT,
    "--extra-index-url": EXTRA,
    "--index": EXTRA,
    "--find-links": LINKS,
}
_VARIABLES = {
    "pip": {"PIP_INDEX_URL": DEFAULT, "PIP_EXTRA_INDEX_URL": EXTRA, "PIP_FIND_LINKS": LINKS},
    "uv": {
        "UV_DEFAULT_INDEX": DEFAULT,
        "UV_INDEX_URL": DEFAULT,
        "UV_INDEX": EXTRA,
        "UV_EXTRA_INDEX_URL": EXTRA,
        "UV_FIND_LINKS": LINKS,
    },
}
_SILENCING = {"pip": ("PIP_CONFIG_FILE", "PIP_NO_INDEX"), "uv": ("UV_CONFIG_FILE", "UV_NO_INDEX")}
"""Variables after which nothing is known of where packages come from."""

_PIP_KEY = lazy_pattern(r"(?:global|install)\.(index-url|extra-index-url|find-links)")
_PIP_ROLES = {"index-url": DEFAULT, "extra-index-url": EXTRA, "find-links": LINKS}
_PIP_SETTINGS = ("/etc/pip.conf", "/etc/xdg/pip/pip.conf", "/usr/local/pip.conf", "/opt/conda/pip.conf")
_PIP_SETTINGS_AT_HOME = (".pip/pip.conf", ".config/pip/pip.conf")
_UV_SETTINGS = ("/etc/uv/uv.toml", "/etc/xdg/uv/uv.toml")


class IndexPlace(NamedTuple):
    """An index that is given somewhere.

    `url` is None where it is not known; `written` is what is known of its start. `role` says how it is used: `DEFAULT`
    in place of PyPI, `EXTRA` beside it, `EXPLICIT` only for packages that name it, `LINKS` for a page of archives, ""
    where that is not known. `origin` says where it is given; there stands `span` of `source`, where that is known.
    """

    url: str | None
    written: str
    role: str
    origin: str
    source: Source | None = None
    span: Span | None = None
    name: str = ""

    @property
    def variant(self) -> str | None:
        """The variant of PyTorch that it holds, "" for several; None for another index, or one that is not known."""
        return None if self.url is None else variant_of_url(self.url)


class Indexes:
    """The indexes of one installation. `is_known` is whether there can be no others.

    `takes_first` is whether the first index that has a package is the only one that is asked for it, as uv does: then
    extra indexes come before the default one. pip takes the newest version of all.
    """

    def __init__(self, install: InstallStep) -> None:
        self.install = install
        self._reader = _Reader(install)
        self._reader.read()

    @property
    def places(self) -> Sequence[IndexPlace]:
        """All indexes that are given, those of the command first."""
        return self._reader.places

    @property
    def is_known(self) -> bool:
        """Whether there can be no others."""
        return self._reader.is_known

    @cached_property
    def takes_first(self) -> bool:
        """Whether the first index that has a package is the only one that is asked for it."""
        if self.install.install.manager != "uv":
            return False
        word = self.install.install.option("--index-strategy")
        strategy = self.install.lookup("UV_INDEX_STRATEGY") if word is None else word.value
        return strategy in (None, "", "first-index")

    @cached_property
    def torch_backend(self) -> str | None:
        """What ``--torch-backend`` or its variable says; "" where neither does, None where it is not known."""
        if self.install.install.tool not in ("uv pip", "uv tool"):
            return ""
        if self.install.install.has("--torch-backend"):
            word = self.install.install.option("--torch-backend")
            return None if word is None else word.value
        value = self.install.lookup("UV_TORCH_BACKEND")
        return None if isinstance(value, Unknown) else value or ""

    def is_default(self, package: str, version: str = "") -> bool | None:
        """Whether `package` comes from PyPI or a mirror of it; None if that is not known."""
        name = normalise_name(package)
        if variant_of_version(version) is not None:
            return False
        if name in TORCH_PACKAGES:
            variant = self.torch_variant(name, version)
            return None if variant is None else not variant
        if not self.is_known or self._sources_of(name) != ():
            return None
        hosts = self._hosts
        if hosts is None or any(not is_pypi(url) and variant_of_url(url) is None for url in hosts):
            return None
        has_torch_index = any(variant_of_url(url) is not None for url in hosts)
        if has_torch_index and _ALSO_IN_TORCH_INDEXES.fullmatch(name):
            return None
        return any(is_pypi(url) for url in hosts)

    def torch_variant(self, package: str = "torch", version: str = "") -> str | None:
        """The build of a package of PyTorch that is taken: ``cpu``, ``cu121``, "" for that of PyPI, None if unknown.

        `version` is the one that is asked for, if it is a certain one; its suffix decides where it has one.
        """
        named = variant_of_version(version)
        if named is not None:
            return named
        name = normalise_name(package)
        if name not in TORCH_PACKAGES:
            return None
        if self.torch_backend != "":
            backend = self.torch_backend
            return None if backend is None or backend == "auto" else backend
        if not self.is_known:
            return None
        sources = self._sources_of(name)
        if sources:
            return self._variant_of_sources(sources)
        return None if sources is None else self._variant_of_hosts(version if name == "torch" else "")

    def _variant_of_sources(self, sources: tuple[PackageSource, ...]) -> str | None:
        """The variant of the index that the project names for the package."""
        place = self.named(sources[0].index_name) if len(sources) == 1 and sources[0].index_name else None
        if place is None or place.url is None:
            return None
        return "" if is_pypi(place.url) else place.variant or None

    def named(self, name: str) -> IndexPlace | None:
        """The index of that name."""
        return next((place for place in self.places if place.name == name), None)

    def _variant_of_hosts(self, version: str) -> str | None:
        hosts = self._hosts
        if hosts is None:
            return None
        variants = ["" if is_pypi(url) else variant_of_url(url) or None for url in hosts]
        if len(set(variants)) == 1 or (self.takes_first and variants[0] is not None):
            return variants[0]
        if None in variants or not version:
            return None
        # The suffix makes the version of an index of PyTorch newer than the same one of PyPI.
        others = [variant for variant in variants if variant]
        having = [has_torch(variant, version) for variant in others]
        if None in having:
            return None
        winners = [variant for variant, has in zip(others, having, strict=True) if has]
        return None if len(winners) > 1 else winners[0] if winners else "" if "" in variants else None

    @cached_property
    def _hosts(self) -> list[str] | None:
        """The URLs of the indexes in the order in which uv asks them; None if one is not known."""
        places = [place for place in self.places if place.role != EXPLICIT]
        if any(place.url is None or place.role in ("", LINKS) for place in places):
            return None
        extras = [place.url for place in places if place.role == EXTRA and place.url]
        defaults = [place.url for place in places if place.role == DEFAULT and place.url]
        return [*extras, defaults[0] if defaults else "https://pypi.org/simple"]

    def _sources_of(self, name: str) -> tuple[PackageSource, ...] | None:
        """Where the project says that the package comes from, as far as that holds here; None if that is not known."""
        found = []
        for source in self._reader.sources.get(name, ()):
            holds = self._source_holds(source)
            if holds is None:
                return None
            if holds:
                found.append(source)
        return tuple(found)

    def _source_holds(self, source: PackageSource) -> bool | None:
        if source.extra or source.group:
            chosen = self._reader.chosen
            if chosen is None:
                return None
            if normalise_name(source.extra or source.group) not in chosen:
                return False
        if not source.marker:
            return True
        from dflint.build.marker_environment import environment_of

        return environment_of(self.install).holds(source.marker)


@lru_cache(maxsize=8)
def _may_set_up_pip(text: str) -> bool:
    """Whether the `text` of a Dockerfile may say something of the settings of pip."""
    return "pip.conf" in text or re.search(r"\bconfig\b", text) is not None


def is_pip(command: Command) -> bool:
    """Whether the command runs pip."""
    tool = command.module[0] if command.module is not None else command.name
    return tool is not None and re.fullmatch(r"pip[\d.]*", tool) is not None


def commands_for_pip_settings(run: RunStep) -> Iterator[Command]:
    """The commands of ``pip config``, and those that may write a file of settings."""
    if "pip.conf" not in run.run.body_text and "config" not in run.run.body_text:
        return
    for command in run.commands:
        if is_pip(command):
            if any(word.value == "config" for word in command.arguments):
                yield command
        elif "pip.conf" in _text_of(command) and command.name not in ("cat", "ls", "rm", "chmod", "chown", "mkdir"):
            yield command


def indexes_of(install: InstallStep) -> Indexes:
    """The indexes of a Python installation."""
    return Indexes(install)


class _Reader:
    """Finds the indexes of one installation, the strongest first."""

    def __init__(self, install: InstallStep) -> None:
        self.step = install
        self.install = install.install
        self.family = "pip" if self.install.manager in ("pip", "pipenv") else self.install.manager
        self.places: list[IndexPlace] = []
        self.sources: dict[str, tuple[PackageSource, ...]] = {}
        self.chosen: frozenset[str] | None = frozenset()
        self.is_known = self.install.ecosystem == "python" and not self.install.has_unknown_option
        self._has_default = False

    def read(self) -> None:
        """Read all that may name an index."""
        if self.install.ecosystem != "python":
            return
        if self.install.has("--no-index", "--config-file") or self._may_hold_options:
            self.is_known = False
        # The options in a requirements file take the place of those of the command.
        self._read_requirements()
        self._read_options()
        self._read_variables()
        if not self.install.has("--isolated", "--no-config"):
            self._read_settings()
        if self.install.reads_project:
            self._read_project()

    def _add(self, place: IndexPlace, is_last: bool = False) -> None:
        """Add an index. Of those that stand in for PyPI the first counts or, with `is_last`, the last of its origin."""
        if place.role == DEFAULT:
            others = [one for one in self.places if one.role == DEFAULT]
            if others and not (is_last and others[0].origin == place.origin):
                return
            self.places = [one for one in self.places if one not in others]
            self._has_default = True
        self.places.append(place)

    @property
    def _may_hold_options(self) -> bool:
        from dflint.build.downloads import may_have_unknown_options

        return may_have_unknown_options(self.install)

    # The command

    def _read_options(self) -> None:
        for option in self.install.given(*_OPTIONS):
            role = _OPTIONS.get(option.name)
            word = option.value
            if role is None or word is None:
                self.is_known = False
                continue
            url, name = self._named(word.value) if word.value is not None else (None, "")
            self._add(IndexPlace(url, word.prefix, role, OPTION, word.script.source, word.span, name), is_last=True)

    def _named(self, text: str) -> tuple[str, str]:
        """The URL and the name of an index, which uv takes as ``name=URL``."""
        named = _NAMED.fullmatch(text) if self.family == "uv" else None
        return (text, "") if named is None else (named[2], named[1])

    def _read_variables(self) -> None:
        for name, role in _VARIABLES.get(self.family, {}).items():
            value = self.step.lookup(name)
            if isinstance(value, Unknown):
                if not (role == DEFAULT and self._has_default):
                    self.is_known = False
                continue
            for url in (value or "").replace(",", " ").split() if role == LINKS else (value or "").split():
                plain, own_name = self._named(url)
                self._add(IndexPlace(plain, plain, role, VARIABLE, name=own_name))
        if any(self.step.lookup(name) is not None for name in _SILENCING.get(self.family, ())):
            self.is_known = False

    def _read_requirements(self) -> None:
        if self.install.requirement_files or self.install.constraint_files:
            wanted = self.step.wanted
            for file in wanted.files:
                if file.is_required and text_of(file.origin) is None:
                    self.is_known = False
            for option in wanted.options:
                if option.name == "--no-index":
                    self.is_known = False
                role = _OPTIONS.get(option.name)
                if role is None or option.value is None:
                    continue
                url = None if "${" in option.value else option.value
                written = option.value.partition("${")[0]
                self._add(IndexPlace(url, written, role, REQUIREMENTS, option.source, option.span))

    # Settings

    def _read_settings(self) -> None:
        if self.family == "pip":
            self._read_settings_of_pip()
        elif self.family == "uv":
            self._read_settings_of_uv()

    def _read_settings_of_pip(self) -> None:
        text = self.step.stage.dockerfile.source.text
        if not _may_set_up_pip(text):
            return
        home = self.step.state.home
        at_home = [join_path(home, name) for name in _PIP_SETTINGS_AT_HOME] if isinstance(home, str) else []
        for path in (*_PIP_SETTINGS, *at_home) if "pip.conf" in text else ():
            source = text_at(self.step, path)
            if source is not None:
                from dflint.packages.project_indexes import indexes_of_pip_settings

                self._take_up(indexes_of_pip_settings(source), SETTINGS)
        stage = self.step.stage
        for current in stage.chain:
            for run in reversed(current.runs):
                if current is not stage or run.position <= self.step.step.position:
                    self._read_commands(run)

    def _read_commands(self, run: RunStep) -> None:
        """What ``pip config set`` sets, and whether a command may have written settings."""
        last = run.order_of(self.step.command) if run is self.step.step else len(run.commands)
        for command in run.commands_for_pip_settings:
            if run.order_of(command) >= last:
                return
            if is_pip(command):
                self._read_pip_config(run, command)
            else:
                self.is_known = False

    def _read_pip_config(self, run: RunStep, command: Command) -> None:
        words = [word for word in command.arguments if not word.prefix.startswith("-")]
        values = [word.value for word in words]
        position = values.index("config") if "config" in values else -1
        if position < 0 or len(words) < position + 4 or values[position + 1] != "set":
            return
        key = _PIP_KEY.fullmatch((values[position + 2] or "").replace("_", "-"))
        if key is None:
            self.is_known = self.is_known and values[position + 2] is not None
            return
        word: ShellWord = words[position + 3]
        value = run.value_of(command, word)
        for url in value.split() if value is not None else (None,):
            role = _PIP_ROLES[key[1]]
            self._add(IndexPlace(url, url or word.prefix, role, SETTINGS, word.script.source, word.span))

    def _read_settings_of_uv(self) -> None:
        from dflint.packages.project_indexes import indexes_of_uv_settings

        text = self.step.stage.dockerfile.source.text
        paths = [file.path for file in self.step.wanted.files if file.word is None and file.path]
        home = self.step.state.home
        if "uv.toml" in text:
            paths += [*_UV_SETTINGS, *([join_path(home, ".config/uv/uv.toml")] if isinstance(home, str) else [])]
        for path in paths:
            source = text_at(self.step, path)
            if source is None or not path.endswith(("uv.toml", "pyproject.toml")):
                continue
            if path.endswith("uv.toml"):
                found = indexes_of_uv_settings(source)
                if found is None:
                    self.is_known = False
                else:
                    self._take_up(found.indexes, SETTINGS)
            elif not self.install.reads_project:
                self._take_up(self._of_pyproject(source, "uv").indexes, PROJECT)

    def _take_up(self, indexes: Iterable[Index], origin: str) -> None:
        for index in indexes:
            url = None if "$" in index.url else index.url
            self._add(IndexPlace(url, index.url, index.role, origin, index.source, index.span, index.name))

    # Projects

    def _of_pyproject(self, source: Source, manager: str) -> ProjectIndexes:
        from dflint.packages.project_indexes import ProjectIndexes, indexes_of_project
        from dflint.packages.pyproject import PyProject

        project = PyProject(source)
        if project.problem is not None:
            self.is_known = False
            return ProjectIndexes()
        self._choose(project)
        return indexes_of_project(project, manager)

    def _choose(self, project: object) -> None:
        from dflint.build.group_choice import GroupChoice
        from dflint.packages.pyproject import PyProject

        assert isinstance(project, PyProject)
        choice = GroupChoice(self.step)
        names = frozenset((*choice.extras(project), *choice.groups(project)))
        self.chosen = names if choice.is_known else None

    def _read_project(self) -> None:
        directory = project_directory(self.step)
        if self.install.manager == "pipenv":
            self.is_known = False  # its sources are those of the Pipfile, or of its lock
            return
        source = None if directory is None else text_at(self.step, join_path(directory, "pyproject.toml"))
        if source is None:
            self.is_known = False
            return
        found = self._of_pyproject(source, self.install.manager)
        self._take_up(found.indexes, PROJECT)
        if not self.install.has("--no-sources"):
            self.sources.update(found.sources)


def _text_of(command: Command) -> str:
    """A command with what it writes and where to."""
    parts = [command.text]
    for redirect in command.redirects:
        if redirect.target is not None:
            parts.append(redirect.target.text)
    return " ".join(parts)
