"""Is a package that is asked for also what another one needs, so that asking no longer would change nothing?

A lock file says so, and a requirements file that was compiled: ``# via albumentations``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from dflint.build.wanted_packages import WantedPackage

_REST_OF_ENTRY = lazy_pattern(r"[^\n#]*(?:\n[ \t]+--hash[^\n]*)*(?P<comments>(?:\s*#[^\n]*)*)")
_VIA = lazy_pattern(r"#\s*via\b(?P<names>.*)", re.DOTALL)


def is_required_by_others(package: WantedPackage) -> bool:
    """Whether a lock file, or the comment behind the requirement, names a package that needs `package`."""
    locked = [one.locked for one in package.install.resolved.packages if one.locked is not None]
    if any(needed.name == package.name for one in locked for needed in one.dependencies):
        return True
    return package.source is not package.install.run.source and _is_via_another(package.source.text[package.span.end :])


def _is_via_another(text: str) -> bool:
    """Whether the comments at the beginning of `text` name a package, and not only a file that asks for it."""
    entry = _REST_OF_ENTRY.match(text)
    via = None if entry is None else _VIA.search(entry["comments"])
    if via is None:
        return False
    names = [name.strip() for name in re.split(r"[,\n]", via["names"].replace("#", ""))]
    return any(name and not name.startswith("-") and "(" not in name for name in names)
