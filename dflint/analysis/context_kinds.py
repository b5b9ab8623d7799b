"""Of what kind is a file of a build context: source, data, weights, git, a cache, a notebook, an environment?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dflint.context.leftovers import leftovers
from dflint.context.weights import may_name_weights
from dflint.knowledge.ignorable_files import CODE_SUFFIXES, DATA_SUFFIXES, LARGE_DATA, LARGE_WEIGHTS
from dflint.sizes import KILOBYTE

if TYPE_CHECKING:
    from dflint.context.build_context import BuildContext

SOURCE, DATA, WEIGHTS, GIT, CACHES = "source", "data", "weights", "git", "caches"
NOTEBOOKS, ENVIRONMENTS, OTHER = "notebooks", "virtual environments", "other"

_BY_DESCRIPTION = {
    "the git history": GIT,
    "byte code": CACHES,
    "a virtual environment": ENVIRONMENTS,
    "a tool's cache": CACHES,
    "a cache": CACHES,
    "packages of npm": ENVIRONMENTS,
    "autosaved notebooks": NOTEBOOKS,
    "notebooks": NOTEBOOKS,
    "checkpoints": WEIGHTS,
    LARGE_WEIGHTS.description: WEIGHTS,
    LARGE_DATA.description: DATA,
    "traces of experiments": DATA,
}
_TEXTS = (".toml", ".cfg", ".ini", ".yaml", ".yml", ".md", ".rst", ".txt", ".html", ".css", ".lock", ".tf", ".proto")
_NAMES = frozenset({"Dockerfile", "Makefile", "LICENSE", "requirements.txt", ".dockerignore", ".gitignore"})
_TEXT_DATA = (".json", ".txt", ".html")
_LARGEST_TEXT = 1000 * KILOBYTE
"""A larger one is data: nobody has written it."""


def kinds_of_folders(context: BuildContext) -> Mapping[str, str]:
    """The kinds of folders and files that have one as a whole: ``data``, ``.git``, ``.venv``."""
    return {one.path: _BY_DESCRIPTION.get(one.kind.description, OTHER) for one in leftovers(context)}


def kind_of_file(path: str, size: int, folders: Mapping[str, str]) -> str:
    """The kind of a file of so many bytes; `folders` are those of `kinds_of_folders`."""
    around = path
    while around:
        if around in folders:
            return folders[around]
        around = around.rpartition("/")[0]
    return _kind_by_name(path, path.rpartition("/")[2], size)


def _kind_by_name(path: str, name: str, size: int) -> str:
    lower = name.lower()
    if lower.endswith(".ipynb"):
        return NOTEBOOKS
    if lower.endswith((".pyc", ".pyo")):
        return CACHES
    if may_name_weights(path):
        return WEIGHTS
    if lower.endswith(DATA_SUFFIXES) or (lower.endswith(_TEXT_DATA) and size > _LARGEST_TEXT):
        return DATA
    if lower.endswith((*CODE_SUFFIXES, *_TEXTS, ".json")) or name in _NAMES:
        return SOURCE
    return OTHER
