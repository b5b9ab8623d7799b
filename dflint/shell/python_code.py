"""Which functions does Python code call, and with what? The code of ``python -c "…"``, of a heredoc, of a file.

Only what is written there is seen: a call of a name that was imported, with constants, names that were set to one, and
variables of the environment as arguments. Nothing is run.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from dflint.cached_property import cached_property
from dflint.source import MappedText, Span

_LONGEST = 200_000
_GETTERS = frozenset({"os.getenv", "os.environ.get"})


class PythonValue(NamedTuple):
    """An argument of a call. `constant` is its value; `variable` the environment variable that it is read from.

    Both are None where neither is known; `is_none` is for the constant None. Of ``os.getenv("NAME", "default")`` both
    are given.
    """

    constant: str | bool | int | float | None
    variable: str | None = None
    is_none: bool = False

    @property
    def text(self) -> str | None:
        """The constant if it is a string."""
        return self.constant if isinstance(self.constant, str) else None


_UNKNOWN_VALUE = PythonValue(None)


class PythonCall(NamedTuple):
    """A call. `function` is its dotted name as imports make it: ``transformers.AutoModel.from_pretrained``.

    `start` and `end` are indexes in the code. `has_more` is whether further arguments come from ``*`` or ``**``.
    """

    function: str
    arguments: tuple[PythonValue, ...]
    keywords: Mapping[str, PythonValue]
    start: int
    end: int
    has_more: bool

    def argument(self, position: int, name: str) -> PythonValue | None:
        """The argument at `position`, or the one given as `name`; None if it is not given."""
        if name in self.keywords:
            return self.keywords[name]
        return self.arguments[position] if 0 <= position < len(self.arguments) else None


class PythonCode:
    """Python code that stands in a file."""

    def __init__(self, text: MappedText) -> None:
        self.text = text

    def span(self, call: PythonCall) -> Span:
        """Where `call`, one of these, stands in the file."""
        return self.text.span(call.start, call.end)

    @cached_property
    def calls(self) -> tuple[PythonCall, ...]:
        """The calls, in order; none where the code cannot be read."""
        code = self.text.text
        if len(code) > _LONGEST:
            return ()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = ast.parse(code)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return ()
        return tuple(sorted(_Reader(code, tree).calls(), key=lambda call: (call.start, -call.end)))


class _Reader:
    def __init__(self, code: str, tree: ast.Module) -> None:
        self._nodes = list(ast.walk(tree))
        self._lines = code.split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._imports: dict[str, str] = {}
        self._constants: dict[str, PythonValue] = {}
        for node in self._nodes:
            self._note(node)
        for node in self._nodes:
            self._note_assignment(node)

    def _note(self, node: ast.AST) -> None:
        """Take up what an import binds."""
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.asname:
                    self._imports[alias.asname] = alias.name
                else:
                    first = alias.name.partition(".")[0]
                    self._imports[first] = first
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                self._imports[alias.asname or alias.name] = f"{node.module}.{alias.name}"

    def _note_assignment(self, node: ast.AST) -> None:
        """Take up a name that is set to a constant. One that is set twice is not known."""
        targets: list[ast.expr] = []
        value: ast.expr | None = None
        if isinstance(node, ast.Assign):
            targets, value = node.targets, node.value
        elif isinstance(node, (ast.AnnAssign, ast.AugAssign, ast.NamedExpr, ast.For)):
            targets = [node.target]
            value = node.value if isinstance(node, (ast.AnnAssign, ast.NamedExpr)) else None
        for target in targets:
            for name in ast.walk(target):
                if isinstance(name, ast.Name):
                    is_plain = name is target and value is not None and name.id not in self._constants
                    self._constants[name.id] = self._value(value) if is_plain and value else _UNKNOWN_VALUE

    def calls(self) -> Iterator[PythonCall]:
        for node in self._nodes:
            if isinstance(node, ast.Call):
                function = self._dotted(node.func)
                if function is not None:
                    yield self._call(node, function)

    def _call(self, node: ast.Call, function: str) -> PythonCall:
        arguments = []
        for argument in node.args:
            if isinstance(argument, ast.Starred):
                break
            arguments.append(self._value(argument))
        keywords = {one.arg: self._value(one.value) for one in node.keywords if one.arg is not None}
        has_more = len(arguments) < len(node.args) or any(one.arg is None for one in node.keywords)
        start = self._index(node.lineno, node.col_offset)
        end = self._index(node.end_lineno or node.lineno, node.end_col_offset or 0)
        return PythonCall(function, tuple(arguments), keywords, start, end, has_more)

    def _dotted(self, node: ast.expr) -> str | None:
        """The dotted name of an expression; ``().method`` of a call is named after what is called."""
        parts: list[str] = []
        while True:
            if isinstance(node, ast.Attribute):
                parts.append(node.attr)
                node = node.value
            elif isinstance(node, ast.Call):
                node = node.func
            else:
                break
        if isinstance(node, ast.Name):
            parts.append(self._imports.get(node.id, node.id))
        elif not parts:
            return None
        return ".".join(reversed(parts))

    def _value(self, node: ast.expr) -> PythonValue:
        if isinstance(node, ast.Constant):
            if node.value is None:
                return PythonValue(None, is_none=True)
            return PythonValue(node.value) if isinstance(node.value, (str, bool, int, float)) else _UNKNOWN_VALUE
        if isinstance(node, ast.Name):
            return self._constants.get(node.id, _UNKNOWN_VALUE)
        if isinstance(node, ast.Subscript) and self._dotted(node.value) == "os.environ":
            return PythonValue(None, self._value(node.slice).text)
        if isinstance(node, ast.Call) and self._dotted(node.func) in _GETTERS and node.args:
            default = self._value(node.args[1]).text if len(node.args) > 1 else None
            return PythonValue(default, self._value(node.args[0]).text)
        return _UNKNOWN_VALUE

    def _index(self, row: int, column: int) -> int:
        """The index of a place that is given by its row and by a count of bytes."""
        line = self._lines[row - 1] if row <= len(self._lines) else ""
        if not line.isascii():
            column = len(line.encode("utf-8", "surrogatepass")[:column].decode("utf-8", "ignore"))
        return self._starts[row - 1] + column
