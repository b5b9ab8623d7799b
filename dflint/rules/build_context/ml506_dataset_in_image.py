"""ML506: ``COPY data/ ./data/``, ``RUN kaggle datasets download …``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.cost import cost_text, measured
from dflint.diagnostics import Diagnostic, Related, Severity
from dflint.rules.rule import Option, Size, StageRule
from dflint.sizes import byte_count_of, is_size

if TYPE_CHECKING:
    from dflint.build.baked_downloads import BakedDownload
    from dflint.build.build import Build
    from dflint.build.copied_data import CopiedData
    from dflint.build.stages import Stage


class DatasetInImage(StageRule):
    """A dataset is copied or downloaded into the image.

    Every push and pull of the image carries the data, and each version of the image has its own copy of it. Data that
    changes makes new layers, and whoever can pull the image has the data. Mount it, or let the program fetch it into a
    volume.

    What is copied is measured: below 50 MB (`min-size`) nothing is said, for samples and seeds belong to a program. How
    large a download is cannot be known, so that it is only a remark.
    """

    code = "ML506"
    name = "dataset-in-image"
    severity = Severity.WARNING
    sources = (
        "https://docs.docker.com/engine/storage/bind-mounts/",
        "https://docs.docker.com/engine/storage/volumes/",
    )
    options = {
        "min-size": Option("50 MB", "Data that is smaller than this is not mentioned.", is_size),
    }

    bad = {
        "train.py": "print('training')\n",
        "data/train.parquet": Size(900_000_000),
        "Dockerfile": """
            FROM python:3.12-slim
            WORKDIR /srv
            COPY data/ ./data/
            COPY train.py .
            CMD ["python", "train.py"]
        """,
    }
    good = {
        **bad,
        "Dockerfile": """
            FROM python:3.12-slim
            WORKDIR /srv
            VOLUME /srv/data
            COPY train.py .
            CMD ["python", "train.py"]
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding for each source that is a dataset, and for each download of one."""
        from dflint.build.unneeded import is_built_for_platform_without_mounts

        if not stage.layers or is_built_for_platform_without_mounts(stage):
            return
        if stage.copies:
            from dflint.build.copied_data import copied_data

            least = byte_count_of(str(self.option("min-size"))) or 0
            for data in copied_data(stage, build):
                if data.byte_count >= least:
                    yield self._copied(data)
        if stage.runs:
            from dflint.build.baked_downloads import baked_downloads
            from dflint.knowledge.model_hubs import DATASET

            for baked in baked_downloads(stage, build):
                if baked.download.kind == DATASET:
                    yield self._downloaded(baked)

    def _copied(self, data: CopiedData) -> Diagnostic:
        instruction = data.step.instruction
        cost = measured(data.byte_count)
        return self.found(
            instruction.source,
            data.word.span,
            f"`{instruction.keyword} {data.word.text}` puts {cost_text(cost)} of data into the image",
            help="mount the data when the container is run, or let the program fetch it into a volume",
            cost=cost,
        )

    def _downloaded(self, baked: BakedDownload) -> Diagnostic:
        download = baked.download
        name = f"`{download.name}`" if download.name else "a dataset"
        return self.found(
            download.source,
            download.span,
            f"the dataset {name} is downloaded into the image"
            if download.name
            else f"{name} is downloaded into the image",
            severity=Severity.INFO,
            help="download it into a volume when the container is run, or mount it",
            related=[] if download.script is None else [Related(*download.script, "the script downloads it here")],
        )
