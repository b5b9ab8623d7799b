"""Which words of the Dockerfile ask for a package, where a file that they name may do so?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.shell.command_edits import word_of, words_through

if TYPE_CHECKING:
    from dflint.build.steps import InstallStep
    from dflint.build.wanted_packages import WantedPackage
    from dflint.source import Span


def is_named_in_command(package: WantedPackage) -> bool:
    """Whether the Dockerfile itself names the package."""
    return package.source is package.install.run.source


def asking_span(package: WantedPackage) -> Span:
    """The package where the command names it, else what stands for the file that does."""
    return package.span if is_named_in_command(package) else _file_span(package.install)


def _file_span(install: InstallStep) -> Span:
    """``requirements.txt``, or ``uv sync``."""
    files = [word for word in install.install.requirement_files if word.is_verbatim]
    if len(files) == 1:
        return files[0].span
    return subcommand_span(install)


def subcommand_span(install: InstallStep) -> Span:
    """The program and what it is to do: ``uv sync``, ``conda env create``."""
    word = word_of(install.command, install.install.subcommand.rpartition(" ")[2])
    return install.command.span if word is None else words_through(install.command, word)
