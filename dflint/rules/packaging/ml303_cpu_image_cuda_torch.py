"""ML303: an image for the CPU gets the torch that brings CUDA."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Related, Severity
from dflint.rules.rule import BuildRule, unsafe

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.resolved_packages import ResolvedPackage
    from dflint.build.stages import Stage
    from dflint.build.torch_use import DefaultTorch
    from dflint.diagnostics import Fix
    from dflint.project.cpu_images import CpuSign

INDEX = "https://download.pytorch.org/whl/cpu"

_FAMILY = frozenset({"torch", "torchaudio", "torchvision", "torchtext", "torchdata"})
_HELP = {
    "uv": "give PyTorch's CPU index to {names} in `[tool.uv.sources]`, and lock again",
    "poetry": "give {names} a source with the URL of PyTorch's CPU index, and lock again",
    "pdm": "give {names} a source with the URL of PyTorch's CPU index, and lock again",
}
_ELSEWHERE = ("--prefix", "--target", "--root")
"""Options with which pip takes no notice of what an earlier command has installed."""


class CpuImageCudaTorch(BuildRule):
    """An image for machines without a GPU installs the default torch, which brings CUDA.

    The wheels of torch on PyPI for Linux on x86_64 require NVIDIA's libraries: gigabytes that nothing in the container
    can use. PyTorch has an index with builds for the CPU. The same goes for the extra `and-cuda` of tensorflow, and for
    xgboost, which requires NVIDIA's NCCL where `xgboost-cpu` does not.

    That there is no CUDA in the base image is no sign: such wheels find a GPU from a plain Python image too. Signs are
    the name of the file or stage, a variable or an option that chooses the CPU, AWS Lambda, and compose services that
    run the image and ask for no GPU. Where nothing is known but that a server starts, it is only worth knowing.
    """

    code = "ML303"
    name = "cpu-image-cuda-torch"
    severity = Severity.WARNING
    fixes = Applicability.UNSAFE
    mentions = ("pip", "uv", "poetry", "pdm", "conda", "mamba")
    sources = (
        "https://pytorch.org/get-started/locally/",
        "https://docs.astral.sh/uv/guides/integration/pytorch/",
        "https://pypi.org/project/xgboost-cpu/",
    )

    bad = {
        "compose.yaml": """
            services:
              api:
                build: .
                ports: ["127.0.0.1:8000:8000"]
        """,
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir torch==2.8.0
            CMD ["python", "-m", "app"]
        """,
    }
    good = {
        "compose.yaml": """
            services:
              api:
                build: .
                ports: ["127.0.0.1:8000:8000"]
        """,
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir torch==2.8.0 --index-url https://download.pytorch.org/whl/cpu
            CMD ["python", "-m", "app"]
        """,
    }

    def check(self, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding for each package that brings CUDA into an image for the CPU."""
        from dflint.build.resolved_packages import resolved_of_stage

        stage = build.final
        if stage is None or stage.root.known is None:
            return
        resolved = resolved_of_stage(stage)
        checks = {"torch": self._torch, "xgboost": self._xgboost, "tensorflow": self._tensorflow}
        for name, check in checks.items():
            package = resolved.last(name)
            if package is None:
                continue
            for found in check(package, stage, build):
                from dflint.project.shared_requirements import is_shared_with_gpu_image

                # What is asked for there is what the other image needs.
                if not is_shared_with_gpu_image(package, build):
                    yield found

    def _torch(self, package: ResolvedPackage, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        from dflint.build.torch_use import companions_of_torch, conda_may_bring_torch, default_torch
        from dflint.project.cpu_images import cpu_signs, speaks_for_gpu

        torch = default_torch(package)
        if torch is None or conda_may_bring_torch(stage):
            return
        signs = cpu_signs(build)
        if not signs and (not _serves(stage, build) or speaks_for_gpu(build, stage)):
            return
        companions = companions_of_torch(stage)
        sign, help = (signs[0] if signs else None), _torch_help(torch, companions)
        fix = _torch_fix(torch, companions)
        yield self._found(package, _torch_message(torch), torch.byte_count, sign, fix, help)

    def _found(
        self,
        package: ResolvedPackage,
        message: str,
        byte_count: int | None,
        sign: CpuSign | None,
        fix: Fix | None,
        help: str,
    ) -> Diagnostic:
        from dflint.build.package_places import place_of
        from dflint.cost import cost_text, estimated

        cost = None if byte_count is None else estimated(byte_count)
        bytes_text = "" if cost is None else f", {cost_text(cost)} to download"
        place = place_of(package)
        related = list(place.related)
        if sign is not None and sign.source is not None and sign.span is not None:
            related.append(Related(sign.source, sign.span, sign.text))
        if sign is None:
            message = f"{message}{bytes_text}, of no use where the server runs without a GPU"
        else:
            message = f"{message}{bytes_text}, and the image is for the CPU: {sign.text}"
        return self.found(
            place.source,
            place.span,
            message,
            severity=Severity.INFO if sign is None else Severity.WARNING,
            help=help,
            related=related,
            cost=cost,
            fix=fix,
        )

    def _xgboost(self, package: ResolvedPackage, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        from dflint.knowledge.framework_cuda import XGBOOST_NCCL
        from dflint.knowledge.wheel_sizes import WHEEL_SIZES
        from dflint.project.cpu_images import cpu_signs

        version = package.version or _newest_release(package)
        if version is None or not _is_from_pypi(package):
            return
        row = XGBOOST_NCCL.get(version)
        signs = cpu_signs(build) if row is not None and version in WHEEL_SIZES["xgboost-cpu"] else ()
        if row is not None and signs:
            from dflint.build.resolved_packages import resolved_of_stage

            name, newest = row
            nccl = resolved_of_stage(stage).last(name)
            byte_count = newest if nccl is None or not nccl.version else WHEEL_SIZES[name].get(nccl.version)
            message = f"xgboost requires `{name}`"
            advice = "install `xgboost-cpu`, which is imported as xgboost too"
            yield self._found(package, message, byte_count, signs[0], _xgboost_fix(package), advice)

    def _tensorflow(self, package: ResolvedPackage, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        wanted = package.wanted
        if wanted is None or "and-cuda" not in {extra.replace("_", "-").lower() for extra in wanted.extras}:
            return
        from dflint.build.gpu_use import gpu_signs
        from dflint.knowledge.framework_cuda import TENSORFLOW_CUDA
        from dflint.project.cpu_images import stated_cpu_signs

        if any(sign.name != "tensorflow" for sign in gpu_signs(stage)):
            return
        signs = stated_cpu_signs(build, stage)
        row = TENSORFLOW_CUDA.get(package.version or _newest_release(package) or "")
        byte_count = None if row is None else row.extra_bytes
        if signs and (byte_count is not None or package.version is None):
            message = "the extra `and-cuda` of tensorflow brings NVIDIA's libraries"
            yield self._found(package, message, byte_count, signs[0], None, "install tensorflow without the extra")


def _torch_message(torch: DefaultTorch) -> str:
    through = torch.package.through
    needed = f", which `{through}` needs," if through else ""
    if torch.cuda is None:
        return f"torch from PyPI{needed} brings CUDA"
    if torch.version is None:
        return f"torch from PyPI, {torch.expected} or newer, brings CUDA {torch.cuda}"
    return f"torch {torch.version}{needed} brings CUDA {torch.cuda}"


def _serves(stage: Stage, build: Build) -> bool:
    """Whether the image certainly starts a server, on a base without CUDA."""
    from dflint.build.roles import Role, role_of

    return role_of(stage, build) is Role.SERVING


def _is_from_pypi(package: ResolvedPackage) -> bool:
    from dflint.build.package_indexes import indexes_of

    return indexes_of(package.install).is_default(package.name, package.version or "") is True


def _torch_help(torch: DefaultTorch, companions: Sequence[str]) -> str:
    """What to do: what is built along with torch has to come from the same index."""
    names = " and ".join(", ".join(("torch", *companions)).rsplit(", ", 1))
    command = torch.package.install.install
    if command.reads_project and command.manager in _HELP:
        return _HELP[command.manager].format(names=names)
    if command.has(*_ELSEWHERE):
        return f"give the command a constraints file with the addresses of the wheels of {names} below {INDEX}"
    return f"install {names} from {INDEX}, in a command of its own before it"


def _torch_fix(torch: DefaultTorch, companions: Sequence[str]) -> Fix | None:
    """The index for the CPU behind a command of pip that installs nothing but torch and what belongs to it."""
    package, install = torch.package, torch.package.install
    command = install.install
    if not package.is_direct or command.tool not in ("pip", "uv pip") or package.source is not install.run.source:
        return None
    names = {one.name for one in command.packages}
    if not names <= _FAMILY or command.requirement_files or command.has_unknown_option:
        return None
    if not names.issuperset(companions) or command.has(*_ELSEWHERE):
        return None
    if command.has("--index-url", "--extra-index-url", "--default-index", "--index", "--find-links", "--torch-backend"):
        return None
    from dflint.shell.command_edits import add_after

    return unsafe(
        "Install it from the index for the CPU", add_after(install.command.arguments[-1], f"--index-url {INDEX}")
    )


def _newest_release(package: ResolvedPackage) -> str | None:
    """The release that pip takes for the Python of the image; None where something may hold it back."""
    from dflint.build.python_version import python_of
    from dflint.knowledge.wheel_windows import WHEEL_WINDOWS

    python = python_of(package.install)
    if python is None or package.wanted is None or package.wanted.specifier or package.install.wanted.constraints:
        return None
    window = WHEEL_WINDOWS[package.name].windows.get(python.version)
    return None if window is None else window[1]


def _xgboost_fix(package: ResolvedPackage) -> Fix | None:
    install = package.install
    if package.source is not install.run.source:
        return None
    for one in install.install.packages:
        if one.name == "xgboost" and not one.extras and one.name_span is not None:
            return unsafe("Install `xgboost-cpu`", install.run.source.edit(one.name_span, "xgboost-cpu"))
    return None
