"""What would the container files be after ``dflint fix``? Fixes in memory, for any version of a project."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.fixer import Fixer
from dflint.linter import Linter, Result
from dflint.project.names import kind_of
from dflint.selection import Selectors
from dflint.suppression import Silencer
from dflint.verification import objection

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.project.project import Project
    from dflint.rules.registry import EnabledRule, RuleEntry

Overlay = Mapping[str, bytes]
"""Files that are not as they are in the storage of a project: absolute path to bytes."""

Check = Callable[["Project", Sequence[str]], Result]
"""Runs the rules over some files of a project."""

_IGNORE_FILE_NAME = ".dockerignore"


class Mended(NamedTuple):
    """The files that differ after the safe fixes, and after all of them."""

    safe: Overlay
    unsafe: Overlay


def files_of(build: Build) -> tuple[str, ...]:
    """The container files that decide on a build: Dockerfile, ignore file, the compose files of its services."""
    services = build.project.services_of(build) if build.project is not None else ()
    ignore_path = build.context.ignore_path if build.context is not None else None
    paths = [build.path, *([ignore_path] if ignore_path else []), *(service.source.path for service in services)]
    return tuple(dict.fromkeys(paths))


def checked_by(
    enabled: Iterable[EnabledRule],
    entries: Sequence[RuleEntry],
    treated: Callable[[Iterable[Diagnostic]], Iterable[Diagnostic]] = tuple,
) -> Check:
    """A check with those of the rules that have a say in what is mended; `entries` are all rules.

    They are those with fixes, and those whose findings are errors, of which a fix must not bring a new one. `treated`
    is what the configuration makes of findings.
    """
    chosen = [
        rule
        for rule in enabled
        if (rule.entry.fixes is not None or rule.entry.severity is Severity.ERROR)
        and rule.entry.kind != "IgnoreCommentRule"  # comments decide on nothing that is built
    ]
    selectors = Selectors(entries)

    def check(project: Project, files: Sequence[str]) -> Result:
        result = Linter(project, chosen, files, Silencer(project.file, selectors)).run()
        return result._replace(diagnostics=tuple(treated(result.diagnostics)))

    return check


def mended(project: Project, files: Sequence[str], check: Check) -> Mended:
    """The container files of `project` after its fixes, as far as they have to do with `files`."""
    unsafe, applied = _fixed(project, files, check, Applicability.UNSAFE)
    if all(one is Applicability.SAFE for one in applied):
        return Mended(unsafe, unsafe)
    return Mended(_fixed(project, files, check, Applicability.SAFE)[0], unsafe)


def _fixed(
    project: Project, files: Sequence[str], check: Check, allowed: Applicability
) -> tuple[Overlay, list[Applicability]]:
    """The changed files, and of which kind the fixes are that were applied or refused."""
    current = project

    def check_overlay(overlay: Overlay) -> Result:
        nonlocal current
        if current.overlay != overlay:
            current = current.with_overlay(overlay)
        # A new ignore file is one more that may have findings.
        return check(current, tuple(dict.fromkeys((*files, *overlay))))

    def read(path: str) -> bytes | None:
        source = project.source(path)
        return None if source is None else source.data

    def is_writable(path: str) -> bool:
        name = os.path.basename(path)
        return path in files or kind_of(name) is not None or name.endswith(_IGNORE_FILE_NAME)

    result = Fixer(check_overlay, read, is_writable, objection, allowed, project.overlay).run()
    found = [*result.applied, *(refusal.diagnostic for refusal in result.refused)]
    kinds = [diagnostic.fix.applicability for diagnostic in found if diagnostic.fix is not None]
    return {change.path: change.after for change in result.changes}, kinds
