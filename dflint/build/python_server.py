"""Which server does a Python program start itself, and where does it have it listen?

Only what is written out is read: one call of ``uvicorn.run``, of ``run`` of a Flask application or of ``launch`` of
Gradio, in the program that the container starts. With several of them, or in a function that is not called ``main``,
nobody knows which one is reached.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from dflint.source import Span

if TYPE_CHECKING:
    from dflint.build.container_run import ContainerRun
    from dflint.shell.commands import Command
    from dflint.shell.words import ShellWord
    from dflint.source import Source

_MAIN = frozenset({"main", "_main", "__main__"})
_LARGEST = 300_000


class ServerCall(NamedTuple):
    """A call that starts a server.

    `library` is "uvicorn", "flask" or "gradio". `keywords` are the arguments given by name, an object of no
    use where one is no constant. `is_complete` is False where ``**`` or positional arguments may give more of them.
    """

    library: str
    source: Source
    span: Span
    keywords: Mapping[str, object]
    is_complete: bool


_NO_CONSTANT = object()


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


def server_call(command: Command, run: ContainerRun) -> ServerCall | None:
    """The call with which the program of `command` starts a server; None if there is none, or not just one."""
    source = _program(command, run)
    if source is None or not any(library in source.text for library in ("uvicorn", "flask", "gradio")):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    calls = list(_calls(tree, _imported(tree)))
    if len(calls) != 1:
        return None
    call, library, is_reached = calls[0]
    if not is_reached:
        return None
    keywords = {
        keyword.arg: keyword.value.value if isinstance(keyword.value, ast.Constant) else _NO_CONSTANT
        for keyword in call.keywords
        if keyword.arg is not None
    }
    most = 1 if library == "uvicorn" else 0
    is_complete = len(call.args) <= most and all(keyword.arg is not None for keyword in call.keywords)
    return ServerCall(library, source, _span(call.func, source), keywords, is_complete)


def _program(command: Command, run: ContainerRun) -> Source | None:
    """The text of the Python program that `command` runs, where it comes from the build context."""
    word = program_word(command)
    service = run.service
    if word is None or word.value is None or (service is not None and service.get("working_dir") is not None):
        return None
    directory = command.working_directory
    where = None if directory is None else run.stage.final_state.path(directory)
    if where is None:
        return None
    from dflint.build.state import join_path

    if command.module is None:
        names = [word.value]
    else:
        module = command.module[0].replace(".", "/")
        names = [f"{module}.py", f"{module}/__main__.py"]
    context = run.stage.graph.context
    for name in names:
        origin = run.stage.file_origin(join_path(where, name))
        if origin is not None and origin.path is not None and context is not None:
            return context.read_text(origin.path, _LARGEST)
    return None


def _imported(tree: ast.Module) -> frozenset[str]:
    """The names of the libraries that the program imports."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None and node.level == 0:
            found.add(node.module.partition(".")[0])
    return frozenset(found)


def _calls(tree: ast.Module, imported: frozenset[str]) -> Iterator[tuple[ast.Call, str, bool]]:
    """The calls that start a server, the library of each, and whether the program reaches it when it is started."""
    pending: list[tuple[ast.AST, bool]] = [(tree, True)]
    while pending:
        node, is_reached = pending.pop()
        if isinstance(node, ast.Call):
            library = _library(node, imported)
            if library is not None:
                yield node, library, is_reached
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            is_reached = is_reached and node.name in _MAIN
        elif isinstance(node, (ast.ClassDef, ast.Lambda)) or (isinstance(node, ast.If) and not _is_main_guard(node)):
            is_reached = False
        pending.extend((child, is_reached) for child in ast.iter_child_nodes(node))


def _library(call: ast.Call, imported: frozenset[str]) -> str | None:
    function = call.func
    if not isinstance(function, ast.Attribute):
        return None
    if function.attr == "run" and isinstance(function.value, ast.Name):
        if function.value.id == "uvicorn" and "uvicorn" in imported:
            return "uvicorn"
        return "flask" if function.value.id in ("app", "application", "server") and "flask" in imported else None
    return "gradio" if function.attr == "launch" and "gradio" in imported else None


def _is_main_guard(node: ast.If) -> bool:
    """Whether it is ``if __name__ == "__main__":``, whose body is run and whose rest is not."""
    test = node.test
    return (
        isinstance(test, ast.Compare)
        and isinstance(test.left, ast.Name)
        and test.left.id == "__name__"
        and not node.orelse
    )


def _span(node: ast.expr, source: Source) -> Span:
    """Where an expression stands; columns of `ast` count bytes."""

    def offset(row: int, column: int) -> int:
        line = source.line(row).encode("utf-8", "surrogateescape")[:column]
        return source.line_starts[row - 1] + len(line.decode("utf-8", "surrogateescape"))

    start = offset(node.lineno, node.col_offset)
    end = offset(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
    return Span(start, max(start, end))
