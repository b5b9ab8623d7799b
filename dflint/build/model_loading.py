"""Does a program of an image load a model, and is there a GPU that it loads it onto?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dflint.build.container_run import ContainerRun
    from dflint.build.stages import Stage
    from dflint.build.wanted_packages import WantedPackage


def model_package(stage: Stage) -> WantedPackage | None:
    """The first package of the image that is there to run models of hundreds of megabytes; None if none is known."""
    from dflint.build.wanted_packages import packages_of_stage
    from dflint.knowledge.slow_starters import MODEL_PACKAGES

    return next((package for package in packages_of_stage(stage).packages if package.name in MODEL_PACKAGES), None)


def runs_on_gpu(run: ContainerRun) -> bool:
    """Whether the container certainly is one for a GPU: its image is made for CUDA, or its service asks for one."""
    from dflint.knowledge.cuda_images import is_cuda_image

    if run.service is not None and run.service.requests_gpu:
        return True
    reference = run.stage.root.reference
    return reference is not None and is_cuda_image(reference)
