"""What is taken out of a compose file leaves no comment and no doubled empty line behind."""

from __future__ import annotations

import pytest

from dflint.compose.loader import load
from dflint.compose.tidy_removal import remove_tidily
from dflint.source import Source, apply_edits


def without(text: str, key: str, with_comment: bool = False) -> str | None:
    root = load(Source("c", text)).root
    assert root is not None
    edit = remove_tidily(root, key, with_comment)
    return None if edit is None else apply_edits(text, [edit])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("version: '3'\nservices: {}\n", "services: {}\n"),
        ("version: '3'\n\n\nservices: {}\n", "services: {}\n"),
        ("# head\nversion: '3'\n\nservices: {}\n", "# head\n\nservices: {}\n"),
        ("# head\n\nversion: '3' # old\n\nservices: {}\n", "# head\n\nservices: {}\n"),
        ("\ufeffversion: '3'\nservices: {}\n", "\ufeffservices: {}\n"),
        ("version: '3'\r\n\r\nservices: {}\r\n", "services: {}\r\n"),
        ("services: {}\n\nversion: '3'\n", "services: {}\n"),
        ("services: {}\nversion: '3'", "services: {}"),
        ("services: {}\n\n\nversion: '3'\n\n", "services: {}\n"),
        ("---\nversion: '3'\n\nservices: {}\n", "---\n\nservices: {}\n"),
        ("{version: '3', services: {}}\n", "{services: {}}\n"),
        ("version: '3'\n", None),
        ("version: &v '3'\nservices: {}\n", None),
    ],
)
def test_version(text: str, expected: str | None) -> None:
    assert without(text, "version") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\n# of b\nb:\n  c: 2\nd: 3\n", "a: 1\nd: 3\n"),
        ("a: 1\n\n# of b\nb:\n  c: 2\n\nd: 3\n", "a: 1\n\nd: 3\n"),
        ("# of a part\n\n# of b\nb: 2\nd: 3\n", "# of a part\n\nd: 3\n"),
        ("a: 1\n# of b\nb:\n  c: |\n    x\n", "a: 1\n"),
    ],
)
def test_with_the_comment(text: str, expected: str) -> None:
    assert without(text, "b", with_comment=True) == expected
