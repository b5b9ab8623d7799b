from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability

Words = Callable[..., list[str]]
Lay = Callable[..., Any]

NAME = "DEBIAN_FRONTEND"
SET = f"ENV {NAME}=noninteractive"


def dockerfile(*lines: str, base: str = "debian:12") -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize("line", [SET, f"ENV {NAME} noninteractive", f"ENV A=b {NAME}=noninteractive C=d"])
def test_it_stays_in_the_image(words: Words, line: str) -> None:
    assert words(dockerfile(line, "CMD x"), "ML901") == [NAME]


@pytest.mark.parametrize(
    "lines",
    [
        [f"ARG {NAME}=noninteractive"],
        [f"RUN {NAME}=noninteractive apt-get install -y git"],
        [SET, "RUN apt-get install -y git", f"ENV {NAME}=dialog"],
        [SET, "RUN apt-get install -y git", f"ENV {NAME}="],
        [f"ENV {NAME}=teletype"],
        [SET, "FROM debian:12", "COPY --from=0 /a /a"],
    ],
)
def test_nothing_stays(words: Words, lines: list[str]) -> None:
    assert words(dockerfile(*lines), "ML901") == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([f"ENV {NAME} noninteractive"], [f"ARG {NAME}=noninteractive"]),
        ([f"ENV A=b \\\n    {NAME}=noninteractive"], [f"ARG {NAME}=noninteractive", "ENV A=b"]),
    ],
)
def test_it_becomes_an_argument(lay: Lay, before: list[str], after: list[str]) -> None:
    checker = lay(dockerfile(*before, "CMD x"))
    assert checker.fix("ML901") == []
    assert checker.tree() == checker.expected(dockerfile(*after, "CMD x"))


def test_images_that_start_from_it_may_rely_on_it(lay: Lay) -> None:
    (one,) = lay(dockerfile(SET)).run("ML901").diagnostics
    assert one.fix is not None
    assert one.fix.applicability is Applicability.UNSAFE
