"""ML105: ``FROM tensorflow/tensorflow:latest-gpu-py3``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Severity
from dflint.rules.rule import StageRule

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.stages import Stage
    from dflint.diagnostics import Diagnostic
    from dflint.dockerfile.image import ImageReference


class LegacyFrameworkTag(StageRule):
    """The image of TensorFlow is named by a scheme of tags, or in a repository, that was given up.

    Up to 1.15.0 and 2.1.0, of early 2020, the images with `-py3` in their tag had Python 3.5 or 3.6, and those without
    it Python 2.7. Since then all have Python 3, and `-py3` is deprecated: what is found under such a tag is as old as
    that, `latest-py3` too. The repository on gcr.io has been replaced by the one on Docker Hub.

    The rule is silent about a tag with `-py3` of a version whose images with Python 3 have no other name.
    """

    code = "ML105"
    name = "legacy-framework-tag"
    severity = Severity.WARNING
    sources = (
        "https://hub.docker.com/r/tensorflow/tensorflow",
        "https://github.com/Delta-ML/delta/issues/238",
        "https://www.tensorflow.org/install/docker",
    )

    bad = {
        "Dockerfile": """
            FROM tensorflow/tensorflow:1.15.5-gpu-py3
            RUN pip install --no-cache-dir pandas
        """,
    }
    good = {
        "Dockerfile": """
            FROM tensorflow/tensorflow:1.15.5-gpu
            RUN pip install --no-cache-dir pandas
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding if `stage` starts from an image under a name that was given up."""
        if stage.parent is not None or stage.replacement is not None or stage.base_context is not None:
            return
        reference = stage.root.reference
        if reference is None or reference.digest is not None or reference.name != "tensorflow":
            return
        found = _message(reference)
        if found is None:
            return
        message, advice = found
        yield self.found(
            stage.dockerfile.source,
            stage.from_.image.span,
            message,
            severity=Severity.INFO if stage.from_.image.has_variables else Severity.WARNING,
            help=advice,
        )


def _message(reference: ImageReference) -> tuple[str, str] | None:
    """What is wrong with the name, and what to do; None if nothing is, or if nothing can be done."""
    from dflint.knowledge import tensorflow_tags as tags

    tag = reference.tag or ""
    if reference.familiar in tags.FORMER_REPOSITORIES:
        return (
            f"TensorFlow's images are no longer published as `{reference.familiar}`, but on Docker Hub",
            f"look for the same version in `{tags.REPOSITORY}`",
        )
    if reference.familiar != tags.REPOSITORY:
        return None
    if tags.is_deprecated(tag):
        renamed = tags.tag_of_today(tag)
        if renamed is not None:
            return (
                f"`{tags.REPOSITORY}:{tag}` is a deprecated tag: all images of this version have Python 3",
                f"`{tags.REPOSITORY}:{renamed}` is the same version",
            )
        if tags.is_pinned(tag):
            return None
        return (
            f"`{tags.REPOSITORY}:{tag}` is a deprecated tag, of the time of TensorFlow 2.1 and Python 3.6 or before",
            "this scheme of tags was given up, and nothing new comes under it; name the version that the code is for",
        )
    if tags.has_python_2(tag):
        return (
            f"`{tags.REPOSITORY}:{tag}` has Python 2.7, as all images up to 1.15.0 and 2.1.0 whose tag does not say "
            "`-py3`",
            "of this version only tags with `-py3`, a scheme that was given up since, name images with Python 3",
        )
    return None
