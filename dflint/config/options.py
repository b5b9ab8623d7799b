"""What may be configured? The one definition of it: documentation, checks and the JSON Schema are made from it."""

from __future__ import annotations

from typing import Any, NamedTuple

from dflint.config.values import FLAG, RULES, STRINGS, OneOf, TableOf, ValueType
from dflint.diagnostics import Severity

OUTPUT_FORMATS = ("full", "concise", "json")
SEVERITIES = tuple(severity.label for severity in sorted(Severity, reverse=True))

RULES_KEY = "rules"
"""The table of the options of single rules, such as ``[tool.dflint.rules.ML401]``."""


class Option(NamedTuple):
    """A key of the configuration.

    `type` is one of `dflint.config.values`: FLAG, NUMBER, TEXT, STRINGS, RULES, `OneOf` or `TableOf`. `default` is as
    `Settings` have it, so a list of strings is a tuple; None where no value is the default. `example` is TOML.
    """

    name: str
    type: ValueType
    default: Any
    description: str
    example: str

    @property
    def adds(self) -> bool:
        """Whether a value adds to those that were configured before it, in place of replacing them."""
        return self.name.startswith("extend-") or (isinstance(self.type, TableOf) and self.type.by_rule)


OPTIONS = (
    Option(
        "select",
        RULES,
        None,
        "The rules that are on, in place of the default set: codes, prefixes of codes, names, aliases or ALL. "
        "The narrowest selector decides about a rule.",
        'select = ["ML", "DF"]',
    ),
    Option("extend-select", RULES, (), "Rules that are on besides the selected ones.", 'extend-select = ["ML9"]'),
    Option("ignore", RULES, (), "Rules that are off.", 'ignore = ["ML113"]'),
    Option(
        "fail-on",
        OneOf(SEVERITIES),
        "warning",
        "The lowest severity that makes the exit status 1.",
        'fail-on = "error"',
    ),
    Option(
        "exclude",
        STRINGS,
        (),
        "Files and folders that are not checked unless they are named on the command line, in the patterns of "
        "`.gitignore`, relative to the configuration file.",
        'exclude = ["third_party/"]',
    ),
    Option(
        "extend-exclude",
        STRINGS,
        (),
        "Files and folders that are not checked besides those of `exclude`.",
        'extend-exclude = ["docker/generated/"]',
    ),
    Option(
        "force-exclude",
        FLAG,
        False,
        "Whether files that are excluded are not checked even if they are named on the command line, as pre-commit "
        "names them.",
        "force-exclude = true",
    ),
    Option("output-format", OneOf(OUTPUT_FORMATS), "full", "How findings are written.", 'output-format = "concise"'),
)
OF_NAME = {option.name: option for option in OPTIONS}
