"""Writes docs/rules: a page for each rule, and the list of them, made from the rules themselves.

python scripts/rule_pages.py
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dflint.output.rule_list import state_of
from dflint.output.rule_page import page
from dflint.rules.registry import rule_files

FOLDER = Path(__file__).parent.parent / "docs" / "rules"


def pages() -> Mapping[str, str]:
    """File name to text."""
    rows: dict[str, list[str]] = {}
    found: dict[str, str] = {}
    for file in rule_files():
        rule = file.load()
        found[f"{rule.code}.md"] = page(rule)
        fix = rule.fixes.label if rule.fixes else "none"
        state = rule.severity.label if state_of(rule) == "on" else f"{rule.severity.label}, {state_of(rule)}"
        rows.setdefault(file.theme, []).append(
            f"| [{rule.code}]({rule.code}.md) | `{rule.name}` | {state} | {fix} | {rule.summary()} |"
        )
    lines = ["# Rules", "", "Made by `scripts/rule_pages.py` from the rules themselves."]
    for theme, of_theme in sorted(rows.items()):
        lines += [
            "",
            f"## {theme.replace('_', ' ').capitalize()}",
            "",
            "| code | name | severity | fix | what it finds |",
        ]
        lines += ["| --- | --- | --- | --- | --- |", *of_theme]
    found["README.md"] = "\n".join(lines) + "\n"
    return found


def main() -> None:
    """Write the pages, and remove those of rules that are gone."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for file in FOLDER.glob("*.md"):
        if file.name not in wanted:
            file.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text)


if __name__ == "__main__":
    main()
