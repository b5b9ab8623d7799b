"""Is a value certainly what the schema takes? The answer of most files, without a validator library.

Each part of the schema is made into a `_Check` when a value first gets there. A check that does not know all keywords
of its part says that nothing is certain, so a newer schema makes this slower and never wrong. ``oneOf`` is read as
``anyOf``: the alternatives of this schema exclude each other, but for a value of which a part is not known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from dflint.compose.schema.definition import Schema, compose_schema, resolved
from dflint.compose.schema.typed_values import Unknown

_ANNOTATIONS = frozenset(("$schema", "$id", "$defs", "$ref", "title", "description", "default", "deprecated"))
_KNOWN = frozenset(
    (
        *("type", "properties", "patternProperties", "additionalProperties", "required", "items", "uniqueItems"),
        *("oneOf", "enum", "pattern", "minimum", "maximum"),
    )
)
_NAMES: dict[type, tuple[str, ...]] = {
    str: ("string",),
    bool: ("boolean",),
    int: ("integer", "number"),
    float: ("number",),
    dict: ("object",),
    list: ("array",),
    type(None): ("null",),
}


def is_certainly_valid(value: Any) -> bool:
    """Whether the typed value of a whole file (see `typed_values`) is valid; False says only that it may not be."""
    return _check_of_the_schema().accepts(value)


def certainly_fits(schema: Schema, value: Any) -> bool:
    """Whether a typed value is certainly what a part of the schema takes."""
    return _Check(schema).accepts(value)


@cache
def _check_of_the_schema() -> _Check:
    return _Check(compose_schema())


class _Check:
    """One part of the schema."""

    def __init__(self, schema: Schema) -> None:
        schema = resolved(schema)
        wanted = schema.get("type")
        self._is_certain = _KNOWN.issuperset(schema.keys() - _ANNOTATIONS)
        self._types: frozenset[str] | None = None
        if wanted is not None:
            self._types = frozenset((wanted,) if isinstance(wanted, str) else wanted)
        self._schema = schema
        self._alternatives: list[_Check] | None = None
        self._items: _Check | None = None
        self._keys: dict[str, _Check | None] = {}
        self._has_limits = not schema.keys().isdisjoint(("enum", "pattern", "minimum", "maximum"))

    def accepts(self, value: Any) -> bool:
        """Whether `value` certainly is what this part of the schema takes."""
        kind = type(value)
        if kind is Unknown:
            return True
        if not self._is_certain or (self._types is not None and self._types.isdisjoint(_NAMES[kind])):
            return False
        if kind is dict:
            if not self._accepts_entries(value):
                return False
        elif kind is list:
            if not self._accepts_items(value):
                return False
        elif self._has_limits and not self._is_within_limits(value):
            return False
        return "oneOf" not in self._schema or self._fits_an_alternative(value)

    def _accepts_entries(self, value: Mapping[str, Any]) -> bool:
        keys = self._keys
        for key, entry in value.items():
            if key not in keys:
                keys[key] = self._check_of_key(key)
            check = keys[key]
            if check is None or not check.accepts(entry):
                return False
        return all(key in value for key in self._schema.get("required", ()))

    def _check_of_key(self, key: str) -> _Check | None:
        """The check of the value at `key`, None where the key is not allowed or more than one part speaks of it."""
        schema = self._schema
        found = [schema["properties"][key]] if key in schema.get("properties", ()) else []
        found += [under for pattern, under in schema.get("patternProperties", {}).items() if re.search(pattern, key)]
        if not found:
            additional = schema.get("additionalProperties", True)
            return None if additional is False else _Check({} if additional is True else additional)
        return _Check(found[0]) if len(found) == 1 else None

    def _accepts_items(self, value: list[Any]) -> bool:
        schema = self._schema
        if schema.get("uniqueItems") and len(value) > 1:
            known = [item for item in value if type(item) is not Unknown]
            if not all(type(item) is str for item in known) or len(set(known)) < len(known):
                return False
        if "items" not in schema:
            return True
        if self._items is None:
            self._items = _Check(schema["items"])
        return all(map(self._items.accepts, value))

    def _is_within_limits(self, value: Any) -> bool:
        schema = self._schema
        if "enum" in schema and not (type(value) is str and value in schema["enum"]):
            return False
        if type(value) is str:
            return "pattern" not in schema or re.search(schema["pattern"], value) is not None
        if type(value) in (int, float):
            least, most = schema.get("minimum"), schema.get("maximum")
            return (least is None or value >= least) and (most is None or value <= most)
        return True

    def _fits_an_alternative(self, value: Any) -> bool:
        if self._alternatives is None:
            self._alternatives = [_Check(one) for one in self._schema["oneOf"]]
        return any(one.accepts(value) for one in self._alternatives)
