"""Puts together all that is known of the builds of a project: layers, sizes, the history before and after fixes.

Each part may be missing; then what is there says why.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from dflint.analysis.changed import changed
from dflint.analysis.context import context_report
from dflint.analysis.finding_reports import FindingReports, RuleFacts
from dflint.analysis.history import Extent, HistoryError, Repository
from dflint.analysis.image_size import base_size_of, image_size_of, size_of
from dflint.analysis.layer_reports import layer_reports
from dflint.analysis.mending import files_of
from dflint.analysis.replay import Histories, replay
from dflint.analysis.results import BuildAnalysis, BuildReport, ImageReport, LayerReport
from dflint.analysis.stage_graph import stage_reports
from dflint.build.build import Build
from dflint.secrets import Secrets

if TYPE_CHECKING:
    from dflint.analysis.mending import Check
    from dflint.build.layers import Layer
    from dflint.diagnostics import Diagnostic
    from dflint.project.project import Project

_NO_CONTEXT = "the folder of the context is not here, or its ignore file cannot be read"


class Question(NamedTuple):
    """What is asked about builds.

    `extent` is the part of the history that is replayed, None for none of it. `changed` are the absolute paths of files
    of which is asked what is rebuilt when they change.
    """

    extent: Extent | None = Extent()
    changed: tuple[str, ...] = ()


class Words(NamedTuple):
    """How things are told: the path of a file, the rule of a code."""

    path: Callable[[str], str]
    rules: Mapping[str, RuleFacts]


def analyses(
    project: Project,
    builds: Sequence[Build],
    diagnostics: Sequence[Diagnostic],
    check: Check,
    question: Question,
    words: Words,
    on_step: Callable[[str], None] = lambda _: None,
) -> tuple[BuildAnalysis, ...]:
    """The analysis of each of `builds`, which belong to `project`.

    `diagnostics` are the findings in the project, `check` finds again what can be mended in other versions of it.
    `on_step` is told what is done now.
    """
    secrets = Secrets(diagnostics)
    findings = FindingReports(project, words.rules, words.path, secrets)
    histories = _histories(builds, check, question.extent, on_step)
    found = []
    for build, history in zip(builds, histories, strict=True):
        on_step(f"Measuring {words.path(build.path)}")
        report = _build_report(build, history, words, secrets)
        context = context_report(build)
        of_build = set(files_of(build))
        about = [one for one in diagnostics if one.path in of_build and _is_about(one, build)]
        found.append(
            BuildAnalysis(
                report,
                context,
                "" if context is not None else _NO_CONTEXT,
                findings.of(build, report, about),
                changed(build, question.changed, words.path) if question.changed else None,
                _image_report(build, secrets),
            )
        )
    return tuple(found)


def with_target(builds: Iterable[Build], name: str) -> list[Build]:
    """`builds` with the target `name` in place of their own, those left out that have no such stage; each only once."""
    found: dict[object, Build] = {}
    for build in builds:
        if build.graph.target(name) is None:
            continue
        key = (id(build.dockerfile), id(build.context), *_items(build.args), "", *_items(build.named_contexts))
        changed_build = Build(
            build.dockerfile,
            build.path,
            build.context,
            name,
            build.args,
            build.named_contexts,
            build.service if (build.target_name or "").lower() == name.lower() else None,
            build.project,
        )
        if key not in found or changed_build.service is not None:
            found[key] = changed_build
    return list(found.values())


def _items(values: Mapping[str, str | None]) -> Sequence[tuple[str, str | None]]:
    return sorted(values.items(), key=lambda item: item[0])


def _is_about(found: Diagnostic, build: Build) -> bool:
    """Whether a finding, which stands in a file that decides on `build`, is about it and not about a neighbour.

    A compose file may hold several inline Dockerfiles, and other services.
    """
    inline = build.dockerfile.source
    if found.path != build.path or inline.embedded_in is None:
        return True
    return found.source is inline or found.source.embedded_in is None


# The history


def _histories(
    builds: Sequence[Build], check: Check, extent: Extent | None, on_step: Callable[[str], None]
) -> Sequence[Histories]:
    """What happened to each of `builds`; their `problem` says why that is not known."""
    if not builds:
        return ()
    if extent is None:
        return [_without_history(build, "it was not asked for") for build in builds]
    folder = os.path.dirname(builds[0].path)
    try:
        with Repository.open(folder) as repository:
            on_step("Reading the git history")
            history = repository.history(extent)
            if not history.commits:
                return [_without_history(build, "there are no such commits") for build in builds]

            def on_commit(done: int) -> None:
                on_step(f"Replaying the git history: commit {done} of {len(history.commits)}")

            return replay(history, builds, _likely_bytes, check, on_commit)
    except HistoryError as error:
        return [_without_history(build, str(error)) for build in builds]


def _without_history(build: Build, problem: str) -> Histories:
    from dflint.analysis.versions import Targets

    return Histories(None, None, None, Targets(build, None, None), problem)


def _likely_bytes(layer: Layer, build: Build) -> int:
    return size_of(layer, build).likely


# The reports


def _image_report(build: Build, secrets: Secrets) -> ImageReport:
    report = image_size_of(build)
    return report._replace(unknown=tuple(one._replace(text=secrets.hide(one.text)) for one in report.unknown))


def _build_report(build: Build, histories: Histories, words: Words, secrets: Secrets) -> BuildReport:
    def layers(of: Build | None) -> tuple[LayerReport, ...]:
        found = () if of is None else layer_reports(of, size_of)
        return tuple(
            one._replace(
                instruction=secrets.hide(one.instruction),
                label=secrets.hide(one.label),
                size=one.size._replace(source=secrets.hide(one.size.source)),
            )
            for one in found
        )

    return BuildReport(
        words.path(build.path),
        (words.path(build.context.root) or ".") if build.context is not None else None,
        build.target_name,
        layers(build),
        histories.before,
        histories.after_fix,
        histories.after_unsafe_fix,
        histories.problem,
        stage_reports(build, base_size_of),
        layers(histories.targets.safe),
        layers(histories.targets.unsafe),
    )
