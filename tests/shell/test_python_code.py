"""Which functions does Python code call, and with what?"""

from __future__ import annotations

import warnings

import pytest

from dflint.shell.python_code import PythonCode
from dflint.source import MappedText, Source


def code(text: str) -> PythonCode:
    source = Source("x.py", text)
    return PythonCode(MappedText.of(source, source.full_span))


@pytest.mark.parametrize(
    ("text", "function"),
    [
        ("import a.b.c\na.b.c.f()", "a.b.c.f"),
        ("import a.b as x\nx.f()", "a.b.f"),
        ("from a.b import c as d\nd.f()", "a.b.c.f"),
        ("from a import f\nf()", "a.f"),
        ("f()", "f"),
        ("from .a import f\nf()", "f"),
        ("class A:\n    def g(self):\n        from a import f\n        f()", "a.f"),
    ],
)
def test_names(text: str, function: str) -> None:
    assert [call.function for call in code(text).calls] == [function]


def test_methods_of_what_a_call_returns() -> None:
    assert [call.function for call in code("A().b(1).c()").calls] == ["A.b.c", "A.b", "A"]


@pytest.mark.parametrize(
    ("argument", "constant", "variable"),
    [
        ("'x'", "x", None),
        ("'x' 'y'", "xy", None),
        ("True", True, None),
        ("None", None, None),
        ("NAME", "m", None),
        ("TWICE", None, None),
        ("os.environ['A']", None, "A"),
        ("os.getenv('A', 'b')", "b", "A"),
        ("f'{x}'", None, None),
        ("g()", None, None),
    ],
)
def test_values(argument: str, constant: object, variable: str | None) -> None:
    text = f"import os\nNAME = 'm'\nTWICE = 'a'\nTWICE = 'b'\nf({argument}, k={argument})"
    call = next(call for call in code(text).calls if call.function == "f")
    for value in (call.argument(0, "none"), call.argument(5, "k")):
        assert value is not None
        assert (value.constant, value.variable) == (constant, variable)
        assert value.is_none is (argument == "None")


def test_arguments_that_are_unpacked() -> None:
    first, second = code("f(*a, 1)\nf(1, **b)").calls
    assert (first.has_more, first.arguments) == (True, ())
    assert second.has_more
    assert len(second.arguments) == 1


def test_places() -> None:
    text = "é = 'ü'; f('ö',\n  2)\ng()"
    found = code(text)
    assert [found.text.source.slice(found.span(call)) for call in found.calls] == ["f('ö',\n  2)", "g()"]


@pytest.mark.parametrize("text", ["f(", "\0", "(" * 300, "print 'x'", "f()" + "\n" * 200_001])
def test_what_cannot_be_read_has_no_calls(text: str) -> None:
    assert code(text).calls == ()


def test_warnings_of_the_parser_are_not_shown() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(code("f('\\d')").calls) == 1
