"""``dflint rule CODE``: the page of a rule."""

from __future__ import annotations

import sys

import click

from dflint.cli.console import is_terminal, style_of, write
from dflint.cli.options import color_option
from dflint.selection import EXACT, Selectors


@click.command("rule")
@click.argument("rule", metavar="CODE|NAME")
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@color_option
def command(rule: str, output_format: str, color: str) -> None:
    """Explain a rule: what it finds, why that is bad, an example, where it can be checked."""
    from dflint.output.rule_page import as_object, page
    from dflint.rules.registry import load_all

    rules = load_all()
    selectors = Selectors(rules)
    codes = selectors.codes(rule)
    if codes is None or selectors.specificity(rule) != EXACT:
        suggestion = selectors.suggestion(rule)
        hint = f"Did you mean `{suggestion}`?" if suggestion else "`dflint rules` lists them."
        raise click.UsageError(f"There is no rule `{rule}`. {hint}")
    chosen = [one for one in rules if one.code in codes]
    style = style_of(sys.stdout, color)
    if output_format == "json":
        import json

        objects = [as_object(one) for one in chosen]
        write(json.dumps(objects[0] if len(objects) == 1 else objects, indent=2) + "\n", style)
    elif style.is_coloured and is_terminal(sys.stdout):
        from rich.console import Console
        from rich.markdown import Markdown

        Console().print(Markdown("\n".join(page(one) for one in chosen)))
    else:
        write("\n".join(page(one) for one in chosen), style)
