"""``dflint rules``: a list of all rules."""

from __future__ import annotations

import sys

import click

from dflint.cli.console import is_terminal, style_of, write
from dflint.cli.options import color_option


@click.command("rules")
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@color_option
def command(output_format: str, color: str) -> None:
    """List all rules."""
    from dflint.output import rule_list, rule_page
    from dflint.rules.registry import load_all

    rules = load_all()
    style = style_of(sys.stdout, color)
    if output_format == "json":
        import json

        write(json.dumps([rule_page.as_object(rule) for rule in rules], indent=2) + "\n", style)
    elif style.is_coloured and is_terminal(sys.stdout):
        rule_list.print_table(rules)
    else:
        write(rule_list.columns(rules), style)
