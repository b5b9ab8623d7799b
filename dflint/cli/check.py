"""``dflint check``: tell what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from dflint.cli.console import progress, tell, write
from dflint.cli.options import baseline_option, run_options
from dflint.cli.session import Options, Session
from dflint.diagnostics import Diagnostic
from dflint.linter import InternalError
from dflint.output.summary import plural


@click.command("check")
@run_options
@baseline_option
@click.option(
    "--diff-base",
    metavar="REVISION",
    help="Tell only what is not there at a revision of git, such as origin/main; with `...` at its end where the "
    "history has left it.",
)
def command(**options: Any) -> None:
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
    shown, base_errors = _since_base(session, found)
    shown = session.without_baseline(found, shown)
    errors += base_errors
    session.publish(session.report(shown, session.overlay, found, files))
    session.tell_internal_errors(errors)
    raise click.exceptions.Exit(2 if errors else session.status(shown))


def _since_base(session: Session, found: Sequence[Diagnostic]) -> tuple[Sequence[Diagnostic], Sequence[InternalError]]:
    """What is `found` and was not there at the base, where one is given, and which rules have failed there."""
    if session.options.diff_base is None:
        return found, ()
    from dflint.cli.comparison import Comparison

    compared = Comparison(session, session.options.diff_base).new(found)
    known = len(found) - len(compared.new)
    if known:
        tell(f"{plural(known, 'finding')} of {session.options.diff_base} {'is' if known == 1 else 'are'} not shown.")
    return compared.new, compared.internal_errors
