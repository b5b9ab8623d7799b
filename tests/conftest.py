"""What holds for all tests."""

from __future__ import annotations

import gc

import pytest


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave what other tests have left out of the collections of a test that measures time."""
    if any(word in item.name for word in ("linear", "time", "quick", "slowly")):
        gc.collect()
        gc.freeze()
