"""The snippets of a guide that many start from, as projects: what it gets wrong is found, and nothing else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

GUIDE = Path(__file__).parent / "fixtures" / "guide"

EXPECTED = {
    "python_project": ["Dockerfile ML501", "Dockerfile ML902"],
    "gpu_project": ["Dockerfile ML103", "Dockerfile ML111", "Dockerfile ML501", "Dockerfile ML709"],
    "services": [
        "api/Dockerfile ML501",
        "api/Dockerfile ML902",
        "docker-compose.yml DC102",
        "docker-compose.yml DC114",
        "docker-compose.yml DC115",
        "docker-compose.yml DC117",
        "docker-compose.yml DC117",
        "docker-compose.yml DC118",
    ],
    "serving": ["Dockerfile ML303", "Dockerfile ML401", "Dockerfile ML701", "Dockerfile ML702", "Dockerfile ML707"],
    "model_volume": ["Dockerfile ML708"],
    "model_stage": ["Dockerfile ML114"],
    "cache_bad": ["Dockerfile ML201", "Dockerfile ML220", "Dockerfile ML501"],
    "cache_good": ["Dockerfile ML501"],
    "ignore_file": [".dockerignore ML504", ".dockerignore ML504"],
    "llm_service": [
        "Dockerfile ML501",
        "docker-compose.yml DC106",
        "docker-compose.yml DC114",
        "docker-compose.yml DC117",
        "docker-compose.yml DC122",
    ],
}


def lay_out(name: str, folder: Path) -> None:
    """Lay out a project with what lies about in one that people work in."""
    shutil.copytree(GUIDE / name, folder, dirs_exist_ok=True)
    (folder / ".git").mkdir()
    for dockerfile in folder.rglob("Dockerfile"):
        cache = dockerfile.parent / "__pycache__"
        cache.mkdir()
        (cache / "app.cpython-312.pyc").write_bytes(bytes(2_000_000))
    if name == "serving":
        (folder / "models").mkdir()
        with (folder / "models" / "classifier.safetensors").open("wb") as weights:
            weights.truncate(120_000_000)
    if name == "ignore_file":
        nested = folder / "library" / "__pycache__"
        nested.mkdir(parents=True)
        (nested / "a.cpython-312.pyc").write_bytes(bytes(2000))


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dflint", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env={**os.environ, "NO_COLOR": "1"})


def found(folder: Path) -> list[str]:
    done = run(folder, "check", ".", "--output-format", "json")
    assert done.returncode in (0, 1), done.stderr
    return sorted(f"{one['filename']} {one['code']}" for one in json.loads(done.stdout))


def test_every_snippet_is_expected_to_say_something() -> None:
    assert sorted(EXPECTED) == sorted(folder.name for folder in GUIDE.iterdir() if folder.is_dir())


@pytest.mark.parametrize("name", EXPECTED)
def test_the_findings_are_those_of_the_catalogue(name: str, tmp_path: Path) -> None:
    lay_out(name, tmp_path)
    assert found(tmp_path) == EXPECTED[name]


@pytest.mark.parametrize("name", EXPECTED)
def test_fixing_is_stable_and_leaves_only_what_has_no_safe_fix(name: str, tmp_path: Path) -> None:
    lay_out(name, tmp_path)
    run(tmp_path, "fix", ".")
    after = {
        path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path.stat().st_size < 1 << 20
    }
    left = Counter(found(tmp_path))
    assert not left - Counter(EXPECTED[name])
    run(tmp_path, "fix", ".")
    assert {path: path.read_bytes() for path in after} == after


def test_the_guides_own_good_order_comes_out_of_its_bad_one(tmp_path: Path) -> None:
    lay_out("cache_bad", tmp_path)
    run(tmp_path, "fix", ".")
    assert (tmp_path / "Dockerfile").read_text() == (GUIDE / "cache_good" / "Dockerfile").read_text()


def test_the_key_that_may_be_blank_is_found_where_it_is_asked_for(tmp_path: Path) -> None:
    lay_out("services", tmp_path)
    done = run(tmp_path, "check", ".", "--extend-select", "DC119", "--output-format", "json")
    assert "DC119" in {one["code"] for one in json.loads(done.stdout)}


def test_the_password_in_plain_text_is_found_at_both_ends(tmp_path: Path) -> None:
    lay_out("services", tmp_path)
    lines = (tmp_path / "docker-compose.yml").read_text().splitlines()
    done = run(tmp_path, "check", ".", "--select", "DC118", "--output-format", "json")
    (one,) = json.loads(done.stdout)
    assert "POSTGRES_PASSWORD: pass" in lines[one["location"]["row"] - 1]
    (client,) = (row for row, line in enumerate(lines, 1) if "user:pass@db" in line)
    assert f"in line {client}," in one["message"]
