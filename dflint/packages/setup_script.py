"""Reads a ``setup.py``: what it imports, and what it says that the project needs. Nothing is run."""

from __future__ import annotations

import ast
import sys
import warnings
from collections.abc import Iterator

from dflint.lazy_pattern import lazy_pattern
from dflint.packages.requirement import normalise_name

_BUILD_TOOLS = frozenset({"setuptools", "distutils"})
_COMPILING = frozenset({"ext_modules", "cmdclass", "setup_requires", "distclass", "cffi_modules"})
_BRINGING = frozenset({"setup_requires", "distclass", "pbr"})
"""Arguments that name further packages, or have something else name them."""
_NAME = lazy_pattern(r"\s*([A-Za-z0-9][\w.-]*)")


class SetupScript:
    """A ``setup.py``.

    `is_plain`: it takes setuptools or distutils, else only modules of Python's own, calls ``setup`` once, and neither
    compiles anything nor changes the commands. Then ``pip install .`` can build the project on its own.

    `requirements` are the normalised names of the packages that the project needs; None where they are not written out.
    `needs_nothing`: it certainly names none, as far as this file decides.
    """

    def __init__(self, is_plain: bool, requirements: frozenset[str] | None, needs_nothing: bool = False) -> None:
        self.is_plain = is_plain
        self.requirements = requirements
        self.needs_nothing = needs_nothing


def read_setup_script(text: str) -> SetupScript | None:
    """What the script `text` says; None if that is no Python 3, or calls no ``setup``."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    nodes = list(ast.walk(tree))
    calls = [node for node in nodes if isinstance(node, ast.Call) and _called_name(node) == "setup"]
    if not calls:
        return None
    modules = frozenset(_modules(nodes))
    keywords = {keyword.arg: keyword.value for call in calls for keyword in call.keywords}
    is_plain = (
        len(calls) == 1
        and bool(modules & _BUILD_TOOLS)
        and modules <= _BUILD_TOOLS | sys.stdlib_module_names
        and None not in keywords
        and not _COMPILING & {name for name in keywords if name is not None}
    )
    requirements = _requirements(keywords.get("install_requires"), tree)
    needs_nothing = None not in keywords and not _BRINGING & {name for name in keywords if name is not None}
    return SetupScript(
        is_plain, requirements, needs_nothing and ("install_requires" not in keywords or requirements == frozenset())
    )


def _called_name(call: ast.Call) -> str:
    function = call.func
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _modules(nodes: list[ast.AST]) -> Iterator[str]:
    """The names of the modules that are imported; "" for one of the project itself."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "" if node.level else (node.module or "").partition(".")[0]


def _requirements(value: ast.expr | None, tree: ast.Module) -> frozenset[str] | None:
    if isinstance(value, ast.Name):
        bound = [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign)
            and any(isinstance(target, ast.Name) and target.id == value.id for target in node.targets)
        ]
        value = bound[0] if len(bound) == 1 else None
    if not isinstance(value, (ast.List, ast.Tuple)):
        return None
    names: set[str] = set()
    for item in value.elts:
        text = item.value if isinstance(item, ast.Constant) and isinstance(item.value, str) else None
        match = None if text is None or ";" in text else _NAME.match(text)
        if match is None:
            return None
        names.add(normalise_name(match[1]))
    return frozenset(names)
