"""DC124 finds Docker's socket, and leaves the tools that are there for it alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Words = Callable[..., list[str]]
SOCKET = "/var/run/docker.sock:/var/run/docker.sock"


def service(*lines: str, name: str = "s") -> dict[str, str]:
    return {"compose.yaml": f"services:\n  {name}:\n" + "".join(f"    {line}\n" for line in lines)}


@pytest.mark.parametrize(
    ("line", "word"),
    [
        (f"volumes: ['{SOCKET}']", f"'{SOCKET}'"),
        (f"volumes: ['{SOCKET}:ro']", f"'{SOCKET}:ro'"),
        ("volumes: ['${SOCK:-/var/run/docker.sock}:/var/run/docker.sock']", None),
        (
            "volumes: [{type: bind, source: /run/docker.sock, target: /var/run/docker.sock}]",
            "/run/docker.sock",
        ),
    ],
)
def test_found(words: Words, line: str, word: str | None) -> None:
    assert words(service("image: ghcr.io/example/agent:1", line), "DC124") == [word or line[10:-1]]


@pytest.mark.parametrize(
    "lines",
    [
        ["image: traefik:v3.2", f"volumes: ['{SOCKET}:ro']"],
        ["image: portainer/portainer-ce:2.21.4", f"volumes: ['{SOCKET}']"],
        ["image: tecnativa/docker-socket-proxy", f"volumes: ['{SOCKET}']"],
        ["image: docker:27-cli", f"volumes: ['{SOCKET}']"],
        ["image: example", "volumes: ['./sock:/var/run/docker.sock']"],
        ["image: example", "volumes: ['${SOCK}:/var/run/docker.sock']"],
        ["image: example", "volumes: ['data:/data']"],
    ],
)
def test_silent(words: Words, lines: list[str]) -> None:
    assert words(service(*lines), "DC124") == []


def test_an_unknown_image_may_be_told_by_the_name_of_the_service(words: Words) -> None:
    lines = ("image: ${IMAGE}", f"volumes: ['{SOCKET}']")
    assert words(service(*lines, name="traefik"), "DC124") == []
    assert words(service(*lines), "DC124") != []


def test_an_image_that_is_built_from_a_tool(words: Words) -> None:
    tree = {"Dockerfile": "FROM traefik:v3.2\n", **service("build: .", f"volumes: ['{SOCKET}']")}
    assert words(tree, "DC124") == []
