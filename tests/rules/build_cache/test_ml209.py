from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Words = Callable[..., list[str]]
Lay = Callable[..., Any]

UV = "RUN --mount=type=cache,target=/root/.cache/uv "


def dockerfile(*lines: str, base: str = "python:3.12-slim") -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([UV + "uv sync --locked"], ["uv sync"]),
        ([UV + "uv pip install --system a", UV + "uv sync"], ["uv pip install"]),
        (["RUN --mount=type=cache,target=/root/.cache uv sync"], ["uv sync"]),
        (["ENV UV_CACHE_DIR=/c", "RUN --mount=type=cache,target=/c uv sync"], ["uv sync"]),
        ([UV + "uv sync", "ENV UV_LINK_MODE=copy"], ["uv sync"]),
    ],
)
def test_links_out_of_a_mount(words: Words, lines: list[str], expected: list[str]) -> None:
    assert words(dockerfile(*lines), "ML209") == expected


@pytest.mark.parametrize(
    "lines",
    [
        ["ENV UV_LINK_MODE=copy", UV + "uv sync"],
        [UV + "UV_LINK_MODE=copy uv sync"],
        [UV + "export UV_LINK_MODE=copy && uv sync"],
        [UV + "uv sync --link-mode=copy"],
        ["ENV UV_LINK_MODE=hardlink", UV + "uv sync"],
        ["ARG UV_LINK_MODE", UV + "uv sync"],
        # No mount, or not uv's.
        ["RUN uv sync"],
        ["RUN --mount=type=cache,target=/root/.cache/pip uv sync"],
        [UV + "uv sync --no-cache"],
        ["RUN --mount=type=bind,source=uv.lock,target=uv.lock uv sync"],
        [UV + "pip install a"],
    ],
)
def test_nothing_to_link(words: Words, lines: list[str]) -> None:
    assert words(dockerfile(*lines), "ML209") == []


def test_the_base_image_may_set_it(words: Words) -> None:
    assert words(dockerfile(UV + "uv sync", base="somebody/image"), "ML209") == []


def test_the_settings_of_the_project_say_it(words: Words) -> None:
    tree = {**dockerfile("COPY uv.toml .", UV + "uv sync"), "uv.toml": 'link-mode = "copy"\n'}
    assert words(tree, "ML209") == []


def test_each_stage_is_its_own(lay: Lay) -> None:
    stages = ["FROM python:3.12 AS a\n", f"{UV}uv sync\n", "FROM a AS b\n", f"{UV}uv sync\n", "FROM python:3.12\n"]
    checker = lay({"Dockerfile": "".join([*stages, f"{UV}uv sync\n"])})
    assert checker.fix("ML209") == []
    env = "ENV UV_LINK_MODE=copy\n"
    lines = checker.tree()["Dockerfile"].decode()
    assert lines.startswith(stages[0] + env)
    assert lines.endswith(stages[4] + env + stages[1])
