"""What is made of findings? Some are left out in some files; others are as bad, and fixed as widely, as configured."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from dflint.cached_property import cached_property
from dflint.config.patterns import Patterns
from dflint.config.settings import Settings
from dflint.diagnostics import Applicability, Diagnostic, Fix, Severity
from dflint.selection import Selectors, Value, chosen

NEGATION = "!"
"""Before a pattern: all files but those that it names."""


class FileIgnores(NamedTuple):
    """The codes of rules that are off in the files that a pattern names, or with `negated` in all others."""

    pattern: Patterns
    negated: bool
    codes: frozenset[str]

    def hold_in(self, path: str) -> bool:
        """Whether they are off in the file at the absolute `path`."""
        return self.pattern.match(path) is not self.negated


class Treatment:
    """What `settings`, whose rules were checked, make of findings."""

    def __init__(self, settings: Settings, selectors: Selectors) -> None:
        self._settings = settings
        self._selectors = selectors
        self._ignored: dict[str, frozenset[str]] = {}

    def of(self, diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        """What is left of `diagnostics`, with the fixes that may be made."""
        for diagnostic in diagnostics:
            if diagnostic.code in self.ignored_in(diagnostic.path):
                continue
            if diagnostic.fix is not None:
                diagnostic = diagnostic._replace(fix=self._fix(diagnostic.code, diagnostic.fix))
            yield diagnostic

    def rated(self, diagnostic: Diagnostic) -> Diagnostic:
        """`diagnostic` with the severity that is configured, to be told.

        That is a step of its own, since a fix is refused where it brings what the rules themselves call an error.
        """
        severity = self._severities.get(diagnostic.code)
        return diagnostic if severity is None else diagnostic._replace(severity=severity)

    def ignored_in(self, path: str) -> frozenset[str]:
        """The codes of the rules that are off in the file at the absolute `path`, though they are on."""
        if not self._file_ignores:
            return frozenset()
        known = self._ignored.get(path)
        if known is None:
            holding = (ignores.codes for ignores in self._file_ignores if ignores.hold_in(path))
            known = self._ignored[path] = frozenset().union(*holding)
        return known

    @cached_property
    def _file_ignores(self) -> Sequence[FileIgnores]:
        return [
            FileIgnores(
                Patterns(layer.origin.folder, (pattern.removeprefix(NEGATION),)),
                pattern.startswith(NEGATION),
                frozenset().union(*map(self._selectors.require, rules)),
            )
            for name in ("per-file-ignores", "extend-per-file-ignores")
            for layer in self._settings.layers_of(name)
            for pattern, rules in layer.values[name].items()
        ]

    @cached_property
    def _severities(self) -> Mapping[str, Severity]:
        choices = self._settings.value("severity").items()
        return chosen(self._selectors, ((selector, Severity[label.upper()]) for selector, label in choices))

    def _fix(self, code: str, fix: Fix) -> Fix | None:
        if not self._fixable.get(code, False):
            return None
        return fix._replace(applicability=self._applicabilities.get(code, fix.applicability))

    @cached_property
    def _fixable(self) -> Mapping[str, bool]:
        return self._chosen({"fixable": True, "unfixable": False})

    @cached_property
    def _applicabilities(self) -> Mapping[str, Applicability]:
        return self._chosen({"extend-safe-fixes": Applicability.SAFE, "extend-unsafe-fixes": Applicability.UNSAFE})

    def _chosen(self, values: Mapping[str, Value]) -> Mapping[str, Value]:
        """Code of a rule to one of `values`, which are those of the options that name the rule."""
        choices = ((selector, value) for name, value in values.items() for selector in self._settings.value(name))
        return chosen(self._selectors, choices)
