from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability, Diagnostic

Words = Callable[..., list[str]]
Findings = Callable[..., list[Diagnostic]]
Lay = Callable[..., Any]

FINAL = ["FROM python:3.12-slim", "COPY --from=builder /install /usr/local"]


def builder(*lines: str, first: str = "") -> dict[str, str]:
    return {"Dockerfile": "\n".join([first + "FROM python:3.12-slim AS builder", *lines, *FINAL]) + "\n"}


def test_the_bytes_are_those_of_the_table(findings: Findings) -> None:
    (one,) = findings(builder("RUN pip install --prefix=/install torch==2.8.0"), "ML206")
    assert one.source.slice(one.span) == "pip install"
    assert one.message == (
        "`torch` and what it needs, about 3.9 GB, are downloaded again whenever this layer is built again"
    )
    assert one.cost is not None
    assert one.cost.of == "rebuild"
    assert one.fix is not None
    assert one.fix.applicability is Applicability.UNSAFE


def test_no_figure_for_other_indexes_or_versions(findings: Findings) -> None:
    cpu = "RUN pip install torch==2.8.0 --index-url https://download.pytorch.org/whl/cpu"
    for line in (cpu, "RUN pip install torch", "RUN pip install ultralytics"):
        (one,) = findings(builder(line), "ML206")
        assert one.cost is None


@pytest.mark.parametrize(
    "lines",
    [
        # Turned off on purpose, or mounted.
        ["RUN pip install --no-cache-dir torch"],
        ["ENV PIP_NO_CACHE_DIR=1", "RUN pip install torch"],
        ["RUN --mount=type=cache,target=/root/.cache/pip pip install torch"],
        ["RUN pip install torch && rm -rf /root/.cache"],
        # A mount that is meant for it, but lies elsewhere, is another fault.
        ["RUN --mount=type=cache,target=/root/.cache/uv pip install torch"],
        # Without what they need they may be small: nobody knows.
        ["RUN pip install --no-deps ultralytics"],
        ["RUN pip install --no-deps torch"],
        # Installed before.
        ["RUN pip install --no-cache-dir torch==2.8.0", "RUN pip install torch"],
        # Small.
        ["RUN pip install flask"],
    ],
)
def test_nothing_large_is_fetched_again(words: Words, lines: list[str]) -> None:
    assert words(builder(*lines), "ML206") == []


def test_a_package_without_what_it_needs(findings: Findings) -> None:
    (one,) = findings(builder("RUN pip install --no-deps --prefix=/install torch==2.8.0"), "ML206")
    assert one.message == "`torch`, about 888 MB, is downloaded again whenever this layer is built again"


@pytest.mark.parametrize(
    ("base", "package", "count"),
    [
        ("pytorch/pytorch:2.8.0-cuda12.8-cudnn9-devel", "torch", 0),
        ("pytorch/pytorch:2.8.0-cuda12.8-cudnn9-devel", "torch==2.8.0", 0),
        ("pytorch/pytorch:2.8.0-cuda12.8-cudnn9-devel", "torch==2.6.0", 1),
        ("pytorch/pytorch:2.8.0-cuda12.8-cudnn9-devel", "vllm", 1),
    ],
)
def test_the_base_image_may_hold_it(findings: Findings, base: str, package: str, count: int) -> None:
    text = f"FROM {base} AS builder\nRUN pip install {package}\n" + "\n".join(FINAL) + "\n"
    assert len(findings({"Dockerfile": text}, "ML206")) == count


def test_wheels_are_fetched_whatever_is_there(words: Words) -> None:
    base = "pytorch/pytorch:2.8.0-cuda12.8-cudnn9-devel"
    text = f"FROM {base} AS builder\nRUN pip wheel -w /install torch\n" + "\n".join(FINAL) + "\n"
    assert words({"Dockerfile": text}, "ML206") == ["pip wheel"]


def test_what_gets_into_the_image_is_told_by_another_rule(findings: Findings) -> None:
    tree = {"Dockerfile": "FROM python:3.12-slim\nRUN pip install torch\n"}
    assert [one.code for one in findings(tree, "ML206", "ML220")] == ["ML220"]


def test_the_mount_is_safe_where_buildkit_is_used_already(lay: Lay) -> None:
    first = "# syntax=docker/dockerfile:1\n"
    checker = lay(builder("RUN pip install torch", first=first))
    assert checker.fix("ML205", "ML206", "ML220") == []
    mounted = "RUN --mount=type=cache,target=/root/.cache/pip pip install torch"
    assert checker.tree() == checker.expected(builder(mounted, first=first))
