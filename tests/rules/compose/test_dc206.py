"""DC206: dependencies that cannot be met."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic

Words = Callable[..., list[str]]
Findings = Callable[..., list[Diagnostic]]


def compose(api: str, db: str = "", rest: str = "") -> dict[str, str]:
    return {
        "compose.yaml": f"services:\n  api:\n    image: example/api:1\n    {api}\n"
        f"  db:\n    image: postgres:17.2\n    {db}\n{rest}"
    }


@pytest.mark.parametrize(
    ("api", "expected"),
    [
        ("depends_on: [db]", []),
        ("depends_on: [cache]", ["cache"]),
        ("depends_on: {cache: {condition: service_healthy}}", ["cache"]),
        ("depends_on: {cache: {condition: service_healthy, required: false}}", ["cache"]),
        ("depends_on: ['${DEPENDENCY}']", []),
        ("links: ['cache:c']", ["'cache:c'"]),
        ("links: ['db:c']", []),
        ("volumes_from: [cache:ro]", ["cache:ro"]),
        ("volumes_from: ['container:other']", []),
        ("network_mode: service:vpn", ["service:vpn"]),
        ("network_mode: service:db", []),
        ("network_mode: host", []),
        ("ipc: service:shm", ["service:shm"]),
    ],
)
def test_unknown(words: Words, api: str, expected: list[str]) -> None:
    assert words(compose(api), "DC206") == expected


@pytest.mark.parametrize(
    "other",
    [
        {"compose.override.yaml": "services:\n  cache: {image: 'redis:7'}\n"},
        {"docker-compose.base.yml": "services:\n  cache: {image: 'redis:7'}\n"},
        {"compose.yaml": compose("depends_on: [cache]", rest="include: [../cache.yaml]\n")["compose.yaml"]},
    ],
)
def test_silent_where_the_service_may_be_elsewhere(words: Words, other: dict[str, str]) -> None:
    """Health conditions on services of included files are as they should be."""
    assert words({**compose("depends_on: [cache]"), **other}, "DC206") == []


def test_a_close_name_is_offered(findings: Findings) -> None:
    (one,) = findings(compose("depends_on: [dbs]"), "DC206")
    assert one.help == "did you mean `db`?"


@pytest.mark.parametrize(
    ("api", "db", "expected"),
    [
        ("depends_on: [db]", "profiles: [dev]", ["db"]),
        ("depends_on: [db]\n    profiles: [dev]", "profiles: [dev]", []),
        ("depends_on: [db]\n    profiles: [api]", "profiles: [dev]", []),
        ("depends_on: {db: {condition: service_started, required: false}}", "profiles: [dev]", []),
        ("depends_on: [db]", "profiles: ['${PROFILE}']", []),
    ],
)
def test_switched_off_by_a_profile(words: Words, api: str, db: str, expected: list[str]) -> None:
    assert words(compose(api, db), "DC206") == expected


def test_the_profile_is_switched_on_for_all(words: Words) -> None:
    tree = compose("depends_on: [db]", "profiles: [dev]")
    assert words({**tree, ".env": "COMPOSE_PROFILES=dev\n"}, "DC206") == []


@pytest.mark.parametrize(
    ("api", "db", "expected"),
    [
        ("depends_on: [db]", "depends_on: [api]", ["db"]),
        ("depends_on: [db]", "network_mode: service:api", ["db"]),
        ("depends_on: [api]", "", ["api"]),
        ("depends_on: [db]", "depends_on: [db]", ["db"]),
        ("depends_on: [db]", "", []),
    ],
)
def test_cycles(words: Words, api: str, db: str, expected: list[str]) -> None:
    assert words(compose(api, db), "DC206") == expected


def test_the_way_around_is_told(findings: Findings) -> None:
    (one,) = findings(compose("depends_on: [db]", "links: [api]"), "DC206")
    assert one.message.startswith("`api` → `db` → `api` wait for each other")
    (related,) = one.related
    assert related.message == "`db` waits for `api` here"


def test_a_diamond_is_no_cycle(words: Words) -> None:
    services = "".join(
        f"  {name}: {{image: 'x:1', depends_on: [{', '.join(needs)}]}}\n"
        for name, needs in {"a": "bc", "b": "d", "c": "d", "d": ""}.items()
    )
    assert words({"compose.yaml": f"services:\n{services}"}, "DC206") == []


def test_many_services_take_no_long_time(words: Words) -> None:
    services = "".join(
        f"  s{number}: {{image: 'x:1', depends_on: [{', '.join(f's{n}' for n in range(number + 1, 60))}]}}\n"
        for number in range(60)
    )
    assert words({"compose.yaml": f"services:\n{services}"}, "DC206") == []
