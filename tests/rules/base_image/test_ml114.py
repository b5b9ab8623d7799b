from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Applicability, Severity

Words = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "FROM builder AS model-downloader\nRUN true\nFROM python:3.12-slim\nCOPY --from=model-downloader /m /m\n",
            ["builder"],
        ),
        ("FROM python:3.12 AS builder\nFROM debian\nCOPY --from=bulider /a /a\n", ["bulider"]),
        ("FROM python:3.12 AS builder\nFROM debian\nRUN --mount=type=bind,from=bilder,target=/a true\n", ["bilder"]),
        ("FROM debian\nCOPY --from=later /a /a\nFROM debian AS later\n", ["later"]),
        ("FROM debian AS one\nCOPY --from=one /a /a\n", ["one"]),
        ("FROM debian AS one\nCOPY --from=3 /a /a\n", ["3"]),
        ("FROM debian AS Base\nFROM Base\n", ["Base"]),
        ("FROM tools AS x\nFROM debian AS tools\n", ["tools"]),
    ],
)
def test_a_reference_that_leads_nowhere(words: Words, text: str, expected: list[str]) -> None:
    assert words({"Dockerfile": text}, "ML114") == expected


@pytest.mark.parametrize(
    "text",
    [
        "FROM python\nCOPY --from=nginx /etc/nginx/nginx.conf /n\n",
        "FROM scratch\nCOPY --from=busybox:musl /bin/sh /bin/sh\n",
        "FROM ghcr.io/example/builder\n",
        "FROM myimage\n",
        "FROM builder:1.2\n",
        "ARG BASE\nFROM ${BASE}\n",
        "ARG BASE=base\nFROM debian AS base\nFROM ${BASE}\n",
        "FROM debian AS Base\nFROM base\nCOPY --from=0 /a /b\n",
        "FROM debian AS nginx\nFROM nginx\n",
        "FROM debian\nRUN cat <<EOF\nCOPY --from=build x y\nEOF\n",
    ],
)
def test_silent(words: Words, text: str) -> None:
    assert words({"Dockerfile": text}, "ML114") == []


def test_a_named_context_is_no_fault(words: Words) -> None:
    compose = "services:\n  a:\n    build:\n      context: .\n      additional_contexts:\n        base: service:b\n"
    assert words({"Dockerfile": "FROM base\n", "compose.yaml": compose}, "ML114") == []


def test_an_image_that_a_service_builds_is_no_fault(words: Words) -> None:
    compose = "services:\n  base:\n    image: base\n    build: ./base\n"
    tree = {"app/Dockerfile": "FROM base\n", "base/Dockerfile": "FROM debian\n", "compose.yaml": compose}
    assert words(tree, "ML114") == []


def test_a_file_of_one_stage_may_start_from_a_local_image(findings: Callable[..., list[object]]) -> None:
    (one,) = findings({"Dockerfile": "FROM base\n"}, "ML114")
    assert one.severity is Severity.WARNING


def test_the_name_of_the_guide_is_explained(findings: Callable[..., list[object]]) -> None:
    text = "FROM builder AS model-downloader\nRUN python download_model.py\n\nFROM python:3.12-slim\n"
    (one,) = findings({"Dockerfile": text}, "ML114")
    assert one.severity is Severity.ERROR
    assert "docker.io/library/builder" in one.message


def test_capitals_are_fixed(lay: Callable[..., object]) -> None:
    checker = lay({"Dockerfile": "FROM debian AS Base\nFROM Base\n"})
    assert checker.fix("ML114", allowed=Applicability.UNSAFE) == []
    assert (checker.folder / "Dockerfile").read_text() == "FROM debian AS Base\nFROM base\n"
