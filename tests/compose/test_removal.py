"""What is taken out of a compose file leaves everything else as it is."""

from __future__ import annotations

import pytest

from dflint.compose.comparison import differing_paths
from dflint.compose.loader import load
from dflint.compose.nodes import Node
from dflint.compose.removal import remove_entry, remove_item, rename_key
from dflint.source import Source, apply_edits


def service(text: str) -> Node:
    return load(Source("c", text)).services[0].node


def without(body: str, key: str = "b", tail: str = "") -> str | None:
    """The body of a service without one of its keys, which is checked: nothing else differs."""
    head = "services:\n  s:\n"
    text = head + body + tail
    edit = remove_entry(service(text), key)
    if edit is None:
        return None
    before, after = load(Source("c", text)), load(Source("c", apply_edits(text, [edit])))
    assert after.problems == before.problems
    assert differing_paths(before, after) == (("services", "s", key),)
    assert after.source.text.startswith(head)
    return after.source.text[len(head) :]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("    a: 1\n    b: 2\n    c: 3\n", "    a: 1\n    c: 3\n"),
        ("    a: 1\n    b: 2  # why\n    c: 3\n", "    a: 1\n    c: 3\n"),
        ("    b: 2\n    # about c\n    c: 3\n", "    # about c\n    c: 3\n"),
        ("    a: 1\n    b: 2", "    a: 1"),
        ("    a: 1\n    b: 2\n", "    a: 1\n"),
        ("    a: 1\r\n    b: 2\r\n    c: 3\r\n", "    a: 1\r\n    c: 3\r\n"),
        ("    a: 1\n    b:\n    c: 3\n", "    a: 1\n    c: 3\n"),
        ("    a: 1\n    b:\n      - x\n      # and\n      - y: z\n\n    c: 3\n", "    a: 1\n\n    c: 3\n"),
        ("    a: 1\n    b: {x: y,\n      z: 1}\n    c: 3\n", "    a: 1\n    c: 3\n"),
        ("    a: 1\n    b: |\n      x\n      y\n    c: 3\n", "    a: 1\n    c: 3\n"),
        ("    a: 1\n    'b': \"2\"\n    c: 3\n", "    a: 1\n    c: 3\n"),
        ("    b: 2\n", None),
        ("    a: 1\n    c: 3\n", None),
        ("    a: 1\n    b: &x 2\n    c: 3\n", None),
        ("    a: &x 1\n    b: *x\n    c: 3\n", "    a: &x 1\n    c: 3\n"),
    ],
)
def test_an_entry_of_a_block(body: str, expected: str | None) -> None:
    assert without(body) == expected


@pytest.mark.parametrize(
    ("braces", "expected"),
    [
        ("{a: 1, b: 2, c: 3}", "{a: 1, c: 3}"),
        ("{b: 2, c: 3}", "{c: 3}"),
        ("{a: 1, b: [2]}", "{a: 1}"),
        ("{ a: 1, b: 2 }", "{ a: 1 }"),
        ("{a: 1, b: 2,}", "{a: 1,}"),
        ('{"a": 1, "b": {"x": 2}}', '{"a": 1}'),
        ("{b: 2}", None),
        ("{a: 1,\n    b: 2}", None),
    ],
)
def test_an_entry_of_braces(braces: str, expected: str | None) -> None:
    text = f"services:\n  s: {braces}\n"
    edit = remove_entry(service(text), "b")
    after = None if edit is None else apply_edits(text, [edit])
    assert after == (None if expected is None else f"services:\n  s: {expected}\n")


@pytest.mark.parametrize(
    ("items", "index", "expected"),
    [
        ("\n      - a\n      - b\n", 0, "\n      - b\n"),
        ("\n    - a\n    - b # c\n", 1, "\n    - a\n"),
        ("\n      - a: 1\n        b: 2\n      - c\n", 0, "\n      - c\n"),
        (" [a, 'b', c]\n", 1, " [a, c]\n"),
        (" [a, b]\n", 1, " [a]\n"),
        (" [a]\n", 0, None),
        ("\n      - - a\n      - b\n", 0, "\n      - b\n"),
    ],
)
def test_an_item(items: str, index: int, expected: str | None) -> None:
    text = f"services:\n  s:\n    l:{items}"
    sequence = service(text).get("l")
    assert sequence is not None
    edit = remove_item(sequence, sequence.elements[index])
    after = None if edit is None else apply_edits(text, [edit])
    assert after == (None if expected is None else f"services:\n  s:\n    l:{expected}")


def test_the_first_entry_of_a_mapping_in_a_list() -> None:
    text = "services:\n  s:\n    l:\n      - a: 1\n        b: 2\n      - c\n"
    sequence = service(text).get("l")
    assert sequence is not None
    edit = remove_entry(sequence.elements[0], "a")
    assert edit is not None
    assert apply_edits(text, [edit]) == "services:\n  s:\n    l:\n      - b: 2\n      - c\n"


@pytest.mark.parametrize(
    "text",
    [
        "x: &x {a: 1, b: 2}\nservices:\n  s: *x\n",
        "x: &x\n  b: 2\nservices:\n  s:\n    <<: *x\n    a: 1\n",
        "services:\n  s: &s\n    a: 1\n    b: 2\n  t:\n    <<: *s\n",
    ],
)
def test_what_others_share_stays(text: str) -> None:
    assert remove_entry(service(text), "b") is None


def test_a_key_is_renamed() -> None:
    text = "services:\n  s:\n    a: 1\n    'b': 2\n"
    node = service(text).get("a")
    assert node is not None
    edit = rename_key(node, "z")
    assert edit is not None
    assert apply_edits(text, [edit]) == text.replace("a: 1", "z: 1")
    quoted = service(text).get("b")
    assert quoted is not None
    assert rename_key(quoted, "z") is None
