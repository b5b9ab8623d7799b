"""ML206: large wheels that are fetched anew in each build."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Applicability, Cost, Diagnostic, Fix, Severity
from dflint.rules.rule import StageRule, safe, unsafe
from dflint.sizes import MEGABYTE

if TYPE_CHECKING:
    from dflint.build.steps import InstallStep
    from dflint.build.tool_cache import CacheUse
    from dflint.build.wanted_packages import WantedPackage

_TOOLS = frozenset({"pip", "uv"})
_MUCH = 100 * MEGABYTE


class PreferCacheMount(StageRule):
    """Large packages are downloaded again whenever their layer is built again.

    In a stage whose layers do not get into the image, the cache of pip or uv does no harm, but it is lost with its
    layer: one more line in the requirements file, and gigabytes of wheels are fetched again. A cache mount keeps them
    from one build to the next. Where the cache is turned off on purpose, with `--no-cache-dir` say, nothing is said.
    """

    code = "ML206"
    name = "prefer-cache-mount"
    severity = Severity.INFO
    fixes = Applicability.SAFE
    mentions = ("pip", "uv")
    sources = (
        "https://docs.docker.com/build/cache/optimize/#use-cache-mounts",
        "https://pip.pypa.io/en/stable/topics/caching/",
        "https://docs.astral.sh/uv/guides/integration/docker/#caching",
    )

    bad = {
        "Dockerfile": """
            # syntax=docker/dockerfile:1
            FROM python:3.12-slim AS builder
            RUN pip install --prefix=/install torch==2.8.0
            FROM python:3.12-slim
            COPY --from=builder /install /usr/local
        """,
    }
    good = {
        "Dockerfile": """
            # syntax=docker/dockerfile:1
            FROM python:3.12-slim AS builder
            RUN --mount=type=cache,target=/root/.cache/pip pip install --prefix=/install torch==2.8.0
            FROM python:3.12-slim
            COPY --from=builder /install /usr/local
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a RUN, at its first installation that is so."""
        if not any(step.install.ecosystem == "python" for run in stage.runs for step in run.installs):
            return
        from dflint.build.missed_mounts import missed_mount
        from dflint.build.tool_cache import cache_uses
        from dflint.build.way_out import way_out

        uses = tuple(cache_uses(stage, _TOOLS))
        seen = set()
        for use in uses:
            if not use.is_left or use.is_root is not True or use.run in seen or missed_mount(use, uses) is not None:
                continue
            # What gets into an image is a greater fault.
            large = _large_package(use.step)
            if large is not None and not use.run.is_trigger and way_out(use, build) is None:
                seen.add(use.run)
                yield self._finding(use, large, uses)

    def _finding(self, use: CacheUse, large: WantedPackage, uses: tuple[CacheUse, ...]) -> Diagnostic:
        from dflint.build.resolved_packages import leaves_out_dependencies
        from dflint.cost import cost_text
        from dflint.shell.command_edits import word_of, words_through

        is_alone = leaves_out_dependencies(use.step)
        cost = _cost(large, is_alone)
        size = "" if cost is None else f", {cost_text(cost)},"
        subject = f"`{large.name}`{size} is" if is_alone else f"`{large.name}` and what it needs{size} are"
        word = word_of(use.command, use.step.install.subcommand.rpartition(" ")[2])
        directory = use.directories[0] if use.directories else ""
        return self.found(
            use.run.run.source,
            use.command.span if word is None else words_through(use.command, word),
            f"{subject} downloaded again whenever this layer is built again",
            help=f"add a cache mount: `RUN --mount=type=cache,target={directory}`",
            fix=_fix(use, directory, uses),
            cost=cost,
        )


def _large_package(step: InstallStep) -> WantedPackage | None:
    """The first package of the installation that is large, and that is not there before."""
    from dflint.build.resolved_packages import leaves_out_dependencies
    from dflint.knowledge.large_packages import LARGE_PACKAGES

    is_alone = leaves_out_dependencies(step)
    for package in step.wanted.packages:
        if package.name not in LARGE_PACKAGES or (is_alone and _own_bytes(package) < _MUCH):
            continue
        if step.install.action == "download" or not _may_be_present(package):
            return package
    return None


def _may_be_present(package: WantedPackage) -> bool:
    """Whether an earlier installation or the base image has brought the package, or may have."""
    from dflint.build.present_packages import is_present
    from dflint.build.resolved_packages import resolved_before

    found = next((one for one in package.install.resolved.named(package.name) if one.is_direct), None)
    return found is not None and is_present(found, resolved_before(package.install)) is not False


def _own_bytes(package: WantedPackage) -> int:
    """The bytes of the wheel itself, 0 where no table tells them."""
    from dflint.build.package_indexes import indexes_of
    from dflint.build.resolved_packages import pinned_version
    from dflint.knowledge.wheel_sizes import WHEEL_SIZES

    version = pinned_version(package.specifier)
    if version is None or not indexes_of(package.install).is_default(package.name, version):
        return 0
    return WHEEL_SIZES.get(package.name, {}).get(version, 0)


def _cost(package: WantedPackage, is_alone: bool) -> Cost | None:
    """The bytes of the package and, unless it `is_alone`, of what it needs, where a table tells them."""
    from dflint.build.package_indexes import indexes_of
    from dflint.build.resolved_packages import pinned_version
    from dflint.cost import estimated
    from dflint.knowledge.torch_releases import TORCH_RELEASES

    if is_alone:
        return estimated(_own_bytes(package), of="rebuild")
    version = pinned_version(package.specifier)
    release = TORCH_RELEASES.get(version) if package.name == "torch" and version is not None else None
    if release is None or version is None or not release.closure_bytes:
        return None
    is_default = indexes_of(package.install).is_default("torch", version)
    return estimated(release.closure_bytes, of="rebuild") if is_default else None


def _fix(use: CacheUse, directory: str, uses: tuple[CacheUse, ...]) -> Fix | None:
    """A cache mount; it needs BuildKit, so it is safe where the file uses that already."""
    from dflint.build.buildkit_use import knows_cache_mounts
    from dflint.dockerfile.flag_edits import add_flag

    if not directory or any(character in directory for character in " ,\"'\\$"):
        return None
    if any(one.run is use.run and one.cache is use.cache and one.is_off for one in uses):
        return None
    make = safe if knows_cache_mounts(use.step.stage.dockerfile) else unsafe
    return make(f"Mount a cache at `{directory}`", add_flag(use.run.run, f"--mount=type=cache,target={directory}"))
