"""DC125: Jupyter that lets everybody in, in an image that is pulled."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic

Words = Callable[..., list[str]]
Findings = Callable[..., list[Diagnostic]]
IMAGE = "image: quay.io/jupyter/scipy-notebook:2026-08-10"
PORTS = "ports: ['8888:8888']"


def service(*lines: str) -> dict[str, str]:
    return {"compose.yaml": "services:\n  s:\n" + "".join(f"    {line}\n" for line in lines)}


@pytest.mark.parametrize(
    "line",
    [
        "command: start-notebook.sh --NotebookApp.token=''",
        "command: start-notebook.py --IdentityProvider.token=''",
        "command: [jupyter, lab, --ServerApp.token=, --ip=0.0.0.0]",
        "entrypoint: [jupyter, lab, '--ServerApp.token=', '--ServerApp.password=']",
        "command: bash -c \"jupyter lab --NotebookApp.token='' --NotebookApp.password=''\"",
        "environment: [\"NOTEBOOK_ARGS=--NotebookApp.token=''\"]",
        "environment: {NOTEBOOK_ARGS: \"--ServerApp.token=''\"}",
    ],
)
def test_found(words: Words, line: str) -> None:
    (word,) = words(service(IMAGE, PORTS, line), "DC125")
    assert word.startswith("--")
    assert "token=" in word


def test_as_root(findings: Findings) -> None:
    (one,) = findings(service(IMAGE, PORTS, "command: jupyter lab --allow-root --ServerApp.token="), "DC125")
    assert one.message.endswith("as root")


@pytest.mark.parametrize(
    "lines",
    [
        [PORTS, "command: start-notebook.py"],
        [PORTS, "command: start-notebook.py --IdentityProvider.token=abc"],
        [PORTS, "command: start-notebook.py --IdentityProvider.token=${TOKEN}"],
        [PORTS, "command: start-notebook.py --ServerApp.token='' --ServerApp.password='argon2:x'"],
        # An empty variable counts as none, and Jupyter makes up a token.
        [PORTS, "environment: {JUPYTER_TOKEN: ''}"],
        # Not to be reached from other machines.
        ["ports: ['127.0.0.1:8888:8888']", "command: start-notebook.py --ServerApp.token=''"],
        ["command: start-notebook.py --ServerApp.token=''"],
        [PORTS, "extends: {file: a.yml, service: b}", "command: start-notebook.py --ServerApp.token=''"],
    ],
)
def test_silent(words: Words, lines: list[str]) -> None:
    assert words(service(IMAGE, *lines), "DC125") == []


def test_an_image_that_is_built_is_for_another_rule(findings: Findings) -> None:
    tree = {
        "Dockerfile": "FROM python:3.12\nRUN pip install jupyterlab\n",
        **service("build: .", PORTS, "command: jupyter lab --ip=0.0.0.0 --ServerApp.token=''"),
    }
    assert [one.code for one in findings(tree, "DC125", "ML713")] == ["ML713"]
