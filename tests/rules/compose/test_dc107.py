from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability

Words = Callable[..., list[str]]
IMAGE = "image: pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime"
BLOCK = (
    "    deploy:\n      resources:\n        reservations:\n          devices:\n            - driver: nvidia\n"
    "              count: all\n              capabilities: [gpu]\n"
)


def service(*lines: str, name: str = "s") -> dict[str, str]:
    return {"compose.yaml": f"services:\n  {name}:\n" + "".join(f"    {line}\n" for line in lines)}


@pytest.mark.parametrize(
    "lines",
    [
        [IMAGE],
        [IMAGE, "environment: [NVIDIA_VISIBLE_DEVICES=all]"],
        [IMAGE, "gpus: all"],
        [IMAGE, "deploy: {resources: {reservations: {devices: [{driver: nvidia, capabilities: [gpu]}]}}}"],
        ["image: vllm/vllm-openai:v0.11.0"],
        # Not Orin, the board.
        [IMAGE, "container_name: monitoring", "environment: [ROLE=scoring]"],
    ],
)
def test_found(words: Words, lines: list[str]) -> None:
    assert words(service(*lines, "runtime: nvidia"), "DC107") == ["nvidia"]


@pytest.mark.parametrize(
    ("lines", "runtime"),
    [
        ([IMAGE], "runc"),
        ([IMAGE], "habana"),
        ([IMAGE], "amd"),
        ([IMAGE], "${RUNTIME:-nvidia}x"),
        ([IMAGE], "${RUNTIME}"),
        # The variable hides the GPU, or names it as CDI does.
        ([IMAGE, "environment: [NVIDIA_VISIBLE_DEVICES=nvidia.com/gpu=all]"], "nvidia"),
        ([IMAGE, "environment: {NVIDIA_VISIBLE_DEVICES: none}"], "nvidia"),
        # Jetson boards have no other way.
        (["image: dustynv/l4t-pytorch:r36.2.0"], "nvidia"),
        (["image: nvcr.io/nvidia/l4t-base:r36.2.0"], "nvidia"),
        (["image: nvcr.io/nvidia/pytorch:25.06-py3-igpu"], "nvidia"),
        (["image: example/app:jetson"], "nvidia"),
        ([IMAGE, "platform: linux/arm64"], "nvidia"),
        ([IMAGE, "volumes: ['/tmp/argus_socket:/tmp/argus_socket']"], "nvidia"),
        # Nobody knows what the image is.
        (["image: '${IMAGE}'"], "nvidia"),
        (["build: ./elsewhere"], "nvidia"),
    ],
)
def test_silent(words: Words, lines: list[str], runtime: str) -> None:
    assert words(service(*lines, f"runtime: {runtime}"), "DC107") == []


def test_silent_for_a_dockerfile_for_jetson(words: Words) -> None:
    tree = service("build: .", "runtime: nvidia")
    assert words({**tree, "Dockerfile": "FROM nvidia/cuda:12.8.1-base-ubuntu24.04\n"}, "DC107") == ["nvidia"]
    assert words({**tree, "Dockerfile": "FROM nvcr.io/nvidia/l4t-base:r36.2.0\n"}, "DC107") == []
    assert words({**tree, "Dockerfile": "ARG BASE\nFROM $BASE\n"}, "DC107") == []


def test_silent_in_a_folder_for_jetson(words: Words) -> None:
    text = service(IMAGE, "runtime: nvidia")["compose.yaml"]
    assert words({"docker/jetson/compose.yaml": text}, "DC107") == []


HEAD = f"services:\n  s:\n    {IMAGE}\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("    runtime: nvidia  # gpu\n    tty: true\n", BLOCK + "    tty: true\n"),
        ("    runtime: nvidia\n    gpus: all\n", "    gpus: all\n"),
        (
            "    runtime: nvidia\n    environment:\n      - NVIDIA_VISIBLE_DEVICES=0,1\n",
            BLOCK.replace("count: all", 'device_ids: ["0", "1"]')
            + "    environment:\n      - NVIDIA_VISIBLE_DEVICES=0,1\n",
        ),
        (
            "    deploy:\n      replicas: 1\n    runtime: nvidia\n",
            BLOCK.replace("      resources", "      replicas: 1\n      resources"),
        ),
        (
            "    runtime: nvidia\n    environment:\n      - NVIDIA_VISIBLE_DEVICES=${GPUS}\n",
            None,
        ),
    ],
)
def test_the_reservation_takes_its_place(lay: Callable[..., Any], body: str, expected: str | None) -> None:
    checker = lay({"compose.yaml": HEAD + body})
    left = checker.fix("DC107", allowed=Applicability.UNSAFE)
    assert (checker.folder / "compose.yaml").read_text() == HEAD + (body if expected is None else expected)
    assert len(left) == (expected is None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"services: {{s: {{{IMAGE}, runtime: nvidia}}}}\n",
            f"services: {{s: {{{IMAGE}, deploy: {{resources: {{reservations: "
            "{devices: [{driver: nvidia, count: all, capabilities: [gpu]}]}}}}}\n",
        ),
        (f"x-r: &r nvidia\nservices:\n  s:\n    {IMAGE}\n    runtime: *r\n", None),
        (f"x-b: &b\n  runtime: nvidia\n  tty: true\nservices:\n  s:\n    {IMAGE}\n    <<: *b\n", None),
    ],
)
def test_other_styles(lay: Callable[..., Any], text: str, expected: str | None) -> None:
    checker = lay({"compose.yaml": text})
    left = checker.fix("DC107", allowed=Applicability.UNSAFE)
    assert (checker.folder / "compose.yaml").read_text() == (text if expected is None else expected)
    assert len(left) == (expected is None)


def test_a_project_that_sets_up_the_daemon(words: Words) -> None:
    text = "services:\n  s:\n    image: nvidia/cuda:12.4.1-base-ubuntu22.04\n    runtime: nvidia\n"
    assert words({"compose.yaml": text}, "DC107") != []
    assert words({"compose.yaml": text, "daemon.json": "{}"}, "DC107") == []
    assert words({"compose.yaml": 'version: "2.3"\n' + text}, "DC107") == []
