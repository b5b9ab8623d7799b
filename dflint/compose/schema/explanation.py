"""What in a file is not as the schema takes it? Found by jsonschema, which is imported only here and only when needed.

Of alternatives (``oneOf``) that all fail, the one for values of this kind tells what is wrong, as in Compose: of a
mapping where a string or a mapping is allowed, the mapping's own mistakes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend

from dflint.compose.schema.definition import Schema, compose_schema
from dflint.compose.schema.typed_values import Unknown


class Violation(NamedTuple):
    """One thing that is wrong with the value at `path`, keys and numbers of items from the top.

    `keyword` is what the schema says that is broken, `wanted` what it says: of "type" the names of all types that the
    value may have. `schema` is the part of the schema that says it.
    """

    path: tuple[str | int, ...]
    keyword: str
    wanted: Any
    schema: Schema


def violations(value: Any) -> Iterator[Violation]:
    """What is wrong with the typed value of a whole file, in the order of the schema."""
    for error in _validator().iter_errors(value):
        yield from _innermost(error)


@cache
def _validator() -> Any:
    keywords = {name: _unless_unknown(check) for name, check in Draft202012Validator.VALIDATORS.items()}
    # A value of which a part is not known may fit several alternatives, which no known one does.
    keywords["oneOf"] = keywords["anyOf"]
    keywords["uniqueItems"] = _unique_items
    make: Any = extend
    return make(Draft202012Validator, keywords)(compose_schema())


Check = Callable[[Any, Any, Any, Schema], Any]


def _unless_unknown(check: Check) -> Check:
    def checked(validator: Any, wanted: Any, value: Any, schema: Schema) -> Iterator[ValidationError]:
        if not isinstance(value, Unknown):
            yield from check(validator, wanted, value, schema) or ()

    return checked


def _unique_items(validator: Any, wanted: Any, value: Any, schema: Schema) -> Iterator[ValidationError]:
    """Each item that an earlier one equals, as an error of its own."""
    if not wanted or not isinstance(value, list):
        return
    seen: list[Any] = []
    for number, item in enumerate(value):
        if any(type(item) is type(one) and item == one for one in seen):
            yield ValidationError("twice", path=(number,))
        else:
            seen.append(item)


def _innermost(error: Any) -> Iterator[Violation]:
    """The violations that `error` stands for."""
    if error.validator != "oneOf":
        yield _violation(error)
        return
    wanted = _wanted_types(error)
    if wanted is not None:
        yield Violation(tuple(error.absolute_path), "type", wanted, error.schema)
        return
    branches: dict[Any, list[Any]] = {}
    for cause in error.context:
        branches.setdefault(cause.relative_schema_path[0], []).append(cause)
    for causes in branches.values():
        if all(_is_own(cause) is False or _wanted_types(cause) is None for cause in causes):
            for cause in causes:
                yield from _innermost(cause)
            return


def _violation(error: Any) -> Violation:
    path, keyword = tuple(error.absolute_path), str(error.validator)
    wanted = _names(error.validator_value) if keyword == "type" else error.validator_value
    return Violation(path, keyword, wanted, error.schema)


def _names(types: str | list[str]) -> tuple[str, ...]:
    return (types,) if isinstance(types, str) else tuple(types)


def _is_own(error: Any) -> bool:
    """Whether the error of an alternative is about the very value for which there are alternatives."""
    return not error.relative_path


def _wanted_types(error: Any) -> tuple[str, ...] | None:
    """The types that are wanted where `error` says nothing but that the value has none of them; else None."""
    if error.validator == "type":
        return _names(error.validator_value)
    if error.validator != "oneOf":
        return None
    found: list[str] = []
    mismatched: set[Any] = set()
    for cause in error.context:
        wanted = _wanted_types(cause) if _is_own(cause) else None
        if wanted is not None:
            found += wanted
            mismatched.add(cause.relative_schema_path[0])
    is_all = len(mismatched) == len(error.validator_value)
    return tuple(dict.fromkeys(found)) if is_all else None
