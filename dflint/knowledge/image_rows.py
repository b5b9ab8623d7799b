"""The rows of the table of images: distributions, their releases, and families of images by repository and tag.

A tag pattern may name the groups `python` (the version of Python), `variant`, and `release` (a key of `RELEASES`, a
system's name with a version, or a version of the row's system). `release` of a row is meant for tags that name none:
one release, or one for each version of Python; of any other tag the release is not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

VERIFIED = "2026-11-23"

ANY_TAG = ".*"

DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

_NOTHING: frozenset[str] = frozenset()
_NO_VARIABLES: Mapping[str, str | None] = {}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


class System:
    """A distribution, and what its smallest images hold."""

    def __init__(self, name: str, package_manager: str, commands: frozenset[str], missing: frozenset[str]) -> None:
        self.name = name
        self.package_manager = package_manager
        self.commands = commands
        self.missing = missing


_BASICS = _words(
    "sh cat ls cp mv rm mkdir rmdir chmod chown ln pwd echo printf test [ true false sleep date head tail sort uniq wc "
    "cut tr tee env id whoami touch uname expr seq timeout sha256sum grep egrep sed awk find xargs tar gzip gunzip"
)
_SERVERS_AND_RUNTIMES = _words(
    "git jq ncat socat telnet http aria2c python python3 pip pip3 gcc cc g++ c++ make cmake node nodejs npm ffmpeg "
    "redis-cli ssh sudo lsof dig nvcc conda mamba uv"
)
_DEBIAN = _BASICS | _words("bash perl apt-get apt dpkg hostname")
_DEBIAN_MISSING = _SERVERS_AND_RUNTIMES | _words("curl wget nc netcat netstat unzip host nslookup")

SYSTEMS: Mapping[str, System] = {
    "debian": System("debian", "apt", _DEBIAN, _DEBIAN_MISSING),
    "ubuntu": System("ubuntu", "apt", _DEBIAN, _DEBIAN_MISSING),
    # Ubuntu 14.04 and older come with a Python of their own; what else they hold was not looked up.
    "old-ubuntu": System("ubuntu", "apt", _DEBIAN, _NOTHING),
    "alpine": System("alpine", "apk", _BASICS | _words("apk wget vi"), _SERVERS_AND_RUNTIMES | _words("curl bash")),
}

RELEASES: Mapping[str, tuple[str, str]] = {
    "jessie": ("debian", "8"),
    "stretch": ("debian", "9"),
    "buster": ("debian", "10"),
    "bullseye": ("debian", "11"),
    "bookworm": ("debian", "12"),
    "trixie": ("debian", "13"),
    "precise": ("old-ubuntu", "12.04"),
    "trusty": ("old-ubuntu", "14.04"),
    "xenial": ("ubuntu", "16.04"),
    "bionic": ("ubuntu", "18.04"),
    "focal": ("ubuntu", "20.04"),
    "jammy": ("ubuntu", "22.04"),
    "noble": ("ubuntu", "24.04"),
    "resolute": ("ubuntu", "26.04"),
    "ubuntu12.04": ("old-ubuntu", "12.04"),
    "ubuntu14.04": ("old-ubuntu", "14.04"),
}
"""Code names to the key of the distribution in `SYSTEMS` and the version; a name such as ``alpine3.20`` needs none."""

MARKED_RELEASES: Mapping[tuple[str, str], bool] = {
    ("debian", "8"): False,
    ("debian", "9"): False,
    ("debian", "10"): False,
    ("debian", "11"): False,
    ("debian", "12"): True,
    ("debian", "13"): True,
    ("ubuntu", "16.04"): False,
    ("ubuntu", "18.04"): False,
    ("ubuntu", "20.04"): False,
    ("ubuntu", "22.04"): False,
    ("ubuntu", "24.04"): True,
    ("ubuntu", "26.04"): True,
}
"""Whether the Python package of a release marks itself EXTERNALLY-MANAGED (PEP 668, of 2022)."""

MIRRORS = ("public.ecr.aws/docker/library/", "mirror.gcr.io/library/")
"""Repositories that hold Docker's official images under their own names."""


