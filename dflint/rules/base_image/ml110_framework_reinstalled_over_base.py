"""ML110: the framework that the base image is made for is installed again in another release."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Diagnostic, Related, Severity
from dflint.rules.rule import BuildRule

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.resolved_packages import ResolvedPackage

_DELIBERATE = ("--force-reinstall", "--ignore-installed", "--target", "--prefix", "--root", "--dry-run")


class FrameworkReinstalledOverBase(BuildRule):
    """The base image holds a framework, and another release of it is installed on top.

    The one of the base stays in its layers, so that the image holds both, and what else the base has was built for its
    own. Take the tag of the base for the release that is wanted, or leave the pin out: pip keeps what is installed
    where the requirement allows it.
    """

    code = "ML110"
    name = "framework-reinstalled-over-base"
    severity = Severity.WARNING
    mentions = ("pip", "uv", "poetry", "pdm")
    sources = (
        "https://hub.docker.com/r/pytorch/pytorch/tags",
        "https://hub.docker.com/r/tensorflow/tensorflow/tags",
    )

    bad = {
        "Dockerfile": """
            FROM pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime
            RUN pip install --no-cache-dir torch==2.6.0
        """,
    }
    good = {
        "Dockerfile": """
            FROM pytorch/pytorch:2.6.0-cuda12.4-cudnn9-runtime
            RUN pip install --no-cache-dir torch==2.6.0
        """,
    }

    def check(self, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding if the image gets a second release of the framework of its base."""
        stage = build.final
        if stage is None:
            return
        from dflint.build.present_packages import framework_of_base

        present = framework_of_base(stage)
        if present is None:
            return
        from dflint.build.package_places import place_of
        from dflint.build.resolved_packages import resolved_of_stage
        from dflint.cost import cost_text, estimated
        from dflint.packages.releases import version_of

        name, version = present
        package = resolved_of_stage(stage).last(name)
        if package is None or package.version is None or package.install.install.has(*_DELIBERATE):
            return
        release = version_of(package.version)
        if release is None or release == version_of(version) or package.install.stage not in stage.chain:
            return
        byte_count = _bytes(package)
        cost = None if byte_count is None else estimated(byte_count)
        more = "" if cost is None else f", another {cost_text(cost)} to download"
        root, place = stage.chain[-1], place_of(package)
        base = Related(root.dockerfile.source, root.from_.image.span, f"this holds {name} {version}")
        yield self.found(
            place.source,
            place.span,
            f"{name} {package.version} is installed in addition to the {name} {version} of the base image{more}",
            help=f"take the tag of the base for {name} {package.version}, or leave {name} out of the requirements",
            related=[*place.related, base],
            cost=cost,
        )


def _bytes(package: ResolvedPackage) -> int | None:
    """How much the release is, for a torch from PyPI."""
    if package.name != "torch":
        return None
    from dflint.build.torch_use import default_torch

    known = default_torch(package)
    return known.byte_count if known is not None else None
