"""ML902: ``apt-get install build-essential`` with nothing to compile."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.build.build import Build
from dflint.build.shipping import ships
from dflint.build.stages import Stage
from dflint.build.steps import InstallStep
from dflint.diagnostics import Diagnostic, Severity
from dflint.rules.rule import StageRule
from dflint.shell.installers import Requirement

_TOOLS = frozenset({"build-essential", "gcc", "g++", "make", "cmake", "ninja-build", "gfortran", "clang"})
_COMPILING = frozenset(
    {"make", "gcc", "g++", "cc", "c++", "cmake", "ninja", "gfortran", "clang", "nvcc", "cargo", "go"}
)
_COMPILING_LATER = frozenset(
    {"torch", "triton", "vllm", "sglang", "deepspeed", "xformers", "flashinfer-python", "cupy-cuda12x", "pytensor"}
    | {"aesara", "cmdstanpy", "cython", "ninja", "pymc", "pymc3", "pystan", "theano", "unsloth"}
)
"""Packages that call a compiler when the program runs, as `torch.compile` does, or that are there for others to."""


class BuildToolsInFinal(StageRule):
    """Compilers are installed into an image in which nothing is compiled.

    All packages come as wheels, and no command builds anything: `build-essential` only makes the image larger, and
    gives more to patch. Leave it out. Where something is to be compiled, do it in a stage of its
    own, and copy the result.
    """

    code = "ML902"
    name = "build-tools-in-final"
    severity = Severity.WARNING
    mentions = ("build-essential", "gcc", "g++", "make", "ninja-build", "gfortran", "clang")
    sources = (
        "https://docs.docker.com/build/building/best-practices/#dont-install-unnecessary-packages",
        "https://packages.debian.org/trixie/build-essential",
    )

    bad = {
        "requirements.txt": "fastapi==0.115.6\nuvicorn==0.34.0\n",
        "Dockerfile": """
            FROM python:3.12-slim
            RUN apt-get update && apt-get install -y build-essential && rm -rf /var/lib/apt/lists/*
            COPY requirements.txt .
            RUN pip install --no-cache-dir -r requirements.txt
            COPY app.py .
            CMD ["uvicorn", "app:app", "--host", "0.0.0.0"]
        """,
    }
    good = {
        "requirements.txt": "fastapi==0.115.6\nuvicorn==0.34.0\n",
        "Dockerfile": """
            FROM python:3.12-slim
            COPY requirements.txt .
            RUN pip install --no-cache-dir -r requirements.txt
            COPY app.py .
            CMD ["uvicorn", "app:app", "--host", "0.0.0.0"]
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a build tool that certainly nothing uses."""
        known = stage.root.known
        if known is None or known.family != "python" or not known.python or not ships(stage, build):
            return
        tools = list(_tools(stage))
        if not tools or _compiles(stage):
            return
        from dflint.build.resolved_packages import resolved_of_stage
        from dflint.build.roles import is_for_work
        from dflint.build.slim_python import installs_only_wheels
        from dflint.project.own_bases import is_for_others

        # What is asked for may bring torch along.
        names = {package.name for package in resolved_of_stage(stage).packages}
        python = ".".join(known.python.split(".")[:2])
        if not names or names & _COMPILING_LATER or is_for_work(stage, build):
            return
        if _starts_compiling(stage, build):
            return
        if not installs_only_wheels(stage, build, python) or is_for_others(stage, build):
            return
        for install, package in tools:
            yield self.found(
                install.run.source,
                package.span,
                f"nothing in this build needs `{package.name}`: all packages come as wheels, and no command compiles",
                help="leave it out",
            )


def _starts_compiling(stage: Stage, build: Build) -> bool:
    """Whether what is run in the container calls one of the tools."""
    scripts = (run.script for run in build.runs_of(stage))
    return any(command.name in _COMPILING for script in scripts if script is not None for command in script.commands)


def _tools(stage: Stage) -> Iterator[tuple[InstallStep, Requirement]]:
    """The build tools that the stage itself installs."""
    for run in stage.runs:
        for step in run.installs:
            if step.install.ecosystem == "system" and step.install.action == "install" and not run.is_trigger:
                for package in step.install.packages:
                    if package.name in _TOOLS:
                        yield step, package


def _compiles(stage: Stage) -> bool:
    """Whether a command compiles, or takes the tools away again."""
    for run in stage.chain_runs:
        if any(
            step.install.action in ("remove", "uninstall") or step.install.ecosystem == "node" for step in run.installs
        ):
            return True
        if any(command.name in _COMPILING for command in run.commands):
            return True
    return False
