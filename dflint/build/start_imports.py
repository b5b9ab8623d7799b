"""Which packages does a program import when it is started, before it can answer anything?

The modules of the project that it imports are followed, as far as they come from the build context. What stands in a
function, below an ``if`` or in a ``try`` may be imported later or never, and does not count.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from dflint.build.python_program import PythonProgram, module_of, program_of, statements_at_import, working_folder
from dflint.build.state import join_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dflint.build.container_run import ContainerRun
    from dflint.build.server_command import StartedServer
    from dflint.build.stages import Stage
    from dflint.shell.commands import Command
    from dflint.shell.words import ShellWord

_MOST_MODULES = 60
_FOLDER_OPTIONS = ("--app-dir", "--chdir")
_LIGHT_NAMES = ("Tokenizer", "TokenizerFast", "Config", "__version__")
"""Ends of names of transformers that need no framework and load no weights."""


class Import(NamedTuple):
    """The first import of `package`, by the name that the code knows it by, and where it stands."""

    package: str
    program: PythonProgram
    statement: ast.stmt


def imports_of_server(server: StartedServer) -> Mapping[str, Import]:
    """What the application of a server imports when the server starts; nothing where it cannot be read."""
    call = server.call
    if call is not None:
        found = dict(imports_of(call.program, server.run.stage))
        target = call.node.args[0] if call.node.args else None
        name = target.value if isinstance(target, ast.Constant) else None
        application = _application(name, call.program.directory, server.run.stage)
    else:
        found = {}
        application = _served(server)
    if application is not None:
        found.update(imports_of(application, server.run.stage))
    return found


def imports_of_command(command: Command, run: ContainerRun) -> Mapping[str, Import]:
    """What the program of ``python app.py`` imports when it starts; nothing where it cannot be read."""
    program = program_of(command, run)
    return {} if program is None else imports_of(program, run.stage)


def imports_of(program: PythonProgram, stage: Stage) -> Mapping[str, Import]:
    """What `program`, and the modules of the project that it imports, import when they are imported."""
    found: dict[str, Import] = {}
    pending = [(program, program.package)]
    seen: set[str] = set()
    while pending and len(seen) < _MOST_MODULES:
        module, package = pending.pop()
        if module.source.path in seen or module.tree is None:
            continue
        seen.add(module.source.path)
        for statement in statements_at_import(module.tree):
            for name in imported_names(statement, package):
                own = own_modules(name, program.directory, stage)
                pending.extend((one, one.package) for one in own)
                if not own and not _is_light(statement, name):
                    first = name.partition(".")[0]
                    found.setdefault(first, Import(first, module, statement))
    return found


def imported_names(statement: ast.stmt, package: str) -> Iterator[str]:
    """The dotted names of the modules that a statement imports; of ``from a import b`` it is ``a.b``, and ``a`` too."""
    if isinstance(statement, ast.Import):
        yield from (alias.name for alias in statement.names)
    elif isinstance(statement, ast.ImportFrom):
        base = statement.module or ""
        if statement.level:
            parts = package.split(".") if package else []
            above = parts[: len(parts) - statement.level + 1]
            base = ".".join([*above, *([base] if base else [])])
        if base:
            yield from (f"{base}.{alias.name}" for alias in statement.names if alias.name != "*")
            if any(alias.name == "*" for alias in statement.names):
                yield base


def _is_light(statement: ast.stmt, name: str) -> bool:
    return name.startswith("transformers.") and isinstance(statement, ast.ImportFrom) and name.endswith(_LIGHT_NAMES)


def own_modules(name: str, directory: str, stage: Stage) -> Sequence[PythonProgram]:
    """The modules of the project that are run to import `name`: packages around it, and itself if it is one."""
    parts = name.split(".")
    modules = (module_of(".".join(parts[:count]), directory, stage) for count in range(1, len(parts) + 1))
    return [module for module in modules if module is not None]


def _served(server: StartedServer) -> PythonProgram | None:
    """The module of ``uvicorn package.module:app``, or the file of ``fastapi run app.py``."""
    directory = working_folder(server.command, server.run)
    chosen = server.option(_FOLDER_OPTIONS)
    if directory is None or (chosen is not None and chosen.value is None):
        return None
    if chosen is not None and chosen.value is not None:
        directory = join_path(directory, chosen.value)
    for word in server.arguments:
        program = _application_of_word(word, directory, server.run.stage)
        if program is not None:
            return program
    return None


def _application_of_word(word: ShellWord, directory: str, stage: Stage) -> PythonProgram | None:
    from dflint.build.python_program import read_program

    value = word.value
    if value is None or value.startswith("-"):
        return None
    if value.endswith(".py"):
        path = join_path(directory, value)
        return read_program(path, path.rpartition("/")[0] or "/", stage)
    return _application(value, directory, stage)


def _application(name: object, directory: str, stage: Stage) -> PythonProgram | None:
    """The module of ``package.module:app``."""
    if not isinstance(name, str) or ":" not in name:
        return None
    module = name.partition(":")[0]
    return module_of(module, directory, stage) if module.replace(".", "").isidentifier() else None
