"""Where in a Dockerfile is a package asked for?

A package may be named in a requirements file, a project file or a lock file. A finding stands in the Dockerfile
nevertheless: at the word that names that file, or at the command that reads it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dflint.diagnostics import Related
from dflint.source import Span

if TYPE_CHECKING:
    from dflint.build.resolved_packages import ResolvedPackage
    from dflint.build.steps import InstallStep
    from dflint.build.wanted_packages import WantedPackage
    from dflint.source import Source


class PackagePlace(NamedTuple):
    """The words of the Dockerfile that bring a package, and where the package is named, if that is another file."""

    source: Source
    span: Span
    related: tuple[Related, ...]


def place_of(package: ResolvedPackage | WantedPackage) -> PackagePlace:
    """Where the Dockerfile says that `package` is installed."""
    install = package.install
    source = install.run.source
    if package.source is source:
        return PackagePlace(source, package.span, ())
    named = Related(package.source, package.span, f"`{package.name}` is named here")
    return PackagePlace(source, _command_span(install, package.source), (named,))


def _command_span(install: InstallStep, file: Source) -> Span:
    """The word that names `file`, else the beginning of the command: ``uv sync``."""
    from dflint.build.install_inputs import text_of

    named = [read for read in install.wanted.files if read.word is not None and read.word.script.source is not file]
    for read in named:
        source = text_of(read.origin)
        if source is not None and source.path == file.path and read.word is not None:
            return read.word.span
    words = install.install.requirement_files
    if len(words) == 1:
        return words[0].span
    command = install.command
    program = command.program
    if program is None or not command.arguments:
        return command.span
    last = next((word for word in command.arguments if not word.prefix.startswith("-")), command.arguments[0])
    return Span(program.span.start, last.span.end)
