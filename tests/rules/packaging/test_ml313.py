from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability

Words = Callable[..., list[str]]
Findings = Callable[..., list[Any]]
Lay = Callable[..., Any]

PYTHON = "RUN apt-get update && apt-get install -y python3 python3-pip python3-venv"


def tree(*lines: str, base: str = "ubuntu:24.04") -> dict[str, str]:
    return {"Dockerfile": "\n".join([f"FROM {base}", PYTHON, *lines]) + "\n"}


@pytest.mark.parametrize(
    "base",
    [
        "ubuntu",
        "ubuntu:latest",
        "ubuntu:24.04",
        "ubuntu:noble",
        "debian:bookworm-slim",
        "debian:13",
        "debian",
        "nvidia/cuda:12.9.1-runtime-ubuntu24.04",
        "node:22-bookworm",
    ],
)
def test_found(findings: Findings, base: str) -> None:
    (one,) = findings(tree("RUN pip3 install numpy", base=base), "ML313")
    assert one.source.slice(one.span) == "pip3 install"
    assert one.severity.name == "ERROR"


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("RUN pip install numpy", "pip install"),
        ("RUN python3 -m pip install --upgrade pip", "python3 -m pip install"),
        ("RUN pip3 install --user numpy", "pip3 install"),
        ("RUN /usr/bin/pip3 install numpy", "/usr/bin/pip3 install"),
        ("RUN cd /tmp && pip3 --no-cache-dir install numpy", "pip3 --no-cache-dir install"),
        ("COPY --from=ghcr.io/astral-sh/uv:0.8 /uv /bin/uv\nRUN uv pip install --system numpy", "uv pip install"),
        ("RUN python3 -m venv /v && /v/bin/pip install numpy\nRUN pip install numpy", "pip install"),
    ],
)
def test_the_command(words: Words, line: str, word: str) -> None:
    assert words(tree(line), "ML313") == [word]


def test_one_finding_for_all(findings: Findings) -> None:
    (one,) = findings(tree("RUN pip install a", "RUN pip install b && pip install c"), "ML313")
    assert len(one.related) == 2


@pytest.mark.parametrize(
    "base",
    [
        "ubuntu:22.04",
        "debian:11",
        "nvidia/cuda:12.4.1-runtime-ubuntu22.04",
        "python:3.12",
        "python:3.12-slim-bookworm",
        "continuumio/miniconda3",
        "nvcr.io/nvidia/pytorch:25.01-py3",
        "pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime",
        "quay.io/jupyter/base-notebook",
        "my/ubuntu:24.04",
        "ubuntu:devel",
    ],
)
def test_other_images(words: Words, base: str) -> None:
    assert words(tree("RUN pip3 install numpy", base=base), "ML313") == []


@pytest.mark.parametrize(
    "lines",
    [
        ["RUN pip3 install --break-system-packages numpy"],
        # That of another Python, if there is one
        ["RUN pip2 install numpy"],
        ["RUN pip2.7 install numpy"],
        ["RUN python2 -m pip install numpy"],
        ["ENV PIP_BREAK_SYSTEM_PACKAGES=1", "RUN pip3 install numpy"],
        ["ARG PIP_BREAK_SYSTEM_PACKAGES=1", "RUN pip3 install numpy"],
        ["RUN PIP_BREAK_SYSTEM_PACKAGES=1 pip3 install numpy"],
        ["RUN export PIP_BREAK_SYSTEM_PACKAGES=1 && pip3 install numpy"],
        ["RUN rm /usr/lib/python3*/EXTERNALLY-MANAGED && pip3 install numpy"],
        ["RUN find / -name EXTERNALLY-MANAGED -delete", "RUN pip3 install numpy"],
        ["RUN pip3 config set global.break-system-packages true", "RUN pip3 install numpy"],
        ["COPY pip.conf /etc/pip.conf", "RUN pip3 install numpy"],
        # Into an environment
        ["RUN python3 -m venv /v", "ENV PATH=/v/bin:$PATH", "RUN pip install numpy"],
        ["RUN python3 -m venv /v", "ENV PATH=/v/bin:/usr/local/bin:/usr/bin:/bin", "RUN pip install numpy"],
        ["ENV VIRTUAL_ENV=/v", "RUN python3 -m venv /v", "RUN /v/bin/pip install numpy"],
        ["RUN python3 -m venv /v && . /v/bin/activate && pip install numpy"],
        ["RUN python3 -m venv /v && export PATH=/v/bin:$PATH && pip install numpy"],
        ["RUN python3 -m venv /v && /v/bin/pip install numpy"],
        [
            "RUN curl -o m.sh https://example.org/Miniconda3-latest-Linux-x86_64.sh && sh m.sh -b",
            "RUN pip install numpy",
        ],
        ["RUN uv pip install numpy"],
        # Another Python
        [
            "RUN add-apt-repository ppa:deadsnakes/ppa && apt-get install -y python3.11",
            "RUN curl https://bootstrap.pypa.io/get-pip.py | python3.11",
            "RUN pip3.11 install numpy",
        ],
        ["RUN easy_install pip && pip install numpy"],
        # Elsewhere
        ["RUN pip3 install --target /deps numpy"],
        ["RUN pip3 install --prefix=/opt numpy"],
        ["RUN pip3 download numpy"],
        ["RUN pip3 wheel -w /w numpy"],
        ["RUN pip3 --version"],
        ["RUN pipx install numpy"],
        # Not certain
        ["RUN pip3 install numpy || pip3 install --break-system-packages numpy"],
        ["RUN pip3 install numpy || true"],
        ["RUN if [ -f x ]; then pip3 install numpy; fi"],
        ['SHELL ["conda", "run", "-n", "x", "/bin/bash", "-c"]', "RUN pip3 install numpy"],
    ],
)
def test_silent(words: Words, lines: list[str]) -> None:
    assert words(tree(*lines), "ML313") == []


def test_without_the_python_of_the_distribution(words: Words) -> None:
    text = "FROM ubuntu:24.04\nRUN apt-get install -y curl\nRUN pip install numpy\n"
    assert words({"Dockerfile": text}, "ML313") == []


def test_an_earlier_stage_has_allowed_it(words: Words) -> None:
    text = f"FROM ubuntu:24.04 AS a\n{PYTHON}\nENV PIP_BREAK_SYSTEM_PACKAGES=1\nFROM a\nRUN pip install numpy\n"
    assert words({"Dockerfile": text}, "ML313") == []


def test_the_fix_adds_the_option_to_all(lay: Lay) -> None:
    checker = lay(tree("RUN pip3 install numpy", "RUN python3 -m pip install -r x.txt"))
    checker.fix("ML313", allowed=Applicability.UNSAFE)
    assert (checker.folder / "Dockerfile").read_text().splitlines()[2:] == [
        "RUN pip3 install --break-system-packages numpy",
        "RUN python3 -m pip install --break-system-packages -r x.txt",
    ]
