"""What earlier commands leave to later ones: directory, environment, variables."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.shell.commands import Command, Script
from dflint.shell.scope import ActiveEnvironment, join_directory

Shell = Callable[[str], Script]


def last(script: Script) -> Command:
    return script.commands[-1]


@pytest.mark.parametrize(
    ("text", "directory"),
    [
        ("end", ""),
        ("cd a; end", "a"),
        ("cd a && cd b && end", "a/b"),
        ("cd /a/b && cd ../c\nend", "/a/c"),
        ("cd a && cd .. && end", ""),
        ("cd .. && end", ".."),
        ("cd ./a/./b/ && end", "a/b"),
        ("cd 'a b' && end", "a b"),
        ("cd -P a && end", "a"),
        ("cd -- a && end", "a"),
        ("(cd a && x); end", ""),
        ("{ cd a && x; }; end", "a"),
        ("cd a | x; end", ""),
        ("cd a & end", ""),
        ("x $(cd a); end", ""),
        ("cd; end", None),
        ("cd -; end", None),
        ("cd ~; end", None),
        ("cd $X; end", None),
        ("cd $X; cd /b; end", "/b"),
        ("cd $X; cd b; end", None),
        ("cd a*; end", None),
        ("cd a b; end", None),
        ("cd a || exit 1; end", "a"),
        ("x || cd a; end", None),
        ("[ -d a ] && cd a; end", None),
        ("[ -d a ] && cd a && end", "a"),
        ("if x; then cd a; fi; end", None),
        ("if x; then cd a; end; fi", "a"),
        ("if cd a; then x; fi; end", "a"),
        ("if x; then y; fi; end", ""),
        ("for x in 1 2; do cd a; end; done", None),
        ("for x in 1 2; do cd /a; end; done", "/a"),
        ("for x in 1 2; do (cd a; end); done", "a"),
        ("for x in 1 2; do cd /a; done; end", None),
        ("case x in x) cd a;; esac; end", None),
        ("f() { cd a; }; end", ""),
        ("f() { cd a; }; f; end", None),
        ("f() { ls; }; f; end", ""),
        ("pushd a; end", "a"),
        ("pushd a; pushd b; popd; end", "a"),
        ("pushd a; popd; popd; end", None),
        ("if x; then pushd a; popd; fi; end", ""),
        ("bash -c 'cd a'; end", ""),
        ("cd a; bash -c 'cd b; end'", "a/b"),
        ("eval 'cd a'; end", "a"),
        ("env -C a end", "a"),
        ("cd b; sudo --chdir=/a end", "/a"),
        ("env -C $X end", None),
        ("conda run --cwd a end", "a"),
    ],
)
def test_directory(shell: Shell, text: str, directory: str | None) -> None:
    command = last(shell(text))
    assert command.name == "end"
    assert command.working_directory == directory


def test_directory_does_not_grow_without_bound(shell: Shell) -> None:
    assert last(shell("cd " + "a/" * 3000 + "; cd b; end")).working_directory is None


def test_join_directory() -> None:
    assert join_directory("", "/") == "/"
    assert join_directory("/a", "../../..") == "/"
    assert join_directory("a", "../../b") == "../b"
    assert join_directory(None, "a") is None
    assert join_directory(None, "/a//b") == "/a/b"


@pytest.mark.parametrize(
    ("text", "environment"),
    [
        ("end", None),
        (". venv/bin/activate && end", ActiveEnvironment("venv", "venv")),
        ("source /opt/venv/bin/activate; end", ActiveEnvironment("venv", "/opt/venv")),
        ("source activate e && end", ActiveEnvironment("conda", "e")),
        (". /opt/conda/bin/activate e && end", ActiveEnvironment("conda", "e")),
        ("source activate && end", ActiveEnvironment("conda", "base")),
        ("conda activate e && end", ActiveEnvironment("conda", "e")),
        ("micromamba activate --stack e && end", ActiveEnvironment("conda", "e")),
        ("conda activate && end", ActiveEnvironment("conda", "base")),
        ("conda activate $E && end", None),
        ("conda activate e && conda deactivate && end", None),
        (". v/bin/activate && deactivate && end", None),
        (". $V/bin/activate && end", None),
        (". v/bin/activate && . $V/bin/activate && end", None),
        (". ./setup.sh && end", None),
        ("(. v/bin/activate); end", None),
        ("if x; then . v/bin/activate; fi; end", None),
        ("conda run -n e end", ActiveEnvironment("conda", "e")),
        ("conda run -p $E end", None),
        ("conda run -n e bash -c 'end'", ActiveEnvironment("conda", "e")),
        (". v/bin/activate && conda run -n e end", ActiveEnvironment("conda", "e")),
        (". v/bin/activate && poetry run end", None),
        (". v/bin/activate && sudo end", ActiveEnvironment("venv", "v")),
    ],
)
def test_environment(shell: Shell, text: str, environment: ActiveEnvironment | None) -> None:
    assert last(shell(text)).environment == environment


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("end $A", "docker"),
        ("A=1; end $A", "1"),
        ("A=1 && export B=2 && end $A-$B", "1-2"),
        ("A=1 B=2; end $A$B", "12"),
        ("A=1 end $A", "docker"),
        ("A=$X; end $A", None),
        ("A=$(date); end $A", None),
        ("read A; end $A", None),
        ("unset A; end $A", None),
        ("for A in 1 2; do end $A; done", None),
        ("x || A=1; end $A", None),
        ("(A=1); end $A", "docker"),
        ("if x; then A=1; fi; end $A", None),
        ("if x; then B=1; fi; end $A", "docker"),
        ("A=1; if x; then B=1; fi; end $A", "1"),
        ("export A=1 && end ${A:-2}", "1"),
        ("end ${UNSET:-2}", "2"),
        ("end plain", "plain"),
        ('A="x y"; end "$A"', "x y"),
        ('A="x y"; end $A', None),
    ],
)
def test_variables(shell: Shell, text: str, value: str | None) -> None:
    command = next(command for command in shell(text).commands if command.name == "end")
    word = command.arguments[0]
    assert command.expand(word, {"A": "docker"}.get) == value


def test_too_many_variables_are_not_followed(shell: Shell) -> None:
    script = shell("".join(f"v{number}=1; " for number in range(300)) + "if x; then y; fi; end $v1 a")
    command = last(script)
    assert command.variables is None
    assert command.expand(command.arguments[0], lambda name: "x") is None
    assert command.expand(command.arguments[1], lambda name: "x") == "a"


def test_too_many_variables_in_a_branch(shell: Shell) -> None:
    branch = "".join(f"v{number}=1; " for number in range(300))
    assert last(shell(f"if x; then {branch} fi; end")).variables is None
