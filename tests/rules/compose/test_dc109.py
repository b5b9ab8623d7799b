from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

HEAD = "services:\n  s:\n    image: x\n    deploy:\n      resources:\n"
DEVICES = (
    "          devices:\n            - driver: nvidia  # a\n              # b\n              capabilities: [gpu]\n"
)


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        (f"        limits:\n{DEVICES}", f"        reservations:\n{DEVICES}"),
        (
            f"        limits:\n          memory: 8g\n{DEVICES}",
            f"        limits:\n          memory: 8g\n        reservations:\n{DEVICES}",
        ),
        (
            f"        limits:\n{DEVICES}          memory: 8g  # c\n",
            f"        limits:\n          memory: 8g  # c\n        reservations:\n{DEVICES}",
        ),
        (
            f"        limits:\n{DEVICES}        reservations:\n          memory: 8g\n",
            f"        reservations:\n{DEVICES}          memory: 8g\n",
        ),
        (
            f"        reservations:\n          memory: 8g\n        limits:\n          memory: 9g\n{DEVICES}",
            f"        reservations:\n{DEVICES}          memory: 8g\n        limits:\n          memory: 9g\n",
        ),
        (
            "        limits: {devices: [{capabilities: [gpu]}]}\n",
            "        reservations: {devices: [{capabilities: [gpu]}]}\n",
        ),
        ("        limits: {cpus: 1, devices: [{capabilities: [gpu]}]}\n", None),
        (f"        limits:\n{DEVICES}        reservations:\n{DEVICES}", None),
        ("        limits: &l\n          devices: []\n        x: *l\n", None),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_list_is_moved(lay: Callable[..., Any], resources: str, expected: str | None, newline: str) -> None:
    text = (HEAD + resources + "  t:\n    image: y\n").replace("\n", newline)
    checker = lay({"compose.yaml": text})
    left = checker.fix("DC109")
    after = (checker.folder / "compose.yaml").read_bytes().decode()
    assert after == (
        text if expected is None else text.replace(resources.replace("\n", newline), expected.replace("\n", newline))
    )
    assert [one.source.slice(one.span) for one in left] == (["devices"] if expected is None else [])


def test_limits_of_other_things_are_limits(words: Callable[..., list[str]]) -> None:
    text = HEAD + "        limits: {cpus: '2', memory: 8g, pids: 100}\n        reservations:\n" + DEVICES
    assert words({"compose.yaml": text}, "DC109") == []
