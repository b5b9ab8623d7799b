"""How are commands changed so that the rest stays as it is?"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.dockerfile.instructions import CommandInstruction
from dflint.shell.command_edits import add_after, run_after, without_option, word_of, words_through
from dflint.shell.commands import Command
from dflint.shell.run import command_script
from dflint.source import Edit, apply_edits

Parse = Callable[[str], CommandInstruction]


def last_command(instruction: CommandInstruction, name: str) -> Command:
    return [command for command in command_script(instruction).commands if command.name == name][-1]


def edited(text: str, edit: Edit | None) -> str | None:
    return None if edit is None else apply_edits(text, [edit])


CHAINS = {
    "alone": ("RUN conda install a", "RUN conda install a && CLEAN"),
    "operators at line ends": (
        "RUN conda install a && \\\n    pip install b && \\\n    echo c",
        "RUN conda install a && \\\n    CLEAN && \\\n    pip install b && \\\n    echo c",
    ),
    "operators at line starts": (
        "RUN conda install a \\\n    && pip install b",
        "RUN conda install a \\\n    && CLEAN \\\n    && pip install b",
    ),
    "last of a chain": (
        "RUN apt-get update && \\\n    conda install a",
        "RUN apt-get update && \\\n    conda install a && \\\n    CLEAN",
    ),
    "on several lines": (
        "RUN conda install a \\\n      b \\\n      c",
        "RUN conda install a \\\n      b \\\n      c \\\n      && CLEAN",
    ),
    "a comment in between": (
        "RUN conda install a && \\\n    # 주석\n    pip install b",
        "RUN conda install a && CLEAN && \\\n    # 주석\n    pip install b",
    ),
    "a comment before": (
        "RUN true \\\n    # comment\n    && conda install a",
        "RUN true \\\n    # comment\n    && conda install a && CLEAN",
    ),
    # In a list that ends with `;` a failure must go on to be one under `set -e`.
    "semicolons": (
        "RUN set -e; \\\n    conda install a; \\\n    echo b",
        "RUN set -e; \\\n    conda install a; \\\n    CLEAN; \\\n    echo b",
    ),
    "a semicolon at the end": ("RUN set -e; conda install a;", "RUN set -e; conda install a && CLEAN;"),
    "a semicolon and a comment": (
        "RUN conda install a; \\\n    # comment\n    echo b",
        "RUN conda install a; CLEAN; \\\n    # comment\n    echo b",
    ),
    "a heredoc": (
        "RUN <<EOF\nset -e\n  conda install a\n\necho b\nEOF",
        "RUN <<EOF\nset -e\n  conda install a\n  CLEAN\n\necho b\nEOF",
    ),
    "the end of a heredoc": ("RUN <<EOF\nconda install a\nEOF", "RUN <<EOF\nconda install a && CLEAN\nEOF"),
    "a subshell": ("RUN (conda install a >/dev/null) && true", "RUN (conda install a >/dev/null && CLEAN) && true"),
    "a redirection": ("RUN conda install a > log 2>&1", "RUN conda install a > log 2>&1 && CLEAN"),
    "a comment behind": ("RUN conda install a # comment", "RUN conda install a && CLEAN # comment"),
    "carriage returns": (
        "RUN conda install a \\\r\n    b\r\n",
        "RUN conda install a \\\r\n    b \\\r\n    && CLEAN\r\n",
    ),
}


@pytest.mark.parametrize("name", CHAINS)
def test_a_command_is_run_behind_another(instruction: Parse, name: str) -> None:
    text, expected = CHAINS[name]
    command = last_command(instruction(text), "conda")
    assert edited(text, run_after(command, "CLEAN")) == expected


@pytest.mark.parametrize(
    "text",
    [
        "RUN conda install a || true",
        "RUN true || conda install a",
        "RUN yes | conda install a",
        "RUN conda install a | tee log",
        "RUN conda install a &",
        "RUN if true; then conda install a; fi",
        "RUN for x in a b; do conda install $x; done",
        "RUN case x in a) conda install a;; esac",
        'RUN bash -c "conda install a"',
        "RUN <<EOF\nconda install a # comment\necho b\nEOF",
    ],
)
def test_nothing_is_run_behind_a_command_that_does_not_stand_alone(instruction: Parse, text: str) -> None:
    assert run_after(last_command(instruction(text), "conda"), "CLEAN") is None


def test_lines_are_joined_by_the_escape_of_the_file(instruction: Parse) -> None:
    text = "# escape=`\nRUN conda install a `\n    b"
    command = last_command(instruction(text), "conda")
    assert edited(text, run_after(command, "CLEAN", "`")) == text + " `\n    && CLEAN"


OPTIONS = {
    "behind": ("RUN pip install --no-cache-dir a", "RUN pip install a"),
    "before the subcommand": ("RUN pip --no-cache-dir install a", "RUN pip install a"),
    "at the end": ("RUN pip install a --no-cache-dir && true", "RUN pip install a && true"),
    "on a line of its own": (
        "RUN pip install a \\\n    --no-cache-dir \\\n    b",
        "RUN pip install a \\\n    b",
    ),
    "below a comment": (
        "RUN pip install a \\\n    # comment\n    --no-cache-dir \\\n    b",
        "RUN pip install a \\\n    # comment\n    b",
    ),
    "in a heredoc": ("RUN <<EOF\npip install a \\\n  --no-cache-dir\nEOF", "RUN <<EOF\npip install a\nEOF"),
    "in a string": ('RUN bash -c "pip install --no-cache-dir a"', 'RUN bash -c "pip install a"'),
    "with carriage returns": (
        "RUN pip install \\\r\n  --no-cache-dir \\\r\n  a\r\n",
        "RUN pip install \\\r\n  a\r\n",
    ),
}


@pytest.mark.parametrize("name", OPTIONS)
def test_an_option_is_taken_away(instruction: Parse, name: str) -> None:
    text, expected = OPTIONS[name]
    command = last_command(instruction(text), "pip")
    word = word_of(command, "--no-cache-dir")
    assert word is not None
    assert edited(text, without_option(command, word)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "RUN pip install a \\\n    # comment\n    --no-cache-dir b",
        'RUN ["pip", "install", "--no-cache-dir", "a"]',
    ],
)
def test_an_option_that_cannot_be_taken_away(instruction: Parse, text: str) -> None:
    command = last_command(instruction(text), "pip")
    word = word_of(command, "--no-cache-dir")
    assert word is not None
    assert without_option(command, word) is None


def test_joined_short_options_stay(instruction: Parse) -> None:
    command = last_command(instruction("RUN uv pip install -nq a"), "uv")
    word = word_of(command, "-nq")
    assert word is not None
    assert without_option(command, word) is None


def test_something_is_added_behind_a_word(instruction: Parse) -> None:
    text = "RUN python -m pip \\\n  install a"
    command = last_command(instruction(text), "python")
    word = word_of(command, "install")
    assert word is not None
    assert edited(text, add_after(word, "--no-cache-dir")) == "RUN python -m pip \\\n  install --no-cache-dir a"
    span = words_through(command, word)
    assert text[span.start : span.end] == "python -m pip \\\n  install"


def test_words_that_are_not_written_so(instruction: Parse) -> None:
    command = last_command(instruction('RUN pip "install" a'), "pip")
    assert word_of(command, "install") is None
    command = last_command(instruction("RUN pip in\\\nstall a"), "pip")
    word = word_of(command, "install")
    assert word is not None
    assert add_after(word, "--no-cache-dir") is None
