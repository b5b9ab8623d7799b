"""ML317: a package that needs torch to be built does not find it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.rules.rule import InstallRule, unsafe

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.cuda_extensions import ExtensionBuild
    from dflint.build.steps import InstallStep
    from dflint.diagnostics import Fix

_FLAGS = ("--no-build-isolation", "--no-build-isolation-package")
_WITHOUT_TORCH = frozenset({"python", "debian", "ubuntu", "cuda"})
_VARIABLES = ("PIP_NO_BUILD_ISOLATION", "UV_NO_BUILD_ISOLATION")


class FlashAttnBuildIsolation(InstallRule):
    """flash-attn, or another package that imports torch to be built, is installed where the build finds no torch.

    Such a package is built from source, and its setup.py imports torch without asking for it. uv builds in an
    environment of its own, where torch is not, and so does pip since 25.3, and before where setuptools and wheel are
    missing. If torch comes with the same command, it is not installed yet either.
    Install torch first, and then the package with `--no-build-isolation`.
    """

    code = "ML317"
    name = "flash-attn-build-isolation"
    severity = Severity.ERROR
    fixes = Applicability.UNSAFE
    mentions = ("pip",)
    sources = (
        "https://github.com/Dao-AILab/flash-attention/blob/main/README.md#installation-and-features",
        "https://pip.pypa.io/en/stable/news/#v25-3",
        "https://docs.astral.sh/uv/concepts/projects/config/#build-isolation",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12
            RUN pip install --no-cache-dir torch==2.8.0 packaging ninja
            RUN pip install --no-cache-dir flash-attn==2.8.3
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12
            RUN pip install --no-cache-dir torch==2.8.0 packaging ninja
            RUN pip install --no-cache-dir flash-attn==2.8.3 --no-build-isolation
        """,
    }

    def check(self, install: InstallStep, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding for the first such package of the command."""
        from dflint.build.cuda_extensions import extension_builds

        found = next((one for one in extension_builds(install) if one.extension.imports_torch), None)
        if found is None or _settings_speak(install):
            return
        has_flag = install.install.has(*_FLAGS) or any(install.lookup(name) is not None for name in _VARIABLES)
        comes_now = bool(install.wanted.named("torch")) and not _may_be_there(install)
        if not comes_now and (has_flag or (install.install.tool == "pip" and _may_build_as_of_old(install))):
            return
        yield self._found(install, found, comes_now)

    def _found(self, install: InstallStep, found: ExtensionBuild, comes_now: bool) -> Diagnostic:
        from dflint.build.package_places import place_of

        place = place_of(found.package)
        if comes_now:
            message = f"{found.name} imports torch to be built, and torch is only installed with it"
            advice = f"install torch in a command before, and {found.name} with `--no-build-isolation`"
        else:
            message = f"{found.name} imports torch to be built, and is built in an environment without it"
            advice = "add `--no-build-isolation`, once torch is installed"
        return self.found(
            place.source,
            place.span,
            message,
            help=advice,
            related=place.related,
            fix=None if comes_now else _fix(install),
        )


def _settings_speak(install: InstallStep) -> bool:
    """Whether the settings of uv for the project say how the package is built."""
    from dflint.build.install_inputs import text_of

    for file in install.wanted.files:
        source = text_of(file.origin) if file.word is None else None
        if source is not None and ("no-build-isolation" in source.text or "extra-build-dependencies" in source.text):
            return True
    return False


def _may_be_there(install: InstallStep) -> bool:
    """Whether torch may be installed before the command."""
    from dflint.build.resolved_packages import resolved_of_stage

    stage = install.stage
    known = stage.root.known
    if known is None or known.family not in _WITHOUT_TORCH:
        return True
    before = resolved_of_stage(stage, install.step.position)
    if not before.is_complete or before.named("torch"):
        return True
    return any(other is not install and other.install.packages for other in install.step.installs)


def _may_build_as_of_old(install: InstallStep) -> bool:
    """Whether pip may build without isolation, as it did with a setup.py alone where setuptools and wheel are.

    It does so no more since pip 25.3. Python's own images and environments have had neither since Python 3.12; those of
    the distributions and of conda bring both.
    """
    from dflint.build.python_version import OWN, UV, python_of
    from dflint.build.resolved_packages import resolved_of_stage

    python = python_of(install)
    if python is None or python.origin not in (OWN, UV) or python.release < (3, 12):
        return True
    before = resolved_of_stage(install.stage, install.step.position)
    brings_wheel = any(other.wanted.named("wheel") for other in install.step.installs)
    return brings_wheel or not before.is_complete or bool(before.named("wheel"))


def _fix(install: InstallStep) -> Fix | None:
    """The flag behind a command that installs nothing else, after torch."""
    from dflint.build.resolved_packages import resolved_of_stage
    from dflint.shell.command_edits import add_after

    if len(install.wanted.packages) != 1 or not install.command.arguments:
        return None
    if not resolved_of_stage(install.stage, install.step.position).named("torch"):
        return None
    return unsafe(
        "Build it with the torch that is there", add_after(install.command.arguments[-1], "--no-build-isolation")
    )
