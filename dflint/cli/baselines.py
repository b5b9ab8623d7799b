"""The baselines that a call has to do with: that of the option, else those that are configured for its files."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from dflint.baseline import Baseline, BaselineError, Known
from dflint.cached_property import cached_property
from dflint.cli.console import tell
from dflint.cli.session import Failure, Session
from dflint.cli.targets import Target
from dflint.diagnostics import Diagnostic
from dflint.fingerprints import Fingerprints
from dflint.output.report import display_path
from dflint.output.summary import plural

_MOST_TOLD = 10
"""So many findings that are gone are told one by one."""


class Gone(NamedTuple):
    """What the baseline in the file at `path` holds and the run has not found, though it looked for it."""

    path: str
    findings: Sequence[Known]


class Baselines:
    """The baselines of the files of a call, and what they have to do with all that it has `found`."""

    def __init__(self, session: Session, found: Sequence[Diagnostic]) -> None:
        self._session = session
        self._found = found
        self._fingerprints: Fingerprints = session.fingerprints(found)
        self._read: dict[str, Baseline] = {}

    def path_for(self, path: str) -> str | None:
        """Where the baseline of the file at `path` is; None where it has none."""
        return self._session.baseline_path(self._session.settings_for(path))

    @cached_property
    def paths(self) -> Sequence[str]:
        """Where the baselines are of the files that are checked."""
        groups = (
            settings for target in self._session.targets.of_projects for settings, _ in self._session.groups(target)
        )
        found = (self._session.baseline_path(settings) for settings in groups)
        return tuple(dict.fromkeys(path for path in found if path is not None))

    def at(self, path: str) -> Baseline:
        """The baseline in the file at `path`. Raises `Failure` where it cannot be read."""
        if path not in self._read:
            try:
                self._read[path] = Baseline.read(path)
            except BaselineError as error:
                raise Failure(f"{display_path(path, self._session.working_directory)} {error}") from None
        return self._read[path]

    def new(self, shown: Sequence[Diagnostic]) -> list[Diagnostic]:
        """What of `shown`, some of what is found, is in no baseline. Raises `Failure`."""
        for path in self.paths:
            self.at(path)
        return [diagnostic for diagnostic in shown if not self._holds(diagnostic)]

    def _holds(self, diagnostic: Diagnostic) -> bool:
        path = self.path_for(diagnostic.path)
        return path is not None and self._fingerprints.of(diagnostic) in self.at(path)

    def of(self, path: str) -> Baseline:
        """What is found in the files whose baseline is in the file at `path`."""
        name_of = self._session.name_in_project
        return Baseline(
            Known(name_of(one.path), one.code, self._fingerprints.of(one), one.message)
            for one in self._found
            if self.path_for(one.path) == path
        )

    def gone(self) -> Iterator[Gone]:
        """What the baselines hold that is there no more. Raises `Failure`."""
        for path in self.paths:
            now = self.of(path)
            gone = [one for one in self.at(path).findings if one.fingerprint not in now and self.is_sought(one, path)]
            if gone:
                yield Gone(path, gone)

    def is_sought(self, known: Known, baseline: str) -> bool:
        """Whether the run would have found `known` of the file `baseline`, if it were still there.

        Its file must be one that the call names, or lie in a folder that it names, and its rule must be on. What is
        found in a file that has another baseline by now is never looked up in this one.
        """
        has_another = False
        for target in self._targets_with[baseline]:
            path = os.path.join(target.root, *known.filename.split("/"))
            if path in target.files or target.takes_in(path):
                if self.path_for(path) == baseline:
                    return known.code not in self._codes or known.code in self._enabled(path)
                has_another = True
        return has_another

    @cached_property
    def _targets_with(self) -> Mapping[str, Sequence[Target]]:
        """For each of `paths` the projects in which a file that is checked has that baseline."""
        found: dict[str, list[Target]] = {path: [] for path in self.paths}
        for target in self._session.targets.of_projects:
            having = {self._session.baseline_path(settings) for settings, _ in self._session.groups(target)}
            for path in having:
                if path is not None:
                    found[path].append(target)
        return found

    @cached_property
    def _codes(self) -> frozenset[str]:
        return frozenset(rule.code for rule in self._session.rules)

    def _enabled(self, path: str) -> frozenset[str]:
        settings = self._session.settings_for(path)
        return frozenset(rule.entry.code for rule in self._session.enabled(settings))


def tell_about(gone: Sequence[Gone], silenced: int, working_directory: str) -> None:
    """Say on standard error how many findings the baselines have `silenced`, and what of them is `gone`."""
    if silenced:
        verb = "is" if silenced == 1 else "are"
        tell(f"{plural(silenced, 'finding')} of the baseline {verb} not shown.")
    for path, findings in gone:
        verb, them = ("is", "it") if len(findings) == 1 else ("are", "them")
        shown = display_path(path, working_directory)
        tell(f"{plural(len(findings), 'finding')} of {shown} {verb} gone; `dflint baseline` takes {them} out:")
        for known in findings[:_MOST_TOLD]:
            tell(f"  {known.filename}: {known.code} {known.message}")
        if len(findings) > _MOST_TOLD:
            tell(f"  and {len(findings) - _MOST_TOLD} more")
