"""What do names of volumes and targets of mounts say about what they are for?

The names are those that people give; there is no specification. Places that are certain stand in `services`.
"""

from __future__ import annotations

import re

# Where something else than the data of a database is mounted.
_ASIDE = re.compile(
    r"/(?:etc|opt/bitnami|docker-entrypoint|initdb|init|conf|config|configuration|backups?|dumps?|logs?|var/log|import|"
    r"export|plugins?|certs?|certificates|ssl|tls|secrets?|tmp|run|var/run|snapshots?|scripts?|usr|home|mnt|shared?|"
    r"app|workspace|code|src|templates?|extensions?|modules?)(?:[/_.-]|$)"
)
_OTHER_NAME = re.compile(
    r"backup|dump|log|conf|cert|ssl|plugin|socket|sock|snapshot|script|init|tmp|temp|shared|import|export|home|certs"
)
_DATA_NAME = re.compile(r"data|db|storage|store|vol")
_HUB_CACHE = re.compile(r"/(?:.*/)?\.cache(?:/huggingface(?:/hub)?)?")


def is_for_data(volume: str, target: str, title: str) -> bool:
    """Whether a volume of that name, mounted there, certainly is to keep the data of the program called `title`."""
    name, place = volume.lower(), target.lower()
    if _ASIDE.match(place) or _OTHER_NAME.search(name) or _OTHER_NAME.search(place):
        return False
    program = title.lower().split()[0]
    return program in place or program in name or (_DATA_NAME.search(name) is not None and "data" in place)


def is_hub_cache(target: str) -> bool:
    """Whether a mount there is to keep what is downloaded from the Hugging Face Hub."""
    return _HUB_CACHE.fullmatch(target) is not None
