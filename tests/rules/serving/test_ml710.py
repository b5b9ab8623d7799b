from __future__ import annotations

from collections.abc import Callable

import pytest

Words = Callable[..., list[str]]

NAME = "PYTHONDONTWRITEBYTECODE"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([f"ENV {NAME}=1"], [NAME]),
        ([f"ENV {NAME} 1"], [NAME]),
        ([f"ENV {NAME}="], []),
        ([f"ENV {NAME}=1", f"ENV {NAME}="], []),
        ([f"ARG {NAME}=1"], []),
        ([f"ENV {NAME}=1", "FROM python:3.12", "COPY --from=0 /a /a"], []),
    ],
)
def test_the_variable_stays_in_the_image(words: Words, lines: list[str], expected: list[str]) -> None:
    assert words({"Dockerfile": "FROM python:3.12\n" + "\n".join(lines) + "\n"}, "ML710") == expected
