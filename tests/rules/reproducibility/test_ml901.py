from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability

Words = Callable[..., list[str]]
Lay = Callable[..., Any]

NAME = "DEBIAN_FRONTEND"
SET = f"ENV {NAME}=noninteractive"


def dockerfile(*lines: str, base: str = "debian:12") -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize("line", [SET, f"ENV {NAME} noninteractive", f"ENV A=b {NAME}=noninteractive C=d"])
def test_it_stays_in_the_image(words: Words, line: str) -> None:
    assert words(dockerfile(line, "CMD x"), "ML901") == [NAME]


@pytest.mark.parametrize(
    "lines",
    [
        [f"ARG {NAME}=noninteractive"],
        [f"RUN {NAME}=noninteractive apt-get install -y git"],
        [SET, "RUN apt-get install -y git", f"ENV {NAME}=dialog"],
        [SET, "RUN apt-get install -y git", f"ENV {NAME}="],
        [f"ENV {NAME}=teletype"],
        [SET, "FROM debian:12", "COPY --from=0 /a /a"],
    ],
)
def test_nothing_stays(words: Words, lines: list[str]) -> None:
    assert words(dockerfile(*lines), "ML901") == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([f"ENV {NAME} noninteractive"], [f"ARG {NAME}=noninteractive"]),
        ([f"ENV A=b \\\n    {NAME}=noninteractive"], [f"ARG {NAME}=noninteractive", "ENV A=b"]),
    ],
)
def test_it_becomes_an_argument(lay: Lay, before: list[str], after: list[str]) -> None:
    checker = lay(dockerfile(*before, "CMD x"))
    assert checker.fix("ML901") == []
    assert checker.tree() == checker.expected(dockerfile(*after, "CMD x"))


def test_images_that_start_from_it_may_rely_on_it(lay: Lay) -> None:
    (one,) = lay(dockerfile(SET)).run("ML901").diagnostics
    assert one.fix is not None
    assert one.fix.applicability is Applicability.UNSAFE


APT = "RUN apt-get update && apt-get install -y git"


@pytest.mark.parametrize(
    ("base", "lines", "is_found"),
    [
        ("amazonlinux:2023", ["RUN dnf install -y git"], False),
        ("nvidia/cuda:12.9.1-base-amzn2023", ["RUN dnf install -y git"], False),
        ("alpine:3.23", ["RUN apk add git"], False),
        ("rockylinux:9", ["RUN dnf install -y git"], False),
        ("example.org/unknown:1", ["RUN dnf install -y git"], False),
        ("example.org/unknown:1", [], False),
        ("example.org/unknown:1", [APT], True),
        ("ubuntu:24.04", [], True),
        ("pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime", [APT], True),
    ],
)
def test_only_where_there_is_apt(words: Words, base: str, lines: list[str], is_found: bool) -> None:
    assert bool(words(dockerfile(SET, *lines, "CMD x", base=base), "ML901")) is is_found


@pytest.mark.parametrize(
    ("path", "text", "is_found"),
    [
        ("Dockerfile.base", f"FROM debian:12\n{SET}", False),
        ("docker/base/Dockerfile", f"FROM debian:12\n{SET}", False),
        ("base_v2.Dockerfile", f"FROM debian:12\n{SET}", False),
        ("builder/Dockerfile", f"FROM debian:12\n{SET}", False),
        ("ci/Dockerfile", f"FROM debian:12\n{SET}", False),
        ("Dockerfile.test", f"FROM debian:12\n{SET}", False),
        ("Dockerfile", f"FROM debian:12 AS base\n{SET}", False),
        ("Dockerfile", f"FROM debian:12 AS a\n{SET}\nFROM a\n{APT}", False),
        ("Dockerfile", f"FROM debian:12 AS a\n{SET}\nFROM debian:12\nCOPY --from=a /a /a", False),
        ("Dockerfile", f"FROM debian:12 AS tests\n{SET}\nFROM debian:12\nCMD x", False),
        ("Dockerfile", f"FROM debian:12 AS gpu\n{SET}\nFROM debian:12 AS cpu\nCMD x", True),
        ("Dockerfile", f"FROM debian:12 AS base\nRUN x\nFROM base\n{SET}", True),
        ("database/Dockerfile", f"FROM debian:12\n{SET}", True),
        (".devcontainer/Dockerfile", f"FROM debian:12\n{SET}", True),
    ],
)
def test_what_others_start_from_may_keep_it(words: Words, path: str, text: str, is_found: bool) -> None:
    assert bool(words({path: f"{text}\n"}, "ML901")) is is_found


def test_a_folder_is_named_after_an_image_of_others(words: Words) -> None:
    tree = {"cuda/Dockerfile": f"FROM nvidia/cuda:12.9.2-base-ubuntu24.04\n{SET}\nCMD x\n"}
    tree["app/Dockerfile"] = "FROM nvidia/cuda:12.9.2-base-ubuntu24.04\nCMD x\n"
    assert words(tree, "ML901") == [NAME]


def test_an_image_that_is_published_as_well(words: Words) -> None:
    tree = {"images/base-notebook/Dockerfile": "FROM quay.io/jupyter/docker-stacks-foundation\nCMD x\n"}
    tree["images/docker-stacks-foundation/Dockerfile"] = f"FROM ubuntu:24.04\n{SET}\nCMD x\n"
    assert words(tree, "ML901") == []


@pytest.mark.parametrize(
    ("other", "compose", "is_found"),
    [
        ("FROM example.org/team/foundation:1", "", False),
        ("ARG OWNER=team\nFROM example.org/${OWNER}/foundation", "", False),
        ("FROM team/ours:1", "services:\n  a:\n    build: foundation\n    image: team/ours:1\n", False),
        ("FROM example.org/team/other:1", "", True),
        ("FROM debian:12", "", True),
    ],
)
def test_an_image_that_another_dockerfile_starts_from(words: Words, other: str, compose: str, is_found: bool) -> None:
    tree = {"foundation/Dockerfile": f"FROM debian:12\n{SET}\n", "app/Dockerfile": f"{other}\nCMD x\n"}
    if compose:
        tree["compose.yaml"] = compose
    assert bool(words(tree, "ML901")) is is_found
