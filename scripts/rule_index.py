"""Writes dflint/rules/index.py: what is known of each rule without importing it, made from the rules themselves.

python scripts/rule_index.py
"""

from __future__ import annotations

from pathlib import Path

from dflint.rules.registry import RuleEntry, rule_files

FILE = Path(__file__).parent.parent / "dflint" / "rules" / "index.py"

HEAD = '''"""What a run needs to know of the rules before it imports any. Made by scripts/rule_index.py from them.

A row: code, name, theme, kind, severity, widest fix, whether it is on, or a preview, aliases, keywords, mentions.
"""

from __future__ import annotations

Row = tuple[str, str, str, str, int, int | None, bool, bool, tuple[str, ...], tuple[str, ...], tuple[str, ...]]

ROWS: tuple[Row, ...] = (
'''


def text() -> str:
    """The module."""
    lines = []
    for file in rule_files():
        entry = RuleEntry.of(file.load(), file.theme)
        fixes = None if entry.fixes is None else int(entry.fixes)
        what = (entry.code, entry.name, file.theme, entry.kind, int(entry.severity), fixes, entry.on, entry.preview)
        lines.append(f"    {(*what, entry.aliases, entry.keywords, entry.mentions)!r},\n")
    return HEAD + "".join(lines) + ")\n"


def main() -> None:
    """Write the module."""
    FILE.write_text(text())


if __name__ == "__main__":
    main()
