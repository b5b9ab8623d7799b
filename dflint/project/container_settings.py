"""What do the compose file and the Dockerfile set the variables of a container to, and where?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from dflint.compose.service_environment import setting_of
from dflint.dockerfile.instructions import Env

if TYPE_CHECKING:
    from dflint.build.stages import Stage
    from dflint.project.containers import Container
    from dflint.project.project import Project
    from dflint.source import Source, Span


class ContainerSetting(NamedTuple):
    """The value of a variable, None where it is not known, and where it is written, if a file says it."""

    value: str | None
    place: tuple[Source, Span] | None


def container_setting(container: Container, name: str, project: Project) -> ContainerSetting | None:
    """What the variable `name` is set to in the container; None if neither file sets it."""
    setting = setting_of(container.service, name, project.source)
    if setting is not None:
        return ContainerSetting(*setting)
    stage = container.stage
    place = None if stage is None else next((place for one, place in _written(stage) if one == name), None)
    if stage is None or place is None:
        return None
    value = stage.final_state.env(name)
    return ContainerSetting(value if isinstance(value, str) else None, place)


def settings_of(container: Container, project: Project) -> Iterator[tuple[str, ContainerSetting]]:
    """All variables that ``environment`` or an ENV sets in the container."""
    names = dict.fromkeys(container.service.environment)
    if container.stage is not None:
        names.update(dict.fromkeys(name for name, _ in _written(container.stage)))
    for name in names:
        setting = container_setting(container, name, project)
        if setting is not None:
            yield name, setting


def _written(stage: Stage) -> Iterator[tuple[str, tuple[Source, Span]]]:
    """The variables that the ENVs of the chain set, the last first, and where their values stand."""
    for one in stage.chain:
        for step in reversed(one.steps):
            if isinstance(step, Env):
                for pair in reversed(step.pairs):
                    yield pair.name.text, (step.source, pair.value.span)
