"""Runs the rules over a project: each file is walked once, and its parts are handed to the rules of their kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from dflint.diagnostics import Diagnostic
from dflint.rules.rule import (
    BuildRule,
    ContextRule,
    FileRule,
    HealthCheckRule,
    IgnoreCommentRule,
    IgnoreFileRule,
    InstallRule,
    InstructionRule,
    ProjectRule,
    Rule,
    ServiceRule,
    StageRule,
)

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.stages import Stage
    from dflint.project.project import Project, ProjectFile
    from dflint.suppression import Silencer


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

KindOfRule = TypeVar("KindOfRule", bound=Rule)


class Linter:
    """One run of `rules` over `project`; findings outside `files` are left out."""

    def __init__(
        self,
        project: Project,
        rules: Sequence[Rule],
        files: Iterable[str] | None = None,
        silencer: Silencer | None = None,
    ) -> None:
        """`silencer` knows the comments that silence findings; without it none is silenced."""
        self.project = project
        self.files = tuple(project.files if files is None else files)
        self._silencer = silencer
        self._internal_errors: list[InternalError] = []
        self._file_rules = _of_kind(FileRule, rules)
        self._comment_rules = _of_kind(IgnoreCommentRule, rules)
        self._build_rules = _of_kind(BuildRule, rules)
        self._stage_rules = _of_kind(StageRule, rules)
        self._install_rules = _of_kind(InstallRule, rules)
        self._context_rules = _of_kind(ContextRule, rules)
        self._ignore_file_rules = _of_kind(IgnoreFileRule, rules)
        self._service_rules = _of_kind(ServiceRule, rules)
        self._health_check_rules = _of_kind(HealthCheckRule, rules)
        self._project_rules = _of_kind(ProjectRule, rules)
        self._by_keyword: dict[str, list[InstructionRule]] = {}
        for rule in _of_kind(InstructionRule, rules):
            for keyword in rule.keywords:
                self._by_keyword.setdefault(keyword, []).append(rule)

    def run(self) -> Result:
        """Run all rules."""
        wanted = frozenset(self.files)
        found: dict[Key, Diagnostic] = {}
        for diagnostic in self._findings():
            if diagnostic.path in wanted:
                found.setdefault(_key(diagnostic), diagnostic)
        shown = [one for one in found.values() if self._silencer is None or not self._silencer.silences(one)]
        return Result(tuple(sorted(shown, key=_order)), self.files, tuple(self._internal_errors))

    def _findings(self) -> Iterator[Diagnostic]:
        for path in self.files:
            file = self.project.file(path)
            yield from self._file(file, path)
            for builds in self.project.build_groups_of(path):
                yield from self._agreed(builds, path)
            if self._health_check_rules:
                yield from self._health_checks(path)
        if self._context_rules:
            for context, builds in self.project.contexts_of(self.files):
                for context_rule in self._context_rules:
                    yield from self._guarded(context_rule, builds[0].path, context, builds)
        for project_rule in self._project_rules:
            yield from self._guarded(project_rule, self.project.root, self.project)

    def _file(self, file: ProjectFile, path: str) -> Iterator[Diagnostic]:
        for file_rule in self._file_rules:
            yield from self._guarded(file_rule, path, file)
        if file.ignore is not None:
            for ignore_rule in self._ignore_file_rules:
                yield from self._guarded(ignore_rule, path, file, self.project)
        if file.compose is not None:
            for service in file.compose.services:
                for service_rule in self._service_rules:
                    yield from self._guarded(service_rule, path, service, self.project)
        for comment_rule in self._comment_rules:
            yield from self._comments(comment_rule, file)

    def _agreed(self, builds: Sequence[Build], path: str) -> Iterator[Diagnostic]:
        """The findings on which all builds of a file agree that build the stage in question.

        What depends on the context, the arguments or the target must hold in every one of them. A stage that no build
        reaches is looked at in the first.
        """
        if not builds:
            return
        reached = {stage.index for build in builds for stage in build.stages}
        for stage in builds[0].graph.stages:
            having = [build for build in builds if any(one.index == stage.index for one in build.stages)]
            if stage.index not in reached:
                having = [builds[0]]
            yield from _common([self._stage(build.graph.stages[stage.index], build, path) for build in having])
        for rule in self._build_rules:
            yield from _common([self._guarded(rule, path, build) for build in builds])

    def _stage(self, stage: Stage, build: Build, path: str) -> Iterator[Diagnostic]:
        for stage_rule in self._stage_rules:
            yield from self._guarded(stage_rule, path, stage, build)
        if self._by_keyword:
            for instruction in stage.instructions:
                for rule in self._by_keyword.get(instruction.keyword, ()):
                    yield from self._guarded(rule, path, instruction, stage, build)
        if self._install_rules:
            for step in stage.runs:
                for install in step.installs:
                    for install_rule in self._install_rules:
                        yield from self._guarded(install_rule, path, install, build)

    def _health_checks(self, path: str) -> Iterator[Diagnostic]:
        from dflint.project.health_checks import health_checks_of

        for checks in health_checks_of(self.project, path):
            for rule in self._health_check_rules:
                yield from _common([self._guarded(rule, path, check) for check in checks])

    def _comments(self, rule: IgnoreCommentRule, file: ProjectFile) -> Iterator[Diagnostic]:
        if self._silencer is None:
            return
        sources = [file.source]
        if file.compose is not None:
            sources += [builds[0].dockerfile.source for builds in self.project.build_groups_of(file.path)]
        for source in sources:
            problems = self._silencer.suppressions(source).problems
            yield from self._guarded(rule, file.path, source, problems)

    def _guarded(self, rule: Rule, path: str, *parts: object) -> Iterator[Diagnostic]:
        """What `rule` finds in `parts`, up to an exception: its internal error on the file at `path`."""
        check: Callable[..., Iterator[Diagnostic]] = rule.check
        try:
            yield from check(*parts)
        except Exception as error:
            self._internal_errors.append(InternalError(rule.code, path, error))


def _of_kind(kind: type[KindOfRule], rules: Sequence[Rule]) -> list[KindOfRule]:
    return [rule for rule in rules if isinstance(rule, kind)]


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
