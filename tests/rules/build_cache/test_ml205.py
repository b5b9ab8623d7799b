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


def dockerfile(*lines: str, base: str = "python:3.12-slim") -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([PIP + "pip install --no-cache-dir torch"], ["--no-cache-dir"]),
        ([PIP + "pip install --no-cache torch"], ["--no-cache"]),
        (
            [PIP + "pip --no-cache-dir install a && pip install b && pip3 install c --no-cache-dir"],
            ["--no-cache-dir"] * 2,
        ),
        (["RUN --mount=type=cache,target=/root/.cache python3 -m pip install --no-cache-dir a"], ["--no-cache-dir"]),
        ([UV + "uv pip install --no-cache a"], ["--no-cache"]),
        ([UV + "uv sync -n"], ["-n"]),
        ([PIP + "PIP_NO_CACHE_DIR=1 pip install a"], ["1"]),
        ([PIP + '["pip", "install", "--no-cache-dir", "a"]'], ['"--no-cache-dir"']),
        (["ENV PIP_CACHE_DIR=/c", "RUN --mount=type=cache,target=/c pip install --no-cache-dir a"], ["--no-cache-dir"]),
        # One finding a variable, not one a RUN.
        (["ENV PIP_NO_CACHE_DIR=1", PIP + "pip install a", PIP + "pip install b"], ["PIP_NO_CACHE_DIR"]),
        ([PIP + "pip install --no-cache-dir --no-deps torch"], ["--no-cache-dir"]),
        ([PIP + "pip install --no-cache-dir --no-deps git+https://e.org/a"], ["--no-cache-dir"]),
        ([PIP + "pip install --no-cache-dir ."], ["--no-cache-dir"]),
        (["ENV A=1 UV_NO_CACHE=true", UV + "uv sync"], ["UV_NO_CACHE"]),
    ],
)
def test_a_cache_mount_that_is_not_used(words: Words, lines: list[str], expected: list[str]) -> None:
    found = words(dockerfile(*lines), "ML205")
    assert [word.strip('"') for word in found] == [word.strip('"') for word in expected]


@pytest.mark.parametrize(
    "lines",
    [
        [PIP + "pip install a"],
        ["RUN pip install --no-cache-dir a"],
        # Mounts for something else.
        ["RUN --mount=type=cache,target=/root/.cache/ccache pip install --no-cache-dir a"],
        ["RUN --mount=type=cache,target=/var/cache/apt pip install --no-cache-dir a"],
        ["RUN --mount=type=cache,target=/usr/local/cargo/registry pip install --no-cache-dir a"],
        [UV + "pip install --no-cache-dir uv && uv pip install a"],
        [PIP + "uv pip install --no-cache a"],
        ["RUN --mount=type=bind,target=/root/.cache/pip pip install --no-cache-dir a"],
        # The cache is elsewhere.
        ["ENV PIP_CACHE_DIR=/c", PIP + "pip install --no-cache-dir a"],
        [PIP + "pip install --cache-dir=/x --no-cache-dir a"],
        # Not the tool's own variable, or one that does not turn it off.
        ["ENV UV_NO_CACHE=1", PIP + "pip install a"],
        ["ENV UV_NO_CACHE=0", UV + "uv sync"],
        ["ENV PIP_NO_CACHE_DIR=", PIP + "pip install a"],
        [PIP + "pip install a", "ENV PIP_NO_CACHE_DIR=1"],
        # Nothing is fetched that a cache could hold.
        [PIP + "pip install --no-cache-dir --no-deps ."],
        [PIP + "pip wheel --no-cache-dir --no-deps -w /wheels ./a ./b"],
        [UV + "uv pip install --no-cache --no-deps -e ."],
        ["ENV PIP_NO_CACHE_DIR=1", PIP + "pip install --no-deps /wheels/*.whl"],
        # What is cleaned is another matter.
        [PIP + "conda install --no-cache-dir a"],
    ],
)
def test_nothing_is_defeated(words: Words, lines: list[str]) -> None:
    assert words(dockerfile(*lines), "ML205") == []


def test_the_message_names_the_mount(findings: Findings) -> None:
    (one,) = findings(dockerfile(PIP + "pip install --no-cache-dir a"), "ML205")
    assert one.message == "with `--no-cache-dir` pip does not use the cache mount at `/root/.cache/pip`"


def test_only_the_option_goes(lay: Lay) -> None:
    checker = lay(dockerfile(PIP + "\\", "    pip install \\", "      --no-cache-dir \\", "      a # 한글"))
    assert checker.fix("ML205") == []
    expected = dockerfile(PIP + "\\", "    pip install \\", "      a # 한글")
    assert checker.tree() == checker.expected(expected)


def test_where_the_mount_may_not_be_what_is_used_the_fix_is_not_safe(lay: Lay) -> None:
    tree = dockerfile(PIP + "pip install --no-cache-dir a", base="tiangolo/uvicorn-gunicorn:python3.10")
    (one,) = lay(tree).run("ML205").diagnostics
    assert one.fix is not None
    assert one.fix.applicability is Applicability.UNSAFE


def test_a_variable_is_taken_away_only_on_demand(lay: Lay) -> None:
    tree = dockerfile("ENV PIP_NO_CACHE_DIR=1 \\", "    A=b", PIP + "pip install a")
    checker = lay(tree)
    (one,) = checker.fix("ML205")
    assert checker.tree() == checker.expected(tree)
    assert [related.message for related in one.related] == ["this mount is not used"]
    assert checker.fix("ML205", allowed=Applicability.UNSAFE) == []
    assert checker.tree() == checker.expected(dockerfile("ENV A=b", PIP + "pip install a"))


def test_a_variable_that_others_need_stays(findings: Findings) -> None:
    (one,) = findings(dockerfile("ENV PIP_NO_CACHE_DIR=1", PIP + "pip install a", "RUN pip install b"), "ML205")
    assert one.fix is None


def test_a_variable_of_the_parent_stage(findings: Findings) -> None:
    tree = {"Dockerfile": f"FROM python:3.12 AS base\nENV PIP_NO_CACHE_DIR=1\nFROM base\n{PIP}pip install a\n"}
    (one,) = findings(tree, "ML205")
    assert one.source.position(one.span.start).row == 2
    assert one.fix is not None


def test_an_argument_of_the_build_has_no_fix(findings: Findings) -> None:
    (one,) = findings(dockerfile("ARG PIP_NO_CACHE_DIR=1", PIP + "pip install a"), "ML205")
    assert one.source.slice(one.span).startswith("--mount=")
    assert one.fix is None
