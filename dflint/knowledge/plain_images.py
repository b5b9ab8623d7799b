"""Images that certainly hold no Python package but the tools that install others.

The families are those of `dflint.knowledge.base_images`; what is in each is said by the sources of its rows.
"""

from __future__ import annotations

VERIFIED = "2026-11-27"

PLAIN_FAMILIES = frozenset(
    {"alpine", "buildpack-deps", "conda", "cuda", "debian", "distroless", "micromamba", "miniforge", "node", "python"}
    | {"scratch", "ubuntu", "uv"}
)
"""Families without any framework of machine learning."""
