"""How large is the torch that an image gets, of which release is it, and what is built along with it?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dflint.build.marker_environment import machine_of
from dflint.build.python_version import python_of

if TYPE_CHECKING:
    from dflint.build.resolved_packages import ResolvedPackage
    from dflint.build.stages import Stage


class DefaultTorch(NamedTuple):
    """The torch of PyPI that is installed.

    `version` is the release, None where nothing fixes it; then `expected` is the one that is newest for the Python of
    the image. `cuda` is what it brings, `byte_count` how much of that is there for GPUs, both None where not known.
    """

    package: ResolvedPackage
    version: str | None
    expected: str | None
    cuda: str | None
    byte_count: int | None


def default_torch(package: ResolvedPackage) -> DefaultTorch | None:
    """What is known of `package`, a torch; None if it is not certainly the one of PyPI, or that brings no CUDA."""
    from dflint.knowledge.torch_releases import TORCH_RELEASES
    from dflint.knowledge.wheel_windows import WHEEL_WINDOWS

    if package.torch_variant != "":
        return None
    is_arm = machine_of(package.install.stage) == "aarch64"
    python = python_of(package.install)
    version = package.version
    expected = version
    if version is None:
        window = WHEEL_WINDOWS["torch"].windows.get(python.version) if python is not None else None
        expected = window[1] if window is not None and not _bound(package) else None
    row = TORCH_RELEASES.get(_released(expected)) if expected is not None else None
    if row is None:
        # Every default build for x86_64 of the last years brings CUDA.
        return None if is_arm else DefaultTorch(package, version, None, None, None)
    cuda = row.arm_cuda if is_arm else row.cuda
    if cuda is None:
        return None
    return DefaultTorch(package, version, expected, cuda, row.arm_cuda_bytes if is_arm else row.cuda_bytes)


def _bound(package: ResolvedPackage) -> bool:
    """Whether something may hold torch back from its newest release, as what needs it may."""
    wanted = package.wanted
    if wanted is None:
        return True
    return package.install.wanted.constraints != () or bool(wanted.specifier)


def _released(version: str) -> str:
    """``2.8.0`` of ``2.8``: releases of torch have three numbers."""
    return f"{version}.0" if version.count(".") == 1 else version


def companions_of_torch(stage: Stage) -> tuple[str, ...]:
    """Which of the packages that are built along with torch get into `stage`, themselves or by what needs them."""
    from dflint.build.resolved_packages import resolved_of_stage
    from dflint.knowledge.torch_dependents import TORCH_COMPANIONS

    packages = resolved_of_stage(stage).packages
    names = {package.name for package in packages}
    # What needs it in its newest release may do without in the one that is pinned.
    newest = {package.name for package in packages if package.version is None}
    return tuple(
        companion
        for companion, dependents in TORCH_COMPANIONS.items()
        if companion in names or not dependents.isdisjoint(newest if companion == "torchcodec" else names)
    )


def conda_may_bring_torch(stage: Stage) -> bool:
    """Whether conda installs torch, or something that is not known: pip finds it there then, and fetches none."""
    from dflint.build.resolved_packages import resolved_of_stage
    from dflint.knowledge.torch_dependents import TORCH_DEPENDENTS

    installs = [install for run in stage.chain_runs for install in run.installs]
    if any(one.install.ecosystem == "conda" and not one.wanted.is_complete for one in installs):
        return True
    wanted = [package.wanted for package in resolved_of_stage(stage).packages]
    names = {one.name for one in wanted if one is not None and one.ecosystem == "conda"}
    return not (names.isdisjoint(_CONDA_TORCH) and names.isdisjoint(TORCH_DEPENDENTS))


_CONDA_TORCH = frozenset({"torch", "pytorch", "pytorch-cpu", "pytorch-gpu", "pytorch-cuda", "cpuonly", "torchaudio"})
