"""Does a program that trains load its data in other processes?

The program is read with the modules of the project that it imports, as far as they come from the build context.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.python_program import PythonProgram, imported_packages, program_of, read_program, working_folder
from dflint.build.start_imports import imported_names, own_modules
from dflint.build.state import join_path
from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from dflint.build.container_run import ContainerRun
    from dflint.build.stages import Stage
    from dflint.shell.commands import Command

_MOST_MODULES = 60
_LAUNCHERS = frozenset({"torchrun", "accelerate", "deepspeed"})
_WORKERS = lazy_pattern(r"[-\w.]*workers", re.IGNORECASE)
_THREADS = "max_workers"

# Packages whose own training loads data in several processes unless it is told not to, or that start processes:
# https://docs.ultralytics.com/usage/cfg/, https://docs.fast.ai/data.load.html,
# https://detectron2.readthedocs.io/en/latest/modules/config.html
_PACKAGES = frozenset({"multiprocessing", "ultralytics", "fastai", "detectron2"})
_FIRST_POSITIONAL = 5
"""The place of `num_workers` among the arguments of ``torch.utils.data.DataLoader``."""


def loads_without_workers(command: Command, run: ContainerRun) -> bool:
    """Whether the program that `command` starts can be read, and says nothing of processes that load its data."""
    if "workers" in command.text:
        return False
    program = _program(command, run)
    if program is None or program.tree is None:
        return False
    return all(module.tree is None or not _may_use_workers(module.tree) for module in _modules(program, run.stage))


def _program(command: Command, run: ContainerRun) -> PythonProgram | None:
    """The program of the command, also that which one of the launchers of PyTorch starts."""
    where = working_folder(command, run)
    if command.name not in _LAUNCHERS or where is None:
        return program_of(command, run)
    file = next((word.value for word in command.arguments if (word.value or "").endswith(".py")), None)
    if file is None:
        return None
    path = join_path(where, file)
    return read_program(path, path.rpartition("/")[0] or "/", run.stage)


def _modules(program: PythonProgram, stage: Stage) -> Iterator[PythonProgram]:
    """The program, and the modules of the project that it imports anywhere."""
    pending = [program]
    seen: set[str] = set()
    while pending and len(seen) < _MOST_MODULES:
        module = pending.pop()
        if module.source.path in seen:
            continue
        seen.add(module.source.path)
        yield module
        for node in ast.walk(module.tree or ast.Module([], [])):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                for name in imported_names(node, module.package):
                    pending.extend(own_modules(name, program.directory, stage))


def _may_use_workers(tree: ast.Module) -> bool:
    if not _PACKAGES.isdisjoint(imported_packages(tree)):
        return True
    return any(_names_workers(node) for node in ast.walk(tree))


def _names_workers(node: ast.AST) -> bool:
    """Whether a part of the program names workers, or processes, or gives a loader what is not written out."""
    if isinstance(node, ast.keyword):
        is_none = isinstance(node.value, ast.Constant) and node.value.value == 0
        return _is_workers(node.arg) and not is_none
    if isinstance(node, ast.Call):
        return _is_open_loader(node)
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        names = [alias.name for alias in node.names]
        return any("multiprocessing" in name for name in (*names, getattr(node, "module", None) or ""))
    if isinstance(node, ast.Attribute):
        return node.attr == "multiprocessing" or _is_workers(node.attr)
    if isinstance(node, ast.Name):
        return _is_workers(node.id)
    if isinstance(node, ast.arg):
        return _is_workers(node.arg)
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_workers(node.value)


def _is_workers(name: str | None) -> bool:
    return name is not None and name != _THREADS and _WORKERS.fullmatch(name) is not None


def _is_open_loader(call: ast.Call) -> bool:
    """Whether it makes a loader, or the arguments of a trainer, with more than its own words say."""
    function = call.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    if not name.endswith(("DataLoader", "TrainingArguments")):
        return False
    is_open = any(isinstance(argument, ast.Starred) for argument in call.args)
    is_open = is_open or any(keyword.arg is None for keyword in call.keywords)
    return is_open or (name == "DataLoader" and len(call.args) > _FIRST_POSITIONAL)
