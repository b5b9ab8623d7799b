"""``schemas/dflint.schema.json`` says of a configuration what dflint says of it."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from jsonschema import Draft7Validator

from dflint.config.configuration import find_settings
from dflint.config.options import OPTIONS
from dflint.config.origins import ConfigurationError
from dflint.output.toml import key_of, toml
from dflint.rules import registry

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "schemas" / "dflint.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft7Validator(SCHEMA)
RULES = registry.entries()

VALUES: tuple[Any, ...] = (
    "ML2",
    "ml2",
    "error",
    "full",
    "sarif",
    "fatal",
    True,
    3,
    1.5,
    (),
    ("ML2", "DL3006", "copy-source-before-deps", "ALL"),
    ("ml2", "dl3006", "Copy-Source-Before-Deps", "all", "Ml201"),
    ("ML777",),
    ("ml777",),
    ("ml2 ",),
    ("xml2",),
    ("ML2", 3),
    {},
    {"ML2": "error", "copy-source-before-deps": "info"},
    {"ml2": "error", "COPY-SOURCE-BEFORE-DEPS": "info"},
    {"ML2": "fatal"},
    {"ml2": "fatal"},
    {"ML777": "error"},
    {"docker/": ("ML401", "DF")},
    {"docker/": ("ml401", "Df")},
    {"docker/": ("ML777",)},
    {"docker/": "ML401"},
)
"""Each is right for some options and wrong for others."""

reader = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")


def script() -> ModuleType:
    specification = importlib.util.spec_from_file_location("schema", ROOT / "scripts" / "configuration_schema.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def is_accepted(folder: Path, text: str) -> bool:
    """Whether dflint takes the configuration."""
    (folder / "dflint.toml").write_text(text, encoding="utf-8")
    try:
        find_settings(str(folder)).check_rules(RULES)
    except ConfigurationError:
        return False
    return True


def configurations() -> Iterator[Mapping[str, Any]]:
    for option in OPTIONS:
        if option.name not in ("extend", "required-version"):
            yield from ({option.name: value} for value in VALUES)
    yield from ({"rules": value} for value in (*VALUES, {"ML401": {}}, {"ML4": {}}, {"ML777": {}}))
    for entry in RULES:
        for name in entry.options:
            values = ("200 MB", 7, True, ("a", "b"), {})
            yield from ({"rules": {entry.code: {name: value}}} for value in values)
            for word in (entry.name, entry.name.title(), entry.code.lower()):
                yield {"rules": {word: {name: entry.options[name].default}}}
                yield {"rules": {word: {f"{name}s": entry.options[name].default}}}
            yield {"rules": {entry.code: {f"{name}s": entry.options[name].default}}}


def test_the_schema_is_made_from_the_definition() -> None:
    module = script()
    assert module.FILE.read_text(encoding="utf-8") == module.text(), "run scripts/configuration_schema.py"


def test_the_schema_is_one() -> None:
    Draft7Validator.check_schema(SCHEMA)


def test_its_patterns_mean_the_same_everywhere() -> None:
    # Letters in sets, digits and dashes: neither escapes nor flags, which differ between the languages of editors.
    patterns = [
        SCHEMA["definitions"]["selector"]["anyOf"][1]["pattern"],
        *SCHEMA["properties"]["rules"]["patternProperties"],
    ]
    for pattern in patterns:
        assert re.fullmatch(r"\^\(\?:(?:\[[A-Z][a-z]\]|[\d|-])+\)\$", pattern), pattern


@pytest.mark.parametrize("option", OPTIONS, ids=[option.name for option in OPTIONS])
def test_the_examples_are_valid(option: Any) -> None:
    assert list(VALIDATOR.iter_errors(reader.loads(option.example))) == []


@pytest.mark.parametrize("page", ["README.md", "docs/configuration.md"])
def test_what_the_pages_show_is_valid(page: str) -> None:
    blocks = re.findall(r"```toml\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)
    assert blocks
    for block in blocks:
        table = reader.loads(block)
        shown = table["tool"]["dflint"] if "tool" in table else table
        assert list(VALIDATOR.iter_errors(shown)) == [], block


def test_the_schema_and_dflint_agree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Whether a rule can make something of a value of the right type, such as a size, is told by dflint alone.
    for entry in RULES:
        taking_all = {name: option._replace(is_valid=None) for name, option in entry.options.items()}
        monkeypatch.setattr(entry.rule, "options", taking_all)
    answers = set()
    for configuration in configurations():
        text = "".join(f"{key_of(key)} = {toml(value)}\n" for key, value in configuration.items())
        is_valid = VALIDATOR.is_valid(reader.loads(text))
        answers.add(is_valid)
        assert is_valid == is_accepted(tmp_path, text), text
    assert answers == {True, False}


@pytest.mark.parametrize(
    "text",
    [
        "selct = ['ML']",
        "[tool.dflint]\nselect = ['ML']",
        "[rules.ML401]\nminsize = '1 MB'",
        "[rules.ML4]\nmin-size = '1 MB'",
        "output-format = ['full']",
    ],
)
def test_mistakes(tmp_path: Path, text: str) -> None:
    assert not VALIDATOR.is_valid(reader.loads(text))
    assert not is_accepted(tmp_path, text)


def test_a_whole_configuration(tmp_path: Path) -> None:
    text = """
        required-version = ">=0.0.1"
        select = ["ML", "DC118"]
        ignore = ["model-weights-copied", "DL3006"]
        preview = true
        [per-file-ignores]
        "docker/dev/" = ["ML709"]
        [severity]
        ML4 = "error"
        [rules.model-weights-copied]
        min-size = "200 MB"
    """
    assert list(VALIDATOR.iter_errors(reader.loads(text))) == []
    assert is_accepted(tmp_path, text)
