"""Is a Dockerfile certainly built by BuildKit, and by a frontend that knows cache mounts?"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from dflint.dockerfile.instructions import Run
from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from dflint.dockerfile.instructions import Dockerfile

# Mounts came with version 1.2 of the frontend, and before with its experimental versions.
# https://github.com/moby/buildkit/releases/tag/dockerfile%2F1.2.0
_OLD_FRONTEND = lazy_pattern(r"docker/dockerfile:1\.[01](?:\.\d+)?$")
_OFFICIAL_FRONTEND = lazy_pattern(r"(?:docker\.io/)?docker/dockerfile(?:-upstream)?(?::|@|$)")


@lru_cache(maxsize=8)
def knows_cache_mounts(dockerfile: Dockerfile) -> bool:
    """Whether the file already uses what needs a frontend with cache mounts: a mount, a heredoc, or ``# syntax``."""
    for instruction in dockerfile.instructions:
        if instruction.heredocs or (isinstance(instruction, Run) and instruction.mounts):
            return True
    syntax = next((directive.value for directive in dockerfile.directives if directive.name == "syntax"), "")
    return _OFFICIAL_FRONTEND.match(syntax) is not None and _OLD_FRONTEND.search(syntax) is None
