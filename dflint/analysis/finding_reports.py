"""What to do: the findings about a build, with what mending each of them saves, the most saving first.

What a finding saves of the image or of the context is its cost. What it saves of the rebuilds is told by the replay of
the history: if its fix alone makes a layer depend on fewer files of the context, it is what makes that layer be
rebuilt less often.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, NamedTuple

from dflint.analysis.changed import links_of
from dflint.analysis.results import BuildReport, FileChange, FindingReport, HistoryReport, Saving
from dflint.analysis.same_layers import same_layers
from dflint.analysis.versions import same_build
from dflint.build.cache_keys import CacheModel
from dflint.build.layers import Layer, layers_of
from dflint.diagnostics import Applicability, Diagnostic
from dflint.secrets import Secrets
from dflint.source import CreateFile, Edit, apply_edits, encode

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.context_inputs import ContextInput
    from dflint.context.build_context import BuildContext
    from dflint.project.project import Project


class RuleFacts(NamedTuple):
    """What people are told of a rule."""

    name: str
    url: str


class FindingReports:
    """Makes the reports of the findings about builds of a project.

    `rules` says what people are told of the rule of a code, `shown` gives a path as it is told.
    """

    def __init__(
        self, project: Project, rules: Mapping[str, RuleFacts], shown: Callable[[str], str], secrets: Secrets
    ) -> None:
        self._project = project
        self._rules = rules
        self._shown = shown
        self._secrets = secrets
        self._dependencies = Dependencies()

    def of(self, build: Build, report: BuildReport, diagnostics: Sequence[Diagnostic]) -> tuple[FindingReport, ...]:
        """The reports of `diagnostics`, which are about `build`; what saves most is first, then what is worst."""
        overlays = [self._overlay(one) for one in diagnostics]
        narrowed = [
            self._narrowed(one, build, report, overlay) for one, overlay in zip(diagnostics, overlays, strict=True)
        ]
        pairs: list[tuple[Diagnostic, FindingReport]] = []
        for one, overlay, rows in zip(diagnostics, overlays, narrowed, strict=True):
            savings = list(self._savings(one, build, report))
            if rows:
                others = zip(diagnostics, narrowed, strict=True)
                together = {other.code for other, of_other in others if rows & of_other and other.code != one.code}
                savings += _difference(report, _history_after(one, report), rows, sorted(together))
            pairs.append((one, self._report(one, overlay, savings)))
        pairs.sort(key=lambda pair: (-pair[1].bytes, -pair[0].severity, pair[1].filename, pair[1].row, pair[1].code))
        return tuple(report for _, report in pairs)

    def _report(self, found: Diagnostic, overlay: Mapping[str, bytes], savings: Sequence[Saving]) -> FindingReport:
        rule = self._rules.get(found.code, RuleFacts("", ""))
        source, span = found.source.resolve(found.span)
        fix = found.fix
        return FindingReport(
            found.code,
            rule.name,
            found.severity.label,
            found.message,
            found.help,
            self._shown(source.path),
            source.row(span.start),
            rule.url,
            fix.applicability.label if fix is not None else "",
            fix.message if fix is not None else "",
            tuple(self._changes(overlay)),
            tuple(savings),
        )

    # Fixes

    def _overlay(self, found: Diagnostic) -> dict[str, bytes]:
        """The files as the fix of a finding makes them, by its path."""
        edits: dict[str, list[Edit]] = {}
        overlay: dict[str, bytes] = {}
        for edit in found.fix.edits if found.fix is not None else ():
            if isinstance(edit, CreateFile):
                overlay[edit.path] = encode(edit.text)
            else:
                edits.setdefault(edit.path, []).append(edit)
        for path, of_file in edits.items():
            source = self._project.source(path)
            if source is None:
                continue
            try:
                overlay[path] = encode(apply_edits(source.text, of_file))
            except ValueError:
                # Edits of one place, of which one would have to wait: there is nothing to show.
                continue
        return overlay

    def _changes(self, overlay: Mapping[str, bytes]) -> Iterator[FileChange]:
        hide = self._secrets.hide_in
        for path, after in sorted(overlay.items()):
            source = self._project.source(path)
            yield FileChange(self._shown(path), None if source is None else hide(source.data), hide(after))

    # Savings

    def _savings(self, found: Diagnostic, build: Build, report: BuildReport) -> Iterator[Saving]:
        """What the cost of a finding tells."""
        cost = found.cost
        if cost is not None and cost.of == "rebuild":
            yield _saving_of_rebuilds(found, build, report)
        elif cost is not None:
            yield Saving(cost.byte_count, cost.of, cost.basis != "measured")

    def _narrowed(
        self, found: Diagnostic, build: Build, report: BuildReport, overlay: Mapping[str, bytes]
    ) -> frozenset[int]:
        """The rows of the layers that depend on fewer files after the fix of a finding alone."""
        if not overlay or report.history is None or _history_after(found, report) is None:
            return frozenset()
        mended = same_build(self._project.with_overlay({**self._project.overlay, **overlay}), build, build.path)
        return frozenset() if mended is None else self._dependencies.narrowed(build, mended)


def _history_after(found: Diagnostic, report: BuildReport) -> HistoryReport | None:
    if found.fix is None:
        return None
    return report.after_fix if found.fix.applicability is Applicability.SAFE else report.after_unsafe_fix


def _saving_of_rebuilds(found: Diagnostic, build: Build, report: BuildReport) -> Saving:
    """What is saved by a finding that tells how much each rebuild of a layer costs."""
    cost = found.cost
    assert cost is not None
    is_estimate = cost.basis != "measured"
    if report.history is None:
        return Saving(cost.byte_count, "rebuild", is_estimate, 1)
    row = found.source.row(found.span.start)
    layer = next((one for one in layers_of(build) if one.row <= row <= one.instruction.end_row), None)
    counted = report.history.by_row.get(layer.row) if layer is not None else None
    rebuilds = counted.rebuilt if counted is not None else 0
    return Saving(cost.byte_count * rebuilds, "rebuilds", is_estimate, rebuilds)


def _difference(
    report: BuildReport, after: HistoryReport | None, rows: AbstractSet[int], together: Sequence[str]
) -> Iterator[Saving]:
    """What the layers at `rows` are rebuilt less, if they are, where the findings with those codes are mended too."""
    if report.history is None or after is None:
        return
    later = {one.original_row: one for one in after.per_layer if one.original_row is not None}
    byte_count = rebuilds = 0
    for one in report.history.per_layer:
        same = later.get(one.row)
        if one.row in rows and same is not None and same.rebuilt < one.rebuilt:
            byte_count += max(0, one.bytes - same.bytes)
            rebuilds += one.rebuilt - same.rebuilt
    if rebuilds:
        yield Saving(byte_count, "rebuilds", True, rebuilds, tuple(together))


class Dependencies:
    """On which files of its context does each layer of a build depend? Of each context and input looked up once."""

    def __init__(self) -> None:
        self._links: dict[BuildContext, dict[str, str]] = {}
        self._files: dict[tuple[BuildContext, ContextInput], frozenset[str]] = {}
        self._of_builds: dict[Build, Mapping[Layer, frozenset[str]]] = {}

    def of(self, build: Build) -> Mapping[Layer, frozenset[str]]:
        """The paths of the files, by layer."""
        known = self._of_builds.get(build)
        if known is None:
            known = self._of_builds[build] = self._found(build)
        return known

    def _found(self, build: Build) -> Mapping[Layer, frozenset[str]]:
        model = CacheModel(build)
        usual = model.keys(lambda _: b"usual")
        files: dict[Layer, set[str]] = {layer: set() for layer in usual}
        for changed in model.inputs if build.context is not None else ():
            digests = dict.fromkeys(model.inputs, b"usual") | {changed: b"other"}
            keys = model.keys(digests.__getitem__)
            for layer, key in keys.items():
                if key != usual[layer] and build.context is not None:
                    files[layer] |= self._taken(build.context, changed)
        return {layer: frozenset(paths) for layer, paths in files.items()}

    def _taken(self, context: BuildContext, one: ContextInput) -> frozenset[str]:
        known = self._files.get((context, one))
        if known is None:
            if context not in self._links:
                self._links[context] = links_of(context)
            followed = one.following(self._links[context])
            paths = (entry.path for entry in context.walk() if not entry.is_directory)
            known = frozenset(path for path in paths if followed.takes(path) is not None)
            self._files[context, one] = known
        return known

    def narrowed(self, build: Build, mended: Build) -> frozenset[int]:
        """The rows of the layers of `build` that depend on fewer files in `mended`."""
        before, after = self.of(build), self.of(mended)
        same = same_layers(list(after), list(before))
        return frozenset(original.row for layer, original in same.items() if after[layer] < before[original])
