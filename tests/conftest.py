"""What holds for all tests."""

from __future__ import annotations

import gc
import os

import pytest

for _name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITLAB_CI", "DFLINT_OUTPUT_FORMAT", "DFLINT_OUTPUT_FILE"):
    # A run in CI writes more than one elsewhere.
    os.environ.pop(_name, None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Build images first: with `-n 2 --dist worksteal` one process does that while the other one does the rest."""
    items.sort(key=lambda item: item.get_closest_marker("build") is None)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave what other tests have left out of the collections of a test that measures time."""
    if any(word in item.name for word in ("linear", "time", "quick", "slowly")):
        gc.collect()
        gc.freeze()
