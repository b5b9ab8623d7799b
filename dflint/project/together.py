"""Which services of one compose file run at the same time?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from dflint.compose.cpu_intent import is_never_run
from dflint.project.alternatives import extended_name, same_services

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile
    from dflint.compose.service import Service
    from dflint.project.project import Project

_WORDS_OF_VARIANTS = frozenset(
    "amd arm cpu cuda debug dev development gpu intel legacy local nvidia old prod production rocm staging test".split()
)
_WORD = re.compile(r"[a-z0-9]+")


def run_together(one: Service, other: Service) -> bool:
    """Whether one command starts both: neither needs a profile, or one profile starts both.

    A service without profiles beside one with a profile may be its stand-in, so nothing is said of them.
    """
    if None in one.profiles or None in other.profiles:
        return False
    if not one.profiles and not other.profiles:
        return True
    return not set(one.profiles).isdisjoint(other.profiles)


def pairs_running_together(
    services: tuple[Service, ...], file: ComposeFile, project: Project
) -> Iterator[tuple[Service, Service]]:
    """The pairs of `services`, all of `file`, that one command starts, whatever other files say of them."""
    running = [service for service in services if not service.is_extended and not is_never_run(service)]
    for one, other in combinations(running, 2):
        if run_together(one, other) and not _is_changed_elsewhere(one, project):
            if not _is_changed_elsewhere(other, project):
                yield one, other


def are_variants(one: Service, other: Service) -> bool:
    """Whether the two look like variants of one service, of which people start one by its name."""
    if extended_name(one) == other.name or extended_name(other) == one.name:
        return True
    names = [_WORD.findall(service.name.lower()) for service in (one, other)]
    first, second = ([word for word in words if word not in _WORDS_OF_VARIANTS] for words in names)
    return first == second or _runs_same(one, other)


def _runs_same(one: Service, other: Service) -> bool:
    """Whether both run the same image, or build the same."""
    if one.image_text is not None and one.image_text == other.image_text:
        return True
    if one.build is None or other.build is None:
        return False
    return (
        one.build.context_text is not None
        and one.build.inline_source is None
        and (one.build.context_text, one.build.dockerfile_text) == (other.build.context_text, other.build.dockerfile_text)
    )


def _is_changed_elsewhere(service: Service, project: Project) -> bool:
    """Whether a file that Compose may merge with this one gives the service profiles, or other ports and names."""
    return any(
        other.get(key) is not None
        for other in same_services(service, project)
        if other.source.path != service.source.path
        for key in ("profiles", "ports", "container_name", "network_mode", "scale")
    )
