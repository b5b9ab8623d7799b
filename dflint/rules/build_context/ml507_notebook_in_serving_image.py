"""ML507: notebooks are copied into an image that serves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.cost import cost_text, measured
from dflint.diagnostics import Diagnostic, Severity
from dflint.rules.rule import Option, Size, StageRule
from dflint.sizes import byte_count_of, is_size

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.copied_notebooks import CopiedNotebooks
    from dflint.build.stages import Stage


class NotebookInServingImage(StageRule):
    """Notebooks are copied into an image that answers requests.

    A server runs no notebook. With their outputs they are often large, hold samples of the data, and make the layer of
    the code new whenever somebody looks into one. Leave them out with `.dockerignore`.

    Notebooks of 10 MB and more in a whole folder are for ML501 and ML503.
    """

    code = "ML507"
    name = "notebook-in-serving-image"
    severity = Severity.INFO
    sources = (
        "https://docs.docker.com/build/concepts/context/#dockerignore-files",
        "https://nbformat.readthedocs.io/en/latest/format_description.html",
    )
    options = {
        "min-size": Option("200 KB", "Notebooks that together are smaller than this are not mentioned.", is_size),
    }

    bad = {
        "app.py": "app = None\n",
        "notebooks/explore.ipynb": Size(3_000_000),
        ".dockerignore": ".git\n",
        "Dockerfile": """
            FROM python:3.12-slim
            WORKDIR /srv
            RUN pip install --no-cache-dir fastapi==0.115.6 uvicorn==0.34.0
            COPY . .
            CMD ["uvicorn", "app:app", "--host", "0.0.0.0"]
        """,
    }
    good = {
        **bad,
        ".dockerignore": ".git\n**/*.ipynb\n",
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding for each source that brings notebooks."""
        if not stage.copies:
            return
        from dflint.build.copied_notebooks import copied_notebooks
        from dflint.knowledge.ignorable_files import NOTEBOOKS

        least = byte_count_of(str(self.option("min-size"))) or 0
        for found in copied_notebooks(stage, build):
            is_for_others = found.byte_count >= NOTEBOOKS.least_bytes and _is_folder(found, build)
            if found.byte_count >= least and not is_for_others:
                yield self._finding(found)

    def _finding(self, found: CopiedNotebooks) -> Diagnostic:
        instruction = found.step.instruction
        cost = measured(found.byte_count)
        what = f"`{found.files[0].path}`" if len(found.files) == 1 else f"{len(found.files)} notebooks"
        return self.found(
            instruction.source,
            found.word.span,
            f"`{instruction.keyword} {found.word.text}` takes {what} ({cost_text(cost)}) into an image that serves",
            help="leave them out: `**/*.ipynb` in `.dockerignore`",
            cost=cost,
        )


def _is_folder(found: CopiedNotebooks, build: Build) -> bool:
    from dflint.context.go_filepath import clean_in_context

    return build.context is not None and build.context.is_directory(clean_in_context(found.word.value))
