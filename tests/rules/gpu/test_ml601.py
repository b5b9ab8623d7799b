from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic, Severity

ERROR, INFO = Severity.ERROR, Severity.INFO
Findings = Callable[..., list[Diagnostic]]


def dockerfile(*lines: str, base: str = "nvidia/cuda:12.8.1-runtime-ubuntu24.04") -> dict[str, str]:
    return {"Dockerfile": "\n".join((f"FROM {base}", *lines)) + "\n"}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("RUN nvidia-smi", [("nvidia-smi", ERROR)]),
        ("RUN ls && nvidia-smi -L && ls", [("nvidia-smi", ERROR)]),
        ('RUN bash -c "nvidia-smi && ls"', [("nvidia-smi", ERROR)]),
        ('RUN ["nvidia-smi", "-L"]', [("nvidia-smi", ERROR)]),
        ("RUN nvidia-smi; ls", [("nvidia-smi", INFO)]),
        ("RUN set -ex; nvidia-smi; ls", [("nvidia-smi", ERROR)]),
        ("RUN nvidia-smi | tee /log", [("nvidia-smi", INFO)]),
        ("RUN ARCH=$(nvidia-smi --query-gpu=compute_cap) make", [("nvidia-smi", INFO)]),
        ("RUN <<EOF\nnvidia-smi\nls\nEOF", [("nvidia-smi", INFO)]),
        ("RUN <<EOF\nset -e\nnvidia-smi\nls\nEOF", [("nvidia-smi", ERROR)]),
        ('SHELL ["/bin/bash", "-ec"]\nRUN nvidia-smi; ls', [("nvidia-smi", ERROR)]),
    ],
)
def test_the_program_of_the_driver(findings: Findings, line: str, expected: list[tuple[str, Severity]]) -> None:
    found = findings(dockerfile(line), "ML601")
    assert [(one.source.slice(one.span), one.severity) for one in found] == expected


@pytest.mark.parametrize(
    ("code", "severity"),
    [
        ("import torch; print(torch.cuda.get_device_name(0))", ERROR),
        ("import torch as t; t.cuda.current_device()", ERROR),
        ("import torch; assert torch.cuda.is_available()", ERROR),
        ("import torch; assert torch.cuda.is_available(), 'no GPU'", ERROR),
        ("import torch; assert torch.cuda.device_count() > 0", ERROR),
        ("import sys, torch; sys.exit(not torch.cuda.is_available())", ERROR),
        ("import tensorflow as tf; assert len(tf.config.list_physical_devices('GPU')) > 0", ERROR),
        ("import torch; print(torch.cuda.is_available())", INFO),
        ("import tensorflow as tf; print(tf.config.list_physical_devices('GPU'))", INFO),
        ("import tensorflow as tf; print(tf.test.is_gpu_available())", INFO),
        ("import torch; print(torch.__version__, torch.version.cuda)", None),
        ("import tensorflow as tf; print(tf.config.list_physical_devices('CPU'))", None),
        ("import torch; print(torch.cuda.get_device_name(0) if torch.cuda.is_available() else 'no GPU')", None),
        ("import torch; assert not torch.cuda.is_available()", None),
        ("import torch; d = 'cuda' if torch.cuda.is_available() else 'cpu'; print(d)", None),
        ("import torch; print(torch.cuda.get_arch_list())", None),
        ("this is no program", None),
    ],
)
def test_python(findings: Findings, code: str, severity: Severity | None) -> None:
    found = findings(dockerfile(f'RUN python3 -c "{code}"'), "ML601")
    assert [one.severity for one in found] == ([] if severity is None else [severity])


def test_python_in_a_here_document(findings: Findings) -> None:
    text = "RUN python3 <<EOF\nimport torch\nassert torch.cuda.is_available()\nEOF"
    (one,) = findings(dockerfile(text), "ML601")
    assert one.severity is ERROR


@pytest.mark.parametrize(
    ("lines", "base"),
    [
        pytest.param(["RUN nvidia-smi || echo 'no GPU: build with nvidia as default-runtime'"], "ubuntu", id="guarded"),
        pytest.param(
            [
                "RUN nvidia-smi || echo 'set default-runtime to nvidia'",
                'RUN python -c "import t; t.cuda.is_available()"',
            ],
            "ubuntu",
            id="the file says how it is built with the GPU",
        ),
        pytest.param(["RUN /bin/bash -c \"nvidia-smi || echo 'no GPU'\""], "ubuntu", id="guarded in a script"),
        pytest.param(['RUN bash -c "nvidia-smi" || true'], "ubuntu", id="guarded outside of a script"),
        pytest.param(["RUN ls && nvidia-smi && ls || true"], "ubuntu", id="guarded further on"),
        pytest.param(["RUN if nvidia-smi; then make gpu; else make; fi"], "ubuntu", id="a condition"),
        pytest.param(["RUN command -v nvidia-smi"], "ubuntu", id="whether it is there is asked"),
        pytest.param(["RUN command -v nvidia-smi && nvidia-smi; ls"], "ubuntu", id="only if it is there"),
        pytest.param(["RUN which nvidia-smi && nvidia-smi; ls"], "ubuntu", id="only if it is found"),
        pytest.param(["RUN ! nvidia-smi"], "ubuntu", id="that it fails is what is asked"),
        pytest.param(["RUN if [ -e /dev/nvidia0 ]; then nvidia-smi; fi"], "ubuntu", id="only where there is one"),
        pytest.param(["RUN which nvidia-smi; echo nvidia-smi"], "ubuntu", id="only mentioned"),
        pytest.param(["CMD nvidia-smi"], "ubuntu", id="when the container starts"),
        pytest.param(["HEALTHCHECK CMD nvidia-smi"], "ubuntu", id="when its health is asked"),
        pytest.param(["RUN nvidia-smi"], "nvcr.io/nvidia/l4t-base:r36.2.0", id="a board with the GPU in builds"),
        pytest.param(["RUN --device=nvidia.com/gpu=all nvidia-smi"], "ubuntu", id="a build with the GPU"),
        pytest.param(["COPY fake /usr/bin/nvidia-smi", "RUN nvidia-smi"], "ubuntu", id="another program of that name"),
        pytest.param(["RUN nvidia-smi"], "dustynv/l4t-pytorch:r36.2.0", id="an image of others for a board"),
        pytest.param(["RUN nvidia-smi"], "my/app-jetson", id="an image that is named after a board"),
        pytest.param(["RUN nvidia-smi"], "$BASE", id="an image that nothing names"),
        pytest.param(["RUN nvidia-smi"], "my/app:${VERSION}", id="an image that nothing names in full"),
        pytest.param(["FROM $BASE AS a", "FROM a", "RUN nvidia-smi"], "ubuntu", id="a stage of an unknown image"),
        pytest.param(["RUN python train.py --check torch.cuda.is_available"], "ubuntu", id="no code"),
    ],
)
def test_silent(findings: Findings, lines: list[str], base: str) -> None:
    tree = dockerfile(*lines, base=base)
    assert findings({"Dockerfile": f"ARG BASE\nARG VERSION\n{tree['Dockerfile']}"}, "ML601") == []


def test_a_default_says_which_image(findings: Findings) -> None:
    text = "ARG BASE=ubuntu:24.04\nFROM $BASE\nRUN nvidia-smi\n"
    assert len(findings({"Dockerfile": text}, "ML601")) == 1
    assert findings({"Dockerfile": text.replace("ubuntu:24.04", "nvcr.io/nvidia/l4t-base:r36.2.0")}, "ML601") == []
