"""Is a stage one of several variants that are named after the version of what they start from?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.stages import Stage

_SHORT = {"python": ("py",), "centos": ("el", "rhel"), "node": ("nodejs",), "alpine": ()}


def is_named_after(stage: Stage, build: Build, product: str, version: str) -> bool:
    """Whether the stage, its file, one of its folders or its image is named after `version` of `product`.

    ``Dockerfile.ubuntu18``, ``1.4.0-nocuda-ubuntu18.04`` and ``bionic`` are named after Ubuntu 18.04, as is a folder
    that is called ``18.04``.
    """
    names = [stage.name or "", _path(build)]
    if build.project is not None:
        names.extend(service.image_text or "" for service in build.project.services_of(build))
    pattern = _pattern(product, version)
    return any(pattern.search(name.lower()) for name in names)


def _path(build: Build) -> str:
    root = build.project.root if build.project is not None else ""
    return build.path.removeprefix(root).replace("\\", "/")


def _pattern(product: str, version: str) -> re.Pattern[str]:
    from dflint.knowledge.image_rows import RELEASES

    major, _, minor = version.partition(".")
    number = rf"{major}(?:[._-]?{minor})" if minor else major
    if minor and product not in ("python", "alpine"):
        number += "?"
    words = "|".join((product, *_SHORT.get(product, ())))
    found = [rf"(?:{words})[._-]?{number}(?!\d)"]
    if minor:
        found.append(rf"(?<![\d.]){re.escape(version)}(?!\d)")
    found.extend(name for name, release in RELEASES.items() if release == (product, version))
    return re.compile("|".join(found))
