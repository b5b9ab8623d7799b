from __future__ import annotations

import pytest

from dflint.compose.loader import load
from dflint.compose.sequence_edits import append_to
from dflint.source import Source, apply_edits


def appended(text: str, *items: str) -> str | None:
    source = Source("/p/compose.yaml", text)
    edit = append_to(load(source).services[0].node, "volumes", items or ("./a:/b:ro",))
    return None if edit is None else apply_edits(text, [edit])


HEAD = "services:\n  api:\n    image: a\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "    volumes:\n      - ./a:/b:ro\n"),
        ("    volumes:\n      - x:/x\n", "    volumes:\n      - x:/x\n      - ./a:/b:ro\n"),
        ("    volumes:\n    - x:/x\n    ports: []\n", "    volumes:\n    - x:/x\n    - ./a:/b:ro\n    ports: []\n"),
        ("    volumes:\n      - x:/x # why\n", "    volumes:\n      - x:/x # why\n      - ./a:/b:ro\n"),
        ("    volumes:\n      - x:/x", "    volumes:\n      - x:/x\n      - ./a:/b:ro"),
        (
            "    volumes:\n      - type: bind\n        source: x\n        bind:\n          propagation: shared\n",
            "    volumes:\n      - type: bind\n        source: x\n        bind:\n          propagation: shared\n"
            "      - ./a:/b:ro\n",
        ),
        ("    volumes: [x:/x]\n", "    volumes: [x:/x, ./a:/b:ro]\n"),
        ("    volumes: [x:/x,]\n", "    volumes: [x:/x, ./a:/b:ro,]\n"),
        (
            "    volumes: ['x:/x', {type: tmpfs, target: /t}]\n",
            "    volumes: ['x:/x', {type: tmpfs, target: /t}, ./a:/b:ro]\n",
        ),
    ],
)
def test_appends(before: str, after: str) -> None:
    assert appended(HEAD + before) == HEAD + after


def test_appends_several() -> None:
    assert appended(HEAD, "./a:/a", "./b:/b") == HEAD + "    volumes:\n      - ./a:/a\n      - ./b:/b\n"
    text = HEAD + "    volumes: [x:/x]\n"
    assert appended(text, "./a:/a", "./b:/b") == HEAD + "    volumes: [x:/x, ./a:/a, ./b:/b]\n"


def test_keeps_line_endings() -> None:
    text = (HEAD + "    volumes:\n      - x:/x\n").replace("\n", "\r\n")
    assert appended(text) == text + "      - ./a:/b:ro\r\n"


def test_in_a_flow_mapping() -> None:
    assert appended("services:\n  api: {image: a}\n") == "services:\n  api: {image: a, volumes: [./a:/b:ro]}\n"


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "    volumes: x\n",
        HEAD + "    volumes: []\n",
        HEAD + "    volumes:\n",
        HEAD + "    volumes: !reset []\n",
        HEAD + "    volumes:\n      - |\n        x:/x\n",
        "x-v: &v\n  - x:/x\n" + HEAD + "    volumes: *v\n",
        "x-b: &b\n  volumes: [x:/x]\nservices:\n  api:\n    <<: *b\n    image: a\n",
        "x-b: &b\n  image: a\nservices:\n  api: *b\n",
    ],
)
def test_what_cannot_be_edited(text: str) -> None:
    assert appended(text) is None


@pytest.mark.parametrize(
    ("item", "written"),
    [
        ("./a: b:/c", '"./a: b:/c"'),
        ("/a:/b:ro", "/a:/b:ro"),
        ("./a#b:/c", '"./a#b:/c"'),
        ("./모델:/c", '"./모델:/c"'),
    ],
)
def test_quotes_what_needs_it(item: str, written: str) -> None:
    assert appended(HEAD, item) == HEAD + f"    volumes:\n      - {written}\n"
