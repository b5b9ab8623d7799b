"""DC208: ports that Compose refuses, as tried with `docker compose config`. DC209: ports that have no effect."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Words = Callable[..., list[str]]


def compose(port: str, keys: str = "") -> dict[str, str]:
    return {"compose.yaml": f"services:\n  s:\n    image: nginx:1\n    ports:\n      - {port}\n    {keys}\n"}


@pytest.mark.parametrize(
    "port",
    [
        '"80:99999"',
        "70000",
        '"a:80"',
        '"8000-8002:80-81"',
        '"0.0.0.0:80:80/foo"',
        '"80:"',
        '""',
        '"1.2.3:80:80"',
        '"localhost:80:80"',
        '"::1:80:80"',
        '"80:0"',
        '"80 :80"',
        '"8000:8000 "',
        '"8002-8000:8000"',
        "{published: 80}",
        "{target: 80, host_ip: foo, published: 80}",
    ],
)
def test_refused(words: Words, port: str) -> None:
    assert words(compose(port), "DC208") == [port]


@pytest.mark.parametrize(
    "port",
    [
        '"80"',
        "80",
        "80:80",
        "22:22",
        '":80"',
        '"127.0.0.1::80"',
        '"8000-8010:80"',
        '"8000-8010:8000-8010"',
        '"80:80/TCP"',
        '"80:80/sctp"',
        '"0:80"',
        '"[::1]:80:80"',
        '"${PORT}:80"',
        '"${ADDRESS:-127.0.0.1}:${PORT}:80"',
        '"${PORTS}"',
        "{target: 80, published: 80-90}",
        "{target: 80, published: '${PORT}'}",
        "{target: '${PORT}'}",
    ],
)
def test_taken(words: Words, port: str) -> None:
    assert words(compose(port), "DC208") == []


@pytest.mark.parametrize(
    ("keys", "is_found"),
    [
        ("network_mode: host", True),
        ("network_mode: service:vpn", True),
        ("network_mode: container:vpn", True),
        ("network_mode: bridge", False),
        ("network_mode: none", False),
        ("network_mode: ${MODE:-host}", False),
        ("tty: true", False),
    ],
)
def test_without_a_network(words: Words, keys: str, is_found: bool) -> None:
    assert words(compose("80:80", keys), "DC209") == (["ports"] if is_found else [])


def test_silent_where_another_file_changes_the_network(words: Words) -> None:
    tree = {
        **compose("80:80", "network_mode: host"),
        "compose.override.yaml": "services:\n  s:\n    network_mode: bridge\n",
    }
    assert words(tree, "DC209") == []


def test_fix(lay: Callable[..., Any]) -> None:
    text = "services:\n  s:\n    ports: # of the api\n      - 80:80\n    network_mode: host\n    image: nginx:1\n"
    checker = lay({"compose.yaml": text})
    assert checker.fix("DC209") == []
    expected = "services:\n  s:\n    network_mode: host\n    image: nginx:1\n"
    assert (checker.folder / "compose.yaml").read_text() == expected


def test_no_fix_where_docker_refuses_the_container(lay: Callable[..., Any]) -> None:
    checker = lay(compose("80:80", "network_mode: service:vpn"))
    (finding,) = checker.fix("DC209")
    assert finding.fix is None
