"""The parser beneath: loading, limits, scripts that take too long."""

from __future__ import annotations

import importlib.machinery
import subprocess
import sys
from collections.abc import Callable

import pytest

from dflint.shell import grammar
from dflint.shell.commands import Script
from dflint.shell.script import parse_shell
from dflint.source import MappedText, Source

Shell = Callable[[str], Script]


def test_importing_the_room_loads_no_parser() -> None:
    code = (
        "import sys, dflint.shell.run, dflint.shell.installers;"
        "print([name for name in sys.modules if name.startswith(('tree_sitter', 'importlib.resources', 'tempfile'))])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_grammar_without_the_extension_module(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("tree_sitter_bash")
    grammar.bash_grammar()
    monkeypatch.setattr(importlib.machinery.PathFinder, "find_spec", lambda *arguments: None)
    assert grammar.Grammar().parse("a b") is not None


def test_a_script_that_takes_too_long(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a | " * 3000
    monkeypatch.setattr(grammar, "_LONGEST_PARSE", 0.0)
    script = shell(text)
    assert script.has_errors
    assert script.commands == ()
    monkeypatch.setattr(grammar, "_LONGEST_PARSE", 60.0)
    assert len(shell("a | " * 1500 + "b").commands) == 1501
    assert len(shell("a b; c").commands) == 2


def test_an_older_parser() -> None:
    class OldParser:
        timeout_micros = 0

        def parse(self, source: object, **options: object) -> object:
            if options:
                raise TypeError("unexpected keyword argument")
            return grammar.bash_grammar().parser.parse(source)  # type: ignore[call-overload]

    old = grammar.Grammar()
    old.parser = OldParser()  # type: ignore[assignment]
    root = old.parse("a b; " * 2000)
    assert root is not None
    assert root.child_count == 4000
    assert OldParser.timeout_micros == 0
    assert old.parser.timeout_micros > 0  # type: ignore[attr-defined]


def test_offsets_are_characters() -> None:
    text = "설치 한글 \udcff && 끝"
    source = Source("script", text)
    script = parse_shell(MappedText.of(source, source.full_span))
    assert [text[command.span.start : command.span.end] for command in script.commands] == ["설치 한글 \udcff", "끝"]