class ImageRow:
    """What is known of the images of some repositories whose tags match a pattern.

    `repositories` are as people write them, `tag` is the pattern of the whole tag. `system` is a key of `SYSTEMS`, ""
    for no distribution; where it does not tell, `package_manager` does. `has_only_additions`: besides `commands` the
    image has nothing that its distribution lacks. `is_complete`: it has nothing but `commands`.
    """

    def __init__(
        self,
        repositories: tuple[str, ...],
        tag: str,
        family: str,
        sources: tuple[str, ...],
        variant: str = "",
        system: str | None = None,
        release: str | Mapping[str, str] | None = None,
        package_manager: str | None = None,
        commands: frozenset[str] = _NOTHING,
        missing: frozenset[str] = _NOTHING,
        has_only_additions: bool = True,
        is_complete: bool = False,
        python: str | None = None,
        python_origin: str | None = None,
        user: str | None = None,
        home: str | None = None,
        workdir: str | None = None,
        shell: tuple[str, ...] = ("/bin/sh", "-c"),
        environment: Mapping[str, str | None] = _NO_VARIABLES,
        other_names: str | None = None,
    ) -> None:
        self.repositories = repositories
        self.tag = tag
        self.family = family
        self.sources = sources
        self.variant = variant
        self.system = system
        self.release = release
        self.package_manager = package_manager
        self.commands = commands
        self.missing = missing
        self.has_only_additions = has_only_additions
        self.is_complete = is_complete
        self.python = python
        self.python_origin = python_origin
        self.user = user
        self.home = home
        self.workdir = workdir
        self.shell = shell
        self.environment = environment
        self.other_names = other_names

    def but(self, **changes: Any) -> ImageRow:
        """The same row with some fields changed."""
        row = ImageRow.__new__(ImageRow)
        row.__dict__.update(self.__dict__, **changes)
        return row


_DEBIAN_NAMES = "jessie|stretch|buster|bullseye|bookworm|trixie"
_UBUNTU_NAMES = "precise|trusty|xenial|bionic|focal|jammy|noble|resolute"
_CUDA_REPOSITORIES = ("nvidia/cuda", "nvcr.io/nvidia/cuda")
_FULL = _words(
    "curl wget git hg svn ssh ps pgrep pkill gcc cc g++ c++ make gpg autoconf automake bzip2 file patch unzip xz "
    "openssl pkg-config"
)
_PYTHON_COMMANDS = _words("python python3 pip pip3")
_CONDA_COMMANDS = _words("conda python python3 pip")
_CONDA_PATH = f"/opt/conda/bin:{DEFAULT_PATH}"

_OFFICIAL = "https://github.com/docker-library"
_PYTHON_SOURCES = (f"{_OFFICIAL}/python/blob/master/Dockerfile-linux.template",)
_FULL_SOURCES = (f"{_OFFICIAL}/buildpack-deps/blob/master/debian/trixie/Dockerfile",)
_NODE_SOURCES = ("https://github.com/nodejs/docker-node/tree/main",)
_CUDA_SOURCES = ("https://gitlab.com/nvidia/container-images/cuda/-/tree/master/dist/12.8.1/ubuntu2404",)
_UV_SOURCES = ("https://docs.astral.sh/uv/guides/integration/docker/",)
_JUPYTER_SOURCES = ("https://github.com/jupyter/docker-stacks/tree/main/images",)
_MICROMAMBA_SOURCES = ("https://github.com/mamba-org/micromamba-docker/blob/main/debian.Dockerfile",)
_DISTROLESS_SOURCES = ("https://github.com/GoogleContainerTools/distroless/blob/main/README.md",)


def _system_row(system: str, tag: str, variant: str, source: str, release: str | None = None) -> ImageRow:
    return ImageRow(
        (system,),
        tag,
        system,
        (source,),
        variant,
        system=system,
        release=release,
        python="",
        python_origin="",
        user="root",
        home="/root",
        workdir="/",
        environment={"PATH": DEFAULT_PATH},
        other_names="",
    )


_REPO_INFO = f"{_OFFICIAL}/repo-info"
_SYSTEM_ROWS = (
    _system_row("debian", rf"(?P<release>{_DEBIAN_NAMES}|[89]|1\d)(?:[.-]\d+)*-slim", "slim", _REPO_INFO),
    _system_row("debian", "stable-slim", "slim", _REPO_INFO, "trixie"),
    _system_row("debian", ".*-slim", "slim", _REPO_INFO),
    _system_row("debian", "latest|stable", "full", _REPO_INFO, "trixie"),
    _system_row("debian", rf"(?P<release>{_DEBIAN_NAMES}|[89]|1\d)(?:[.-]\d+)*(?:-backports)?", "full", _REPO_INFO),
    _system_row("debian", ANY_TAG, "full", _REPO_INFO),
    _system_row("ubuntu", "latest", "full", f"{_OFFICIAL}/official-images/blob/master/library/ubuntu", "resolute"),
    _system_row("ubuntu", rf"(?P<release>{_UBUNTU_NAMES}|\d\d\.\d\d)(?:[.-]\d+)*", "full", _REPO_INFO),
    _system_row("ubuntu", ANY_TAG, "full", _REPO_INFO),
    _system_row("alpine", r"(?P<release>[23]\.\d+)(?:\.\d+)*", "full", _REPO_INFO),
    _system_row("alpine", ANY_TAG, "full", _REPO_INFO),
)


