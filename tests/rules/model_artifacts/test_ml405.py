"""ML405: ``CMD python download_model.py && serve`` in a service without a volume."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic
from dflint.rules.rule import Size

Tree = dict[str, "str | Size"]
Findings = Callable[..., list[Diagnostic]]

FROM = "FROM python:3.12-slim\nWORKDIR /app\n"
GET = "CMD hf download org/m && exec serve\n"
SERVICE = "services:\n  api:\n    build: .\n"
SCRIPT = "from huggingface_hub import snapshot_download\nsnapshot_download('org/m', local_dir='/models/m')\n"


def test_what_it_says(findings: Findings) -> None:
    (one,) = findings({"Dockerfile": FROM + GET, "compose.yaml": SERVICE}, "ML405")
    assert one.message == (
        "`org/m` is downloaded whenever the container is made anew: no volume keeps `/root/.cache/huggingface/hub`"
    )
    assert one.source.slice(one.span) == "hf download org/m"
    assert len(one.related) == 1


def test_a_script_that_downloads(findings: Findings) -> None:
    dockerfile = FROM + "COPY . .\nCMD python download_model.py && uvicorn app:app\n"
    tree: Tree = {"download_model.py": SCRIPT, "Dockerfile": dockerfile, "compose.yaml": SERVICE}
    (one,) = findings(tree, "ML405")
    assert one.source.slice(one.span) == "python download_model.py"
    assert "`/models/m`" in one.message


@pytest.mark.parametrize(
    ("service", "dockerfile"),
    [
        ("    volumes: ['hf:/root/.cache/huggingface']\n", FROM + GET),
        ("    volumes: ['./cache:/root/.cache']\n", FROM + GET),
        ("    volumes: ['hf:${WHERE}']\n", FROM + GET),
        ("    environment: {HF_HOME: /data}\n", FROM + GET),
        ("    command: serve\n", FROM + GET),
        ("    entrypoint: serve\n", FROM + GET),
        ("    extends: {service: base}\n", FROM + GET),
        ("", FROM + "CMD python download_model.py && serve\n"),
        ("", FROM + "CMD serve\n"),
        ("", FROM + "RUN hf download org/m\nCMD serve\n"),
    ],
    ids=[
        "a volume",
        "around it",
        "a target that is not known",
        "the folder is moved",
        "another command",
        "another entry point",
        "extended",
        "a script that is not there",
        "no download",
        "downloaded while building",
    ],
)
def test_is_silent(service: str, dockerfile: str, findings: Findings) -> None:
    assert not findings({"Dockerfile": dockerfile, "compose.yaml": SERVICE + service}, "ML405")


def test_without_a_service_nobody_knows(findings: Findings) -> None:
    assert not findings({"Dockerfile": FROM + GET}, "ML405")
