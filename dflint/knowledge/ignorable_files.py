"""What lies in a project folder and has no business in a build context: version control, byte code, environments,
caches, traces of experiments, data.

*Safe* is what no program in the container could miss: `.git`, byte code, virtual environments, caches of tools. A
program may read the rest, so a person has to decide. The pages in `source` were looked up on the day in `VERIFIED`. A
row without one is what people call such folders.
"""

from __future__ import annotations

from typing import NamedTuple

from dflint.sizes import MEGABYTE

VERIFIED = "2026-11-23"


class IgnorableKind(NamedTuple):
    """Files or folders of one kind.

    `name` is a pattern of the name, or the end of the path. Of the patterns `evidence` one must be met by a name in
    the folder; without any the name is enough. What is smaller than `least_bytes` altogether is not worth a word. With
    `holds_no_code` a folder that holds source code is something else. `is_important` is what costs most, by size, by
    rebuilds or by what it gives away. `occurs_anywhere` is what by its nature occurs at every depth.
    """

    name: str
    description: str
    is_safe: bool
    is_directory: bool = True
    is_important: bool = False
    evidence: tuple[str, ...] = ()
    least_bytes: int = 1
    holds_no_code: bool = False
    occurs_anywhere: bool = False
    source: str = ""


_DOCKERIGNORE = "https://docs.docker.com/build/concepts/context/#dockerignore-files"
_HYDRA = "https://hydra.cc/docs/tutorials/basic/running_your_app/working_directory"
_TENSORBOARD = "https://docs.pytorch.org/docs/stable/tensorboard.html"
_NOTEBOOK = "https://docs.jupyter.org/en/latest/"
_DAY = "20[0-9][0-9]-[0-1][0-9]-[0-3][0-9]"
_SOME_DATA = 10 * MEGABYTE

GIT = IgnorableKind(".git", "the git history", True, is_important=True, source=_DOCKERIGNORE)
"""A folder, or the small file that stands for it in a worktree or a submodule."""

BYTE_CODE = IgnorableKind(
    "__pycache__", "byte code", True, occurs_anywhere=True, source="https://peps.python.org/pep-3147/"
)
STRAY_BYTE_CODE = IgnorableKind(
    "*.pyc", "byte code", True, is_directory=False, occurs_anywhere=True, source="https://peps.python.org/pep-3147/"
)
"""Beside its source, as Python 2 wrote it. Without its source it is the program (PEP 3147, "Python behavior")."""

ENVIRONMENT = IgnorableKind(
    "*",
    "a virtual environment",
    True,
    is_important=True,
    evidence=("pyvenv.cfg", "conda-meta"),
    source="https://peps.python.org/pep-0405/",
)
"""Whatever its name: `pyvenv.cfg` marks a virtual environment, `conda-meta` one of conda."""

SAFE_KINDS = (
    IgnorableKind(
        ".mypy_cache", "a tool's cache", True, source="https://mypy.readthedocs.io/en/stable/command_line.html"
    ),
    IgnorableKind(".ruff_cache", "a tool's cache", True, source="https://docs.astral.sh/ruff/settings/#cache-dir"),
    IgnorableKind(
        ".pytest_cache", "a tool's cache", True, source="https://docs.pytest.org/en/stable/how-to/cache.html"
    ),
    IgnorableKind(".tox", "a tool's cache", True, is_important=True, source="https://tox.wiki/en/latest/config.html"),
    IgnorableKind(".nox", "a tool's cache", True, is_important=True),
)
"""Caches of tools that check and test; tox and nox keep whole environments there."""

AUTOSAVED_NOTEBOOKS = IgnorableKind(
    ".ipynb_checkpoints", "autosaved notebooks", False, occurs_anywhere=True, source=_NOTEBOOK
)

