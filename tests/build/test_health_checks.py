"""Containers before and after the fixes of ML701 and ML702, with a real engine: are they healthy?"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from dflint.diagnostics import Applicability
from dflint.fixer import Fixer
from dflint.linter import Linter
from dflint.project.names import kind_of
from dflint.project.project import Project
from dflint.rules.rule import Rule
from dflint.rules.serving.ml701_healthcheck_tool_missing import HealthcheckToolMissing
from dflint.rules.serving.ml702_healthcheck_no_start_period import HealthcheckNoStartPeriod
from dflint.verification import objection

pytestmark = pytest.mark.build

BASE = "python:3.12-slim"
SERVER = """\
import http.server, sys, time

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        time.sleep(float(sys.argv[2]))
        self.send_response(int(sys.argv[1]) if self.path == "/health" else 500)
        self.end_headers()

time.sleep(float(sys.argv[3]))
http.server.ThreadingHTTPServer(("", 8000), Handler).serve_forever()
"""


@pytest.fixture(scope="module", autouse=True)
def engine() -> None:
    command = ["docker", "image", "inspect", BASE]
    if shutil.which("docker") is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip(f"there is no engine with the image {BASE}")


@pytest.fixture
def name() -> Iterator[str]:
    """A name for an image and its container, which are removed in the end."""
    name = f"dflint-test-{uuid.uuid4().hex[:12]}"
    yield name
    subprocess.run(["docker", "rm", "-f", name], capture_output=True, check=False)
    subprocess.run(["docker", "image", "rm", "-f", name], capture_output=True, check=False)


def fixed(folder: Path, rule: type[Rule], dockerfile: str) -> str:
    (folder / ".git").mkdir(exist_ok=True)
    (folder / "server.py").write_text(SERVER)
    (folder / "Dockerfile").write_text(dockerfile)
    project = Project(str(folder))
    fixer = Fixer(
        lambda overlay: Linter(project.with_overlay(overlay), [rule()]).run(),
        lambda path: Path(path).read_bytes() if os.path.isfile(path) else None,
        lambda path: kind_of(os.path.basename(path)) is not None,
        objection,
        Applicability.SAFE,
    )
    (change,) = fixer.run().changes
    return change.after.decode()


def health(folder: Path, name: str, dockerfile: str, wait: float = 20) -> str:
    """What the engine says of the container once it says something else than ``starting``, or after `wait` seconds."""
    command = ["docker", "build", "-q", "--network=none", "-t", name, "-f", "-", str(folder)]
    done = subprocess.run(command, input=dockerfile, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    command = ["docker", "run", "-d", "--name", name, "--network=none", name]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    deadline = time.monotonic() + wait
    status = "starting"
    while status == "starting" and time.monotonic() < deadline:
        time.sleep(0.5)
        state = subprocess.run(["docker", "inspect", name], capture_output=True, check=True, timeout=60).stdout
        status = json.loads(state)[0]["State"]["Health"]["Status"]
    return status


FORMS = {
    "shell form": "CMD curl -f http://localhost:8000/health || exit 1",
    "exec form": 'CMD ["curl", "-f", "http://localhost:8000/health"]',
    "variable": "CMD curl -f http://localhost:${PORT:-8000}/health || exit 1",
    "wget": "CMD wget -q --spider http://localhost:8000/health",
    "any answer": "CMD curl -s http://localhost:8000/health",
}


def dockerfile_of(check: str, server: str, flags: str = "--interval=1s --retries=2 --timeout=2s") -> str:
    return (
        f"FROM {BASE}\nENV PORT=8000\nCOPY server.py /server.py\nHEALTHCHECK {flags} {check}\n"
        f'CMD ["python", "/server.py", {server}]\n'
    )


def test_without_the_fix_the_container_is_never_healthy(tmp_path: Path, name: str) -> None:
    dockerfile = dockerfile_of(FORMS["shell form"], '"200", "0", "0"')
    fixed(tmp_path, HealthcheckToolMissing, dockerfile)
    assert health(tmp_path, name, dockerfile) == "unhealthy"


@pytest.mark.parametrize("form", FORMS)
def test_with_the_fix_it_is(tmp_path: Path, name: str, form: str) -> None:
    dockerfile = dockerfile_of(FORMS[form], '"200", "0", "0"')
    assert health(tmp_path, name, fixed(tmp_path, HealthcheckToolMissing, dockerfile)) == "healthy"


@pytest.mark.parametrize(
    ("form", "server", "expected"),
    [
        ("shell form", '"404", "0", "0"', "unhealthy"),
        ("wget", '"503", "0", "0"', "unhealthy"),
        ("any answer", '"404", "0", "0"', "healthy"),
        ("exec form", '"200", "5", "0"', "unhealthy"),  # slower than the timeout
        ("any answer", '"200", "0", "60"', "unhealthy"),  # nobody listens
    ],
)
def test_what_the_fixed_check_says_of_other_servers(
    tmp_path: Path, name: str, form: str, server: str, expected: str
) -> None:
    dockerfile = fixed(tmp_path, HealthcheckToolMissing, dockerfile_of(FORMS[form], server))
    assert health(tmp_path, name, dockerfile) == expected


SLOW = dockerfile_of(
    'CMD ["python", "-c", "import urllib.request as u; u.urlopen(\'http://localhost:8000/health\')"]',
    '"200", "0", "5"',
    "--interval=1s --retries=1",
)


def test_without_a_start_period_a_slow_server_is_unhealthy(tmp_path: Path, name: str) -> None:
    (tmp_path / "server.py").write_text(SERVER)
    assert health(tmp_path, name, SLOW) == "unhealthy"


def test_with_one_it_is_healthy_once_it_has_started(tmp_path: Path, name: str) -> None:
    install = "RUN pip install torch\n"
    after = fixed(tmp_path, HealthcheckNoStartPeriod, SLOW.replace("ENV PORT", f"{install}ENV PORT"))
    assert "--start-period=60s" in after
    assert health(tmp_path, name, after.replace(install, "")) == "healthy"