# The official Python images. Python 2 has no `python3`; since 3.13 LANG is not set.
_PYTHON_DEFAULT_RELEASES = dict.fromkeys(("3.10", "3.11", "3.12", "3.13", "3.14", "3.15", "3", ""), "trixie")
TRIXIE_PYTHONS = frozenset({"3.10", "3.11", "3.12", "3.13", "3.14"})
"""The versions of Python of which there are official images on Debian 13."""

_PYTHON = ImageRow(
    ("python",),
    "",
    "python",
    _PYTHON_SOURCES,
    system="debian",
    release=_PYTHON_DEFAULT_RELEASES,
    commands=_PYTHON_COMMANDS,
    python_origin="own",
    user="root",
    home="/root",
    workdir="/",
    environment={"PATH": f"/usr/local/bin:{DEFAULT_PATH}", "PYTHON_VERSION": None},
    other_names="LANG|GPG_KEY|PYTHON_(?:SHA256|PIP_VERSION|SETUPTOOLS_VERSION|GET_PIP_.*)",
)
_PYTHON_2 = _words("python python2 pip pip2")
_VERSION = r"(?P<python>\d+(?:\.\d+)*)(?:-?(?:rc|a|b)\d*)?"
_VERSION_2 = r"(?P<python>2(?:\.\d+)*)"
_LATEST = "(?:latest|rc)"

_PYTHON_ROWS = (
    ImageRow(
        ("python",),
        r".*(?:windowsservercore|nanoserver).*",
        "python",
        _PYTHON_SOURCES,
        "windows",
        system="",
        package_manager="",
        commands=_words("python pip"),
        python_origin="own",
        shell=("powershell", "-Command"),
    ),
    _PYTHON.but(tag=rf"{_VERSION_2}-(?P<release>alpine[\d.]*)", variant="alpine", commands=_PYTHON_2),
    _PYTHON.but(tag=rf"{_VERSION_2}-slim(?:-(?P<release>{_DEBIAN_NAMES}))?", variant="slim", commands=_PYTHON_2),
    _PYTHON.but(
        tag=rf"{_VERSION_2}(?:-(?P<release>{_DEBIAN_NAMES}))?",
        variant="full",
        commands=_PYTHON_2 | _FULL,
        has_only_additions=False,
    ),
    _PYTHON.but(tag=rf"(?:{_VERSION}-)?(?P<release>alpine[\d.]*)", variant="alpine", release=None),
    _PYTHON.but(tag=rf"(?:(?:{_VERSION}|{_LATEST})-)?slim(?:-(?P<release>{_DEBIAN_NAMES}))?", variant="slim"),
    *(
        _PYTHON.but(tag=tag, variant="full", commands=_PYTHON_COMMANDS | _FULL)
        for tag in (rf"{_VERSION}(?:-(?P<release>{_DEBIAN_NAMES}))?", rf"(?P<release>{_DEBIAN_NAMES})", _LATEST)
    ),
)

_BUILDPACK = ImageRow(
    ("buildpack-deps",),
    "",
    "buildpack-deps",
    _FULL_SOURCES,
    system="debian",
    user="root",
    home="/root",
    workdir="/",
    environment={"PATH": DEFAULT_PATH},
    other_names="",
    # Mercurial brings the distribution's python3.
    has_only_additions=False,
)
_BUILDPACK_NAMES = rf"(?:(?P<release>{_DEBIAN_NAMES}|{_UBUNTU_NAMES})|stable|oldstable|testing|latest)"
_BUILDPACK_ROWS = (
    _BUILDPACK.but(
        tag=rf"(?:{_BUILDPACK_NAMES}-)?curl", variant="curl", commands=_words("curl wget gpg"), has_only_additions=True
    ),
    _BUILDPACK.but(
        tag=rf"(?:{_BUILDPACK_NAMES}-)?scm", variant="scm", commands=_words("curl wget gpg git hg svn ssh ps")
    ),
    _BUILDPACK.but(tag=_BUILDPACK_NAMES, variant="full", commands=_FULL),
)


