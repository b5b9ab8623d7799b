"""Where is the repository that a CI system has checked out? Code hosts name files from there."""

from __future__ import annotations

import os
from collections.abc import Mapping

from dflint.project.roots import is_below, is_repository

_VARIABLES = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")
"""Variables of GitHub Actions and of GitLab CI that name the folder, for a checkout without ``.git``."""


def checkout_of(folder: str, environment: Mapping[str, str] = os.environ) -> str:
    """The root of the git repository that holds the absolute `folder`, else the folder of the CI job, else `folder`."""
    candidate = folder
    while not is_repository(candidate):
        parent = os.path.dirname(candidate)
        if parent == candidate:
            break
        candidate = parent
    else:
        return candidate
    for name in _VARIABLES:
        given = environment.get(name)
        if given and is_below(folder, os.path.abspath(given)):
            return os.path.abspath(given)
    return folder
