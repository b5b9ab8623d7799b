"""Which layer of one version of a Dockerfile is which of another."""

from __future__ import annotations

import pytest

from dflint.analysis.same_layers import same_layers
from dflint.build.build import Build
from dflint.build.layers import Layer, layers_of
from dflint.dockerfile.parser import parse
from dflint.source import Source


def layers(text: str) -> tuple[Layer, ...]:
    return layers_of(Build(parse(Source("Dockerfile", text)), "Dockerfile"))


@pytest.mark.parametrize(
    ("before", "after", "rows"),
    [
        ("FROM a\nRUN x\nRUN y\n", "FROM a\nRUN y\nRUN x\n", {2: 3, 3: 2}),
        ("FROM a\nRUN x\nRUN x\n", "FROM a\nRUN x\nRUN x\n", {2: 2, 3: 3}),
        ("FROM a\nRUN x\n", "FROM a\nRUN completely other\n", {}),
        (
            "FROM a\nCOPY . .\nRUN pip install -r requirements.txt\n",
            "FROM a\nCOPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt\nCOPY . .\n",
            {2: 4, 3: 3},
        ),
        ("FROM a AS one\nRUN x\nFROM one\nRUN x\n", "FROM a\nRUN x\n", {2: 2}),
        ("FROM a AS one\nRUN x\nFROM one\nRUN y\n", "FROM a AS two\nRUN x\nFROM two\nRUN y\n", {2: 2, 4: 4}),
        ("FROM a\nRUN x \\\n  y\n", "FROM a\nRUN x y\n", {2: 2}),
    ],
)
def test_rows(before: str, after: str, rows: dict[int, int]) -> None:
    found = same_layers(layers(before), layers(after))
    assert {one.row: other.row for one, other in found.items()} == rows
