"""The text of a Python program that a container starts, as far as it lies in the build context.

Nothing is run or imported: the text is parsed. A file that comes from elsewhere, or is no Python, is not known.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.cached_property import cached_property
from dflint.source import Span

if TYPE_CHECKING:
    from dflint.build.container_run import ContainerRun
    from dflint.build.stages import Stage
    from dflint.shell.commands import Command
    from dflint.shell.words import ShellWord
    from dflint.source import Source

_LARGEST = 300_000


class PythonProgram:
    """A file of Python.

    `directory` is the folder of the image from which its imports are looked up, `package` the dotted name of the
    package that its relative imports start from.
    """

    def __init__(self, source: Source, directory: str, package: str = "") -> None:
        self.source = source
        self.directory = directory
        self.package = package

    @cached_property
    def tree(self) -> ast.Module | None:
        """What it is parsed to; None where it is no Python of today."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(self.source.text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None

    def span(self, node: ast.expr | ast.stmt) -> Span:
        """Where an expression or a statement stands; columns of `ast` count bytes."""

        def offset(row: int, column: int) -> int:
            line = self.source.line(row).encode("utf-8", "surrogateescape")[:column]
            return self.source.line_starts[row - 1] + len(line.decode("utf-8", "surrogateescape"))

        start = offset(node.lineno, node.col_offset)
        end = offset(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
        return Span(start, max(start, end))


def program_word(command: Command) -> ShellWord | None:
    """The word of a command that names the Python program: ``app.py`` of ``python app.py``, a module of ``-m``."""
    if command.module is not None:
        return command.arguments[command.module[1] - 1]
    name = command.name or ""
    if name.rstrip("0123456789.") != "python":
        return None
    for word in command.arguments:
        if word.value is None or word.value in ("-c", "-"):
            return None
        if not word.value.startswith("-"):
            return word if word.value.endswith(".py") else None
        if word.value in ("-W", "-X"):
            return None
    return None


def program_of(command: Command, run: ContainerRun) -> PythonProgram | None:
    """The program that `command`, one of `run`, starts, where it comes from the build context."""
    word = program_word(command)
    where = working_folder(command, run)
    if word is None or word.value is None or where is None:
        return None
    if command.module is not None:
        return module_of(command.module[0], where, run.stage, is_started=True)
    from dflint.build.state import join_path

    path = join_path(where, word.value)
    return read_program(path, path.rpartition("/")[0] or "/", run.stage)


def working_folder(command: Command, run: ContainerRun) -> str | None:
    """The folder of the image that `command` is run in; None where it is not known."""
    service = run.service
    if service is not None and service.get("working_dir") is not None:
        return None
    directory = command.working_directory
    return None if directory is None else run.stage.final_state.path(directory)


def module_of(name: str, directory: str, stage: Stage, *, is_started: bool = False) -> PythonProgram | None:
    """The module or package `name` that lies below `directory`; of a package what ``python -m`` runs if it is."""
    from dflint.build.state import join_path

    path = name.replace(".", "/")
    inner = "__main__.py" if is_started else "__init__.py"
    for file, package in ((f"{path}.py", name.rpartition(".")[0]), (f"{path}/{inner}", name)):
        found = read_program(join_path(directory, file), directory, stage, package)
        if found is not None:
            return found
    return None


def read_program(path: str, directory: str, stage: Stage, package: str = "") -> PythonProgram | None:
    """The file at the absolute `path` of the image, where it comes from the build context."""
    context = stage.graph.context
    origin = stage.file_origin(path)
    if origin is None or origin.path is None or context is None:
        return None
    source = context.read_text(origin.path, _LARGEST)
    return None if source is None else PythonProgram(source, directory, package)


def imported_packages(tree: ast.Module) -> frozenset[str]:
    """The names of the packages that the program imports anywhere."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None and node.level == 0:
            found.add(node.module.partition(".")[0])
    return frozenset(found)


def statements_at_import(tree: ast.Module) -> Iterator[ast.stmt]:
    """The statements that are run when the module is imported, in any order: none of a function.

    Not those that stand below an ``if``, which may not be run, nor in a ``try``, which may do without.
    """
    pending: list[ast.stmt] = list(tree.body)
    while pending:
        statement = pending.pop()
        yield statement
        if isinstance(statement, (ast.With, ast.ClassDef)):
            pending.extend(statement.body)


def is_main_guard(node: ast.If) -> bool:
    """Whether it is ``if __name__ == "__main__":``, whose body is run and whose rest is not."""
    test = node.test
    return (
        isinstance(test, ast.Compare)
        and isinstance(test.left, ast.Name)
        and test.left.id == "__name__"
        and not node.orelse
    )
