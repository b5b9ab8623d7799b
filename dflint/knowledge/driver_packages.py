"""Which packages of apt, dnf and yum bring NVIDIA's driver, and which are for running containers?

All rows were looked at on the day in `VERIFIED`: those of the driver in the lists of Ubuntu 22.04 and 24.04 and of
Debian 12, those that stand for others in the table of meta packages of the guide for CUDA 13.0, as they were in 10.2.
"""

from __future__ import annotations

import re

from dflint.lazy_pattern import lazy_pattern

VERIFIED = "2026-11-27"
SOURCES = (
    "https://docs.nvidia.com/cuda/archive/13.0.0/cuda-installation-guide-linux/index.html#meta-packages",
    "https://github.com/NVIDIA/nvidia-docker/issues/1731",
    "https://github.com/apache/mxnet/pull/16952",
    "https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/install-guide.html",
)

_BRANCH = r"-\d{3}(?:xx)?(?:-(?:server|open))*"
# Packages of the driver itself; Ubuntu names them by branch: nvidia-driver-550-server, nvidia-384.
_DRIVER = lazy_pattern(
    rf"nvidia-(?:driver|headless|headless-no-dkms|utils|compute-utils|kernel-common|kernel-source|dkms){_BRANCH}"
    rf"|libnvidia-(?:compute|decode|encode|fbc1|gl|extra|cfg1|common){_BRANCH}"
    rf"|nvidia-\d{{3}}(?:-dev|-updates)?|libcuda1-\d{{3}}|nvidia-libopencl1-\d{{3}}"
    rf"|nvidia-driver|nvidia-driver-(?:latest|cuda|libs).*|nvidia-smi|libcuda1|libnvidia-ml1|nvidia-kernel-dkms"
    rf"|cuda-drivers(?:{_BRANCH})?"
)
# Packages that stand for others, the driver among them; those of the toolkit alone are called cuda-toolkit.
_WITH_DRIVER = lazy_pattern(r"cuda(?:-runtime)?(?:-\d+-\d+)?")

_FOR_CONTAINERS = frozenset(
    {"nvidia-container-toolkit", "nvidia-container-runtime", "nvidia-container-toolkit-base", "libnvidia-container1"}
)
"""What the machine needs that runs the containers."""

DOCKER = frozenset(
    {"docker.io", "docker-ce", "docker-ce-cli", "docker", "moby-engine", "moby-cli", "podman", "containerd.io"}
    | {"nvidia-docker2", "nvidia-docker", "cri-o", "containerd"}
)
"""What makes an image one that runs containers itself."""


def is_driver(name: str) -> bool:
    """Whether the package `name` is a part of the driver."""
    return _DRIVER.fullmatch(name) is not None


def brings_driver(name: str) -> bool:
    """Whether the package `name` only stands for others, the driver among them."""
    return _WITH_DRIVER.fullmatch(name) is not None


def toolkit_for(name: str) -> str:
    """What to install in place of a package that brings the driver: the toolkit, or the libraries, of that version."""
    kind = "cuda-libraries" if name.startswith("cuda-runtime") else "cuda-toolkit"
    version = re.search(r"-\d+-\d+$", name)
    return kind + (version.group() if version is not None else "")


def is_for_running_containers(name: str) -> bool:
    """Whether the package `name` belongs on the machine that runs containers."""
    return name in _FOR_CONTAINERS
