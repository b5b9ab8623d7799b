from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic, Severity

Findings = Callable[..., list[Diagnostic]]


def dockerfile(*lines: str) -> dict[str, str]:
    return {"Dockerfile": "FROM python:3.12-slim\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    ("run", "word", "by"),
    [
        ("pip install -r requirements.txt || true", "pip install", "true"),
        ("pip install torch || :", "pip install", ":"),
        ("apt-get update && apt-get install -y curl || true", "apt-get install", "true"),
        ("conda env create -f e.yml || true", "conda env create", "true"),
        ("pip install a; pip uninstall -y b; exit 0", "pip install", "exit 0"),
        ("uv sync --locked || true", "uv sync", "true"),
        ("for p in a b; do pip install $p || true; done", "pip install", "true"),
    ],
)
def test_found(findings: Findings, run: str, word: str, by: str) -> None:
    (one,) = findings(dockerfile(f"RUN {run}"), "ML326")
    assert one.source.slice(one.span) == word
    assert [related.source.slice(related.span) for related in one.related] == [by]
    assert one.severity is Severity.WARNING


def test_a_message(findings: Findings) -> None:
    (one,) = findings(dockerfile("RUN pip install flash-attn || echo 'no flash-attn'"), "ML326")
    assert one.severity is Severity.INFO


@pytest.mark.parametrize(
    "run",
    [
        "pip install a || pip install b",
        "pip install a || exit 1",
        "pip install a || (cat log && exit 1)",
        "pip install a || { echo failed; exit 1; }",
        "pip install a && find / -name '*.pyc' -delete || true",
        "ldconfig || true",
        "apt-get update || true",
        "pip uninstall -y a || true",
        "pip install a && (find / -name x || true)",
        "apt-get install -y a && rm -rf /tmp/x || true",
        "set -e; pip install a; exit 0",
        "set -eux; pip install a; exit 0",
        "pip install a; if [ $? != 0 ]; then exit 1; fi; exit 0",
        "pip install a && exit 0",
        # What another shell is told says nothing about this one.
        "yum install -y unzip; yum clean all && su app -c 'make; exit 0'",
        "pip install a; bash -c 'ls; exit 0'",
        "pip install a; echo $(ls; exit 0)",
        "pip install a; bash -c 'make || true'",
        "pip install 'true'",
        "echo 'pip install a || true'",
    ],
)
def test_silent(findings: Findings, run: str) -> None:
    assert findings(dockerfile(f"RUN {run}"), "ML326") == []


@pytest.mark.parametrize(
    "later",
    [
        "RUN apt-get install -y fuse",
        "RUN apt --fix-broken install -y",
        "RUN sed -i s/a/b/ x && apt-get install -y fuse",
    ],
)
def test_a_package_that_is_known_to_fail_at_first(findings: Findings, later: str) -> None:
    assert findings(dockerfile("RUN apt-get install -y fuse || true", later), "ML326") == []
