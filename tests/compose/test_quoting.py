"""Quotes come and go, and the scalar says the same."""

from __future__ import annotations

import pytest

from dflint.compose.loader import load
from dflint.compose.nodes import Node
from dflint.compose.quoting import quote, unquote
from dflint.source import Source, apply_edits


def item(written: str) -> Node:
    ports = load(Source("c", f"services:\n  s:\n    ports:{written}")).services[0].get("ports")
    assert ports is not None
    return ports.elements[0]


def changed(node: Node, function: object) -> str | None:
    edit = function(node)  # type: ignore[operator]
    if edit is None:
        return None
    text = apply_edits(node.source.text, [edit])
    after = load(Source("c", text)).services[0].get("ports")
    assert after is not None
    assert after.elements[0].text == node.text
    return text.partition("ports:")[2]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("\n      - 8000:8000\n", '\n      - "8000:8000"\n'),
        ("\n      - 8000:8000 # api\n", '\n      - "8000:8000" # api\n'),
        (" [8000:8000, '1']\n", " ['8000:8000', '1']\n"),
        ("\n      - ${PORT:-80}:80\n", '\n      - "${PORT:-80}:80"\n'),
        ("\n      - 8000\n", '\n      - "8000"\n'),
        ('\n      - "8000"\n', None),
        ("\n      - !!str 8000\n", None),
        ("\n      - &p 8000\n      - *p\n", None),
    ],
)
def test_quotes_are_put(written: str, expected: str | None) -> None:
    assert changed(item(written), quote) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('\n      - "./a:/b"\n', "\n      - ./a:/b\n"),
        ("\n      - './a:/b:ro' # why\n", "\n      - ./a:/b:ro # why\n"),
        ('\n      - "${X:-a}:/b"\n', "\n      - ${X:-a}:/b\n"),
        (' ["${X:-a}:/b"]\n', None),
        (' ["./a:/b"]\n', " [./a:/b]\n"),
        ('\n      - "a\\tb"\n', None),
        ("\n      - 'it''s'\n", None),
        ('\n      - "8000"\n', None),
        ('\n      - "a: b"\n', None),
        ('\n      - "a #b"\n', None),
        ('\n      - "*a"\n', None),
        ('\n      - ""\n', None),
        ('\n      - "~"\n', None),
        ('\n      - "~/a:/b"\n', "\n      - ~/a:/b\n"),
        ("\n      - ./a:/b\n", None),
    ],
)
def test_quotes_are_taken_away(written: str, expected: str | None) -> None:
    assert changed(item(written), unquote) == expected
