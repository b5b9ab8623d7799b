"""JSON that is the same in every locale and steers nothing: ASCII, and a byte that is not UTF-8 is U+FFFD."""

from __future__ import annotations

import json
from typing import Any


def json_text(value: Any) -> str:
    """`value` as an indented document that ends in a line feed."""
    return json.dumps(_without_surrogates(value), indent=2) + "\n"


def json_line(value: Any) -> str:
    """`value` on one line, with its line feed."""
    return json.dumps(_without_surrogates(value), separators=(",", ":")) + "\n"


def _without_surrogates(value: Any) -> Any:
    """`value` with lone surrogates replaced, such as stand for undecodable bytes: they are no valid JSON text."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, dict):
        return {key: _without_surrogates(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    return value
