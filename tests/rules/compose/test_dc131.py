"""DC131: build arguments that the Dockerfile does not take."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability, Diagnostic

Words = Callable[..., list[str]]
Findings = Callable[..., list[Diagnostic]]
DOCKERFILE = "ARG VERSION=1\nFROM python:3.12-slim AS base\nARG DEVICE\nFROM base\nRUN echo $DEVICE\n"


def compose(*lines: str, context: str = ".") -> str:
    section = "".join(f"      {line}\n" for line in (f"context: {context}", *lines))
    return f"services:\n  s:\n    build:\n{section}"


def args(*items: str) -> str:
    return compose("args:", *(f"  - {item}" for item in items))


def test_only_both_files_together_show_it(findings: Findings) -> None:
    tree = {"Dockerfile": DOCKERFILE, "compose.yaml": args("CUDA_VERSION=12.8.1")}
    (one,) = findings(tree, "DC131")
    assert one.path.endswith("compose.yaml")
    assert one.source.slice(one.span) == "CUDA_VERSION"
    assert [
        (related.source.path.rpartition("/")[2], related.source.slice(related.span)) for related in one.related
    ] == [("Dockerfile", "base")]
    assert findings({**tree, "Dockerfile": DOCKERFILE + "ARG CUDA_VERSION\n"}, "DC131") == []
    assert findings({**tree, "compose.yaml": args("DEVICE=cpu")}, "DC131") == []


def test_a_misspelled_name_points_at_the_right_one(findings: Findings) -> None:
    (one,) = findings({"Dockerfile": DOCKERFILE, "compose.yaml": args("DEVCIE=cpu")}, "DC131")
    assert [related.source.slice(related.span) for related in one.related] == ["DEVICE"]
    assert one.help == "did you mean `DEVICE`?"


@pytest.mark.parametrize(
    "item",
    [
        "DEVICE=cpu",
        "VERSION=2",
        "HTTP_PROXY=http://proxy",
        "no_proxy=localhost",
        "BUILDKIT_INLINE_CACHE=1",
        "SOURCE_DATE_EPOCH=0",
        "TARGETARCH=arm64",
        "${NAME}=1",
    ],
)
def test_silent(words: Words, item: str) -> None:
    assert words({"Dockerfile": DOCKERFILE, "compose.yaml": args(item)}, "DC131") == []


@pytest.mark.parametrize(
    "dockerfile",
    [
        "# syntax=example/frontend\nFROM x\n",
        "FROM x\nONBUILD ARG OTHER\n",
        "FROM node:onbuild\n",
        "",
    ],
)
def test_silent_where_another_reader_may_take_it(words: Words, dockerfile: str) -> None:
    assert words({"Dockerfile": dockerfile, "compose.yaml": args("OTHER=1")}, "DC131") == []


@pytest.mark.parametrize(
    "text",
    [
        # The Dockerfile is not here, or not known.
        compose("args: {OTHER: 1}", context="https://github.com/example/x.git"),
        compose("args: {OTHER: 1}", "dockerfile: ${DOCKERFILE}"),
        compose("args: {OTHER: 1}", context="${CONTEXT}"),
        compose("args: {OTHER: 1}", "dockerfile: missing"),
        compose("args: {OTHER: 1, BUILDKIT_SYNTAX: example/frontend}"),
        compose("args: {OTHER: 1}") + "    extends: {file: base.yml, service: s}\n",
    ],
)
def test_silent_where_the_dockerfile_is_not_known(words: Words, text: str) -> None:
    assert words({"Dockerfile": DOCKERFILE, "compose.yaml": text}, "DC131") == []


def test_an_inline_dockerfile(words: Words) -> None:
    inline = "dockerfile_inline: |\n        FROM x\n        ARG DEVICE\n"
    assert words({"compose.yaml": compose(inline, "args: {DEVICE: cpu}")}, "DC131") == []
    assert words({"compose.yaml": compose(inline, "args: {OTHER: cpu}")}, "DC131") == ["OTHER"]


def test_arguments_that_an_anchor_gives_to_several(words: Words) -> None:
    text = "x-args: &a\n  DEVICE: cpu\n  MODEL: x\n  UNUSED: y\nservices:\n" + "".join(
        f"  {name}:\n    build:\n      context: {name}\n      args:\n        <<: *a\n" for name in "st"
    )
    tree = {"s/Dockerfile": "FROM x\nARG DEVICE\n", "t/Dockerfile": "FROM x\nARG MODEL\n", "compose.yaml": text}
    assert words(tree, "DC131") == ["UNUSED"]


def test_another_file_builds_another_dockerfile(words: Words) -> None:
    override = compose("dockerfile: Dockerfile.gpu")
    tree = {"Dockerfile": DOCKERFILE, "Dockerfile.gpu": "FROM x\nARG CUDA\n", "compose.yaml": args("CUDA=12")}
    assert words(tree, "DC131") == ["CUDA"]
    assert words({**tree, "docker-compose.gpu.yml": override}, "DC131") == []


def test_a_file_that_leaves_the_context_to_another_one(words: Words) -> None:
    text = "services:\n  s:\n    build:\n      args: [CUDA=12]\n"
    tree = {"Dockerfile": DOCKERFILE, "docker-compose.gpu.yml": text}
    assert words(tree, "DC131") == []


@pytest.mark.parametrize(
    ("lines", "fixed"),
    [
        (["args:", "  - DEVCIE=cpu"], ["args:", "  - DEVICE=cpu"]),
        (["args:", "  DEVCIE: cpu # x"], ["args:", "  DEVICE: cpu # x"]),
        (["args: {DEVCIE: cpu}"], ["args: {DEVICE: cpu}"]),
    ],
)
def test_fix(lay: Callable[..., Any], lines: list[str], fixed: list[str]) -> None:
    checker = lay({"Dockerfile": DOCKERFILE, "compose.yaml": compose(*lines)})
    assert checker.fix("DC131", allowed=Applicability.UNSAFE) == []
    assert (checker.folder / "compose.yaml").read_text() == compose(*fixed)
