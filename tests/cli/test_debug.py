from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Tool

TEXT = """\
# syntax=docker/dockerfile:1
FROM --platform=linux/amd64 python:3.12 AS base
RUN --mount=type=cache,target=/x pip install "a" \\
    b
CMD ["python", "-m", "app"]
ENV A=1 B="2 3"
ENV C d e
HEALTHCHECK --interval=3s CMD curl x
HEALTHCHECK NONE
ONBUILD RUN make
"""


def test_ast(tool: Tool) -> None:
    tool.write("Dockerfile", TEXT)
    ran = tool.run("debug", "ast", "Dockerfile")
    assert ran.status == 0
    assert ran.output.splitlines() == [
        '(from ["--platform=linux/amd64"] "python:3.12" "AS" "base")',
        '(run ["--mount=type=cache,target=/x"] "pip install \\"a\\"     b")',
        '(cmd "python" "-m" "app")',
        '(env "A" "1" "=" "B" "\\"2 3\\"" "=")',
        '(env "C" "d e" "")',
        '(healthcheck ["--interval=3s"] "CMD" "curl x")',
        '(healthcheck "NONE")',
        '(onbuild (run "make"))',
    ]
    assert tool.run("debug", "ast", "-", stdin="FROM a\n").output == '(from "a")\n'


def test_ast_of_what_is_refused(tool: Tool) -> None:
    tool.write("Dockerfile", "FROM a\nRUN <<EOF\n")
    ran = tool.run("debug", "ast", "Dockerfile")
    assert ran.status == 1
    assert ran.errors.startswith("Dockerfile: line 2: ")


def test_a_missing_file_is_2(tool: Tool) -> None:
    assert tool.run("debug", "ast", "none").status == 2
    assert tool.run("debug", "ignore", "--patterns", "none", "a").status == 2


def test_ignore(tool: Tool) -> None:
    tool.write("patterns", "# c\n*.pt\n!keep.pt\ndata/\n")
    ran = tool.run("debug", "ignore", "--patterns", "patterns", "--", "a.pt", "keep.pt", "data/x", "-x")
    assert ran.output.splitlines() == ["ignored", "included", "ignored", "included"]
    assert ran.status == 0


def test_ignore_with_a_bad_pattern(tool: Tool) -> None:
    tool.write("patterns", "[a\n")
    ran = tool.run("debug", "ignore", "--patterns", "patterns", "x")
    assert ran.status == 1
    assert ran.output == ""
    assert "patterns: " in ran.errors


@pytest.mark.parametrize(
    ("arguments", "output"),
    [
        (("${A:-x}",), "x\n"),
        (("--env", "A=1", "${A:-x}"), "1\n"),
        (("--env", "A=b=c", "--env", "B=", "$A${B:+y}"), "b=c\n"),
        (("--env", "A", "[$A]${A-unset}"), "[]\n"),
        (("--words", "--env", "A=1 2", "$A 3"), "1\n2\n3\n"),
        (("--", "-x"), "-x\n"),
    ],
)
def test_expand(tool: Tool, arguments: tuple[str, ...], output: str) -> None:
    ran = tool.run("debug", "expand", *arguments)
    assert (ran.status, ran.output) == (0, output)


def test_expand_with_a_syntax_error(tool: Tool) -> None:
    ran = tool.run("debug", "expand", "${A")
    assert ran.status == 1
    assert ran.output == ""
    assert ran.errors


def test_expand_with_a_wrong_variable_is_2(tool: Tool) -> None:
    assert tool.run("debug", "expand", "--env", "=A", "x").status == 2
