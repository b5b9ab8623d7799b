"""``dflint fix``: apply what can be mended."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from dflint.cli.console import commands_stopped, is_terminal, progress, tell, write, write_bytes
from dflint.cli.files import read_file, write_changes
from dflint.cli.new_findings import new_findings
from dflint.cli.options import baseline_option, run_options
from dflint.cli.session import Options, Overlay, Session
from dflint.cli.targets import Target
from dflint.context.dockerignore import IGNORE_FILE_NAME
from dflint.diagnostics import Applicability
from dflint.fixer import Change, Fixer, FixResult, Refusal
from dflint.linter import Result
from dflint.output.report import Report, display_path
from dflint.output.summary import plural
from dflint.project.names import kind_of
from dflint.verification import objection


@click.command("fix")
@run_options
@baseline_option
@click.option("--diff", is_flag=True, help="Show what would change, and write nothing.")
@click.option("--unsafe", is_flag=True, help="Apply also fixes after which the image or the run may differ.")
@click.option("--exit-non-zero-on-fix", is_flag=True, help="Exit with 1 also when everything was mended.")
def command(diff: bool, unsafe: bool, exit_non_zero_on_fix: bool, **options: Any) -> None:
    """Mend what is wrong in the container files of PATHS (default: the working directory).

    `-` writes the mended text of standard input to standard output, and the findings to standard error. Exit status: 0
    if nothing at or above --fail-on remains, 1 if something does, or, with --diff, if something would change; 2 if the
    call or the configuration is wrong, a path does not exist, or dflint itself failed.
    """
    session = Session(Options(**options))
    session.warn()
    if session.options.show_files:
        write(session.show_files(), session.style)
        return
    allowed = Applicability.UNSAFE if unsafe else Applicability.SAFE
    with progress(f"Mending {plural(session.targets.file_count, 'file')}"):
        results = [_fixed(session, target, allowed) for target in session.targets.of_projects]
    changes = [change for result in results for change in result.changes]
    if diff:
        status = _show(session, changes)
    else:
        # What is wrong with a baseline is said before anything is written.
        report = _report(session, results)
        failed = _write(session, changes)
        if failed:
            targets = session.targets.of_projects
            results = [_without(failed, session, *one) for one in zip(targets, results, strict=True)]
            report = _report(session, results, is_told=False)
        status = max(_publish(session, report), 2 if failed else 0)
    if exit_non_zero_on_fix and changes:
        status = status or 1
    _tell_result(session, results, would=diff)
    errors = [error for result in results for error in result.remaining.internal_errors]
    session.tell_internal_errors(errors)
    raise click.exceptions.Exit(2 if errors else status)


def _fixed(session: Session, target: Target, allowed: Applicability) -> FixResult:
    def check(overlay: Overlay) -> Result:
        return session.found(target, overlay)

    def is_writable(path: str) -> bool:
        if session.reads_standard_input:
            return path == target.files[0]
        name = os.path.basename(path)
        return path in target.named or kind_of(name) is not None or name.endswith(IGNORE_FILE_NAME)

    result = Fixer(check, read_file, is_writable, objection, allowed, session.overlay).run()
    remaining = result.remaining._replace(diagnostics=session.rated(result.remaining.diagnostics))
    return result._replace(remaining=remaining)


def _show(session: Session, changes: Sequence[Change]) -> int:
    """Print the changes as a diff. The exit status is returned."""
    from dflint.output.difference import as_bytes, as_text, unified_diff

    for change in changes:
        lines = unified_diff(display_path(change.path, session.working_directory), change.before, change.after)
        if is_terminal(sys.stdout) or session.style.is_coloured:
            write(as_text(lines, session.style), session.style)
        else:
            with commands_stopped():
                write_bytes(as_bytes(lines))
    return int(bool(changes) and not session.options.exit_zero)


def _write(session: Session, changes: Sequence[Change]) -> frozenset[str]:
    """Write the changed files, or to standard output. The paths of those that could not be written are returned."""
    if not session.reads_standard_input:
        return write_changes(session, changes)
    path = session.targets.of_projects[0].files[0]
    write_bytes(next((change.after for change in changes if change.path == path), session.overlay[path]))
    return frozenset()


def _without(failed: frozenset[str], session: Session, target: Target, result: FixResult) -> FixResult:
    """`result` as it is where the files at the paths `failed` could not be written."""
    changes = tuple(change for change in result.changes if change.path not in failed)
    if len(changes) == len(result.changes):
        return result
    applied = tuple(
        one for one in result.applied if one.fix is None or failed.isdisjoint(edit.path for edit in one.fix.edits)
    )
    remaining = session.check(target, {change.path: change.after for change in changes})
    return result._replace(changes=changes, applied=applied, remaining=remaining)


def _report(session: Session, results: Sequence[FixResult], is_told: bool = True) -> Report:
    """The findings that remain, without those of a baseline; `is_told` as for `new_findings`."""
    remaining = [diagnostic for result in results for diagnostic in result.remaining.diagnostics]
    files = [path for result in results for path in result.remaining.files]
    errors = [error for result in results for error in result.remaining.internal_errors]
    overlay = {change.path: change.after for result in results for change in result.changes}
    shown = new_findings(session, remaining, is_told).shown
    return session.report(shown, overlay, remaining, files, errors)


def _publish(session: Session, report: Report) -> int:
    """Tell what remains. The exit status is returned."""
    session.publish(report, for_errors=session.reads_standard_input)
    return session.status(report.diagnostics)


def _tell_result(session: Session, results: Sequence[FixResult], would: bool) -> None:
    """Say on standard error what was fixed, and what was not and why."""
    refused: list[Refusal] = [refusal for result in results for refusal in result.refused]
    for diagnostic, reason in refused:
        place = session.report([], {}).place(diagnostic.source, diagnostic.span)
        tell(f"{place.filename}:{place.start.row}:{place.start.column}: {diagnostic.code} was not fixed: {reason}")
    applied = sum(len(result.applied) for result in results)
    if applied:
        files = sum(len(result.changes) for result in results)
        verb = "Would fix" if would else "Fixed"
        tell(f"{verb} {plural(applied, 'finding')} in {plural(files, 'file')}.")
