"""The images of the Jupyter project: they moved from Docker Hub to quay.io."""

from __future__ import annotations

VERIFIED = "2026-11-23"

SOURCE = "https://github.com/jupyter/docker-stacks/blob/main/README.md"

FROZEN_SINCE = "2023-10-20"

NEW_HOME = "quay.io/jupyter"

_NAMES = (
    *("docker-stacks-foundation", "base-notebook", "minimal-notebook", "julia-notebook", "r-notebook"),
    *("scipy-notebook", "tensorflow-notebook", "pytorch-notebook", "datascience-notebook"),
    *("pyspark-notebook", "all-spark-notebook"),
)
"""pytorch-notebook was made after the move; on Docker Hub there is none."""

_FROZEN = frozenset(f"jupyter/{name}" for name in _NAMES if name != "pytorch-notebook")


def is_frozen(repository: str) -> bool:
    """Whether the repository, as people write it, is one of those that are no longer updated."""
    return repository in _FROZEN
