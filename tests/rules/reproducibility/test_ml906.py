from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability

Words = Callable[..., list[str]]
Findings = Callable[..., list[Any]]
Lay = Callable[..., Any]

UPDATE = "apt-get update"
INSTALL = "apt-get install -y ffmpeg"
REMOVE = "rm -rf /var/lib/apt/lists/*"


def tree(*lines: str, base: str = "python:3.12-slim") -> dict[str, str]:
    return {"Dockerfile": "\n".join([f"FROM {base}", *lines]) + "\n"}


@pytest.mark.parametrize(
    "base",
    [
        "python:3.12-slim",
        "python:3.9-slim-bullseye",
        "ubuntu:22.04",
        "debian:bookworm-slim",
        "nvidia/cuda:12.9.1-runtime-ubuntu24.04",
        "node:22-slim",
    ],
)
def test_the_image_has_no_lists(findings: Findings, base: str) -> None:
    (one,) = findings(tree(f"RUN {INSTALL}", base=base), "ML906")
    assert one.source.slice(one.span) == "apt-get install"
    assert one.severity.name == "ERROR"
    assert one.message.endswith(f"`{base}` comes without, and nothing has run `apt-get update`")


@pytest.mark.parametrize(
    "lines",
    [
        [f"RUN {UPDATE} && apt-get install -y git && {REMOVE}", f"RUN {INSTALL}"],
        [f"RUN {UPDATE}; apt-get install -y git; rm -r /var/lib/apt/lists", f"RUN {INSTALL}"],
        [f"RUN {UPDATE} && {REMOVE} && {INSTALL}"],
        [f"RUN {UPDATE} && apt-get install -y git && rm -rf /var/lib/apt /tmp/*", f"RUN {INSTALL}"],
    ],
)
def test_the_lists_were_removed(findings: Findings, lines: list[str]) -> None:
    (one,) = findings(tree(*lines), "ML906")
    assert one.message.endswith("they have been removed again")
    assert one.related[0].source.slice(one.related[0].span).startswith("rm ")


@pytest.mark.parametrize(
    "lines",
    [
        [f"RUN {INSTALL} && {UPDATE}"],
        ["RUN sudo apt-get install -y git"],
        ["RUN apt install -y git"],
        ["RUN DEBIAN_FRONTEND=noninteractive apt-get -y install git"],
        ["RUN --mount=type=cache,target=/root/.cache apt-get install -y git"],
        [f"RUN --mount=type=cache,target=/var/lib/apt/lists {UPDATE} && apt-get install -y git", f"RUN {INSTALL}"],
    ],
)
def test_forms(words: Words, lines: list[str]) -> None:
    assert len(words(tree(*lines), "ML906")) == 1


def test_what_may_be_there_already_tells_nothing(words: Words) -> None:
    lines = ["RUN apt-get install -y ca-certificates", "RUN apt install -y nano"]
    assert words(tree(*lines), "ML906") == ["apt install"]


def test_only_the_first_of_several(words: Words) -> None:
    assert len(words(tree(f"RUN {INSTALL}", "RUN apt-get install -y git"), "ML906")) == 1


@pytest.mark.parametrize(
    "lines",
    [
        [f"RUN {UPDATE} && {INSTALL}"],
        [f"RUN {UPDATE}", f"RUN {INSTALL}"],
        [f"RUN {UPDATE} && apt-get install -y git && apt-get clean", f"RUN {INSTALL}"],
        [f"RUN apt-get -qq update && {INSTALL}"],
        [f"RUN apt update && {INSTALL}"],
        [f"RUN {UPDATE} && apt-get upgrade -y", f"RUN {INSTALL}"],
        # Something else may have fetched them
        ["RUN curl -sL https://deb.nodesource.com/setup_20.x | bash -", "RUN apt-get install -y nodejs"],
        ["COPY setup.sh /", "RUN /setup.sh", f"RUN {INSTALL}"],
        ["RUN add-apt-repository ppa:deadsnakes/ppa", "RUN apt-get install -y python3.11"],
        [f"RUN if [ -f /x ]; then {UPDATE}; fi", f"RUN {INSTALL}"],
        ["COPY --from=other / /", f"RUN {INSTALL}"],
        # They lie in a mount
        [f"RUN --mount=type=cache,target=/var/lib/apt {INSTALL}"],
        [f"RUN --mount=type=cache,target=/var/lib/apt/lists,sharing=locked {INSTALL}"],
        # No lists are needed
        ["COPY x.deb /", "RUN apt-get install -y /x.deb"],
        ["RUN apt-get install -y ./x.deb"],
        ["RUN apt-get install -y ca-certificates"],
        ["RUN apt-get remove -y git"],
        # They are there, or may have come with others
        [f"RUN {UPDATE} && apt-get install -y gcc vim && {REMOVE}", "RUN apt-get install -y vim"],
        [f"RUN {UPDATE} && apt-get install -y build-essential && {REMOVE}", "RUN apt-get install -y g++ libc6-dev"],
        # Not certain
        [f"RUN {INSTALL} || true"],
        [f"RUN if [ -f /x ]; then {INSTALL}; fi"],
        ["ARG PACKAGES", "RUN apt-get install -y $PACKAGES"],
        ["RUN echo apt-get install git"],
    ],
)
def test_silent(words: Words, lines: list[str]) -> None:
    assert words(tree(*lines), "ML906") == []


@pytest.mark.parametrize(
    "base",
    ["my/image", "nvcr.io/nvidia/tensorflow:23.01-tf2-py3", "pytorch/pytorch", "alpine", "continuumio/miniconda3"],
)
def test_images_that_may_have_lists(words: Words, base: str) -> None:
    assert words(tree(f"RUN {INSTALL}", base=base), "ML906") == []


def test_what_the_full_image_holds_already(words: Words) -> None:
    assert words(tree("RUN apt-get install -y git gcc", base="python:3.12"), "ML906") == []
    assert words(tree("RUN apt-get install -y ffmpeg", base="python:3.12"), "ML906") == ["apt-get install"]


def test_the_stage_before_counts(words: Words) -> None:
    lines = f"FROM ubuntu:22.04 AS a\nRUN {UPDATE}\nFROM a\nRUN {INSTALL}\n"
    assert words({"Dockerfile": lines}, "ML906") == []
    assert words({"Dockerfile": lines.replace(UPDATE, f"{UPDATE} && {REMOVE}")}, "ML906") == ["apt-get install"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"RUN {INSTALL}", f"RUN {UPDATE} && {INSTALL}"),
        (f"RUN sudo {INSTALL}", f"RUN sudo {UPDATE} && sudo {INSTALL}"),
        (f"RUN cd /tmp && {INSTALL}", f"RUN cd /tmp && {UPDATE} && {INSTALL}"),
        ('RUN ["apt-get", "install", "-y", "git"]', None),
        (f"RUN X=y {INSTALL}", None),
        (f'RUN bash -c "{INSTALL}"', None),
    ],
)
def test_the_fix(lay: Lay, before: str, after: str | None) -> None:
    checker = lay(tree(before))
    assert len(checker.run("ML906").diagnostics) == 1
    checker.fix("ML906", allowed=Applicability.SAFE)
    assert (checker.folder / "Dockerfile").read_text().splitlines()[1] == (after or before)
