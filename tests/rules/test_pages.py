"""What scripts make from the rules is what the rules say."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parent.parent.parent


def script(name: str) -> ModuleType:
    specification = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_the_pages_are_those_of_the_rules() -> None:
    on_disk = {file.name: file.read_text() for file in (ROOT / "docs" / "rules").glob("*.md")}
    assert on_disk == script("rule_pages").pages(), "run scripts/rule_pages.py"


def test_the_index_is_that_of_the_rules() -> None:
    module = script("rule_index")
    assert module.FILE.read_text() == module.text(), "run scripts/rule_index.py"
