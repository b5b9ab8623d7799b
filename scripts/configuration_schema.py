"""Writes schemas/dflint.schema.json: the JSON Schema of the configuration, made from its definition and from the rules.

python scripts/configuration_schema.py
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from dflint.config.options import OPTIONS, RULES_KEY
from dflint.config.values import type_of
from dflint.rules.registry import load_all
from dflint.rules.rule import Rule
from dflint.selection import Selectors

FILE = Path(__file__).parent.parent / "schemas" / "dflint.schema.json"
URL = f"https://raw.githubusercontent.com/dflint/dflint/main/schemas/{FILE.name}"
PAGE = "https://github.com/dflint/dflint/blob/main/docs/configuration.md"


def schema() -> Mapping[str, Any]:
    """The schema: draft 7, which the editors for TOML understand."""
    rules = load_all()
    selectors = Selectors(rules)
    properties = {option.name: _value(option.type.schema, option.default, option.description) for option in OPTIONS}
    with_options = {rule.code: rule for rule in rules if rule.options}
    words = {
        code: [word for word in selectors.all if _names_alone(word, rule, selectors)]
        for code, rule in with_options.items()
    }
    references = {code: {"$ref": f"#/definitions/options-of-{code}"} for code in with_options}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": URL,
        "title": "dflint",
        "description": f"The configuration of dflint: dflint.toml, or [tool.dflint] in pyproject.toml. See {PAGE}",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            **properties,
            RULES_KEY: {
                "description": "The options of single rules.",
                "type": "object",
                "additionalProperties": False,
                "properties": {word: references[code] for code in words for word in words[code]},
                "patternProperties": {_in_any_case(words[code]): references[code] for code in words},
            },
        },
        "definitions": {
            "selector": {
                "description": "A code, a prefix of codes, a name, an alias or ALL, in upper or lower case.",
                "anyOf": [{"enum": selectors.all}, {"type": "string", "pattern": _in_any_case(selectors.all)}],
            },
            **{f"options-of-{code}": _table(rule) for code, rule in with_options.items()},
        },
    }


def _in_any_case(words: Iterable[str]) -> str:
    """A regular expression for `words`, of letters, digits and dashes, in upper and lower case.

    The regular expressions of JSON Schema have no flag for it, and in some editors a needless escape is an error.
    """
    letters = ("".join(f"[{c.upper()}{c.lower()}]" if c.isalpha() else c for c in word) for word in words)
    return f"^(?:{'|'.join(letters)})$"


def _names_alone(word: str, rule: type[Rule], selectors: Selectors) -> bool:
    """Whether `word` is the code, the name or an alias of `rule` and of no other."""
    return word in (rule.code, rule.name, *rule.aliases) and selectors.codes(word) == {rule.code}


def _table(rule: type[Rule]) -> Mapping[str, Any]:
    """The options of `rule`. Which sizes and words it can make something of is told by dflint alone."""
    return {
        "description": f"{rule.name}: {rule.summary()}",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            name: _value(type_of(option.default).schema, option.default, option.description)
            for name, option in rule.options.items()
        },
    }


def _value(schema: Mapping[str, Any], default: Any, description: str) -> Mapping[str, Any]:
    known = {} if default is None else {"default": default}
    return {"description": description, **schema, **known}


def text() -> str:
    """The file."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the file."""
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
