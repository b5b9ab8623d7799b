"""One call of ``check`` or ``fix``: its options, the configuration of its files, its rules and its projects."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from dflint.cached_property import cached_property
from dflint.cli.console import style_of, tell
from dflint.cli.reporting import Destination, OutputFileError, Reporter, destinations
from dflint.cli.targets import (
    STANDARD_INPUT,
    MissingPathError,
    Target,
    Targets,
    target_of_standard_input,
    targets_of,
)
from dflint.config.configuration import Configuration
from dflint.config.options import OF_NAME
from dflint.config.origins import ConfigurationError
from dflint.config.settings import Settings
from dflint.config.treatment import Treatment
from dflint.diagnostics import Diagnostic, Severity
from dflint.linter import InternalError, Linter, Result
from dflint.output.report import Report, display_path
from dflint.output.terminal import printable
from dflint.project.project import Project, ProjectFile
from dflint.project.roots import Roots
from dflint.rules import registry
from dflint.rules.registry import EnabledRule, RuleEntry
from dflint.selection import Selectors, resolve, without_effect
from dflint.source import Source
from dflint.suppression import Silencer

if TYPE_CHECKING:
    from dflint.fingerprints import Fingerprints

Overlay = Mapping[str, bytes]


class Options(NamedTuple):
    """The options of `dflint.cli.options.run_options` and of ``check``; commands may leave them out."""

    paths: tuple[str, ...] = ()
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    preview: bool | None = None
    exclude: tuple[str, ...] | None = None
    extend_exclude: tuple[str, ...] | None = None
    force_exclude: bool | None = None
    output_format: tuple[Destination, ...] = ()
    output_file: str | None = None
    fail_on: str | None = None
    require_reason: bool | None = None
    exit_zero: bool = False
    statistics: bool = False
    show_files: bool = False
    isolated: bool = False
    config: tuple[str, ...] = ()
    stdin_filename: str | None = None
    color: str = "auto"
    baseline: str | None = None
    diff_base: str | None = None

    @property
    def configured(self) -> Mapping[str, Any]:
        """The options that were given and that a file could configure too, by the names that they have there."""
        named = {name.replace("_", "-"): value for name, value in self._asdict().items()}
        # On the command line these may be several, each with a file.
        del named["output-format"]
        return {name: value for name, value in named.items() if name in OF_NAME and value is not None}


class Failure(click.ClickException):
    """The call cannot be carried out."""

    exit_code = 2

    def format_message(self) -> str:
        """The message, in which nothing steers a terminal."""
        return "\n".join(map(printable, self.message.split("\n")))


class Session:
    """What one call knows. Raises `click.ClickException` where it cannot be carried out."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.working_directory = os.getcwd()
        self.style = style_of(sys.stdout, options.color)
        self.error_style = style_of(sys.stderr, options.color)
        self.reads_standard_input = STANDARD_INPUT in options.paths
        self.overlay: Overlay = {}
        self.targets = self._targets()
        # What is wrong with the call is said before anything is done.
        self.reporter = self._reporter()
        self._enabled: dict[int, tuple[EnabledRule, ...]] = {}
        self._treatments: dict[int, Treatment] = {}
        self._projects: dict[str, Project] = {}

    def _targets(self) -> Targets:
        paths = self.options.paths or (os.curdir,)
        if not self.reads_standard_input:
            try:
                return targets_of(paths, self.working_directory)
            except MissingPathError as error:
                raise Failure(f"no such file or folder: {error}") from None
        if len(paths) > 1:
            raise click.UsageError("`-` cannot be combined with other paths.")
        target = target_of_standard_input(self.options.stdin_filename or "Dockerfile", self.working_directory)
        self.overlay = {target.files[0]: sys.stdin.buffer.read()}
        return Targets((target,), ())

    @cached_property
    def _configuration(self) -> Configuration:
        try:
            return Configuration(self.options.isolated, self.options.config, self.options.configured)
        except ConfigurationError as error:
            raise self._failure(error) from None

    def _failure(self, error: ConfigurationError) -> Failure:
        place = display_path(error.path, self.working_directory)
        return Failure(f"{place}:{error.row}: {error.message}" if error.row else f"{place}: {error.message}")

    def settings_for(self, path: str) -> Settings:
        """What is configured for the file or folder at the absolute `path`, by files and by the command line."""
        try:
            return self._configuration.settings_for(path)
        except ConfigurationError as error:
            raise self._failure(error) from None

    def baseline_path(self, settings: Settings) -> str | None:
        """The file with the baseline of files that have `settings`; None where they have none."""
        path, folder = self.options.baseline, self.working_directory
        if path is None:
            for layer in settings.layers_of("baseline"):
                path, folder = layer.values["baseline"], layer.origin.folder
        return os.path.normpath(os.path.join(folder, path)) if path else None

    @property
    def has_baseline(self) -> bool:
        """Whether any file that is checked has a baseline."""
        groups = (settings for target in self.targets.of_projects for settings, _ in self.groups(target))
        return any(self.baseline_path(settings) for settings in groups)

    def fail_on(self, path: str) -> Severity:
        """The lowest severity of a finding in the file at `path` that makes the exit status 1."""
        return self.settings_for(path).fail_on

    def _reporter(self) -> Reporter:
        """What writes the findings, as the options say and the configuration of the first path."""
        first = (
            self.targets.of_projects[0].files[0] if self.reads_standard_input else (*self.options.paths, os.curdir)[0]
        )
        found = destinations(
            self.options.output_format,
            self.options.output_file,
            self.settings_for(os.path.abspath(first)).output_format,
            self.options.statistics,
        )
        return Reporter(found, self.style, self.error_style, self.options.statistics)

    @cached_property
    def rules(self) -> Sequence[RuleEntry]:
        """All rules."""
        return registry.entries()

    @cached_property
    def _selectors(self) -> Selectors:
        return Selectors(self.rules)

    def enabled(self, settings: Settings) -> tuple[EnabledRule, ...]:
        """The rules that are on under `settings`."""
        known = self._enabled.get(id(settings))
        if known is None:
            known = self._enabled[id(settings)] = self._enable(settings)
        return known

    def _enable(self, settings: Settings) -> tuple[EnabledRule, ...]:
        try:
            settings.check_rules(self.rules)
        except ConfigurationError as error:
            raise self._failure(error) from None
        for selector in without_effect(self.rules, settings.selections, settings.preview):
            tell(f"warning: `{selector}` has no effect: it is in preview, which needs `--preview` or `preview = true`")
        codes = resolve(self.rules, settings.selections, settings.preview)
        return tuple(
            EnabledRule(rule, settings.rule_options.get(rule.code)) for rule in self.rules if rule.code in codes
        )

    def treatment(self, settings: Settings) -> Treatment:
        """What becomes of findings under `settings`, whose rules are those of `enabled`."""
        known = self._treatments.get(id(settings))
        if known is None:
            known = self._treatments[id(settings)] = Treatment(settings, self._selectors)
        return known

    def groups(self, target: Target) -> Iterator[tuple[Settings, tuple[str, ...]]]:
        """The files of `target` that have the same settings, without those that the configuration leaves out."""
        of_settings: dict[int, tuple[Settings, list[str]]] = {}
        for path in target.files:
            settings = self.settings_for(path)
            of_settings.setdefault(id(settings), (settings, []))[1].append(path)
        for settings, files in of_settings.values():
            named = frozenset() if settings.force_exclude else target.named
            kept = tuple(path for path in files if path in named or not settings.excludes(path))
            if kept:
                yield settings, kept

    def check(self, target: Target, overlay: Overlay) -> Result:
        """What is found in the files of `target`, also in those that are only in `overlay`, with its severities."""
        result = self.found(target, overlay)
        return result._replace(diagnostics=self.rated(result.diagnostics))

    def rated(self, diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """`diagnostics` with the severities that are configured for their files."""
        return tuple(self.treatment(self.settings_for(one.path)).rated(one) for one in diagnostics)

    def found(self, target: Target, overlay: Overlay) -> Result:
        """What `check` finds, with the severities that the rules give."""
        project = self.project(target, overlay)
        silencer = self.silencer(project)
        diagnostics: list[Diagnostic] = []
        files: list[str] = []
        errors: list[InternalError] = []
        added = tuple(path for path in overlay if path not in target.files and target.takes_in(path))
        for settings, of_settings in self.groups(target._replace(files=(*target.files, *added))):
            rules = self.enabled(settings)
            result = Linter(project, rules, of_settings, silencer, is_whole=target.found is not None).run()
            diagnostics += self.treatment(settings).of(result.diagnostics)
            files += result.files
            errors += result.internal_errors
        return Result(tuple(diagnostics), tuple(files), tuple(errors))

    def silencer(self, project: Project) -> Silencer:
        """What knows the ignore comments of `project`."""
        return Silencer(project.file, self._selectors)

    def project(self, target: Target, overlay: Overlay) -> Project:
        """The project of `target`, with files as `overlay` has them."""
        before = self._projects.get(target.root)
        if before is None:
            project = Project(target.root, target.named, overlay, target.found)
        else:
            project = before if before.overlay == overlay else before.with_overlay(overlay)
        self._projects[target.root] = project
        return project

    def report(
        self,
        diagnostics: Sequence[Diagnostic],
        overlay: Overlay,
        found: Sequence[Diagnostic] | None = None,
        files: Sequence[str] = (),
        errors: Sequence[InternalError] = (),
    ) -> Report:
        """`diagnostics` for a format, of all that were `found` in `files`. `overlay` are files not as on the disk."""

        def source_of(path: str) -> Source | None:
            try:
                return Source.from_bytes(path, overlay[path]) if path in overlay else Source.read(path)
            except OSError:
                return None

        rules = {rule.code: rule for rule in self.rules}
        return Report(
            diagnostics,
            rules,
            self.working_directory,
            source_of,
            lambda: self.fingerprints(diagnostics if found is None else found),
            files,
            errors,
            self.is_failure,
        )

    def fingerprints(self, found: Sequence[Diagnostic]) -> Fingerprints:
        """The fingerprints of `found`, all findings of this call. Files are named from the roots of their projects."""
        from dflint.fingerprints import Fingerprints

        def file(path: str) -> ProjectFile | None:
            project = self._projects.get(self._roots.of(path))
            return None if project is None else project.file(path)

        return Fingerprints(found, self.name_in_project, file)

    def name_in_project(self, path: str) -> str:
        """The name of the file at the absolute `path`, from the root of its project, with slashes."""
        return display_path(path, self._roots.of(path))

    @cached_property
    def _roots(self) -> Roots:
        return Roots(self.working_directory)

    def publish(self, report: Report, for_errors: bool = False) -> None:
        """Write `report` to where it belongs. `for_errors`: to standard error in place of standard output."""
        try:
            self.reporter.publish(report, for_errors)
        except OutputFileError as error:
            raise Failure(str(error)) from None

    def status(self, diagnostics: Sequence[Diagnostic]) -> int:
        """The exit status for `diagnostics`: 1 if one of them is bad enough, else 0."""
        if self.options.exit_zero:
            return 0
        return int(any(map(self.is_failure, diagnostics)))

    def is_failure(self, diagnostic: Diagnostic) -> bool:
        """Whether `diagnostic` is bad enough to make the exit status 1."""
        return diagnostic.severity >= self.fail_on(diagnostic.path)

    def show_files(self) -> str:
        """The names of the files that are checked, one a line."""
        paths = sorted(
            path for target in self.targets.of_projects for _, files in self.groups(target) for path in files
        )
        return "".join(printable(display_path(path, self.working_directory)) + "\n" for path in paths)

    def warn(self) -> None:
        """Say on standard error what was not looked at."""
        for folder in self.targets.incomplete:
            tell(f"warning: {folder} has too many folders; not all were searched")
        for folder in self.targets.unreadable:
            tell(f"warning: the folder {display_path(folder, self.working_directory)} cannot be read; it was left out")
        if not any(files for target in self.targets.of_projects for _, files in self.groups(target)):
            tell("warning: no container files were found")

    def tell_internal_errors(self, errors: Sequence[InternalError]) -> None:
        """Say on standard error which rules have failed, for a bug report."""
        if errors:
            import traceback
        for code, path, error in errors:
            place = display_path(path, self.working_directory)
            tell("".join(traceback.format_exception(error)).rstrip())
            tell(f"internal error: {code} failed on {place}. This is a bug of dflint; please report it.")
