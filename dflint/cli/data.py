"""``dflint data``: the tables of facts that the rules draw on."""

from __future__ import annotations

import sys

import click

from dflint.cli.console import style_of, write
from dflint.cli.options import color_option


@click.command("data")
@click.argument("table", required=False)
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@color_option
def command(table: str | None, output_format: str, color: str) -> None:
    """Show what is known of the world: a list of all tables of facts, or one of them with its rows.

    Each has the day on which it was looked at, and where that can be checked.
    """
    import json

    from dflint.output import data_tables

    names = data_tables.names()
    if table is not None and table not in names:
        raise click.UsageError(f"There is no table `{table}`. `dflint data` lists them.")
    style = style_of(sys.stdout, color)
    if table is not None:
        one = data_tables.table(table)
        write(json.dumps(one.as_object(), indent=2) + "\n" if output_format == "json" else data_tables.page(one), style)
        return
    tables = [data_tables.table(name) for name in names]
    if output_format == "json":
        write(json.dumps([one.as_object() for one in tables], indent=2) + "\n", style)
    else:
        write(data_tables.listing(tables), style)
