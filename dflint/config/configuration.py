"""Which file configures a file? Looks for configuration, reads it and puts it together."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dflint import __version__
from dflint.config.options import OF_NAME, RULES_KEY
from dflint.config.origins import ARGUMENT, COMMAND_LINE, ConfigurationError, Origin, did_you_mean, nearest
from dflint.config.settings import Layer, Settings
from dflint.project.roots import CONFIGURATION_FILES

REQUIRED_VERSION = "required-version"

FILE_NAMES = (*CONFIGURATION_FILES, "pyproject.toml")
"""The names of configuration files; in a folder an earlier one wins."""


class Configuration:
    """The settings of every file of a run.

    `isolated`: configuration files are not read. `arguments` are the values of ``--config``: at most one file, which
    then holds for every path, and any number of texts such as ``fail-on = "error"``, which win over the file.
    `options` are those of the command line that are called like one of the configuration; they win over all others.
    Raises `ConfigurationError`.
    """

    def __init__(
        self, isolated: bool = False, arguments: Iterable[str] = (), options: Mapping[str, Any] | None = None
    ) -> None:
        self._isolated = isolated
        self._file: str | None = None
        self._of_call: list[Layer] = []
        self._of_directory: dict[str, Settings] = {}
        here = os.getcwd()
        for argument in arguments:
            if os.path.isfile(argument):
                self._use_file(argument)
            elif "=" in argument:
                origin = Origin(ARGUMENT, here, argument)
                self._of_call += _with_bases(_checked(_parse(origin), origin))
            else:
                raise ConfigurationError(f"`{argument}` is neither a file nor `key = value`", ARGUMENT)
        self._of_call.append(Layer(Origin(COMMAND_LINE, here), options or {}))

    def _use_file(self, argument: str) -> None:
        if self._isolated:
            raise ConfigurationError("a configuration file cannot be combined with --isolated", ARGUMENT)
        if self._file is not None:
            raise ConfigurationError("only one configuration file can be given", ARGUMENT)
        self._file = os.path.abspath(argument)

    def settings_for(self, path: str) -> Settings:
        """The settings of the file or folder at the absolute `path`. Raises `ConfigurationError`."""
        if self._isolated or self._file is not None:
            directory = ""
        else:
            directory = path if os.path.isdir(path) else os.path.dirname(path)
        settings = self._of_directory.get(directory)
        if settings is None:
            settings = self._of_directory[directory] = self._find(directory)
        return settings

    def _find(self, directory: str) -> Settings:
        if self._isolated:
            return Settings(None, self._of_call)
        if self._file is not None:
            return self._built(_read(self._file) or Layer(_origin_of(self._file), {}))
        for name in FILE_NAMES:
            path = os.path.join(directory, name)
            if os.path.isfile(path):
                layer = _read(path)
                if layer is not None:
                    return self._built(layer)
        parent = os.path.dirname(directory)
        return self.settings_for(parent) if parent != directory else Settings(None, self._of_call)

    def _built(self, file: Layer) -> Settings:
        return Settings(file.origin.path, (*_with_bases(file), *self._of_call))


def find_settings(path: str, isolated: bool = False, config_arguments: Iterable[str] = ()) -> Settings:
    """The settings of the file or folder at the absolute `path`. Raises `ConfigurationError`."""
    return Configuration(isolated, config_arguments).settings_for(path)


def _origin_of(path: str) -> Origin:
    return Origin(path, os.path.dirname(path))


def _read(path: str) -> Layer | None:
    """What the file at `path` says, or None for a pyproject that does not speak of dflint."""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise ConfigurationError(f"it cannot be read: {error.strerror}", path) from None
    is_shared = os.path.basename(path) == "pyproject.toml"
    if is_shared and b"dflint" not in data:
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigurationError("it is not UTF-8", path) from None
    origin = _origin_of(path)._replace(text=text, table=("tool", "dflint") if is_shared else ())
    table: Any = _parse(origin)
    for key in origin.table:
        if not isinstance(table, dict) or key not in table:
            return None
        table = table[key]
    if not isinstance(table, dict):
        raise origin.error("`tool.dflint` must be a table")
    return _checked(table, origin)


def _parse(origin: Origin) -> dict[str, Any]:
    import sys
    from importlib import import_module

    toml = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    try:
        table: dict[str, Any] = toml.loads(origin.text)
    except ValueError as error:
        message, _, place = str(error).partition(" (at line ")
        row = place.partition(",")[0]
        raise ConfigurationError(message, origin.path, int(row) if row.isdigit() else None) from None
    except RecursionError:
        raise ConfigurationError("it is nested too deeply", origin.path) from None
    return table


def _with_bases(layer: Layer, *extending: str) -> Sequence[Layer]:
    """`layer` after the files that it builds on; `extending` are the paths of those that build on it."""
    written = layer.values.get("extend")
    if written is None:
        return (layer,)
    origin = layer.origin
    path = os.path.abspath(os.path.join(origin.folder, os.path.expandvars(os.path.expanduser(written))))
    chain = (*extending, origin.path)
    if path in chain:
        raise origin.error(f"`{written}` builds on this file itself", "extend")
    if not os.path.isfile(path):
        raise origin.error(f"there is no file `{written}`", "extend")
    base = _read(path)
    if base is None:
        raise origin.error(f"`{written}` has no table `tool.dflint`", "extend")
    return (*_with_bases(base, *chain), layer)


def _check_version(table: Mapping[str, Any], origin: Origin) -> None:
    """Raise `ConfigurationError` where `table` is for other versions of dflint than this one."""
    if REQUIRED_VERSION not in table:
        return
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    written = OF_NAME[REQUIRED_VERSION].type.read(table[REQUIRED_VERSION], origin, (REQUIRED_VERSION,))
    # A version alone is that version, as it is for ruff.
    specifier = f"=={written}" if written[:1].isdigit() else written
    try:
        is_met = SpecifierSet(specifier).contains(__version__, prereleases=True)
    except InvalidSpecifier:
        message = f"`{written}` is not a range of versions such as `>=0.1,<1`"
        raise origin.error(message, REQUIRED_VERSION) from None
    if not is_met:
        raise origin.error(f"this is dflint {__version__}, and `{written}` is required", REQUIRED_VERSION)


def _checked(table: Mapping[str, Any], origin: Origin) -> Layer:
    """What `table` says, if it has the keys and the types that a configuration can have."""
    # Another version may know keys that this one does not.
    _check_version(table, origin)
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key == RULES_KEY:
            values[key] = _tables_of_rules(value, origin)
        elif key in OF_NAME:
            values[key] = OF_NAME[key].type.read(value, origin, (key,))
        else:
            hint = did_you_mean(nearest(key, (*OF_NAME, RULES_KEY)))
            if key == "tool" and not origin.table:
                hint = "; here options stand at the top level, and not in `tool.dflint`"
            raise origin.error(f"unknown option `{key}`{hint}", key)
    return Layer(origin, values)


def _tables_of_rules(value: Any, origin: Origin) -> Mapping[str, Mapping[str, Any]]:
    if not isinstance(value, dict):
        raise origin.error(f"`{RULES_KEY}` must be a table", RULES_KEY)
    for rule, options in value.items():
        if not isinstance(options, dict):
            raise origin.error(f"`{RULES_KEY}.{rule}` must be a table", RULES_KEY, rule)
    return value
