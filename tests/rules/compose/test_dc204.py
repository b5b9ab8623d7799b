"""DC204: networks, secrets and configs that nothing declares. DC205: what is declared and not used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Words = Callable[..., list[str]]


def compose(key: str, rest: str = "") -> str:
    return f"services:\n  s:\n    image: nginx:1\n    {key}\n{rest}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (compose("networks: [back]"), ["back"]),
        (compose("networks: {back: {aliases: [s]}}"), ["back"]),
        (compose("networks: {back: }"), ["back"]),
        (compose("networks: [back]", "networks:\n  back:\n"), []),
        (compose("networks: [default]"), []),
        (compose("networks: {default: {aliases: [s]}}"), []),
        (compose("networks: [host]"), ["host"]),
        (compose("network_mode: host"), []),
        (compose("networks: ['${NETWORK}']"), []),
        (compose("secrets: [token]"), ["token"]),
        (compose("secrets: [{source: token, target: t}]"), ["token"]),
        (compose("secrets: [token]", "secrets:\n  token: {file: t}\n"), []),
        (compose("configs: [app]"), ["app"]),
        (compose("build: {context: ., secrets: [token]}"), ["token"]),
        (compose("networks: [back]", "include: [n.yaml]\n"), []),
        pytest.param(
            compose("networks: [back]", "network:\n  back:\n"), [], id="a misspelled key, which is another fault"
        ),
    ],
)
def test_undeclared(words: Words, text: str, expected: list[str]) -> None:
    assert words({"compose.yaml": text}, "DC204") == expected


def test_silent_where_another_file_declares_it(words: Words) -> None:
    tree = {
        "docker-compose.gpu.yml": compose("networks: [back]"),
        "docker-compose.yml": "services:\n  s: {image: 'nginx:1'}\nnetworks:\n  back:\n",
    }
    assert words(tree, "DC204") == []


USED = "volumes: ['data:/data']"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (compose(USED, "volumes:\n  data:\n  cache:\n"), ["cache"]),
        (compose(USED, "volumes:\n  data:\n"), []),
        (compose("tty: true", "networks:\n  back:\n"), ["back"]),
        (compose("tty: true", "networks:\n  default: {driver: bridge}\n"), []),
        (compose("tty: true", "secrets:\n  token: {file: t}\n"), ["token"]),
        (compose("build: {context: ., secrets: [token]}", "secrets:\n  token: {file: t}\n"), []),
        (compose("tty: true", "configs:\n  app: {content: a}\n"), ["app"]),
        pytest.param(
            compose("volumes: ['${DATA}:/data']", "volumes:\n  data:\n"), [], id="the name may come from a variable"
        ),
        pytest.param(
            compose("# volumes: ['data:/data']", "volumes:\n  data:\n"), [], id="a comment speaks of the name"
        ),
        pytest.param("volumes:\n  data:\n", [], id="a file without services"),
        pytest.param(
            "services:\n  s:\n    tty: true\nvolumes:\n  data:\n", [], id="a part of a file that names no image"
        ),
        pytest.param(
            "x-v: &v ['data:/data']\nservices:\n  s: {image: 'nginx:1', volumes: *v}\nvolumes:\n  data:\n",
            [],
            id="used through an anchor",
        ),
    ],
)
def test_unused(words: Words, text: str, expected: list[str]) -> None:
    assert words({"compose.yaml": text}, "DC205") == expected


def test_silent_where_another_file_uses_it(words: Words) -> None:
    tree = {
        "compose.yaml": compose("tty: true", "volumes:\n  data:\n"),
        "compose.dev.yaml": "services:\n  s:\n    volumes: ['data:/data']\n",
    }
    assert words(tree, "DC205") == []


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("volumes:\n  data:\n  # models\n  cache:\n    driver: local\n", "volumes:\n  data:\n"),
        ("volumes:\n  cache: # models\n  data:\n", "volumes:\n  data:\n"),
        ("\nnetworks:\n  back:\n\nvolumes:\n  data:\n", "\nvolumes:\n  data:\n"),
        ("volumes:\n  data:\n\nnetworks:\n  back:\n  front:\n", "volumes:\n  data:\n"),
        ("volumes: {cache: {}, data: {}}\n", "volumes: {data: {}}\n"),
    ],
)
def test_fix(lay: Callable[..., Any], rest: str, expected: str) -> None:
    checker = lay({"compose.yaml": compose(USED, rest)})
    assert [one.message for one in checker.fix("DC205")] == []
    assert (checker.folder / "compose.yaml").read_text() == compose(USED, expected)
