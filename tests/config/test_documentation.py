"""``docs/configuration.md`` lists the options as `dflint.config.OPTIONS` defines them.

Run with ``DFLINT_WRITE_DOCUMENTATION=1`` to bring the list up to date.
"""

from __future__ import annotations

import os
from pathlib import Path

from dflint.config import OPTIONS

PAGE = Path(__file__).parents[2] / "docs" / "configuration.md"
START, END = "<!-- options -->\n", "<!-- end of options -->\n"


def options() -> str:
    parts = []
    for option in OPTIONS:
        default = "the default set" if option.default is None else f"`{option.default!r}`".replace("()", "[]")
        values = " | ".join(f"`{choice}`" for choice in option.choices) or "list of strings"
        parts.append(
            f"### `{option.name}`\n\n{option.description}\n\nValues: {values}. Default: {default}.\n\n"
            f"```toml\n{option.example}\n```\n\n"
        )
    return "\n" + "".join(parts).replace("`'", "`").replace("'`", "`")


def test_the_page_lists_the_options_as_they_are() -> None:
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(START)
    _, _, after = rest.partition(END)
    expected = before + START + options() + END + after
    if os.environ.get("DFLINT_WRITE_DOCUMENTATION"):
        PAGE.write_text(expected, encoding="utf-8")
    assert page == expected
