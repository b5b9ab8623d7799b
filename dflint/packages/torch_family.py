"""Do releases of torch, torchvision and torchaudio belong together?"""

from __future__ import annotations

from dflint.knowledge.torch_releases import TORCH_RELEASES, TORCHAUDIO_NEEDS, TORCHVISION_NEEDS
from dflint.packages.releases import allows, newest, version_of

MEMBERS = {"torchvision": TORCHVISION_NEEDS, "torchaudio": TORCHAUDIO_NEEDS}


def torch_needed(package: str, version: str) -> str | None:
    """The specifier of the torch that a release of torchvision or torchaudio needs; None if that is not known."""
    release = version_of(version)
    needs = MEMBERS.get(package, {})
    needed = next((needed for known, needed in needs.items() if version_of(known) == release), None)
    return needed or None


def fits(package: str, version: str, torch: str) -> bool | None:
    """Whether a release of torchvision or torchaudio goes with the release `torch`; None if that is not known."""
    needed = torch_needed(package, version)
    release = version_of(torch)
    if needed is None or release is None or release not in _TORCH:
        return None
    return allows(needed, release)


def partner(package: str, torch: str) -> str | None:
    """The newest release of torchvision or torchaudio that goes with the release `torch`; None if none is known."""
    release = version_of(torch)
    if release is None:
        return None
    return newest(known for known, needed in MEMBERS[package].items() if needed and allows(needed, release))


_TORCH = frozenset(version_of(version) for version in TORCH_RELEASES)
