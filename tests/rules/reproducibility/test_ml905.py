from __future__ import annotations

from collections.abc import Callable

import pytest

Words = Callable[..., list[str]]

URL = "https://e.org/tool-linux-x86_64.tar.gz"


def dockerfile(*lines: str, base: str = "python:3.12-slim") -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    "url", [URL, "https://e.org/tool_1.0_linux_amd64.zip", "https://e.org/driver_linux64.zip", "https://e.org/amd64/t"]
)
@pytest.mark.parametrize("base", ["python:3.12-slim", "python:3.11-bookworm", "debian:12-slim"])
def test_a_download_for_one_processor(words: Words, url: str, base: str) -> None:
    assert words(dockerfile(f"RUN curl -LO {url}", base=base), "ML905") == [url]
    assert words(dockerfile("ARG T=" + url, "RUN wget -q $T", base=base), "ML905") == ["$T"]


@pytest.mark.parametrize(
    ("lines", "base"),
    [
        # For others it is another one.
        ([f"RUN curl -LO {URL} || curl -LO https://e.org/tool-linux-aarch64.tar.gz"], "python:3.12"),
        (["ARG TARGETARCH", f"RUN [ $TARGETARCH = amd64 ] && curl -LO {URL}"], "python:3.12"),
        (["RUN curl -LO https://e.org/tool-$(uname -m).tar.gz"], "python:3.12"),
        (["RUN curl -LO https://e.org/tool_$(dpkg --print-architecture).deb"], "debian:12"),
        # The image is for x86-64 only, or nobody knows.
        ([f"RUN curl -LO {URL}"], "--platform=linux/amd64 python:3.12"),
        ([f"RUN curl -LO {URL}"], "nvidia/cuda:12.8.1-base-ubuntu24.04"),
        ([f"RUN curl -LO {URL}"], "amd64/python:3.12"),
        ([f"RUN curl -LO {URL}"], "debian:wheezy"),
        ([f"RUN curl -LO {URL}"], "python:3.12@sha256:" + "0" * 64),
        # Not the name of a platform.
        (["RUN curl -LO https://e.org/tool.tar.gz"], "python:3.12"),
        (["RUN curl -LO https://e.org/xamd64x.tar.gz"], "python:3.12"),
        (["RUN echo x86_64"], "python:3.12"),
    ],
)
def test_nothing_that_is_fixed(words: Words, lines: list[str], base: str) -> None:
    assert words(dockerfile(*lines, base=base), "ML905") == []


def test_the_service_names_its_platform(words: Words) -> None:
    tree = {
        **dockerfile(f"RUN curl -LO {URL}"),
        "compose.yaml": "services:\n  a:\n    build: .\n    platform: linux/amd64\n",
    }
    assert words(tree, "ML905") == []
