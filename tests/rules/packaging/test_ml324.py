from __future__ import annotations

from collections.abc import Callable

import pytest

Words = Callable[..., list[str]]


def dockerfile(*lines: str, base: str = "continuumio/miniconda3") -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["RUN conda install -y numpy"], ["conda install"]),
        (["RUN conda create -n e python=3.12"], ["conda create"]),
        (["RUN conda install -c anaconda -c conda-forge numpy"], ["anaconda"]),
        (["RUN conda install -c conda-forge numpy"], []),
        (["RUN conda config --add channels conda-forge", "RUN conda install numpy"], []),
        (["COPY .condarc /root/", "RUN conda install numpy"], []),
        (["RUN conda env create -f environment.yml"], []),
        (["RUN conda clean -afy"], []),
        # Archives that are given by their path or address come from no channel.
        (["RUN conda install -y /tmp/pytorch-1.0-0.tar.bz2"], []),
        (["RUN conda install -y ./a.conda ./b.conda"], []),
        (["RUN conda install -y https://example.com/linux-64/a-1-0.tar.bz2"], []),
        (["RUN conda install -y --offline numpy"], []),
        (["RUN conda install -y ./a.conda numpy"], ["conda install"]),
    ],
)
def test_channels(words: Words, lines: list[str], expected: list[str]) -> None:
    assert words(dockerfile(*lines), "ML324") == expected


@pytest.mark.parametrize("base", ["condaforge/miniforge3", "mambaorg/micromamba", "example/unknown"])
def test_other_images(words: Words, base: str) -> None:
    assert words(dockerfile("RUN conda install -y numpy", base=base), "ML324") == []
