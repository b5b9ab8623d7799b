from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability, Diagnostic

Words = Callable[..., list[str]]
Findings = Callable[..., list[Diagnostic]]
Lay = Callable[..., Any]


def dockerfile(*lines: str, base: str = "continuumio/miniconda3") -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["RUN conda install -y pytorch"], ["conda install"]),
        (["RUN conda env create -f environment.yml"], ["conda env create"]),
        (["RUN /opt/conda/bin/conda create -n e python=3.12"], ["/opt/conda/bin/conda create"]),
        (["RUN mamba env update -f e.yml"], ["mamba env update"]),
        (["RUN micromamba install -y -n base a"], ["micromamba install"]),
        # A RUN is told of once, where it should be cleaned up.
        (["RUN conda install a && conda update b && pip install c"], ["conda update"]),
        (["RUN conda install a", "RUN conda install b"], ["conda install"] * 2),
        # A later layer takes nothing out of an earlier one.
        (["RUN conda install a", "RUN conda clean -afy"], ["conda install"]),
        (["RUN conda clean -afy && conda install a"], ["conda install"]),
        # The index is not the packages, and static libraries are not either.
        (["RUN conda install a && conda clean -i -y"], ["conda install"]),
        (["RUN conda install a && find /opt/conda -name '*.a' -delete"], ["conda install"]),
        (["RUN yes | conda install a"], ["conda install"]),
        (['RUN bash -lc "conda install -y a"'], ["conda install"]),
        (["RUN <<EOF", "conda install -y a", "echo done", "EOF"], ["conda install"]),
        (["RUN --mount=type=cache,target=/root/.cache/pip conda install a"], ["conda install"]),
        (["RUN conda run -n e conda install a"], ["conda install"]),
        (["USER 1000", "RUN conda install a"], ["conda install"]),
    ],
)
def test_packages_that_stay(words: Words, lines: list[str], expected: list[str]) -> None:
    assert words(dockerfile(*lines), "ML216") == expected


@pytest.mark.parametrize(
    "lines",
    [
        ["RUN conda install a && conda clean -afy"],
        ["RUN conda install a && conda clean --all --yes"],
        ["RUN conda install a && conda clean -tipsy"],
        ["RUN conda install a && pip install b && /opt/conda/bin/conda clean -ya"],
        ['RUN mamba install -y a && mamba clean --all -f -y && fix-permissions "${CONDA_DIR}"'],
        ["RUN micromamba install -y -f /tmp/env.yaml && micromamba clean --all --yes"],
        ["RUN conda env create -f e.yml && rm -rf /opt/conda/pkgs"],
        ["RUN conda install a && rm -rf /opt/conda/pkgs/*"],
        ["RUN conda install a && find /opt/conda/pkgs -delete"],
        ["RUN conda install a; $CONDA clean -afy"],
        ["RUN conda install a && clean-layer.sh"],
        ["RUN <<EOF", "conda install -y a", "conda clean -afy", "EOF"],
        ["RUN --mount=type=cache,target=/opt/conda/pkgs conda install a"],
        ["RUN --mount=type=cache,target=/opt/conda conda install a"],
        ["RUN conda config --add channels conda-forge"],
        ["RUN conda init bash && conda activate base && conda info"],
        ["RUN conda run -n base python -c 1"],
        ["RUN conda clean -afy"],
        ["RUN conda remove a"],
        ["RUN conda install --dry-run a"],
        ["RUN echo conda install a"],
    ],
)
def test_no_packages_stay(words: Words, lines: list[str]) -> None:
    assert words(dockerfile(*lines), "ML216") == []


BUILDER = """
FROM continuumio/miniconda3 AS build
RUN conda create -y -p /env python=3.12
{later}
FROM debian:bookworm-slim
COPY --from=build {source} {source}
"""


@pytest.mark.parametrize(
    ("source", "later", "expected"),
    [
        ("/env", "", 0),
        ("/opt/conda", "", 1),
        ("/opt/conda/pkgs", "", 1),
        ("/opt/conda/envs/x", "", 0),
        # What is copied is what is there at the end.
        ("/opt/conda", "RUN conda clean -afy", 0),
    ],
)
def test_a_stage_that_is_left_behind(findings: Findings, source: str, later: str, expected: int) -> None:
    found = findings({"Dockerfile": BUILDER.format(source=source, later=later)}, "ML216")
    assert len(found) == expected
    for one in found:
        assert one.message == (
            "the packages that conda downloads here stay in `/opt/conda/pkgs`, and are copied into the image"
        )
        assert [related.message for related in one.related] == ["this copies them into the image"]


