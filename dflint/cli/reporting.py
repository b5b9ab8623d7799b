"""Where do the findings go? Formats on standard output, in files, and what a CI system reads by itself."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import click

from dflint.cli.console import tell, write, write_commands, write_file
from dflint.config.options import OUTPUT_FORMATS
from dflint.output import LOG_FORMATS, STATISTICS_FORMATS, format_named, statistics_format_named
from dflint.output.report import Report
from dflint.output.terminal import PLAIN, Style, without_commands

STANDARD_OUTPUT = "-"
"""In the place of a file."""


class Destination(NamedTuple):
    """A format, and the file that it is written to; None is standard output.

    `is_asked_for` is False where nobody asked for the file: then the run does not fail if it cannot be written.
    """

    format: str
    file: str | None = None
    is_asked_for: bool = True


def parse_output_formats(
    context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> tuple[Destination, ...]:
    """The values of ``--output-format``, each ``FORMAT`` or ``FORMAT:FILE``. Raises `click.BadParameter`."""
    found: list[Destination] = []
    for value in values:
        name, colon, file = value.partition(":")
        if name not in OUTPUT_FORMATS:
            choices = ", ".join(f"'{choice}'" for choice in OUTPUT_FORMATS)
            raise click.BadParameter(f"'{name}' is not one of {choices}.", context, parameter)
        if colon and not file:
            raise click.BadParameter(f"'{value}' names no file.", context, parameter)
        found.append(Destination(name, None if file in ("", STANDARD_OUTPUT) else file))
    return tuple(found)


def parse_output_file(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """The value of ``--output-file``; None for standard output. Raises `click.BadParameter`."""
    if value == "":
        raise click.BadParameter("'' names no file.", context, parameter)
    return None if value == STANDARD_OUTPUT else value


def destinations(
    given: Sequence[Destination],
    output_file: str | None,
    configured: str,
    has_statistics: bool,
    environment: Mapping[str, str] = os.environ,
) -> tuple[Destination, ...]:
    """Where findings are written to, standard output first.

    `given` are those of ``--output-format``; where none of them is for standard output, that has the `configured`
    format, and the CI system that `environment` tells of gets its own. `output_file` is written in place of standard
    output, which is then free for the CI system. Raises `click.UsageError`.
    """
    files = [one for one in given if one.file is not None]
    streams = [one for one in given if one.file is None]
    of_platform: Sequence[Destination] = ()
    if not streams:
        streams = [Destination(configured)]
        if (output_file is not None or configured in LOG_FORMATS) and not has_statistics:
            of_platform = _of_platform(environment)
    if len(streams) > 1 and (output_file is not None or not LOG_FORMATS.issuperset(one.format for one in streams)):
        raise _one_place(streams)
    if output_file is not None:
        streams = [Destination(streams[0].format, output_file)]
    asked_for = dict.fromkeys((*streams, *files))
    _check_files(asked_for)
    taken = _by_file(asked_for)
    free = (one for one in of_platform if one.file is None or os.path.realpath(one.file) not in taken)
    found = tuple(sorted((*asked_for, *free), key=lambda one: one.file is not None))
    for one in found:
        if has_statistics and one.format not in STATISTICS_FORMATS:
            raise click.UsageError(f"`--statistics` cannot be written as `{one.format}`.")
    return found


def _by_file(destinations: Iterable[Destination]) -> Mapping[str, Sequence[Destination]]:
    """The destinations that are files, by where these are."""
    found: dict[str, list[Destination]] = {}
    for one in destinations:
        if one.file is not None:
            found.setdefault(os.path.realpath(one.file), []).append(one)
    return found


def _check_files(destinations: Iterable[Destination]) -> None:
    """Raise `click.UsageError` where a file would be written in two formats, of which the last one would stay."""
    for same in _by_file(destinations).values():
        if len({one.format for one in same}) > 1:
            raise _one_place(same)


def _one_place(destinations: Sequence[Destination]) -> click.UsageError:
    names = " and ".join(f"`{one.format}`" for one in destinations)
    return click.UsageError(f"{names} cannot be written to one place; `{destinations[0].format}:FILE` names another.")


def _of_platform(environment: Mapping[str, str]) -> Sequence[Destination]:
    """What the CI system reads of which the variables of `environment` tell."""
    if environment.get("GITHUB_ACTIONS") == "true":
        return (Destination("github"),)
    if environment.get("GITLAB_CI") == "true":
        from dflint.output.gitlab import REPORT_FILE

        # The folder that `artifacts:reports` starts in.
        folder = environment.get("CI_PROJECT_DIR") or os.curdir
        return (Destination("gitlab", os.path.join(folder, REPORT_FILE), is_asked_for=False),)
    return ()


class OutputFileError(Exception):
    """A file that was asked for cannot be written."""


class Reporter:
    """Writes reports to `destinations`.

    What is on standard output has the colours of `style`, or goes to standard error with those of `error_style` where
    standard output is needed for something else.
    """

    def __init__(
        self,
        destinations: Sequence[Destination],
        style: Style,
        error_style: Style,
        has_statistics: bool = False,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        self._destinations = destinations
        self._style = style
        self._error_style = error_style
        self._has_statistics = has_statistics
        self._environment = environment

    def publish(self, report: Report, for_errors: bool = False) -> None:
        """Write `report`. `for_errors`: to standard error in place of standard output.

        Raises `OutputFileError`.
        """
        for one in self._destinations:
            if one.file is not None:
                self._write_file(one, one.file, report)
            elif one.format == "github":
                self._annotate(report, for_errors)
            elif for_errors:
                tell(self._rendered(one.format, report, self._error_style).removesuffix("\n"), self._error_style)
            else:
                write(self._rendered(one.format, report, self._style), self._style)

    def _rendered(self, name: str, report: Report, style: Style) -> str:
        if self._has_statistics:
            return statistics_format_named(name).render_statistics(report, style)
        return format_named(name).render(report, style)

    def _write_file(self, destination: Destination, file: str, report: Report) -> None:
        text = self._rendered(destination.format, report, PLAIN)
        try:
            write_file(file, without_commands(text) if destination.format != "github" else text)
        except OSError as error:
            reason = error.strerror or str(error)
            if destination.is_asked_for:
                raise OutputFileError(f"{file} cannot be written: {reason}") from None
            tell(f"warning: {file} was not written: {reason}")
        else:
            if not destination.is_asked_for:
                tell(f"Wrote {file}.")

    def _annotate(self, report: Report, for_errors: bool) -> None:
        """Write annotations, which are commands, and the summary of the step."""
        write_commands(format_named("github").render(report, PLAIN), for_errors)
        summary_file = self._environment.get("GITHUB_STEP_SUMMARY")
        if summary_file:
            try:
                _add_summary(summary_file, report)
            except OSError as error:
                tell(f"warning: the summary of the step was not written: {error.strerror or error}")


def _add_summary(file: str, report: Report) -> None:
    """Put the findings behind what is in the `file` of the step's summary, as far as there is room."""
    from dflint.output.markdown import MOST_BYTES_OF_SUMMARY, within

    with open(file, "a", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
        room = MOST_BYTES_OF_SUMMARY - stream.tell()
        if room > 0:
            stream.write(within(room, report))
