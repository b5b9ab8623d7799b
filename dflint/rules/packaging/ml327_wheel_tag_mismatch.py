"""ML327: a wheel for Python 3.10 in an image of Python 3.12."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.steps import InstallStep
from dflint.diagnostics import Diagnostic, Severity
from dflint.rules.rule import InstallRule

if TYPE_CHECKING:
    from dflint.packages.wheel_tags import WheelTags


class WheelTagMismatch(InstallRule):
    """A wheel that is named by its file is made for another Python, system or processor.

    The name of a wheel says what it is made for: `cp310` is CPython 3.10, `win_amd64` Windows, `musllinux` Alpine. pip
    refuses one that does not fit ("is not a supported wheel on this platform"), so the build fails. Take the wheel for
    the Python of the image, or let pip choose it from an index.
    """

    code = "ML327"
    name = "wheel-tag-mismatch"
    severity = Severity.ERROR
    sources = (
        "https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/",
        "https://packaging.python.org/en/latest/specifications/binary-distribution-format/#file-name-convention",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir https://example.com/tflite_runtime-2.14.0-cp310-cp310-linux_x86_64.whl
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.10-slim
            RUN pip install --no-cache-dir https://example.com/tflite_runtime-2.14.0-cp310-cp310-linux_x86_64.whl
        """,
    }

    def check(self, install: InstallStep, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a wheel."""
        what = install.install
        if what.ecosystem != "python" or what.action not in ("install", "sync") or install.command.conditional:
            return
        if what.has("--platform", "--python-version", "--python-platform", "--target", "--implementation"):
            return
        for package in install.wanted.packages:
            if ".whl" not in package.location or package.marker:
                continue
            from dflint.build.package_places import place_of
            from dflint.packages.wheel_tags import wheel_tags

            tags = wheel_tags(package.location)
            reason = None if tags is None else _mismatch(tags, install)
            if tags is None or reason is None:
                continue
            place = place_of(package)
            message = f"`{tags.file_name}` is made for {reason}"
            yield self.found(place.source, place.span, message, help=_HELP, related=place.related)


_HELP = "take the wheel for the Python and the system of the image, or name the package and its version"


def _mismatch(tags: WheelTags, install: InstallStep) -> str | None:
    """What the wheel is made for, and what the image has instead; None if it may fit."""
    from dflint.build.python_version import python_of

    if not tags.is_for_linux:
        return f"{_system(tags)}, and this is an image of Linux"
    python = python_of(install)
    if python is not None and not tags.fits_python(python.release):
        return f"{' or '.join(f'`{tag}`' for tag in tags.pythons)}, and this image has Python {python.version}"
    known = install.stage.root.known
    is_musl = known is not None and known.system == "alpine"
    if known is not None and known.system in ("debian", "ubuntu", "alpine") and not tags.fits_library(is_musl):
        return "glibc, and this image has musl" if is_musl else "musl, and this image has glibc"
    machine = _machine(install)
    if machine is not None and not tags.fits_machine(machine):
        return f"another processor than {machine}"
    return None


def _system(tags: WheelTags) -> str:
    return "Windows" if any(tag.startswith("win") for tag in tags.platforms) else "macOS"


def _machine(install: InstallStep) -> str | None:
    """The processor that the FROM names; None where it does not."""
    from dflint.build.marker_environment import machine_of

    platform = install.stage.chain[-1].from_.platform
    if platform is None or platform.value not in ("linux/amd64", "linux/arm64"):
        return None
    return machine_of(install.stage)
