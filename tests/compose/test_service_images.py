"""What service images need when they are run, by repository and tag."""

from __future__ import annotations

import re

import pytest

from dflint.dockerfile.image import ImageReference
from dflint.knowledge import service_images
from dflint.knowledge.service_images import NONE, OPTIONAL, REQUIRED, service_image


@pytest.mark.parametrize(
    ("image", "gpu", "shared_memory", "model"),
    [
        ("vllm/vllm-openai:v0.6.3", REQUIRED, True, True),
        ("vllm/vllm-openai", REQUIRED, True, True),
        ("docker.io/vllm/vllm-openai:latest", REQUIRED, True, True),
        ("lmsysorg/sglang:v0.4.0-cu124", REQUIRED, True, True),
        ("nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0", REQUIRED, True, True),
        ("ghcr.io/huggingface/text-generation-inference:3.3.5", REQUIRED, True, True),
        ("ghcr.io/huggingface/text-embeddings-inference:cpu-1.7", NONE, False, True),
        ("ghcr.io/huggingface/text-embeddings-inference:cuda-1.9", REQUIRED, False, True),
        ("ghcr.io/huggingface/text-embeddings-inference:1.7", OPTIONAL, False, True),
        ("nvcr.io/nvidia/tritonserver:24.05-py3", OPTIONAL, True, True),
        ("ollama/ollama:latest", OPTIONAL, False, False),
        ("localai/localai:latest-gpu-nvidia-cuda-12", OPTIONAL, None, None),
        ("localai/localai:latest", NONE, None, None),
        ("ghcr.io/open-webui/open-webui:main", NONE, None, False),
        ("ghcr.io/open-webui/open-webui:cuda", OPTIONAL, None, False),
        ("quay.io/jupyter/pytorch-notebook:cuda12-latest", OPTIONAL, None, False),
        ("quay.io/jupyter/scipy-notebook", NONE, None, False),
        ("qdrant/qdrant:v1.12.0", NONE, False, False),
        ("chromadb/chroma:0.6.3", NONE, False, False),
        ("milvusdb/milvus:v2.4.9", NONE, False, False),
        ("postgres:16@sha256:" + "0" * 64, NONE, None, False),
        ("redis:7-alpine", NONE, None, False),
        ("nginx@sha256:" + "0" * 64, NONE, None, False),
    ],
)
def test_needs(image, gpu, shared_memory, model):
    facts = service_image(ImageReference.parse(image))
    assert facts is not None
    assert (facts.gpu, facts.needs_shared_memory, facts.loads_model_at_start) == (gpu, shared_memory, model)


@pytest.mark.parametrize(
    "image",
    [
        "vllm/vllm-openai:latest-rocm",
        "vllm/vllm-openai@sha256:" + "0" * 64,
        "vllm/vllm-openai-cpu:latest",
        "lmsysorg/sglang:v0.5.0-xeon",
        "ollama/ollama:rocm",
        "ghcr.io/huggingface/text-generation-inference:3.3.5-rocm",
        "ghcr.io/huggingface/text-generation-inference:3.3.5-intel-cpu",
        "nvcr.io/nvidia/tritonserver:24.05-py3-sdk",
        "localai/localai:latest-gpu-hipblas",
        "localai/localai:latest-nvidia-l4t-arm64",
        "qdrant/qdrant:gpu-nvidia-latest",
        "milvusdb/milvus:v2.4.9-gpu",
        "nvcr.io/nvidia/pytorch:24.05-py3",
        "python:3.12",
        "example.com/vllm/vllm-openai:v1",
    ],
)
def test_what_is_not_known(image):
    assert service_image(ImageReference.parse(image)) is None


def test_no_reference():
    assert service_image(None) is None


def test_health_checks_and_options():
    assert service_image(ImageReference.parse("ghcr.io/open-webui/open-webui:main")).has_healthcheck is True
    assert service_image(ImageReference.parse("ollama/ollama")).has_healthcheck is False
    assert service_image(ImageReference.parse("nginx")).has_healthcheck is None
    tgi = service_image(ImageReference.parse("ghcr.io/huggingface/text-generation-inference:3.3.5"))
    assert tgi.cpu_options == ("--disable-custom-kernels",)


def test_every_row_has_a_source_and_a_pattern():
    for row in service_images.ROWS:
        re.compile(row.tag)
        assert row.repositories
        assert row.image.gpu in (REQUIRED, OPTIONAL, NONE, None)
        assert all(source.startswith("https://") for source in row.image.sources)
        assert row.image.sources
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", service_images.VERIFIED)
