"""ML306: pins of torch, torchvision and torchaudio that exclude each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Related, Severity
from dflint.rules.rule import StageRule, unsafe

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.resolved_packages import ResolvedPackage, ResolvedPackages
    from dflint.build.stages import Stage
    from dflint.diagnostics import Fix

_MEMBERS = ("torchvision", "torchaudio")


class TorchFamilyMismatch(StageRule):
    """The pinned releases of torch and of torchvision or torchaudio do not belong together.

    Each release of torchvision, and of torchaudio up to 2.10, is built for one release of torch and requires just that
    one. Asked for both in one command pip gives up; in two commands the second replaces the torch of the first, or,
    without dependencies, the extension fails to load. The pairs come from the metadata of the wheels
    (`dflint data torch_releases`).
    """

    code = "ML306"
    name = "torch-family-mismatch"
    severity = Severity.ERROR
    fixes = Applicability.UNSAFE
    mentions = ("pip", "uv", "poetry", "pdm")
    sources = (
        "https://pypi.org/project/torchvision/#files",
        "https://github.com/pytorch/pytorch/wiki/PyTorch-Versions",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir torch==2.8.0 torchvision==0.22.1
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir torch==2.8.0 torchvision==0.23.0
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding for each pin that does not go with that of torch."""
        if not any(run.installs for run in stage.runs):
            return
        from dflint.build.resolved_packages import resolved_of_stage

        resolved = resolved_of_stage(stage)
        torch = _pinned(resolved, "torch")
        if torch is None:
            return
        for name in _MEMBERS:
            member = _pinned(resolved, name)
            if member is not None and stage in (torch.install.stage, member.install.stage):
                yield from self._pair(torch, member)

    def _pair(self, torch: ResolvedPackage, member: ResolvedPackage) -> Iterator[Diagnostic]:
        from dflint.build.package_places import place_of
        from dflint.packages.torch_family import fits, partner, torch_needed

        assert torch.version is not None
        assert member.version is not None
        if fits(member.name, member.version, torch.version) is not False:
            return
        needed = torch_needed(member.name, member.version)
        fitting = partner(member.name, torch.version)
        place, other = place_of(member), place_of(torch)
        related = [*place.related, *other.related]
        if other.source is place.source and other.span != place.span:
            related.append(Related(other.source, other.span, f"torch {torch.version} is asked for here"))
        pair = f"{member.name} {fitting} goes with torch {torch.version}" if fitting is not None else ""
        yield self.found(
            place.source,
            place.span,
            f"{member.name} {member.version} needs torch {needed}, not {torch.version}",
            help=pair or f"choose a {member.name} for torch {torch.version}",
            related=related,
            fix=_fix(member, fitting),
        )


def _pinned(resolved: ResolvedPackages, name: str) -> ResolvedPackage | None:
    """The package `name`, if it is asked for once and one version of it, by its name."""
    found = [package for package in resolved.named(name) if package.wanted is not None]
    if len(found) != 1 or found[0].version is None or found[0].locked is not None:
        return None
    wanted = found[0].wanted
    return found[0] if wanted is not None and wanted.ecosystem == "python" else None


def _fix(member: ResolvedPackage, fitting: str | None) -> Fix | None:
    """The release that fits, in the place of that which is written, with the same local version."""
    source = member.install.run.source
    if fitting is None or member.source is not source or member.version is None:
        return None
    written = source.slice(member.span)
    release, plus, local = member.version.partition("+")
    if written.count(release) != 1:
        return None
    new = written.replace(release + plus + local, fitting + plus + local)
    return unsafe(f"Ask for {member.name} {fitting}", source.edit(member.span, new)) if new != written else None
