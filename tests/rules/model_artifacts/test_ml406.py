"""ML406: a weight file that is copied is a pointer of git LFS."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic, Severity
from dflint.rules.rule import Size

Tree = dict[str, "str | Size"]
Findings = Callable[..., list[Diagnostic]]

FROM = "FROM python:3.12-slim\n"
GIT = FROM + "RUN apt-get update && apt-get install -y --no-install-recommends git ca-certificates\n"
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 437971872\n"


def test_copied_by_name(findings: Findings) -> None:
    (one,) = findings({"best.pt": POINTER, "Dockerfile": FROM + "COPY best.pt /m/\n"}, "ML406")
    assert one.message == "`best.pt` is a pointer of git LFS here, not the 438 MB of the file"
    assert one.severity is Severity.WARNING


def test_in_a_folder(findings: Findings) -> None:
    tree: Tree = {"models/a.pt": POINTER, "models/b.onnx": POINTER, "app.py": "x\n"}
    (one,) = findings({**tree, "Dockerfile": FROM + "COPY . /srv\nCOPY models /m\n"}, "ML406")
    assert one.message.startswith("`models/a.pt` and 1 more are pointers of git LFS here")


def test_a_clone_without_lfs(findings: Findings) -> None:
    tree: Tree = {"Dockerfile": GIT + "RUN git clone https://huggingface.co/org/m /m\n"}
    (one,) = findings(tree, "ML406")
    assert one.severity is Severity.ERROR
    assert one.source.slice(one.span) == "git clone https://huggingface.co/org/m"


@pytest.mark.parametrize(
    "tree",
    [
        {"best.pt": Size(400), "Dockerfile": FROM + "COPY best.pt /m/\n"},
        {"best.pt": POINTER, ".dockerignore": "*.pt\n", "Dockerfile": FROM + "COPY . /m/\n"},
        {"best.pt": POINTER, "Dockerfile": FROM + "COPY . /m/\nRUN cd /m && git lfs pull\n"},
        {"bin/deepspeed.pt": "#!/usr/bin/env python\n", "Dockerfile": FROM + "COPY bin /usr/bin\n"},
        {"Dockerfile": GIT.replace(" git ", " git git-lfs ") + "RUN git clone https://huggingface.co/org/m /m\n"},
        {"Dockerfile": GIT + "RUN git clone https://github.com/org/m /m\n"},
        {"Dockerfile": "FROM example.com/base\nRUN git clone https://huggingface.co/org/m /m\n"},
    ],
    ids=["not a pointer", "left out", "fetched there", "a script", "git LFS is there", "another host", "unknown base"],
)
def test_is_silent(tree: Tree, findings: Findings) -> None:
    assert not findings(tree, "ML406")
