from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic

REPOSITORY = "https://developer.download.nvidia.com/compute/cuda/repos/ubuntu1804/x86_64"
OLD = f"{REPOSITORY}/7fa2af80.pub"
NEW = f"{REPOSITORY}/3bf863cc.pub"
MACHINE_LEARNING = "https://developer.download.nvidia.com/compute/machine-learning/repos/ubuntu1804/x86_64/7fa2af80.pub"


def dockerfile(*lines: str, base: str = "ubuntu:18.04") -> dict[str, str]:
    return {"Dockerfile": "\n".join((f"FROM {base}", *lines)) + "\n"}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"RUN apt-key adv --fetch-keys {OLD}", [OLD]),
        (f"RUN apt-get update && curl -fsSL {OLD} | apt-key add - && apt-get update", [OLD]),
        (f"RUN sudo apt-key adv --fetch-keys '{OLD}'", [f"'{OLD}'"]),
        (f"ADD {OLD} /tmp/key.pub", [OLD]),
        ("RUN apt-key adv --keyserver hkp://keyserver.ubuntu.com --recv-keys F60F4B3D7FA2AF80", ["F60F4B3D7FA2AF80"]),
        (f"RUN wget -qO - {OLD.replace('https', 'http')} | apt-key add -", [OLD.replace("https", "http")]),
    ],
)
def test_found(words: Callable[..., list[str]], line: str, expected: list[str]) -> None:
    assert words(dockerfile(line), "ML608") == expected


def test_found_on_a_base_that_is_not_known(words: Callable[..., list[str]]) -> None:
    assert words(dockerfile(f"RUN apt-key adv --fetch-keys {OLD}", base="somebody/ubuntu"), "ML608") == [OLD]


@pytest.mark.parametrize(
    ("lines", "base"),
    [
        pytest.param(["RUN apt-key del 7fa2af80"], "ubuntu:18.04", id="the old key is deleted"),
        pytest.param(
            [f"RUN apt-key del 7fa2af80 && apt-key adv --fetch-keys {NEW}"], "ubuntu:18.04", id="the new key is fetched"
        ),
        pytest.param(
            [f"RUN apt-key adv --fetch-keys {NEW}", f"RUN apt-key adv --fetch-keys {OLD}"], "ubuntu:18.04", id="both"
        ),
        pytest.param(
            [f"RUN apt-key adv --fetch-keys {MACHINE_LEARNING}"], "ubuntu:18.04", id="a repository that keeps its key"
        ),
        pytest.param(
            [f"RUN apt-key adv --fetch-keys {OLD}"],
            "nvidia/cuda:11.7.1-devel-ubuntu20.04",
            id="the image has the new key",
        ),
        pytest.param(
            [f"RUN apt-key adv --fetch-keys {OLD}", f"RUN echo 'deb [trusted=yes] {REPOSITORY} /' > /etc/apt/x.list"],
            "ubuntu:18.04",
            id="no key is needed",
        ),
        pytest.param(["RUN apt-key add /var/cuda-repo-local/7fa2af80.pub"], "ubuntu:18.04", id="a local repository"),
        pytest.param([f"RUN echo {OLD}"], "ubuntu:18.04", id="only mentioned"),
    ],
)
def test_silent(words: Callable[..., list[str]], lines: list[str], base: str) -> None:
    assert words(dockerfile(*lines, base=base), "ML608") == []


@pytest.mark.parametrize(
    "line",
    [
        f"RUN FPR=ae09fe4bbd223a84b2ccfce3f60f4b3d7fa2af80 && apt-key adv --fetch-keys {OLD} && apt-key list $FPR",
        f"RUN curl -o k {OLD} && echo 'd1be5815  k' | sha256sum -c",
        "RUN apt-key adv --keyserver keyserver.ubuntu.com --recv-keys 7FA2AF80",
        f"RUN apt-key adv --fetch-keys {OLD.replace('ubuntu1804', 'ubuntu1404')}",
    ],
)
def test_no_fix_where_more_depends_on_the_key(findings: Callable[..., list[Diagnostic]], line: str) -> None:
    (one,) = findings(dockerfile(line), "ML608")
    assert one.fix is None
