"""What is configured for a file, and does it fit the rules that there are?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from typing import Any, NamedTuple, Protocol

from dflint.cached_property import cached_property
from dflint.config.options import OF_NAME, RULES_KEY
from dflint.config.origins import Origin, Written, did_you_mean, nearest
from dflint.config.patterns import Patterns
from dflint.config.values import TableOf, type_of
from dflint.diagnostics import Severity
from dflint.selection import EXACT, Preview, RuleLike, Selection, Selectors, UnknownSelectorError

OptionValue = int | str | bool | tuple[str, ...]
RuleOptions = Mapping[str, Mapping[str, OptionValue]]
"""Code of a rule to its options."""

REASON_RULE = "DF010"
"""The rule that ``require-reason`` turns on."""

_SELECTING = ("select", "extend-select", "ignore")
"""The options that choose which rules are on."""


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


class Layer(NamedTuple):
    """What one file, or one argument, says: a value of its type for each option, and under `RULES_KEY` tables."""

    origin: Origin
    values: Mapping[str, Any]


class Settings:
    """What is configured for a file.

    `path` is the configuration file, or None. `selections` are the choices of rules, the last one deciding.
    `rule_options` are there once `check_rules` has been called.
    """

    def __init__(self, path: str | None = None, layers: Sequence[Layer] = ()) -> None:
        """Of `layers` a later one wins over those before it."""
        self.path = path
        self.layers = layers
        self.selections = tuple(choice for choice in map(_selection, layers) if choice != Selection())
        if self.value("require-reason"):
            self.selections += (Selection(extend_select=(REASON_RULE,)),)
        self.fail_on = Severity[self.value("fail-on").upper()]
        self.output_format: str = self.value("output-format")
        self.force_exclude: bool = self.value("force-exclude")
        self.preview = Preview.OFF
        if self.value("preview"):
            self.preview = Preview.EXPLICIT if self.value("explicit-preview-rules") else Preview.ON
        self.rule_options: RuleOptions = {}
        self._of_rules: dict[tuple[str, ...], Written] = {}

    def value(self, name: str) -> Any:
        """The value of the option `name`, or its default where none is given."""
        option = OF_NAME[name]
        values = [layer.values[name] for layer in self.layers_of(name)]
        return reduce(option.type.added, values) if values else option.default

    @property
    def files(self) -> Sequence[str]:
        """The paths of the configuration files, those that others build on first."""
        return [layer.origin.path for layer in self.layers if layer.origin.is_file]

    def written(self, *keys: str) -> Sequence[Written]:
        """Where the value at the path `keys`, an option or a key of a table, was written; nowhere if it is a default.

        Options of rules are found by the codes of the rules, once `check_rules` has been called.
        """
        if keys[0] == RULES_KEY:
            return [self._of_rules[keys[1:]]]
        name, *inner = keys
        having = [layer for layer in self.layers_of(name) if not inner or inner[0] in layer.values[name]]
        kind = OF_NAME[name].type
        if inner and isinstance(kind, TableOf) and kind.by_rule:
            having = having[-1:]
        return [Written(layer.origin, keys) for layer in having]

    def layers_of(self, name: str) -> Sequence[Layer]:
        """The layers that decide what the option `name` is: the last one, or all if they add to each other.

        Where rules are selected, the choices of the layers before that are gone.
        """
        layers = self.layers
        if name in _SELECTING:
            start = max((at for at, layer in enumerate(layers) if "select" in layer.values), default=0)
            layers = layers[start:]
        having = [layer for layer in layers if name in layer.values]
        return having if OF_NAME[name].adds else having[-1:]

    @cached_property
    def _excluded(self) -> Sequence[Patterns]:
        return [
            Patterns(layer.origin.folder, layer.values[name])
            for name in ("exclude", "extend-exclude")
            for layer in self.layers_of(name)
        ]

    def excludes(self, path: str) -> bool:
        """Whether the file at the absolute `path` is not to be checked."""
        return any(patterns.match(path) for patterns in self._excluded)

    def check_rules(self, rules: Sequence[ConfigurableRule]) -> None:
        """Check what is said about rules against the rules that there are, and key `rule_options` by code.

        Raises `ConfigurationError`.
        """
        selectors = Selectors(rules)
        options: dict[str, dict[str, OptionValue]] = {}
        for layer in self.layers:
            _check_selectors(layer, selectors)
            for code, name, value, written in _checked_rule_options(layer, rules, selectors):
                options.setdefault(code, {})[name] = value
                self._of_rules[code, name] = written
        self.rule_options = options


def _selection(layer: Layer) -> Selection:
    values = layer.values
    return Selection(values.get("select"), values.get("extend-select", ()), values.get("ignore", ()))


def _check_selectors(layer: Layer, selectors: Selectors) -> None:
    """Raise `ConfigurationError` where `layer` names a rule that there is not."""
    for name, value in layer.values.items():
        for keys, selector in OF_NAME[name].type.selectors(value) if name in OF_NAME else ():
            try:
                selectors.require(selector)
            except UnknownSelectorError as error:
                word = None if selector in keys else selector
                raise layer.origin.error(str(error), name, *keys, word=word) from None


def _checked_rule_options(
    layer: Layer, rules: Sequence[ConfigurableRule], selectors: Selectors
) -> Iterator[tuple[str, str, OptionValue, Written]]:
    """Code of a rule, name and value of each option of rules in `layer`, and its place. Raises `ConfigurationError`."""
    by_code = {rule.code: rule for rule in rules}
    origin = layer.origin
    for written, values in layer.values.get(RULES_KEY, {}).items():
        codes = selectors.codes(written) or frozenset()
        if len(codes) != 1 or selectors.specificity(written) != EXACT:
            hint = did_you_mean(selectors.suggestion(written))
            raise origin.error(f"`{written}` is not a rule{hint}", RULES_KEY, written)
        rule = by_code[next(iter(codes))]
        for name, value in values.items():
            option: RuleOption | None = rule.options.get(name)
            if option is None:
                hint = did_you_mean(nearest(name, rule.options))
                raise origin.error(f"{rule.code} has no option `{name}`{hint}", RULES_KEY, written, name)
            keys = (RULES_KEY, written, name)
            yield rule.code, name, _of_option(value, option, origin, keys), Written(origin, keys)


def _of_option(value: Any, option: RuleOption, origin: Origin, keys: tuple[str, ...]) -> OptionValue:
    """`value`, if it is one that `option` can have. Raises `ConfigurationError`."""
    checked: OptionValue = type_of(option.default).read(value, origin, keys)
    if option.is_valid is not None and not option.is_valid(checked):
        raise origin.error(f"`{keys[-1]}` cannot be `{checked}`; its default is `{option.default}`", *keys)
    return checked
