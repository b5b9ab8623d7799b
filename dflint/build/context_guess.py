"""Is a build perhaps meant to be run in another folder than that of its Dockerfile?

Where nothing names the context it is taken to be that folder. If something that is copied is missing there, or the
program lies at the root of the project and not there, the root is as likely, and files of the same name may differ.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.context_use import ContextUse
from dflint.build.state import join_path

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.stages import Stage

_PROGRAMS = (".py", ".sh")


def has_doubtful_context(build: Build) -> bool:
    """Whether the context of `build` is a guess that the paths in the Dockerfile speak against."""
    context, project = build.context, build.project
    if build.service is not None or context is None or project is None:
        return False
    if os.path.normpath(context.root) == os.path.normpath(project.root):
        return False
    if not ContextUse(context, [build]).is_context_certain:
        return True
    return build.final is not None and any(
        not context.exists(path) and project.exists(os.path.join(project.root, *path.split("/")))
        for path in _programs(build, build.final)
    )


def _programs(build: Build, stage: Stage) -> Iterator[str]:
    """The programs that the image runs, by their paths below the working directory."""
    directory = stage.final_state.path(".")
    if directory is None:
        return
    inside = directory.rstrip("/") + "/"
    for run in build.runs_of(stage):
        for command in run.script.commands:
            for word in command.words:
                if word.value is None or not word.value.endswith(_PROGRAMS):
                    continue
                path = join_path(directory, word.value)
                if path.startswith(inside):
                    yield path.removeprefix(inside)
