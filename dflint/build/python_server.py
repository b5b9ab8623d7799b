"""Which server does a Python program start itself, and where does it have it listen?

Only what is written out is read: one call of ``uvicorn.run``, of ``run`` of a Flask application or of ``launch`` of
Gradio, in the program that the container starts. With several of them, or in a function that is not called ``main``,
nobody knows which one is reached.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from dflint.build.python_program import PythonProgram, imported_packages, is_main_guard, program_of

if TYPE_CHECKING:
    from dflint.build.container_run import ContainerRun
    from dflint.shell.commands import Command
    from dflint.source import Source, Span

_MAIN = frozenset({"main", "_main", "__main__"})


class ServerCall(NamedTuple):
    """A call that starts a server.

    `library` is "uvicorn", "flask" or "gradio", `node` the call itself. `keywords` are the arguments given by name, an
    object of no use where one is no constant. `is_complete` is False where ``**`` or positional arguments may give more
    of them.
    """

    library: str
    program: PythonProgram
    span: Span
    node: ast.Call
    keywords: Mapping[str, object]
    is_complete: bool

    @property
    def source(self) -> Source:
        """The file of the program."""
        return self.program.source


_NO_CONSTANT = object()


def server_call(command: Command, run: ContainerRun) -> ServerCall | None:
    """The call with which the program of `command` starts a server; None if there is none, or not just one."""
    program = program_of(command, run)
    if program is None or not any(library in program.source.text for library in ("uvicorn", "flask", "gradio")):
        return None
    tree = program.tree
    if tree is None:
        return None
    calls = list(_calls(tree, imported_packages(tree)))
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
    return ServerCall(library, program, program.span(call.func), call, keywords, is_complete)


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
        elif isinstance(node, (ast.ClassDef, ast.Lambda)) or (isinstance(node, ast.If) and not is_main_guard(node)):
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
