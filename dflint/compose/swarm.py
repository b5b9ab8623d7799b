"""Is a compose file written for ``docker stack deploy``, which reads it otherwise than Compose does?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile
    from dflint.compose.service import Service

_KEYS_OF_SWARM = ("mode", "placement", "update_config", "rollback_config", "endpoint_mode")
"""Keys of ``deploy`` that only a swarm heeds: https://docs.docker.com/reference/compose-file/deploy/."""


def is_for_swarm(file: ComposeFile) -> bool:
    """Whether anything in the file is for a swarm only."""
    if any(service_is_for_swarm(service) for service in file.services):
        return True
    networks = file.root.get("networks") if file.root is not None else None
    drivers = [node.get("driver") for _, node in networks.items()] if networks is not None else []
    return any(driver is not None and driver.text == "overlay" for driver in drivers)


def service_is_for_swarm(service: Service) -> bool:
    """Whether the service says something that only a swarm heeds."""
    deploy = service.deploy
    return deploy is not None and any(deploy.get(key) is not None for key in _KEYS_OF_SWARM)
