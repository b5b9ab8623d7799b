"""Does a command ask for the GPU, and what does it say where there is none?"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from dflint.shell.commands import Command
from dflint.source import Span

# Programs of the driver: https://docs.nvidia.com/deploy/nvidia-smi/index.html
_PROGRAMS = frozenset({"nvidia-smi"})

# Those that initialise CUDA, which fails without a driver: https://github.com/pytorch/pytorch/blob/main/torch/cuda/__init__.py
_FAILING = frozenset(
    {
        "cuda.get_device_name",
        "cuda.get_device_capability",
        "cuda.get_device_properties",
        "cuda.current_device",
        "cuda.mem_get_info",
        "cuda.init",
    }
)
# Those that say False, 0, "" or []: the same, https://www.tensorflow.org/api_docs/python/tf/test/gpu_device_name and
# https://www.tensorflow.org/api_docs/python/tf/config/list_physical_devices.
_ANSWERING = frozenset(
    {
        "cuda.is_available",
        "cuda.device_count",
        "config.list_physical_devices",
        "experimental.list_physical_devices",
        "test.is_gpu_available",
        "test.gpu_device_name",
    }
)
_WITH_DEVICE_TYPE = frozenset({"config.list_physical_devices", "experimental.list_physical_devices"})
_EXITS = frozenset({"exit", "sys.exit", "quit"})


class GpuQuery(NamedTuple):
    """A question for the GPU. `name` is what asks, `fails` whether it fails where there is no GPU."""

    name: str
    fails: bool
    span: Span


def gpu_query_of(command: Command) -> GpuQuery | None:
    """What asks for the GPU in `command`; the first question that fails, if there is one."""
    if command.name in _PROGRAMS and command.program is not None:
        if any(word.value in ("-h", "--help") for word in command.arguments):
            return None
        return GpuQuery(command.name or "", True, command.program.span)
    if command.name is None or command.name.rstrip("0123456789.") != "python":
        return None
    for code, span in _python_code(command):
        query = _query_in(code)
        if query is not None:
            return GpuQuery(*query, span)
    return None


def _python_code(command: Command) -> Iterator[tuple[str, Span]]:
    """The program in ``python -c "…"`` or in a here-document of ``python``."""
    values = [word.value for word in command.arguments]
    if "-c" in values[:-1]:
        word = command.arguments[values.index("-c") + 1]
        if word.value is not None:
            yield word.value, word.span
    elif all(value == "-" for value in values):
        for redirect in command.redirects:
            if redirect.heredoc is not None and command.program is not None:
                yield redirect.heredoc.text, Span(command.program.span.start, redirect.span.end)


def _query_in(code: str) -> tuple[str, bool] | None:
    """The name of the function that asks for the GPU in a Python program, and whether it fails."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError):
        return None
    nodes = list(ast.walk(tree))
    if any(isinstance(node, ast.Try) for node in nodes):
        return None
    names = [name for node in nodes if isinstance(node, ast.Call) and (name := _asking(node)) is not None]
    failing = next((name for name in names if _last_two(name) in _FAILING), None)
    answering = next((name for name in names if _last_two(name) in _ANSWERING), None)
    if failing is not None and answering is None:
        return failing, True
    if answering is None:
        return None
    demanded = [name for node in nodes if (name := _demanded(node)) is not None]
    if demanded:
        return demanded[0], True
    has_condition = any(isinstance(node, (ast.If, ast.IfExp, ast.BoolOp, ast.Assert, ast.UnaryOp)) for node in nodes)
    return None if has_condition else (answering, False)


def _asking(call: ast.Call) -> str | None:
    name = _dotted(call.func)
    if name is None or _last_two(name) not in _FAILING | _ANSWERING:
        return None
    if _last_two(name) in _WITH_DEVICE_TYPE:
        texts = [node.value for node in ast.walk(call) if isinstance(node, ast.Constant)]
        return name if "GPU" in texts else None
    return name


def _demanded(node: ast.AST) -> str | None:
    """What must say yes, or the program fails: ``assert cuda.is_available()``, ``exit(not cuda.is_available())``."""
    asked: ast.AST | None = None
    if isinstance(node, ast.Assert):
        asked = node.test
    elif isinstance(node, ast.Call) and _dotted(node.func) in _EXITS and len(node.args) == 1:
        argument = node.args[0]
        asked = argument.operand if isinstance(argument, ast.UnaryOp) and isinstance(argument.op, ast.Not) else None
    if isinstance(asked, ast.Compare) and isinstance(asked.ops[0], ast.Gt):
        asked = asked.left
    if isinstance(asked, ast.Call) and _dotted(asked.func) == "len" and asked.args:
        asked = asked.args[0]
    return _asking(asked) if isinstance(asked, ast.Call) else None


def _dotted(node: ast.AST) -> str | None:
    """``torch.cuda.init`` of a name or an attribute of one."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    return ".".join([node.id, *reversed(parts)])


def _last_two(name: str) -> str:
    return ".".join(name.split(".")[-2:])
