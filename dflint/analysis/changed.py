"""Which layers are built again when certain files change?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from dflint.analysis.results import ChangedReport
from dflint.build.cache_keys import CacheModel

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.context_inputs import ContextInput
    from dflint.build.layers import Layer
    from dflint.context.build_context import BuildContext


def changed(build: Build, paths: Sequence[str], shown: Callable[[str], str]) -> ChangedReport:
    """What of `build` is built again when what is at `paths` changes; see `rebuilt_by`.

    `shown` gives a path as it is told.
    """
    outside = [path for path in paths if build.context is None or not any(_sent(build.context, [path]))]
    rows = tuple(layer.row for layer in rebuilt_by(build, paths))
    return ChangedReport(tuple(map(shown, paths)), rows, tuple(map(shown, outside)))


def rebuilt_by(build: Build, paths: Iterable[str]) -> tuple[Layer, ...]:
    """The layers that are built again when what is at `paths` changes, comes or goes, in the order of the file.

    The paths are absolute and native; a folder stands for all that is in it. What is not sent to the builder changes
    nothing. Of the Dockerfile and other files that say how to build only their copies in the context count.
    """
    context = build.context
    if context is None:
        return ()
    sent = list(_sent(context, paths))
    links = links_of(context)
    model = CacheModel(build)
    touched = {one for one in model.inputs if _takes_any(one.following(links), sent)}
    before = model.keys(lambda one: b"before")
    after = model.keys(lambda one: b"after" if one in touched else b"before")
    return tuple(layer for layer in before if before[layer] != after[layer])


def links_of(context: BuildContext) -> dict[str, str]:
    """What each link that is sent holds, by its path."""
    return {
        entry.path: target
        for entry in context.walk()
        if entry.is_symlink and (target := context.storage.link(context.native(entry.path))) is not None
    }


def _sent(context: BuildContext, paths: Iterable[str]) -> Iterator[str]:
    """The paths in the context that native paths stand for, without what the ignore file leaves out."""
    inside = (path for native in paths if (path := context.relative(native)) is not None)
    return (path for path in _all_below(context, inside) if not context.is_ignored(path))


def _all_below(context: BuildContext, paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        yield path
        if context.is_directory(path):
            yield from (entry.path for entry in context.walk(path))


def _takes_any(one: ContextInput, paths: Sequence[str]) -> bool:
    return any(
        one.takes(path) is not None or any(_is_below(selector.path, path) for selector in one.selectors)
        for path in paths
    )


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(f"{folder}/" if folder else "")
