"""Scripts taken apart into commands: order, connectors, nesting, spans."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.shell.commands import Command, Script
from dflint.source import MappedText, Source

Shell = Callable[[str], Script]


def summary(script: Script) -> list[str]:
    """Each command as ``connector name arguments``, values where they are known."""
    return [
        " ".join(filter(None, [command.connector, *(word.value or word.text for word in command.words)]))
        for command in script.commands
    ]


def by_name(script: Script, name: str) -> Command:
    (command,) = [command for command in script.commands if command.name == name]
    return command


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("   \n ", []),
        ("a", ["a"]),
        ("a b && c || d; e | f", ["a b", "&& c", "|| d", "; e", "| f"]),
        ("a & b", ["a", "& b"]),
        ("a\nb\n\nc", ["a", "; b", "; c"]),
        ("a |& b", ["a", "| b"]),
        ("(a && b); { c; d; }", ["a", "&& b", "; c", "; d"]),
        ("! a && b", ["a", "&& b"]),
        ("if a; then b; elif c; then d; else e; fi; f", ["a", "; b", "; c", "; d", "; e", "; f"]),
        ("for x in 1 2; do a $x; done && b", ["; a $x", "&& b"]),
        ("for ((i=0; i<3; i++)); do a; done", ["; a"]),
        ("while a; do b; done", ["a", "; b"]),
        ("until a; do b; done", ["a", "; b"]),
        ("case $x in a|b) c;; (*) d; e;; esac; f", ["; c", "; d", "; e", "; f"]),
        ("f() { a; }; f", ["; a", "; f"]),
        ("function f { a; }; f", ["; a", "; f"]),
        ("a $(b | c) `d`", ["a $(b | c) `d`", "b", "| c", "d"]),
        ('a "$(b "$(c)")"', ['a "$(b "$(c)")"', 'b "$(c)"', "c"]),
        ("a <(b) >(c)", ["a <(b) >(c)", "b", "c"]),
        ("x=$(a) && b", ["", "a", "&& b"]),
        ("[ -f a ] && [[ -f b ]] && test -f c", ["[ -f a ]", "&& [[ -f b ]]", "&& test -f c"]),
        ("export A=b && unset C", ["export A=b", "&& unset C"]),
        ("a `# note` b", ["a b"]),
        ("a b>=1 c && d>=2 e || f>g h", ["a b c", "&& d e", "|| f h"]),
        ("a | b >x c | d", ["a", "| b c", "| d"]),
        ("a && >x", ["a", "&&"]),
        ("a 2>&1 | tee x", ["a", "| tee x"]),
        ("if a; then b; fi >x 2>&1; c", ["a", "; b", "; c"]),
        ("while read x; do a; done < <(b)", ["read x", "; a", "b"]),
        ("a \\ b c", ["a  b c"]),
        ("time a b", ["time a b"]),
        ("a == && b =~ || ==; c x==1", ["a ==", "&& b =~", "|| ==", "; c x==1"]),
        ("a; # comment\nb", ["a", "; b"]),
        ("a\r\nb \\\r\n c\r\n", ["a", "; b c"]),
    ],
)
def test_commands(shell: Shell, text: str, expected: list[str]) -> None:
    script = shell(text)
    assert summary(script) == expected
    assert not script.has_errors


def test_spans(shell: Shell) -> None:
    text = "apt-get update && pip install 'a b' $X >=1 c | tee \"로그 파일\"; 끝"
    script = shell(text)
    spans = [text[command.span.start : command.span.end] for command in script.commands]
    assert spans == ["apt-get update", "pip install 'a b' $X >=1 c", 'tee "로그 파일"', "끝"]
    for command in script.commands:
        for word in command.words:
            assert text[word.span.start : word.span.end] == word.text
    assert script.commands[2].words[1].value == "로그 파일"


def test_surrogates_and_control_characters(shell: Shell) -> None:
    text = "a \udc80\udcff b\x00c && d\x07 \U0001f600"
    script = shell(text)
    assert [[word.value for word in command.words] for command in script.commands] == (
        [["a", "\udc80\udcff", "b\x00c"], ["d\x07", "\U0001f600"]]
    )


def test_heredoc(shell: Shell) -> None:
    text = "cat <<EOF >x w && b\nhi $(q)\nEOF\nc"
    script = shell(text)
    assert [command.name for command in script.commands] == ["cat", "q", "b", "c"]
    cat = script.commands[0]
    assert [word.value for word in cat.words] == ["cat", "w"]
    assert [redirect.operator for redirect in cat.redirects] == ["<<", ">"]
    heredoc = cat.redirects[0].heredoc
    assert heredoc is not None
    assert heredoc.text == "hi $(q)\n"
    assert heredoc.offset(0) == text.index("hi")
    assert script.commands[1].in_substitution


def test_heredoc_for_a_pipeline(shell: Shell) -> None:
    script = shell("cat <<'EOF' | sed s/a/b/ > c\ntext\nEOF\n")
    assert [command.name for command in script.commands] == ["cat", "sed"]
    assert all(command.in_pipeline for command in script.commands)


@pytest.mark.parametrize(
    "text",
    [
        'bash -c "pip install x && cd y"',
        "sh -ec 'pip install x && cd y'",
        "/bin/bash -euxo pipefail -c 'pip install x && cd y'",
        "bash --login -c 'pip install x && cd y'",
        "bash -o errexit -c 'pip install x && cd y'",
        "sudo -E bash -lc 'pip install x && cd y'",
        "su - user -c 'pip install x && cd y'",
        "runuser -l user --command 'pip install x && cd y'",
        "eval 'pip install x && cd y'",
        "bash <<EOF\npip install x && cd y\nEOF",
        "bash -s <<EOF\npip install x && cd y\nEOF",
        "sh <<< 'pip install x && cd y'",
        "env A=b timeout 5 bash -c 'pip install x && cd y'",
    ],
)
def test_scripts_in_arguments(shell: Shell, text: str) -> None:
    script = shell(text + "; end")
    assert summary(script)[1:] == ["pip install x", "&& cd y", "; end"]
    outer, inner = script.commands[0], script.commands[1]
    assert inner.enclosing is outer
    assert text[inner.span.start : inner.span.end] == "pip install x"
    assert script.commands[-1].working_directory == ("y" if text.startswith("eval") else "")
    assert script.commands[-1].enclosing is None


def test_nested_quotes(shell: Shell) -> None:
    text = r'bash -c "pip install \"a>=1\" && bash -c \"echo \\\"b c\\\"\""'
    script = shell(text)
    assert [[word.value for word in command.words] for command in script.commands[1:]] == [
        ["pip", "install", "a>=1"],
        ["bash", "-c", 'echo "b c"'],
        ["echo", "b c"],
    ]
    requirement = script.commands[1].words[2]
    assert text[requirement.span.start : requirement.span.end] == r"\"a>=1\""
    assert text[script.commands[3].span.start : script.commands[3].span.end] == r"echo \\\"b c\\\""


def test_eval_of_several_words(shell: Shell) -> None:
    script = shell("eval pip install y; eval pip $X")
    assert summary(script) == ["eval pip install y", "pip install y", "; eval pip $X"]


@pytest.mark.parametrize(
    "text", ["bash script.sh", "bash -x script.sh -c x", "bash", "sh -c", 'bash "$X" -c y', "su x"]
)
def test_shells_without_a_script(shell: Shell, text: str) -> None:
    assert len(shell(text).commands) == 1


def test_substitutions_of_a_script_argument_are_listed_once(shell: Shell) -> None:
    script = shell('bash -c "a $(b)" $(c)')
    assert [command.name for command in script.commands] == ["bash", "a", "b", "c"]


def test_conditional(shell: Shell) -> None:
    text = (
        "a; if b; then c; else d; fi; e || f; [ -x g ] && h && i; j && k; command -v l && m;"
        " for x in y; do n; done; while o; do p; done; case x in x) q;; esac; r() { s; }; ! t && u; v"
    )
    conditional = [command.name for command in shell(text).commands if command.conditional]
    assert conditional == ["c", "d", "f", "h", "i", "m", "n", "p", "q", "s", "u"]


def test_flags(shell: Shell) -> None:
    script = shell("a | { b; c; }; d & (e) & f $(g); h() { i; }")
    flags = {command.name: command for command in script.commands}
    assert [name for name, command in flags.items() if command.in_pipeline] == ["a", "b", "c"]
    assert [name for name, command in flags.items() if command.is_background] == ["d", "e"]
    assert [name for name, command in flags.items() if command.in_substitution] == ["g"]
    assert [name for name, command in flags.items() if command.in_function] == ["i"]


@pytest.mark.parametrize(
    ("text", "name", "prefixes", "arguments"),
    [
        ("sudo apt-get update", "apt-get", ("sudo",), ["update"]),
        ("sudo -H -u me -E pip install x", "pip", ("sudo",), ["install", "x"]),
        ("sudo --user=me -- pip x", "pip", ("sudo",), ["x"]),
        ("sudo A=b env -i -u C D=e pip x", "pip", ("sudo", "env"), ["x"]),
        ("/usr/bin/env python3 x.py", "python3", ("env",), ["x.py"]),
        ("exec -a q ./start.sh", "start.sh", ("exec",), []),
        ("command pip x", "pip", ("command",), ["x"]),
        ("command -v pip", "command", (), ["-v", "pip"]),
        ("time -p make", "make", ("time",), []),
        ("nice -n 10 ionice -c 3 make", "make", ("nice", "ionice"), []),
        ("nohup eatmydata apt-get x", "apt-get", ("nohup", "eatmydata"), ["x"]),
        ("timeout -k 5 60s pip x", "pip", ("timeout",), ["x"]),
        ("gosu user pip x", "pip", ("gosu",), ["x"]),
        ("tini -s -- python a", "python", ("tini",), ["a"]),
        ("dumb-init python a", "python", ("dumb-init",), ["a"]),
        ("conda run -n e --no-capture-output pip install x", "pip", ("conda run",), ["install", "x"]),
        ("conda run --live-stream --name=e -- pip x", "pip", ("conda run",), ["x"]),
        ("mamba run -p /e pip x", "pip", ("mamba run",), ["x"]),
        ("micromamba run -n base pip x", "pip", ("micromamba run",), ["x"]),
        ("micromamba -q run -n base pip x", "pip", ("micromamba run",), ["x"]),
        ("uv run --with torch --no-sync python a.py", "python", ("uv run",), ["a.py"]),
        ("poetry run pytest", "pytest", ("poetry run",), []),
        ("conda install x", "conda", (), ["install", "x"]),
        ("xargs pip install", "xargs", (), ["pip", "install"]),
        ("env", "env", (), []),
        ("sudo -l pip", "sudo", (), ["-l", "pip"]),
        ("timeout 5", "timeout", (), ["5"]),
        ("$X pip", None, (), ["pip"]),
        ("/opt/venv/bin/pip3 x", "pip3", (), ["x"]),
    ],
)
def test_prefixes(shell: Shell, text: str, name: str | None, prefixes: tuple[str, ...], arguments: list[str]) -> None:
    (command,) = shell(text).commands
    assert command.name == name
    assert command.prefixes == prefixes
    assert [word.value for word in command.arguments] == arguments
    assert command.program is not None
    assert command.program.text.endswith(name or "$X")


def test_prefix_assignments(shell: Shell) -> None:
    (command,) = shell("A=1 env B=2 sudo C='3 4' pip x").commands
    assert [(name, word.value if word else None) for name, word in command.assignments] == (
        [("A", "1"), ("B", "2"), ("C", "3 4")]
    )


@pytest.mark.parametrize(
    ("text", "module"),
    [
        ("python -m pip install x", ("pip", 2)),
        ("python3.11 -u -m pip x", ("pip", 3)),
        ("python -X dev -W ignore -m pip x", ("pip", 6)),
        ("python -mpip x", ("pip", 1)),
        ("python x.py -m pip", None),
        ("python -c 'x' -m pip", None),
        ("python", None),
        ("python -m", None),
        ("python -m $X", None),
        ("python -X dev", None),
        ("pip -m x", None),
    ],
)
def test_module(shell: Shell, text: str, module: tuple[str, int] | None) -> None:
    (command,) = shell(text).commands
    assert command.module == module


def test_comments(shell: Shell) -> None:
    text = "a # first\n## second ##\nb && # third\nc"
    script = shell(text)
    assert [comment.text for comment in script.comments] == ["first", "second ##", "third"]
    assert [text[comment.span.start : comment.span.end] for comment in script.comments] == (
        ["# first", "## second ##", "# third"]
    )


@pytest.mark.parametrize(
    ("text", "certain"),
    [
        ("pip install a && ( echo b", ["pip"]),
        ("a && && b", ["a"]),
        ("if a; then b", ["a"]),
    ],
)
def test_errors(shell: Shell, text: str, certain: list[str]) -> None:
    script = shell(text)
    assert script.has_errors
    names = [command.name for command in script.commands]
    assert names[: len(certain)] == certain


def test_continuations_of_a_file(shell: Shell) -> None:
    text = "apt-get install \\\n  a \\\n  b>=1 \\\n  c"
    (command,) = shell(text).commands
    assert [word.value for word in command.words] == ["apt-get", "install", "a", "b", "c"]
    assert text[command.words[2].span.start] == "a"


def test_repr(shell: Shell) -> None:
    assert repr(shell("a b")) == "Script([Command('a b')])"


def test_empty_text_has_a_place() -> None:
    from dflint.shell.script import parse_shell

    source = Source("script", "")
    assert parse_shell(MappedText.of(source, source.full_span)).commands == ()
