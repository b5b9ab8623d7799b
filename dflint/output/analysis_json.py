"""An analysis for programs: a JSON array with an object for each build. Fields are only ever added.

``rows`` are 1-based first lines of instructions, those of a history after fixes in the mended file; ``commits`` are
full hashes, the oldest first. What is not known is null. The text is ASCII.
"""

from __future__ import annotations

from typing import Any

from dflint.analysis.results import Analysis, BuildAnalysis, HistoryReport, LayerReport
from dflint.output.json_text import json_text


def render(analysis: Analysis) -> str:
    """The array."""
    return json_text([_build(one) for one in analysis.builds])


def _build(one: BuildAnalysis) -> dict[str, Any]:
    report = one.report
    build: dict[str, Any] = {
        "dockerfile": report.dockerfile,
        "context": report.context,
        "target": report.target,
        "layers": [_layer(layer) for layer in report.layers],
        "history": _history(report.history),
        "after_fix": _history(report.after_fix),
        "after_unsafe_fix": _history(report.after_unsafe_fix),
    }
    if one.changed is not None:
        build["changed"] = {"paths": list(one.changed.paths), "rows": list(one.changed.rows)}
    return build


def _layer(layer: LayerReport) -> dict[str, Any]:
    return {
        "stage": layer.stage,
        "row": layer.row,
        "instruction": layer.instruction,
        "inputs": {"files": layer.files, "bytes": layer.bytes},
        "size": {name: getattr(layer.size, name) for name in ("low", "likely", "high", "source")},
    }


def _history(history: HistoryReport | None) -> dict[str, Any] | None:
    if history is None:
        return None
    return {
        "commits": list(history.commits),
        "rebuilds": [{"commit": one.commit, "rows": list(one.rows)} for one in history.rebuilds],
        "per_layer": [{"row": one.row, "rebuilt": one.rebuilt} for one in history.per_layer],
        "bytes": history.bytes,
    }