def test_what_a_later_run_cannot_do(findings: Findings) -> None:
    (one,) = findings(dockerfile("RUN conda install a", "RUN conda clean -afy"), "ML216")
    assert one.message == "the packages that conda downloads here stay in the layer, in `/opt/conda/pkgs`"
    assert [related.message for related in one.related] == ["this later RUN cannot take them out of the layer"]
    assert [related.source.slice(related.span) for related in one.related] == ["conda clean -afy"]


def test_where_conda_is_not_known(findings: Findings) -> None:
    (one,) = findings(dockerfile("RUN conda install a", base="ubuntu:22.04"), "ML216")
    assert one.message == "the packages that conda downloads here stay in the layer"


FIXES = {
    "alone": (["RUN conda install a"], ["RUN conda install a && conda clean -afy"]),
    "mamba": (["RUN mamba install a"], ["RUN mamba install a && mamba clean -afy"]),
    "micromamba": (["RUN micromamba create -n e a"], ["RUN micromamba create -n e a && micromamba clean -afy"]),
    "by its path": (
        ["RUN /opt/conda/bin/conda install a"],
        ["RUN /opt/conda/bin/conda install a && /opt/conda/bin/conda clean -afy"],
    ),
    "sudo": (["RUN sudo -E conda install a"], ["RUN sudo -E conda install a && sudo -E conda clean -afy"]),
    "operators at line ends": (
        ["RUN conda install a && \\", "    conda update b && \\", "    pip install c"],
        ["RUN conda install a && \\", "    conda update b && \\", "    conda clean -afy && \\", "    pip install c"],
    ),
    "operators at line starts": (
        ["RUN apt-get update \\", " && conda install a \\", " && pip install c"],
        ["RUN apt-get update \\", " && conda install a \\", " && conda clean -afy \\", " && pip install c"],
    ),
    "many packages": (
        ["RUN conda install -y \\", "      a \\", "      b"],
        ["RUN conda install -y \\", "      a \\", "      b \\", "      && conda clean -afy"],
    ),
    "heredoc": (
        ["RUN <<EOF", "set -e", "conda install a", "echo 끝", "EOF"],
        ["RUN <<EOF", "set -e", "conda install a", "conda clean -afy", "echo 끝", "EOF"],
    ),
    "cleaned too early": (
        ["RUN conda clean -afy && conda install a"],
        ["RUN conda clean -afy && conda install a && conda clean -afy"],
    ),
}


@pytest.mark.parametrize("name", FIXES)
def test_the_run_is_ended_by_cleaning_up(lay: Lay, name: str) -> None:
    before, after = FIXES[name]
    checker = lay(dockerfile(*before))
    assert checker.fix("ML216", allowed=Applicability.UNSAFE) == []
    assert checker.tree() == checker.expected(dockerfile(*after))


@pytest.mark.parametrize(
    "run",
    [
        "RUN conda install a || conda install b",
        "RUN yes | conda install a",
        "RUN if [ -f e.yml ]; then conda env create -f e.yml; fi",
        'RUN ["conda", "install", "a"]',
        'RUN bash -lc "conda install -y a"',
        "RUN conda run -n e conda install a",
    ],
)
def test_where_nothing_can_be_appended(findings: Findings, run: str) -> None:
    (one,) = findings(dockerfile(run), "ML216")
    assert one.fix is None


@pytest.mark.parametrize(
    "run",
    [
        "RUN if command -v conda >/dev/null 2>&1; then conda install -y a; else pip install a; fi",
        "RUN [ -x /opt/conda/bin/conda ] && /opt/conda/bin/conda install -y a || true",
        "RUN which conda && conda install -y a || pip install a",
        "RUN if [ -d /opt/conda ]; then \\\n        /opt/conda/bin/conda install -y a; \\\n    fi",
    ],
)
def test_a_branch_for_images_with_conda(words: Words, run: str) -> None:
    for base in ("python:3.12-slim", "nvidia/cuda:12.4.1-runtime-ubuntu22.04", "registry.example.org/team/base:1"):
        assert words(dockerfile(run, base=base), "ML216") == []
    assert len(words(dockerfile(run), "ML216")) == 1
    assert len(words(dockerfile("RUN bash Miniconda3.sh -b -p /opt/conda", run, base="debian:12"), "ML216")) == 1


def test_another_condition_says_nothing_of_conda(words: Words) -> None:
    run = 'RUN if [ -n "$DEV" ]; then conda install -y a; fi'
    assert words(dockerfile("ARG DEV", run, base="registry.example.org/team/conda:1"), "ML216") == ["conda install"]
