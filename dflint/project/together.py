"""Which services of one compose file run at the same time?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.compose.cpu_intent import is_never_run
from dflint.lazy_pattern import lazy_pattern
from dflint.project.alternatives import extended_name, same_services
from dflint.project.companions import paths_of

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile
    from dflint.compose.service import Service
    from dflint.project.project import Project

_HARDWARE = (
    r"amd|arm|cpu|cuda|directml|gaudi|gpu|hpu|igpu|intel|metal|mps|npu|nvidia|openvino|rocm|tensorrt|vulkan|xeon|xpu"
)
_MODES = r"all|debug|dev|devel|development|legacy|lite|local|old|prod|production|safe|slim|staging|test"
_NAMES_HARDWARE = lazy_pattern(rf"(?<![a-z])(?:{_HARDWARE})(?![a-z])")
_WORDS_OF_VARIANTS = lazy_pattern(rf"(?:{_HARDWARE}|{_MODES})\d*")
_WORD = lazy_pattern(r"[a-z0-9]+")


def run_together(one: Service, other: Service) -> bool:
    """Whether one command starts both: neither needs a profile, or one profile starts both.

    A service without profiles beside one with a profile may be its stand-in, so nothing is said of them.
    """
    if None in one.profiles or None in other.profiles:
        return False
    if not one.profiles and not other.profiles:
        return True
    return not set(one.profiles).isdisjoint(other.profiles)


class Together:
    """Which services of `file` one command starts, whatever other files say of them."""

    def __init__(self, file: ComposeFile, project: Project) -> None:
        self._paths = paths_of(file)
        self._project = project
        self._is_known: dict[str, bool] = {}

    def holds(self, one: Service, other: Service) -> bool:
        """Whether one command certainly starts both."""
        return run_together(one, other) and self._is_as_written(one) and self._is_as_written(other)

    def _is_as_written(self, service: Service) -> bool:
        """Whether the service is run at all, and no other file says when."""
        if service.name not in self._is_known:
            self._is_known[service.name] = (
                not service.is_extended
                and not is_never_run(service)
                and not _is_changed_elsewhere(service, self._project, self._paths)
            )
        return self._is_known[service.name]


def are_variants(one: Service, other: Service) -> bool:
    """Whether the two look like variants of one service, of which people start one by its name.

    One extends the other, their names differ in a word such as ``gpu`` or ``dev`` alone, both name hardware and are
    built from the same folder, or both run the same command in the same image.
    """
    if extended_name(one) == other.name or extended_name(other) == one.name:
        return True
    names = (one.name.lower(), other.name.lower())
    first, second = ([word for word in _WORD.findall(name) if not _WORDS_OF_VARIANTS.fullmatch(word)] for name in names)
    if first == second:
        return True
    if all(_NAMES_HARDWARE.search(name) for name in names) and _context(one) == _context(other):
        return True
    return _what_runs(one) is not None and _what_runs(one) == _what_runs(other)


def _context(service: Service) -> str | None:
    """The folder that is built, or the image without its tag."""
    if service.build is not None:
        return service.build.context_text
    return service.image_text.partition(":")[0] if service.image_text is not None else None


def _what_runs(service: Service) -> tuple[str | None, ...] | None:
    """What the service runs: the image, or what is built, with the command; None if it is not known."""
    command = tuple(None if text is None else text.text for text in (service.entrypoint_text, service.command_text))
    build = service.build
    if build is None:
        return None if service.image_text is None else (service.image_text, *command)
    if build.context_text is None or build.dockerfile_text is None or build.dockerfile_inline is not None:
        return None
    return (build.context_text, build.dockerfile_text, build.target_text, *command)


def _is_changed_elsewhere(service: Service, project: Project, paths: frozenset[str]) -> bool:
    """Whether a file that Compose may merge with those at `paths` gives the service profiles, or other ports."""
    for other in same_services(service, project):
        for key in ("profiles", "ports", "container_name", "network_mode", "scale"):
            node = other.get(key)
            if node is not None and node.source.path not in paths:
                return True
    return False
