"""Which rules there are. What a run needs to know of a rule before it can find anything stands in `dflint.rules.index`,
so that a rule is imported only where a file has what it speaks about.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib import import_module
from typing import NamedTuple

from dflint.cached_property import cached_property
from dflint.diagnostics import Applicability, Severity
from dflint.rules.rule import RULE_PAGE, Option, OptionValue, Rule, kind_of_rule


class RuleFile(NamedTuple):
    """The module of a rule: ``rules/<theme>/ml201_copy_source_before_deps.py``."""

    code: str
    name: str
    theme: str

    @property
    def module(self) -> str:
        """The module that holds the rule."""
        return f"{__package__}.{self.theme}.{self.code.lower()}_{self.name.replace('-', '_')}"

    def load(self) -> type[Rule]:
        """The rule, imported."""
        module = import_module(self.module)
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Rule) and value.__module__ == module.__name__:
                return value
        raise ImportError(f"{self.module} holds no rule")


class RuleEntry:
    """What is known of a rule without importing it; the attributes are those of `Rule`.

    `kind` is the name of the class in `dflint.rules.rule` that it extends, `keywords` those of an `InstructionRule`.
    """

    def __init__(
        self,
        file: RuleFile,
        kind: str,
        severity: Severity,
        fixes: Applicability | None,
        on: bool,
        preview: bool,
        aliases: tuple[str, ...],
        keywords: tuple[str, ...],
        mentions: tuple[str, ...],
    ) -> None:
        self.file = file
        self.code = file.code
        self.name = file.name
        self.kind = kind
        self.severity = severity
        self.fixes = fixes
        self.on = on
        self.preview = preview
        self.aliases = aliases
        self.keywords = keywords
        self.mentions = mentions

    @classmethod
    def of(cls, rule: type[Rule], theme: str = "") -> RuleEntry:
        """The entry of a rule that is imported already."""
        entry = cls(
            RuleFile(rule.code, rule.name, theme),
            kind_of_rule(rule),
            rule.severity,
            rule.fixes,
            rule.on,
            rule.preview,
            rule.aliases,
            getattr(rule, "keywords", ()),
            rule.mentions,
        )
        entry.__dict__["rule"] = rule
        return entry

    @cached_property
    def rule(self) -> type[Rule]:
        """The rule, imported."""
        return self.file.load()

    @property
    def options(self) -> Mapping[str, Option]:
        """The options of the rule, which is imported for them."""
        return self.rule.options

    def url(self) -> str:
        """The address of the rule's page."""
        return RULE_PAGE.format(code=self.code)


class EnabledRule:
    """A rule of a run, with its settings, that is imported when it is needed."""

    def __init__(self, entry: RuleEntry, settings: Mapping[str, OptionValue] | None = None) -> None:
        self.entry = entry
        self.settings = settings

    @classmethod
    def of(cls, rule: Rule) -> EnabledRule:
        """What stands for `rule`."""
        enabled = cls(RuleEntry.of(type(rule)))
        enabled.__dict__["rule"] = rule
        return enabled

    @cached_property
    def rule(self) -> Rule:
        """The rule itself."""
        return self.entry.rule(self.settings)


def rule_files() -> tuple[RuleFile, ...]:
    """The modules of all rules, by code, found by the names of their files."""
    found: list[RuleFile] = []
    here = os.path.dirname(__file__)
    for theme in os.listdir(here):
        if theme.startswith("_") or "." in theme:
            continue
        for file in os.listdir(os.path.join(here, theme)):
            stem, suffix = os.path.splitext(file)
            code, _, name = stem.partition("_")
            if suffix == ".py" and name and code[-3:].isdigit():
                found.append(RuleFile(code.upper(), name.replace("_", "-"), theme))
    return tuple(sorted(found))


def entries() -> tuple[RuleEntry, ...]:
    """All rules, by code, as `dflint.rules.index` has them."""
    from dflint.rules.index import ROWS

    return tuple(
        RuleEntry(
            RuleFile(code, name, theme),
            kind,
            Severity(severity),
            None if fixes is None else Applicability(fixes),
            on,
            preview,
            aliases,
            keywords,
            mentions,
        )
        for code, name, theme, kind, severity, fixes, on, preview, aliases, keywords, mentions in ROWS
    )


def load_all() -> tuple[type[Rule], ...]:
    """All rules, imported, by code."""
    return tuple(entry.rule for entry in entries())
