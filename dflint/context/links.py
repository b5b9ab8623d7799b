"""Symbolic links as the builder follows them: inside one folder, which is the root of all paths."""

from __future__ import annotations

import stat
from collections.abc import Callable

from dflint.context.go_filepath import clean_in_context

_MOST_LINKS = 255


def follow_links(path: str, mode_of: Callable[[str], int | None], link_at: Callable[[str], str | None]) -> str | None:
    """Where `path` leads, or None if it leads nowhere.

    All paths are relative to the root folder; ``""`` is that folder. An absolute link starts there, and ``..`` does
    not lead out of it. `mode_of` looks at a path without following links, and `link_at` says what a link holds, or
    None to stop there.
    """
    pending = clean_in_context(path).split("/")[::-1]
    reached: list[str] = []
    links = 0
    while pending:
        part = pending.pop()
        if part in ("", "."):
            continue
        if part == "..":
            del reached[-1:]
            continue
        here = "/".join([*reached, part])
        mode = mode_of(here)
        if mode is None:
            return None
        if not stat.S_ISLNK(mode):
            if pending and not stat.S_ISDIR(mode):
                return None
            reached.append(part)
            continue
        target = link_at(here)
        links += 1
        if target is None or links > _MOST_LINKS:
            return None
        if target.startswith("/"):
            reached.clear()
        pending.extend(target.split("/")[::-1])
    return "/".join(reached)
