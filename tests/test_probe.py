"""A project with six mistakes that no other linter of container files sees: all six are said, with their bytes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PROBE = Path(__file__).parent / "fixtures" / "probe"
ASSETS = 40_000_000
"""Bytes of the database that the service reads."""

EXPECTED = {
    "ML201": "COPY . .",
    "ML207": "target=/root/.cache/pip",
    "ML303": "requirements.txt",
    "ML220": "uv pip install opencv-python",
    "ML311": "opencv-python",
    "ML408": "chown -R",
}
"""What is found, and what stands in the line that it is found in."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(PROBE, tmp_path, dirs_exist_ok=True)
    (tmp_path / ".git").mkdir()
    (tmp_path / "assets").mkdir()
    with (tmp_path / "assets" / "places.db").open("wb") as file:
        file.truncate(ASSETS)
    return tmp_path


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dflint", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env={**os.environ, "NO_COLOR": "1"})


def findings(folder: Path) -> list[dict[str, Any]]:
    done = run(folder, "check", ".", "--output-format", "json")
    assert done.returncode == 1, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_exactly_the_six_are_found(project: Path) -> None:
    found = findings(project)
    assert sorted(one["code"] for one in found) == sorted(EXPECTED)
    lines = (project / "Dockerfile").read_text().splitlines()
    for one in found:
        assert EXPECTED[one["code"]] in lines[one["location"]["row"] - 1]


def test_they_say_their_bytes(project: Path) -> None:
    of_code = {one["code"]: one for one in findings(project)}
    assert of_code["ML303"]["cost"] == {"bytes": 3_906_384_986, "basis": "estimated", "of": "image"}
    assert "about 3.9 GB" in of_code["ML303"]["message"]
    chown = of_code["ML408"]
    assert chown["cost"]["basis"] == "measured"
    assert ASSETS <= chown["cost"]["bytes"] < ASSETS + 10_000
    assert "40 MB" in chown["message"]
    assert run(project, "check", ".").stdout.splitlines()[-1] == "About 3.9 GB could leave the image."


def test_what_is_safe_is_fixed(project: Path) -> None:
    safe = {one["code"] for one in findings(project) if (one["fix"] or {}).get("applicability") == "safe"}
    assert {"ML201", "ML207", "ML220"} <= safe
    run(project, "fix", ".")
    text = (project / "Dockerfile").read_text()
    assert {one["code"] for one in findings(project)} == set(EXPECTED) - safe
    assert "RUN --mount=type=cache,target=/root/.cache/uv uv pip install -r requirements.txt" in text
    assert text.index("COPY requirements.txt") < text.index("uv pip install -r") < text.index("COPY . .")
    run(project, "fix", ".")
    assert (project / "Dockerfile").read_text() == text
