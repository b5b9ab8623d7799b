"""What has to change so that a compose service builds with a secret, and no longer with a build argument?

The Dockerfile mounts the secret where it is used, and the compose file hands it over: ``build.secrets`` of the service,
and a secret at the top level that takes its value from the environment
(https://docs.docker.com/reference/compose-file/build/#secrets).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dflint.build.declared_arguments import is_usual_dockerfile
from dflint.build.secret_mounts import Declaration, SecretMounts, secret_id
from dflint.compose.edits import insert_into
from dflint.compose.removal import remove_entry, remove_item
from dflint.compose.sequence_edits import append_to
from dflint.dockerfile.instructions import Arg
from dflint.lazy_pattern import lazy_pattern
from dflint.source import Edit

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.stages import Stage
    from dflint.compose.service import BuildSection, Service
    from dflint.compose.values import Assignment
    from dflint.project.project import Project

_VARIABLE = lazy_pattern(r"\$(?:\{(?P<braced>[A-Za-z_]\w*)(?::?[-?][^${}]*)?\}|(?P<name>[A-Za-z_]\w*))")


def variable_of(argument: Assignment) -> str | None:
    """The variable of the shell that the argument has its value from, None if it is written or made of several."""
    if not argument.is_set:
        return argument.name
    text = argument.node.mapped.text
    if argument.node.key is None:
        text = text.partition("=")[2]
    match = _VARIABLE.fullmatch(text)
    return None if match is None else match["braced"] or match["name"]


def stages_with(name: str, build: Build) -> Iterator[tuple[Stage, Sequence[Declaration]]]:
    """The stages that declare the argument, each with the places where it does."""
    for stage in build.graph.stages:
        places: list[Declaration] = [
            (instruction, index)
            for instruction in stage.instructions
            if isinstance(instruction, Arg)
            for index, declared in enumerate(instruction.names)
            if declared.name.text == name
        ]
        if places:
            yield stage, places


def edits_for_secret(
    argument: Assignment, service: Service, build: Build, project: Project, readers: frozenset[str]
) -> tuple[Edit, ...]:
    """The edits of both files; none where another service builds the Dockerfile too, or where one cannot be written.

    `readers` are the commands that read the variable without being told of it.
    """
    variable = variable_of(argument)
    stages = list(stages_with(argument.name, build))
    links = [link for link in project.links if link.dockerfile_path is not None]
    own = [link for link in links if project.real_path(link.dockerfile_path or "") == project.real_path(build.path)]
    if variable is None or len(stages) != 1 or len(own) > 1 or not is_usual_dockerfile(build.dockerfile):
        return ()
    mounts = SecretMounts(stages[0][0], argument.name, stages[0][1], readers)
    of_dockerfile = mounts.edits
    of_compose = _compose_edits(argument, variable, service, project)
    if not of_dockerfile or not mounts.runs or not of_compose:
        return ()
    written = [edit for edit in (*of_dockerfile, *of_compose) if edit is not None]
    return tuple(written) if len(written) == len(of_dockerfile) + len(of_compose) else ()


def _compose_edits(
    argument: Assignment, variable: str, service: Service, project: Project
) -> tuple[Edit | None, ...] | None:
    section = service.build
    file = project.file(service.source.path).compose
    root = file.root if file is not None else None
    if section is None or root is None or argument.node.source is not service.source:
        return None
    identity = secret_id(argument.name)
    if root.get("secrets", identity) is not None or section.get("secrets") is not None:
        return None
    removal = _without(argument, section)
    added = (
        append_to(section.node, "secrets", [identity]),
        insert_into(root, ["secrets", identity, "environment"], variable),
    )
    if removal is None or added[0] is None or added[1] is None:
        return None
    return _joined(removal, [added[0], added[1]], service.source.newline)


def _without(argument: Assignment, section: BuildSection) -> Edit | None:
    """The argument taken out, with the key ``args`` where it is the only one."""
    holder = section.get("args")
    if holder is None or holder.shared:
        return None
    if len(holder.written.children) == 1:
        return remove_entry(section.node, "args")
    return remove_entry(holder, argument.name) if holder.is_mapping else remove_item(holder, argument.node)


def _joined(removal: Edit, added: Sequence[Edit], newline: str) -> tuple[Edit, ...]:
    """The edits, those that stand at one place as one: what is added behind a line that is removed takes its place."""
    inside = [edit for edit in added if removal.span.start <= edit.span.start <= removal.span.end]
    outside = [edit for edit in added if edit not in inside]
    if inside:
        content = "".join(edit.content for edit in inside)
        if content.startswith(newline) and removal.span.start != inside[0].span.start:
            content = content.removeprefix(newline) + newline
        removal = removal._replace(content=content)
    if len(outside) == 2 and outside[0].span == outside[1].span:
        outside = [outside[0]._replace(content=outside[0].content + outside[1].content)]
    return (removal, *outside)
