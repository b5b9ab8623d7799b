"""``dflint baseline``: write down what is there, so that only what is new is told from now on."""

from __future__ import annotations

import os
from typing import Any

import click

from dflint.baseline import DEFAULT_NAME, Baseline
from dflint.cli.baselines import Baselines
from dflint.cli.console import progress, tell
from dflint.cli.options import choosing_options, color_option
from dflint.cli.session import Failure, Options, Session
from dflint.fixer import Change, FileChangedError, write
from dflint.output.report import display_path
from dflint.output.summary import plural


@click.command("baseline")
@choosing_options
@click.option(
    "--baseline",
    metavar="FILE",
    help=f"The file to write. Default: the one that is configured, else {DEFAULT_NAME}.",
)
@color_option
def command(baseline: str | None, **options: Any) -> None:
    """Write what is wrong in the container files of PATHS (default: the working directory) into a baseline.

    `dflint check` with that baseline tells only what is not in it. What a baseline already says of other files, or of
    rules that are off, stays. Exit status: 0, or 2 if the call or the configuration is wrong, a path does not exist,
    the file cannot be written, or dflint itself failed.
    """
    session = Session(Options(**options, baseline=baseline))
    if session.reads_standard_input:
        raise click.UsageError("`-` has no baseline.")
    session.warn()
    with progress(f"Checking {plural(session.targets.file_count, 'file')}"):
        results = [session.check(target, {}) for target in session.targets.of_projects]
    found = [diagnostic for result in results for diagnostic in result.diagnostics]
    baselines = Baselines(session, found)
    is_named = baseline is not None or bool(baselines.paths)
    if not is_named:
        session.options = session.options._replace(baseline=DEFAULT_NAME)
        baselines = Baselines(session, found)
    for path in baselines.paths:
        _write(path, baselines, session)
    if not is_named and baselines.paths:
        tell(f'Use it with `--baseline {DEFAULT_NAME}`, or put `baseline = "{DEFAULT_NAME}"` into the configuration.')
    errors = [error for result in results for error in result.internal_errors]
    session.tell_internal_errors(errors)
    raise click.exceptions.Exit(2 if errors else 0)


def _write(path: str, baselines: Baselines, session: Session) -> None:
    """Write the baseline at `path` anew, and say on standard error what is different in it."""
    before: bytes | None = None
    old = Baseline()
    if os.path.lexists(path):
        old = baselines.at(path)
        with open(path, "rb") as file:
            before = file.read()
    now = baselines.of(path)
    others = [known for known in old.findings if known.fingerprint not in now and not baselines.is_sought(known, path)]
    new = Baseline((*now.findings, *others))
    shown = display_path(path, session.working_directory)
    data = new.text.encode()
    if data != before:
        try:
            write(Change(path, before, data))
        except FileChangedError:
            raise Failure(f"{shown} was not written: it was changed meanwhile") from None
        except OSError as error:
            raise Failure(f"{shown} was not written: {error.strerror or error}") from None
    added = sum(known.fingerprint not in old for known in new.findings)
    gone = sum(known.fingerprint not in new for known in old.findings)
    files = len({known.filename for known in new.findings})
    changes = f" ({added} new, {gone} gone)" if before is not None else ""
    tell(f"{shown} holds {plural(len(new.findings), 'finding')} in {plural(files, 'file')}{changes}.")
