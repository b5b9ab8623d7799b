"""ML310: ``pip install opencv-python opencv-python-headless``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Diagnostic, Related, Severity
from dflint.rules.rule import StageRule

if TYPE_CHECKING:
    from dflint.build.wanted_packages import WantedPackage, WantedPackages


_REMOVING = frozenset({"uninstall", "remove"})


class OpencvMultipleVariants(StageRule):
    """Two builds of OpenCV are installed into one environment, where they overwrite each other.

    `opencv-python`, `opencv-contrib-python` and their headless builds all hold the module `cv2`, and pip does not know
    that they exclude each other. Which one is imported depends on the order of the installation, and taking one away
    breaks the other. Keep one of them: the headless one where no window is opened.
    """

    code = "ML310"
    name = "opencv-multiple-variants"
    severity = Severity.WARNING
    mentions = ("pip", "uv", "poetry", "pdm")
    sources = ("https://pypi.org/project/opencv-python/",)

    bad = {
        "requirements.txt": "opencv-python==4.10.0.84\n",
        "Dockerfile": """
            FROM python:3.12-slim
            COPY requirements.txt .
            RUN pip install --no-cache-dir -r requirements.txt
            RUN pip install --no-cache-dir opencv-python-headless==4.10.0.84
        """,
    }
    good = {
        "requirements.txt": "opencv-python-headless==4.10.0.84\n",
        "Dockerfile": """
            FROM python:3.12-slim
            COPY requirements.txt .
            RUN pip install --no-cache-dir -r requirements.txt
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding at the last build of OpenCV that is asked for by its name and can be left out."""
        if stage.has_children or not _asks_for_python(stage):
            return
        from dflint.build.wanted_packages import packages_of_stage

        builds = tuple(_builds(packages_of_stage(stage)))
        named = [(package, name) for package, name in builds if package.name == name]
        if not named:
            return
        last, last_name = named[-1]
        if last.install.install.has("--force-reinstall"):
            return
        for package, name in builds:
            if name == last_name or not _is_same_environment(package, last) or _is_uninstalled(name, package, last):
                continue
            pair = _to_leave_out(last, (package, name), builds)
            if pair is None or _are_of_doubtful_files((last, package), build):
                continue
            yield self._finding(*pair)
            return

    def _finding(self, last: WantedPackage, other: WantedPackage, name: str, is_required: bool) -> Diagnostic:
        from dflint.build.package_places import place_of

        place = place_of(last)
        brought = "" if other.name == name else f", which `{other.name}` brings"
        return self.found(
            place.source,
            place.span,
            f"`{last.name}` and `{name}`{brought}: both hold the module `cv2` and overwrite each other",
            help=_help(last, other, name, is_required),
            related=(*place.related, Related(other.source, other.span, f"this asks for `{name}`")),
        )


def _asks_for_python(stage: Stage) -> bool:
    return any(step.install.ecosystem == "python" for run in stage.chain_runs for step in run.installs)


def _builds(wanted: WantedPackages) -> Iterator[tuple[WantedPackage, str]]:
    """The packages that are a build of OpenCV or bring one, each with the name of the build."""
    from dflint.knowledge.native_libraries import BROUGHT_BY, HEADLESS_BROUGHT_BY, OPENCV_BUILDS

    for package in wanted.packages:
        name = package.name
        if name not in OPENCV_BUILDS:
            name = BROUGHT_BY.get(name) or HEADLESS_BROUGHT_BY.get(name) or ""
        install = package.install
        is_certain = package.ecosystem == "python" and not package.marker and not install.command.conditional
        if name in OPENCV_BUILDS and is_certain and not install.install.has("--no-deps", "--target", "--no-binary"):
            yield package, name


def _to_leave_out(
    last: WantedPackage, other: tuple[WantedPackage, str], builds: Sequence[tuple[WantedPackage, str]]
) -> tuple[WantedPackage, WantedPackage, str, bool] | None:
    """The one of two builds that can be left out, what brings the other one, its name, and whether it is required.

    None where other packages require both: no line could be deleted.
    """
    package, name = other
    bringing = _requiring(name, package, builds)
    bringing_last = _requiring(last.name, last, builds)
    if bringing_last is None:
        return last, bringing or package, name, bringing is not None
    return None if bringing is not None else (package, bringing_last, last.name, True)


def _requiring(name: str, package: WantedPackage, builds: Sequence[tuple[WantedPackage, str]]) -> WantedPackage | None:
    """What requires the build `name`, which `package` asks for or brings: itself where others do that nobody names."""
    from dflint.build.required_by_others import is_required_by_others

    if package.name != name:
        return package
    bringing = (one for one, brought in builds if brought == name != one.name and _is_same_environment(one, package))
    return next(bringing, package if is_required_by_others(package) else None)


def _are_of_doubtful_files(packages: Sequence[WantedPackage], build: Build) -> bool:
    """Whether a file of the build context names one of them, and another folder may be meant to be the context."""
    if all(package.source is package.install.run.source for package in packages):
        return False
    from dflint.build.context_guess import has_doubtful_context

    return has_doubtful_context(build)


def _is_uninstalled(name: str, package: WantedPackage, last: WantedPackage) -> bool:
    """Whether a command behind the installation of `package` takes the build `name` away."""
    for run in last.install.stage.runs:
        for step in run.installs:
            if step.install.action not in _REMOVING or not {one.name for one in step.install.packages} & {name}:
                continue
            first = package.install
            if (run.position, step.command.start) > (first.step.position, first.command.start):
                return True
    return False


def _is_same_environment(one: WantedPackage, other: WantedPackage) -> bool:
    from dflint.build.install_locations import location_of

    return (
        location_of(one.install) == location_of(other.install)
        and one.install.stage is other.install.stage
        and one.install.install.environment == other.install.install.environment
    )


def _help(last: WantedPackage, other: WantedPackage, name: str, is_required: bool) -> str:
    from dflint.build.opencv_use import may_use_contrib

    has_one_contrib = ("contrib" in last.name) != ("contrib" in name)
    if has_one_contrib and may_use_contrib(last.install.stage):
        wanted = last.name if "contrib" in last.name else name
        if not is_required:
            return f"keep `{wanted}`, whose modules the code uses"
        if wanted == last.name:
            return f"uninstall `{name}` behind the installation and install `{last.name}` again"
    if not is_required:
        return "keep one of the two: the headless one where no window is opened"
    libraries = " and add libGL" if "headless" in last.name and "headless" not in name else ""
    again = f"uninstall `{name}` behind the installation and install `{last.name}` again"
    return f"leave `{last.name}` out{libraries}, or {again}"
