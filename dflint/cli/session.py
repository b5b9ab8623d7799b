"""One call of ``check`` or ``fix``: its options, the configuration of its files, its rules and its projects."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence

import click

from dflint.cached_property import cached_property
from dflint.cli.console import style_of, tell
from dflint.cli.targets import (
    STANDARD_INPUT,
    MissingPathError,
    Target,
    Targets,
    target_of_standard_input,
    targets_of,
    without_excluded,
)
from dflint.config import Configuration, ConfigurationError, Settings
from dflint.diagnostics import Diagnostic, Severity
from dflint.linter import InternalError, Linter, Result
from dflint.named_tuple import NamedTuple
from dflint.output import Format, format_named
from dflint.output.report import Report, display_path
from dflint.project.project import Project
from dflint.rules import registry
from dflint.rules.registry import EnabledRule, RuleEntry
from dflint.selection import Selection, Selectors, UnknownSelectorError, resolve
from dflint.source import Source
from dflint.suppression import Silencer

Overlay = Mapping[str, bytes]


class Options(NamedTuple):
    """The options of `dflint.cli.options.run_options`."""

    paths: tuple[str, ...]
    select: tuple[str, ...] | None
    extend_select: tuple[str, ...] | None
    ignore: tuple[str, ...] | None
    output_format: str | None
    fail_on: str | None
    exit_zero: bool
    statistics: bool
    show_files: bool
    isolated: bool
    config: tuple[str, ...]
    stdin_filename: str | None
    color: str


class Failure(click.ClickException):
    """The call cannot be carried out."""

    exit_code = 2


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
        self._enabled: dict[int, tuple[EnabledRule, ...]] = {}
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
            return Configuration(self.options.isolated, self.options.config)
        except ConfigurationError as error:
            raise self._failure(error) from None

    def _failure(self, error: ConfigurationError) -> Failure:
        place = display_path(error.path, self.working_directory)
        return Failure(f"{place}:{error.row}: {error.message}" if error.row else f"{place}: {error.message}")

    def settings_for(self, path: str) -> Settings:
        """The configuration of the file or folder at the absolute `path`, without the options of the command line."""
        try:
            return self._configuration.settings_for(path)
        except ConfigurationError as error:
            raise self._failure(error) from None

    def fail_on(self, path: str) -> Severity:
        """The lowest severity of a finding in the file at `path` that makes the exit status 1."""
        given = self.options.fail_on
        return Severity[given.upper()] if given else self.settings_for(path).fail_on

    @cached_property
    def format(self) -> Format:
        """The output format: of the command line, else of the configuration of the first path."""
        return format_named(self.format_name)

    @cached_property
    def format_name(self) -> str:
        """The name of the output format."""
        if self.options.output_format:
            return self.options.output_format
        first = (
            self.targets.of_projects[0].files[0] if self.reads_standard_input else (*self.options.paths, os.curdir)[0]
        )
        return self.settings_for(os.path.abspath(first)).output_format

    @cached_property
    def rules(self) -> Sequence[RuleEntry]:
        """All rules."""
        return registry.entries()

    @cached_property
    def _selectors(self) -> Selectors:
        return Selectors(self.rules)

    def enabled(self, settings: Settings) -> tuple[EnabledRule, ...]:
        """The rules that are on under `settings` and the options of the command line."""
        known = self._enabled.get(id(settings))
        if known is None:
            known = self._enabled[id(settings)] = self._enable(settings)
        return known

    def _enable(self, settings: Settings) -> tuple[EnabledRule, ...]:
        options = self.options
        layer = Selection(options.select, options.extend_select or (), options.ignore or ())
        try:
            settings.check_rules(self.rules)
            codes = resolve(self.rules, (*settings.selections, layer))
        except ConfigurationError as error:
            raise self._failure(error) from None
        except UnknownSelectorError as error:
            raise click.UsageError(f"{error}.") from None
        return tuple(
            EnabledRule(rule, settings.rule_options.get(rule.code)) for rule in self.rules if rule.code in codes
        )

    def groups(self, target: Target) -> Iterator[tuple[Settings, tuple[str, ...]]]:
        """The files of `target` that have the same settings, without those that the configuration leaves out."""
        of_settings: dict[int, tuple[Settings, list[str]]] = {}
        for path in target.files:
            settings = self.settings_for(path)
            of_settings.setdefault(id(settings), (settings, []))[1].append(path)
        for settings, files in of_settings.values():
            if settings.exclude:
                directory = settings.directory or self.working_directory
                kept = set(without_excluded(files, settings.exclude, directory)) | target.named
                files = [path for path in files if path in kept]
            if files:
                yield settings, tuple(files)

    def check(self, target: Target, overlay: Overlay) -> Result:
        """What the rules find in the files of `target`, also in those that are only in `overlay`."""
        project = self.project(target, overlay)
        silencer = Silencer(project.file, self._selectors)
        diagnostics: list[Diagnostic] = []
        files: list[str] = []
        errors: list[InternalError] = []
        added = tuple(path for path in overlay if path not in target.files and target.takes_in(path))
        for settings, of_settings in self.groups(target._replace(files=(*target.files, *added))):
            result = Linter(project, self.enabled(settings), of_settings, silencer).run()
            diagnostics += result.diagnostics
            files += result.files
            errors += result.internal_errors
        return Result(tuple(diagnostics), tuple(files), tuple(errors))

    def project(self, target: Target, overlay: Overlay) -> Project:
        """The project of `target`, with files as `overlay` has them."""
        before = self._projects.get(target.root)
        if before is None:
            project = Project(target.root, target.named, overlay, target.found)
        else:
            project = before if before.overlay == overlay else before.with_overlay(overlay)
        self._projects[target.root] = project
        return project

    def report(self, diagnostics: Sequence[Diagnostic], overlay: Overlay) -> Report:
        """`diagnostics` for a format. `overlay` are files that are not on the disk."""

        def source_of(path: str) -> Source | None:
            try:
                return Source.from_bytes(path, overlay[path]) if path in overlay else Source.read(path)
            except OSError:
                return None

        return Report(diagnostics, {rule.code: rule for rule in self.rules}, self.working_directory, source_of)

    def render(self, report: Report, for_errors: bool = False) -> str:
        """`report` in the output format, with the colours of standard output or of standard error."""
        style = self.error_style if for_errors else self.style
        return (self.format.render_statistics if self.options.statistics else self.format.render)(report, style)

    def status(self, diagnostics: Sequence[Diagnostic]) -> int:
        """The exit status for `diagnostics`: 1 if one of them is bad enough, else 0."""
        if self.options.exit_zero:
            return 0
        return int(any(diagnostic.severity >= self.fail_on(diagnostic.path) for diagnostic in diagnostics))

    def show_files(self) -> str:
        """The names of the files that are checked, one a line."""
        from dflint.output.terminal import printable

        paths = sorted(
            path for target in self.targets.of_projects for _, files in self.groups(target) for path in files
        )
        return "".join(printable(display_path(path, self.working_directory)) + "\n" for path in paths)

    def warn(self) -> None:
        """Say on standard error what was not looked at."""
        for folder in self.targets.incomplete:
            tell(f"warning: {folder} has too many folders; not all were searched")
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
