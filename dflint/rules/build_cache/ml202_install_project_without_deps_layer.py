"""ML202: ``pip install .`` behind ``COPY . .``, with nothing installed before."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.build.build import Build
from dflint.build.steps import CopyStep, InstallStep
from dflint.diagnostics import Diagnostic, Related, Severity
from dflint.rules.rule import InstallRule

_INSTALLERS = frozenset({"pip", "uv pip"})


class InstallProjectWithoutDepsLayer(InstallRule):
    """The project is installed with all that it needs in one layer, which each edit of the source builds again.

    `pip install .` needs the source, so its layer cannot be taken from the cache when a line of code has changed, and
    the dependencies are downloaded and installed once more. Copy `pyproject.toml` first and install what it names in a
    layer of its own; the project itself then takes a moment.
    """

    code = "ML202"
    name = "install-project-without-deps-layer"
    severity = Severity.INFO
    mentions = ("pip",)
    sources = (
        "https://docs.docker.com/build/cache/optimize/#order-your-layers",
        "https://docs.astral.sh/uv/guides/integration/docker/#intermediate-layers",
    )

    bad = {
        "pyproject.toml": '[project]\nname = "detector"\nversion = "1.0"\ndependencies = ["torch==2.8.0"]\n',
        "detector/__init__.py": "",
        "Dockerfile": """
            FROM python:3.12-slim
            COPY . /app
            RUN pip install --no-cache-dir /app
        """,
    }
    good = {
        **bad,
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir torch==2.8.0
            COPY . /app
            RUN pip install --no-cache-dir /app
        """,
    }

    def check(self, install: InstallStep, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding an installation of the project that is the first of its dependencies."""
        what = install.install
        if what.tool not in _INSTALLERS or what.action != "install" or not what.local_paths or what.requirement_files:
            return
        if what.has("--no-deps", "--no-index") or install.step.is_trigger or len(install.wanted.local_paths) != 1:
            return
        path = install.wanted.local_paths[0]
        needed = {package.name for package in install.wanted.packages if package.name}
        copy = None if path is None else _source_copy(install, path)
        if copy is None or not needed or _has_layer_before(install, needed) or _is_library(copy):
            return
        word = what.local_paths[0]
        count = "its dependency" if len(needed) == 1 else f"its {len(needed)} dependencies"
        yield self.found(
            install.run.source,
            word.span,
            f"each edit of the source installs the project with {count} again",
            help="copy `pyproject.toml` first, and install what it names before the source is copied",
            related=(Related(copy.instruction.source, copy.instruction.span, "this changes with each edit"),),
        )


def _source_copy(install: InstallStep, path: str) -> CopyStep | None:
    """The COPY that brings the project in `path` with its code."""
    from dflint.build.state import join_path

    origin = install.file_origin(join_path(path, "pyproject.toml"))
    if origin is None or not isinstance(origin.step, CopyStep) or origin.step.stage is not install.stage:
        return None
    return origin.step if _takes_code(origin.step) else None


def _takes_code(copy: CopyStep) -> bool:
    taken = copy.taken
    return taken is not None and any(
        file.path.endswith(".py") and not file.path.endswith("setup.py") for file in taken.files
    )


def _is_library(copy: CopyStep) -> bool:
    """Whether the code of a program comes later, so that this is a library beside it, which changes less often."""
    return any(
        other.position > copy.position and other.is_from_context and _takes_code(other) for other in copy.stage.copies
    )


def _has_layer_before(install: InstallStep, needed: set[str]) -> bool:
    """Whether something of what the project needs is there before, or may be."""
    from dflint.build.wanted_packages import packages_of_stage

    before = packages_of_stage(install.stage, install.step.position)
    if needed & before.names or before.files or not before.is_complete:
        return True
    siblings = [
        other for other in install.step.installs if other is not install and other.install.ecosystem == "python"
    ]
    return any(other.install.requirement_files or other.install.reads_project for other in siblings)
