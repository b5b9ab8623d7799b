"""DC122: environment files that nobody has."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic, Severity

Words = Callable[..., list[str]]
Findings = Callable[..., list[Diagnostic]]


def service(*lines: str) -> str:
    return "services:\n  s:\n    image: example\n" + "".join(f"    {line}\n" for line in lines)


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("env_file: api.env", "api.env"),
        ("env_file: ['./config/api.env']", "'./config/api.env'"),
        ("env_file: [{path: api.env}]", "api.env"),
        ("env_file: [{path: api.env, required: true}]", "api.env"),
        ("env_file: ${NAME:-api}.env", "${NAME:-api}.env"),
    ],
)
def test_found(findings: Findings, line: str, word: str) -> None:
    (one,) = findings({"compose.yaml": service(line), "config/there.env": ""}, "DC122")
    assert one.source.slice(one.span) == word
    assert one.severity is Severity.WARNING


@pytest.mark.parametrize(
    "line",
    [
        "env_file: there.env",
        "env_file: [{path: api.env, required: false}]",
        "env_file: [{path: api.env, required: '${NEEDED}'}]",
        "env_file: ${NAME}.env",
        "env_file: ~/api.env",
        "env_file:",
        "env_file: []",
        "env_file: ../elsewhere/api.env",
        "env_file: made-on-each-machine/api.env",
    ],
)
def test_silent(words: Words, line: str) -> None:
    assert words({"compose.yaml": service(line), "there.env": "A=b\n"}, "DC122") == []


def severities(findings: Findings, **files: str) -> list[Severity]:
    tree = {name.replace("__", ".").replace("_SLASH_", "/"): text for name, text in files.items()}
    return [one.severity for one in findings({"compose.yaml": service("env_file: .env"), **tree}, "DC122")]


def test_a_file_that_git_ignores(findings: Findings) -> None:
    assert severities(findings) == [Severity.WARNING]
    assert severities(findings, __gitignore=".env\n") == []
    assert severities(findings, __gitignore=".env\n", __env__example="A=\n") == []


def test_a_file_that_the_readme_tells_of(findings: Findings) -> None:
    assert severities(findings, README__md="Write your keys into `.env` first.\n") == [Severity.INFO]
    assert severities(findings, README__md="It is .env.local that counts.\n") == [Severity.WARNING]


def test_an_example_beside_it(findings: Findings) -> None:
    (one,) = findings({"compose.yaml": service("env_file: .env"), "env.sample": "A=\n"}, "DC122")
    assert one.severity is Severity.INFO
    assert "copy it from `env.sample`" in one.help


def test_a_path_from_the_folder_that_compose_is_started_in(words: Words) -> None:
    tree = {"docker/compose.yaml": service("env_file: config/api.env"), "config/api.env": "A=b\n"}
    assert words(tree, "DC122") == []
