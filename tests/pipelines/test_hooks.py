"""The hooks of .pre-commit-hooks.yaml."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dflint.project.names import pre_commit_exclude, pre_commit_files

ROOT = Path(__file__).parents[2]
FILE = ROOT / ".pre-commit-hooks.yaml"

PROJECT_FILES = """
    requirements.txt requirements-dev.txt requirements/base.txt requirements/gpu/torch.in dev-requirements.in reqs.txt
    constraints.txt services/api/requirements.txt pyproject.toml setup.py setup.cfg uv.lock uv.toml poetry.lock
    pdm.lock pylock.toml pylock.gpu.toml Pipfile Pipfile.lock environment.yml conda-lock.yml conda-linux-64.lock
    pixi.toml package.json web/package-lock.json yarn.lock pnpm-lock.yaml .npmrc .python-version .env dflint.toml
    .dflint.toml .dockerignore api/.dockerignore api/Dockerfile.dockerignore .containerignore
""".split()

OTHER_FILES = """
    README.md api/main.py model.py requirements.md requirements.txt/x.py my.env package.json5 Dockerfile compose.yaml
    docs/requirements requirements/README.md environments.txt uv.lock.bak src/pyproject.toml.j2 setup.python
""".split()


@pytest.fixture
def hooks() -> dict[str, Any]:
    from ruamel.yaml import YAML

    return {hook["id"]: hook for hook in YAML(typ="safe", pure=True).load(FILE.read_text(encoding="utf-8"))}


def test_the_file_is_what_its_script_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    import pre_commit_hooks

    assert FILE.read_text(encoding="utf-8") == pre_commit_hooks.text()


def test_container_files_are_checked_by_name(hooks: dict[str, Any]) -> None:
    assert list(hooks) == ["dflint", "dflint-fix", "dflint-project"]
    for name in ("dflint", "dflint-fix"):
        assert hooks[name]["files"] == pre_commit_files()
        assert hooks[name]["exclude"] == pre_commit_exclude()
        assert "--force-exclude" in hooks[name]["entry"].split()


def test_the_project_is_checked_when_what_it_is_made_of_changes(hooks: dict[str, Any]) -> None:
    hook = hooks["dflint-project"]
    assert hook["pass_filenames"] is False
    assert [name for name in (*PROJECT_FILES, *OTHER_FILES) if re.search(hook["files"], name)] == PROJECT_FILES


def test_the_project_hook_sees_what_dflint_reads(hooks: dict[str, Any]) -> None:
    from dflint.packages.manifests import MANIFESTS

    names = [name for manifest in MANIFESTS for name in manifest.names]
    assert [name for name in names if not re.search(hooks["dflint-project"]["files"], f"api/{name}")] == []


def test_pre_commit_takes_the_file() -> None:
    pytest.importorskip("pre_commit")
    ran = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", str(FILE)], capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stdout
