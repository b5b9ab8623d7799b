from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability

Words = Callable[..., list[str]]
Findings = Callable[..., list[Any]]
Lay = Callable[..., Any]

TRIXIE = "python:3.12-slim"


def tree(*lines: str, base: str = TRIXIE) -> dict[str, str]:
    return {"Dockerfile": "\n".join([f"FROM {base}", *lines]) + "\n"}


def apt(*packages: str) -> str:
    return f"RUN apt-get update && apt-get install -y --no-install-recommends {' '.join(packages)}"


@pytest.mark.parametrize(
    ("base", "release"),
    [
        ("python:3.12-slim", "Debian 13 (which `python:3.12-slim` is now)"),
        ("python:3.10", "Debian 13 (which `python:3.10` is now)"),
        ("python:3.12-slim-trixie", "Debian 13"),
        ("debian:trixie-slim", "Debian 13"),
        ("ubuntu:latest", "Ubuntu 26.04 (which `ubuntu:latest` is now)"),
        ("ubuntu:24.04", "Ubuntu 24.04"),
        ("nvidia/cuda:12.9.1-runtime-ubuntu24.04", "Ubuntu 24.04"),
    ],
)
def test_found(findings: Findings, base: str, release: str) -> None:
    (one,) = findings(tree(apt("libglib2.0-0", "libgl1-mesa-glx"), base=base), "ML312")
    assert one.source.slice(one.span) == "libgl1-mesa-glx"
    assert one.severity.name == "ERROR"
    assert one.message == f"{release} has no package `libgl1-mesa-glx`, so apt installs nothing here"


@pytest.mark.parametrize(
    ("base", "package"),
    [
        ("python:3.12-slim", "python3-distutils"),
        ("ubuntu:24.04", "libtinfo5"),
        ("debian:bookworm", "libssl1.1"),
        ("ubuntu:22.04", "libssl1.1"),
        ("debian:bookworm", "netcat"),
        ("ubuntu:24.04", "netcat"),
        ("python:3.12-slim", "software-properties-common"),
    ],
)
def test_other_packages(words: Words, base: str, package: str) -> None:
    assert words(tree(apt("curl", package), base=base), "ML312") == [package]


@pytest.mark.parametrize(
    ("base", "package"),
    [
        ("debian:bookworm", "python3-distutils"),
        ("debian:bookworm", "libtinfo5"),
        ("debian:bullseye", "libssl1.1"),
        ("ubuntu:22.04", "netcat"),
        ("ubuntu:24.04", "software-properties-common"),
        ("python:3.12-slim", "netcat-openbsd"),
        ("python:3.12-slim", "libglib2.0-0"),
        ("python:3.12-slim", "libgl1"),
        # Not looked at, or not known
        ("ubuntu:20.04", "libgl1-mesa-glx"),
        ("ubuntu:23.10", "libgl1-mesa-glx"),
        ("ubuntu:devel", "libgl1-mesa-glx"),
        ("my/image", "libgl1-mesa-glx"),
        ("pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime", "libgl1-mesa-glx"),
        ("python:3.9-slim", "libgl1-mesa-glx"),
        ("continuumio/miniconda3", "libgl1-mesa-glx"),
    ],
)
def test_packages_that_are_there(words: Words, base: str, package: str) -> None:
    assert words(tree(apt(package), base=base), "ML312") == []


@pytest.mark.parametrize("base", ["python:3.12-slim-bookworm", "debian:11", "nvidia/cuda:12.4.1-base-ubuntu22.04"])
def test_the_last_release_that_has_it(findings: Findings, base: str) -> None:
    (one,) = findings(tree(apt("libgl1-mesa-glx"), base=base), "ML312")
    assert one.severity.name == "INFO"
    assert "is empty in" in one.message


@pytest.mark.parametrize(
    "lines",
    [
        ["RUN apt-get install -y libgl1-mesa-glx || apt-get install -y libgl1"],
        ["RUN if grep -q bookworm /etc/os-release; then apt-get install -y libgl1-mesa-glx; fi"],
        ["RUN echo libgl1-mesa-glx"],
        ["RUN apt-get purge -y libgl1-mesa-glx"],
        # From the packages of another release, or from elsewhere
        [
            "RUN echo 'deb http://deb.debian.org/debian bookworm main' > /etc/apt/sources.list.d/b.list",
            apt("libtinfo5"),
        ],
        ["COPY bookworm.list /etc/apt/sources.list.d/", apt("libtinfo5")],
        ["RUN add-apt-repository ppa:someone/old", apt("libssl1.1")],
        [
            "RUN wget http://security.ubuntu.com/libssl1.1_1.1.1_amd64.deb && dpkg -i libssl1.1_1.1.1_amd64.deb",
            apt("libssl1.1"),
        ],
    ],
)
def test_silent(words: Words, lines: list[str]) -> None:
    assert words(tree(*lines), "ML312") == []


def test_a_repository_of_pythons_brings_no_other_packages(words: Words) -> None:
    lines = ["RUN add-apt-repository -y ppa:deadsnakes/ppa", apt("python3.11", "python3-distutils")]
    assert words(tree(*lines, base="ubuntu:24.04"), "ML312") == ["python3-distutils"]


@pytest.mark.parametrize(
    ("base", "before", "allowed", "after"),
    [
        (TRIXIE, "libgl1-mesa-glx", Applicability.SAFE, "libgl1"),
        ("debian:12", "libgl1-mesa-glx", Applicability.SAFE, "libgl1"),
        (TRIXIE, '"libgl1-mesa-glx"', Applicability.SAFE, '"libgl1"'),
        (TRIXIE, "netcat", Applicability.SAFE, "netcat"),
        (TRIXIE, "netcat", Applicability.UNSAFE, "netcat-openbsd"),
        (TRIXIE, "python3-distutils", Applicability.UNSAFE, "python3-setuptools"),
        (TRIXIE, "libtinfo5", Applicability.UNSAFE, "libtinfo5"),
        (TRIXIE, "libgl1-mesa-glx=22.3.6-1", Applicability.UNSAFE, "libgl1-mesa-glx=22.3.6-1"),
    ],
)
def test_the_fix(lay: Lay, base: str, before: str, allowed: Applicability, after: str) -> None:
    checker = lay(tree(apt("curl", before, "git"), base=base))
    checker.fix("ML312", allowed=allowed)
    assert (checker.folder / "Dockerfile").read_text() == f"FROM {base}\n{apt('curl', after, 'git')}\n"


def test_a_variable_is_not_rewritten(lay: Lay) -> None:
    checker = lay(tree("ENV LIBS=libgl1-mesa-glx", "RUN apt-get update && apt-get install -y $LIBS"))
    assert not checker.run("ML312").diagnostics or checker.run("ML312").diagnostics[0].fix is None
