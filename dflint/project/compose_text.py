"""Is a YAML file whose name only holds the word "compose" a compose file? Its keys of the top level say it.

The sections are those of https://docs.docker.com/reference/compose-file/, looked at on 2026-11-27. The text is not read
as YAML: the finder asks for many files.
"""

from __future__ import annotations

import re

from dflint.lazy_pattern import lazy_pattern
from dflint.storage import DISK, Storage

_MOST_BYTES = 1 << 20
_KEY = lazy_pattern(r"^\ufeff?[\"']?([\w.$/<-][\w.$/ <-]*?)[\"']?[ \t]*:(?=\s|$)", re.MULTILINE)
_FLOW = lazy_pattern(r"\s*\{")
_SERVICES = lazy_pattern(r"[\"']?\bservices\b[\"']?\s*:")
_SECTIONS = frozenset({"name", "version", "include", "volumes", "networks", "secrets", "configs", "models"})
_TELLING = _SECTIONS - {"name", "version"}


def is_compose_text(text: str) -> bool:
    """Whether the text has `services` at the top level, or another section of a compose file and nothing else."""
    if _FLOW.match(text) is not None:
        return _SERVICES.search(text) is not None
    keys = set(_KEY.findall(text))
    if "services" in keys:
        return True
    return not keys.isdisjoint(_TELLING) and all(key in _SECTIONS or key.startswith("x-") for key in keys)


def is_compose_at(path: str, storage: Storage = DISK) -> bool | None:
    """The same of the file at `path`; None where it cannot be read."""
    if not storage.is_file(path):
        return None
    try:
        return is_compose_text(storage.read(path, _MOST_BYTES).decode("utf-8", "replace"))
    except OSError:
        return None
