"""action.yml, and the step that it runs: read as GitHub's runner does, with a workflow's inputs and its environment."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.pipelines.conftest import BAD, ROOT, Machine, content_of, violations, zizmor

EXPRESSION = re.compile(r"\$\{\{\s*inputs\.([a-z-]+)\s*\}\}")

HOSTILE = "$(touch pwned) `touch pwned` ; touch pwned # \" '"


@pytest.fixture(scope="module")
def description() -> Any:
    return content_of((ROOT / "action.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def action() -> ModuleType:
    specification = importlib.util.spec_from_file_location("action", ROOT / "action.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def run(machine: Machine, description: Any, inputs: dict[str, str], **variables: str) -> Any:
    """Run the step with `inputs`, as GitHub's runner does: expressions first, and then the shell."""
    (step,) = description["runs"]["steps"]
    values = {name: details.get("default", "") for name, details in description["inputs"].items()} | inputs

    def filled(text: str) -> str:
        return EXPRESSION.sub(lambda match: values[match[1]], text)

    summary = machine.temporary / "summary.md"
    summary.touch()
    return machine.run(
        f"cd {filled(step['working-directory'])}\n{filled(step['run'])}",
        "bash",
        "--noprofile",
        "--norc",
        "-eo",
        "pipefail",
        **{name: filled(text) for name, text in step["env"].items()},
        **{
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_STEP_SUMMARY": str(summary),
            "GITHUB_WORKSPACE": str(machine.project),
            "RUNNER_OS": "Linux",
            "RUNNER_TEMP": str(machine.temporary),
            **variables,
        },
    )


def test_the_description_is_valid() -> None:
    assert violations(ROOT / "action.yml", "github-actions") == ""
    assert zizmor(ROOT / "action.yml", "--persona", "pedantic") == ""


def test_no_input_is_part_of_a_script(description: Any) -> None:
    (step,) = description["runs"]["steps"]
    assert "${{" not in step["run"]
    used = {name for text in (*step["env"].values(), step["working-directory"]) for name in EXPRESSION.findall(text)}
    assert used == set(description["inputs"])


@pytest.mark.parametrize(
    ("inputs", "arguments"),
    [
        ({}, ["check", "--", "."]),
        ({"INPUT_PATHS": "api\n'my folder'\n"}, ["check", "--", "api", "my folder"]),
        ({"INPUT_PATHS": "--fix *"}, ["check", "--", "--fix", "*"]),
        (
            {"INPUT_ARGS": "--fail-on error --config \"fail-on = 'info'\"", "INPUT_CONFIG": "ci dir/dflint.toml"},
            ["check", "--fail-on", "error", "--config", "fail-on = 'info'", "--config=ci dir/dflint.toml", "--", "."],
        ),
        ({"INPUT_SARIF_FILE": "out/a b.sarif"}, ["check", "--output-format=sarif:out/a b.sarif", "--", "."]),
        ({"INPUT_ARGS": "$(id) `id`; id"}, ["check", "$(id)", "`id`;", "id", "--", "."]),
    ],
)
def test_arguments(action: ModuleType, inputs: dict[str, str], arguments: list[str]) -> None:
    assert action.arguments_of(inputs) == arguments


def test_what_is_installed(action: ModuleType) -> None:
    releases = "https://github.com/dflint/dflint/archive/refs/tags"
    assert action.source_of({}) == str(ROOT)
    assert action.source_of({"INPUT_VERSION": "0.1.0"}) == f"dflint @ {releases}/v0.1.0.tar.gz"
    assert action.source_of({"INPUT_VERSION": " v0.2.0rc1 "}) == f"dflint @ {releases}/v0.2.0rc1.tar.gz"


@pytest.mark.parametrize("version", ["latest", "0.1.0/../../../evil", "0.1.0 --index-url x", "0.1.0\n::error::x"])
def test_what_is_no_version_is_an_error(
    action: ModuleType, version: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert action.main({"INPUT_VERSION": version, "RUNNER_TEMP": str(tmp_path)}) == 2
    lines = capfd.readouterr().out.splitlines()
    assert [line.partition("::error title=dflint::")[:2] for line in lines] == [("", "::error title=dflint::")]


def test_what_cannot_be_installed_is_an_error(
    action: ModuleType, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise subprocess.CalledProcessError(1, "ensurepip")

    monkeypatch.setattr(action.venv, "create", refuse)
    assert action.main({"RUNNER_TEMP": str(tmp_path)}) == 2
    lines = capfd.readouterr().out.splitlines()
    assert lines[:2] == ["::group::Install dflint", "::endgroup::"]
    assert lines[2].startswith(f"::error title=dflint::dflint could not be installed from {ROOT}: ")


def test_quotes_that_are_not_closed_are_an_error(machine: Machine, description: Any) -> None:
    for name in ("paths", "args"):
        ran = run(machine, description, {name: HOSTILE})
        assert (ran.returncode, ran.stderr) == (2, "")
        assert ran.stdout == f"::error title=dflint::`{name}` cannot be read: No closing quotation.\n"
    assert list(machine.project.iterdir()) == []


def test_without_python_it_says_what_to_do(machine: Machine, description: Any) -> None:
    (step,) = description["runs"]["steps"]
    ran = machine.run(f"PATH=\n{step['run']}", RUNNER_OS="Linux")
    assert ran.returncode == 2
    assert ran.stdout.startswith("::error title=dflint::There is no python3 here.")


@pytest.mark.network
def test_it_runs(machine: Machine, description: Any) -> None:
    """The whole step, in a project that would like to be executed."""
    machine.write("my api/$(touch pwned).Dockerfile", BAD)
    machine.write("my api/requirements.txt", "torch==2.5.1\n")
    for name in ("pip", "venv", "shlex", "click", "dflint"):
        machine.write(f"my api/{name}.py", "open('pwned', 'w')\n")
    inputs = {
        "paths": "'$(touch pwned).Dockerfile'",
        "args": "--exit-zero",
        "sarif-file": "$(touch pwned).sarif",
        "working-directory": "'my api'",
    }
    ran = run(machine, description, inputs, PYTHONPATH=".")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "$(touch pwned).Dockerfile:3:6: ML201 [warning]" in ran.stdout
    assert "\n::warning title=ML201 " in ran.stdout
    assert "ML201" in (machine.temporary / "summary.md").read_text()
    sarif = json.loads((machine.project / "my api" / "$(touch pwned).sarif").read_text())
    assert "ML201" in [result["ruleId"] for result in sarif["runs"][0]["results"]]
    assert not list(machine.project.rglob("pwned"))
