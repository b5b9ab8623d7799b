"""What the tokens of a format start with is what is looked for before its expression is tried."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dflint.knowledge.token_formats import TOKEN_FORMATS, TokenFormat


@pytest.mark.parametrize("row", TOKEN_FORMATS, ids=lambda row: row.title)
def test_all_that_a_pattern_matches_starts_so(row: TokenFormat) -> None:
    @settings(max_examples=60, deadline=None)
    @given(st.from_regex(row.pattern, fullmatch=True))
    def starts(token: str) -> None:
        assert token.startswith(row.starts)

    starts()
