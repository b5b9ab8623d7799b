"""Whatever the file, adding comments adds lines with comments and nothing else, and silences or says why not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ignores.test_spots import added

DOCKERFILE_LINES = (
    "FROM a",
    "FROM X AS build",
    "# syntax=docker/dockerfile:1",
    "# escape=`",
    "# check=skip=all",
    "# X is built",
    "# hadolint ignore=DL3006",
    "# dflint: ignore=ML101 before",
    "ARG X=1",
    "RUN one && \\",
    "RUN one && `",
    "  X && \\",
    "  # inside",
    "RUN <<EOF cat && X",
    "RUN <<-'EOF' cat",
    "EOF",
    "\tEOF",
    "X",
    'CMD ["X", "\\',
    "",
    " \t",
    "COPY X \udcff",
)
COMPOSE_LINES = (
    "services:",
    "  a:",
    "  b: &anchor",
    "  c: *anchor",
    "  d: {image: X, ports: [",
    "  X, {a: X}]}",
    "    image: X",
    '    image: "X',
    "    command: |",
    "    command: >-",
    "      one X",
    "      # X",
    "    build:",
    "      dockerfile_inline: |",
    "        FROM X",
    "        RUN X",
    '      dockerfile_inline: "FROM a\\nRUN X"',
    "    ports:",
    "    - X",
    "    -   - X",
    "    ? X",
    "    : - X",
    "---",
    "# dclint disable",
    "    # dclint disable-line",
    "# dflint: ignore-file=ML101 before",
    "",
)
IGNORE_LINES = ("X", "  X", "!X", "# X", "[X", "", "\t", "# dflint: ignore=ML101 before")
COMMENT = "# dflint: ignore"
FILES = {"Dockerfile": DOCKERFILE_LINES, "compose.yaml": COMPOSE_LINES, ".dockerignore": IGNORE_LINES}


def said(text: str) -> list[str]:
    """The lines of a text without the comments that are added, and without empty ones at its ends."""
    lines = [line.rstrip("\r") for line in text.strip("\ufeff").split("\n")]
    kept = [
        line for line in lines if not line.strip().startswith((f"{COMMENT}=ML101 why", f"{COMMENT}-file=ML101 why"))
    ]
    return "\n".join(kept).strip("\n").split("\n")


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_only_comments_come(name: str, data: st.DataObject) -> None:
    newline = data.draw(st.sampled_from(("\n", "\r\n")))
    lines = data.draw(st.lists(st.sampled_from(FILES[name]), max_size=12))
    mark, end = data.draw(st.sampled_from(("", "\ufeff"))), data.draw(st.sampled_from(("", newline)))
    text = mark + newline.join(lines) + end
    after, result = added(name, text, "X")
    if '"FROM a' not in text:
        assert said(after) == said(text)
    assert len(result.left) == len(result.remaining.diagnostics)
    silenced = len(result.silenced)
    assert (after == text) is (silenced == 0)
    again, result = added(name, after, "X")
    assert (again, result.silenced) == (after, ())
