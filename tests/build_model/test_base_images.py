"""What is known of an image by its reference?"""

from __future__ import annotations

import re

import pytest

from dflint.dockerfile.image import ImageReference
from dflint.knowledge import image_rows, service_image_rows
from dflint.knowledge.base_images import base_image
from dflint.knowledge.system_packages import ALIASES, COMMANDS, WATCHED, debian_closures

DIGEST = "sha256:" + "0" * 64
ROWS = (*image_rows.ROWS, *service_image_rows.ROWS)


def facts(text):
    reference = ImageReference.parse(text)
    assert reference is not None
    return base_image(reference)


@pytest.mark.parametrize(
    ("image", "family", "variant", "system", "release", "python"),
    [
        ("python:3.12-slim", "python", "slim", "debian", "13", "3.12"),
        ("python:3.12", "python", "full", "debian", "13", "3.12"),
        ("python", "python", "full", "debian", "13", None),
        ("python:slim", "python", "slim", "debian", "13", None),
        ("python:3", "python", "full", "debian", "13", "3"),
        ("python:3.9-slim", "python", "slim", "debian", None, "3.9"),
        ("python:3.11.4-slim-bookworm", "python", "slim", "debian", "12", "3.11.4"),
        ("python:3.12.1", "python", "full", "debian", None, "3.12.1"),
        ("python:bookworm", "python", "full", "debian", "12", None),
        ("python:3.14-rc-alpine3.21", "python", "alpine", "alpine", "3.21", "3.14"),
        ("python:alpine", "python", "alpine", "alpine", None, None),
        ("python:2.7-slim", "python", "slim", "debian", None, "2.7"),
        ("python:3.6-windowsservercore-1809", "python", "windows", "", None, None),
        ("docker.io/library/python:3.12-slim", "python", "slim", "debian", "13", "3.12"),
        ("public.ecr.aws/docker/library/python:3.12-slim", "python", "slim", "debian", "13", "3.12"),
        (f"python:3.12-slim@{DIGEST}", "python", "slim", "debian", "13", "3.12"),
        ("debian:12-slim", "debian", "slim", "debian", "12", ""),
        ("debian:12.5", "debian", "full", "debian", "12", ""),
        ("debian:bookworm-20240211-slim", "debian", "slim", "debian", "12", ""),
        ("debian", "debian", "full", "debian", "13", ""),
        ("debian:sid", "debian", "full", "debian", None, ""),
        (f"debian@{DIGEST}", "debian", "full", "debian", None, ""),
        ("ubuntu", "ubuntu", "full", "ubuntu", "26.04", ""),
        ("ubuntu:22.04", "ubuntu", "full", "ubuntu", "22.04", ""),
        ("ubuntu:jammy-20240111", "ubuntu", "full", "ubuntu", "22.04", ""),
        ("ubuntu:14.04.5", "ubuntu", "full", "ubuntu", "14.04", ""),
        ("alpine:3.20.1", "alpine", "full", "alpine", "3.20", ""),
        ("nvidia/cuda:12.4.1-cudnn-runtime-ubuntu22.04", "cuda", "runtime", "ubuntu", "22.04", ""),
        ("nvcr.io/nvidia/cuda:12.8.1-devel-ubuntu24.04", "cuda", "devel", "ubuntu", "24.04", ""),
        ("nvidia/cuda:11.8.0-cudnn8-devel-rockylinux8", "cuda", "devel", None, None, None),
        ("nvidia/cuda:12.1.0-base-ubuntu20.04", "cuda", "base", "ubuntu", "20.04", ""),
        ("node:20-bookworm-slim", "node", "slim", "debian", "12", None),
        ("node:lts", "node", "full", "debian", None, None),
        ("node:20-alpine3.19", "node", "alpine", "alpine", "3.19", None),
        ("buildpack-deps:jammy-scm", "buildpack-deps", "scm", "ubuntu", "22.04", None),
        ("ghcr.io/astral-sh/uv:0.5.1", "uv", "distroless", "", None, ""),
        ("ghcr.io/astral-sh/uv:python3.12-bookworm-slim", "uv", "slim", "debian", "12", "3.12"),
        ("ghcr.io/astral-sh/uv:0.11-python3.14-trixie", "uv", "full", "debian", "13", "3.14"),
        ("ghcr.io/astral-sh/uv:python3.13-alpine3.22", "uv", "alpine", "alpine", "3.22", "3.13"),
        ("ghcr.io/astral-sh/uv:debian-slim", "uv", "slim", "debian", None, ""),
        ("gcr.io/distroless/python3-debian12", "distroless", "", "", None, None),
        ("scratch", "scratch", "", "", None, ""),
    ],
)
def test_tags(image, family, variant, system, release, python):
    found = facts(image)
    assert (found.family, found.variant, found.system, found.release, found.python) == (
        family,
        variant,
        system,
        release,
        python,
    )


