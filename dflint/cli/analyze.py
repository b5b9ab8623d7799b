"""``dflint analyze``: what building costs, and what the git history would have rebuilt, before and after the fixes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import click

from dflint.analysis.analysis import Question, Words, analyses, with_target
from dflint.analysis.finding_reports import RuleFacts
from dflint.analysis.history import MOST_COMMITS, Extent
from dflint.analysis.mending import checked_by
from dflint.analysis.results import Analysis, BuildAnalysis
from dflint.build.build import Build
from dflint.cli.console import progress, tell, write, write_file
from dflint.cli.options import color_option
from dflint.cli.reporting import parse_output_file
from dflint.cli.session import Failure, Options, Session
from dflint.cli.targets import STANDARD_INPUT, Target
from dflint.linter import InternalError
from dflint.output.report import display_path
from dflint.output.terminal import PLAIN
from dflint.project.names import Kind
from dflint.project.project import Project

_NARROWEST = 60
_WIDEST = 140


class _Asked(NamedTuple):
    """The options of the command."""

    path: str
    commits: int
    since: str | None
    history: bool
    all_parents: bool
    changed: tuple[str, ...]
    target: str | None
    output_format: str
    output_file: str | None
    html: str | None
    isolated: bool
    config: tuple[str, ...]
    color: str


@click.command("analyze")
@click.argument("path", default=os.curdir, metavar="[PATH]")
@click.option(
    "--commits",
    type=click.IntRange(min=1),
    default=MOST_COMMITS,
    show_default=True,
    metavar="N",
    help="How many commits are replayed: the last N.",
)
@click.option("--since", metavar="DATE", help="Replay only commits after DATE, as git understands it.")
@click.option("--no-history", "history", flag_value=False, default=True, help="Do not replay the git history.")
@click.option("--all-parents", is_flag=True, help="Replay the commits of merged branches too, not the merges alone.")
@click.option(
    "--changed",
    multiple=True,
    metavar="PATH",
    help="Tell which layers are rebuilt if this file or folder changes. May be given several times.",
)
@click.option("--target", metavar="STAGE", help="The stage to build, in place of the last one or that of a service.")
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--output-file",
    callback=parse_output_file,
    metavar="FILE",
    help="Write the output to FILE in place of standard output.",
)
@click.option("--html", metavar="FILE", help="Write a page for people to FILE.")
@click.option("--isolated", is_flag=True, help="Ignore configuration files.")
@click.option("--config", multiple=True, metavar="FILE|'KEY = VALUE'", help="As in `dflint check`.")
@color_option
def command(**options: Any) -> None:
    """Tell what building the Dockerfiles of PATH costs: a project, a folder or a file (default: the working directory).

    How large the layers are, what is sent to the builder, which layers the commits of the git history would have
    rebuilt, and how that would be after `dflint fix`. Nothing is built and nothing of the project is executed. Exit
    status: 0, or 2 if the call or the configuration is wrong, a path does not exist, or dflint itself failed.
    """
    asked = _Asked(**options)
    if asked.path == STANDARD_INPUT:
        raise click.UsageError("`-` cannot be analyzed: a build has a folder.")
    session = Session(Options((asked.path,), isolated=asked.isolated, config=asked.config, color=asked.color))
    session.warn()
    with progress("Looking for builds") as say:
        analysis, errors = _Analyst(asked, session, say).analysis()
    if asked.target is not None and not analysis.builds:
        raise click.UsageError(f"No Dockerfile has a stage `{asked.target}`.")
    _write(analysis, asked, session)
    session.tell_internal_errors(errors)
    raise click.exceptions.Exit(2 if errors else 0)


class _Analyst:
    """Looks at the projects of a call. `say` tells a person what is done now."""

    def __init__(self, asked: _Asked, session: Session, say: Callable[[str], None]) -> None:
        self._asked = asked
        self._session = session
        self._say = say
        self._errors: list[InternalError] = []
        extent = Extent(asked.commits, asked.since, not asked.all_parents) if asked.history else None
        self._question = Question(extent, tuple(os.path.abspath(path) for path in asked.changed))
        rules = {rule.code: RuleFacts(rule.name, rule.url()) for rule in session.rules}
        self._words = Words(self._shown, rules)

    def _shown(self, path: str) -> str:
        here = self._session.working_directory
        return "." if path == here else display_path(path, here)

    def analysis(self) -> tuple[Analysis, Sequence[InternalError]]:
        """What is found, and which rules have failed."""
        found = [one for target in self._session.targets.of_projects for one in self._of_project(target)]
        return Analysis(self._name(), tuple(found)), self._errors

    def _name(self) -> str:
        """What the project is called: as its folder is, or the folder that was asked for."""
        path = os.path.abspath(self._asked.path)
        if not os.path.isdir(path):
            targets = self._session.targets.of_projects
            path = targets[0].root if targets else os.path.dirname(path)
        return os.path.basename(path) or os.sep

    def _of_project(self, target: Target) -> Sequence[BuildAnalysis]:
        session = self._session
        files = tuple(path for _, of_settings in session.groups(target) for path in of_settings)
        project = session.project(target, {})
        builds = list(_builds(project, files))
        if self._asked.target is not None:
            builds = with_target(builds, self._asked.target)
        if not builds:
            return ()
        self._say(f"Checking {self._shown(target.root)}")
        result = session.check(target, {})
        self._errors += result.internal_errors
        settings = session.settings_for(builds[0].path)
        check = checked_by(session.enabled(settings), session.rules, session.treatment(settings).of)
        return analyses(project, builds, result.diagnostics, check, self._question, self._words, self._say)


def _builds(project: Project, files: Sequence[str]) -> Iterator[Build]:
    """The builds of the Dockerfiles among `files`, and of those that the services of compose files among them build."""
    seen: set[int] = set()
    for path in files:
        kind = project.kind(path)
        found = list(project.builds_of(path)) if kind in (Kind.DOCKERFILE, Kind.COMPOSE) else []
        for link in project.links_of(path) if kind is Kind.COMPOSE else ():
            build = project.build_of(link.service)
            found += [build] if build is not None else []
        for build in found:
            if id(build) not in seen:
                seen.add(id(build))
                yield build


def _write(analysis: Analysis, asked: _Asked, session: Session) -> None:
    """Write what is found where it is asked for."""
    if asked.html is not None:
        from dflint.output import analysis_html

        _write_file(asked.html, analysis_html.render(analysis))
        if asked.output_format == "text" and asked.output_file is None:
            tell(f"The page was written to {asked.html}.")
    if asked.output_format == "json":
        from dflint.output import analysis_json

        text = analysis_json.render(analysis)
    else:
        from dflint.output import analysis_text

        style = PLAIN if asked.output_file is not None else session.style
        columns = shutil.get_terminal_size((100, 24)).columns
        text = analysis_text.render(analysis, style, max(_NARROWEST, min(columns, _WIDEST)))
    if asked.output_file is None:
        write(text, session.style)
    else:
        _write_file(asked.output_file, text)


def _write_file(path: str, text: str) -> None:
    try:
        write_file(path, text)
    except OSError as error:
        raise Failure(f"{path} was not written: {error.strerror or error}") from None
