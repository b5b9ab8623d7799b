"""What is configured for a file, and does it fit the rules that there are?"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from dflint.config.options import OF_NAME, OPTIONS, RULES_KEY
from dflint.config.origins import Origin, did_you_mean, nearest
from dflint.config.values import type_of
from dflint.diagnostics import Severity
from dflint.selection import EXACT, RuleLike, Selection, Selectors, UnknownSelectorError

OptionValue = int | str | bool | tuple[str, ...]
RuleOptions = Mapping[str, Mapping[str, OptionValue]]
"""Code of a rule to its options."""


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
        self.path = path
        self._values = values or {}
        self._origins = origins or {}
        self.selections: tuple[Selection, ...] = (
            Selection(self.value("select"), self.value("extend-select"), self.value("ignore")),
        )
        self.fail_on = Severity[self.value("fail-on").upper()]
        self.exclude: tuple[str, ...] = self.value("exclude")
        self.output_format: str = self.value("output-format")
        self.rule_options: RuleOptions = self._values.get(RULES_KEY, {})

    def value(self, name: str) -> Any:
        """The value of the option `name`, or its default where none is given."""
        return self._values[name] if name in self._values else OF_NAME[name].default

    @property
    def directory(self) -> str | None:
        """The folder of the configuration file."""
        return os.path.dirname(self.path) if self.path else None

    def check_rules(self, rules: Sequence[ConfigurableRule]) -> None:
        """Check what is said about rules against the rules that there are, and key `rule_options` by code.

        Raises `ConfigurationError`.
        """
        selectors = Selectors(rules)
        for option in OPTIONS:
            if option.name in self._values:
                for selector in option.type.selectors(self._values[option.name]):
                    try:
                        selectors.require(selector)
                    except UnknownSelectorError as error:
                        raise self._origins[(option.name,)].error(str(error), option.name, word=selector) from None
        self.rule_options = dict(self._checked_rule_options(rules, selectors))

    def _checked_rule_options(
        self, rules: Sequence[ConfigurableRule], selectors: Selectors
    ) -> Iterator[tuple[str, dict[str, OptionValue]]]:
        by_code = {rule.code: rule for rule in rules}
        for written, values in self.rule_options.items():
            codes = selectors.codes(written) or frozenset()
            origin = self._origins[RULES_KEY, written]
            if len(codes) != 1 or selectors.specificity(written) != EXACT:
                hint = did_you_mean(selectors.suggestion(written))
                raise origin.error(f"`{written}` is not a rule{hint}", RULES_KEY, written)
            rule = by_code[next(iter(codes))]
            checked = {}
            for name, value in values.items():
                origin = self._origins[RULES_KEY, written, name]
                option: RuleOption | None = rule.options.get(name)
                if option is None:
                    hint = did_you_mean(nearest(name, rule.options))
                    raise origin.error(f"{rule.code} has no option `{name}`{hint}", RULES_KEY, written, name)
                checked[name] = _of_option(value, option, origin, (RULES_KEY, written, name))
            yield rule.code, checked


def _of_option(value: Any, option: RuleOption, origin: Origin, keys: tuple[str, ...]) -> OptionValue:
    """`value`, if it is one that `option` can have. Raises `ConfigurationError`."""
    checked: OptionValue = type_of(option.default).read(value, origin, keys)
    if option.is_valid is not None and not option.is_valid(checked):
        raise origin.error(f"`{keys[-1]}` cannot be `{checked}`; its default is `{option.default}`", *keys)
    return checked
