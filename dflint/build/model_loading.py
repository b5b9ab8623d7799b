"""Does a program of an image load a model, and is there a GPU that it loads it onto?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from dflint.diagnostics import Related

if TYPE_CHECKING:
    from dflint.build.container_run import ContainerRun
    from dflint.build.stages import Stage
    from dflint.build.start_imports import Import
    from dflint.build.wanted_packages import WantedPackage
    from dflint.shell.commands import Command


def model_package(stage: Stage) -> WantedPackage | None:
    """The first package of the image that is there to run models of hundreds of megabytes; None if none is known."""
    from dflint.build.wanted_packages import packages_of_stage
    from dflint.knowledge.slow_starters import MODEL_PACKAGES

    return next((package for package in packages_of_stage(stage).packages if package.name in MODEL_PACKAGES), None)


def runs_on_gpu(run: ContainerRun) -> bool:
    """Whether the container certainly is one for a GPU: its image is made for CUDA, or its service asks for one."""
    from dflint.knowledge.cuda_images import is_cuda_image

    if run.service is not None and run.service.requests_gpu:
        return True
    reference = run.stage.root.reference
    return reference is not None and is_cuda_image(reference)


class SlowStart(NamedTuple):
    """What a container loads before it answers: a package, by its name in the code, or a program that serves models.

    `is_model` tells what loads models from what only takes seconds; `place` is where the project says so.
    """

    name: str
    is_model: bool
    place: Related


def slow_start(run: ContainerRun) -> SlowStart | None:
    """What certainly makes the start of a container slow, the slowest first; None if nothing is known to."""
    from dflint.build.server_command import servers_of_run
    from dflint.build.start_imports import imports_of_command, imports_of_server

    found = [slow for command in run.script.commands if (slow := _slow_program(command)) is not None]
    for server in servers_of_run(run):
        found.extend(_slow_imports(imports_of_server(server)))
    for command in run.script.commands:
        found.extend(_slow_imports(imports_of_command(command, run)))
    return max(found, key=lambda slow: slow.is_model) if found else None


def model_import(imports: Mapping[str, Import]) -> SlowStart | None:
    """The first of some imports that is there to run models."""
    return next((slow for slow in _slow_imports(imports) if slow.is_model), None)


def _slow_program(command: Command) -> SlowStart | None:
    from dflint.knowledge.slow_starters import LIGHT_PACKAGES, MODEL_PROGRAMS

    name = command.name if command.module is None else command.module[0].partition(".")[0]
    if name is None or command.program is None or not (name in MODEL_PROGRAMS or name in LIGHT_PACKAGES):
        return None
    word = command.program
    return SlowStart(name, name in MODEL_PROGRAMS, Related(word.script.source, word.span, "it is started here"))


def _slow_imports(imports: Mapping[str, Import]) -> Iterator[SlowStart]:
    from dflint.knowledge.import_names import imported_as
    from dflint.knowledge.slow_starters import LIGHT_PACKAGES, MODEL_PACKAGES

    for names, is_model in ((imported_as(MODEL_PACKAGES), True), (imported_as(LIGHT_PACKAGES), False)):
        for one in imports.values():
            if one.package.lower() in names:
                place = Related(
                    one.program.source,
                    one.program.span(one.statement),
                    f"`{one.package}` is imported here, at the start",
                )
                yield SlowStart(one.package, is_model, place)
