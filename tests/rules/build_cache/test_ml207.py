from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability, Diagnostic

Words = Callable[..., list[str]]
Findings = Callable[..., list[Diagnostic]]
Lay = Callable[..., Any]

PIP = "RUN --mount=type=cache,target=/root/.cache/pip "
UV = "RUN --mount=type=cache,target=/root/.cache/uv "
USER = ["RUN useradd --create-home app", "USER app"]


def dockerfile(*lines: str, base: str = "python:3.12-slim") -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    ("lines", "expected", "message"),
    [
        (
            [PIP + "uv pip install --system torch"],
            ["/root/.cache/pip"],
            "this is where pip keeps its cache, but uv runs here and keeps its own in `/root/.cache/uv`",
        ),
        (
            [UV + "pip install torch"],
            ["/root/.cache/uv"],
            "this is where uv keeps its cache, but pip runs here and keeps its own in `/root/.cache/pip`",
        ),
        (
            [*USER, PIP + "pip install torch"],
            ["/root/.cache/pip"],
            "pip keeps its cache in `/home/app/.cache/pip` as the user `app`, not in the cache mount at "
            "`/root/.cache/pip`",
        ),
        (
            [*USER, "RUN --mount=type=cache,target=/root/.cache pip install torch"],
            ["/root/.cache"],
            "pip keeps its cache in `/home/app/.cache/pip` as the user `app`, not in the cache mount at `/root/.cache`",
        ),
        (
            ["ENV UV_CACHE_DIR=/opt/uv", UV + "uv sync"],
            ["/root/.cache/uv"],
            "uv keeps its cache in `/opt/uv`, as `UV_CACHE_DIR` says, not in the cache mount at `/root/.cache/uv`",
        ),
        (
            [PIP + "PIP_CACHE_DIR=/c pip install torch"],
            ["/root/.cache/pip"],
            "pip keeps its cache in `/c`, as `PIP_CACHE_DIR` says, not in the cache mount at `/root/.cache/pip`",
        ),
        (
            ["ENV XDG_CACHE_HOME=/c", PIP + "pip install torch"],
            ["/root/.cache/pip"],
            "pip keeps its cache in `/c/pip`, as `XDG_CACHE_HOME` says, not in the cache mount at `/root/.cache/pip`",
        ),
        (
            ["WORKDIR /app", "RUN --mount=type=cache,target=~/.cache/pip pip install torch"],
            ["~/.cache/pip"],
            "`~` is not expanded here: `/app/~/.cache/pip` is mounted, and pip keeps its cache in `/root/.cache/pip`",
        ),
        (
            ["RUN --mount=type=cache,target=$HOME/.cache/pip pip install torch"],
            ["$HOME/.cache/pip"],
            "`$HOME` is not set here: `/.cache/pip` is mounted, and pip keeps its cache in `/root/.cache/pip`",
        ),
        # One finding a mount, and none for the one that is used.
        (
            [
                "RUN --mount=type=cache,target=/root/.cache/pip --mount=type=cache,target=/var/cache/apt "
                "apt-get install -y git && uv pip install --system a && uv pip install --system b"
            ],
            ["/root/.cache/pip"],
            None,
        ),
    ],
)
def test_a_mount_where_the_tool_does_not_look(
    findings: Findings, lines: list[str], expected: list[str], message: str | None
) -> None:
    found = findings(dockerfile(*lines), "ML207")
    assert [one.source.slice(one.span) for one in found] == expected
    assert message is None or [one.message for one in found] == [message]