@pytest.mark.parametrize(
    "image",
    [
        "registry.example/python:3.12",
        "someone/python:3.12",
        "python:3.12-onbuild",
        f"python@{DIGEST}",
        "nvidia/cuda",
        "nvidia/cuda:latest",
        "gcr.io/distroless/static:debug",
        "chromadb/chroma:0.4.24",
        "golang:1.22",
    ],
)
def test_what_is_not_in_the_table_is_not_known(image):
    assert facts(image) is None


def test_no_reference_is_not_known():
    assert base_image(None) is None


@pytest.mark.parametrize(
    ("image", "contains", "lacks", "unknown"),
    [
        ("python:3.12-slim", "python3 pip bash sh", "curl wget git gcc make nc jq", "frobnicate"),
        ("python:3.12", "curl wget git gcc make", "jq nc", "frobnicate"),
        ("python:3.12-alpine", "wget sh python", "curl bash git gcc", "nc"),
        ("python:2.7", "python pip curl", "", "python3"),
        ("node:20-slim", "node npm", "curl wget git", "frobnicate"),
        ("node:12.4-stretch-slim", "node npm", "", "curl wget"),
        ("debian:12", "bash perl", "curl wget python3 sudo", "ps"),
        ("ubuntu:14.04", "bash", "", "python3 curl"),
        ("nvidia/cuda:12.4.1-base-ubuntu22.04", "bash", "curl wget git python3 gcc", "ps"),
        ("nvidia/cuda:12.4.1-devel-ubuntu22.04", "gcc nvcc make", "curl wget git python3", "jq"),
        ("nvidia/cuda:11.8.0-base-ubi8", "", "", "curl python3"),
        ("continuumio/miniconda3", "conda python git wget", "", "curl"),
        ("condaforge/miniforge3", "mamba wget git", "curl", "jq"),
        ("mambaorg/micromamba:1.5.8", "micromamba bash", "curl wget python", "gcc"),
        ("quay.io/jupyter/base-notebook", "wget python jupyter", "curl", "gcc"),
        ("quay.io/jupyter/scipy-notebook", "wget curl git", "", "gcc"),
        ("jupyter/scipy-notebook", "python", "", "curl wget"),
        ("pytorch/pytorch:2.1.0-cuda12.1-cudnn8-runtime", "python", "", "curl git"),
        ("tensorflow/tensorflow:2.15.0-gpu", "python", "", "curl"),
        ("ghcr.io/astral-sh/uv:latest", "uv uvx", "sh curl python", ""),
        ("gcr.io/distroless/python3", "python3", "sh curl pip", "frobnicate"),
        ("nginx", "curl", "", "wget"),
        ("nginx:1.27-alpine", "curl wget", "", "git"),
        ("nginx:1.27-alpine-slim", "wget", "curl", ""),
        ("postgres:17", "pg_isready", "curl wget python3", "jq"),
        ("postgres:17-alpine", "pg_isready wget", "", "curl"),
        ("ollama/ollama", "ollama", "curl wget python3", ""),
        ("qdrant/qdrant:v1.9", "bash", "curl wget", "python3"),
        ("chromadb/chroma:0.5.23", "curl", "", "wget"),
        ("chromadb/chroma", "bash", "curl python3", ""),
        ("ghcr.io/huggingface/text-embeddings-inference:cpu-1.5", "", "curl", ""),
        ("ghcr.io/huggingface/text-embeddings-inference:1.7", "curl", "python3", ""),
    ],
)
def test_commands(image, contains, lacks, unknown):
    found = facts(image)
    assert [name for name in contains.split() if found.has_command(name) is not True] == []
    assert [name for name in lacks.split() if found.has_command(name) is not False] == []
    assert [name for name in unknown.split() if found.has_command(name) is not None] == []


