"""Images of frameworks and of inference servers: which of their tags move, and what changes with them?

Images that are no longer released are not among them, whatever their tags are called: those of TorchServe, which is in
limited maintenance since 2025 (https://github.com/pytorch/serve).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

VERIFIED = "2026-11-27"


class MovingTags:
    """`tags` is a pattern of the tags that name no version; `what` is what another release brings."""

    __slots__ = ("source", "tags", "what")

    def __init__(self, tags: str, what: str, source: str) -> None:
        self.tags = tags
        self.what = what
        self.source = source

    def has(self, tag: str) -> bool:
        """Whether `tag` moves."""
        return re.fullmatch(self.tags, tag) is not None


_LATEST = r"(?:latest|main|master|nightly|stable|dev)"


def _rows() -> Iterator[tuple[str, MovingTags]]:
    jupyter = MovingTags(
        rf"(?:cuda\d+-)?{_LATEST}",
        "Python, JupyterLab and the packages in it",
        "https://jupyter-docker-stacks.readthedocs.io/en/latest/using/selecting.html",
    )
    for name in ("base", "minimal", "scipy", "tensorflow", "pytorch", "datascience", "pyspark", "all-spark"):
        yield f"quay.io/jupyter/{name}-notebook", jupyter
    local_ai = MovingTags(
        rf"{_LATEST}(?:-.*)?", "LocalAI and the backends in it", "https://localai.io/basics/container/"
    )
    yield "localai/localai", local_ai
    yield "quay.io/go-skynet/local-ai", local_ai
    yield (
        "pytorch/pytorch",
        MovingTags(_LATEST, "PyTorch, CUDA and Python", "https://hub.docker.com/r/pytorch/pytorch/tags"),
    )
    yield (
        "tensorflow/tensorflow",
        MovingTags(
            r"(?:latest|nightly|devel)(?:-gpu)?(?:-jupyter)?",
            "TensorFlow and Python",
            "https://www.tensorflow.org/install/docker",
        ),
    )
    yield (
        "tensorflow/serving",
        MovingTags(
            r"(?:latest|nightly)(?:-devel)?(?:-gpu)?",
            "TensorFlow Serving",
            "https://www.tensorflow.org/tfx/serving/docker",
        ),
    )
    yield (
        "vllm/vllm-openai",
        MovingTags(
            _LATEST,
            "vLLM, PyTorch, CUDA and Transformers",
            "https://docs.vllm.ai/en/stable/deployment/docker.html",
        ),
    )
    yield (
        "lmsysorg/sglang",
        MovingTags(_LATEST, "SGLang, PyTorch and CUDA", "https://docs.sglang.ai/get_started/install.html"),
    )
    yield (
        "ollama/ollama",
        MovingTags(r"latest|rocm", "Ollama", "https://github.com/ollama/ollama/blob/main/docs/docker.mdx"),
    )
    yield (
        "ghcr.io/huggingface/text-generation-inference",
        MovingTags(
            rf"{_LATEST}(?:-.*)?",
            "TGI, PyTorch and CUDA",
            "https://github.com/huggingface/text-generation-inference",
        ),
    )
    yield (
        "ghcr.io/huggingface/text-embeddings-inference",
        MovingTags(rf"(?:.*-)?{_LATEST}", "TEI", "https://github.com/huggingface/text-embeddings-inference"),
    )
    for name in ("pytorch-gpu", "pytorch-deepspeed-latest-gpu", "all-latest-gpu"):
        yield (
            f"huggingface/transformers-{name}",
            MovingTags(
                _LATEST,
                "Transformers, PyTorch and CUDA",
                "https://github.com/huggingface/transformers/tree/main/docker",
            ),
        )
    for name in ("pytorch", "vllm", "tensorflow"):
        yield (
            f"rocm/{name}",
            MovingTags(
                _LATEST,
                "ROCm, Python and the framework",
                "https://rocm.docs.amd.com/projects/install-on-linux/en/latest/",
            ),
        )
    yield (
        "ghcr.io/astral-sh/uv",
        MovingTags(r"latest", "uv", "https://docs.astral.sh/uv/guides/integration/docker/"),
    )


MOVING_TAGS: Mapping[str, MovingTags] = dict(_rows())
"""By repository, as people write it."""
