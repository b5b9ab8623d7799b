"""ML106: ``FROM jupyter/scipy-notebook``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Severity
from dflint.rules.rule import StageRule, unsafe

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.stages import Stage
    from dflint.diagnostics import Diagnostic, Fix
    from dflint.dockerfile.image import ImageReference


class JupyterImageFrozen(StageRule):
    """The image is one of Jupyter's on Docker Hub, which have not been updated since 2023-10-20.

    The project moved to quay.io: `jupyter/scipy-notebook:latest` is and stays an image of 2023, without the security
    updates since then. The same images go on as `quay.io/jupyter/scipy-notebook`. Tags that are the hash of a commit
    were not carried over; take one of the dates or versions of Python instead.
    """

    code = "ML106"
    name = "jupyter-image-frozen"
    severity = Severity.WARNING
    fixes = Applicability.UNSAFE
    sources = (
        "https://github.com/jupyter/docker-stacks/blob/main/README.md",
        "https://jupyter-docker-stacks.readthedocs.io/en/latest/using/selecting.html",
    )

    bad = {
        "Dockerfile": """
            FROM jupyter/scipy-notebook:latest
            RUN pip install --no-cache-dir xgboost
        """,
    }
    good = {
        "Dockerfile": """
            FROM quay.io/jupyter/scipy-notebook:latest
            RUN pip install --no-cache-dir xgboost
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding if `stage` starts from an image of Jupyter on Docker Hub."""
        if stage.parent is not None or stage.replacement is not None or stage.base_context is not None:
            return
        reference = stage.root.reference
        if reference is None or reference.digest is not None or not reference.repository.startswith("jupyter/"):
            return
        from dflint.knowledge.jupyter_images import FROZEN_SINCE, NEW_HOME, is_frozen

        if not is_frozen(reference.familiar):
            return
        new = f"{NEW_HOME}/{reference.name}"
        # Who names a commit or a version has chosen that it stays the same.
        is_chosen = reference.tag not in (None, "latest")
        yield self.found(
            stage.dockerfile.source,
            stage.from_.image.span,
            f"`{reference.familiar}` on Docker Hub has not been updated since {FROZEN_SINCE}",
            severity=Severity.INFO if is_chosen else Severity.WARNING,
            help=f"use `{new}`" + (", with one of its own tags" if is_chosen else ""),
            fix=_fix(stage, reference, new),
        )


def _fix(stage: Stage, reference: ImageReference, new: str) -> Fix | None:
    """The same image in its new home; only for tags that are sure to be there."""
    word = stage.from_.image
    if word.has_variables or reference.tag not in (None, "latest"):
        return None
    match = re.fullmatch(r"(?:(?:index\.)?docker\.io/)?jupyter/[\w.-]+(:latest)?", word.text)
    if match is None:
        return None
    return unsafe("Use the image on quay.io", stage.dockerfile.source.edit(word.span, f"{new}{match[1] or ''}"))
