"""DC220 to DC236: what is off by default."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability
from dflint.rules.registry import rule_files

Words = Callable[..., list[str]]


def service(*lines: str) -> str:
    return "services:\n  s:\n" + "".join(f"    {line}\n" for line in lines)


IMAGE = "image: nginx:1"


def test_all_are_off() -> None:
    styles = [rule for file in rule_files() if (rule := file.load()).code.startswith(("DC22", "DC23"))]
    assert len(styles) == 13
    assert not any(rule.on for rule in styles)


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("DC220", service("build: .", IMAGE), ["image"]),
        ("DC220", service("build: .", IMAGE, "pull_policy: build"), []),
        ("DC220", service("build: ."), []),
        ("DC221", service(IMAGE, "ports: ['80:80', '127.0.0.1:81:81', '82', '${A}:83:83']"), ["'80:80'", "'82'"]),
        ("DC221", service(IMAGE, "ports: [{target: 80, published: 80}]"), ["{target: 80, published: 80}"]),
        ("DC221", service(IMAGE, "network_mode: host", "ports: ['80:80']"), []),
        ("DC222", service(IMAGE, "ports: [80:80, '81:81', {target: 82}]", "expose: [83]"), ["80:80", "83"]),
        ("DC223", service(IMAGE, "volumes: ['./a:/a', ./b:/b, '*c:/c']"), ["'./a:/a'"]),
        ("DC224", service(IMAGE), ["services"]),
        ("DC224", "name: n\n" + service(IMAGE), []),
        ("DC225", service(IMAGE, "container_name: web"), ["container_name"]),
        ("DC225", service(IMAGE, "container_name: '${NAME}'"), []),
        ("DC226", service(IMAGE), ["nginx:1"]),
        ("DC226", service(IMAGE, "pull_policy: daily"), []),
        ("DC226", service("build: .", IMAGE), []),
        ("DC231", service(IMAGE) + "name: n\n", ["name"]),
        ("DC231", service(IMAGE) + "x-a: 1\n", ["x-a"]),
        ("DC231", "x-a: 1\nname: n\n" + service(IMAGE), []),
        ("DC232", "services:\n  b: {image: a}\n  a: {image: a}\n", ["a"]),
        ("DC233", service("ports: []", IMAGE, "depends_on: []"), ["image"]),
        ("DC233", service("gpus: all", IMAGE, "tty: true", "ports: []"), []),
        ("DC234", service(IMAGE, "ports: ['9:9', '80:80', '8:8']"), ["'8:8'"]),
        ("DC234", service(IMAGE, "ports: ['9:9', '${P}:80', '8:8']"), []),
        ("DC235", service(IMAGE, "depends_on: [b, a]"), ["a"]),
        (
            "DC235",
            service(IMAGE, "depends_on: {b: {condition: service_started}, a: {condition: service_started}}"),
            ["a"],
        ),
        ("DC236", service(IMAGE, "environment: {B: 1, A: 2}"), ["A"]),
        ("DC236", service(IMAGE, "environment: [B=1, A=2]"), ["A=2"]),
    ],
)
def test_found(words: Words, code: str, text: str, expected: list[str]) -> None:
    assert words({"compose.yaml": text}, code) == expected


def test_a_name_is_wanted_of_the_main_file_alone(words: Words) -> None:
    assert words({"compose.gpu.yaml": service(IMAGE)}, "DC224") == []
    assert words({"compose.yaml": service(IMAGE), ".env": "COMPOSE_PROJECT_NAME=n\n"}, "DC224") == []


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("DC221", "ports: ['80:80']", "ports: ['127.0.0.1:80:80']"),
        ("DC221", "ports:\n      - 80:80 # api", 'ports:\n      - "127.0.0.1:80:80" # api'),
        ("DC222", "ports:\n      - 80:80 # api", 'ports:\n      - "80:80" # api'),
        ("DC223", "volumes:\n      - './a:/a' # a", "volumes:\n      - ./a:/a # a"),
        ("DC225", "container_name: web # why\n    tty: true", "tty: true"),
        ("DC234", "ports:\n      # b\n      - '9:9'\n      - '8:8'", "ports:\n      - '8:8'\n      # b\n      - '9:9'"),
    ],
)
def test_fix(lay: Callable[..., Any], code: str, text: str, expected: str) -> None:
    checker = lay({"compose.yaml": service(IMAGE, text)})
    assert checker.fix(code, allowed=Applicability.UNSAFE) == []
    assert (checker.folder / "compose.yaml").read_text() == service(IMAGE, expected)


def test_all_orders_at_once(lay: Callable[..., Any]) -> None:
    text = """\
        volumes:
          data:
        services:
          # The page.
          web:
            ports: ["81:81", "80:80"]
            environment:
              B: 1 # b
              A: 2
            image: nginx:1

          api:
            depends_on:
              - web
              - db
            image: example/api:1
          db: {image: "postgres:17"}
        """
    expected = """\
        services:
          api:
            image: example/api:1
            depends_on:
              - db
              - web

          db: {image: "postgres:17"}
          # The page.
          web:
            image: nginx:1
            environment:
              A: 2
              B: 1 # b
            ports: ["81:81", "80:80"]
        volumes:
          data:
        """
    import textwrap

    checker = lay({"compose.yaml": textwrap.dedent(text)})
    left = checker.fix("DC231", "DC232", "DC233", "DC234", "DC235", "DC236")
    assert [one.code for one in left] == ["DC234"]
    assert (checker.folder / "compose.yaml").read_text() == textwrap.dedent(expected)
