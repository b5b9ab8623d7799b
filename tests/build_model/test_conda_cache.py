"""Where does conda keep the packages that it downloads, and are they left in the layer?"""

from __future__ import annotations

import pytest

from dflint.build.conda_cache import conda_cache_uses

DIRECTORIES = {
    "the image's": ("FROM continuumio/miniconda3\nRUN conda install a", "/opt/conda/pkgs"),
    "micromamba's": ("FROM mambaorg/micromamba\nRUN micromamba install a", "/opt/conda/pkgs"),
    "by variable": ("FROM mambaorg/micromamba\nENV MAMBA_ROOT_PREFIX=/m/\nRUN micromamba install a", "/m/pkgs"),
    "by the program": ("FROM ubuntu\nRUN /opt/c/bin/conda install a", "/opt/c/pkgs"),
    "condabin": ("FROM ubuntu\nRUN /opt/c/condabin/conda install a", "/opt/c/pkgs"),
    "by the installer": (
        "FROM ubuntu\nRUN bash Miniconda3-latest-Linux-x86_64.sh -b -p /mc/\nRUN conda install a",
        "/mc/pkgs",
    ),
    "in the same RUN": ("FROM ubuntu\nRUN ./Miniforge3.sh -bup /mc && conda install a", "/mc/pkgs"),
    "installer without a prefix": ("FROM ubuntu\nRUN bash Miniconda.sh -b\nRUN conda install a", None),
    "an unknown prefix": ("FROM ubuntu\nRUN bash Miniconda.sh -b -p $(pwd)\nRUN conda install a", None),
    "by CONDA_PKGS_DIRS": ("FROM continuumio/miniconda3\nENV CONDA_PKGS_DIRS=/p\nRUN conda install a", "/p"),
    "several": ("FROM continuumio/miniconda3\nENV CONDA_PKGS_DIRS=/p,/q\nRUN conda install a", None),
    "by settings": (
        "FROM continuumio/miniconda3\nRUN conda config --add pkgs_dirs /p\nRUN conda install a",
        None,
    ),
    "other settings": (
        "FROM continuumio/miniconda3\nRUN conda config --add channels x\nRUN conda install a",
        "/opt/conda/pkgs",
    ),
    "unknown image": ("FROM some/image\nRUN conda install a", None),
}


def use(stage, text):
    return list(conda_cache_uses(stage(text)))[-1]


@pytest.mark.parametrize("name", DIRECTORIES)
def test_the_directory(stage, name):
    text, expected = DIRECTORIES[name]
    found = use(stage, text).directories
    assert found == (None if expected is None else (expected,))


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("RUN conda install a", True),
        ("RUN mamba env create -f e.yml", True),
        ("RUN conda env update -f e.yml", True),
        ("RUN conda install a && conda clean -afy", False),
        ("RUN conda clean -afy && conda install a", True),
        ("RUN conda remove a", False),
        ("RUN conda create -y -n empty", False),
        ("RUN conda create -y -n copy --clone base", False),
        ("RUN conda create -y -n e --file list.txt", True),
        ("RUN conda env create", True),
        ("RUN conda update --all", True),
        ("RUN conda install --dry-run a", False),
        ("RUN conda create -n e --offline a", False),
        ("RUN --mount=type=cache,target=/opt/conda/pkgs conda install a", False),
        ("RUN --mount=type=tmpfs,target=/opt conda install a", False),
        ("RUN --mount=type=cache,target=/root/.cache/pip conda install a", True),
    ],
)
def test_whether_packages_are_left(stage, run, expected):
    assert use(stage, f"FROM continuumio/miniconda3\n{run}").is_left is expected


@pytest.mark.parametrize(
    ("mount", "expected"),
    [
        ("type=cache,target=/x/miniforge/pkgs", False),
        ("type=cache,target=$X", False),
        ("type=cache,target=/var/cache/apt", True),
        ("type=secret,id=conda", True),
    ],
)
def test_mounts_where_the_directory_is_not_known(stage, mount, expected):
    assert use(stage, f"FROM some/image\nARG X\nRUN --mount={mount} conda install a").is_left is expected


def test_another_users_packages_are_left_too(stage):
    found = use(stage, "FROM continuumio/miniconda3\nUSER 1000\nRUN conda install a")
    assert found.is_writable
    assert found.is_left
