"""ML402: weights are copied below the code, or together with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.cost import cost_text, measured
from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.rules.rule import Option, Size, StageRule, safe
from dflint.sizes import MEGABYTE, byte_count_of, is_size

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.stages import Stage
    from dflint.build.weights_order import LateWeights

_LARGE = 100 * MEGABYTE


class ModelCopyBeforeCodeOrDeps(StageRule):
    """The weights of a model are copied after the code, so that each edit of the code copies them again.

    A layer is made anew when one above it has changed, or when one of its own files has. Weights below the code, or in
    one COPY with it, become a new layer with every edit, which is stored, pushed and pulled again. Copy them in an
    instruction of their own above the code, or with `COPY --link`, which does not depend on what is above.
    """

    code = "ML402"
    name = "model-copy-before-code-or-deps"
    severity = Severity.WARNING
    fixes = Applicability.SAFE
    sources = (
        "https://docs.docker.com/build/cache/optimize/#order-your-layers",
        "https://docs.docker.com/reference/dockerfile/#copy---link",
    )
    options = {
        "min-size": Option("10 MB", "Weights that are smaller than this are not mentioned.", is_size),
    }

    bad = {
        "app.py": "print('ready')\n",
        "model.onnx": Size(300_000_000),
        "Dockerfile": """
            FROM python:3.12-slim
            WORKDIR /app
            COPY app.py ./
            COPY model.onnx ./
            CMD ["python", "app.py"]
        """,
    }
    good = {
        **bad,
        "Dockerfile": """
            FROM python:3.12-slim
            WORKDIR /app
            COPY model.onnx ./
            COPY app.py ./
            CMD ["python", "app.py"]
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding for each COPY or ADD of weights that code makes new."""
        if not stage.copies or build.context is None:
            return
        from dflint.build.weights_order import late_weights

        least = byte_count_of(str(self.option("min-size"))) or 0
        for late in late_weights(stage, build):
            if late.byte_count >= least:
                yield self._finding(late)

    def _finding(self, late: LateWeights) -> Diagnostic:
        instruction, code = late.weights.step.instruction, late.code.instruction
        cost = measured(late.byte_count, of="rebuild")
        how = "together with code" if late.is_same else f"below the code of line {code.start_row}"
        return self.found(
            instruction.source,
            late.word.span,
            f"{cost_text(cost)} of weights are copied {how}, so that each edit of it copies them again",
            severity=None if late.byte_count >= _LARGE else Severity.INFO,
            help="copy the weights in an instruction of their own, above the code",
            related=[] if late.is_same else [Related(code.source, code.span, "this changes with every edit")],
            fix=_fix(late),
            cost=cost,
        )


def _fix(late: LateWeights) -> Fix | None:
    """The copy of the code below that of the weights."""
    if not late.is_next:
        return None
    from dflint.dockerfile.reordering import moved_below

    code, weights = late.code.instruction, late.weights.step.instruction
    edits = moved_below(late.code.stage.dockerfile, code, weights, (), code)
    return safe("Copy the weights above the code", *edits)