UNSAFE_KINDS = (
    IgnorableKind(
        "wandb",
        "traces of experiments",
        False,
        is_important=True,
        evidence=("run-*", "offline-run-*", "latest-run"),
        source="https://docs.wandb.ai/guides/artifacts/storage",
    ),
    IgnorableKind(
        "mlruns",
        "traces of experiments",
        False,
        is_important=True,
        evidence=("[0-9]*", ".trash"),
        source="https://mlflow.org/docs/latest/tracking.html",
    ),
    IgnorableKind(
        "mlartifacts",
        "traces of experiments",
        False,
        is_important=True,
        evidence=("[0-9]*",),
        source="https://mlflow.org/docs/latest/tracking.html",
    ),
    IgnorableKind(
        "lightning_logs",
        "traces of experiments",
        False,
        is_important=True,
        evidence=("version_[0-9]*",),
        source="https://lightning.ai/docs/pytorch/stable/common/checkpointing_basic.html",
    ),
    IgnorableKind(
        "runs",
        "traces of experiments",
        False,
        is_important=True,
        evidence=("[A-Z][a-z][a-z][0-3][0-9]_[0-2][0-9]-*", "events.out.tfevents.*", "detect", "segment", "classify"),
        source=_TENSORBOARD,
    ),
    IgnorableKind("logs", "traces of experiments", False, evidence=("events.out.tfevents.*",), source=_TENSORBOARD),
    IgnorableKind("outputs", "traces of experiments", False, is_important=True, evidence=(_DAY,), source=_HYDRA),
    IgnorableKind("multirun", "traces of experiments", False, is_important=True, evidence=(_DAY,), source=_HYDRA),
    *(
        IgnorableKind(
            name,
            "checkpoints",
            False,
            is_important=True,
            least_bytes=_SOME_DATA,
            holds_no_code=True,
            source="https://lightning.ai/docs/pytorch/stable/common/checkpointing_basic.html",
        )
        for name in ("checkpoints", "checkpoint", "ckpt", "ckpts")
    ),
    *(
        IgnorableKind(
            name,
            "data",
            False,
            is_important=True,
            least_bytes=_SOME_DATA,
            holds_no_code=True,
        )
        for name in ("data", "dataset", "datasets", "raw_data")
    ),
    IgnorableKind(
        ".dvc/cache",
        "data",
        False,
        is_important=True,
        source="https://dvc.org/doc/user-guide/project-structure/internal-files",
    ),
    IgnorableKind(
        ".cache",
        "a cache",
        False,
        least_bytes=_SOME_DATA,
    ),
    IgnorableKind(
        "node_modules",
        "packages of npm",
        False,
        evidence=(".package-lock.json", ".bin", ".yarn-integrity", ".modules.yaml"),
        occurs_anywhere=True,
        source="https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json",
    ),
    AUTOSAVED_NOTEBOOKS,
)

NOTEBOOKS = IgnorableKind(
    "*.ipynb",
    "notebooks",
    False,
    is_directory=False,
    least_bytes=_SOME_DATA,
    occurs_anywhere=True,
    source="https://nbformat.readthedocs.io/en/latest/format_description.html",
)
LARGE_WEIGHTS = IgnorableKind("", "model weights", False, is_directory=False, is_important=True)
"""Files that `dflint.knowledge.model_files` tells; how large is large, the one who asks says."""

LARGE_DATA = IgnorableKind("", "data", False, is_directory=False, is_important=True)
"""Files with one of `DATA_SUFFIXES`."""

DATA_SUFFIXES = (
    *(".csv", ".tsv", ".jsonl", ".parquet", ".arrow", ".feather", ".tfrecord", ".npy", ".hdf5", ".lmdb"),
    *(".zip", ".tar", ".tar.gz", ".tgz", ".7z", ".mp4", ".avi", ".wav", ".flac"),
)
CODE_SUFFIXES = (
    ".py",
    ".pyx",
    ".ipynb",
    ".js",
    ".ts",
    ".go",
    ".rs",
    ".java",
    ".c",
    ".cc",
    ".cpp",
    ".cu",
    ".h",
    ".sh",
    ".sql",
)


class GitignoreName(NamedTuple):
    """A name that `.gitignore` matches at every depth, and `.dockerignore` only at the root of the context.

    `name` is what people write. `example` is where such a thing lies in a folder that holds a file of the pattern
    `beside`, which is "" where a folder may as well never hold one.
    """

    name: str
    example: str
    beside: str
    source: str


_BYTE_CODE_EXAMPLE = "__pycache__/module.cpython-312.pyc"
_PEP_3147 = "https://peps.python.org/pep-3147/"

NAMES_AT_ANY_DEPTH = (
    GitignoreName("__pycache__", _BYTE_CODE_EXAMPLE, "*.py", _PEP_3147),
    *(
        GitignoreName(name, _BYTE_CODE_EXAMPLE, "*.py", _PEP_3147)
        for name in ("*.pyc", "*.py[co]", "*.py[cod]", "*.py[ocd]", "*.py[oc]")
    ),
    GitignoreName(".ipynb_checkpoints", ".ipynb_checkpoints/notebook-checkpoint.ipynb", "*.ipynb", _NOTEBOOK),
    GitignoreName(".DS_Store", ".DS_Store", "", "https://en.wikipedia.org/wiki/.DS_Store"),
    GitignoreName("Thumbs.db", "Thumbs.db", "", "https://en.wikipedia.org/wiki/Windows_thumbnail_cache"),
)
"""Things that by their nature occur at any depth."""
