"""ML602: the driver, or what runs containers with it, in an image."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.steps import InstallStep
from dflint.diagnostics import Diagnostic, Severity
from dflint.rules.rule import InstallRule

if TYPE_CHECKING:
    from dflint.build.stages import Stage

_KERNEL = ("linux-headers", "linux-image", "kmod", "dkms", "kernel-devel")
_MOST_HELPFUL = "leave it out: the container runtime mounts the driver of the machine"


class DriverInImage(InstallRule):
    """NVIDIA's driver is installed in an image.

    The driver belongs to the machine: the container runtime mounts its libraries and programs into the container. Those
    in the image only work where the machine has the very same version, take hundreds of megabytes, and may hide the
    right ones: "Failed to initialize NVML: Driver/library version mismatch". The packages `cuda` and `cuda-12-4` stand
    for the toolkit and the driver; `cuda-toolkit-12-4` is the toolkit alone.
    """

    code = "ML602"
    name = "driver-in-image"
    severity = Severity.WARNING
    mentions = ("nvidia", "cuda")
    sources = (
        "https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/install-guide.html",
        "https://github.com/NVIDIA/nvidia-docker/issues/1731",
        "https://docs.nvidia.com/cuda/archive/13.0.0/cuda-installation-guide-linux/index.html#meta-packages",
    )

    bad = {
        "Dockerfile": """
            FROM ubuntu:24.04
            RUN apt-get update && apt-get install -y --no-install-recommends nvidia-utils-550 python3
        """,
    }
    good = {
        "Dockerfile": """
            FROM ubuntu:24.04
            RUN apt-get update && apt-get install -y --no-install-recommends python3
        """,
    }

    def check(self, install: InstallStep, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a package, unless the image is there for drivers or containers."""
        if install.install.ecosystem != "system" or install.install.action != "install":
            return
        from dflint.knowledge.driver_packages import brings_driver, is_driver, is_for_running_containers, toolkit_for

        for package in install.install.packages:
            name = package.name
            if is_driver(name):
                message = f"`{name}` is a part of the driver, which works only where the machine has the same version"
                advice = _MOST_HELPFUL
            elif brings_driver(name):
                message = f"`{name}` installs the driver too, which works only where the machine has the same version"
                advice = f"install `{toolkit_for(name)}`"
            elif is_for_running_containers(name):
                message = f"`{name}` is of use on the machine that runs the container, not in it"
                advice = "install it on the machine"
            else:
                continue
            if _is_meant(install.stage):
                return
            yield self.found(install.run.source, package.name_span or package.span, message, help=advice)


def _is_meant(stage: Stage) -> bool:
    """Whether the image builds or loads the driver's modules, or runs containers itself."""
    from dflint.knowledge.driver_packages import DOCKER

    image = stage.root.text or ""
    if "docker" in image.partition("/")[2] or image.startswith("docker:"):
        return True
    names = {
        package.name
        for run in stage.chain_runs
        for install in run.installs
        if install.install.ecosystem == "system"
        for package in install.install.packages
    }
    if not DOCKER.isdisjoint(names):
        return True
    return any(name.startswith(_KERNEL) for name in names) or any(
        command.name in ("dockerd", "modprobe", "dkms") for run in stage.chain_runs for command in run.commands
    )
