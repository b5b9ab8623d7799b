"""Which mount of a service is to keep the data of its program, though the program has them elsewhere?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dflint.build.steps import is_within
from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from dflint.compose.service import Service
    from dflint.project.project import Project
    from dflint.project.service_data import Data, Mount

# What people call volumes, and where they mount them: there is no specification.
# Where something else than the data of a database is mounted.
_ASIDE = lazy_pattern(
    r"/(?:etc|opt/bitnami|docker-entrypoint|initdb|init|conf|config|configuration|backups?|dumps?|logs?|var/log|import|"
    r"export|plugins?|certs?|certificates|ssl|tls|secrets?|tmp|run|var/run|snapshots?|scripts?|usr|home|mnt|shared?|"
    r"app|workspace|code|src|templates?|extensions?|modules?)(?:[/_.-]|$)"
)
_OTHER_NAME = lazy_pattern(
    r"backup|dump|log|conf|cert|ssl|plugin|socket|sock|snapshot|script|init|tmp|temp|shared|import|export|home|certs"
)
_DATA_NAME = lazy_pattern(r"data|db|storage|store|vol")
_HUB_CACHE = lazy_pattern(r"/(?:.*/)?\.cache(?:/huggingface(?:/hub)?)?")


def is_above(mount: Mount, data: Data) -> bool:
    """Whether the data lie in what is mounted, were it not for a volume of the image between them."""
    return mount.target is not None and is_within(data.path, mount.target)


def mount_meant_for(data: Data, mounts: Sequence[Mount], service: Service, project: Project) -> Mount | None:
    """The mount that is to keep `data` and does not: one whose target or name leaves no other meaning.

    None where something keeps them, which the caller has to know, or where no mount is certainly meant for them.
    """
    lasting = [mount for mount in mounts if mount.source and mount.type in ("volume", "bind") and mount.target]
    old = {storage.path for storage in data.program.storage} - {data.path, ""}
    for mount in lasting:
        if mount.target in old or (is_above(mount, data) and mount.target != "/"):
            return mount
    if any("HUGGINGFACE" in name for name in data.storage.moved_by):
        return next((mount for mount in lasting if _is_hub_cache(mount.target or "")), None)
    named = [mount for mount in lasting if mount.type == "volume"]
    if len(named) != 1 or _is_used_elsewhere(named[0], service, project):
        return None
    return named[0] if _is_for_data(named[0].source or "", named[0].target or "", data.program.title) else None


def _is_used_elsewhere(mount: Mount, service: Service, project: Project) -> bool:
    """Whether another service of the file has the volume, too: then it may be there to hand something over."""
    file = project.file(service.source.path).compose
    return any(
        volume.source == mount.source
        for other in (file.services if file is not None else ())
        if other.name != service.name
        for volume in other.volumes
    )


def _is_for_data(volume: str, target: str, title: str) -> bool:
    """Whether a volume of that name, mounted there, certainly is to keep the data of the program called `title`."""
    name, place = volume.lower(), target.lower()
    if _ASIDE.match(place) or _OTHER_NAME.search(name) or _OTHER_NAME.search(place):
        return False
    program = title.lower().split()[0]
    return program in place or program in name or (_DATA_NAME.search(name) is not None and "data" in place)


def _is_hub_cache(target: str) -> bool:
    """Whether a mount there is to keep what is downloaded from the Hugging Face Hub."""
    return _HUB_CACHE.fullmatch(target) is not None
