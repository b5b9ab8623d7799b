"""General rules over files that Compose merges, includes and extends."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic

Findings = Callable[..., list[Diagnostic]]

MAIN = "services:\n  s:\n    image: nginx:1\n    volumes: ['data:/data']\n"


def places(found: list[Diagnostic]) -> list[tuple[str, str]]:
    return [(os.path.basename(one.source.path), one.source.slice(one.span)) for one in found]


def test_a_volume_of_an_extended_service(findings: Findings) -> None:
    """The file that extends the service has to declare it; the finding stands where the volume is named."""
    tree = {
        "common.compose.yaml": MAIN,
        "compose.yaml": "services:\n  t:\n    extends: {file: common.compose.yaml, service: s}\n",
    }
    assert places(findings(tree, "DC130")) == [("common.compose.yaml", "'data:/data'")]


def test_a_volume_that_only_the_override_file_mounts(findings: Findings) -> None:
    tree = {
        "compose.yaml": "services:\n  s:\n    image: nginx:1\n",
        "compose.override.yaml": "services:\n  s:\n    volumes: ['data:/data']\n",
    }
    assert places(findings(tree, "DC130")) == [("compose.override.yaml", "'data:/data'")]


def test_one_finding_for_a_file_and_its_override(findings: Findings) -> None:
    tree = {"compose.yaml": MAIN, "compose.override.yaml": "services:\n  s:\n    tty: true\n"}
    assert places(findings(tree, "DC130")) == [("compose.yaml", "'data:/data'")]


@pytest.mark.parametrize("code", ["DC130", "DC204", "DC206"])
def test_what_an_included_file_declares(findings: Findings, code: str) -> None:
    text = MAIN + "    networks: [back]\n    depends_on: [db]\ninclude: [db/compose.yaml]\n"
    included = "services:\n  db: {image: 'postgres:17'}\nvolumes:\n  data:\nnetworks:\n  back:\n"
    assert findings({"compose.yaml": text, "db/compose.yaml": included}, code) == []


def test_a_declaration_that_only_the_override_file_uses(findings: Findings) -> None:
    tree = {
        "compose.yaml": "services:\n  s: {image: 'nginx:1'}\nvolumes:\n  data:\n",
        "compose.override.yaml": "services:\n  s:\n    volumes: ['data:/data']\n",
    }
    assert findings(tree, "DC205") == []


def test_a_port_that_the_override_file_publishes_too(findings: Findings) -> None:
    tree = {
        "compose.yaml": "services:\n  a: {image: 'a:1', ports: ['80:80']}\n  b: {image: 'b:1'}\n",
        "compose.override.yaml": "services:\n  b:\n    ports: ['80:8080']\n",
    }
    (one,) = findings(tree, "DC201")
    assert places([one]) == [("compose.override.yaml", "'80:8080'")]
    assert one.related[0].source.slice(one.related[0].span) == "'80:80'"


def test_a_bind_mount_of_the_override_file(findings: Findings) -> None:
    tree = {
        "compose.yaml": "services:\n  web:\n    build: .\n",
        "compose.override.yaml": "services:\n  web:\n    volumes: ['.:/app']\n",
        "Dockerfile": 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["npm", "start"]\n',
    }
    assert places(findings(tree, "DC120")) == [("compose.override.yaml", "'.:/app'")]


def test_versions_of_both_files(findings: Findings) -> None:
    tree = {
        "compose.yaml": "version: '3'\nservices:\n  s: {image: 'nginx:1'}\n",
        "compose.override.yaml": "version: '3'\nservices:\n  s:\n    tty: true\n",
    }
    found = places(findings(tree, "DC128"))
    assert sorted(found) == [("compose.override.yaml", "version"), ("compose.yaml", "version")]
