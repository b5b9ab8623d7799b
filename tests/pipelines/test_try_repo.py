"""The hooks as pre-commit runs them: installed from this repository, on the files of a commit."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests.pipelines.conftest import ROOT, Machine

DOCKERFILE = """\
FROM python:3.12-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY main.py .
HEALTHCHECK CMD curl -f http://localhost:8000/health
CMD ["uvicorn", "main:app", "--host", "0.0.0.0"]
"""
"""ML701 can be fixed safely, and ML303 cannot: torch comes for a GPU, and nothing here asks for one."""


@pytest.mark.network
def test_all_hooks(machine: Machine) -> None:
    pytest.importorskip("pre_commit")
    if not (ROOT / ".git").exists():
        pytest.skip("pre-commit takes hooks from a repository")
    for name in ("Dockerfile", "old/Dockerfile"):
        machine.write(name, DOCKERFILE)
    machine.write("requirements.txt", "torch==2.5.1\nfastapi==0.115.0\nuvicorn==0.32.0\n")
    machine.write("compose.yaml", "services:\n  api:\n    build: .\n")
    machine.write("main.py", "app = None\n")
    machine.write("dflint.toml", 'exclude = ["old/"]\n')
    machine.git("init", "-q")
    machine.git("add", ".")
    machine.git("commit", "-q", "-m", "All")
    said = tried(machine, "--files", "Dockerfile", "old/Dockerfile", "requirements.txt")
    assert list(said) == ["dflint", "dflint-fix", "dflint-project"]
    assert codes_in(said["dflint"]) == {("Dockerfile", "ML303"), ("Dockerfile", "ML701")}
    assert codes_in(said["dflint-fix"]) == {("Dockerfile", "ML303")}
    assert "- files were modified by this hook\n" in said["dflint-fix"]
    assert "curl" not in (machine.project / "Dockerfile").read_text()
    assert (machine.project / "old" / "Dockerfile").read_text() == DOCKERFILE
    assert codes_in(said["dflint-project"]) == {("Dockerfile", "ML303")}


def tried(machine: Machine, *arguments: str) -> dict[str, str]:
    """What each hook says that fails, by its id."""
    cache = machine.temporary / "pre-commit"
    ran = subprocess.run(
        [sys.executable, "-m", "pre_commit", "try-repo", ROOT, "--color", "never", *arguments],
        cwd=machine.project,
        env={**os.environ, "PRE_COMMIT_HOME": str(cache)},
        capture_output=True,
        text=True,
        check=False,
    )
    parts = re.split(r"^- hook id: (\S+)\n", ran.stdout, flags=re.MULTILINE)
    assert len(parts) > 1, ran.stdout + ran.stderr
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def codes_in(text: str) -> set[tuple[str, str]]:
    """The files and codes of the findings in the output of a hook."""
    return {(match[1], match[2]) for match in re.finditer(r"^(\S+?):\d+:\d+: (\w+) \[", text, re.MULTILINE)}
