"""DC202: names that two containers would have. DC203: names that none can have."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Words = Callable[..., list[str]]


def compose(first: str, second: str) -> dict[str, str]:
    services = f"  a:\n    image: example/a:1\n    {first}\n  b:\n    image: example/b:1\n    {second}\n"
    return {"compose.yaml": f"services:\n{services}"}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("container_name: app", "container_name: app", ["app"]),
        ("container_name: app", "container_name: api", []),
        ("container_name: app", "{container_name: app, profiles: [b]}".strip("{}").replace(", ", "\n    "), []),
        ("container_name: app\n    profiles: [x]", "container_name: app\n    profiles: [x]", ["app"]),
        ("container_name: app\n    profiles: [x]", "container_name: app\n    profiles: [y]", []),
        ("container_name: ${NAME}", "container_name: ${NAME}", []),
        ("container_name: ${NAME:-app}", "container_name: app", ["app"]),
    ],
)
def test_found(words: Words, first: str, second: str, expected: list[str]) -> None:
    assert words(compose(first, second), "DC202") == expected


@pytest.mark.parametrize(
    ("name", "is_found"),
    [
        ("app", False),
        ("my_app-1.0", False),
        ("/app", False),
        ("${COMPOSE_PROJECT_NAME}-app", False),
        ('""', False),
        ("my app", True),
        ("-app", True),
        ("_app", True),
        ("서버", True),
        ("a", True),
        ("a/b", True),
    ],
)
def test_names(words: Words, name: str, is_found: bool) -> None:
    assert words(compose(f"container_name: {name}", ""), "DC203") == ([name] if is_found else [])