_NODE = ImageRow(
    ("node",),
    "",
    "node",
    _NODE_SOURCES,
    system="debian",
    commands=_words("node nodejs npm npx yarn"),
    user="root",
    home="/root",
    workdir="/",
    environment={"PATH": DEFAULT_PATH, "NODE_VERSION": None},
    other_names="YARN_VERSION|NPM_CONFIG_LOGLEVEL",
)
_NODE_VERSION = r"[a-z0-9.]+"
_NODE_ROWS = (
    _NODE.but(tag=rf"(?:{_NODE_VERSION}-)?(?P<release>alpine[\d.]*)", variant="alpine"),
    # Up to the images of 2019, curl and wget stayed in.
    _NODE.but(
        tag=rf"(?:\d|1[0-5])(?:\.[\d.]+)?-(?:(?P<release>{_DEBIAN_NAMES})-)?slim",
        variant="slim",
        has_only_additions=False,
    ),
    _NODE.but(tag=rf"(?:{_NODE_VERSION}-)?(?:(?P<release>{_DEBIAN_NAMES})-)?slim", variant="slim"),
    *(
        _NODE.but(tag=tag, variant="full", commands=_NODE.commands | _FULL, has_only_additions=False)
        for tag in (rf"(?:{_NODE_VERSION}-)?(?P<release>{_DEBIAN_NAMES})", r"\d[\d.]*|latest|lts|current|[a-z]+")
    ),
)


# CUDA: curl fetches the repository's key and is purged again.
_CUDA_TAG = r"\d+\.\d+(?:\.\d+)?(?:-cudnn\d*|-tensorrt)?-"
_CUDA = ImageRow(
    _CUDA_REPOSITORIES,
    "",
    "cuda",
    _CUDA_SOURCES,
    system="ubuntu",
    python="",
    python_origin="",
    user="root",
    home="/root",
    workdir="/",
    environment={"PATH": None, "LD_LIBRARY_PATH": None, "CUDA_VERSION": None, "NVIDIA_VISIBLE_DEVICES": "all"},
    other_names="NV.*|CUDA_.*|NCCL_VERSION|LIBRARY_PATH",
)
_CUDA_ROWS = (
    _CUDA.but(
        tag=_CUDA_TAG + r"(?P<variant>base|runtime)-(?P<release>ubuntu\d\d\.\d\d)",
        commands=_words("gpg"),
    ),
    _CUDA.but(
        tag=_CUDA_TAG + r"(?P<variant>devel)-(?P<release>ubuntu\d\d\.\d\d)",
        commands=_words("gpg gcc cc g++ c++ make nvcc"),
        missing=_words("curl wget git python python3 pip pip3"),
        has_only_additions=False,
    ),
    # Rocky Linux, UBI and the other distributions: what they hold was not looked up.
    _CUDA.but(tag=_CUDA_TAG + r"(?P<variant>base|runtime|devel)-.+", system=None, python=None, python_origin=None),
)


_UV = _PYTHON.but(
    repositories=("ghcr.io/astral-sh/uv",),
    family="uv",
    sources=_UV_SOURCES,
    other_names=f"{_PYTHON.other_names}|UV_TOOL_BIN_DIR",
)
_UV_COMMANDS = _words("uv uvx")
_UV_VERSION = r"(?:\d+\.\d+(?:\.\d+)?-)?"
_UV_PYTHON = r"python(?P<python>\d+\.\d+)(?:-rc)?-"
_UV_SYSTEM = _UV.but(
    python="",
    python_origin="",
    environment={"PATH": DEFAULT_PATH},
    other_names="UV_TOOL_BIN_DIR",
    release=None,
    commands=_UV_COMMANDS,
)
_UV_ROWS = (
    _UV.but(
        tag=r"latest|\d+\.\d+(?:\.\d+)?",
        variant="distroless",
        system="",
        release=None,
        package_manager="",
        commands=_UV_COMMANDS,
        is_complete=True,
        python="",
        python_origin="",
        workdir="/io",
        environment={"PATH": DEFAULT_PATH},
        other_names="",
    ),
    _UV.but(
        tag=rf"{_UV_VERSION}{_UV_PYTHON}(?P<release>alpine[\d.]*)",
        variant="alpine",
        commands=_PYTHON_COMMANDS | _UV_COMMANDS,
    ),
    _UV.but(
        tag=rf"{_UV_VERSION}{_UV_PYTHON}(?P<release>bookworm|trixie)-slim",
        variant="slim",
        commands=_PYTHON_COMMANDS | _UV_COMMANDS,
    ),
    _UV.but(
        tag=rf"{_UV_VERSION}{_UV_PYTHON}(?P<release>bookworm|trixie)",
        variant="full",
        commands=_PYTHON_COMMANDS | _UV_COMMANDS | _FULL,
    ),
    _UV_SYSTEM.but(tag=rf"{_UV_VERSION}(?P<release>alpine[\d.]*)", variant="alpine"),
    _UV_SYSTEM.but(tag=rf"{_UV_VERSION}(?:debian|(?P<release>bookworm|trixie))-slim", variant="slim"),
    _UV_SYSTEM.but(
        tag=rf"{_UV_VERSION}(?:debian|(?P<release>bookworm|trixie))",
        variant="full",
        commands=_UV_COMMANDS | _FULL,
        has_only_additions=False,
        python=None,
        python_origin="system",
    ),
)


