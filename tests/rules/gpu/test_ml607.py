from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic

CUDA = "FROM nvidia/cuda:12.8.1-runtime-ubuntu24.04\n"
NAME = "NVIDIA_DRIVER_CAPABILITIES"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{CUDA}ENV {NAME}=compute\n", ["utility"]),
        (f"{CUDA}ENV {NAME} graphics,display\n", ["compute", "utility"]),
        (f"{CUDA}ENV {NAME}=video,utility\n", ["compute"]),
        (f"FROM ubuntu:24.04\nENV {NAME}=compute,graphics\n", ["utility"]),
        (f"{CUDA}ENV {NAME}=compute,utility\nCMD ffmpeg -i a -c:v h264_nvenc b\n", ["video"]),
        (f"{CUDA}RUN pip install PyNvVideoCodec\nENV {NAME}=compute,utility\n", ["video"]),
        (f"{CUDA}ENV {NAME}=all\nENV {NAME}=compute\n", ["utility"]),
    ],
)
def test_found(findings: Callable[..., list[Diagnostic]], text: str, expected: list[str]) -> None:
    (one,) = findings({"Dockerfile": text}, "ML607")
    assert one.help == "add " + " and ".join(f"`{name}`" for name in expected)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"{CUDA}ENV {NAME}=compute,utility\n", id="as the image has it"),
        pytest.param(f"{CUDA}ENV {NAME}=all\n", id="all"),
        pytest.param(f"{CUDA}ENV {NAME}=${{{NAME}:+${NAME},}}graphics\n", id="added to what the image has"),
        pytest.param(f"FROM ubuntu\nENV {NAME}=graphics,utility\n", id="OpenGL without CUDA"),
        pytest.param(f"FROM $BASE\nENV {NAME}=${{{NAME}:+${NAME},}}graphics\n", id="an unknown base"),
        pytest.param(f"{CUDA}ARG C\nENV {NAME}=$C\n", id="an unknown value"),
        pytest.param(f"{CUDA}ENV {NAME}=\n", id="the default of the runtime"),
        pytest.param(f"{CUDA}ENV {NAME}=compute\nRUN make\nFROM ubuntu\nCOPY --from=0 /x /x\n", id="in a builder"),
        pytest.param(f"{CUDA}CMD ffmpeg -i a -c:v h264_nvenc b\n", id="not set here"),
    ],
)
def test_silent(findings: Callable[..., list[Diagnostic]], text: str) -> None:
    assert findings({"Dockerfile": text}, "ML607") == []
