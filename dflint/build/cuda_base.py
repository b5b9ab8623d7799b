"""The CUDA image that a FROM names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dflint.build.stages import Stage
    from dflint.dockerfile.image import ImageReference


def cuda_image_of(stage: Stage) -> ImageReference | None:
    """The image of NVIDIA's CUDA repository that the FROM of `stage` itself names.

    None if it is a stage or another image, if a named context takes its place, or if a digest says what is meant.
    """
    if stage.parent is not None or stage.replacement is not None or stage.base_context is not None:
        return None
    reference = stage.root.reference
    if reference is None or reference.digest is not None or reference.name != "cuda":
        return None
    from dflint.knowledge.cuda_tags import REPOSITORIES

    return reference if reference.familiar in REPOSITORIES else None


def is_chosen_outside(stage: Stage) -> bool:
    """Whether a build argument has a say in what the FROM of `stage` names, so that what is written is a default."""
    return stage.from_.image.has_variables
