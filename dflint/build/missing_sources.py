"""Does a Dockerfile copy what is not there, so that it cannot be built any more?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.context.copy_sources import is_remote
from dflint.context.go_filepath import clean_in_context, has_wildcards
from dflint.packages.manifests import manifest_of

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.context.build_context import BuildContext


def is_left_behind(build: Build) -> bool:
    """Whether the folder of code that `build` copies is gone: nobody builds such a file.

    False where the context is not known, or holds no manifest and so may be another one than that of the build, and
    where only files are missing, which something may make before the build.
    """
    context = build.context
    if context is None or not any(manifest_of(name) is not None for name in context.names()):
        return False
    return any(
        _is_gone(source, context)
        for stage in build.stages
        for copy in stage.copies
        if copy.is_from_context
        for source in copy.sources
    )


def _is_gone(source: str | None, context: BuildContext) -> bool:
    if source is None or is_remote(source) or has_wildcards(source):
        return False
    path = clean_in_context(source)
    is_folder = "." not in path.rpartition("/")[2]
    return bool(path) and is_folder and not context.is_ignored(path) and not context.exists(path)
