"""Which release of Docker Compose is the first that reads a key of the compose file?

Releases as the compose specification gives them beside each key. Keys whose release it does not say are not here.
"""

from __future__ import annotations

from typing import NamedTuple

VERIFIED = "2026-11-23"

_SERVICES = "https://github.com/compose-spec/compose-spec/blob/main/05-services.md"
_MODELS = "https://github.com/compose-spec/compose-spec/blob/main/models.md"
_INCLUDE = "https://github.com/compose-spec/compose-spec/blob/main/14-include.md"
_BUILD = "https://github.com/compose-spec/compose-spec/blob/main/build.md"


class Feature(NamedTuple):
    """A key by its path below a service, or below the file where `of_file`; `since` is the first release."""

    path: tuple[str, ...]
    since: tuple[int, int, int]
    source: str
    of_file: bool = False


FEATURES: tuple[Feature, ...] = (
    Feature(("gpus",), (2, 30, 0), _SERVICES),
    Feature(("models",), (2, 38, 0), _SERVICES),
    Feature(("models",), (2, 38, 0), _MODELS, of_file=True),
    Feature(("provider",), (2, 36, 0), _SERVICES),
    Feature(("include",), (2, 20, 0), _INCLUDE, of_file=True),
    Feature(("develop",), (2, 22, 0), _SERVICES),
    Feature(("healthcheck", "start_interval"), (2, 20, 2), _SERVICES),
    Feature(("build", "additional_contexts"), (2, 17, 0), _BUILD),
)
