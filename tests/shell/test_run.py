"""RUN, CMD, ENTRYPOINT and HEALTHCHECK in all their forms."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.dockerfile.instructions import CommandInstruction
from dflint.shell.commands import Script
from dflint.shell.run import command_script, exec_script, run_script
from dflint.shell.scope import ActiveEnvironment
from dflint.source import Span

Instruction = Callable[[str], CommandInstruction]
Run = Callable[[str], Script]


def words(script: Script) -> list[list[str | None]]:
    return [[word.value for word in command.words] for command in script.commands]


def test_shell_form_with_continuations_and_comments(run: Run) -> None:
    text = "FROM a\nRUN apt-get install \\\n  a \\\n# 설명\n\n  b>=1 \\\n  c && \\\n  d\n"
    script = run(text)
    assert words(script) == [["apt-get", "install", "a", "b", "c"], ["d"]]
    install, second = script.commands
    assert text[install.words[4].span.start : install.words[4].span.end] == "c"
    assert text[install.redirects[0].span.start : install.redirects[0].span.end] == ">=1"
    assert text[second.span.start : second.span.end] == "d"
    assert not script.has_errors


def test_word_across_lines(run: Run) -> None:
    text = "RUN pip install tor\\\nch numpy\n"
    script = run(text)
    assert words(script) == [["pip", "install", "torch", "numpy"]]
    torch, numpy = script.commands[0].words[2:]
    assert text[torch.span.start : torch.span.end] == "tor\\\nch"
    assert text[numpy.span.start : numpy.span.end] == "numpy"


def test_crlf(run: Run) -> None:
    text = "FROM a\r\nRUN pip install a \\\r\n  'b c' && d\r\n"
    script = run(text)
    assert words(script) == [["pip", "install", "a", "b c"], ["d"]]
    word = script.commands[0].words[3]
    assert text[word.span.start : word.span.end] == "'b c'"


def test_crlf_heredoc(run: Run) -> None:
    text = "RUN <<EOF\r\npip install a \\\r\n  b\r\ncd c\r\nEOF\r\n"
    script = run(text)
    assert words(script) == [["pip", "install", "a", "b"], ["cd", "c"]]
    word = script.commands[0].words[3]
    assert text[word.span.start : word.span.end] == "b"


def test_exec_form(run: Run) -> None:
    text = 'RUN ["pip", "install", "a>=1", "caf\\u00e9"]\n'
    script = run(text)
    assert words(script) == [["pip", "install", "a>=1", "café"]]
    command = script.commands[0]
    assert [text[word.span.start : word.span.end] for word in command.words] == (
        ["pip", "install", "a>=1", "caf\\u00e9"]
    )
    assert command.redirects == ()
    assert text[command.span.start : command.span.end] == 'pip", "install", "a>=1", "caf\\u00e9'


def test_exec_form_of_a_shell(run: Run) -> None:
    text = 'RUN ["bash", "-c", "pip install \\"a>=1\\" && cd b # c"]\n'
    script = run(text)
    assert words(script)[1:] == [["pip", "install", "a>=1"], ["cd", "b"]]
    inner = script.commands[1]
    assert inner.enclosing is script.commands[0]
    assert text[inner.span.start : inner.span.end] == 'pip install \\"a>=1\\"'
    assert [comment.text for comment in script.comments] == ["c"]


def test_exec_form_with_prefix(run: Run) -> None:
    script = run('CMD ["tini", "--", "conda", "run", "-n", "e", "bash", "-c", "uvicorn app"]')
    assert [command.name for command in script.commands] == ["bash", "uvicorn"]
    assert script.commands[1].environment == ActiveEnvironment("conda", "e")


def test_exec_form_is_not_expanded(run: Run) -> None:
    script = run('CMD ["echo", "$X", "*", "a b"]')
    assert words(script) == [["echo", "$X", "*", "a b"]]


def test_empty_exec_form(run: Run) -> None:
    assert run("RUN []").commands == ()
    assert exec_script([], Span(0, 0)).commands == ()


@pytest.mark.parametrize("marker", ["<<EOF", "<<-EOF", "<<'EOF'", '<<"EOF"', "0<<EOF"])
def test_heredoc_script(run: Run, marker: str) -> None:
    text = f"RUN {marker}\n\tset -e\n\tpip install 'a>=1'\nEOF\n"
    script = run(text)
    assert words(script) == [["set", "-e"], ["pip", "install", "a>=1"]]
    word = script.commands[1].words[2]
    assert text[word.span.start : word.span.end] == "'a>=1'"


@pytest.mark.parametrize(
    ("first_line", "is_foreign"),
    [
        ("#!/bin/bash -e", False),
        ("#!/usr/bin/env bash", False),
        ("#!/bin/sh", False),
        ("#!/usr/bin/env python3", True),
        ("#!/usr/bin/python3", True),
        ("#!/usr/bin/env", True),
        ("# a comment", False),
    ],
)
def test_heredoc_with_interpreter(run: Run, first_line: str, is_foreign: bool) -> None:
    script = run(f"RUN <<EOF\n{first_line}\npip install a\nEOF\n")
    assert script.is_foreign == is_foreign
    assert len(script.commands) == (0 if is_foreign else 1)


def test_heredoc_as_standard_input(run: Run) -> None:
    text = "RUN cat <<EOF > /r.txt && pip install -r /r.txt\ntorch>=2\nEOF\n"
    script = run(text)
    assert words(script) == [["cat"], ["pip", "install", "-r", "/r.txt"]]
    cat = script.commands[0]
    assert [(redirect.operator, redirect.target.value) for redirect in cat.redirects if redirect.target] == (
        [("<<", "EOF"), (">", "/r.txt")]
    )
    heredoc = cat.redirects[0].heredoc
    assert heredoc is not None
    assert heredoc.text == "torch>=2\n"
    assert heredoc.offset(0) == text.index("torch")
    assert not script.has_errors


def test_several_heredocs(run: Run) -> None:
    script = run("RUN cat <<A <<B && cat <<C\n1\nA\n2\nB\n3\nC\n")
    bodies = [
        redirect.heredoc.text for command in script.commands for redirect in command.redirects if redirect.heredoc
    ]
    assert bodies == ["1\n", "2\n", "3\n"]
    assert not script.has_errors


@pytest.mark.parametrize("command", ["bash", "sh -e", "bash -s --", "sudo bash"])
def test_heredoc_for_a_shell(run: Run, command: str) -> None:
    text = f"RUN {command} <<-'EOF'\n\tset -e\n\tpip install a\nEOF\n"
    script = run(text)
    assert words(script)[1:] == [["set", "-e"], ["pip", "install", "a"]]
    assert script.commands[2].enclosing is script.commands[0]


def test_heredoc_for_another_program(run: Run) -> None:
    script = run("RUN python3 <<EOF\nimport os; os.system('pip install a')\nEOF\n")
    assert [command.name for command in script.commands] == ["python3"]


@pytest.mark.parametrize(
    ("shell", "is_foreign"),
    [
        (("/bin/sh", "-c"), False),
        (("/bin/bash", "-o", "pipefail", "-c"), False),
        (("/bin/bash", "--login", "-c"), False),
        (("/usr/bin/env", "bash", "-c"), False),
        (("conda", "run", "-n", "e", "/bin/bash", "-c"), False),
        (("/usr/local/bin/_dockerfile_shell.sh",), False),
        (("powershell", "-Command"), True),
        (("cmd", "/S", "/C"), True),
        (("python3", "-c"), True),
        ((), True),
    ],
)
def test_shell_in_effect(instruction: Instruction, shell: tuple[str, ...], is_foreign: bool) -> None:
    script = run_script(instruction("RUN pip install a"), shell)
    assert script.is_foreign == is_foreign
    assert [command.name for command in script.commands] == ([] if is_foreign else ["pip"])


def test_environment_of_the_shell(instruction: Instruction) -> None:
    script = run_script(
        instruction("RUN pip install a"), ("conda", "run", "--no-capture-output", "-n", "e", "bash", "-c")
    )
    assert script.commands[0].environment == ActiveEnvironment("conda", "e")


def test_exec_form_ignores_the_shell(instruction: Instruction) -> None:
    script = run_script(instruction('RUN ["pip", "install"]'), ("powershell",))
    assert [command.name for command in script.commands] == ["pip"]


def test_other_instructions(instruction: Instruction) -> None:
    assert words(command_script(instruction("CMD exec uvicorn app:app --port 80"))) == (
        [["exec", "uvicorn", "app:app", "--port", "80"]]
    )
    assert words(command_script(instruction('ENTRYPOINT ["python", "-m", "x"]'))) == [["python", "-m", "x"]]
    health = "HEALTHCHECK --interval=30s CMD curl -f http://localhost/ || exit 1"
    assert words(command_script(instruction(health))) == [["curl", "-f", "http://localhost/"], ["exit", "1"]]
    assert words(command_script(instruction('HEALTHCHECK CMD ["curl", "x"]'))) == [["curl", "x"]]
    assert command_script(instruction("HEALTHCHECK NONE")).commands == ()


def test_quotes_in_the_wrong_place_are_the_shell_form(run: Run) -> None:
    script = run("CMD ['python', 'x.py']")
    assert script.has_errors
    assert [command.name for command in script.commands] != ["python"]
