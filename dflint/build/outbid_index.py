"""Where pip is given an index of PyTorch beside PyPI: is the torch that it takes the one of PyPI after all?

pip takes the highest version of all indexes. The suffix of a version of an index of PyTorch makes it higher than the
same version of PyPI; so PyPI wins where it has a newer one, and where the index does not have the one that is wanted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dflint.build.package_indexes import EXPLICIT, LINKS, IndexPlace, indexes_of
from dflint.build.python_version import python_of
from dflint.build.resolved_packages import pinned_version, resolved_before
from dflint.knowledge.plain_images import OLD_RELEASES, PLAIN_FAMILIES
from dflint.knowledge.pypi_mirrors import is_pypi
from dflint.knowledge.torch_indexes import (
    OLDEST_PYTHON,
    has_torch,
    last_torch,
    newest_torch_on_pypi,
    variant_of_version,
)
from dflint.packages.requirement import RequirementKind

if TYPE_CHECKING:
    from dflint.build.package_indexes import Indexes
    from dflint.build.resolved_packages import ResolvedPackage
    from dflint.build.steps import InstallStep


class Outbid(NamedTuple):
    """An index of PyTorch that is given in vain.

    `package` is what asks for torch, `taken` the version that comes from PyPI, "" where only that is known to be newer.
    `last` is the newest one of the index ("1" for one before 2.0), None where another one is asked for that the index
    does not have.
    """

    place: IndexPlace
    variant: str
    package: ResolvedPackage
    taken: str
    last: str | None


def outbid_of(install: InstallStep) -> Outbid | None:
    """The index of PyTorch that `install` names without taking torch from it; None if none is known to be."""
    if install.install.action != "install" or install.install.ecosystem != "python" or install.install.reads_project:
        return None
    if "torch" not in install.wanted.names:
        return None
    indexes = indexes_of(install)
    place = _rival(indexes)
    if place is None or place.variant is None or indexes.takes_first or indexes.torch_backend != "":
        return None
    package = next((one for one in install.resolved.packages if one.name == "torch" and one.is_direct), None)
    if package is None or package.wanted is None or package.wanted.kind is not RequirementKind.PACKAGE:
        return None
    if not _is_first(install):
        return None
    specifier = package.wanted.specifier
    version = package.version or pinned_version(specifier)
    if version is not None:
        is_missing = variant_of_version(version) is None and has_torch(place.variant, version) is False
        return Outbid(place, place.variant, package, version, None) if is_missing and _fits(install, version) else None
    return _newer_on_pypi(install, place, package)


def _rival(indexes: Indexes) -> IndexPlace | None:
    """The one index of a variant of PyTorch, where the others are PyPI and its mirrors."""
    places = [place for place in indexes.places if place.role != EXPLICIT]
    if any(place.url is None or place.role in ("", LINKS) for place in places):
        return None
    rivals = [place for place in places if place.variant]
    others = [place for place in places if place not in rivals]
    has_pypi = bool(others) or all(place.role == "extra" for place in rivals)
    if len(rivals) != 1 or not has_pypi or not all(place.url is not None and is_pypi(place.url) for place in others):
        return None
    return rivals[0]


def _is_first(install: InstallStep) -> bool:
    """Whether torch is certainly not there already."""
    known = install.stage.root.known
    if known is None or known.family not in PLAIN_FAMILIES:
        return False
    earlier = resolved_before(install)
    return earlier.is_complete and not earlier.named("torch")


def _newer_on_pypi(install: InstallStep, place: IndexPlace, package: ResolvedPackage) -> Outbid | None:
    from dflint.packages.versions import is_older, satisfies

    python = python_of(install)
    newest = newest_torch_on_pypi(_oldest_python(install) if python is None else python.version)
    last = last_torch(place.variant or "")
    specifier = None if package.wanted is None else package.wanted.specifier
    if newest is None or last is None or specifier is None or (python is None and specifier):
        return None
    if satisfies(newest, specifier) and is_older(last, newest):
        return Outbid(place, place.variant or "", package, "" if python is None else newest, last)
    return None


def _oldest_python(install: InstallStep) -> str:
    """The oldest Python that the image may have: that of an old distribution, or of an old conda, is not bound."""
    known = install.stage.root.known
    is_new = known is not None and known.family in ("debian", "ubuntu", "cuda", "python") and known.release is not None
    return OLDEST_PYTHON if is_new and known is not None and known.release not in OLD_RELEASES else ""


def _fits(install: InstallStep, version: str) -> bool:
    """Whether PyPI has that torch for the Python of the image, so that it is taken and the build goes on."""
    from dflint.knowledge.torch_releases import TORCH_RELEASES

    python = python_of(install)
    release = TORCH_RELEASES.get(version)
    if python is None or release is None:
        return python is None
    first, last = ((int(one.split(".")[0]), int(one.split(".")[1])) for one in release.pythons)
    return first <= python.release <= last
