"""``dflint debug``: what dflint makes of a Dockerfile, of ignore patterns and of words; for bug reports and tests."""

from __future__ import annotations

import sys

import click

from dflint.cli.console import tell, write_bytes
from dflint.source import Source, encode


@click.group("debug", hidden=True)
def command() -> None:
    """Show how dflint reads things. The output is stable."""


def _source(path: str) -> Source:
    """The text of the file at `path`, or of standard input for ``-``."""
    if path == "-":
        return Source.from_bytes("-", sys.stdin.buffer.read())
    try:
        return Source.read(path)
    except OSError as error:
        raise click.UsageError(f"{path}: {error.strerror}") from None


def _print(lines: list[str]) -> None:
    write_bytes(encode("".join(f"{line}\n" for line in lines)))


@command.command()
@click.argument("file")
def ast(file: str) -> None:
    """Print one parenthesised line an instruction, as BuildKit's own dump does."""
    from dflint.dockerfile.dump import dump
    from dflint.dockerfile.parser import parse

    dumped = dump(parse(_source(file)))
    _print(dumped.lines)
    if dumped.refusal is not None:
        tell(f"{file}: {dumped.refusal}")
        raise click.exceptions.Exit(1)


@command.command()
@click.option("--patterns", required=True, metavar="FILE", help="A file of patterns such as .dockerignore.")
@click.argument("paths", nargs=-1, required=True)
def ignore(patterns: str, paths: tuple[str, ...]) -> None:
    """Print `ignored` or `included` for each path."""
    from dflint.context.dockerignore import debug_ignore

    lines, refusal = debug_ignore(_source(patterns).text, paths)
    if refusal is not None:
        tell(f"{patterns}: {refusal}")
        raise click.exceptions.Exit(1)
    _print(lines)


@command.command()
@click.option("--env", "variables", multiple=True, metavar="K=V", help="A variable. What is not given is unset.")
@click.option("--words", is_flag=True, help="Split into words, one a line.")
@click.argument("word")
def expand(variables: tuple[str, ...], words: bool, word: str) -> None:
    """Print what a word expands to."""
    from dflint.dockerfile.dump import expansion
    from dflint.dockerfile.words import ExpansionError

    environment: dict[str, str] = {}
    for variable in variables:
        name, _, value = variable.partition("=")
        if not name:
            raise click.BadParameter(f"{variable!r} is not K=V", param_hint="--env")
        environment[name] = value
    try:
        _print(expansion(word, environment, words=words))
    except ExpansionError as error:
        tell(str(error))
        raise click.exceptions.Exit(1) from None