_CONDA = ImageRow(
    (),
    ANY_TAG,
    "",
    (),
    python_origin="conda",
    user="root",
    home="/root",
    environment={"PATH": _CONDA_PATH, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"},
)
_MICROMAMBA = ImageRow(
    ("mambaorg/micromamba", "ghcr.io/mamba-org/micromamba"),
    "",
    "micromamba",
    _MICROMAMBA_SOURCES,
    commands=_words("micromamba bash"),
    has_only_additions=False,
    python="",
    python_origin="",
    user="mambauser",
    home="/home/mambauser",
    workdir="/tmp",
    shell=("/usr/local/bin/_dockerfile_shell.sh",),
    environment={
        "PATH": None,
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "ENV_NAME": "base",
        "MAMBA_ROOT_PREFIX": "/opt/conda",
        "MAMBA_EXE": "/bin/micromamba",
        "MAMBA_USER": "mambauser",
    },
    other_names="MAMBA_.*|CONDA_OVERRIDE_CUDA|NV.*|CUDA_.*|LD_LIBRARY_PATH|LIBRARY_PATH|NCCL_VERSION",
)
_CONDA_ROWS = (
    _CONDA.but(
        repositories=("continuumio/miniconda3", "continuumio/anaconda3"),
        family="conda",
        sources=("https://github.com/ContinuumIO/docker-images",),
        system="debian",
        commands=_CONDA_COMMANDS | _words("git wget bzip2 hg svn ssh ps"),
        has_only_additions=False,
        workdir="/",
        other_names="",
    ),
    _CONDA.but(
        repositories=("condaforge/miniforge3", "condaforge/mambaforge", "quay.io/condaforge/miniforge3"),
        family="miniforge",
        sources=("https://github.com/conda-forge/miniforge-images/blob/master/ubuntu/Dockerfile",),
        system="ubuntu",
        commands=_CONDA_COMMANDS | _words("mamba git wget bzip2 tini"),
        missing=_words("curl"),
        has_only_additions=False,
        workdir="/",
        environment={**_CONDA.environment, "CONDA_DIR": "/opt/conda"},
        other_names="",
    ),
    _MICROMAMBA.but(
        tag=r"latest|\d+(?:\.\d+)*(?:-debian1[23]-slim)?|(?:\d[\d.]*-)?(?P<release>bullseye|bookworm|trixie)-slim",
        system="debian",
        missing=_words("curl wget git python python3 pip"),
    ),
    _MICROMAMBA.but(tag=ANY_TAG),
)


_JUPYTER = ImageRow(
    (),
    ANY_TAG,
    "jupyter",
    _JUPYTER_SOURCES,
    system="ubuntu",
    commands=_CONDA_COMMANDS | _words("mamba jupyter"),
    has_only_additions=False,
    python_origin="conda",
    user="1000",
    home="/home/jovyan",
    workdir="/home/jovyan",
    shell=("/bin/bash", "-o", "pipefail", "-c"),
    environment={
        "PATH": None,
        "HOME": "/home/jovyan",
        "CONDA_DIR": "/opt/conda",
        "NB_USER": "jovyan",
        "NB_UID": "1000",
    },
)
_JUPYTER_LARGE = (
    *("minimal-notebook", "julia-notebook", "r-notebook", "scipy-notebook", "tensorflow-notebook"),
    *("pytorch-notebook", "datascience-notebook", "pyspark-notebook", "all-spark-notebook"),
)
_JUPYTER_SMALL = ("docker-stacks-foundation", "base-notebook")
_JUPYTER_ROWS = (
    _JUPYTER.but(
        repositories=tuple(f"quay.io/jupyter/{name}" for name in _JUPYTER_SMALL),
        tag="latest",
        release="noble",
        commands=_JUPYTER.commands | _words("wget sudo tini"),
        missing=_words("curl git"),
    ),
    _JUPYTER.but(
        repositories=tuple(f"quay.io/jupyter/{name}" for name in _JUPYTER_SMALL),
        commands=_JUPYTER.commands | _words("wget sudo tini"),
    ),
    _JUPYTER.but(
        repositories=tuple(f"quay.io/jupyter/{name}" for name in _JUPYTER_LARGE),
        commands=_JUPYTER.commands | _words("wget sudo tini curl git unzip ssh"),
    ),
    # The images on Docker Hub are frozen at 2023-10-20; what old ones hold was not looked up.
    _JUPYTER.but(
        repositories=tuple(f"jupyter/{name}" for name in (*_JUPYTER_SMALL, *_JUPYTER_LARGE)),
        user=None,
        shell=("/bin/bash", "-o", "pipefail", "-c"),
    ),
)


_FRAMEWORK_ROWS = (
    ImageRow(
        ("pytorch/pytorch",),
        ANY_TAG,
        "pytorch",
        ("https://github.com/pytorch/pytorch/blob/main/Dockerfile",),
        system="ubuntu",
        commands=_words("python pip"),
        has_only_additions=False,
        user="root",
        home="/root",
        workdir="/workspace",
        environment={"PATH": None, "LD_LIBRARY_PATH": None, "NVIDIA_VISIBLE_DEVICES": "all"},
        # PYTORCH_VERSION, and what ubuntu or, for `-devel` and in the past, nvidia/cuda sets.
        other_names="NV.*|CUDA_.*|NCCL_VERSION|LIBRARY_PATH|PYTORCH_VERSION",
    ),
    ImageRow(
        ("tensorflow/tensorflow",),
        ANY_TAG,
        "tensorflow",
        ("https://github.com/tensorflow/tensorflow/tree/master/tensorflow/tools/dockerfiles",),
        system="ubuntu",
        commands=_words("python pip"),
        has_only_additions=False,
        user="root",
        home="/root",
    ),
)

_DISTROLESS = tuple(
    f"gcr.io/distroless/{name}{suffix}"
    for name in ("static", "base", "base-nossl", "cc")
    for suffix in ("", "-debian11", "-debian12", "-debian13")
)
_DISTROLESS_PYTHON = tuple(
    f"gcr.io/distroless/python3{suffix}" for suffix in ("", "-debian11", "-debian12", "-debian13")
)
_DISTROLESS_ROW = ImageRow(
    _DISTROLESS,
    "latest|nonroot",
    "distroless",
    _DISTROLESS_SOURCES,
    system="",
    package_manager="",
    is_complete=True,
    python="",
    python_origin="",
)
_DISTROLESS_ROWS = (
    _DISTROLESS_ROW,
    _DISTROLESS_ROW.but(
        repositories=_DISTROLESS_PYTHON,
        commands=_words("python python3"),
        python=None,
        python_origin="system",
        missing=_words("sh bash curl wget git pip pip3 nc jq gcc make apt-get"),
        is_complete=False,
    ),
    ImageRow(
        ("scratch",),
        ANY_TAG,
        "scratch",
        ("https://docs.docker.com/build/building/base-images/",),
        system="",
        package_manager="",
        is_complete=True,
        python="",
        python_origin="",
        user="root",
        workdir="/",
        environment={"PATH": DEFAULT_PATH},
        other_names="",
    ),
)

ROWS: tuple[ImageRow, ...] = (
    *_SYSTEM_ROWS,
    *_PYTHON_ROWS,
    *_BUILDPACK_ROWS,
    *_NODE_ROWS,
    *_CUDA_ROWS,
    *_UV_ROWS,
    *_CONDA_ROWS,
    *_JUPYTER_ROWS,
    *_FRAMEWORK_ROWS,
    *_DISTROLESS_ROWS,
)
"""The families that images are built on; the first row of a repository whose tag pattern matches holds."""
