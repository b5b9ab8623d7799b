"""What would be rebuilt if some files were others than they are?"""

from __future__ import annotations

import stat
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from dflint.analysis.results import ChangedReport
from dflint.build.cache_keys import CacheModel

if TYPE_CHECKING:
    from collections.abc import Callable

    from dflint.build.build import Build
    from dflint.build.context_inputs import ContextInput
    from dflint.build.layers import Layer
    from dflint.context.build_context import BuildContext
    from dflint.context.entries import Entry


def changed(build: Build, paths: Sequence[str], shown: Callable[[str], str]) -> ChangedReport:
    """What of `build` is rebuilt if what lies at `paths`, absolute and native, is changed, added or removed.

    A folder stands for all that is sent of it. `shown` gives a path as it is told.
    """
    inside: set[str] = set()
    outside: list[str] = []
    for path in paths:
        sent = list(_sent(build.context, path)) if build.context is not None else []
        inside.update(sent)
        if not sent:
            outside.append(shown(path))
    rows = [layer.row for layer in depending_layers(build, inside)]
    return ChangedReport(tuple(map(shown, paths)), tuple(rows), tuple(outside))


def _sent(context: BuildContext, native: str) -> Iterator[str]:
    """The paths in the context that a native path stands for, as far as they are sent or would be."""
    path = context.relative(native)
    if path is None:
        return
    mode = context.storage.mode(native)
    if mode is not None and stat.S_ISDIR(mode):
        yield from (entry.path for entry in context.walk(path) if not entry.is_directory)
    elif path and not context.is_ignored(path):
        yield path


def depending_layers(build: Build, paths: Iterable[str]) -> list[Layer]:
    """The layers of `build`, in order, that are made anew when the content of the files at `paths` is another one."""
    changed_paths = list(paths)
    links = links_of(build.context)
    model = CacheModel(build)
    touched = {one for one in model.inputs if any(_takes(one, links, changed_paths))}
    before = model.keys(lambda one: b"before")
    after = model.keys(lambda one: b"after" if one in touched else b"before")
    return [layer for layer, key in before.items() if after[layer] != key]


def _takes(one: ContextInput, links: dict[str, str], paths: Iterable[str]) -> Iterator[bool]:
    followed = one.following(links)
    return (followed.takes(path) is not None for path in paths)


def links_of(context: BuildContext | None) -> dict[str, str]:
    """What each link that is sent holds, by its path."""
    if context is None:
        return {}
    found = ((entry.path, context.storage.link(context.native(entry.path))) for entry in _links(context))
    return {path: target for path, target in found if target is not None}


def _links(context: BuildContext) -> Iterator[Entry]:
    return (entry for entry in context.walk() if entry.is_symlink)
