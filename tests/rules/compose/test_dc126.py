from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Severity

Findings = Callable[..., list[Any]]
CPU = "--index-url https://download.pytorch.org/whl/cpu"
GPU = "deploy: {resources: {reservations: {devices: [{driver: nvidia, count: 1, capabilities: [gpu]}]}}}"


def built(*steps: str, base: str = "python:3.12-slim", lines: tuple[str, ...] = (GPU,), **files: str) -> dict[str, str]:
    """A project with one service that builds the Dockerfile of these steps."""
    compose = "services:\n  s:\n    build: .\n" + "".join(f"    {line}\n" for line in lines)
    dockerfile = f"FROM {base}\n" + "".join(f"{step}\n" for step in steps)
    return {"compose.yaml": compose, "Dockerfile": dockerfile, **files}


TORCH = f"RUN pip install torch==2.8.0 {CPU}"


@pytest.mark.parametrize(
    ("steps", "place"),
    [
        ([TORCH], "torch==2.8.0"),
        (
            ["RUN pip install torch==2.8.0+cpu --extra-index-url https://download.pytorch.org/whl/cpu"],
            "torch==2.8.0+cpu",
        ),
        (["ENV UV_TORCH_BACKEND=cpu", "RUN uv pip install --system torch==2.8.0 --torch-backend cpu"], None),
        ([TORCH, "RUN pip install fastapi transformers"], "torch==2.8.0"),
        (["RUN pip install tensorflow-cpu==2.19.0"], "tensorflow-cpu==2.19.0"),
        (["RUN pip install tensorflow==2.19.0 pandas"], "tensorflow==2.19.0"),
    ],
)
def test_found_with_both_places(findings: Findings, steps: list[str], place: str | None) -> None:
    found = findings(built(*steps), "DC126")
    if place is None:
        assert len(found) <= 1
        return
    (one,) = found
    assert one.severity is Severity.ERROR
    assert one.source.path.endswith("compose.yaml")
    assert one.source.slice(one.span).startswith("{driver: nvidia")
    related = one.related[0]
    assert related.source.path.endswith("Dockerfile")
    assert related.source.slice(related.span) == place


def test_neither_file_alone_is_a_mistake(findings: Findings) -> None:
    assert findings(built(TORCH, lines=()), "DC126") == []
    assert findings(built("RUN pip install torch==2.8.0"), "DC126") == []


def test_a_requirements_file(findings: Findings) -> None:
    tree = built("COPY requirements.txt .", "RUN pip install -r requirements.txt")
    tree["requirements.txt"] = "--index-url https://download.pytorch.org/whl/cpu\ntorch==2.8.0\n"
    (one,) = findings(tree, "DC126")
    assert [related.source.path.rpartition("/")[2] for related in one.related] == ["Dockerfile", "requirements.txt"]
    # A file that cannot be read may name anything.
    assert findings(built(TORCH, "RUN pip install -r requirements.txt"), "DC126") == []


def test_the_build_argument_chooses(findings: Findings) -> None:
    steps = ("ARG INDEX=cpu", "RUN pip install torch==2.8.0 --index-url https://download.pytorch.org/whl/${INDEX}")
    assert len(findings(built(*steps), "DC126")) == 1
    tree = built(*steps)
    tree["compose.yaml"] = tree["compose.yaml"].replace("build: .", "build: {context: ., args: {INDEX: cu126}}")
    assert findings(tree, "DC126") == []


@pytest.mark.parametrize(
    "lines",
    [("gpus: all",), ("runtime: nvidia",), ("devices: ['nvidia.com/gpu=all']",), ("devices: ['/dev/nvidia0']",)],
)
def test_other_forms_of_the_request(findings: Findings, lines: tuple[str, ...]) -> None:
    assert len(findings(built(TORCH, lines=lines), "DC126")) == 1


@pytest.mark.parametrize(
    "tree",
    [
        # Something else in the image uses the GPU.
        built(TORCH, "RUN pip install faster-whisper"),
        built(TORCH, "RUN pip install llama-cpp-python"),
        built(TORCH, "RUN pip install onnxruntime-gpu"),
        built(TORCH, "RUN pip install tensorflow"),
        built(TORCH, base="nvidia/cuda:12.8.1-runtime-ubuntu24.04"),
        # Another torch is installed over it.
        built(
            TORCH, "RUN pip install --force-reinstall torch==2.8.0 --index-url https://download.pytorch.org/whl/cu126"
        ),
        built("RUN pip install tensorflow-cpu torch==2.8.0"),
        built("RUN pip install tensorflow[and-cuda]==2.19.0"),
        built("RUN pip install tensorflow==2.19.0 nvidia-cudnn-cu12"),
        built("RUN pip install tensorflow==2.19.0", base="tensorflow/tensorflow:2.19.0-gpu"),
        # Nobody knows what the base or the index has.
        built(TORCH, base="example/base:1"),
        built("RUN pip install torch==2.8.0 --index-url https://example.com/simple"),
        built("ARG INDEX", "RUN pip install torch==2.8.0 --index-url https://download.pytorch.org/whl/$INDEX"),
        built("RUN pip install fastapi"),
        # The GPU is there for videos or pictures.
        built(TORCH, lines=("gpus: [{capabilities: [gpu, video]}]",)),
        built(TORCH, lines=(GPU, "environment: {NVIDIA_DRIVER_CAPABILITIES: 'compute,video,utility'}")),
        built("ENV NVIDIA_DRIVER_CAPABILITIES=graphics,utility", TORCH),
        # Whether there is a GPU is decided elsewhere.
        built(TORCH, lines=("runtime: ${RUNTIME}",)),
    ],
)
def test_silent(findings: Findings, tree: dict[str, str]) -> None:
    assert findings(tree, "DC126") == []


@pytest.mark.parametrize(
    ("image", "severity"),
    [
        ("ghcr.io/huggingface/text-embeddings-inference:cpu-1.7", Severity.WARNING),
        ("redis:7", Severity.INFO),
        ("tensorflow/tensorflow:2.19.0-jupyter", Severity.WARNING),
        ("tensorflow/tensorflow", Severity.WARNING),
        ("tensorflow/tensorflow:2.19.0-gpu", None),
        ("tensorflow/tensorflow:${TAG}", None),
        ("qdrant/qdrant:v1.15.0", Severity.INFO),
        ("quay.io/jupyter/pytorch-notebook:2025-08-01", None),
        ("qdrant/qdrant:gpu-nvidia-latest", None),
        ("vllm/vllm-openai:v0.11.0", None),
        ("ollama/ollama", None),
        ("example/app:cpu", None),
    ],
)
def test_images(findings: Findings, image: str, severity: Severity | None) -> None:
    found = findings({"compose.yaml": f"services:\n  s:\n    image: {image}\n    {GPU}\n"}, "DC126")
    assert [one.severity for one in found] == ([] if severity is None else [severity])
    assert all(one.source.slice(one.related[0].span) == image for one in found)


def test_a_build_on_the_image_for_the_cpu(findings: Findings) -> None:
    base = "tensorflow/tensorflow:2.19.0"
    (one,) = findings(built("RUN pip install pandas", base=base), "DC126")
    assert one.related[0].source.slice(one.related[0].span) == base
    assert findings(built("RUN pip install pandas", base=base + "-gpu"), "DC126") == []
    assert findings(built("RUN pip install torch", base=base), "DC126") == []
    assert findings(built("RUN pip install -r requirements.txt", base=base), "DC126") == []
