"""Which rules are on? Rules are chosen by code, prefix of a code, name or alias, as ruff chooses its rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from typing import NamedTuple, Protocol, TypeVar

from dflint.cached_property import cached_property

Value = TypeVar("Value")

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

    @property
    def preview(self) -> bool:
        """Whether the rule is new and only there for those who ask for previews."""


class Preview(Enum):
    """Which preview rules can be on: none, those that a selector names by code or name, or all as other rules are."""

    OFF = "off"
    EXPLICIT = "explicit"
    ON = "on"


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

    def exact(self, word: str) -> frozenset[str]:
        """The codes of the rules whose code or alias is `word`, in upper and lower case as it is written."""
        return self._as_written.get(word, frozenset())

    @cached_property
    def _as_written(self) -> dict[str, frozenset[str]]:
        found = {rule.code: frozenset((rule.code,)) for rule in self._rules}
        for rule in self._rules:
            for alias in rule.aliases:
                found[alias] = found.get(alias, frozenset()) | {rule.code}
        return found

    def known_elsewhere(self, is_name: Callable[[str], bool]) -> frozenset[str]:
        """The codes of the rules with an alias of which `is_name` says that it is one of another tool's names."""
        return frozenset(rule.code for rule in self._rules if any(map(is_name, rule.aliases)))

    def specificity(self, selector: str) -> int:
        """How narrow `selector` is: 0 for ``ALL``, the length of a prefix, most for one that is exact."""
        wanted = selector.upper()
        if wanted == ALL:
            return 0
        return EXACT if wanted in self._exact else len(wanted)

    @property
    def all(self) -> Sequence[str]:
        """Each word that names a rule, as it is written here: ``ALL``, prefixes and codes, names, aliases."""
        codes = sorted(rule.code for rule in self._rules)
        ends = ((code, range(len(code.rstrip("0123456789")), len(code) + 1)) for code in codes)
        prefixes = dict.fromkeys(code[:end] for code, all_ends in ends for end in all_ends)
        names = sorted(rule.name for rule in self._rules)
        aliases = sorted({alias for rule in self._rules for alias in rule.aliases} - {*names, *prefixes})
        return (ALL, *prefixes, *names, *aliases)

    def suggestion(self, selector: str) -> str | None:
        """The selector that somebody who wrote `selector` may have meant, or None."""
        from difflib import get_close_matches

        wanted = selector.upper()
        if wanted.rstrip("0123456789") in self._families:
            return self._near_code(wanted)
        spelled = {word.upper(): word for rule in self._rules for word in (rule.name, *rule.aliases, rule.code)}
        spelled.update((family, family) for family in self._families)
        near = get_close_matches(wanted, spelled, n=5, cutoff=0.6)
        near.sort(key=lambda word: -_shared_start(word, wanted))  # stable: the closest of equals stays first
        return spelled[near[0]] if near else None

    def _near_code(self, wanted: str) -> str | None:
        """The code that has a digit less or more than `wanted`, or the same ones in another order.

        Of any other number nobody can say which one was meant.
        """
        codes = [rule.code for rule in self._rules]
        near = [code for code in codes if code.startswith(wanted) or wanted.startswith(code)]
        near += [code for code in codes if sorted(code) == sorted(wanted)]
        return near[0] if near else None

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


def chosen(selectors: Selectors, choices: Iterable[tuple[str, Value]]) -> Mapping[str, Value]:
    """Code of each rule that a selector of `choices` names, and the value there: the narrowest, and the last of equals.

    Raises `UnknownSelectorError`.
    """
    # The sort is stable: what is last among equals stays last.
    in_order = sorted(choices, key=lambda choice: selectors.specificity(choice[0]))
    return {code: value for selector, value in in_order for code in selectors.require(selector)}


def resolve(rules: Sequence[RuleLike], layers: Iterable[Selection], preview: Preview = Preview.OFF) -> frozenset[str]:
    """The codes of the rules that are on, after `layers` in order over what is on by default.

    In a layer the narrowest selector decides; of equal ones ``ignore`` does. A selector also turns on the rules that
    are off by default, but not a preview rule that `preview` leaves out. Raises `UnknownSelectorError`.
    """
    selectors = Selectors(rules)
    of_code = {rule.code: rule for rule in rules}

    def can_turn_on(code: str, selector: str) -> bool:
        rule = of_code[code]
        is_explicit = selector.upper() in (code, rule.name.upper())
        return not rule.preview or preview is Preview.ON or (preview is Preview.EXPLICIT and is_explicit)

    enabled = {rule.code for rule in rules if rule.on and (preview is Preview.ON or not rule.preview)}
    for layer in layers:
        choices = [(selector, selector) for selector in (*(layer.select or ()), *layer.extend_select)]
        if layer.select is not None:
            enabled.clear()
        for code, selector in chosen(selectors, (*choices, *((ignored, None) for ignored in layer.ignore))).items():
            if selector is None:
                enabled.discard(code)
            elif can_turn_on(code, selector):
                enabled.add(code)
    return frozenset(enabled)


def without_effect(rules: Sequence[RuleLike], layers: Iterable[Selection], preview: Preview) -> Iterable[str]:
    """The selectors of `layers` that name preview rules alone, which are not there."""
    if preview is not Preview.OFF:
        return
    hidden = {rule.code for rule in rules if rule.preview}
    selectors = Selectors(rules)
    for layer in layers:
        for selector in (*(layer.select or ()), *layer.extend_select):
            if selectors.require(selector) <= hidden:
                yield selector
