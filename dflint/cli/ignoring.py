"""``dflint check --add-ignores REASON``: comments that silence what is found today."""

from __future__ import annotations

from collections.abc import Sequence

import click

from dflint.added_ignores import Added, IgnoreAdder
from dflint.cli.console import progress, tell
from dflint.cli.files import read_file, write_changes
from dflint.cli.session import Overlay, Session
from dflint.cli.targets import Target
from dflint.diagnostics import Diagnostic
from dflint.linter import InternalError, Result
from dflint.output.summary import plural


def add_comments(session: Session, reason: str, shown: Sequence[Diagnostic]) -> int:
    """Write comments for the findings `shown`, tell what was done and what remains. The exit status is returned.

    `reason` is one line, as it is read back from a comment.
    """
    if session.reads_standard_input:
        raise click.UsageError("`--add-ignores` writes files, and `-` is none.")
    with progress("Adding comments"):
        results = [_added(session, target, reason, shown) for target in session.targets.of_projects]
    failed = write_changes(session, [change for result in results for change in result.changes])
    if failed:
        results = [
            result.without(failed, [one for one in shown if one.path in result.remaining.files]) for result in results
        ]
    status = _tell(session, results)
    errors: list[InternalError] = [error for result in results for error in result.remaining.internal_errors]
    session.tell_internal_errors(errors)
    return 2 if errors or failed else status


def _added(session: Session, target: Target, reason: str, shown: Sequence[Diagnostic]) -> Added:
    def check(overlay: Overlay) -> Result:
        return session.check(target, overlay)

    found = check({})
    about_comments = frozenset(rule.code for rule in session.rules if rule.kind == "IgnoreCommentRule")
    adder = IgnoreAdder(check, read_file, session.project(target, {}).file, about_comments, reason)
    return adder.run(found, [one for one in shown if one.path in found.files])


def _tell(session: Session, results: Sequence[Added]) -> int:
    """Say what was silenced and what was not and why; publish what remains. The exit status is returned."""
    left = [one for result in results for one in result.left]
    for diagnostic, reason in left:
        place = session.report([], {}).place(diagnostic.source, diagnostic.span)
        tell(f"{place.filename}:{place.start.row}:{place.start.column}: {diagnostic.code} is not silenced: {reason}")
    comments = sum(result.comments for result in results)
    files = sum(len(result.changes) for result in results)
    silenced = sum(len(result.silenced) for result in results)
    if silenced:
        verb = "silences" if comments == 1 else "silence"
        what = plural(silenced, "finding")
        tell(f"Added {plural(comments, 'comment')} to {plural(files, 'file')}, which {verb} {what}.")
    remaining = [found for result in results for found in result.remaining.diagnostics]
    checked = [path for result in results for path in result.remaining.files]
    overlay = {change.path: change.after for result in results for change in result.changes}
    session.publish(session.report(remaining, overlay, files=checked))
    return session.status(remaining)
