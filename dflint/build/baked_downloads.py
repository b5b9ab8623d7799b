"""Which of the models that a stage downloads get into an image?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.model_downloads import ModelDownload
from dflint.build.shipping import copy_into_image, ships

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.stages import Stage
    from dflint.build.steps import CopyStep


class BakedDownload:
    """A download that ends in an image: with its layer or, where there is one, by `copy` from another stage."""

    def __init__(self, download: ModelDownload, copy: CopyStep | None = None) -> None:
        self.download = download
        self.copy = copy


def baked_downloads(stage: Stage, build: Build) -> Iterator[BakedDownload]:
    """The downloads of `stage` that certainly are in an image that `build`, or another target, makes."""
    for download in stage.downloads:
        if not download.is_kept or download.step.is_trigger:
            continue
        if ships(stage, build):
            yield BakedDownload(download)
        elif download.directory is not None:
            copy = copy_into_image(stage, download.directory, build)
            if copy is not None:
                yield BakedDownload(download, copy)
