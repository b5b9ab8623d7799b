"""What was configured? Finds and reads the configuration, checks every key of it, and says where a wrong one stands.

The nearest ``dflint.toml``, ``.dflint.toml`` or ``pyproject.toml`` with a ``[tool.dflint]`` table counts; files further
up are not merged in. The table `OPTIONS` is the one definition of what may be written there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from dflint.diagnostics import Severity
from dflint.named_tuple import NamedTuple
from dflint.project.roots import CONFIGURATION_FILES
from dflint.selection import EXACT, RuleLike, Selection, Selectors, UnknownSelectorError

FILE_NAMES = (*CONFIGURATION_FILES, "pyproject.toml")
"""The names of configuration files; in a folder an earlier one wins."""

OUTPUT_FORMATS = ("full", "concise", "json")
SEVERITIES = tuple(severity.label for severity in sorted(Severity, reverse=True))

OptionValue = int | str | bool | tuple[str, ...]
RuleOptions = Mapping[str, Mapping[str, OptionValue]]
"""Code of a rule to its options."""


class Option(NamedTuple):
    """A key of the configuration. Its value is a list of strings, or one of `choices`."""

    name: str
    default: str | tuple[str, ...] | None
    description: str
    example: str
    choices: tuple[str, ...] = ()


OPTIONS = (
    Option(
        "select",
        None,
        "The rules that are on, in place of the default set: codes, prefixes of codes, names, aliases or ALL. "
        "The narrowest selector decides about a rule.",
        'select = ["ML", "DF"]',
    ),
    Option("extend-select", (), "Rules that are on besides the selected ones.", 'extend-select = ["ML9"]'),
    Option("ignore", (), "Rules that are off.", 'ignore = ["ML113"]'),
    Option("fail-on", "warning", "The lowest severity that makes the exit status 1.", 'fail-on = "error"', SEVERITIES),
    Option(
        "exclude",
        (),
        "Files and folders that are not checked unless they are named on the command line, in the patterns of "
        "`.gitignore`, relative to the configuration file.",
        'exclude = ["third_party/"]',
    ),
    Option("output-format", "full", "How findings are written.", 'output-format = "concise"', OUTPUT_FORMATS),
)

RULES_KEY = "rules"
"""The table of the options of single rules, such as ``[tool.dflint.rules.ML401]``."""


class RuleOption(Protocol):
    """What configuration needs to know of an option of a rule."""

    @property
    def default(self) -> OptionValue:
        """The value where none is given; also says which type a value has."""

    @property
    def is_valid(self) -> Callable[[Any], bool] | None:
        """Whether the rule can make something of a value of that type; None if of every one."""


class ConfigurableRule(RuleLike, Protocol):
    """A rule and its options."""

    @property
    def options(self) -> Mapping[str, Any]:
        """The name of each option, and a `RuleOption`."""


class ConfigurationError(Exception):
    """The configuration is wrong at `row` (1-based; None: the file as a whole) of the file or argument `path`."""

    def __init__(self, message: str, path: str, row: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.row = row


class Origin(NamedTuple):
    """Where configuration was written: a file, or an argument of the command line."""

    path: str
    text: str
    table: tuple[str, ...]

    def error(self, message: str, *keys: str, word: str | None = None) -> ConfigurationError:
        """An error at the key that the path `keys` leads to, or at the first `word` in quotes from there on."""
        row = _row_of(self.text, (*self.table, *keys))
        if word is not None:
            lines = self.text.split("\n")
            row = next((at for at in range(row, len(lines) + 1) if _quotes(lines[at - 1], word)), row)
        return ConfigurationError(message, self.path, row)


class Settings:
    """What is configured for a file.

    `path` is the configuration file, or None; patterns in `exclude` are relative to its folder. `selections` are the
    layers of chosen rules, the last one deciding. `rule_options` are what was written, until `check_rules` has seen it.
    """

    def __init__(
        self,
        path: str | None = None,
        values: Mapping[str, Any] | None = None,
        origins: Mapping[tuple[str, ...], Origin] | None = None,
    ) -> None:
        """`values` are checked; `origins` say by the path of each key where it was written."""
        values = values or {}
        self.path = path
        self.selections: tuple[Selection, ...] = (
            Selection(values.get("select"), values.get("extend-select", ()), values.get("ignore", ())),
        )
        self.fail_on = Severity[values.get("fail-on", "warning").upper()]
        self.exclude: tuple[str, ...] = values.get("exclude", ())
        self.output_format: str = values.get("output-format", "full")
        self.rule_options: RuleOptions = values.get(RULES_KEY, {})
        self._values = values
        self._origins = origins or {}

    @property
    def directory(self) -> str | None:
        """The folder of the configuration file."""
        return os.path.dirname(self.path) if self.path else None

    def check_rules(self, rules: Sequence[ConfigurableRule]) -> None:
        """Check what is said about rules against the rules that there are, and key `rule_options` by code.

        Raises `ConfigurationError`.
        """
        selectors = Selectors(rules)
        for (key, *_), origin in self._origins.items():
            if key in _SELECTING:
                for selector in self._values[key]:
                    try:
                        selectors.require(selector)
                    except UnknownSelectorError as error:
                        raise origin.error(str(error), key, word=selector) from None
        self.rule_options = dict(self._checked_rule_options(rules, selectors))

    def _checked_rule_options(
        self, rules: Sequence[ConfigurableRule], selectors: Selectors
    ) -> Iterator[tuple[str, dict[str, OptionValue]]]:
        by_code = {rule.code: rule for rule in rules}
        for written, values in self.rule_options.items():
            codes = selectors.codes(written) or frozenset()
            origin = self._origins[RULES_KEY, written]
            if len(codes) != 1 or selectors.specificity(written) != EXACT:
                hint = _did_you_mean(selectors.suggestion(written))
                raise origin.error(f"`{written}` is not a rule{hint}", RULES_KEY, written)
            rule = by_code[next(iter(codes))]
            checked = {}
            for name, value in values.items():
                origin = self._origins[RULES_KEY, written, name]
                option: RuleOption | None = rule.options.get(name)
                if option is None:
                    hint = _did_you_mean(_nearest(name, rule.options))
                    raise origin.error(f"{rule.code} has no option `{name}`{hint}", RULES_KEY, written, name)
                checked[name] = _of_option(value, option, origin, (RULES_KEY, written, name))
            yield rule.code, checked


_SELECTING = ("select", "extend-select", "ignore")


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
    known = {option.name: option for option in OPTIONS}
    for key, value in table.items():
        if key == RULES_KEY:
            values[key] = _merged_rules(value, origin, values.get(key, {}), origins)
        elif key in known:
            values[key] = _checked(value, known[key], origin)
            origins[(key,)] = origin
        else:
            hint = _did_you_mean(_nearest(key, (*known, RULES_KEY)))
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


def _checked(value: Any, option: Option, origin: Origin) -> str | tuple[str, ...]:
    if not option.choices:
        return _strings(value, origin, (option.name,))
    if isinstance(value, str) and value in option.choices:
        return value
    choices = ", ".join(f"`{choice}`" for choice in option.choices)
    raise origin.error(f"`{option.name}` must be one of {choices}", option.name)


def _strings(value: Any, origin: Origin, keys: tuple[str, ...]) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise origin.error(f"`{'.'.join(keys)}` must be a list of strings", *keys)


def _of_option(value: Any, option: RuleOption, origin: Origin, keys: tuple[str, ...]) -> OptionValue:
    """`value`, if it is one that `option` can have. Raises `ConfigurationError`."""
    checked = _of_type(value, option.default, origin, keys)
    if option.is_valid is not None and not option.is_valid(checked):
        raise origin.error(f"`{keys[-1]}` cannot be `{checked}`; its default is `{option.default}`", *keys)
    return checked


def _of_type(value: Any, default: OptionValue, origin: Origin, keys: tuple[str, ...]) -> OptionValue:
    """`value`, if it is of the type of `default`. Raises `ConfigurationError`."""
    if isinstance(default, tuple):
        return _strings(value, origin, keys)
    if type(value) is type(default):  # an integer is not a boolean, though Python says that True is an integer
        given: OptionValue = value
        return given
    expected = {bool: "true or false", int: "a whole number", str: "a string"}[type(default)]
    raise origin.error(f"`{'.'.join(keys)}` must be {expected}", *keys)


def _nearest(word: str, words: Iterable[str]) -> str | None:
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, list(words), n=1)), None)


def _did_you_mean(suggestion: str | None) -> str:
    return f"; did you mean `{suggestion}`?" if suggestion else ""


def _quotes(line: str, word: str) -> bool:
    return f'"{word}"' in line or f"'{word}'" in line


def _row_of(text: str, keys: Sequence[str]) -> int:
    """The 1-based row at which the TOML `text` writes the key at the path `keys`, or the nearest one above it.

    The parser gives no places, so this looks for the line. It is only used to point at a mistake.
    """
    import re

    part = re.compile(r'"[^"]*"|\'[^\']*\'|[\w-]+')
    table: tuple[str, ...] = ()
    best_row, best_length = 1, 0
    for row, line in enumerate(text.split("\n"), start=1):
        key, equals, _ = line.partition("=")
        is_header = line.lstrip().startswith("[")
        if not is_header and not equals:
            continue
        written = tuple(word.strip("\"'") for word in part.findall(line.partition("#")[0] if is_header else key))
        path = written if is_header else (*table, *written)
        if is_header:
            table = written
        length = 0
        while length < min(len(path), len(keys)) and path[length] == keys[length]:
            length += 1
        if length > best_length:
            best_row, best_length = row, length
    return best_row
