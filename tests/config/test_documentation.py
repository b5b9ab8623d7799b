"""``docs/configuration.md`` lists the options as `dflint.config.options.OPTIONS` defines them.

Run with ``DFLINT_WRITE_DOCUMENTATION=1`` to bring the list up to date.
"""

from __future__ import annotations

import os
from pathlib import Path

from dflint.config.options import OPTIONS

PAGE = Path(__file__).parents[2] / "docs" / "configuration.md"
START, END = "<!-- options -->\n", "<!-- end of options -->\n"


WRITTEN = {"None": "none", "()": "[]", "('ALL',)": '["ALL"]', "False": "false", "True": "true"}
"""Defaults that are written otherwise in TOML."""


def options() -> str:
    parts = []
    for option in OPTIONS:
        default = (
            "the default set" if option.name == "select" else f"`{WRITTEN.get(str(option.default), option.default)}`"
        )
        parts.append(
            f"### `{option.name}`\n\n{option.description}\n\nValues: {option.type.description}. Default: {default}.\n\n"
            f"```toml\n{option.example}\n```\n\n"
        )
    return "\n" + "".join(parts)


def test_the_page_lists_the_options_as_they_are() -> None:
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(START)
    _, _, after = rest.partition(END)
    expected = before + START + options() + END + after
    if os.environ.get("DFLINT_WRITE_DOCUMENTATION"):
        PAGE.write_text(expected, encoding="utf-8")
    assert page == expected
