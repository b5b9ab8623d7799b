"""The pages in docs/rules are those that the rules make."""

from __future__ import annotations

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_the_pages_are_those_of_the_rules() -> None:
    specification = importlib.util.spec_from_file_location("rule_pages", ROOT / "scripts" / "rule_pages.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    on_disk = {file.name: file.read_text() for file in (ROOT / "docs" / "rules").glob("*.md")}
    assert on_disk == module.pages(), "run scripts/rule_pages.py"
