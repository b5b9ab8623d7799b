"""Whole lines change their places, and nothing else."""

from __future__ import annotations

from collections import Counter

import pytest

from dflint.compose.comparison import differing_paths
from dflint.compose.loader import load
from dflint.compose.order import alphabetical, by_place_in, disorder
from dflint.compose.reordering import reorder
from dflint.source import Source, apply_edits


def reordered(body: str, order: list[int], head: str = "services:\n  s:\n    environment:\n") -> str | None:
    """The body of `environment` in another order; what it says, and its lines, are the same."""
    text = head + body
    before = load(Source("c", text))
    node = before.services[0].get("environment")
    assert node is not None
    edit = reorder(node, order)
    if edit is None:
        return None
    after = apply_edits(text, [edit])
    assert after.startswith(head)
    assert Counter(after.split()) == Counter(text.split())
    if node.is_mapping:
        assert differing_paths(before, load(Source("c", after))) == ()
    return after[len(head) :]


@pytest.mark.parametrize(
    ("body", "order", "expected"),
    [
        ("      b: 1\n      a: 2\n", [1, 0], "      a: 2\n      b: 1\n"),
        ("      b: 1 # one\n      a: 2\n", [1, 0], "      a: 2\n      b: 1 # one\n"),
        ("      # of b\n      b: 1\n      a: 2\n", [1, 0], "      a: 2\n      # of b\n      b: 1\n"),
        (
            "      b: 1\n      # of a\n      # too\n      a: 2\n",
            [1, 0],
            "      # of a\n      # too\n      a: 2\n      b: 1\n",
        ),
        ("      b: 1\n\n      a: 2\n      c: 3\n", [1, 0, 2], "      a: 2\n\n      b: 1\n      c: 3\n"),
        ("      b: 1\n      a: 2", [1, 0], "      a: 2\n      b: 1"),
        ("      b: 1\r\n      a: 2\r\n", [1, 0], "      a: 2\r\n      b: 1\r\n"),
        ("      b: |\n        x\n        y\n      a: 2\n", [1, 0], "      a: 2\n      b: |\n        x\n        y\n"),
        ("      - b=1\n      - a=2\n", [1, 0], "      - a=2\n      - b=1\n"),
        ("      - b=1\n      - a=2\n    tty: true\n", [1, 0], "      - a=2\n      - b=1\n    tty: true\n"),
        ('      b: "1\n        2"\n      a: 2\n', [1, 0], '      a: 2\n      b: "1\n        2"\n'),
        ("      b:\n      a: 2\n", [1, 0], "      a: 2\n      b:\n"),
        ("      b: 1\n        # further in\n      a: 2\n", [1, 0], "      a: 2\n      b: 1\n        # further in\n"),
    ],
)
def test_lines_move(body: str, order: list[int], expected: str) -> None:
    assert reordered(body, order) == expected


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("      b: 1\n      # of nobody\n\n      a: 2\n", id="a comment that belongs to no entry"),
        pytest.param("      b: 1\n    # further out\n      a: 2\n", id="a comment that is further out"),
        pytest.param("      b: &x 1\n      a: *x\n", id="an anchor that would come behind its alias"),
        pytest.param("      b: |+\n        x\n\n      a: 2\n", id="empty lines that are part of a value"),
        pytest.param("      b: 1\n      a: >\n        x", id="a last line whose end would become part of the value"),
        pytest.param("      b: |\n        x\n      a: 2", id="a value that would come to the end of the file"),
        pytest.param("      - b: 1\n        c: 2\n      - &x a=2\n", id="an anchor before an item"),
        pytest.param("      ? b\n      : 1\n      a: 2\n", id="explicit keys"),
        pytest.param("      {b: 1, a: 2}\n", id="braces"),
    ],
)
def test_what_is_left_as_it_is(body: str) -> None:
    assert reordered(body, [1, 0]) is None


def test_what_others_share_stays() -> None:
    text = "x-e: &e\n  b: 1\n  a: 2\nservices:\n  s:\n    environment: *e\n"
    node = load(Source("c", text)).services[0].get("environment")
    assert node is not None
    assert reorder(node, [1, 0]) is None


def test_the_heading_of_the_file_stays_on_top() -> None:
    text = "# My stack\nservices:\n  s: {image: x}\nname: n\n"
    root = load(Source("c", text)).root
    assert root is not None
    assert reorder(root, [1, 0]) is None
    spaced = load(Source("c", text.replace("stack\n", "stack\n\n"))).root
    assert spaced is not None
    edit = reorder(spaced, [1, 0])
    assert edit is not None
    assert apply_edits(spaced.source.text, [edit]) == "# My stack\n\nname: n\nservices:\n  s: {image: x}\n"


def test_keys_without_a_place_stay_behind_what_they_stand_behind() -> None:
    text = "services:\n  s:\n    ports: []\n    gpus: all\n    image: x\n    tty: true\n"
    node = load(Source("c", text)).services[0].node
    found = disorder(node, by_place_in(("image", "ports")))
    assert found is not None
    assert (found.name, found.behind) == ("image", "ports")
    assert found.edit is not None
    body = "services:\n  s:\n    image: x\n    tty: true\n    ports: []\n    gpus: all\n"
    assert apply_edits(text, [found.edit]) == body


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("services:\n  b: {}\n  a: {}\n", "a"),
        ("services:\n  A: {}\n  b: {}\n", None),
        ("services:\n  a: {}\n  b: {}\n  a: {}\n", None),
        ("services: {b: {}, a: {}}\n", "a"),
    ],
)
def test_alphabetical(text: str, name: str | None) -> None:
    root = load(Source("c", text)).root
    services = root.get("services") if root is not None else None
    assert services is not None
    found = disorder(services, alphabetical)
    assert (None if found is None else found.name) == name
