"""The schema of the Compose Specification, read from the file beside this module."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

Schema = dict[str, Any]


@cache
def compose_schema() -> Schema:
    """The schema as JSON says it. Nobody changes what is returned."""
    import json

    with open(os.path.join(os.path.dirname(__file__), "compose-spec.json"), encoding="utf-8") as file:
        schema: Schema = json.load(file)
    return schema


def resolved(schema: Schema) -> Schema:
    """`schema`, or what it refers to: a path from the top, ``#/$defs/service``."""
    while "$ref" in schema:
        target: Any = compose_schema()
        for step in schema["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        schema = target
    return schema


def properties_at(*path: str) -> frozenset[str]:
    """The keys that a mapping at `path` may have, its ``x-`` keys aside: ``properties_at("services", "*", "build")``.

    ``"*"`` stands for a name that the user chooses.
    """
    schema = compose_schema()
    for step in path:
        found = _child(schema, step)
        if found is None:
            return frozenset()
        schema = found
    return frozenset(key for one in _alternatives(schema) for key in one.get("properties", ()))


def _child(schema: Schema, step: str) -> Schema | None:
    for one in _alternatives(schema):
        if step in one.get("properties", ()):
            child: Schema = one["properties"][step]
            return child
        for pattern, under in one.get("patternProperties", {}).items():
            if step == "*" and not pattern.startswith("^x-"):
                user_defined: Schema = under
                return user_defined
    return None


def _alternatives(schema: Schema) -> list[Schema]:
    schema = resolved(schema)
    return [schema, *(resolved(one) for one in schema.get("oneOf", ()))]
