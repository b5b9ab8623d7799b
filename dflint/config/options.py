"""What may be configured? The one definition of it: documentation, checks and the JSON Schema are made from it."""

from __future__ import annotations

from typing import Any, NamedTuple

from dflint.config.values import FLAG, RULES, STRINGS, TEXT, OneOf, TableOf, ValueType
from dflint.diagnostics import Severity

OUTPUT_FORMATS = (
    "full",
    "concise",
    "grouped",
    "json",
    "json-lines",
    "github",
    "gitlab",
    "junit",
    "sarif",
    "rdjson",
    "markdown",
)
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
        is_by_rule = isinstance(self.type, TableOf) and self.type.by_rule
        return self.name.startswith("extend-") or self.name == "ignore" or is_by_rule


OPTIONS = (
    Option(
        "extend",
        TEXT,
        None,
        "A configuration file that this one builds on: a path relative to this file, in which `~` and environment "
        "variables are expanded. What is configured here wins; what an `extend-…` option lists is added.",
        'extend = "../dflint.toml"',
    ),
    Option(
        "required-version",
        TEXT,
        None,
        "The versions of dflint that may read this configuration, as in a requirement of Python; every other one stops "
        "with an error.",
        'required-version = ">=0.1,<1"',
    ),
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
        "per-file-ignores",
        TableOf(RULES, "patterns"),
        {},
        "Rules that are off in some files. These are named in the patterns of `.gitignore`, relative to the "
        "configuration file; with `!` before it a pattern stands for all files but those that it names.",
        'per-file-ignores = { "docker/dev/" = ["ML709"], "!/services/" = ["ML7"] }',
    ),
    Option(
        "extend-per-file-ignores",
        TableOf(RULES, "patterns"),
        {},
        "Rules that are off in some files, besides those of `per-file-ignores`.",
        'extend-per-file-ignores = { "Dockerfile.ci" = ["ML501"] }',
    ),
    Option(
        "severity",
        TableOf(OneOf(SEVERITIES), "rules", by_rule=True),
        {},
        "How bad all findings of a rule are, in place of what the rule says. The narrowest selector decides.",
        'severity = { ML4 = "error", ML201 = "info" }',
    ),
    Option(
        "preview",
        FLAG,
        False,
        "Whether rules can be on that are in preview. A new rule is, until a major release promotes it, so that no "
        "other release brings new findings by default. `dflint rules` says which rules are in preview.",
        "preview = true",
    ),
    Option(
        "explicit-preview-rules",
        FLAG,
        False,
        "Whether a rule in preview is on only where its code or its name is selected, not a prefix, an alias or ALL.",
        "explicit-preview-rules = true",
    ),
    Option(
        "fixable",
        RULES,
        ("ALL",),
        "The rules whose findings are fixed by `dflint fix`, if they can be.",
        'fixable = ["ML2"]',
    ),
    Option(
        "unfixable",
        RULES,
        (),
        "The rules whose findings are not fixed. The narrowest selector of the two lists decides.",
        'unfixable = ["ML4"]',
    ),
    Option(
        "extend-safe-fixes",
        RULES,
        (),
        "The rules whose unsafe fixes are taken to be safe here.",
        'extend-safe-fixes = ["ML113"]',
    ),
    Option(
        "extend-unsafe-fixes",
        RULES,
        (),
        "The rules whose safe fixes are taken to be unsafe here. The narrowest selector of the two lists decides, and "
        "of equals this one.",
        'extend-unsafe-fixes = ["ML205"]',
    ),
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
    Option(
        "baseline",
        TEXT,
        None,
        "A file with findings that `dflint check` does not tell, relative to the configuration file; `dflint baseline` "
        "writes it.",
        'baseline = "dflint-baseline.json"',
    ),
    Option(
        "require-reason",
        FLAG,
        False,
        "Whether a comment that silences findings has to say why; one that does not is a finding itself (DF010).",
        "require-reason = true",
    ),
    Option("output-format", OneOf(OUTPUT_FORMATS), "full", "How findings are written.", 'output-format = "concise"'),
)
OF_NAME = {option.name: option for option in OPTIONS}
