"""Does a program of an image load a model, and is there a GPU that it loads it onto?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from dflint.diagnostics import Related

if TYPE_CHECKING:
    from dflint.build.container_run import ContainerRun
    from dflint.build.start_imports import Import
    from dflint.shell.commands import Command


def runs_on_gpu(run: ContainerRun) -> bool:
    """Whether the container certainly is one for a GPU: its image is made for CUDA, or its service asks for one."""
    from dflint.knowledge.cuda_images import is_cuda_image

    if run.service is not None and run.service.requests_gpu:
        return True
    reference = run.stage.root.reference
    return reference is not None and is_cuda_image(reference)


class SlowStart(NamedTuple):
    """What loads models before a container answers: a package, by its name in the code, or a program that serves them.

    `place` is where the project says so.
    """

    name: str
    place: Related


def slow_start(run: ContainerRun) -> SlowStart | None:
    """What certainly makes the start of a container slow; None if nothing is known to."""
    from dflint.build.server_command import servers_of_run
    from dflint.build.start_imports import imports_of_command, imports_of_server

    for command in run.script.commands:
        slow = _slow_program(command)
        if slow is not None:
            return slow
    for server in servers_of_run(run):
        slow = model_import(imports_of_server(server))
        if slow is not None:
            return slow
    imports = (imports_of_command(command, run) for command in run.script.commands)
    return next((slow for one in imports if (slow := model_import(one)) is not None), None)


def _slow_program(command: Command) -> SlowStart | None:
    from dflint.knowledge.slow_starters import MODEL_PROGRAMS

    name = command.name if command.module is None else command.module[0].partition(".")[0]
    if name is None or command.program is None or name not in MODEL_PROGRAMS:
        return None
    word = command.program
    return SlowStart(name, Related(word.script.source, word.span, "it is started here"))


def model_import(imports: Mapping[str, Import]) -> SlowStart | None:
    """The first of some imports that is there to run models; None where they speak to a server that runs them."""
    from dflint.knowledge.import_names import imported_as
    from dflint.knowledge.slow_starters import CLIENTS_OF_SERVERS, MODEL_PACKAGES

    if not CLIENTS_OF_SERVERS.isdisjoint(imports):
        return None
    names = imported_as(MODEL_PACKAGES)
    for one in imports.values():
        if one.package.lower() in names:
            span = one.program.span(one.statement)
            place = Related(one.program.source, span, f"`{one.package}` is imported here, at the start")
            return SlowStart(one.package, place)
    return None
