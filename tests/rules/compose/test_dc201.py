"""DC201: ports of the host that two containers want."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic

Words = Callable[..., list[str]]
Findings = Callable[..., list[Diagnostic]]


def compose(first: str, second: str, keys: str = "", others: str = "") -> str:
    return (
        f"services:\n  api:\n    image: example/api:1\n    ports: [{first}]\n    {others}\n"
        f"  web:\n    image: example/web:1\n    ports: [{second}]\n    {keys}\n"
    )


@pytest.mark.parametrize(
    ("first", "second", "is_found"),
    [
        ('"8000:8000"', '"8000:80"', True),
        ("8000:8000", "8000:80", True),
        ('"8000:8000"', '"8001:8000"', False),
        ('"8000:8000"', '"8000"', False),
        ('"127.0.0.1:8000:8000"', '"8000:80"', True),
        ('"127.0.0.1:8000:8000"', '"0.0.0.0:8000:80"', True),
        ('"127.0.0.1:8000:8000"', '"127.0.0.2:8000:80"', False),
        ('"127.0.0.1:8000:8000"', '"[::1]:8000:80"', False),
        ('"[::1]:8000:8000"', '"8000:80"', True),
        ('"8000:8000/udp"', '"8000:80"', False),
        ('"8000:8000/udp"', '"8000:80/UDP"', True),
        ('"8000-8002:8000-8002"', '"8002:80"', True),
        ('"8000-8002:8000"', '"8002:80"', False),
        ('"8000-8002:8000-8002"', '"8003:80"', False),
        ("{target: 8000, published: 8000}", '"8000:80"', True),
        ('{target: 8000, published: "8000", protocol: udp}', '"8000:80"', False),
        ('"${PORT:-8000}:8000"', '"8000:80"', True),
        ('"${PORT}:8000"', '"8000:80"', False),
        ('"${HOST_API_PORT:-5000}:5000"', '"5000"', False),
        ('"0:8000"', '"0:80"', False),
    ],
)
def test_pairs(words: Words, first: str, second: str, is_found: bool) -> None:
    found = words({"compose.yaml": compose(first, second)}, "DC201")
    assert found == ([second] if is_found else [])


@pytest.mark.parametrize(
    ("api", "web", "is_found"),
    [
        ("", "profiles: [web]", False),
        ("profiles: [api]", "profiles: [web]", False),
        ("profiles: [api, all]", "profiles: [web, all]", True),
        ("profiles: [api]", "profiles: ['${PROFILE}']", False),
        ("", "network_mode: host", False),
        ("", "deploy: {replicas: 0}", False),
        ("", "scale: 0", False),
        ("", "network_mode: bridge", True),
    ],
)
def test_what_runs_together(words: Words, api: str, web: str, is_found: bool) -> None:
    text = compose('"8000:8000"', '"8000:80"', web, api)
    assert bool(words({"compose.yaml": text}, "DC201")) is is_found


def pair(first: str, second: str, first_name: str = "llm", second_name: str = "tei") -> dict[str, str]:
    ports = 'ports: ["8000:8000"]'
    return {
        "compose.yaml": f"services:\n  {first_name}:\n    {first}\n    {ports}\n"
        f"  {second_name}:\n    {second}\n    {ports}\n"
    }


@pytest.mark.parametrize(
    "tree",
    [
        pytest.param(pair("image: a:1", "image: b:1", "llm", "llm-gpu"), id="a name with gpu"),
        pytest.param(pair("image: a:1", "image: b:1", "tei-cpu", "tei-gpu"), id="names with cpu and gpu"),
        pytest.param(pair("image: a:1", "image: b:1", "app", "app-dev"), id="a name with dev"),
        pytest.param(
            pair("build: {context: ., dockerfile: cpu.Dockerfile}", "build: .", "cpu", "rocm6-safe"),
            id="named after hardware, and built from one folder",
        ),
        pytest.param(pair("image: a:1", "image: a:1"), id="the same command in the same image"),
        pytest.param(pair("image: a:1", "extends: llm"), id="one extends the other"),
    ],
)
def test_variants_are_alternatives(words: Words, tree: dict[str, str]) -> None:
    assert words(tree, "DC201") == []


def test_services_that_run_other_commands_in_one_image_are_none(words: Words) -> None:
    tree = pair("image: a:1\n    command: serve", "image: a:1\n    command: work")
    assert words(tree, "DC201") == ['"8000:8000"']


def test_silent_where_another_file_moves_the_port(words: Words) -> None:
    tree = {
        "compose.yaml": compose('"8000:8000"', '"8000:80"'),
        "compose.override.yaml": "services:\n  web:\n    profiles: [web]\n",
    }
    assert words(tree, "DC201") == []


@pytest.mark.parametrize(
    ("ports", "is_found"),
    [
        ('"8000:80", "8000:81"', True),
        ('"8000:80", "8000:80"', False),
        ('"8000:80", "8000:80/tcp"', False),
        ('"8000:80/tcp", "8000:80/udp"', False),
        ('"127.0.0.1:8000:80", "127.0.0.2:8000:80"', False),
    ],
)
def test_twice_in_one_service(words: Words, ports: str, is_found: bool) -> None:
    text = f"services:\n  s:\n    image: nginx:1\n    ports: [{ports}]\n"
    assert bool(words({"compose.yaml": text}, "DC201")) is is_found


def test_both_places_are_named(findings: Findings) -> None:
    (one,) = findings({"compose.yaml": compose('"8000:8000"', '"8000:80"')}, "DC201")
    assert "`web`" in one.message
    assert "`api`" in one.message
    (related,) = one.related
    assert related.source.slice(related.span) == '"8000:8000"'
