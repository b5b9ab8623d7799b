from __future__ import annotations

import os
from collections.abc import Callable, Mapping

import pytest

MakeTree = Callable[[Mapping[str, str | bytes | None]], str]


@pytest.fixture
def tree(tmp_path) -> MakeTree:
    """Lays out files below a temporary folder and gives its path. None makes a folder."""

    def make(files: Mapping[str, str | bytes | None]) -> str:
        for path, content in files.items():
            full = tmp_path / path
            (full if content is None else full.parent).mkdir(parents=True, exist_ok=True)
            if content is not None:
                full.write_bytes(content if isinstance(content, bytes) else content.encode())
        return os.path.realpath(tmp_path)

    return make
