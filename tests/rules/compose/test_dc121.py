"""DC121: secrets as build arguments, and the edits of both files that make secrets of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability, Diagnostic, Severity

Words = Callable[..., list[str]]
Findings = Callable[..., list[Diagnostic]]
DOCKERFILE = "FROM python:3.12-slim\nARG HF_TOKEN\nRUN hf download org/model\n"


def compose(*lines: str, context: str = ".") -> str:
    section = "".join(f"      {line}\n" for line in (f"context: {context}", *lines))
    return f"services:\n  s:\n    build:\n{section}"


def project(*lines: str, dockerfile: str = DOCKERFILE) -> dict[str, str]:
    return {"Dockerfile": dockerfile, "compose.yaml": compose(*lines)}


def test_only_both_files_together_show_it(findings: Findings) -> None:
    (one,) = findings(project("args: {HF_TOKEN: '${HF_TOKEN}'}"), "DC121")
    assert one.severity is Severity.ERROR
    assert one.source.slice(one.span) == "HF_TOKEN"
    (related,) = one.related
    assert related.source.path.endswith("Dockerfile")
    assert related.source.slice(related.span) == "HF_TOKEN"
    assert findings(project("args: {HF_TOKEN: '${HF_TOKEN}'}", dockerfile="FROM python:3.12-slim\n"), "DC121") == []


@pytest.mark.parametrize(
    "item",
    [
        "HF_TOKEN=${HF_TOKEN}",
        "HF_TOKEN=${HF_TOKEN:-}",
        "HF_TOKEN=$MY_TOKEN",
        "HF_TOKEN",
        "HF_TOKEN=kD93hs0aLp2QmX71vbTe",
        "NPM_TOKEN=${NPM_TOKEN}",
        "DB_PASSWORD=hunter2",
        "INDEX=https://user:${PASSWORD}@pypi.example.org/simple",
    ],
)
def test_found(findings: Findings, item: str) -> None:
    name = item.partition("=")[0]
    tree = project("args:", f"  - {item}", dockerfile=f"FROM x\nARG {name}\nRUN make\n")
    (one,) = findings(tree, "DC121")
    assert one.source.slice(one.span) == name
    for secret in ("kD93hs0aLp2QmX71vbTe", "hunter2"):
        assert secret not in one.message + one.help
        assert (secret in item) == (secret in [one.source.slice(span) for span in one.secrets])


@pytest.mark.parametrize(
    "item",
    [
        "HF_TOKEN=",
        "HF_TOKEN=false",
        "HF_TOKEN=<your token>",
        "MAX_TOKEN=4096",
        "TOKEN_FILE=/run/secrets/x",
        "NEXT_PUBLIC_API_KEY=${KEY}",
        "VITE_API_KEY=${KEY}",
        "CACHE_KEY=1",
        "INDEX=https://pypi.example.org/simple",
    ],
)
def test_silent(words: Words, item: str) -> None:
    name = item.partition("=")[0]
    tree = project("args:", f"  - {item}", dockerfile=f"FROM x\nARG {name}\nRUN make\n")
    assert words(tree, "DC121") == []


def test_a_stage_that_files_are_copied_from(findings: Findings) -> None:
    text = "FROM x AS fetch\nARG HF_TOKEN\nRUN hf download org/model --local-dir /m\nFROM x\nCOPY --from=fetch /m /m\n"
    (one,) = findings(project("args: {HF_TOKEN: '${HF_TOKEN}'}", dockerfile=text), "DC121")
    assert one.severity is Severity.WARNING
    assert "no place for a secret" in one.message


def test_a_dockerfile_that_is_not_here(findings: Findings) -> None:
    text = compose("args: {HF_TOKEN: '${HF_TOKEN}'}", context="https://github.com/example/x.git")
    (one,) = findings({"compose.yaml": text}, "DC121")
    assert one.severity is Severity.WARNING
    assert one.fix is None


class TestFix:
    MOUNTED = "FROM python:3.12-slim\nRUN --mount=type=secret,id=hf_token,env=HF_TOKEN hf download org/model\n"

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            (
                ["args:", "  - HF_TOKEN=${HF_TOKEN}", "  - DEVICE=cpu"],
                ["args:", "  - DEVICE=cpu", "secrets:", "  - hf_token"],
            ),
            (
                ["args:", "  DEVICE: cpu", "  HF_TOKEN: ${HF_TOKEN} # x"],
                ["args:", "  DEVICE: cpu", "secrets:", "  - hf_token"],
            ),
            (["args: [HF_TOKEN]", "target: s"], ["target: s", "secrets:", "  - hf_token"]),
            (["args: {HF_TOKEN: $HF_TOKEN, A: b}"], ["args: {A: b}", "secrets:", "  - hf_token"]),
        ],
    )
    def test_both_files_change(self, lay: Callable[..., Any], before: list[str], after: list[str]) -> None:
        dockerfile = DOCKERFILE.replace("slim", "slim AS s\nARG DEVICE A")
        checker = lay(project(*before, dockerfile=dockerfile))
        assert checker.fix("DC121", allowed=Applicability.UNSAFE) == []
        text = (checker.folder / "compose.yaml").read_text()
        assert text == compose(*after) + "secrets:\n  hf_token:\n    environment: HF_TOKEN\n"
        mounted = self.MOUNTED.replace("slim", "slim AS s\nARG DEVICE A")
        assert (checker.folder / "Dockerfile").read_text() == mounted

    def test_with_other_keys_behind_it(self, lay: Callable[..., Any]) -> None:
        text = compose("args:", "  - HF_TOKEN=${TOKEN}") + "    ports: ['80:80']\nvolumes:\n  data:\n"
        checker = lay({"Dockerfile": DOCKERFILE, "compose.yaml": text})
        assert checker.fix("DC121", allowed=Applicability.UNSAFE) == []
        assert (checker.folder / "compose.yaml").read_text() == (
            compose("secrets:", "  - hf_token")
            + "    ports: ['80:80']\nvolumes:\n  data:\nsecrets:\n  hf_token:\n    environment: TOKEN\n"
        )

    @pytest.mark.parametrize(
        ("lines", "dockerfile"),
        [
            (["args: {HF_TOKEN: kD93hs0aLp2QmX71vbTe}"], DOCKERFILE),
            (["args: {HF_TOKEN: 'x-${HF_TOKEN}'}"], DOCKERFILE),
            (["args: {HF_TOKEN: '${HF_TOKEN}'}"], "FROM x\nARG HF_TOKEN\n"),
            (["args: {HF_TOKEN: '${HF_TOKEN}'}"], "FROM x\nARG HF_TOKEN\nENV A=$HF_TOKEN\nRUN hf download a\n"),
            (["args: {HF_TOKEN: '${HF_TOKEN}'}"], f"# syntax=docker/dockerfile:1.4\n{DOCKERFILE}"),
            (["args: {HF_TOKEN: '${HF_TOKEN}'}", "secrets: [other]"], DOCKERFILE),
        ],
    )
    def test_none_where_it_may_be_wrong(self, findings: Findings, lines: list[str], dockerfile: str) -> None:
        (one,) = findings(project(*lines, dockerfile=dockerfile), "DC121")
        assert one.fix is None

    def test_none_where_another_service_builds_it_too(self, findings: Findings) -> None:
        text = compose("args: {HF_TOKEN: '${HF_TOKEN}'}") + "  t:\n    build: .\n"
        (one,) = findings({"Dockerfile": DOCKERFILE, "compose.yaml": text}, "DC121")
        assert one.fix is None
