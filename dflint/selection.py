"""Which rules are on? Rules are chosen by code, prefix of a code, name or alias, as ruff chooses its rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from dflint.cached_property import cached_property
from dflint.named_tuple import NamedTuple

ALL = "ALL"
"""The selector of every rule."""

EXACT = 1000
"""The specificity of a code, a name or an alias: more than that of any prefix."""


class RuleLike(Protocol):
    """What selection needs to know of a rule; a `Rule` class is one."""

    @property
    def code(self) -> str:
        """Such as ``ML201``."""

    @property
    def name(self) -> str:
        """Such as ``copy-source-before-deps``."""

    @property
    def aliases(self) -> tuple[str, ...]:
        """Codes of other tools."""

    @property
    def on(self) -> bool:
        """Whether the rule is selected by default."""


class Selection(NamedTuple):
    """One layer of choices, such as a configuration file or the options of the command line.

    `select` replaces what was chosen before it; None leaves that in place.
    """

    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


class UnknownSelectorError(Exception):
    """A selector that names no rule; `suggestion` is the nearest that does, or None."""

    def __init__(self, selector: str, suggestion: str | None) -> None:
        hint = f"; did you mean `{suggestion}`?" if suggestion else ""
        super().__init__(f"unknown rule `{selector}`{hint}")
        self.selector = selector
        self.suggestion = suggestion


class Selectors:
    """The words that name rules: codes, prefixes of codes, names, aliases and ``ALL``, in upper or lower case."""

    def __init__(self, rules: Sequence[RuleLike]) -> None:
        self._rules = rules

    @cached_property
    def _exact(self) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for rule in self._rules:
            for alias in rule.aliases:
                key = alias.upper()
                found[key] = found.get(key, frozenset()) | {rule.code}
        for rule in self._rules:
            found[rule.code] = found[rule.name.upper()] = frozenset((rule.code,))
        return found

    @cached_property
    def _families(self) -> frozenset[str]:
        """The letters with which codes start."""
        return frozenset(rule.code.rstrip("0123456789") for rule in self._rules)

    def codes(self, selector: str) -> frozenset[str] | None:
        """The codes of the rules that `selector` names, or None where it names none."""
        wanted = selector.upper()
        if wanted == ALL:
            return frozenset(rule.code for rule in self._rules)
        exact = self._exact.get(wanted)
        if exact is not None:
            return exact
        if wanted.rstrip("0123456789") not in self._families:
            return None
        return frozenset(rule.code for rule in self._rules if rule.code.startswith(wanted)) or None

    def specificity(self, selector: str) -> int:
        """How narrow `selector` is: 0 for ``ALL``, the length of a prefix, most for one that is exact."""
        wanted = selector.upper()
        if wanted == ALL:
            return 0
        return EXACT if wanted in self._exact else len(wanted)

    def suggestion(self, selector: str) -> str | None:
        """The selector that somebody who wrote `selector` may have meant, or None."""
        from difflib import get_close_matches

        spelled = {word.upper(): word for rule in self._rules for word in (rule.name, *rule.aliases, rule.code)}
        spelled.update((family, family) for family in self._families)
        wanted = selector.upper()
        near = get_close_matches(wanted, spelled, n=5, cutoff=0.6)
        near.sort(key=lambda word: -_shared_start(word, wanted))  # stable: the closest of equals stays first
        return spelled[near[0]] if near else None

    def require(self, selector: str) -> frozenset[str]:
        """The codes of the rules that `selector` names. Raises `UnknownSelectorError`."""
        codes = self.codes(selector)
        if codes is None:
            raise UnknownSelectorError(selector, self.suggestion(selector))
        return codes

    def check(self, selectors: Iterable[str]) -> None:
        """Raise `UnknownSelectorError` at the first of `selectors` that names no rule."""
        for selector in selectors:
            self.require(selector)


def _shared_start(one: str, other: str) -> int:
    """How many characters two words have in common at their start."""
    length = 0
    while length < min(len(one), len(other)) and one[length] == other[length]:
        length += 1
    return length


def resolve(rules: Sequence[RuleLike], layers: Iterable[Selection]) -> frozenset[str]:
    """The codes of the rules that are on, after `layers` in order over what is on by default.

    In a layer the narrowest selector decides; of equal ones ``ignore`` does. A selector also turns on the rules that
    are off by default. Raises `UnknownSelectorError`.
    """
    selectors = Selectors(rules)
    enabled = {rule.code for rule in rules if rule.on}
    for layer in layers:
        choices = [(selector, True) for selector in (*(layer.select or ()), *layer.extend_select)]
        choices += [(selector, False) for selector in layer.ignore]
        choices.sort(key=lambda choice: selectors.specificity(choice[0]))  # stable: ignores stay last among equals
        if layer.select is not None:
            enabled.clear()
        for selector, is_on in choices:
            if is_on:
                enabled |= selectors.require(selector)
            else:
                enabled -= selectors.require(selector)
    return frozenset(enabled)
