"""What may a value of the configuration be? One object a type: it checks a value, and describes what it takes.

A schema is one of JSON Schema, draft 7, in which `SELECTOR` stands for a word that names rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dflint.config.origins import Origin

Schema = Mapping[str, Any]

SELECTOR: Schema = {"$ref": "#/definitions/selector"}


class ValueType:
    """What a value may be.

    `expected` says it in a message, `description` on the page about the configuration, `schema` to an editor.
    """

    def __init__(self, accepted: type, expected: str, description: str, schema: Schema) -> None:
        self._accepted = accepted
        self.expected = expected
        self.description = description
        self.schema = schema

    def read(self, value: Any, origin: Origin, keys: tuple[str, ...]) -> Any:
        """`value`, which the TOML at the path `keys` has, as settings have it. Raises `ConfigurationError`."""
        # An integer is not a boolean, though Python says that True is an integer.
        if type(value) is self._accepted:
            return value
        raise self._error(origin, keys)

    def _error(self, origin: Origin, keys: tuple[str, ...]) -> Exception:
        return origin.error(f"`{'.'.join(keys)}` must be {self.expected}", *keys)

    def added(self, before: Any, value: Any) -> Any:
        """What there is when `value` is added to the value `before` it: here, `value` alone."""
        return value

    def selectors(self, value: Any) -> Iterator[tuple[tuple[str, ...], str]]:
        """The words in a `value` that was read that name rules, each with the path of the key where it stands."""
        yield from ()


class Strings(ValueType):
    """A list of strings, which settings have as a tuple; with `name_rules` each must name rules."""

    def __init__(self, name_rules: bool = False) -> None:
        description = "list of rules" if name_rules else "list of strings"
        schema = {"type": "array", "items": SELECTOR if name_rules else {"type": "string"}}
        super().__init__(list, "a list of strings", description, schema)
        self._name_rules = name_rules

    def read(self, value: Any, origin: Origin, keys: tuple[str, ...]) -> tuple[str, ...]:
        """The strings as a tuple. Raises `ConfigurationError`."""
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise self._error(origin, keys)

    def added(self, before: tuple[str, ...], value: tuple[str, ...]) -> tuple[str, ...]:
        """All strings."""
        return before + value

    def selectors(self, value: Sequence[str]) -> Iterator[tuple[tuple[str, ...], str]]:
        """The strings, if they name rules."""
        if self._name_rules:
            yield from (((), selector) for selector in value)


class OneOf(ValueType):
    """One of a few words."""

    def __init__(self, choices: Sequence[str]) -> None:
        words = [f"`{choice}`" for choice in choices]
        super().__init__(str, f"one of {', '.join(words)}", " | ".join(words), {"enum": list(choices)})
        self.choices = tuple(choices)

    def read(self, value: Any, origin: Origin, keys: tuple[str, ...]) -> str:
        """The word. Raises `ConfigurationError`."""
        if isinstance(value, str) and value in self.choices:
            return value
        raise self._error(origin, keys)


class TableOf(ValueType):
    """A table with keys that users choose, and values of one type; with `by_rule` each key must name rules."""

    def __init__(self, values: ValueType, keys: str, by_rule: bool = False) -> None:
        """`keys` says what a key is, such as ``"pattern"``."""
        schema = {"type": "object", "additionalProperties": values.schema}
        if by_rule:
            schema["propertyNames"] = SELECTOR
        super().__init__(dict, "a table", f"table of {keys} to {values.description}", schema)
        self.values = values
        self.by_rule = by_rule

    def read(self, value: Any, origin: Origin, keys: tuple[str, ...]) -> dict[str, Any]:
        """The table with what its type makes of each value. Raises `ConfigurationError`."""
        table: Mapping[str, Any] = super().read(value, origin, keys)
        return {key: self.values.read(item, origin, (*keys, key)) for key, item in table.items()}

    def added(self, before: Mapping[str, Any], value: Mapping[str, Any]) -> dict[str, Any]:
        """The keys of both, with what is added up in those that both have."""
        common = {key: self.values.added(before[key], item) for key, item in value.items() if key in before}
        return {**before, **value, **common}

    def selectors(self, value: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
        """The keys, if they name rules, and what the values name."""
        for key, item in value.items():
            if self.by_rule:
                yield (key,), key
            yield from (((key, *keys), selector) for keys, selector in self.values.selectors(item))


FLAG = ValueType(bool, "true or false", "`true` | `false`", {"type": "boolean"})
NUMBER = ValueType(int, "a whole number", "whole number", {"type": "integer"})
TEXT = ValueType(str, "a string", "string", {"type": "string"})
STRINGS = Strings()
RULES = Strings(name_rules=True)

_OF_DEFAULTS: Mapping[type, ValueType] = {bool: FLAG, int: NUMBER, str: TEXT, tuple: STRINGS}


def type_of(default: object) -> ValueType:
    """The type of a rule's option that has `default`."""
    return _OF_DEFAULTS[type(default)]
