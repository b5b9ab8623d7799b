"""Which rules there are. A rule's file name says its code and its name, so that listing rules imports none of them."""

from __future__ import annotations

import os
from importlib import import_module
from typing import NamedTuple

from dflint.rules.rule import Rule


class RuleEntry(NamedTuple):
    """A rule that has not been imported: ``rules/<theme>/ml201_copy_source_before_deps.py``."""

    code: str
    name: str
    theme: str

    @property
    def module(self) -> str:
        """The module that holds the rule."""
        return f"{__package__}.{self.theme}.{self.code.lower()}_{self.name.replace('-', '_')}"


def entries() -> tuple[RuleEntry, ...]:
    """All rules, by code."""
    found: list[RuleEntry] = []
    here = os.path.dirname(__file__)
    for theme in os.listdir(here):
        if theme.startswith("_") or "." in theme:
            continue
        for file in os.listdir(os.path.join(here, theme)):
            stem, suffix = os.path.splitext(file)
            code, _, name = stem.partition("_")
            if suffix == ".py" and name and code[-3:].isdigit():
                found.append(RuleEntry(code.upper(), name.replace("_", "-"), theme))
    return tuple(sorted(found))


def load(entry: RuleEntry) -> type[Rule]:
    """The rule of `entry`, imported."""
    module = import_module(entry.module)
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, Rule) and value.__module__ == module.__name__:
            return value
    raise ImportError(f"{entry.module} holds no rule")


def load_all() -> tuple[type[Rule], ...]:
    """All rules, imported, by code."""
    return tuple(load(entry) for entry in entries())
