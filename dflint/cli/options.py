"""Options that several commands have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from dflint.cli.reporting import parse_output_file, parse_output_formats
from dflint.config.options import OUTPUT_FORMATS, SEVERITIES

Function = TypeVar("Function", bound=Callable[..., Any])


def _selectors(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...] | None:
    """Words that name rules. Raises `click.BadParameter` for a value with none, such as a variable that is not set."""
    for value in values:
        if not value.strip(" ,"):
            raise click.BadParameter(f"'{value}' names no rule.", context, parameter)
    return _split(context, parameter, values)


def _split(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...] | None:
    """Words, which are given with commas or in several options. None if the option is not given."""
    if not values:
        return None
    return tuple(word.strip() for value in values for word in value.split(",") if word.strip())


color_option = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Whether the output has colours. `auto` obeys NO_COLOR and FORCE_COLOR.",
)

baseline_option = click.option(
    "--baseline",
    metavar="FILE",
    help="Tell only what is not in FILE, which `dflint baseline` has written. Empty: all, whatever is configured.",
)

_PATHS = click.argument("paths", nargs=-1, metavar="[PATHS]...")
_RULES = (
    click.option(
        "--select", multiple=True, callback=_selectors, metavar="RULES", help="Rules, in place of the default set."
    ),
    click.option(
        "--extend-select", multiple=True, callback=_selectors, metavar="RULES", help="Rules, besides the selected."
    ),
    click.option("--ignore", multiple=True, callback=_selectors, metavar="RULES", help="Rules that are off."),
    click.option("--preview/--no-preview", default=None, help="Whether rules can be on that are in preview."),
    click.option(
        "--exclude",
        multiple=True,
        callback=_split,
        metavar="PATTERNS",
        help="Files that are not checked.",
    ),
    click.option(
        "--extend-exclude",
        multiple=True,
        callback=_split,
        metavar="PATTERNS",
        help="Further such files.",
    ),
    click.option(
        "--force-exclude/--no-force-exclude",
        default=None,
        help="Whether files that are excluded are left out even if PATHS names them.",
    ),
)
_CONFIGURATION = (
    click.option("--isolated", is_flag=True, help="Ignore configuration files."),
    click.option(
        "--config",
        multiple=True,
        metavar="FILE|'KEY = VALUE'",
        help="A configuration file to use, or a single setting in TOML, such as \"fail-on = 'error'\".",
    ),
)
_OPTIONS = (
    _PATHS,
    *_RULES,
    click.option(
        "--output-format",
        multiple=True,
        callback=parse_output_formats,
        envvar="DFLINT_OUTPUT_FORMAT",
        show_envvar=True,
        metavar="FORMAT[:FILE]",
        help=f"How findings are written: {', '.join(OUTPUT_FORMATS)}. With a file besides what standard output shows.",
    ),
    click.option(
        "--output-file",
        callback=parse_output_file,
        envvar="DFLINT_OUTPUT_FILE",
        show_envvar=True,
        metavar="FILE",
        help="Write the findings to FILE in place of standard output.",
    ),
    click.option("--fail-on", type=click.Choice(SEVERITIES), help="The lowest severity that makes the exit status 1."),
    click.option(
        "--require-reason/--no-require-reason",
        default=None,
        help="Whether a comment that silences findings has to say why.",
    ),
    click.option("--exit-zero", is_flag=True, help="Exit with 0 also when something is found."),
    click.option("--statistics", is_flag=True, help="Count the findings of each rule in place of showing them."),
    click.option("--show-files", is_flag=True, help="List the files that would be checked, and stop."),
    *_CONFIGURATION,
    click.option("--stdin-filename", metavar="PATH", help="What `-` is called, which says what it is and where."),
    color_option,
)


def run_options(function: Function) -> Function:
    """The arguments and options of commands that read a project and tell what they find."""
    return _with(_OPTIONS, function)


def choosing_options(function: Function) -> Function:
    """Those of them that choose files and rules."""
    return _with((_PATHS, *_RULES, *_CONFIGURATION), function)


def configuration_options(function: Function) -> Function:
    """Those of them that say which configuration is read."""
    return _with(_CONFIGURATION, function)


def _with(options: Sequence[Callable[[Function], Function]], function: Function) -> Function:
    for option in reversed(options):
        function = option(function)
    return function
