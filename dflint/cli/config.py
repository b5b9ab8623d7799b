"""``dflint config``: what is configured for a path, and where each value comes from."""

from __future__ import annotations

import os
import sys

import click

from dflint.cli.console import style_of, write
from dflint.cli.options import color_option, configuration_options
from dflint.cli.session import Options, Session


@click.command("config")
@click.argument("path", default=os.curdir, metavar="[PATH]")
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@configuration_options
@color_option
def command(path: str, output_format: str, isolated: bool, config: tuple[str, ...], color: str) -> None:
    """Show what is configured for PATH: a file or a folder (default: the working directory).

    The text is a configuration file that says the same, with a comment behind each value on where it comes from, and
    lists the rules that are on, and those that are off in this file alone.
    """
    from dflint.output.configuration import ResolvedConfiguration, as_json, as_text

    session = Session(Options((path,), isolated=isolated, config=config, color=color))
    absolute = os.path.abspath(path)
    settings = session.settings_for(absolute)
    enabled = {rule.entry.code for rule in session.enabled(settings)}
    ignored = frozenset() if os.path.isdir(absolute) else enabled & session.treatment(settings).ignored_in(absolute)
    resolved = ResolvedConfiguration(
        absolute, settings, enabled - ignored, ignored, len(session.rules), session.working_directory
    )
    style = style_of(sys.stdout, color)
    write(as_json(resolved) if output_format == "json" else as_text(resolved, style), style)
