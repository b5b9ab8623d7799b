"""DC128: the top-level `version`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Words = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("version: '3.8'\nservices:\n  s: {image: nginx}\n", ["version"]),
        ("services:\n  s: {image: nginx}\nversion: 2\n", ["version"]),
        ("services:\n  s: {image: nginx, labels: {version: '3'}}\n", []),
        ("x-common: {version: '3'}\nservices:\n  s: {image: nginx}\n", []),
        pytest.param(
            "version: '3.8'\nservices:\n  s: {image: nginx, deploy: {placement: {constraints: [node.id==a]}}}\n",
            [],
            id="a stack, which older engines refuse without a version",
        ),
        pytest.param(
            "version: '3.8'\nservices:\n  s: {image: nginx}\nnetworks:\n  n: {driver: overlay}\n",
            [],
            id="a network of a swarm",
        ),
        pytest.param(
            "version: '3.8'\nservices:\n  s: {image: nginx, deploy: {replicas: 2, resources: {limits: {cpus: '1'}}}}\n",
            ["version"],
            id="keys of deploy that Compose heeds",
        ),
    ],
)
def test_found(words: Words, text: str, expected: list[str]) -> None:
    assert words({"compose.yaml": text}, "DC128") == expected


def test_fix_keeps_the_rest(lay: Callable[..., Any]) -> None:
    body = "services:\r\n    s:\r\n        image: nginx  # page\r\n"
    checker = lay({"compose.yaml": f"# head\r\n\r\nversion: '3'\r\n\r\n{body}"})
    assert checker.fix("DC128") == []
    assert (checker.folder / "compose.yaml").read_bytes().decode() == f"# head\r\n\r\n{body}"
