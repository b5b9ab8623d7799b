"""ML411: a model is baked into the image, and the hub is asked nevertheless."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Diagnostic, Severity
from dflint.rules.rule import StageRule

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.stages import Stage

_OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")


class HfOfflineMissing(StageRule):
    """A model of Hugging Face is in the image, and nothing says that the hub need not be asked.

    The libraries ask the hub for a newer revision whenever they load a model, although it is in the cache. A container
    without a network waits for that, and one with a network may load other weights than those that are in the image.
    Set `HF_HUB_OFFLINE=1` below the download.
    """

    code = "ML411"
    name = "hf-offline-missing"
    severity = Severity.INFO
    on = False
    mentions = ("download", "pretrained", "transformer", "pipeline", "hub", "clone")
    sources = (
        "https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables#hfhuboffline",
        "https://huggingface.co/docs/transformers/installation#offline-mode",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            ENV HF_HOME=/models
            RUN pip install --no-cache-dir sentence-transformers==5.1.0
            RUN hf download BAAI/bge-small-en-v1.5 --revision 5c38ec7c405ec4b44b94cc5a9bb96e735b38267a
            CMD ["python", "-m", "serve"]
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            ENV HF_HOME=/models
            RUN pip install --no-cache-dir sentence-transformers==5.1.0
            RUN hf download BAAI/bge-small-en-v1.5 --revision 5c38ec7c405ec4b44b94cc5a9bb96e735b38267a
            ENV HF_HUB_OFFLINE=1
            CMD ["python", "-m", "serve"]
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding at the first download of a model from the hub."""
        final = build.final or stage
        if not stage.runs or any(_is_set(one, name) for one in (stage, final) for name in _OFFLINE):
            return
        from dflint.build.baked_downloads import baked_downloads
        from dflint.knowledge.model_hubs import MODEL

        for baked in baked_downloads(stage, build):
            download = baked.download
            if download.kind == MODEL and download.is_in_cache:
                yield self.found(
                    download.source,
                    download.span,
                    "the model is in the image, but without `HF_HUB_OFFLINE` the hub is asked at each start",
                    help="add `ENV HF_HUB_OFFLINE=1` below the download",
                )
                return


def _is_set(stage: Stage, name: str) -> bool:
    """Whether ENV sets the variable, to whatever value."""
    return isinstance(stage.final_state.env(name), str)
