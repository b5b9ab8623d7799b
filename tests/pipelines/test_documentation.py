"""What docs/ci.md and the README say to paste: valid for whoever reads it, and doing what they say."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import xml.etree.ElementTree
from pathlib import Path
from typing import Any

import pytest

from dflint import __version__
from tests.pipelines.conftest import BAD, ROOT, Block, Machine, blocks_of, content_of, violations, zizmor

PAGE = ROOT / "docs" / "ci.md"
TEMPLATE = ROOT / "templates" / "dflint.gitlab-ci.yml"
BLOCKS = blocks_of(PAGE)

SCHEMAS = {
    ".github/workflows/dflint.yml": "github-workflows",
    ".gitlab-ci.yml": "gitlab-ci",
    "azure-pipelines.yml": "azure-pipelines",
}

PINNED_BY_NAME = """\
rules:
  unpinned-uses:
    config:
      policies: {"*": ref-pin}
"""
"""A page for people pins by the names of releases."""


def called(file_name: str) -> list[Block]:
    return [block for block in BLOCKS if block.file_name == file_name]


def test_every_block_is_tested_below() -> None:
    known = {*SCHEMAS, ".pre-commit-config.yaml", "Jenkinsfile"}
    assert [block for block in BLOCKS if block.file_name not in known and block.heading != "Elsewhere"] == []
    assert {block.file_name for block in BLOCKS} >= known


@pytest.mark.parametrize("block", [block for block in BLOCKS if block.file_name in SCHEMAS], ids=lambda it: it.heading)
def test_pipelines_are_valid(block: Block, tmp_path: Path) -> None:
    file = tmp_path / "pipeline.yml"
    file.write_text(block.text, encoding="utf-8")
    assert violations(file, SCHEMAS[block.file_name]) == ""


@pytest.mark.parametrize("block", called(".github/workflows/dflint.yml"), ids=lambda block: block.heading)
def test_workflows_are_safe(block: Block, tmp_path: Path) -> None:
    file = tmp_path / ".github" / "workflows" / "dflint.yml"
    file.parent.mkdir(parents=True)
    file.write_text(block.text, encoding="utf-8")
    configuration = tmp_path / "zizmor.yml"
    configuration.write_text(PINNED_BY_NAME, encoding="utf-8")
    assert zizmor(file, "--config", str(configuration)) == ""


def test_the_template_is_valid() -> None:
    assert violations(TEMPLATE, "gitlab-ci") == ""


@pytest.mark.parametrize("page", ["docs/ci.md", "README.md"])
def test_pre_commit_takes_its_configuration(page: str, tmp_path: Path) -> None:
    pytest.importorskip("pre_commit")
    (block,) = [block for block in blocks_of(ROOT / page) if "    hooks:\n" in block.text]
    file = tmp_path / "configuration.yaml"
    file.write_text(block.text, encoding="utf-8")
    command = [sys.executable, "-m", "pre_commit", "validate-config", file]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, "")
    hooks = {hook["id"] for hook in content_of((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    assert {hook["id"] for hook in block.content["repos"][0]["hooks"]} <= hooks


def rows_under(heading: str) -> dict[str, str]:
    """The rows of the first table under a heading: the first cell, and the last one."""
    text = PAGE.read_text(encoding="utf-8").partition(f"# {heading}\n")[2]
    table = re.search(r"(?:^\|.*\n)+", text, re.MULTILINE)
    assert table is not None
    cells = [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in table[0].splitlines()[2:]]
    return {row[0]: row[-1] for row in cells}


def test_the_inputs_of_the_action_are_all_there() -> None:
    inputs = content_of((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
    said = rows_under("GitHub Actions")
    assert list(said) == list(inputs)
    assert {name: said[name] for name in ("paths", "args", "working-directory")} == {
        name: inputs[name]["default"] for name in ("paths", "args", "working-directory")
    }
    used = {name for step in steps_with_dflint() for name in step.get("with", {})}
    assert used <= set(inputs)


def steps_with_dflint() -> list[Any]:
    workflows = [block.content for block in called(".github/workflows/dflint.yml")]
    steps = [step for workflow in workflows for step in workflow["jobs"]["dflint"]["steps"]]
    return [step for step in steps if step["uses"].startswith("dflint/")]


def test_the_hooks_are_all_there() -> None:
    hooks = content_of((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert list(rows_under("pre-commit")) == [hook["id"] for hook in hooks]


@pytest.mark.parametrize("path", [PAGE, TEMPLATE, ROOT / "README.md"], ids=lambda path: path.name)
def test_the_release_is_this_one(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    named = re.findall(r"(?:dflint@|dflint/|tags/|rev: )v(\d[\w.]*?)(?=[/\s]|\.tar)", text)
    named += re.findall(r'DFLINT_VERSION: "(.*)"', text)
    assert set(named) == {__version__}


# What is pasted is run


@pytest.fixture
def project(machine: Machine) -> Machine:
    """A machine with a project that has a fault."""
    machine.write("Dockerfile", BAD)
    machine.write("requirements.txt", "torch==2.5.1\n")
    machine.write("main.py", "import torch\n")
    return machine


def names_in_sarif(path: Path) -> set[str]:
    (run,) = json.loads(path.read_text(encoding="utf-8"))["runs"]
    return {result["ruleId"] for result in run["results"]}


def names_in_junit(path: Path) -> str:
    return " ".join(xml.etree.ElementTree.parse(path).getroot().itertext())


def test_azure(project: Machine) -> None:
    (block,) = called("azure-pipelines.yml")
    *_, install, check, publish = block.content["steps"]
    assert project.run(install["script"]).returncode == 0
    ran = project.run(check["script"], TF_BUILD="True")
    assert ran.returncode == 1, ran.stderr
    assert "Dockerfile:3:6: ML201 [warning]" in ran.stdout
    assert "ML201" in names_in_junit(project.project / publish["inputs"]["testResultsFiles"])


def test_jenkins(project: Machine) -> None:
    (block,) = called("Jenkinsfile")
    assert all(block.text.count(opening) == block.text.count(closing) for opening, closing in ("{}", "()"))
    script = re.search(r"sh '''(.*?)'''", block.text, re.DOTALL)
    report = re.search(r"junit '(.*?)'", block.text)
    assert script is not None
    assert report is not None
    # Jenkins runs it with `sh -xe`: https://www.jenkins.io/doc/pipeline/steps/workflow-durable-task-step/
    ran = project.run(script[1], "sh", "-xe", WORKSPACE_TMP=str(project.temporary))
    assert ran.returncode == 1, ran.stderr
    assert "ML201" in names_in_junit(project.project / report[1])


def test_elsewhere(project: Machine) -> None:
    (block,) = [block for block in BLOCKS if block.heading == "Elsewhere"]
    ran = project.run(block.text)
    assert ran.returncode == 1, ran.stderr
    assert "ML201" in names_in_sarif(project.project / "dflint.sarif")
    assert "ML201" in names_in_junit(project.project / "dflint.xml")


def test_github_pull_request(project: Machine) -> None:
    """The merge commit, cloned as `actions/checkout` does with the depth that the page says."""
    (block,) = [block for block in BLOCKS if block.heading == "Only what a pull request brings"]
    checkout, dflint = block.content["jobs"]["dflint"]["steps"]
    add_a_fault_in_a_branch(project)
    project.git("checkout", "-q", "main")
    project.git("commit", "-q", "--allow-empty", "-m", "Something else")
    project.git("merge", "-q", "--no-ff", "-m", "Merge", "branch")
    clone = project.temporary / "clone"
    depth = f"--depth={checkout['with']['fetch-depth']}"
    subprocess.run(["git", "clone", "-q", depth, project.project.as_uri(), clone], check=True, capture_output=True)
    ran = project.run(f"cd {clone} && dflint check {dflint['with']['args']}", GITHUB_ACTIONS="true")
    assert ran.returncode == 1, ran.stderr
    assert "Dockerfile:7:" in ran.stdout
    assert "Dockerfile:3:" not in ran.stdout
    assert ran.stdout.count("\n::error ") + ran.stdout.count("\n::warning ") == 1


def add_a_fault_in_a_branch(project: Machine) -> None:
    """Commit the project as it is to `main`, and one more fault to `branch`."""
    project.git("init", "-q", "-b", "main")
    project.git("add", ".")
    project.git("commit", "-q", "-m", "All")
    project.git("checkout", "-q", "-b", "branch")
    project.write("Dockerfile", BAD + "# New.\nEXPOSE 8000\nHEALTHCHECK CMD curl -f http://localhost:8000/ || exit 1\n")
    project.git("commit", "-q", "-a", "-m", "A fault")


class TestGitLab:
    """The template with what a project makes of it: its job is merged with the job of the same name."""

    @staticmethod
    def job(extending: Any = None) -> dict[str, Any]:
        (job,) = content_of(TEMPLATE.read_text(encoding="utf-8")).values()
        extending = extending or {}
        return {**job, **extending, "variables": {**job["variables"], **extending.get("variables", {})}}

    @staticmethod
    def run(machine: Machine, job: dict[str, Any], shell: str = "bash", **variables: str) -> Any:
        """Run the script as GitLab's runner does, which also fills in the variables in variables."""
        variables = {"GITLAB_CI": "true", "CI_PROJECT_DIR": str(machine.project), **variables}
        filled = {
            name: re.sub(r"\$(\w+)", lambda match: variables.get(match[1], ""), value)
            for name, value in job["variables"].items()
        }
        return machine.run("\n".join(job["script"]), shell, "-e", **variables, **filled)

    @staticmethod
    def report(machine: Machine, job: dict[str, Any]) -> list[Any]:
        path = machine.project / job["artifacts"]["reports"]["codequality"]
        found = json.loads(path.read_text(encoding="utf-8"))
        assert isinstance(found, list)
        return found

    @pytest.mark.parametrize("shell", ["bash", "sh"])
    def test_as_it_is(self, project: Machine, shell: str) -> None:
        job = self.job()
        ran = self.run(project, job, shell)
        assert ran.returncode == 1, ran.stderr
        assert "Dockerfile:3:6: ML201 [warning]" in ran.stdout
        assert "ML201" in [issue["check_name"] for issue in self.report(project, job)]

    def test_with_paths_and_arguments(self, project: Machine) -> None:
        project.write("api/Dockerfile", BAD)
        job = self.job({"variables": {"DFLINT_PATHS": "api Dockerfile", "DFLINT_ARGS": "--select ML303 --exit-zero"}})
        assert self.run(project, job).returncode == 0
        assert {issue["check_name"] for issue in self.report(project, job)} <= {"ML303"}

    def test_nothing_of_a_variable_is_executed_or_expanded(self, project: Machine) -> None:
        job = self.job({"variables": {"DFLINT_PATHS": "`touch${IFS}pwned`;touch pwned; * "}})
        ran = self.run(project, job)
        assert ran.returncode == 2
        assert "no such file or folder" in ran.stderr
        assert not (project.project / "pwned").exists()

    def test_only_what_a_merge_request_brings(self, project: Machine) -> None:
        (extended,) = [block.content["dflint"] for block in called(".gitlab-ci.yml") if "dflint" in block.content]
        job = self.job(extended)
        add_a_fault_in_a_branch(project)
        base = subprocess.run(["git", "rev-parse", "main"], cwd=project.project, capture_output=True, text=True)
        ran = self.run(project, job, CI_MERGE_REQUEST_DIFF_BASE_SHA=base.stdout.strip())
        assert ran.returncode == 1, ran.stderr
        assert [issue["location"]["lines"]["begin"] for issue in self.report(project, job)] == [7]
