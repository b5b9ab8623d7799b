"""Images of frameworks, inference servers and vector databases: which tags move, and what changes with them?

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
    yield (
        "michaelf34/infinity",
        MovingTags(rf"{_LATEST}(?:-.*)?", "Infinity", "https://github.com/michaelfeil/infinity/blob/main/README.md"),
    )
    yield from _services()
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


def _services() -> Iterator[tuple[str, MovingTags]]:
    """Vector databases, whose stored data another release may not read, and pages for models."""
    stored = "and the format of its data"
    chroma = MovingTags(
        r"latest|dev", f"Chroma, its API {stored}", "https://docs.trychroma.com/docs/overview/migration"
    )
    yield "chromadb/chroma", chroma
    yield "ghcr.io/chroma-core/chroma", chroma
    yield (
        "qdrant/qdrant",
        MovingTags(
            r"(?:gpu-\w+-)?latest(?:-unprivileged)?|dev|master",
            f"Qdrant {stored}",
            "https://qdrant.tech/documentation/operations/upgrades/",
        ),
    )
    yield (
        "milvusdb/milvus",
        MovingTags(
            r"latest(?:-gpu)?|master-latest",
            f"Milvus {stored}",
            "https://milvus.io/docs/upgrade_milvus_standalone-docker.md",
        ),
    )
    weaviate = MovingTags(r"latest", f"Weaviate {stored}", "https://docs.weaviate.io/deploy/migration")
    yield "semitechnologies/weaviate", weaviate
    yield "cr.weaviate.io/semitechnologies/weaviate", weaviate
    yield (
        "ghcr.io/open-webui/open-webui",
        MovingTags(
            r"(?:git-)?(?:latest|main|dev)(?:-.*)?|cuda|ollama",
            "Open WebUI and its database",
            "https://docs.openwebui.com/getting-started/",
        ),
    )
    yield (
        "ghcr.io/mlflow/mlflow",
        MovingTags(_LATEST, "MLflow and the schema of its database", "https://mlflow.org/docs/latest/self-hosting/"),
    )


MOVING_TAGS: Mapping[str, MovingTags] = dict(_rows())
"""By repository, as people write it."""
