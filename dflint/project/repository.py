"""Which repository is the project in: what is it called, and whose is it?

By the folder, the remotes of Git, the metadata of Python packages, and the addresses at GitHub and its like that the
metadata and the README give for it.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from dflint.project.project import Project

_METADATA = (
    ("pyproject.toml", r"^name\s*=\s*[\"']([^\"']+)"),
    ("setup.py", r"\bname\s*=\s*[\"']([^\"']+)"),
    ("setup.cfg", r"^name\s*=\s*(\S+)"),
)
_READMES = ("README.md", "README.rst", "README", "readme.md", "Readme.md")
_CITATION = "CITATION.cff"
_REMOTE = lazy_pattern(r"^\s*url\s*=\s*(?:\S*?(?P<owner>[^/:\s]+)/)?(?P<name>[^/:\s]+?)(?:\.git)?/?\s*$", re.MULTILINE)
_ADDRESS = lazy_pattern(r"\b(?:github\.com|gitlab\.com|bitbucket\.org)[/:](?P<owner>[\w-]+)/(?P<name>[\w.-]+)")


_SITE = r"https?://(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org)/(?P<owner>[\w-]+)"
_OWN_ADDRESS = lazy_pattern(
    rf"^[ \t]*[\"']?(?:project[_-]|source[_-]|repository[_-])?(?:url|home-?page|repository|source|code)(?:[ _-]code)?"
    rf"[\"']?\s*[=:]\s*[\"']?{_SITE}/[\w.-]+/?(?![\w./#-])",
    re.MULTILINE | re.IGNORECASE,
)
"""Where metadata give the address of the project, whatever it is called there."""
_BADGE = lazy_pattern(rf"{_SITE}/[\w.-]+/(?:actions/)?workflows/[^\s)\"']+badge\.svg")
"""The state of a workflow, which a README shows of its own repository."""


def is_project_itself(repository: str, project: Project) -> bool:
    """Whether a repository, ``owner/name``, is the one that the project is in."""
    return _normalised(repository.rpartition("/")[2]) in _names(project)


def has_same_owner(repository: str, project: Project) -> bool:
    """Whether a repository, ``owner/name``, belongs to whom the project belongs, as far as that is known."""
    owner, slash, _ = repository.lower().rpartition("/")
    return bool(slash) and owner in _owners(project)


def _names(project: Project) -> frozenset[str]:
    """What the project is called, normalised."""
    names = {re.split(r"[^\w.-]", project.root.replace(os.sep, "/").rstrip("/"))[-1]}
    names.update(match["name"] for match in _REMOTE.finditer(_text(project, ".git", "config")))
    for file, pattern in _METADATA:
        match = re.search(pattern, _text(project, file), re.MULTILINE)
        if match is not None:
            names.add(match[1])
    return frozenset(_normalised(name) for name in names if name)


def _owners(project: Project) -> frozenset[str]:
    """The owners of the project's repository and its copies, in lower case."""
    found = {match["owner"] for match in _REMOTE.finditer(_text(project, ".git", "config")) if match["owner"]}
    names = _names(project)
    for file in (*(file for file, _ in _METADATA), *_READMES):
        for match in _ADDRESS.finditer(_text(project, file)):
            if _normalised(match["name"].rstrip(".").removesuffix(".git")) in names:
                found.add(match["owner"])
    for file, _ in _METADATA:
        found.update(match["owner"] for match in _OWN_ADDRESS.finditer(_text(project, file)))
    # What is indented there belongs to a work that is cited.
    cited = _OWN_ADDRESS.finditer(_text(project, _CITATION))
    found.update(match["owner"] for match in cited if not match[0][0].isspace())
    for file in _READMES:
        found.update(match["owner"] for match in _BADGE.finditer(_text(project, file)))
    return frozenset(owner.lower() for owner in found)


def _text(project: Project, *path: str) -> str:
    source = project.source(os.path.join(project.root, *path))
    return "" if source is None else source.text


def _normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
