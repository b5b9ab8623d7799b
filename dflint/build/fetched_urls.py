"""Is what a URL names a model or a dataset, and does the URL say which version of it?"""

from __future__ import annotations

import re
from typing import NamedTuple

from dflint.context.weights import may_name_weights
from dflint.knowledge.data_files import DATASET_URLS
from dflint.knowledge.model_hubs import BRANCHES, DATASET, HUGGING_FACE_HOSTS, MODEL
from dflint.lazy_pattern import lazy_pattern

_URL = lazy_pattern(r"(?:https?|ftp|s3|gs|git)://(?:[^/@\s]*@)?([^/:?#\s]+)(?::\d+)?(/[^?#\s]*)?", re.IGNORECASE)
_HUB_FILE = lazy_pattern(r"/(datasets/)?([\w.-]+/[\w.-]+)/(?:resolve|raw)/([^/]+)/(.+)")
_GITHUB_FILE = lazy_pattern(
    r"/[\w.-]+/[\w.-]+/(?:raw|blob|media)/(?:refs/heads/)?([^/]+)/.+|/[\w.-]+/[\w.-]+/([^/]+)/.+"
)
_GITHUB_RAW = frozenset({"raw.githubusercontent.com", "media.githubusercontent.com"})
_VERSION = lazy_pattern(r"(?:^|[/_v.-])\d+\.\d+|(?:^|[/_-])v\d+(?![A-Za-z])|[0-9a-f]{8,}", re.IGNORECASE)
_WEIGHTS_OF_HUB = (".bin", ".h5", ".msgpack", ".pb", ".pkl", ".joblib", ".npz", ".model", ".params")
# https://huggingface.co/docs/hub/datasets-supported-formats
_DATA_OF_HUB = (".parquet", ".csv", ".tsv", ".jsonl", ".arrow", ".zip", ".tar", ".gz", ".zst", ".tgz")


class FetchedUrl(NamedTuple):
    """What a URL names.

    `name` is the repository of a hub, else the file. `is_pinned` is whether the URL says which version is meant: False
    where it names a branch, which moves, None where nobody can tell. `branch` is that branch. `has_version` is whether
    something like a version or a hash stands in it.
    """

    kind: str
    name: str
    file: str
    is_pinned: bool | None
    branch: str
    has_version: bool


def fetched_url(url: str) -> FetchedUrl | None:
    """What `url` names if that is a model or a dataset for certain; None else. Variables may stand in it."""
    match = _URL.match(url)
    if match is None:
        return None
    host, path = match[1].lower(), match[2] or ""
    file = path.rpartition("/")[2]
    if host in HUGGING_FACE_HOSTS:
        return _of_hub(path, file)
    place = host.removeprefix("www.") + path
    for start, name, _ in DATASET_URLS:
        if place.startswith(start):
            return FetchedUrl(DATASET, name, file, None, "", True)
    if not may_name_weights(path):
        return None
    branch = _branch(host, path)
    is_pinned = None if branch is None else branch not in BRANCHES
    return FetchedUrl(
        MODEL, file, file, is_pinned, branch or "" if is_pinned is False else "", _VERSION.search(path) is not None
    )


def _of_hub(path: str, file: str) -> FetchedUrl | None:
    match = _HUB_FILE.fullmatch(path)
    if match is None:
        return None
    is_dataset = match[1] is not None
    lower = file.lower()
    if not lower.endswith(_DATA_OF_HUB if is_dataset else _WEIGHTS_OF_HUB) and not may_name_weights(path):
        return None
    revision = match[3]
    is_pinned = None if "$" in revision else revision not in BRANCHES
    return FetchedUrl(
        DATASET if is_dataset else MODEL, match[2], file, is_pinned, revision if is_pinned is False else "", True
    )


def _branch(host: str, path: str) -> str | None:
    """What a URL of a file in a repository of GitHub names as its revision; None for any other URL."""
    if host in _GITHUB_RAW or (host == "github.com" and re.search(r"/(?:raw|blob)/", path)):
        match = _GITHUB_FILE.fullmatch(path)
        revision = (match[1] or match[2]) if match is not None else None
        return None if revision is None or "$" in revision else revision
    return None