@pytest.mark.parametrize(
    ("image", "name", "may_be_set"),
    [
        ("python:3.12", "PATH", True),
        ("python:3.12", "LANG", True),
        ("python:3.12", "PYTHONUNBUFFERED", False),
        ("python:3.12", "PYTHON_GET_PIP_URL", True),
        ("debian", "LANG", False),
        ("nvidia/cuda:12.4.1-base-ubuntu22.04", "NVIDIA_REQUIRE_CUDA", True),
        ("nvidia/cuda:12.4.1-base-ubuntu22.04", "HF_HOME", False),
        ("pytorch/pytorch:2.1.0-cuda12.1-cudnn8-runtime", "PYTHONUNBUFFERED", False),
        ("pytorch/pytorch:2.1.0-cuda12.1-cudnn8-runtime", "PYTORCH_VERSION", True),
        ("tensorflow/tensorflow:2.15.0-gpu", "PYTHONUNBUFFERED", True),
        ("ghcr.io/astral-sh/uv:python3.12-alpine", "UV_TOOL_BIN_DIR", True),
        ("ghcr.io/astral-sh/uv:python3.12-alpine", "UV_NO_CACHE", False),
    ],
)
def test_environment(image, name, may_be_set):
    assert facts(image).may_set(name) is may_be_set


@pytest.mark.parametrize(
    ("image", "marked", "origin"),
    [
        ("ubuntu:24.04", True, ""),
        ("ubuntu:22.04", False, ""),
        ("debian:11", False, ""),
        ("debian:12-slim", True, ""),
        ("debian:testing", None, ""),
        ("python:3.12", True, "own"),
        ("alpine:3.20", None, ""),
        ("condaforge/miniforge3", None, "conda"),
    ],
)
def test_marks_of_system_pythons(image, marked, origin):
    found = facts(image)
    assert (found.marks_system_python, found.python_origin) == (marked, origin)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.repositories[0]}:{row.tag}"[:60])
def test_rows_are_sound(row):
    assert vars(row).keys() == vars(ROWS[0]).keys()
    pattern = re.compile(row.tag)
    assert set(pattern.groupindex) <= {"python", "release", "variant"}
    assert row.sources
    assert all(source.startswith("https://") for source in row.sources)
    assert not row.commands & row.missing
    assert row.system is None or row.system == "" or row.system in image_rows.SYSTEMS
    if isinstance(row.release, str):
        assert row.release in image_rows.RELEASES
    for repository in row.repositories:
        reference = ImageReference.parse(repository)
        assert reference is not None
        assert reference.familiar == repository


def test_packages_are_sound():
    closures = debian_closures()
    assert len(closures) > 900
    for package, commands in closures.items():
        assert commands <= WATCHED
        assert re.fullmatch(r"[a-z0-9][a-z0-9+.-]+", package)
    assert closures["libglib2.0-0"] == frozenset()
    assert closures["ffmpeg"] == {"ffmpeg", "python3"}
    assert "curl" in closures["curl"]
    assert set(ALIASES) <= WATCHED
    assert set(ALIASES.values()) <= WATCHED
    assert COMMANDS["build-essential"] == ("gcc", "cc", "g++", "c++", "make")
