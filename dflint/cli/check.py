"""``dflint check``: tell what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from dflint.cli.console import progress, write
from dflint.cli.options import run_options
from dflint.cli.session import Options, Session
from dflint.diagnostics import Diagnostic
from dflint.linter import InternalError
from dflint.output.summary import plural


@click.command("check")
@run_options
@click.option(
    "--baseline",
    metavar="FILE",
    help="Tell only what is not in FILE, which `dflint baseline` has written. Empty: all, whatever is configured.",
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
    shown = _without_baseline(session, found)
    session.publish(session.report(shown, session.overlay, found, files))
    session.tell_internal_errors(errors)
    raise click.exceptions.Exit(2 if errors else session.status(shown))


def _without_baseline(session: Session, found: Sequence[Diagnostic]) -> Sequence[Diagnostic]:
    """What is `found` and is in no baseline. What the baselines have to do with it is said on standard error."""
    if not session.has_baseline:
        return found
    from dflint.cli.baselines import Baselines, tell_about

    baselines = Baselines(session, found)
    new = baselines.new()
    tell_about(baselines, len(found) - len(new), session.working_directory)
    return new
