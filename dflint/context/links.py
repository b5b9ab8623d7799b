"""Symbolic links as the builder follows them: inside one folder, which is the root of all paths."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable

from dflint.context.go_filepath import clean_in_context

_MOST_LINKS = 255


def mode_on_disk(native_path: str) -> int | None:
    """The type and permissions of what is at `native_path`, not following links; None if there is nothing."""
    try:
        return os.lstat(native_path).st_mode
    except (OSError, ValueError):
        return None


def link_on_disk(native_path: str) -> str | None:
    """What the link at `native_path` holds, with slashes."""
    try:
        return os.readlink(native_path).replace(os.sep, "/")
    except (OSError, ValueError):
        return None


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
