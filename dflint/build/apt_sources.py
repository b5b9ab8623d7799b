"""From which release of Debian or Ubuntu does apt install packages?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.build.steps import CopyStep, is_within
from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from dflint.build.steps import RunStep

_HARMLESS = lazy_pattern(
    r"\b(?:add-apt-repository|apt-add-repository)\b[^\n;&|]*?(?:ppa:deadsnakes/\S+|universe|multiverse)"
)
_OTHER_SOURCES = lazy_pattern(
    r"sources\.list\.d|apt-add-repository|add-apt-repository|\bdeb(?:-src)?\s+(?:\[|https?:|ftp:)|snapshot\.debian"
    r"|archive\.debian|old-releases|do-release-upgrade|\.deb\b"
    r"|\b(?:squeeze|wheezy|jessie|stretch|buster|bullseye|bookworm|trixie|sid|xenial|bionic|focal|jammy|noble)\b"
)


def release_of_packages(step: RunStep) -> tuple[str, str] | None:
    """The distribution and its release whose packages `step` installs, as the table of images names them.

    None if that is not known, or if packages of another release, or from elsewhere, may be among them.
    """
    known = step.stage.root.known
    if known is None or known.package_manager != "apt" or not known.system or not known.release:
        return None
    for stage in step.stage.chain:
        for layer in stage.layers:
            if stage is step.stage and layer.position > step.position:
                break
            if isinstance(layer, CopyStep):
                if layer.destination is None or _is_of_apt(layer.destination):
                    return None
            elif _may_add_sources(layer):
                return None
    return known.system, known.release


def _may_add_sources(step: RunStep) -> bool:
    if step.script.is_foreign:
        return True
    text = "\n".join(command.text for command in step.commands)
    return _OTHER_SOURCES.search(_HARMLESS.sub("", text)) is not None


def _is_of_apt(path: str) -> bool:
    return is_within(path, "/etc/apt") or path in ("/", "/etc")
