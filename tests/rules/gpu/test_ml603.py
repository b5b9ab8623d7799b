from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dflint.diagnostics import Applicability, Diagnostic, Severity

Words = Callable[..., list[str]]

DEVEL = "FROM nvidia/cuda:12.8.1-devel-ubuntu24.04\n"
STUBS = "/usr/local/cuda/lib64/stubs"
LINK = f"RUN ln -s {STUBS}/libcuda.so {STUBS}/libcuda.so.1\n"


def dockerfile(text: str) -> dict[str, str]:
    return {"Dockerfile": text}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{DEVEL}ENV LD_LIBRARY_PATH={STUBS}:$LD_LIBRARY_PATH\n", [STUBS]),
        (f'{DEVEL}ENV A=b LD_LIBRARY_PATH="$LD_LIBRARY_PATH:{STUBS}/"\n', [f"{STUBS}/"]),
        (f"{DEVEL}ENV LD_LIBRARY_PATH {STUBS}\n", [STUBS]),
        (f"{DEVEL}ENV LD_LIBRARY_PATH=$CUDA_HOME/lib64/stubs:/x\n", ["$CUDA_HOME/lib64/stubs"]),
        (f"{DEVEL}ENV C=/usr/local/cuda\nENV LD_LIBRARY_PATH=/x:$C/lib64/stubs\n", ["$C/lib64/stubs"]),
        # What a stage inherits is found where it is set.
        (f"{DEVEL[:-1]} AS base\nENV LD_LIBRARY_PATH={STUBS}:/x\nFROM base\nRUN ls\n", [STUBS]),
        (f"{DEVEL}ENV LD_LIBRARY_PATH={STUBS}\nENV LD_LIBRARY_PATH=/x:$LD_LIBRARY_PATH\n", [STUBS]),
        (f"FROM $UNKNOWN\nENV LD_LIBRARY_PATH={STUBS}\n", [STUBS]),
        (
            "FROM nvidia/cuda:12.8.1-base-ubuntu24.04\nRUN apt-get install -y cuda-nvcc-12-8 cuda-driver-dev-12-8\n"
            f"ENV LD_LIBRARY_PATH={STUBS}\n",
            [STUBS],
        ),
    ],
)
def test_found(words: Words, text: str, expected: list[str]) -> None:
    assert words(dockerfile(text), "ML603") == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"{DEVEL}ENV LIBRARY_PATH={STUBS}:$LIBRARY_PATH\n", id="the path of the linker"),
        pytest.param(
            f"{DEVEL[:-1]} AS build\nENV LD_LIBRARY_PATH={STUBS}:$LD_LIBRARY_PATH\nRUN make\n"
            "FROM nvidia/cuda:12.8.1-runtime-ubuntu24.04\nCOPY --from=build /x /x\n",
            id="a stage that only builds",
        ),
        pytest.param(f"{DEVEL}RUN LD_LIBRARY_PATH={STUBS}:$LD_LIBRARY_PATH make\n", id="for one command"),
        pytest.param(f"{DEVEL}RUN export LD_LIBRARY_PATH={STUBS} && make\n", id="for one RUN"),
        pytest.param(
            f"{DEVEL}ENV LD_LIBRARY_PATH={STUBS}\nRUN make\nENV LD_LIBRARY_PATH=/usr/local/nvidia/lib64\n",
            id="set anew at the end",
        ),
        pytest.param(
            f"FROM nvidia/cuda:12.8.1-cudnn-runtime-ubuntu24.04\nENV LD_LIBRARY_PATH={STUBS}:$LD_LIBRARY_PATH\n",
            id="an image that has no stubs",
        ),
        pytest.param(f"{DEVEL}ENV LD_LIBRARY_PATH=/opt/stubs/lib:/srv/stubs\n", id="other stubs"),
    ],
)
def test_silent(words: Words, text: str) -> None:
    assert words(dockerfile(text), "ML603") == []


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        (f"{DEVEL}ENV LD_LIBRARY_PATH={STUBS}:/x\n", Severity.WARNING),
        (f"{DEVEL}{LINK}ENV LD_LIBRARY_PATH={STUBS}:/x\n", Severity.ERROR),
        (f"{DEVEL}ENV LD_LIBRARY_PATH={STUBS}:/x\n{LINK}", Severity.ERROR),
        (f"{DEVEL}{LINK}ENV LD_LIBRARY_PATH={STUBS}:/x\nRUN rm {STUBS}/libcuda.so.1\n", Severity.WARNING),
    ],
)
def test_a_stub_of_the_driver_s_name_is_an_error(
    findings: Callable[..., list[Diagnostic]], text: str, severity: Severity
) -> None:
    assert [one.severity for one in findings(dockerfile(text), "ML603")] == [severity]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"ENV LD_LIBRARY_PATH={STUBS}:/x:$LD_LIBRARY_PATH\n", "ENV LD_LIBRARY_PATH=/x:$LD_LIBRARY_PATH\n"),
        (f'ENV A=b LD_LIBRARY_PATH="/x:{STUBS}"\n', 'ENV A=b LD_LIBRARY_PATH="/x"\n'),
        (f"ENV A=b LD_LIBRARY_PATH={STUBS}\n", "ENV A=b\n"),
        (f"ENV LD_LIBRARY_PATH {STUBS}\n", ""),
        (
            f"ENV LD_LIBRARY_PATH=/x:${{LD_LIBRARY_PATH:-/y}}:{STUBS}\n",
            "ENV LD_LIBRARY_PATH=/x:${LD_LIBRARY_PATH:-/y}\n",
        ),
    ],
)
def test_fixed(lay: Callable[..., Any], before: str, after: str) -> None:
    checker = lay(dockerfile(f"{DEVEL}{before}"))
    assert checker.fix("ML603") == []
    assert Path(checker.folder / "Dockerfile").read_text() == f"{DEVEL}{after}"


@pytest.mark.parametrize(
    "text",
    [
        f"{DEVEL}ENV LD_LIBRARY_PATH={STUBS}:/x\nRUN make\n",
        f"{DEVEL}{LINK}ENV LD_LIBRARY_PATH={STUBS}:/x\n",
    ],
)
def test_what_the_build_may_need_is_an_unsafe_fix(findings: Callable[..., list[Diagnostic]], text: str) -> None:
    (one,) = findings(dockerfile(text), "ML603")
    assert one.fix is not None
    assert one.fix.applicability is Applicability.UNSAFE
