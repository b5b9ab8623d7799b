"""Which downloads of a stage are for one kind of processor, although its base image is there for others as well?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dflint.knowledge.multi_platform_images import DEBIAN_RELEASES, FOR_AMD64_AND_ARM64
from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dflint.build.build import Build
    from dflint.build.stages import Stage
    from dflint.shell.words import ShellWord

_FOR_AMD64 = lazy_pattern(r"(?:^|[^A-Za-z0-9])(?:x86[_-]64|amd64|linux64|linux-x64)(?![A-Za-z0-9])", re.IGNORECASE)
# Whatever speaks of another processor, or asks for the one that is built for, takes care of it.
_KNOWS_OTHERS = lazy_pattern(
    r"arm64|aarch64|armv?[78]|TARGETARCH|TARGETPLATFORM|BUILDARCH|BUILDPLATFORM|uname|--print-architecture|\barch\b"
    r"|linux/amd64|DOCKER_DEFAULT_PLATFORM",
    re.IGNORECASE,
)


def downloads_for_amd64(stage: Stage, build: Build) -> Iterator[ShellWord]:
    """The URLs that curl and wget fetch in `stage` whose names say that they are for x86-64 only."""
    if not _is_for_others_too(stage) or _KNOWS_OTHERS.search(stage.dockerfile.source.text):
        return
    if build.service is not None and build.service.get("platform") is not None:
        return
    for run in stage.runs:
        for command in run.commands:
            if command.name not in ("curl", "wget") or command.conditional:
                continue
            for word in command.arguments:
                value = run.value_of(command, word)
                if value is not None and "://" in value and _FOR_AMD64.search(value):
                    yield word


def _is_for_others_too(stage: Stage) -> bool:
    """Whether the image that the stage starts from is built for other processors too, and none is asked for."""
    reference, known = stage.root.reference, stage.root.known
    if reference is None or known is None or reference.digest is not None:
        return False
    if reference.familiar not in FOR_AMD64_AND_ARM64 or known.release not in DEBIAN_RELEASES:
        return False
    return all(one.from_.platform is None for one in stage.chain)
