from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dflint.project.health_checks import HealthCheck, health_checks_of
from dflint.project.project import Project

Lay = Callable[[dict[str, str]], Path]


@pytest.fixture
def checks(tmp_path: Path) -> Callable[..., list[list[HealthCheck]]]:
    def found(tree: dict[str, str], name: str) -> list[list[HealthCheck]]:
        (tmp_path / ".git").mkdir(exist_ok=True)
        for path, text in tree.items():
            (tmp_path / path).write_text(text)
        return [list(group) for group in health_checks_of(Project(str(tmp_path)), str(tmp_path / name))]

    return found


Checks = Callable[..., list[list[HealthCheck]]]

DOCKERFILE = (
    "FROM python:3.12-slim\nHEALTHCHECK --interval=5s --timeout=2s --retries=4 --start-period=1m CMD curl -f x\n"
)


def test_of_a_dockerfile(checks: Checks) -> None:
    ((check,),) = checks({"Dockerfile": DOCKERFILE}, "Dockerfile")
    assert check.instruction is not None
    assert (check.service, check.test, check.is_exec) == (None, None, False)
    assert (check.interval, check.timeout, check.retries, check.start_period) == (5.0, 2.0, 4, 60.0)
    assert [command.name for command in check.script.commands] == ["curl"]
    assert (check.has_command("curl"), check.has_command("python"), check.has_command("x")) == (False, True, None)
    assert check.source.slice(check.span).startswith("HEALTHCHECK")
    assert check.root.text == "python:3.12-slim"
    assert check.shell == ("/bin/sh", "-c")


def test_defaults(checks: Checks) -> None:
    ((check,),) = checks({"Dockerfile": 'FROM a\nHEALTHCHECK --retries=0 CMD ["a"]\n'}, "Dockerfile")
    assert (check.interval, check.timeout, check.retries, check.start_period) == (30.0, 30.0, 3, 0.0)
    assert check.is_exec


def test_what_is_not_known(checks: Checks) -> None:
    ((check,),) = checks({"Dockerfile": "FROM a\nHEALTHCHECK --interval=x --retries=y CMD a\n"}, "Dockerfile")
    assert (check.interval, check.retries) == (None, None)


def test_a_service_changes_the_times_of_the_image_s_check(checks: Checks) -> None:
    one = "  a:\n    build: .\n    healthcheck: {interval: 9s, retries: 7, timeout: '$T'}\n"
    compose = f"services:\n{one}  b:\n    build: .\n"
    ((first, second),) = checks({"Dockerfile": DOCKERFILE, "compose.yaml": compose}, "Dockerfile")
    assert (first.interval, first.timeout, first.retries, first.start_period) == (9.0, None, 7, 60.0)
    assert (second.interval, second.timeout, second.retries) == (5.0, 2.0, 4)
    assert checks({"Dockerfile": DOCKERFILE, "compose.yaml": compose}, "compose.yaml") == []


def test_the_check_of_a_service(checks: Checks) -> None:
    compose = "services:\n  a:\n    build: .\n    healthcheck:\n      test: [CMD, wget, x]\n      interval: 1m\n"
    tree = {"Dockerfile": DOCKERFILE, "compose.yaml": compose}
    assert checks(tree, "Dockerfile") == []
    ((check,),) = checks(tree, "compose.yaml")
    assert check.test is not None
    assert check.source.slice(check.span) == "[CMD, wget, x]"
    # the times that the service does not give are those of the image
    assert (check.interval, check.timeout, check.start_period) == (60.0, 2.0, 60.0)
    assert check.is_exec
    assert check.stage is not None
    assert [command.name for command in check.script.commands] == ["wget"]


def test_a_service_of_an_image(checks: Checks) -> None:
    compose = "services:\n  a:\n    image: redis:8\n    healthcheck:\n      test: redis-cli ping\n"
    ((check,),) = checks({"compose.yaml": compose}, "compose.yaml")
    assert check.stage is None
    assert check.root.text == "redis:8"
    assert check.shell == ("/bin/sh", "-c")
    assert (check.has_command("redis-cli"), check.has_command("curl"), check.has_command("x")) == (True, False, None)
    assert (check.interval, check.retries) == (30.0, 3)


@pytest.mark.parametrize(
    "service",
    [
        "image: redis",
        "image: redis\n    healthcheck: {test: [NONE]}",
        "image: redis\n    healthcheck: {test: x, disable: true}",
        "image: redis\n    healthcheck: {interval: 5s}",
        "image: $X\n    healthcheck: {test: x}",
        "build: https://example.com/x.git\n    healthcheck: {test: x}",
        "healthcheck: {test: x}",
    ],
)
def test_no_check_or_no_image(checks: Checks, service: str) -> None:
    assert checks({"compose.yaml": f"services:\n  a:\n    {service}\n"}, "compose.yaml") == []


def test_an_unknown_image_has_no_known_commands(checks: Checks) -> None:
    compose = "services:\n  a:\n    image: example.com/x\n    healthcheck: {test: [CMD-SHELL]}\n"
    ((check,),) = checks({"compose.yaml": compose}, "compose.yaml")
    assert check.has_command("curl") is None
    assert check.script.commands == ()


def test_inline_dockerfile(checks: Checks) -> None:
    compose = "services:\n  a:\n    build:\n      dockerfile_inline: |\n        FROM redis\n        HEALTHCHECK CMD x\n"
    ((check,),) = checks({"compose.yaml": compose}, "compose.yaml")
    assert check.instruction is not None
    assert check.service is not None


def test_images_of_a_file(checks: Checks) -> None:
    text = (
        "FROM a AS base\nHEALTHCHECK CMD x\nFROM base AS one\nFROM base AS two\nHEALTHCHECK CMD y\n"
        "FROM base AS copied\nFROM base\nHEALTHCHECK NONE\nCOPY --from=copied /x /x\n"
    )
    groups = checks({"Dockerfile": text}, "Dockerfile")
    assert sorted(group[0].stage.name or "" for group in groups if group[0].stage) == ["one", "two"]
    compose = "services:\n  a:\n    build: {context: ., target: one}\n  b:\n    build: {context: ., target: two}\n"
    groups = checks({"Dockerfile": text, "compose.yaml": compose}, "Dockerfile")
    assert sorted((group[0].stage.name or "", len(group)) for group in groups if group[0].stage) == [
        ("one", 2),
        ("two", 2),
    ]
