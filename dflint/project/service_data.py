"""Where does the program of a service keep its data in the container, and what of that outlives the container?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from dflint.build.steps import is_within
from dflint.compose.service_environment import Setting, setting_of
from dflint.compose.values import text_of, texts_of
from dflint.dockerfile.instructions import Env
from dflint.knowledge.services import SERVICES, Storage, Version, storage_of, version_of

if TYPE_CHECKING:
    from dflint.compose.nodes import Node
    from dflint.compose.service import Service
    from dflint.knowledge.services import Service as Program
    from dflint.project.containers import Container
    from dflint.project.project import Project

_HOME_OF_ROOT = "/root"


class Data(NamedTuple):
    """Where a program keeps its data: `path`, which is that of `storage` unless `setting` names another."""

    program: Program
    version: Version | None
    storage: Storage
    path: str
    setting: Setting | None


class Mount(NamedTuple):
    """Something that is mounted: `target` is the clean path, None where it is not known.

    `source` is the name of a volume or the path of a folder, ``""`` where the mount does not outlive the container.
    """

    node: Node
    type: str | None
    source: str | None
    target: str | None


def program_of(container: Container) -> Program | None:
    """What is known of the program that the image of a container is made for."""
    return SERVICES.get(container.image.family) if container.image is not None else None


def data_of(container: Container, project: Project) -> Data | None:
    """Where the program of the container keeps its data; None if it has none, or if that is not known."""
    program = program_of(container)
    if program is None or container.reference is None or container.service.is_extended:
        return None
    reference = container.reference
    version = version_of(program, reference.tag) if reference.tag is not None or reference.digest is None else None
    storage = storage_of(program, version)
    if storage is None or _is_configured(container, program, project):
        return None
    setting = None
    for name in storage.moved_by:
        setting = setting_of(container.service, name, project.source)
        if setting is not None:
            break
        if _is_set_by_image(container, name):
            return None
    if setting is not None and (setting.value is None or not setting.value.startswith("/")):
        return None
    path = setting.value if setting is not None and setting.value is not None else storage.path
    if not path or (is_within(path, _HOME_OF_ROOT) and setting is None and _has_another_home(container)):
        return None
    return Data(program, version, storage, path.rstrip("/") or "/", setting)


def mounts_of(service: Service) -> Iterator[Mount]:
    """All that is mounted into the container of the service, by whichever key."""
    for volume in service.volumes:
        source = volume.source if volume.type != "tmpfs" else ""
        yield Mount(volume.node, volume.type, source, _clean(volume.target))
    node = service.get("tmpfs")
    for text, place in zip(texts_of(node, service.variables), _items(node), strict=True):
        yield Mount(place, "tmpfs", "", _clean(None if text is None else text.partition(":")[0]))
    for key in ("configs", "secrets"):
        for item in _items(service.get(key)):
            target = item.get("target")
            if target is not None:
                yield Mount(item, key, "", _clean(text_of(target, service.variables)))
    for item in _items(service.get("volumes_from")):
        yield Mount(item, None, None, None)


def is_kept(data: Data, mounts: Sequence[Mount]) -> bool:
    """Whether something is, or may be, mounted where the data are: at the directory, in it, or around it."""
    for mount in mounts:
        if mount.target is None or is_within(mount.target, data.path):
            return True
        if is_within(data.path, mount.target) and not _is_hidden(data, mount.target):
            return True
    return False


def _is_hidden(data: Data, target: str) -> bool:
    """Whether a volume of the image lies between what is mounted at `target` and the data."""
    volume = data.storage.volume
    return bool(volume) and is_within(data.path, volume) and target != volume and is_within(volume, target)


def _is_configured(container: Container, program: Program, project: Project) -> bool:
    """Whether an option, a variable, or a file that is mounted, may say that the data are elsewhere."""
    words = container.command_line.split()
    targets = [mount.target or "" for mount in mounts_of(container.service)]
    for name in program.moving_options:
        if name.isupper():
            if setting_of(container.service, name, project.source) is not None or _is_set_by_image(container, name):
                return True
        elif name.startswith("-"):
            if any(word == name or word.startswith(f"{name}=") for word in words):
                return True
        elif any(name in text for text in (*words, *targets)):
            return True
    return False


def _is_set_by_image(container: Container, name: str) -> bool:
    """Whether the Dockerfile of the image that is built sets the variable."""
    if container.stage is None:
        return False
    return any(
        pair.name.text == name
        for stage in container.stage.chain
        for step in stage.steps
        if isinstance(step, Env)
        for pair in step.pairs
    )


def _has_another_home(container: Container) -> bool:
    """Whether the program may run as another user than root, or with another home."""
    if container.service.get("user") is not None or "HOME" in container.service.environment:
        return True
    stage = container.stage
    return stage is not None and (stage.final_state.user is not None or _is_set_by_image(container, "HOME"))


def _items(node: Node | None) -> Sequence[Node]:
    if node is None or node.is_null or node.is_mapping:
        return ()
    return node.elements if node.is_sequence else (node,)


def _clean(target: str | None) -> str | None:
    return None if target is None else target.rstrip("/") or "/"
