from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic


def dockerfile(*lines: str, base: str = "ubuntu:22.04") -> dict[str, str]:
    return {"Dockerfile": "\n".join((f"FROM {base}", *lines)) + "\n"}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("RUN apt-get install -y nvidia-driver-550 git", ["nvidia-driver-550"]),
        ("RUN apt install -y nvidia-driver-535-server-open", ["nvidia-driver-535-server-open"]),
        (
            "RUN apt-get install -y libnvidia-compute-525 nvidia-utils-525=525.1",
            ["libnvidia-compute-525", "nvidia-utils-525"],
        ),
        ("RUN apt-get install -y libnvidia-gl-470 libcuda1", ["libnvidia-gl-470", "libcuda1"]),
        ("RUN apt-get install -yq --no-install-recommends nvidia-340", ["nvidia-340"]),
        ("RUN apt-get install -y cuda", ["cuda"]),
        ("RUN apt-get install -y cuda-12-4 cuda-runtime-12-4", ["cuda-12-4", "cuda-runtime-12-4"]),
        ("RUN apt-get install -y cuda-drivers", ["cuda-drivers"]),
        ("RUN dnf install -y cuda-drivers-550", ["cuda-drivers-550"]),
        ("RUN apt-get install -y nvidia-container-toolkit", ["nvidia-container-toolkit"]),
    ],
)
def test_found(words: Callable[..., list[str]], line: str, expected: list[str]) -> None:
    assert words(dockerfile(line), "ML602") == expected


@pytest.mark.parametrize(
    ("lines", "base"),
    [
        pytest.param(
            ["RUN apt-get install -y cuda-toolkit-12-4 cuda-nvcc-12-4 cuda-libraries-12-4"], "ubuntu", id="CUDA"
        ),
        pytest.param(
            ["RUN apt-get install -y cuda-compat-12-4 nvidia-cuda-toolkit libcudnn8"], "ubuntu", id="libraries"
        ),
        pytest.param(["RUN apt-get install -y nvidia-settings nvidia-modprobe"], "ubuntu", id="other tools"),
        pytest.param(["RUN conda install -y cuda -c nvidia"], "ubuntu", id="of conda"),
        pytest.param(["RUN apt-get remove -y nvidia-driver-550"], "ubuntu", id="removed"),
        pytest.param(
            ["RUN apt-get install -y docker-ce-cli nvidia-container-toolkit"], "ubuntu", id="the image runs containers"
        ),
        pytest.param(
            ["RUN apt-get install -y nvidia-docker2"],
            "nvcr.io/nvidia/tritonserver:20.07-py3",
            id="the image starts other containers",
        ),
        pytest.param(
            ["RUN apk add docker", "RUN apt-get install nvidia-container-runtime"], "docker:dind", id="Docker"
        ),
        pytest.param(
            ["RUN apt-get install -y kmod linux-headers-5.15 nvidia-driver-550"],
            "ubuntu",
            id="the image loads the driver",
        ),
    ],
)
def test_silent(words: Callable[..., list[str]], lines: list[str], base: str) -> None:
    assert words(dockerfile(*lines, base=base), "ML602") == []


@pytest.mark.parametrize(
    ("name", "instead"),
    [("cuda-12-4", "cuda-toolkit-12-4"), ("cuda", "cuda-toolkit"), ("cuda-runtime-11-8", "cuda-libraries-11-8")],
)
def test_what_to_install_instead(findings: Callable[..., list[Diagnostic]], name: str, instead: str) -> None:
    (one,) = findings(dockerfile(f"RUN apt-get install -y {name}"), "ML602")
    assert f"`{instead}`" in one.help
