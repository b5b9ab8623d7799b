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
    "deploy in braces": """\
services:
  s: # the model
    image: ghcr.io/huggingface/text-generation-inference
    deploy: {resources: {limits: {memory: 8g}}} # as much as there is
    tty: true
  t:
    build: .
    deploy: {replicas: 1}
""",
    "keys that are there": """\
services:
  s:
    deploy:
      resources:
        reservations:
          memory: 4g
        limits:
          memory: 8g
      # behind
      replicas: 1

    image: ghcr.io/huggingface/text-generation-inference
  t:
    build: .
    deploy:
      resources: {limits: {cpus: "2"}}
""",
    "comments between keys": """\
# the project
services:
  # the model
  s:
    # which image
    image: ghcr.io/huggingface/text-generation-inference

    # which ports
    ports:
      - "8000:8000" # one
      # - "8001:8001"

  # the trainer
  t:
    # built here
    build: .

# nothing more
""",
    "dashes not indented, quotes": """\
"services":
   's':
      "image": 'ghcr.io/huggingface/text-generation-inference'
      'ports':
      - '8000:8000'
   't':
      'build': '.'
""",
    "a service in braces over several lines": """\
services:
  s: {
    image: ghcr.io/huggingface/text-generation-inference, # the model
    ports: ["8000:8000"]
  }
  t: {
    build: .
  }
""",
    "byte order mark": (
        "\ufeffservices:\n  s:\n    image: ghcr.io/huggingface/text-generation-inference\n  t:\n    build: .\n"
    ),
    "kept empty lines": (
        "services:\n  t:\n    build: .\n  s:\n    image: ghcr.io/huggingface/text-generation-inference\n"
        "    labels:\n      a: |+\n        text\n\n\n"
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


def without_additions(after: bytes, before: bytes) -> bool:
    """Whether `after` has all bytes of `before` in their order, and only more."""
    rest = iter(after)
    return all(byte in rest for byte in before)


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
    assert without_additions((checker.folder / "compose.yaml").read_bytes(), STYLES[style].encode())
    devices = [{"capabilities": ["gpu"], "driver": "nvidia", "count": -1}]
    expected = {"t": devices} if style == "anchors" else {"s": devices, "t": devices}
    assert added == expected
    assert [after[name]["shm_size"] for name in "st"] == [str(2**30), str(8 * 2**30)]


RESERVED = """\
services:
  capabilities:
    image: a
    deploy:
      resources:
        reservations:
          devices:
            - driver: nvidia
              count: 1
  limits:
    image: a
    deploy:
      resources:
        limits:
          memory: 8g
          devices:
            - driver: nvidia
              device_ids: ["1"]
              capabilities: [gpu]
  runtime:
    image: pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime
    runtime: nvidia # the old way
    environment:
      - NVIDIA_VISIBLE_DEVICES=0,1
  visible:
    image: a
    environment:
      - CUDA_VISIBLE_DEVICES=1
    gpus:
      - driver: nvidia
        device_ids: ["1"]
  implicit:
    image: a
    deploy: {resources: {reservations: {devices: [{capabilities: [gpu]}]}}}
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_compose_accepts_reservations_that_are_mended(newline: str, lay: Callable[..., Any], docker: str) -> None:
    checker = lay({"compose.yaml": RESERVED.replace("\n", newline)})
    left = checker.fix("DC104", "DC106", "DC107", "DC109", "DC110", allowed=Applicability.UNSAFE)
    assert left == []
    services = model(docker, checker.folder)
    gpu = {"capabilities": ["gpu"]}
    reserved = {
        name: one.get("deploy", {}).get("resources", {}).get("reservations", {}).get("devices", one.get("gpus"))
        for name, one in services.items()
    }
    assert reserved == {
        "capabilities": [{**gpu, "driver": "nvidia", "count": 1}],
        "limits": [{**gpu, "driver": "nvidia", "device_ids": ["1"]}],
        "runtime": [{**gpu, "driver": "nvidia", "device_ids": ["0", "1"]}],
        "visible": [{"driver": "nvidia", "device_ids": ["1"]}],
        "implicit": [{**gpu, "count": -1}],
    }
    assert "environment" not in services["visible"]
    assert "runtime" not in services["runtime"]
