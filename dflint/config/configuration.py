"""Which file configures a file? Looks for configuration, reads it and puts it together."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any

from dflint.config.options import OF_NAME, RULES_KEY
from dflint.config.origins import ConfigurationError, Origin, did_you_mean, nearest
from dflint.config.settings import RuleOptions, Settings
from dflint.config.values import TableOf
from dflint.project.roots import CONFIGURATION_FILES

FILE_NAMES = (*CONFIGURATION_FILES, "pyproject.toml")
"""The names of configuration files; in a folder an earlier one wins."""


class Configuration:
    """The settings of every file of a run.

    `isolated`: configuration files are not read. `arguments` are the values of ``--config``: at most one file, which
    then holds for every path, and any number of texts such as ``fail-on = "error"``, which win over the file.
    Raises `ConfigurationError`.
    """

    def __init__(self, isolated: bool = False, arguments: Iterable[str] = ()) -> None:
        self._isolated = isolated
        self._file: str | None = None
        self._inline: list[tuple[Mapping[str, Any], Origin]] = []
        self._of_directory: dict[str, Settings] = {}
        for argument in arguments:
            if os.path.isfile(argument):
                self._use_file(argument)
            elif "=" in argument:
                origin = Origin("--config", argument, ())
                self._inline.append((_parse(origin), origin))
            else:
                raise ConfigurationError(f"`{argument}` is neither a file nor `key = value`", "--config")

    def _use_file(self, argument: str) -> None:
        if self._isolated:
            raise ConfigurationError("a configuration file cannot be combined with --isolated", "--config")
        if self._file is not None:
            raise ConfigurationError("only one configuration file can be given", "--config")
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
            return self._build(None)
        if self._file is not None:
            return self._build(_read(self._file) or ({}, Origin(self._file, "", ())))
        for name in FILE_NAMES:
            path = os.path.join(directory, name)
            if os.path.isfile(path):
                found = _read(path)
                if found is not None:
                    return self._build(found)
        parent = os.path.dirname(directory)
        return self.settings_for(parent) if parent != directory else self._build(None)

    def _build(self, file: tuple[Mapping[str, Any], Origin] | None) -> Settings:
        values: dict[str, Any] = {}
        origins: dict[tuple[str, ...], Origin] = {}
        for table, origin in (*([file] if file else []), *self._inline):
            _merge(table, origin, values, origins)
        return Settings(file[1].path if file else None, values, origins)


def find_settings(path: str, isolated: bool = False, config_arguments: Iterable[str] = ()) -> Settings:
    """The settings of the file or folder at the absolute `path`. Raises `ConfigurationError`."""
    return Configuration(isolated, config_arguments).settings_for(path)


def _read(path: str) -> tuple[Mapping[str, Any], Origin] | None:
    """The table of dflint in the file at `path`, or None for a pyproject without one."""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise ConfigurationError(f"cannot be read: {error.strerror}", path) from None
    is_shared = os.path.basename(path) == "pyproject.toml"
    if is_shared and b"dflint" not in data:
        return None
    try:
        origin = Origin(path, data.decode("utf-8-sig"), ("tool", "dflint") if is_shared else ())
    except UnicodeDecodeError:
        raise ConfigurationError("is not UTF-8", path) from None
    table: Any = _parse(origin)
    for key in origin.table:
        if not isinstance(table, dict) or key not in table:
            return None
        table = table[key]
    if not isinstance(table, dict):
        raise origin.error("`tool.dflint` must be a table")
    return table, origin


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
        raise ConfigurationError("is nested too deeply", origin.path) from None
    return table


def _merge(
    table: Mapping[str, Any], origin: Origin, values: dict[str, Any], origins: dict[tuple[str, ...], Origin]
) -> None:
    """Check `table` and put it over `values`; note in `origins` where each key comes from."""
    for key, value in table.items():
        if key == RULES_KEY:
            values[key] = _merged_rules(value, origin, values.get(key, {}), origins)
        elif key in OF_NAME:
            kind = OF_NAME[key].type
            read = kind.read(value, origin, (key,))
            values[key] = {**values.get(key, {}), **read} if isinstance(kind, TableOf) else read
            origins[(key,)] = origin
        else:
            hint = did_you_mean(nearest(key, (*OF_NAME, RULES_KEY)))
            raise origin.error(f"unknown option `{key}`{hint}", key)


def _merged_rules(
    value: Any, origin: Origin, before: RuleOptions, origins: dict[tuple[str, ...], Origin]
) -> RuleOptions:
    if not isinstance(value, dict):
        raise origin.error(f"`{RULES_KEY}` must be a table", RULES_KEY)
    merged = {rule: dict(options) for rule, options in before.items()}
    for rule, options in value.items():
        if not isinstance(options, dict):
            raise origin.error(f"`{RULES_KEY}.{rule}` must be a table", RULES_KEY, rule)
        origins[RULES_KEY, rule] = origin
        for name, given in options.items():
            origins[RULES_KEY, rule, name] = origin
            merged.setdefault(rule, {})[name] = given
        merged.setdefault(rule, {})
    return merged
