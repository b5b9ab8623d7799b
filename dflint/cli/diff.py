"""``dflint diff``: what has come and gone since a revision."""

from __future__ import annotations

from typing import Any

import click

from dflint.cli.comparison import Comparison
from dflint.cli.console import progress, write, write_file
from dflint.cli.options import choosing_options, color_option
from dflint.cli.reporting import parse_output_file
from dflint.cli.session import Failure, Options, Session
from dflint.output.terminal import PLAIN
from dflint.output.version_difference import Difference, render


def _refuse_baseline(_: click.Context, __: click.Parameter, value: str | None) -> None:
    if value is not None:
        raise click.UsageError("A baseline has no effect on `dflint diff`, which tells all that has come and gone.")


@click.command("diff")
@click.argument("revision")
@choosing_options
@click.option(
    "--output-file",
    callback=parse_output_file,
    metavar="FILE",
    help="Write the Markdown to FILE in place of standard output.",
)
@click.option("--baseline", hidden=True, expose_value=False, callback=_refuse_baseline)
@color_option
def command(revision: str, output_file: str | None, **options: Any) -> None:
    """Tell in Markdown what has come and gone since REVISION in the container files of PATHS, with the bytes.

    REVISION is a commit, a branch or a tag of git, such as origin/main; with `...` at its end it is the commit at which
    the history has left that. The other version is that of the work tree. Nothing is checked out, a file that was
    renamed is the same file, and a baseline has no effect. Exit status: 0, or 2 if the call or the configuration is
    wrong, a path does not exist, or dflint itself failed.
    """
    session = Session(Options(**options))
    if session.reads_standard_input:
        raise click.UsageError("`-` has no history.")
    session.warn()
    with progress("Comparing"):
        results = [session.check(target, {}) for target in session.targets.of_projects]
        found = [diagnostic for result in results for diagnostic in result.diagnostics]
        compared = Comparison(session, revision).both(found)
    difference = Difference(compared.new, compared.gone, compared.kept)
    text = render(difference, session.report(found, {}), revision)
    if output_file is None:
        write(text, PLAIN)
    else:
        try:
            write_file(output_file, text)
        except OSError as error:
            raise Failure(f"{output_file} was not written: {error.strerror or error}") from None
    errors = [*(error for result in results for error in result.internal_errors), *compared.internal_errors]
    session.tell_internal_errors(errors)
    raise click.exceptions.Exit(2 if errors else 0)
