from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability

Words = Callable[..., list[str]]
Findings = Callable[..., list[Any]]
Lay = Callable[..., Any]

DEVEL = "nvidia/cuda:12.9.2-devel-ubuntu24.04"
SERVE = 'CMD ["python3", "app.py"]'


def text(*lines: str, base: str = DEVEL) -> dict[str, str]:
    return {"app.py": "", "Dockerfile": "\n".join([f"FROM {base}", *lines]) + "\n"}


@pytest.mark.parametrize(
    ("base", "fixed"),
    [
        (DEVEL, "nvidia/cuda:12.9.2-runtime-ubuntu24.04"),
        ("nvidia/cuda:12.4.1-cudnn-devel-ubuntu22.04", "nvidia/cuda:12.4.1-cudnn-runtime-ubuntu22.04"),
        ("pytorch/pytorch:2.8.0-cuda12.8-cudnn9-devel", "pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime"),
    ],
)
def test_nothing_is_compiled(lay: Lay, base: str, fixed: str) -> None:
    checker = lay(text("RUN pip install fastapi torch", SERVE, base=base))
    (one,) = checker.run("ML112").diagnostics
    assert one.source.slice(one.span) == base
    assert "which nothing in this build takes" in one.message
    checker.fix("ML112", allowed=Applicability.UNSAFE)
    assert (checker.folder / "Dockerfile").read_text().startswith(f"FROM {fixed}\n")


@pytest.mark.parametrize(
    "line",
    [
        "RUN nvcc -o app app.cu",
        "RUN cmake . && make -j8",
        "RUN python3 setup.py install",
        "RUN pip install flash-attn --no-build-isolation",
        "RUN pip install git+https://example.org/kernels.git#egg=kernels",
    ],
)
def test_what_is_compiled_can_be_copied(findings: Findings, line: str) -> None:
    (one,) = findings(text(line, SERVE), "ML112")
    assert "which only building takes" in one.message
    assert one.fix is None


def test_a_stage_between(words: Words) -> None:
    assert words({"Dockerfile": f"FROM {DEVEL} AS a\nFROM a\nRUN pip install numpy\n{SERVE}\n"}, "ML112") == [DEVEL]


@pytest.mark.parametrize(
    "lines",
    [
        # Compiled while it runs
        ["RUN pip install vllm", SERVE],
        ["RUN pip install deepspeed", SERVE],
        ["RUN pip install torch ninja", SERVE],
        ["RUN apt-get update && apt-get install -y ninja-build", SERVE],
        ["RUN pip install numba", SERVE],
        # Not known what is installed, or started
        ["RUN pip install -r nowhere.txt", SERVE],
        ["RUN pip install $PACKAGES", SERVE],
        ["RUN pip install numpy"],
        ["RUN pip install numpy", "CMD bash"],
        ["RUN pip install numpy", 'ENTRYPOINT ["/start.sh"]'],
        ["RUN pip install numpy", 'CMD ["sleep", "infinity"]'],
        ["RUN pip install numpy", 'CMD ["python3"]'],
        ["RUN pip install numpy", 'ENTRYPOINT ["fish"]'],
        ["RUN $PIP_INSTALL numba", SERVE],
        ["RUN git clone https://example.org/program", SERVE],
        # Meant for work
        ["RUN pip install jupyterlab", 'CMD ["jupyter", "lab"]'],
    ],
)
def test_silent(words: Words, lines: list[str]) -> None:
    assert words(text(*lines), "ML112") == []


@pytest.mark.parametrize(
    "base",
    [
        "nvidia/cuda:12.9.2-runtime-ubuntu24.04",
        "pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime",
        "my/devel:1",
        "ubuntu:devel",
    ],
)
def test_other_images(words: Words, base: str) -> None:
    assert words(text(SERVE, base=base), "ML112") == []


@pytest.mark.parametrize("name", ["Dockerfile.dev", "Dockerfile-ci", "ci/Dockerfile", "test.Dockerfile"])
def test_images_for_development_and_tests(words: Words, name: str) -> None:
    assert words({name: f"FROM {DEVEL}\n{SERVE}\n"}, "ML112") == []


def test_a_builder_may_have_it(words: Words) -> None:
    lines = f"FROM {DEVEL} AS build\nRUN nvcc -o /app app.cu\nFROM nvidia/cuda:12.9.2-runtime-ubuntu24.04\n"
    assert words({"Dockerfile": f"{lines}COPY --from=build /app /app\n{SERVE}\n"}, "ML112") == []


def test_a_target_for_development_beside_the_image(words: Words) -> None:
    lines = (
        f"FROM {DEVEL} AS dev\nRUN pip install numpy\n{SERVE}\nFROM nvidia/cuda:12.9.2-runtime-ubuntu24.04\n{SERVE}\n"
    )
    assert words({"Dockerfile": lines}, "ML112") == []
