"""What the fixes of the rules on compose files write, as Docker Compose itself reads it."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dflint.diagnostics import Applicability

pytestmark = pytest.mark.build

DOCKERFILE = 'FROM nvcr.io/nvidia/pytorch:25.06-py3\nCMD ["torchrun", "train.py"]\n'

STYLES = {
    "two blanks": """\
services:
  s:
    image: ghcr.io/huggingface/text-generation-inference:v0.11.0
    ports:
      - "8000:8000"
  t:
    build: .
""",
    "four blanks, dashes not indented": """\
services:
    s:
        image: ghcr.io/huggingface/text-generation-inference:v0.11.0
        ports:
        - 8000:8000
        # the end of s

    t:
        build:
            context: .
        deploy:
            resources:
                limits:
                    memory: 8g
""",
    "flow": "services: {s: {image: 'ghcr.io/huggingface/text-generation-inference:v0.11.0'}, t: {build: .}}\n",
    "json": json.dumps(
        {
            "services": {
                "s": {"image": "ghcr.io/huggingface/text-generation-inference"},
                "t": {"build": {"context": "."}},
            }
        }
    ),
    "crlf": (
        "services:\r\n  s:\r\n    image: ghcr.io/huggingface/text-generation-inference\r\n"
        "  t:\r\n    build: .\r\n    deploy:\r\n"
    ),
    "no line end": "services:\n  t:\n    build: .\n  s:\n    image: ghcr.io/huggingface/text-generation-inference",
    "block scalar at the end": (
        "services:\n  t:\n    build: .\n  s:\n    image: ghcr.io/huggingface/text-generation-inference\n"
        "    command: >\n      --model x\n\n"
    ),
    "anchors": """\
x-common: &common
  restart: unless-stopped
  deploy: &limits
    resources:
      limits:
        memory: 8g
services:
  s:
    <<: *common
    image: ghcr.io/huggingface/text-generation-inference
    deploy:
      <<: *limits
      replicas: 1
  t:
    build: .
    environment:
      <<: {A: b}
""",
}


@pytest.fixture(scope="module")
def docker() -> str:
    program = shutil.which("docker")
    if program is None or subprocess.run([program, "compose", "version"], capture_output=True).returncode:
        pytest.skip("there is no docker compose")
    return program


def model(docker: str, folder: Path) -> dict[str, Any]:
    """The services as Compose sees them."""
    command = [docker, "compose", "--project-directory", str(folder), "-f", str(folder / "compose.yaml"), "config"]
    done = subprocess.run([*command, "--format", "json"], capture_output=True, text=True, cwd=folder)
    assert done.returncode == 0, done.stderr
    services: dict[str, Any] = json.loads(done.stdout)["services"]
    return services


def taken_out(services: dict[str, Any]) -> dict[str, Any]:
    """The services without what the fixes add."""
    copy: dict[str, Any] = json.loads(json.dumps(services))
    for one in copy.values():
        one.pop("shm_size", None)
        resources = one.get("deploy", {}).get("resources", {})
        resources.pop("reservations", None)
        if one.get("deploy") and not resources:
            one["deploy"].pop("resources", None)
        for key in [key for key, value in one.get("deploy", {}).items() if value == {}]:
            one["deploy"].pop(key)
        if not one.get("deploy"):
            one.pop("deploy", None)
    return copy


@pytest.mark.parametrize("style", STYLES)
def test_compose_accepts_what_is_written_and_reads_nothing_else(
    style: str, lay: Callable[..., Any], docker: str
) -> None:
    checker = lay({"Dockerfile": DOCKERFILE, "compose.yaml": STYLES[style], "train.py": ""})
    before = model(docker, checker.folder)
    checker.fix("DC103", "DC112", allowed=Applicability.UNSAFE)
    after = model(docker, checker.folder)
    assert taken_out(after) == taken_out(before)
    added = {
        name: one["deploy"]["resources"]["reservations"]["devices"]
        for name, one in after.items()
        if "reservations" in one.get("deploy", {}).get("resources", {})
    }
    devices = [{"capabilities": ["gpu"], "driver": "nvidia", "count": -1}]
    expected = {"t": devices} if style == "anchors" else {"s": devices, "t": devices}
    assert added == expected
    assert [after[name]["shm_size"] for name in "st"] == [str(2**30), str(8 * 2**30)]
