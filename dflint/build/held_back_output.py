"""Does a Python program print, while it goes on running, what a buffer holds back?

Where standard output is no terminal, Python writes what is printed once some kilobytes have come together, and at the
end. So a print matters in a loop that does something else too, and in what a server calls. Logging does not: its
handlers flush each line, whichever stream they write to.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from dflint.build.python_program import PythonProgram

_QUICK = frozenset(
    "print len range str repr int float bool round format min max sum sorted list dict set tuple zip enumerate abs any "
    "all reversed isinstance getattr join ljust rjust center zfill strip lstrip rstrip upper lower title replace split "
    "items keys values get append extend add pop insert update mean std item tolist numpy exit quit iterrows "
    "itertuples write map filter most_common startswith endswith".split()
)
"""Functions and methods that a loop which only tells what is known already calls; that of `sys.stdout` too."""

_ENDLESS = frozenset({"run", "serve_forever", "run_forever", "run_polling", "start_polling", "infinity_polling"})
"""Methods and functions that do not come back while a server or a bot runs, and call what the program gave them."""

_FLUSHING = ("stdout.flush", "stdout.reconfigure", "line_buffering", "PYTHONUNBUFFERED", "flush=True", "write_through")
"""What a program says that takes care of its output itself, at least somewhere."""

_RARE = lazy_pattern(r"debug|verbose|error|fail|not ", re.I)

_Function = (ast.FunctionDef, ast.AsyncFunctionDef)


def held_back_print(program: PythonProgram) -> ast.Call | None:
    """The first print that is made over and over while the program runs; None if there is none, or if it flushes."""
    text = program.source.text
    if ("print(" not in text and "stdout.write(" not in text) or any(word in text for word in _FLUSHING):
        return None
    tree = program.tree
    if tree is None or _replaces_print(tree):
        return None
    found = list(_repeated(tree))
    return min(found, key=lambda call: (call.lineno, call.col_offset)) if found else None


def _replaces_print(tree: ast.Module) -> bool:
    """Whether ``print`` or ``sys.stdout`` may be something else than Python's own, or ``input`` flushes it."""
    return any(_replaces(node) for node in ast.walk(tree))


def _replaces(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "input"
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return any((alias.asname or alias.name) in ("print", "stdout") for alias in node.names)
    if isinstance(node, _Function):
        return node.name == "print"
    if isinstance(node, ast.Name):
        return isinstance(node.ctx, ast.Store) and node.id == "print"
    return isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and node.attr == "stdout"


def _repeated(tree: ast.Module) -> Iterator[ast.Call]:
    """The prints that a reached loop makes beside its work, or a function that a server calls."""
    functions = _functions(tree)
    reached = list(_reached([tree], functions))
    is_server = any(
        isinstance(node, ast.Call) and _called(node) in _ENDLESS and _is_endless(node)
        for body in reached
        for node in _own_nodes(body)
    )
    for body in reached:
        for node in _own_nodes(body):
            if isinstance(node, (ast.While, ast.For, ast.AsyncFor)) and _works(node):
                yield from _prints_of(node)
    if is_server:
        for function in _reached(_handlers(tree), functions):
            yield from _prints_of(function)


def _prints_of(node: ast.AST) -> Iterator[ast.Call]:
    """The prints that stand in a node, without those for a rare case: an exception, or ``if verbose``."""
    pending = list(ast.iter_child_nodes(node))
    while pending:
        inner = pending.pop()
        if isinstance(inner, (*_Function, ast.Lambda, ast.ClassDef, ast.ExceptHandler)):
            continue
        if isinstance(inner, ast.If) and _RARE.search(ast.unparse(inner.test)):
            continue
        if isinstance(inner, ast.Call) and _is_print(inner):
            yield inner
        pending.extend(ast.iter_child_nodes(inner))


def _is_print(call: ast.Call) -> bool:
    """Whether a call writes to standard output, and leaves it to the buffer when that is seen."""
    function = call.func
    if call.args and _RARE.match(ast.unparse(call.args[0]).lstrip("fF'\"[ ")):
        return False
    if isinstance(function, ast.Name) and function.id == "print":
        # Without an end of line it is a spinner or a bar, which nobody reads in a log.
        return not any(keyword.arg in ("flush", "file", "end", None) for keyword in call.keywords)
    if not isinstance(function, ast.Attribute) or ast.unparse(function) != "sys.stdout.write":
        return False
    return "\\r" not in ast.unparse(call)


def _called(call: ast.Call) -> str:
    """The last name of what is called."""
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _is_endless(call: ast.Call) -> bool:
    """Whether a call named ``run`` is that of a server: `subprocess.run` and `asyncio.run` come back."""
    function = call.func
    if _called(call) != "run":
        return True
    owner = function.value if isinstance(function, ast.Attribute) else None
    return isinstance(owner, ast.Name) and owner.id in ("app", "application", "server", "uvicorn", "bot", "client")


def _works(loop: ast.While | ast.For | ast.AsyncFor) -> bool:
    """Whether a loop does more than to tell what is known already, and does not end after its print."""
    ends = isinstance(loop.body[-1], (ast.Break, ast.Return))
    if not isinstance(loop, ast.While) and isinstance(loop.iter, (ast.List, ast.Tuple, ast.Set, ast.Dict)):
        return False  # a handful of rounds
    return not ends and any(
        isinstance(node, (ast.Await, ast.Yield)) or (isinstance(node, ast.Call) and _called(node) not in _QUICK)
        for statement in loop.body
        for node in (statement, *_own_nodes(statement))
    )


def _own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """What stands in a node, without the functions and classes that are only defined in it."""
    pending = list(ast.iter_child_nodes(node))
    while pending:
        inner = pending.pop()
        if isinstance(inner, (*_Function, ast.Lambda, ast.ClassDef)):
            continue
        yield inner
        pending.extend(ast.iter_child_nodes(inner))


def _functions(tree: ast.Module) -> dict[str, list[ast.AST]]:
    """The functions and methods of the program by their names; that of a class is its ``__init__``."""
    functions: dict[str, list[ast.AST]] = {}
    for node in ast.walk(tree):
        if isinstance(node, _Function):
            functions.setdefault(node.name, []).append(node)
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, _Function) and inner.name == "__init__":
                    functions.setdefault(node.name, []).append(inner)
    return functions


def _reached(roots: Iterable[ast.AST], functions: dict[str, list[ast.AST]]) -> Iterator[ast.AST]:
    """The roots, and the functions that they call by their names, however far away."""
    pending = list(roots)
    seen: set[int] = set()
    while pending:
        body = pending.pop()
        if id(body) in seen:
            continue
        seen.add(id(body))
        yield body
        for node in _own_nodes(body):
            if isinstance(node, ast.Call):
                pending.extend(functions.get(_called(node), ()))


def _handlers(tree: ast.Module) -> Iterator[ast.AST]:
    """The functions that a decorator gives to a server: ``@app.post("/predict")``."""
    for node in ast.walk(tree):
        if isinstance(node, _Function) and any(
            isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Attribute)
            for decorator in node.decorator_list
        ):
            yield node
