"""What real compose files look like that are right, and are easily taken for wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

Words = Callable[..., list[str]]

GPU = "    deploy: {resources: {reservations: {devices: [{driver: nvidia, count: 1, capabilities: [gpu]}]}}}\n"
TRAINING = 'FROM nvidia/cuda:12.6.3-runtime-ubuntu24.04\nCMD ["python3", "serve.py"]\n'

TRAPS: Mapping[str, tuple[Mapping[str, str], tuple[str, ...]]] = {
    "a base image that compose puts in under the name of a stage": (
        {
            "compose.yaml": "services:\n  app:\n    build:\n      context: .\n      additional_contexts:\n"
            "        base: service:base\n  base:\n    build:\n      context: .\n      dockerfile: base.Dockerfile\n",
            "Dockerfile": "FROM base\nRUN echo built\n",
            "base.Dockerfile": "FROM python:3.12-slim\n",
        },
        ("ML101", "ML114"),
    ),
    "capabilities without gpu": (
        {
            "compose.yaml": "services:\n  app:\n    image: nvidia/cuda:12.6.3-base-ubuntu24.04\n    deploy:\n"
            "      resources:\n        reservations:\n          devices:\n            - driver: nvidia\n"
            "              device_ids: ['0']\n              capabilities: [compute, utility]\n"
        },
        ("DC103", "DC104", "DC105", "DC106", "DC107", "DF007"),
    ),
    "capabilities as a list of lines, without a driver, beside the variable, in an old version": (
        {
            "docker-compose.yml": 'version: "2.3"\nservices:\n  app:\n    build: .\n    environment:\n'
            "      - NVIDIA_VISIBLE_DEVICES=all\n    deploy:\n      resources:\n        reservations:\n"
            "          devices:\n            - capabilities:\n                - gpu\n",
            "Dockerfile": TRAINING,
        },
        ("DC103", "DC104", "DC106", "DC110", "DF007"),
    ),
    "a merged service without the reservation, and one with it": (
        {
            "compose.yaml": "x-base: &base\n  build: .\n" + GPU.replace("    ", "  ", 1) + "services:\n"
            "  auto: &auto\n    <<: *base\n  auto-cpu:\n    <<: *auto\n    environment: [CLI_ARGS=--cpu]\n"
            "    deploy: {}\n",
            "Dockerfile": TRAINING,
        },
        ("DC103", "DC126"),
    ),
    "a merge that adds the reservation": (
        {
            "compose.yaml": "services:\n  llm: &llm\n    image: ollama/ollama:0.12.3\n    profiles: [linux]\n"
            "  llm-gpu:\n    <<: *llm\n    profiles: [linux-gpu]\n" + GPU
        },
        ("DC103", "DC111", "DC202"),
    ),
    "a twin for the CPU": (
        {
            "compose.yaml": "services:\n  tei-cpu:\n    profiles: [tei-cpu]\n    image: ${TEI_IMAGE_CPU}\n"
            "    ports: ['6380:80']\n  tei-gpu:\n    profiles: [tei-gpu]\n    image: ${TEI_IMAGE_GPU}\n"
            "    ports: ['6380:80']\n" + GPU
        },
        ("DC103", "DC111", "DC201"),
    ),
    "a health check that an included file gives": (
        {
            "compose.yaml": "include:\n  - vectordb.yaml\nservices:\n  api:\n    build: .\n    depends_on:\n"
            "      db: {condition: service_healthy}\n      maybe: {condition: service_healthy, required: false}\n"
            "  maybe: {image: 'alpine:3.22'}\n",
            "vectordb.yaml": "services:\n  db:\n    image: postgres:16\n    healthcheck: {test: [CMD, pg_isready]}\n",
            "Dockerfile": "FROM python:3.12-slim\n",
        },
        ("DC115", "DC116", "DC206"),
    ),
    "a server whose address compose gives": (
        {
            "compose.yaml": "services:\n  api:\n    build: .\n    command: --port 8081 --host 0.0.0.0\n"
            "    ports: ['8081:8081']\n",
            "Dockerfile": 'FROM python:3.12-slim\nRUN pip install uvicorn\nENTRYPOINT ["uvicorn", "app:app"]\n',
        },
        ("ML705", "DC133"),
    ),
    "a development server that compose watches": (
        {
            "compose.yaml": "services:\n  web:\n    build: .\n    ports: ['8000:8000']\n"
            "    develop:\n      watch:\n        - {action: sync, path: ., target: /app}\n",
            "Dockerfile": "FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\n"
            'CMD ["fastapi", "dev", "--host", "0.0.0.0"]\n',
        },
        ("ML706", "DC120"),
    ),
    "the name of what is built": (
        {
            "compose.yaml": "services:\n  chain-server:\n    image: chain-server:${TAG:-latest}\n    build: .\n",
            "Dockerfile": "FROM python:3.12-slim\n",
        },
        ("DC114", "DC207"),
    ),
    "a port that others use for a service without a password": (
        {
            "compose.yaml": "services:\n  web1:\n    build: .\n    ports: ['81:5000']\n"
            "  api:\n    build: .\n    ports: ['${HOST_API_PORT:-5000}:5000']\n",
            "Dockerfile": 'FROM node:22-alpine\nCMD ["node", "server.js"]\n',
        },
        ("DC117", "DC201"),
    ),
    "a reservation in comments": (
        {
            "compose.yaml": "services:\n  api:\n    image: localai/localai:v3.5.0\n    # deploy:\n    #   resources:\n"
            "    #     reservations:\n    #       devices:\n    #         - driver: nvidia\n"
            "    #           count: 1\n    #           capabilities: [gpu]\n"
        },
        ("DC103", "DC106"),
    ),
}


@pytest.mark.parametrize("name", TRAPS)
def test_nothing_is_said(words: Words, name: str) -> None:
    tree, codes = TRAPS[name]
    assert words(tree, *codes) == []
