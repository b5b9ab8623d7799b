"""DC130: named volumes that nothing declares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Words = Callable[..., list[str]]


def compose(volume: str, rest: str = "") -> str:
    return f"services:\n  s:\n    image: nginx\n    volumes:\n      - {volume}\n{rest}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (compose("data:/data"), ["data:/data"]),
        (compose("{type: volume, source: data, target: /data}"), ["data"]),
        (compose("data:/data:ro", "volumes:\n  other:\n"), ["data:/data:ro"]),
        (compose("data:/data", "volumes:\n  data:\n"), []),
        (compose("data:/data", "volumes:\n  data: {external: true}\n"), []),
        (compose("./data:/data"), []),
        (compose("../data:/data"), []),
        (compose("/data"), []),
        (compose("~/data:/data"), []),
        (compose("C:/data:/data"), []),
        (compose("${DATA}:/data"), []),
        (compose("${DATA:-./data}:/data"), []),
        (compose("${DATA:-data}:/data"), ["${DATA:-data}:/data"]),
        (compose("{type: tmpfs, target: /data}"), []),
        (compose("data:/data", "include:\n  - other.yaml\n"), []),
        pytest.param("services:\n  s:\n    volumes: ['data:/data']\n", [], id="a part that names no image"),
        pytest.param(
            "services:\n  s:\n    extends: {file: ../other.yaml, service: s}\n    volumes: ['data:/data']\n",
            [],
            id="what is extended may be anywhere",
        ),
    ],
)
def test_found(words: Words, text: str, expected: list[str]) -> None:
    assert words({"compose.yaml": text}, "DC130") == expected


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("compose.override.yaml", "volumes:\n  data:\n"),
        ("docker-compose.prod.yml", "services:\n  t: {image: nginx}\nvolumes:\n  data:\n"),
        ("stacks/compose.yaml", "include:\n  - ../compose.yaml\nvolumes:\n  data:\n"),
    ],
)
def test_silent_where_another_file_declares_it(words: Words, name: str, text: str) -> None:
    assert words({"compose.yaml": compose("data:/data"), name: text}, "DC130") == []


def test_silent_where_others_take_the_service_over(words: Words) -> None:
    """The file that extends the service has to declare its volumes."""
    tree = {
        "common.compose.yaml": compose("data:/data"),
        "app/compose.yaml": "services:\n  t:\n    extends: {file: ../common.compose.yaml, service: s}\n"
        "volumes:\n  data:\n",
    }
    assert words(tree, "DC130") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (compose("data:/d"), compose("data:/d", "volumes:\n  data:\n")),
        (compose("data:/d", "volumes:\n  other: # kept\n"), compose("data:/d", "volumes:\n  other: # kept\n  data:\n")),
        (compose("data:/d", "volumes: {other: {}}\n"), compose("data:/d", "volumes: {other: {}, data: null}\n")),
        (
            "services:\n    s:\n        image: nginx\n        volumes: ['data:/d']\n",
            "services:\n    s:\n        image: nginx\n        volumes: ['data:/d']\nvolumes:\n    data:\n",
        ),
        (
            compose("data:/d").replace("\n", "\r\n"),
            compose("data:/d", "volumes:\n  data:\n").replace("\n", "\r\n"),
        ),
        (compose("data:/d")[:-1], compose("data:/d", "volumes:\n  data:\n")[:-1]),
    ],
)
def test_fix(lay: Callable[..., Any], text: str, expected: str) -> None:
    checker = lay({"compose.yaml": text})
    assert checker.fix("DC130") == []
    assert (checker.folder / "compose.yaml").read_bytes().decode() == expected


def test_no_fix_where_a_folder_has_the_name(lay: Callable[..., Any]) -> None:
    checker = lay({"compose.yaml": compose("data:/data"), "data/train.csv": "a,b\n"})
    (finding,) = checker.fix("DC130")
    assert finding.fix is None
    assert "`./data`" in finding.help
