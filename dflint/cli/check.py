"""``dflint check``: tell what is wrong."""

from __future__ import annotations

import os
from typing import Any

import click

from dflint.cli.console import progress, write
from dflint.cli.new_findings import new_findings
from dflint.cli.options import baseline_option, run_options
from dflint.cli.session import Options, Session
from dflint.diagnostics import Diagnostic
from dflint.linter import InternalError
from dflint.output.summary import plural
from dflint.output.terminal import printable


def _reason(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """The value of ``--add-ignores`` as it is read back from a comment. Raises `click.BadParameter`.

    Who knows another linter may write a path, or nothing, in the place of the reason.
    """
    if value is None:
        return None
    reason = value.strip(" \t,:-")
    message = None
    if not reason:
        message = "a comment without a reason helps nobody."
    elif printable(reason) != reason:
        message = "a reason is one line of text."
    elif value.startswith("--") or os.path.lexists(value):
        kind = "an option" if value.startswith("--") else "a path"
        message = f'`{value}` is {kind}. The reason comes first: `--add-ignores "the reason" {value}`.'
    if message is not None:
        raise click.BadParameter(message, context, parameter)
    return reason


@click.command("check")
@run_options
@baseline_option
@click.option("--fail-on-gone", is_flag=True, help="Exit with 1 also when the baseline holds what is gone.")
@click.option(
    "--diff-base",
    metavar="REVISION",
    help="Tell only what is not there at a revision of git, such as origin/main; with `...` at its end where the "
    "history has left it.",
)
@click.option(
    "--add-ignores",
    callback=_reason,
    metavar="REASON",
    help="Write comments that silence what is found today, each with this reason.",
)
def command(add_ignores: str | None, fail_on_gone: bool, **options: Any) -> None:
    """Tell what is wrong in the container files of PATHS (default: the working directory).

    A path may be `-` for standard input. Exit status: 0 if nothing at or above --fail-on was found, 1 if something was,
    2 if the call or the configuration is wrong, a path does not exist, or dflint itself failed.
    """
    session = Session(Options(**options))
    session.warn()
    if session.options.show_files:
        write(session.show_files(), session.style)
        return
    found: list[Diagnostic] = []
    files: list[str] = []
    errors: list[InternalError] = []
    with progress(f"Checking {plural(session.targets.file_count, 'file')}"):
        for target in session.targets.of_projects:
            result = session.check(target, session.overlay)
            found += result.diagnostics
            files += result.files
            errors += result.internal_errors
    shown, base_errors, is_any_gone = new_findings(session, found)
    errors += base_errors
    if add_ignores is not None:
        from dflint.cli.ignoring import add_comments

        raise click.exceptions.Exit(add_comments(session, add_ignores, shown))
    session.publish(session.report(shown, session.overlay, found, files, errors))
    session.tell_internal_errors(errors)
    is_outdated = fail_on_gone and is_any_gone and not session.options.exit_zero
    raise click.exceptions.Exit(2 if errors else session.status(shown) or int(is_outdated))
