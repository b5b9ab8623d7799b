"""ML112: the image that is run starts from a ``-devel`` image."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dflint.build.shipping import ships
from dflint.diagnostics import Applicability, Severity
from dflint.dockerfile.instructions import Cmd, Entrypoint
from dflint.lazy_pattern import lazy_pattern
from dflint.rules.rule import StageRule, unsafe

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.stages import Stage
    from dflint.diagnostics import Diagnostic, Fix
    from dflint.shell.commands import Command

_SHELLS = frozenset({"sh", "bash", "dash", "zsh", "fish", "tail", "sleep", "sshd", "supervisord", "ipython"})
_COMPILERS = lazy_pattern(
    r"(?:.*-)?(?:nvcc|gcc|g\+\+|cc|c\+\+|clang|clang\+\+)(?:-\d+)?|make|cmake|ninja|bazel|bazelisk|meson|scons|cargo|go"
    r"|configure|bootstrap(?:\.sh)?|build(?:\.sh)?|install(?:\.sh)?"
)
_SETUP_ACTIONS = frozenset({"install", "develop", "build", "build_ext", "bdist_wheel"})
_BUILT_HERE = frozenset(
    "apex causal-conv1d detectron2 dlib flash-attn horovod llama-cpp-python mamba-ssm mmcv mmcv-full tinycudann "
    "torch-cluster torch-scatter torch-sparse torch-spline-conv xformers".split()
)


class DevelInFinalStage(StageRule):
    """The image that is run is built on a `-devel` image of CUDA.

    The `devel` images add the compiler, the static libraries and the headers of CUDA to the `runtime` ones: some
    gigabytes that a program which is already compiled makes no use of. Build what has to be compiled in a stage of its
    own, and copy the result into one that starts from the `runtime` image.
    """

    code = "ML112"
    name = "devel-in-final-stage"
    severity = Severity.WARNING
    fixes = Applicability.UNSAFE
    sources = (
        "https://gitlab.com/nvidia/container-images/cuda/-/blob/master/README.md",
        "https://github.com/pytorch/pytorch/blob/main/README.md#docker-image",
        "https://docs.docker.com/build/building/multi-stage/",
    )

    bad = {
        "requirements.txt": "fastapi==0.115.6\nuvicorn==0.34.0\nctranslate2==4.5.0\n",
        "Dockerfile": """
            FROM nvidia/cuda:12.9.2-cudnn-devel-ubuntu24.04
            RUN apt-get update && apt-get install -y python3-venv && python3 -m venv /opt/venv
            COPY requirements.txt .
            RUN /opt/venv/bin/pip install --no-cache-dir -r requirements.txt
            COPY . .
            CMD ["/opt/venv/bin/uvicorn", "app:app", "--host", "0.0.0.0"]
        """,
    }
    good = {
        "requirements.txt": "fastapi==0.115.6\nuvicorn==0.34.0\nctranslate2==4.5.0\n",
        "Dockerfile": """
            FROM nvidia/cuda:12.9.2-cudnn-runtime-ubuntu24.04
            RUN apt-get update && apt-get install -y python3-venv && python3 -m venv /opt/venv
            COPY requirements.txt .
            RUN /opt/venv/bin/pip install --no-cache-dir -r requirements.txt
            COPY . .
            CMD ["/opt/venv/bin/uvicorn", "app:app", "--host", "0.0.0.0"]
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding if `stage` starts from a devel image, and is run without compiling anything."""
        reference = stage.root.reference
        if stage.parent is not None or stage.replacement is not None or stage.base_context is not None:
            return
        if reference is None or "devel" not in (reference.tag or ""):
            return
        from dflint.knowledge.cuda_bases import cuda_base

        base = cuda_base(reference)
        if base is None or base.flavour != "devel" or not ships(stage, build):
            return
        images = _images_of(stage, build)
        if not images or not all(_is_only_run(image, build) for image in images):
            return
        compiles = any(_compiles(image) for image in images)
        why = "which only building takes" if compiles else "which nothing in this build takes"
        advice = (
            "compile in a stage of its own, and start the last one from the `runtime` image"
            if compiles
            else "start from the `runtime` image"
        )
        yield self.found(
            stage.dockerfile.source,
            stage.from_.image.span,
            f"the image is run with the compilers and headers of `{reference.familiar}:{reference.tag}`, {why}",
            help=f"{advice}; keep `devel` if the program itself compiles kernels, as `torch.utils.cpp_extension` does",
            fix=None if compiles or reference.digest is not None else _fix(stage),
        )


def _images_of(stage: Stage, build: Build) -> Sequence[Stage]:
    """The stages that start from `stage`, or it itself, and become images."""
    stages = stage.graph.stages
    parents = {one.parent.index for one in stages if one.parent is not None}
    return [one for one in stages if stage in one.chain and one.index not in parents and ships(one, build)]


def _is_only_run(image: Stage, build: Build) -> bool:
    """Whether it is known what is started and what is installed, and nothing of it may call a compiler."""
    from dflint.build.roles import Role, role_of
    from dflint.build.wanted_packages import packages_of_stage
    from dflint.knowledge.runtime_compilers import RUNTIME_COMPILERS

    if role_of(image, build) in (Role.DEVELOPMENT, Role.CI, Role.NOTEBOOK) or not _starts_a_program(image):
        return False
    wanted = packages_of_stage(image)
    if not wanted.is_complete or not RUNTIME_COMPILERS.isdisjoint(wanted.names):
        return False
    installed = {
        package.name for step in image.chain_runs for install in step.installs for package in install.install.packages
    }
    if "ninja-build" in installed or not RUNTIME_COMPILERS.isdisjoint(installed):
        return False
    return not any(_brings_anything(command) for step in image.chain_runs for command in step.commands)


def _brings_anything(command: Command) -> bool:
    """Whether a command may bring a program, or install what nobody knows."""
    if command.name is None:
        return any(word.value is None for word in command.words)
    return command.name == "git" and any(word.value == "clone" for word in command.arguments)


def _starts_a_program(image: Stage) -> bool:
    """Whether the image starts something else than a shell or a script, of which nobody knows what it calls."""
    from dflint.shell.run import command_script

    shell = image.final_state.shell
    commands: list[Command] = []
    for instruction in (image.last(Entrypoint), image.last(Cmd)):
        if instruction is not None:
            commands.extend(command_script(instruction, shell).commands)
    return bool(commands) and not any(_may_call_anything(command) for command in commands)


def _may_call_anything(command: Command) -> bool:
    """Whether it is a shell, a script, an interpreter that waits for input, or not known."""
    name = command.name
    if name is None or name in _SHELLS or name.endswith(".sh"):
        return True
    return name.startswith("python") and not command.arguments


def _compiles(image: Stage) -> bool:
    """Whether something may be compiled while building."""
    from dflint.build.wanted_packages import packages_of_stage
    from dflint.packages.requirement import RequirementKind

    wanted = packages_of_stage(image)
    if wanted.local_paths or any(package.kind is not RequirementKind.PACKAGE for package in wanted.packages):
        return True
    if not _BUILT_HERE.isdisjoint(wanted.names):
        return True
    return any(_is_compiler(command) for step in image.chain_runs for command in step.commands)


def _is_compiler(command: Command) -> bool:
    name = command.name
    if name is None:
        return False
    if _COMPILERS.fullmatch(name.rpartition("/")[2]):
        return True
    return name.startswith("python") and any(word.value in _SETUP_ACTIONS for word in command.arguments)


def _fix(stage: Stage) -> Fix | None:
    word = stage.from_.image
    if word.has_variables or word.text.count("devel") != 1:
        return None
    edit = stage.dockerfile.source.edit(word.span, word.text.replace("devel", "runtime"))
    return unsafe("Use the runtime image", edit)
