"""Which caches of models lie where the user of the image can neither write nor read?

The home of root is closed to all others in the images of Debian, Ubuntu and Alpine (mode 700).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from dflint.build.home import owns_home
from dflint.build.steps import is_within
from dflint.dockerfile.instructions import Env, User
from dflint.knowledge.hub_environment import CACHE_VARIABLES, HUB_PACKAGES
from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.model_downloads import ModelDownload
    from dflint.build.stages import Stage
    from dflint.dockerfile.nodes import KeyValue

_ROOT_HOME = "/root"
_CLOSED = frozenset({"debian", "ubuntu", "alpine"})
_OPENS = lazy_pattern(r"(?:chmod|chown|chgrp|setfacl|usermod|mv|cp|rsync|ln|install)\b[^&|;\n]*/root|~|\$\{?HOME")
_MAKES_USERS = lazy_pattern(r"useradd|adduser|/etc/passwd|nss_wrapper|fixuid|\bHOME\b")


class ClosedVariable(NamedTuple):
    """A variable whose folder lies in the home of root. `own` is the folder in the user's own home, "" if none."""

    instruction: Env
    pair: KeyValue
    path: str
    user: str
    own: str


def user_without_root_home(stage: Stage, build: Build) -> str | None:
    """The user that the image runs as, if that certainly is not root, and root's home is closed to it."""
    state = stage.final_state
    known = stage.root.known
    if state.is_root is not False or known is None or known.system not in _CLOSED:
        return None
    services = build.project.services_of(build) if build.project is not None else ()
    if any(service.get("user") is not None or service.is_extended for service in services):
        return None
    name = state.user_name
    return name if isinstance(name, str) else None


def opens_home_of_root(stage: Stage) -> bool:
    """Whether a RUN moves something out of the home of root, or opens it to others, or may do so."""
    return any(
        _OPENS.search(text) is not None
        for run in stage.chain_runs
        for text in (run.run.line.text, *(heredoc.body.text for heredoc in run.run.heredocs))
    )


def closed_variables(stage: Stage, build: Build) -> Iterator[ClosedVariable]:
    """The variables of `stage` that name a folder for models which the user of the image cannot use."""
    user = user_without_root_home(stage, build)
    if user is None or opens_home_of_root(stage):
        return
    final = stage.final_state
    home = final.home if owns_home(final) else None
    for instruction in stage.instructions:
        if not isinstance(instruction, Env):
            continue
        for pair in instruction.pairs:
            name = pair.name.value
            path = stage.state_before(instruction).expand(pair.value) if name in CACHE_VARIABLES else None
            if path is None or not is_within(path, _ROOT_HOME) or final.env(name) != path:
                continue
            own = home + path.removeprefix(_ROOT_HOME) if isinstance(home, str) else ""
            yield ClosedVariable(instruction, pair, path, user, own)


class ClosedDownload(NamedTuple):
    """A download that lies in the home of root, and the user who looks for it elsewhere."""

    download: ModelDownload
    user: str


def closed_downloads(stage: Stage, build: Build) -> Iterator[ClosedDownload]:
    """The models that `stage` downloads as root into a cache that the user of the image does not see."""
    user = user_without_root_home(stage, build)
    if user is None or opens_home_of_root(stage):
        return

    for one in reversed(stage.chain):
        for download in one.downloads:
            directory = download.directory
            is_cache = directory is not None and is_within(directory, _ROOT_HOME)
            if download.is_hub and is_cache and download.is_kept and download.step.state.is_root:
                yield ClosedDownload(download, user)


def homeless_user(stage: Stage, build: Build) -> User | None:
    """The USER that names a number which no account of the image has, so that its home is ``/``.

    Only where a package downloads models to the home of the user, and nothing says that they go elsewhere.
    """
    user = user_without_root_home(stage, build)
    known = stage.root.known
    if user is None or not user.isdecimal() or known is None or known.family not in ("python", "debian"):
        return None
    if _MAKES_USERS.search(stage.dockerfile.source.text) is not None or stage.graph.named_context("") is not None:
        return None
    final = stage.final_state
    if any(final.env(name) is not None for name in CACHE_VARIABLES) or len(stage.chain) > 1:
        return None
    from dflint.build.wanted_packages import packages_of_stage

    if packages_of_stage(stage).names.isdisjoint(HUB_PACKAGES):
        return None
    instruction = stage.last(User)
    services = build.project.services_of(build) if build.project is not None else ()
    is_set_later = any(not CACHE_VARIABLES.keys().isdisjoint(service.environment) for service in services)
    return None if is_set_later else instruction
