"""Does a mount of a service hold the models where the program in its container looks for them?

The places come from two files: where the Dockerfile says that models are (ENV, CMD), or where the home of its user is;
and what the compose file mounts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from dflint.build.steps import is_within
from dflint.knowledge.model_caches import MODEL_CACHES, ModelCache
from dflint.lazy_pattern import lazy_pattern
from dflint.project.container_scripts import program_texts, script_texts
from dflint.project.container_settings import container_setting, settings_of
from dflint.project.service_data import mounts_of

if TYPE_CHECKING:
    from dflint.build.stages import Stage
    from dflint.project.containers import Container
    from dflint.project.project import Project
    from dflint.project.service_data import Mount
    from dflint.source import Source, Span

_SWITCHING_USER = lazy_pattern(r"\b(?:gosu|su-exec|setpriv|runuser|sudo|su)\b")
_MODEL_VARIABLE = lazy_pattern(
    r"(?:[A-Z0-9]+_)*(?:MODELS?|CHECKPOINTS?|WEIGHTS?)(?:_[A-Z0-9]+)*_(?:PATH|DIR|DIRECTORY|FOLDER|FILE|REPOSITORY|ROOT)"
)
_MODEL_OPTION = lazy_pattern(
    r"--(?:model|models|model-path|model-dir|model[-_]repository|model[-_]store|model_base_path)"
)
_MODEL_FOLDERS = frozenset(
    "model models model_repository model-repository model_repo weights checkpoint checkpoints model_store".split()
)


class Mismatch(NamedTuple):
    """A mount that is for models, and the `path` in which the program looks for them.

    `place` is where a file says so, `note` what it says there. `title` is the library whose cache it is, "" for others.
    """

    mount: Mount
    path: str
    title: str
    place: tuple[Source, Span]
    note: str


def mismatches_of(container: Container, project: Project) -> Iterator[Mismatch]:
    """The mounts of the container that are for models and in another place than where they are looked for.

    Nothing where a mount is not known, or any setting names what is mounted.
    """
    mounts = list(mounts_of(container.service))
    if not mounts or any(mount.target is None for mount in mounts) or container.service.is_extended:
        return
    lasting = [mount for mount in mounts if mount.type in ("volume", "bind") and mount.source]
    named = [setting.value for _, setting in settings_of(container, project) if setting.value]
    named += [word.rpartition("=")[2].strip("'\"") for word in container.command_line.split()]
    free = [mount for mount in lasting if not any(_concerns(value, mount.target or "") for value in named)]
    for cache in MODEL_CACHES:
        yield from _of_cache(cache, container, mounts, free, project)
    yield from _of_path(container, mounts, free, project)


def _concerns(value: str, target: str) -> bool:
    """Whether a value names something in what is mounted, or a folder around it."""
    path = value.rstrip("/")
    return path.startswith("/") and (is_within(path, target) or is_within(target, path))


def _is_held(path: str, mounts: Sequence[Mount]) -> bool:
    return any(
        mount.target is not None and (is_within(path, mount.target) or is_within(mount.target, path))
        for mount in mounts
    )


# Caches


def _of_cache(
    cache: ModelCache, container: Container, mounts: Sequence[Mount], free: Sequence[Mount], project: Project
) -> Iterator[Mismatch]:
    meant = [mount for mount in free if _is_in_a_home(cache, mount.target or "")]
    if not meant:
        return
    where = _directory(cache, container, project)
    if where is None:
        return
    path, place, note = where
    if not _is_held(path, mounts):
        for mount in meant:
            yield Mismatch(mount, path, cache.title, place, note)


def _is_in_a_home(cache: ModelCache, target: str) -> bool:
    """Whether `target` is where `cache` is below some home directory."""
    home = rf"(?:/root|/home/[^/]+|/)/?{re.escape(cache.home)}(?:/hub)?"
    return cache.home in target and re.fullmatch(home, target) is not None


def _directory(
    cache: ModelCache, container: Container, project: Project
) -> tuple[str, tuple[Source, Span], str] | None:
    """Where the cache is in the container, where that is written, and what is said there; None if it is not known."""
    for name, suffix in cache.variables:
        setting = container_setting(container, name, project)
        if setting is not None:
            if setting.value is None or setting.place is None or not setting.value.startswith("/"):
                return None
            return setting.value.rstrip("/") + suffix, setting.place, f"`{name}` says so"
    stage = container.stage
    if stage is None or container_setting(container, "HOME", project) is not None:
        return None
    home = _home(container, stage)
    if home is None:
        return None
    user = stage.final_state.user_name
    return f"{home}/{cache.home}", _place_of_user(stage), f"the container runs as `{user}`, whose home is `{home}`"


def _home(container: Container, stage: Stage) -> str | None:
    """The home of the user that the Dockerfile says; None if the program may run as another one."""
    if container.service.get("user") is not None or not isinstance(stage.final_state.user_name, str):
        return None
    texts = [container.command_line, *script_texts(container)]
    if any(text is None or _SWITCHING_USER.search(text) is not None for text in texts):
        return None
    home = stage.final_state.home
    return home if isinstance(home, str) else None


def _place_of_user(stage: Stage) -> tuple[Source, Span]:
    """The USER that is in effect, or the FROM where there is none."""
    from dflint.dockerfile.instructions import User

    user = stage.last(User)
    first = stage.chain[-1]
    return (user.source, user.span) if user is not None else (first.dockerfile.source, first.from_.image.span)


# Paths of models


def _of_path(
    container: Container, mounts: Sequence[Mount], free: Sequence[Mount], project: Project
) -> Iterator[Mismatch]:
    meant = [mount for mount in free if (mount.target or "").rpartition("/")[2].lower() in _MODEL_FOLDERS]
    if len(meant) != 1 or _is_named_by_program(meant[0].target or "", container):
        return
    for path, place, note in _paths(container, project):
        if not _is_held(path, mounts) and not _may_be_in_image(path, container):
            yield Mismatch(meant[0], path, "", place, note)
            return


def _paths(container: Container, project: Project) -> Iterator[tuple[str, tuple[Source, Span], str]]:
    """The absolute paths of models that a variable or an option of the command names."""
    for name, setting in settings_of(container, project):
        if _MODEL_VARIABLE.fullmatch(name) is not None and setting.place is not None:
            path = (setting.value or "").rstrip("/")
            if path.startswith("/") and path.count("/") >= 1 and len(path) > 1:
                yield path, setting.place, f"`{name}` says so"
    written = _place_of_command(container)
    words = container.command_line.replace("'", " ").replace('"', " ").split()
    for word, following in pairwise([*words, ""]):
        name, equals, value = word.partition("=")
        path = (value if equals else following).rstrip("/")
        if _MODEL_OPTION.fullmatch(name) is not None and path.startswith("/") and len(path) > 1 and written is not None:
            yield path, written, f"`{name}` says so"


def _place_of_command(container: Container) -> tuple[Source, Span] | None:
    """Where the command line is written that the container runs."""
    service, stage = container.service, container.stage
    for node in (service.command, service.entrypoint):
        if node is not None and not node.is_null:
            return node.source, node.place
    from dflint.dockerfile.instructions import Cmd, Entrypoint

    instruction = None if stage is None else stage.last(Cmd) or stage.last(Entrypoint)
    return None if instruction is None else (instruction.source, instruction.span)


def _may_be_in_image(path: str, container: Container) -> bool:
    """Whether the image may have something at `path`: a COPY goes there, or a RUN names it."""
    stage = container.stage
    if stage is None:
        # The images of servers have no models in them.
        return container.server is None
    if stage.root.known is None and container.server is None:
        return True
    for copy in (copy for one in stage.chain for copy in one.copies):
        if copy.destination in (None, "", "/") or _concerns(copy.destination or "", path):
            return True
    name = path.rpartition("/")[2]
    return any(name in run.instruction.source.slice(run.instruction.span) for run in stage.chain_runs)


def _is_named_by_program(target: str, container: Container) -> bool:
    """Whether a program or a script of the project names what is mounted, by its path or from the working directory."""
    name = re.escape(target.rpartition("/")[2])
    pattern = re.compile(rf"{re.escape(target)}|[\"'](?:\./)?{name}[/\"']|\./{name}\b")
    texts = [*script_texts(container), *program_texts(container)]
    return any(text is None or pattern.search(text) is not None for text in texts)
