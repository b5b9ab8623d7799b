"""The tables of servers of models and of images for GPUs hold together."""

from __future__ import annotations

import re

import pytest

from dflint.dockerfile.image import ImageReference
from dflint.knowledge import cuda_images, model_servers, service_images
from dflint.knowledge.cuda_images import is_cuda_image
from dflint.knowledge.model_servers import (
    ALWAYS,
    COMMAND,
    ENTRYPOINT,
    MODEL_SERVERS,
    NOTHING,
    SEVERAL_GPUS,
    SOME_MODELS,
)


@pytest.mark.parametrize("family", MODEL_SERVERS)
def test_a_row_is_complete(family: str) -> None:
    server = MODEL_SERVERS[family]
    rows = [row.image for row in service_images.ROWS if row.image.family == family]
    assert rows
    assert server.starts_by in (ENTRYPOINT, COMMAND, NOTHING)
    assert server.commands
    assert server.sources
    assert all(source.startswith("https://") for source in server.sources)
    assert any(row.gpu == service_images.REQUIRED for row in rows) == bool(server.without_gpu)
    assert any(row.needs_shared_memory for row in rows) == bool(server.shared_memory_use)
    if server.shared_memory_use:
        assert server.shared_memory_case in (ALWAYS, SEVERAL_GPUS, SOME_MODELS)
        assert re.fullmatch(r"\d+gb", server.shared_memory_size)


def test_every_image_that_needs_something_has_a_server() -> None:
    for row in service_images.ROWS:
        if row.image.gpu == service_images.REQUIRED or row.image.needs_shared_memory:
            assert row.image.family in MODEL_SERVERS


def test_days() -> None:
    assert cuda_images.VERIFIED == model_servers.VERIFIED == "2026-11-23"
    assert all(row.source.startswith("https://") for row in cuda_images.ROWS)


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("nvidia/cuda:12.8.1-runtime-ubuntu24.04", True),
        ("nvidia/cuda", True),
        ("nvidia/cuda@sha256:" + "0" * 64, True),
        ("docker.io/nvidia/cuda:12.8.1-base-ubuntu24.04", True),
        ("nvcr.io/nvidia/cuda:12.8.1-devel-ubi9", True),
        ("nvcr.io/nvidia/pytorch:25.06-py3", True),
        ("nvcr.io/nvidia/pytorch:25.06-py3-igpu", False),
        ("nvcr.io/nvidia/base/ubuntu:22.04", False),
        ("nvcr.io/nvidia/l4t-base:r36", False),
        ("pytorch/pytorch:2.8.0-cuda12.8-cudnn9-devel", True),
        ("pytorch/pytorch:latest", False),
        ("pytorch/pytorch@sha256:" + "0" * 64, False),
        ("pytorch/torchserve:0.12.0-gpu", True),
        ("pytorch/torchserve:0.12.0-cpu", False),
        ("tensorflow/tensorflow:latest-gpu", True),
        ("tensorflow/tensorflow:2.19.0", False),
        ("ghcr.io/open-webui/open-webui:cuda", True),
        ("ghcr.io/open-webui/open-webui:main", False),
        ("localai/localai:latest-gpu-nvidia-cuda-12", True),
        ("localai/localai:latest-aio-cpu", False),
        ("python:3.12", False),
        ("example.com/nvidia/cuda:12.8.1-base-ubuntu24.04", False),
    ],
)
def test_images_for_gpus(image: str, expected: bool) -> None:
    assert is_cuda_image(ImageReference.parse(image)) is expected


def test_no_image() -> None:
    assert not is_cuda_image(None)