@pytest.mark.parametrize(
    "lines",
    [
        [PIP + "pip install torch"],
        [UV + "uv sync"],
        ["RUN --mount=type=cache,target=/root/.cache uv pip install --system torch"],
        # pip uses the mount, whatever uv does.
        [PIP + "pip install uv && uv pip install --system torch"],
        # A script, make or poetry may run pip.
        [PIP + "uv pip install --system torch && ./build.sh"],
        [PIP + "uv pip install --system torch && make install"],
        [PIP + "uv pip install --system torch && python setup.py develop"],
        [PIP + "poetry install"],
        [PIP + "uv pip install --system torch && conda env update -f e.yml"],
        # Mounts for something else, beside an installer that does without a cache.
        ["RUN --mount=type=cache,target=/root/.cache/ccache pip install --no-cache-dir torch"],
        ["RUN --mount=type=cache,target=/root/.ccache pip install torch"],
        ["RUN --mount=type=cache,target=/var/cache/apt apt-get update && pip install torch"],
        ["RUN --mount=type=cache,target=/usr/local/cargo/registry pip install torch"],
        ["RUN --mount=type=cache,target=/root/.cache/huggingface pip install torch"],
        # Turned off: that is another fault.
        [*USER, PIP + "pip install --no-cache-dir torch"],
        # The home is not known.
        ["USER 1000", PIP + "pip install torch"],
        ["ARG CACHE", "ENV UV_CACHE_DIR=$CACHE", UV + "uv sync"],
        # Where the variable says.
        ["ENV UV_CACHE_DIR=/opt/uv", "RUN --mount=type=cache,target=/opt/uv uv sync"],
        ["ENV UV_CACHE_DIR=/opt/uv", "RUN --mount=type=cache,target=$UV_CACHE_DIR uv sync"],
        ["ENV HOME=/h", "RUN --mount=type=cache,target=$HOME/.cache/pip pip install torch"],
        [PIP + "cat pip.log"],
        # Settings that are not followed.
        ["RUN pip config set global.cache-dir /c", PIP + "pip install torch"],
    ],
)
def test_the_mount_is_used_or_is_not_meant_for_it(words: Words, lines: list[str]) -> None:
    assert words(dockerfile(*lines), "ML207") == []


def test_an_unknown_image_may_set_variables_and_user(words: Words) -> None:
    assert words(dockerfile(PIP + "uv pip install torch", base="somebody/image"), "ML207") == []
    tree = {"Dockerfile": "ARG BASE\nFROM $BASE\n" + PIP + "uv pip install torch\n"}
    assert words(tree, "ML207") == []


def test_the_target_is_replaced(lay: Lay) -> None:
    checker = lay(dockerfile("RUN --mount=type=cache,id=a,target=/root/.cache/pip,sharing=locked \\", "  uv sync"))
    assert checker.fix("ML207", "ML220") == []
    expected = dockerfile("RUN --mount=type=cache,id=a,target=/root/.cache/uv,sharing=locked \\", "  uv sync")
    assert checker.tree() == checker.expected(expected)


def test_of_another_user_the_fix_is_not_safe(lay: Lay) -> None:
    lines = ["RUN useradd -m -u 1000 app", "USER 1000", PIP + "pip install torch"]
    checker = lay(dockerfile(*lines))
    (one,) = checker.fix("ML207")
    assert one.fix is not None
    assert one.fix.applicability is Applicability.UNSAFE
    assert checker.fix("ML207", allowed=Applicability.UNSAFE) == []
    mount = "RUN --mount=type=cache,target=/home/app/.cache/pip,uid=1000 "
    assert checker.tree() == checker.expected(dockerfile(*lines[:2], mount + "pip install torch"))


def test_without_a_number_of_the_user_there_is_no_fix(findings: Findings) -> None:
    (one,) = findings(dockerfile(*USER, PIP + "pip install torch"), "ML207")
    assert one.fix is None
    assert one.help == "mount the cache with `target=/home/app/.cache/pip` and the `uid` of the user"


def test_one_fault_is_one_finding(lay: Lay) -> None:
    checker = lay(dockerfile(PIP + "uv pip install --system --link-mode=copy torch", "RUN pip install pandas"))
    assert [one.code for one in checker.run("ML205", "ML207", "ML220").diagnostics] == ["ML207", "ML220"]


def test_a_base_that_compose_puts_in_may_set_anything(words: Words) -> None:
    tree = {
        **dockerfile(PIP + "uv pip install --system torch", base="base"),
        "base/Dockerfile": "FROM python:3.12-slim\n",
        "compose.yaml": """
            services:
              app:
                build:
                  context: .
                  additional_contexts:
                    base: service:base
              base:
                build: base
        """,
    }
    assert words(tree, "ML207") == []
