"""What of the findings is new: not there at the base of the comparison, and in no baseline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dflint.cli.console import tell
from dflint.cli.session import Session
from dflint.diagnostics import Diagnostic
from dflint.linter import InternalError
from dflint.output.summary import plural


class NewFindings(NamedTuple):
    """What a call is to show, which rules have failed at the base, and whether a baseline holds what is gone."""

    shown: Sequence[Diagnostic]
    internal_errors: Sequence[InternalError]
    is_any_gone: bool


def new_findings(session: Session, found: Sequence[Diagnostic], is_told: bool = True) -> NewFindings:
    """What of all that is `found` is new.

    `is_told`: what is left out is counted on standard error, and so is what is gone of a baseline.
    """
    shown, errors = _since_base(session, found, is_told)
    shown, is_any_gone = _without_baseline(session, found, shown, is_told)
    return NewFindings(shown, errors, is_any_gone)


def _since_base(
    session: Session, found: Sequence[Diagnostic], is_told: bool
) -> tuple[Sequence[Diagnostic], Sequence[InternalError]]:
    """What was not there at the base, where one is given, and which rules have failed there."""
    if session.options.diff_base is None:
        return found, ()
    from dflint.cli.comparison import Comparison

    compared = Comparison(session, session.options.diff_base).new(found)
    known = len(found) - len(compared.new)
    if known and is_told:
        tell(f"{plural(known, 'finding')} of `{session.options.diff_base}` {'is' if known == 1 else 'are'} not shown.")
    return compared.new, compared.internal_errors


def _without_baseline(
    session: Session, found: Sequence[Diagnostic], shown: Sequence[Diagnostic], is_told: bool
) -> tuple[Sequence[Diagnostic], bool]:
    """What is to be `shown` and is in no baseline, and whether a baseline holds what is gone."""
    if not session.has_baseline:
        return shown, False
    from dflint.cli.baselines import Baselines, tell_about

    baselines = Baselines(session, found)
    new = baselines.new(shown)
    gone = list(baselines.gone())
    if is_told:
        tell_about(gone, len(shown) - len(new), session.working_directory)
    return new, bool(gone)
