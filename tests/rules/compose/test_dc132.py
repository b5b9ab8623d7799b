"""DC132: targets that the Dockerfile does not have."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic

Words = Callable[..., list[str]]
Findings = Callable[..., list[Diagnostic]]
DOCKERFILE = "FROM python:3.12-slim AS base\nFROM base AS Runtime\n"


def compose(*lines: str, context: str = ".") -> str:
    section = "".join(f"      {line}\n" for line in (f"context: {context}", *lines))
    return f"services:\n  s:\n    build:\n{section}"


def test_only_both_files_together_show_it(findings: Findings) -> None:
    tree = {"Dockerfile": DOCKERFILE, "compose.yaml": compose("target: production")}
    (one,) = findings(tree, "DC132")
    assert one.path.endswith("compose.yaml")
    assert one.source.slice(one.span) == "production"
    assert one.help == "its stages are `base`, `runtime`"
    (related,) = one.related
    assert related.source.path.endswith("Dockerfile")
    assert related.source.slice(related.span) == "Runtime"
    assert findings({**tree, "Dockerfile": DOCKERFILE + "FROM base AS production\n"}, "DC132") == []
    assert findings({**tree, "compose.yaml": compose("target: runtime")}, "DC132") == []


@pytest.mark.parametrize(
    "text",
    [
        compose("target: RUNTIME"),
        compose("target: base"),
        compose("target: ${TARGET:-runtime}"),
        compose("target: ${TARGET}"),
        compose("target: '0'"),
        compose("target:"),
        compose("target: x", context="https://github.com/example/x.git"),
        compose("target: x", context="${CONTEXT}"),
        compose("target: x", "dockerfile: ${DOCKERFILE}"),
        compose("target: x", "dockerfile: missing"),
        compose("target: x") + "    extends: {file: base.yml, service: s}\n",
        "services:\n  s:\n    build: .\n",
    ],
)
def test_silent(words: Words, text: str) -> None:
    assert words({"Dockerfile": DOCKERFILE, "compose.yaml": text}, "DC132") == []


@pytest.mark.parametrize("dockerfile", ["# syntax=example/frontend\nFROM x\n", ""])
def test_silent_where_another_reader_may_know_it(words: Words, dockerfile: str) -> None:
    assert words({"Dockerfile": dockerfile, "compose.yaml": compose("target: x")}, "DC132") == []


def test_a_default_of_a_variable(words: Words) -> None:
    tree = {"Dockerfile": DOCKERFILE, "compose.yaml": compose("target: ${TARGET:-dev}")}
    assert words(tree, "DC132") == ["${TARGET:-dev}"]


def test_an_inline_dockerfile(words: Words) -> None:
    inline = "dockerfile_inline: |\n        FROM x AS base\n"
    assert words({"compose.yaml": compose(inline, "target: bas")}, "DC132") == ["bas"]
    assert words({"compose.yaml": compose(inline, "target: base")}, "DC132") == []


def test_another_file_builds_another_dockerfile(words: Words) -> None:
    tree = {"Dockerfile": DOCKERFILE, "Dockerfile.gpu": "FROM x AS gpu\n", "compose.yaml": compose("target: gpu")}
    assert words(tree, "DC132") == ["gpu"]
    assert words({**tree, "docker-compose.gpu.yml": compose("dockerfile: Dockerfile.gpu")}, "DC132") == []


def test_an_additional_context_is_no_target(words: Words) -> None:
    text = compose("target: tools", "additional_contexts: {tools: ./tools}")
    assert words({"Dockerfile": DOCKERFILE, "compose.yaml": text}, "DC132") == ["tools"]
