"""A team with forty Dockerfiles turns dflint on: nothing of what is there stops them, and only what is new is told."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Sequence
from typing import Any

import pytest

from tests.pipelines.conftest import Machine

SERVICES = 40

BASELINE = "dflint-baseline.json"

# The source is copied before the requirements are installed, pip's cache stays in the layer, torch comes for a GPU that
# nothing asks for, and the health check calls what is not there, and gives a model no time to load.
DOCKERFILE = """\
FROM python:3.12-slim
WORKDIR /srv/service-{number}
COPY . .
RUN pip install -r requirements.txt
HEALTHCHECK CMD curl -f http://localhost:{port}/health
CMD ["uvicorn", "main:app", "--host", "0.0.0.0", "--port", "{port}"]
"""

NEW = "RUN apt-get update && apt-get install -y git\n"
"""The new fault, ML203: every change to the source installs git again."""


def service(number: int) -> str:
    return f"services/{number:02}/Dockerfile"


@pytest.fixture(scope="module")
def adopted(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """The project on the day on which it turned dflint on."""
    machine = Machine(tmp_path_factory.mktemp("adoption"))
    machine.write("pyproject.toml", f'[tool.dflint]\nbaseline = "{BASELINE}"\n')
    for number in range(SERVICES):
        folder = service(number).removesuffix("Dockerfile")
        machine.write(service(number), DOCKERFILE.format(number=number, port=8000 + number))
        machine.write(f"{folder}requirements.txt", "torch==2.5.1\nfastapi==0.115.0\nuvicorn==0.32.0\n")
        machine.write(f"{folder}main.py", "import torch\n")
    machine.git("init", "-q")
    return machine


def check(machine: Machine, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return machine.run(f"dflint check {' '.join(arguments)}", **variables)


def places(text: str) -> list[tuple[str, str]]:
    """File and code of the findings in the text of the output."""
    return re.findall(r"^(\S+?):\d+:\d+: (\w+) ", text, re.MULTILINE)


def findings_in(machine: Machine) -> Sequence[dict[str, str]]:
    of_files = json.loads((machine.project / BASELINE).read_text())["findings"]
    return [finding for findings in of_files.values() for finding in findings]


def test_adoption(adopted: Machine) -> None:
    """The steps in their order; each builds on those before."""
    there = check(adopted, "--baseline", "''", "--output-format", "concise")
    assert there.returncode == 1
    assert len(places(there.stdout)) >= 100
    _writes_a_baseline(adopted, len(places(there.stdout)))
    _is_not_disturbed_by_unrelated_edits(adopted)
    _a_new_fault_alone_is_told(adopted)
    _the_baseline_shrinks(adopted, len(places(there.stdout)))
    _what_was_mended_does_not_come_back(adopted)


def _writes_a_baseline(machine: Machine, count: int) -> None:
    missing = check(machine)
    assert missing.returncode == 2
    assert "dflint baseline" in missing.stderr
    assert machine.run("dflint baseline").returncode == 0
    assert len(findings_in(machine)) == count
    quiet = check(machine)
    assert (quiet.returncode, quiet.stdout) == (0, "All checks passed!\n")
    assert f"{count} findings of the baseline" in quiet.stderr


def _is_not_disturbed_by_unrelated_edits(machine: Machine) -> None:
    for number in range(0, SERVICES, 2):
        text = (machine.project / service(number)).read_text()
        machine.write(service(number), "# The service.\n\n" + text.replace("HEALTHCHECK", "EXPOSE 80\nHEALTHCHECK"))
    assert check(machine).returncode == 0


def _a_new_fault_alone_is_told(machine: Machine) -> None:
    path, code = service(7), "ML203"
    before = (machine.project / path).read_text()
    machine.write(path, before + NEW)
    text = check(machine, "--output-format", "concise", "--output-format", "sarif:new.sarif")
    assert text.returncode == 1
    assert places(text.stdout) == [(path, code)]
    assert _results(machine, "new.sarif") == [(path, 7, code)]
    summary = machine.temporary / "summary.md"
    github = check(machine, GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(summary))
    annotations = [line for line in github.stdout.splitlines() if line.startswith("::")]
    assert len(annotations) == 1
    assert re.match(rf"::\w+ title={code} [\w-]+,file={path},line=7,", annotations[0])
    assert summary.read_text().count(code) >= 1
    assert summary.read_text().count("services/") == 1
    gitlab = check(machine, GITLAB_CI="true", CI_PROJECT_DIR=str(machine.project))
    assert gitlab.returncode == 1
    (issue,) = json.loads((machine.project / "gl-code-quality-report.json").read_text())
    assert (issue["location"]["path"], issue["check_name"]) == (path, code)
    machine.write(path, before)


def _results(machine: Machine, name: str) -> list[tuple[str, int, str]]:
    (run,) = json.loads((machine.project / name).read_text())["runs"]
    return [(*_place(result), result["ruleId"]) for result in run["results"]]


def _place(result: Any) -> tuple[str, int]:
    place = result["locations"][0]["physicalLocation"]
    return place["artifactLocation"]["uri"], place["region"]["startLine"]


def _the_baseline_shrinks(machine: Machine, count: int) -> None:
    mended = 10
    for number in range(mended):
        text = (machine.project / service(number)).read_text()
        machine.write(service(number), re.sub("HEALTHCHECK.*\n", "", text))
    shrunk = check(machine)
    assert shrunk.returncode == 0
    assert f"{2 * mended} findings of {BASELINE} are gone" in shrunk.stderr
    assert machine.run("dflint baseline").returncode == 0
    assert len(findings_in(machine)) == count - 2 * mended
    assert "gone" not in check(machine).stderr
    fixed = machine.run("dflint fix --output-format concise")
    assert fixed.returncode == 0
    # The instruction that it has edited is not the one that the baseline knows.
    assert {code for _, code in places(fixed.stdout)} == {"ML303"}
    assert machine.run("dflint baseline").returncode == 0
    assert len(findings_in(machine)) < count - 2 * mended


def _what_was_mended_does_not_come_back(machine: Machine) -> None:
    machine.write(service(3), DOCKERFILE.format(number=3, port=8003))
    again = check(machine, "--output-format", "concise")
    assert again.returncode == 1
    assert {path for path, _ in places(again.stdout)} == {service(3)}
