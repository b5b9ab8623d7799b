"""What has come, and what has gone, since a revision: the findings of two versions of a project, by fingerprint.

Both are looked at with the rules and the configuration of today, so that what differs is what the files say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dflint.analysis.base_version import BaseVersion, check_revision, renamed
from dflint.analysis.history import HistoryError
from dflint.cli.session import Failure, Session
from dflint.cli.targets import Target
from dflint.diagnostics import Diagnostic
from dflint.fingerprints import Fingerprints
from dflint.linter import InternalError, Linter, Result
from dflint.output.report import display_path
from dflint.project.discovery import find
from dflint.project.project import Project
from dflint.project.roots import is_below


class Compared(NamedTuple):
    """What of the findings is `new`, and what was there at the revision and is `gone`.

    `kept` are those that were there and still are, each as it was and as it is. What was there stands in files with the
    names of then.
    """

    new: Sequence[Diagnostic]
    gone: Sequence[Diagnostic] = ()
    kept: Sequence[tuple[Diagnostic, Diagnostic]] = ()
    internal_errors: Sequence[InternalError] = ()


class Comparison:
    """Compares what the call has found with what was there at `revision`."""

    def __init__(self, session: Session, revision: str) -> None:
        self._session = session
        self._revision = revision

    def new(self, found: Sequence[Diagnostic]) -> Compared:
        """What of `found` is new. Of what was there before, only what may be the same is looked for."""
        if not found:
            self._check_revision()
            return Compared(())
        codes = {diagnostic.code for diagnostic in found}
        kinds = {rule.code: rule.kind for rule in self._session.rules}
        # Whether a comment is of use is known only where all rules have run.
        is_about_comments = any(kinds[code] == "IgnoreCommentRule" for code in codes)
        return self._compared(found, None if is_about_comments else codes)

    def _check_revision(self) -> None:
        """Complain about a revision that is none, though nothing has to be compared."""
        for target in self._session.targets.of_projects[:1]:
            try:
                check_revision(target.root, self._revision)
            except HistoryError as error:
                raise self._failure(target.root, error) from None

    def _failure(self, root: str, error: HistoryError) -> Failure:
        return Failure(f"{display_path(root, self._session.working_directory)}: {error}")

    def both(self, found: Sequence[Diagnostic]) -> Compared:
        """What of `found` is new, and what was there and is not among `found`."""
        return self._compared(found, None)

    def _compared(self, found: Sequence[Diagnostic], codes: set[str] | None) -> Compared:
        now = self._session.fingerprints(found)
        after = {now.of(diagnostic): diagnostic for diagnostic in found}
        before, errors = self._before(codes)
        return Compared(
            [one for name, one in after.items() if name not in before],
            [one for name, one in before.items() if name not in after],
            [(before[name], one) for name, one in after.items() if name in before],
            errors,
        )

    def _before(self, codes: set[str] | None) -> tuple[Mapping[str, Diagnostic], Sequence[InternalError]]:
        """What was found at the revision, by fingerprint, and which rules have failed on it."""
        session = self._session
        versions: dict[str, BaseVersion] = {}
        of_file: dict[str, _Base] = {}
        diagnostics: list[Diagnostic] = []
        errors: list[InternalError] = []
        try:
            for target in session.targets.of_projects:
                version = self._version(target.root, versions)
                if version is not None:
                    versions[target.root] = version
                    base = _Base(session, target, version)
                    of_file.update((path, base) for path in base.files)
                    result = base.check(codes)
                    version.check_complete()
                    diagnostics += result.diagnostics
                    errors += result.internal_errors
            # Those of all projects at once, as those of today are: they may be equal too.
            fingerprints = Fingerprints(
                diagnostics,
                lambda path: of_file[path].name_in_project(path),
                lambda path: of_file[path].project.file(path),
            )
            return {fingerprints.of(one): one for one in diagnostics}, errors
        except HistoryError as error:
            raise self._failure(target.root, error) from None
        finally:
            for version in versions.values():
                version.close()

    def _version(self, root: str, others: Mapping[str, BaseVersion]) -> BaseVersion | None:
        """The version of the project at `root`; None where it was not there.

        A project inside another one that is looked at too is a submodule of that, or was not there.
        """
        around = [folder for folder in others if is_below(root, folder)]
        if not around:
            return BaseVersion.open(root, self._revision)
        commit = others[max(around, key=len)].commit_of_submodule(root)
        return None if commit is None else BaseVersion.open(root, commit)


class _Base:
    """The project of a target as it was at a revision. `files` are those that are looked at."""

    def __init__(self, session: Session, target: Target, base: BaseVersion) -> None:
        self._session = session
        self._target = target
        self._today = session.project(target, session.overlay)
        found = find(target.root, storage=base.storage)
        there = [file.path for file in found.files]
        exists = base.storage.is_file
        named = [path for path in target.named if exists(path)]
        self.project = Project(target.root, named, None, found, base.storage, self._today)
        self._names = self._renamed(
            [path for path in there if not self._today.exists(path)],
            [path for path in target.files if not exists(path)],
        )
        base.follow(self._names)
        wanted = {path for path in (*there, *named) if target.takes_in(path) or path in target.named}
        self.files = tuple(sorted(wanted.union(self._names)))

    def _renamed(self, gone: Sequence[str], come: Sequence[str]) -> Mapping[str, str]:
        """Which of the files that are gone are there under another name: old path to new path."""
        before = {path: source.text for path in gone if (source := self.project.source(path)) is not None}
        after = {path: source.text for path in come if (source := self._today.source(path)) is not None}
        kinds = {self.project.kind(path) for path in before}
        names: dict[str, str] = {}
        for kind in kinds:
            old = {path: text for path, text in before.items() if self.project.kind(path) is kind}
            new = {path: text for path, text in after.items() if self._today.kind(path) is kind}
            names.update(renamed(old, new))
        return names

    def check(self, codes: set[str] | None) -> Result:
        """What was found then, of the rules with `codes` alone where they are given.

        A file that has another name today is looked at as that is configured.
        """
        session = self._session
        silencer = session.silencer(self.project)
        diagnostics: list[Diagnostic] = []
        errors: list[InternalError] = []
        paths = {self._names.get(path, path): path for path in self.files}
        target = self._target._replace(files=tuple(paths))
        for settings, files in session.groups(target):
            rules = [rule for rule in session.enabled(settings) if codes is None or rule.entry.code in codes]
            of_settings = [paths[path] for path in files]
            is_whole = self._target.found is not None
            result = Linter(self.project, rules, of_settings, silencer, is_whole=is_whole).run()
            treatment = session.treatment(settings)
            diagnostics += map(treatment.rated, treatment.of(result.diagnostics))
            errors += result.internal_errors
        return Result(tuple(diagnostics), (), tuple(errors))

    def name_in_project(self, path: str) -> str:
        """The name of the file at `path` from the root of the project, as it is called today."""
        return display_path(self._names.get(path, path), self._target.root)
