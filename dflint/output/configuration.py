"""What is configured, and where each value comes from: as TOML with comments for people, as an object for programs."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from dflint.config.options import OPTIONS, RULES_KEY
from dflint.config.origins import Written
from dflint.config.settings import Settings
from dflint.output.report import display_path
from dflint.output.terminal import Style, printable
from dflint.output.toml import key_of, toml

WIDTH = 120


class ResolvedConfiguration:
    """The `settings` of the file or folder at `path`, and the codes of the rules that are `enabled` there by them.

    `ignored` are the codes of those that would be if ``per-file-ignores`` did not turn them off in this file. Names of
    files are shown relative to `working_directory`.
    """

    def __init__(
        self,
        path: str,
        settings: Settings,
        enabled: Iterable[str],
        ignored: Iterable[str],
        rule_count: int,
        working_directory: str,
    ) -> None:
        self.path = "." if path == working_directory else display_path(path, working_directory)
        self.settings = settings
        self.enabled = sorted(enabled)
        self.ignored = sorted(ignored)
        self.rule_count = rule_count
        self.working_directory = working_directory

    @property
    def files(self) -> Sequence[str]:
        """The configuration files, those that others build on first."""
        return [display_path(path, self.working_directory) for path in self.settings.files]

    def source(self, written: Written) -> str:
        """What a value was written in: the name of a file, or an option of the command line."""
        return display_path(written.origin.path, self.working_directory)

    def place(self, written: Written) -> str:
        """`source`, and in a file the row."""
        return f"{self.source(written)}:{written.row}" if written.origin.is_file else self.source(written)


def as_object(configuration: ResolvedConfiguration) -> Mapping[str, Any]:
    """All that is configured, for programs. Fields are only ever added."""
    settings = configuration.settings

    def told(value: Any, *keys: str) -> Mapping[str, Any]:
        written = settings.written(*keys)
        return {"value": value, "origins": [{"source": configuration.source(one), "row": one.row} for one in written]}

    return {
        "path": configuration.path,
        "files": configuration.files,
        "options": {option.name: told(settings.value(option.name), option.name) for option in OPTIONS},
        RULES_KEY: {
            code: {name: told(value, RULES_KEY, code, name) for name, value in options.items()}
            for code, options in settings.rule_options.items()
        },
        "enabled": configuration.enabled,
        "ignored": configuration.ignored,
    }


def as_json(configuration: ResolvedConfiguration) -> str:
    """`as_object` as text."""
    return json.dumps(as_object(configuration), indent=2) + "\n"


def as_text(configuration: ResolvedConfiguration, style: Style) -> str:
    """A configuration file that says the same, with a comment behind each value on where it comes from."""
    return "".join(f"{line}\n" for line in _lines(configuration, style))


def _lines(configuration: ResolvedConfiguration, style: Style) -> Iterator[str]:
    settings = configuration.settings

    def line(key: str, value: Any, written: Sequence[Written]) -> str:
        comment = style.dim("# " + printable(", ".join(map(configuration.place, written)) or "default"))
        text = f"# {key} is not set" if value is None else f"{key_of(key)} = {toml(value)}"
        return f"{text}  {comment}"

    files = ", ".join(configuration.files) or "no file"
    yield style.dim(printable(f"# The configuration of {configuration.path}, from {files}"))
    tables: dict[tuple[str, ...], Mapping[str, Any]] = {}
    for option in OPTIONS:
        value = settings.value(option.name)
        if isinstance(value, Mapping) and value:
            tables[(option.name,)] = value
        else:
            yield line(option.name, value, settings.written(option.name))
    tables.update(((RULES_KEY, code), options) for code, options in settings.rule_options.items())
    for path, table in tables.items():
        yield from ("", style.bold(f"[{'.'.join(map(key_of, path))}]"))
        for key, value in table.items():
            yield line(key, value, settings.written(*path, key))
    count = len(configuration.enabled)
    yield from ("", style.dim(f"# {count} of {configuration.rule_count} rules are on:"))
    yield from map(style.dim, _wrapped(configuration.enabled))
    if configuration.ignored:
        yield from ("", style.dim("# Off in this file, by `per-file-ignores`:"))
        yield from map(style.dim, _wrapped(configuration.ignored))


def _wrapped(codes: Iterable[str]) -> Sequence[str]:
    return textwrap.wrap(" ".join(codes), WIDTH, initial_indent="# ", subsequent_indent="# ")
