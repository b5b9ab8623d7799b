"""Runs the rules over a project: each file is walked once, and its parts are handed to the rules of their kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from dflint.cached_property import cached_property
from dflint.diagnostics import Diagnostic
from dflint.rules.registry import EnabledRule
from dflint.rules.rule import Rule
from dflint.secrets import Secrets
from dflint.suppression import judgement

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.stages import Stage
    from dflint.compose.compose_file import ComposeFile
    from dflint.project.project import Project, ProjectFile
    from dflint.suppression import Silencer


_KINDS_OF_DOCKERFILES = ("StageRule", "InstructionRule", "InstallRule", "BuildRule")
_KINDS_OF_COMPOSE_FILES = ("ComposeFileRule", "ServiceRule")
"""The kinds of rules that look at such a file by itself, so that its text tells whether they may find something."""

_KINDS_ON_ONE_FILE = ("FileRule", "IgnoreFileRule", *_KINDS_OF_DOCKERFILES)
"""The kinds of rules whose findings in a file do not depend on which other files are checked with it."""


class InternalError(NamedTuple):
    """A rule that raised on a file: a bug of dflint, not a finding."""

    code: str
    path: str
    error: Exception


class Result(NamedTuple):
    """What a run found: findings that are not suppressed, by file, row, column and code."""

    diagnostics: tuple[Diagnostic, ...]
    files: tuple[str, ...]
    internal_errors: tuple[InternalError, ...] = ()


Key = tuple[str, str, int, int]
"""What makes two findings the same one: code, file and span."""


class Linter:
    """One run of `rules` over `project`; findings outside `files` are left out."""

    def __init__(
        self,
        project: Project,
        rules: Sequence[Rule | EnabledRule],
        files: Iterable[str] | None = None,
        silencer: Silencer | None = None,
        is_whole: bool | None = None,
    ) -> None:
        """`silencer` knows the comments that silence findings; without it none is silenced.

        `is_whole` says whether `files` are all that are ever checked of the project with these rules, so that what is
        not found now is not found otherwise; by default, if no files are given.
        """
        self.project = project
        self.files = tuple(project.files if files is None else files)
        self._is_whole = files is None if is_whole is None else is_whole
        self._silencer = silencer
        self._internal_errors: list[InternalError] = []
        self._of_kind: dict[str, list[EnabledRule]] = {}
        for rule in rules:
            enabled = EnabledRule.of(rule) if isinstance(rule, Rule) else rule
            self._of_kind.setdefault(enabled.entry.kind, []).append(enabled)
        self._mentions: dict[tuple[str, ...], frozenset[str]] = {}
        self._with_mentions = {
            kind: [(rule, frozenset(rule.entry.mentions)) for rule in of_kind]
            for kind, of_kind in self._of_kind.items()
        }
        for kinds in (_KINDS_OF_DOCKERFILES, _KINDS_OF_COMPOSE_FILES):
            words = (words for kind in kinds for _, words in self._with_mentions.get(kind, ()))
            self._mentions[kinds] = frozenset().union(*words)

    def _kind(self, name: str) -> Sequence[EnabledRule]:
        """The rules of a kind, by the name of its class."""
        return self._of_kind.get(name, ())

    def run(self) -> Result:
        """Run all rules."""
        wanted = frozenset(self.files)
        found: dict[Key, Diagnostic] = {}
        for diagnostic in self._findings():
            if diagnostic.path in wanted:
                found.setdefault(_key(diagnostic), diagnostic)
        shown = [one for one in found.values() if not self._is_silenced(one)]
        # What the comments are good for is known once they had something to silence.
        shown += [one for path in self.files for one in self._comments(path) if not self._is_silenced(one)]
        secrets = Secrets(found.values())
        shown = [secrets.hide_in_words(one) for one in shown]
        return Result(tuple(sorted(shown, key=_order)), self.files, tuple(self._internal_errors))

    def _is_silenced(self, diagnostic: Diagnostic) -> bool:
        return self._silencer is not None and self._silencer.silences(diagnostic)

    def _findings(self) -> Iterator[Diagnostic]:
        for path in self.files:
            file = self.project.file(path)
            yield from self._file(file, path)
            for builds in self.project.build_groups_of(path):
                yield from self._agreed(builds, path)
            if self._kind("HealthCheckRule"):
                yield from self._health_checks(path)
        context_rules = self._kind("ContextRule")
        if context_rules:
            for context, builds in self.project.contexts_of(self.files):
                for rule in context_rules:
                    yield from self._guarded(rule, builds[0].path, context, builds)
        for rule in self._kind("ProjectRule"):
            yield from self._guarded(rule, self.project.root, self.project)

    def _file(self, file: ProjectFile, path: str) -> Iterator[Diagnostic]:
        for rule in self._kind("FileRule"):
            yield from self._guarded(rule, path, file)
        if file.ignore is not None:
            for rule in self._kind("IgnoreFileRule"):
                yield from self._guarded(rule, path, file, self.project)
        if file.compose is not None:
            yield from self._compose_file(path)

    def _compose_file(self, path: str) -> Iterator[Diagnostic]:
        """The findings of the compose file at `path` as Compose sees it.

        Of one that is merged onto another file, only what that one does not say already, and not what is written there.
        """
        file = self.project.compose_file(path)
        if file is None:
            return
        base = None if file.base_path is None else self.project.compose_file(file.base_path)
        # Of several files that make one model, each may bring what a rule speaks about.
        text = file.source.text.lower() if file.as_written is file else None
        rules = self._likely(text, _KINDS_OF_COMPOSE_FILES)
        for rule in rules["ComposeFileRule"]:
            found = self._guarded(rule, path, file, self.project)
            yield from found if base is None else self._added(list(found), rule, base, base)
        for service in file.own_services:
            for rule in rules["ServiceRule"]:
                found = self._guarded(rule, path, service, self.project)
                yield from found if base is None else self._added(list(found), rule, base, base.service(service.name))

    def _added(
        self, found: Sequence[Diagnostic], rule: EnabledRule, base: ComposeFile, part: object
    ) -> Iterator[Diagnostic]:
        """What `rule` has `found` beyond what it finds in `part` of the file `base`."""
        path = base.source.path
        said = {one.message for one in self._guarded(rule, path, part, self.project)} if found and part else ()
        for diagnostic in found:
            if diagnostic.message not in said and diagnostic.path != path:
                yield diagnostic

    def _agreed(self, builds: Sequence[Build], path: str) -> Iterator[Diagnostic]:
        """The findings on which all builds of a file agree that build the stage in question.

        What depends on the context, the arguments or the target must hold in every one of them. A stage that no build
        reaches is looked at in the first.
        """
        if not builds:
            return
        rules = self._likely(builds[0].dockerfile.source.text.lower(), _KINDS_OF_DOCKERFILES)
        reached = [(build, frozenset(stage.index for stage in build.stages)) for build in builds]
        for stage in builds[0].graph.stages:
            having = [build for build, indexes in reached if stage.index in indexes] or [builds[0]]
            yield from _common([self._stage(build.graph.stages[stage.index], build, path, rules) for build in having])
        for rule in rules["BuildRule"]:
            yield from _common([self._guarded(rule, path, build) for build in builds])

    def _likely(self, text: str | None, kinds: tuple[str, ...]) -> Mapping[str, Sequence[EnabledRule]]:
        """The rules of `kinds` that may find something in a file with `text`, given in lower case, by their kind.

        All of them where no text tells.
        """
        if text is None:
            return {kind: self._kind(kind) for kind in kinds}
        absent = {word for word in self._mentions[kinds] if word not in text}
        return {
            kind: [rule for rule, words in self._with_mentions.get(kind, ()) if not words or not words <= absent]
            for kind in kinds
        }

    def _stage(
        self, stage: Stage, build: Build, path: str, rules: Mapping[str, Sequence[EnabledRule]]
    ) -> Iterator[Diagnostic]:
        """What `rules` find in `stage`."""
        for rule in rules["StageRule"]:
            yield from self._guarded(rule, path, stage, build)
        by_keyword: dict[str, list[EnabledRule]] = {}
        for rule in rules["InstructionRule"]:
            for keyword in rule.entry.keywords:
                by_keyword.setdefault(keyword, []).append(rule)
        if by_keyword:
            for instruction in stage.instructions:
                for rule in by_keyword.get(instruction.keyword, ()):
                    yield from self._guarded(rule, path, instruction, stage, build)
        if rules["InstallRule"]:
            for step in stage.runs:
                for install in step.installs:
                    for rule in rules["InstallRule"]:
                        yield from self._guarded(rule, path, install, build)

    def _health_checks(self, path: str) -> Iterator[Diagnostic]:
        from dflint.project.health_checks import health_checks_of

        for checks in health_checks_of(self.project, path):
            for rule in self._kind("HealthCheckRule"):
                yield from _common([self._guarded(rule, path, check) for check in checks])

    def _comments(self, path: str) -> Iterator[Diagnostic]:
        """What the rules on comments find in the file at `path`, once the others have run."""
        rules = self._kind("IgnoreCommentRule")
        if self._silencer is None or not rules:
            return
        file = self.project.file(path)
        sources = [file.source]
        if file.compose is not None:
            sources += [builds[0].dockerfile.source for builds in self.project.build_groups_of(path)]
        for source in sources:
            suppressions = self._silencer.suppressions(source)
            if suppressions.ignores or suppressions.problems:
                comments = judgement(source, suppressions, self._judged)
                for rule in rules:
                    yield from self._guarded(rule, path, source, comments)

    @cached_property
    def _judged(self) -> frozenset[str]:
        """The codes of the rules that have said all that they have to say about the files of this run.

        A rule on how files fit together has only if all of them are there.
        """
        failed = {error.code for error in self._internal_errors}
        return frozenset(
            rule.entry.code
            for kind, rules in self._of_kind.items()
            if kind in _KINDS_ON_ONE_FILE or (self._is_whole and kind != "IgnoreCommentRule")
            for rule in rules
            if rule.entry.code not in failed
        )

    def _guarded(self, rule: EnabledRule, path: str, *parts: object) -> Sequence[Diagnostic]:
        """What `rule` finds in `parts`, up to an exception: its internal error on the file at `path`."""
        found: list[Diagnostic] = []
        try:
            # What is found before an exception is kept.
            found += rule.rule.check(*parts)
        except Exception as error:
            self._internal_errors.append(InternalError(rule.entry.code, path, error))
        return found


def _common(of_builds: Sequence[Iterable[Diagnostic]]) -> Iterator[Diagnostic]:
    """The findings that every build has, as the first build says them."""
    first, *others = (list(findings) for findings in of_builds)
    keys = [frozenset(_key(diagnostic) for diagnostic in findings) for findings in others]
    for diagnostic in first:
        if all(_key(diagnostic) in of_other for of_other in keys):
            yield diagnostic


def _key(diagnostic: Diagnostic) -> Key:
    source, span = diagnostic.source.resolve(diagnostic.span)
    return diagnostic.code, source.path, span.start, span.end


def _order(diagnostic: Diagnostic) -> tuple[str, int, int, str]:
    source, span = diagnostic.source.resolve(diagnostic.span)
    return source.path, span.start, span.end, diagnostic.code
