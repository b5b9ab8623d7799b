"""For each rule on compose files that has a safe fix: a project, and what the fix may change in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from dflint.rules.rule import Tree
from tests.build.images import ComposeProject
from tests.build.safe_fixes import CHECK, SLOW_SERVER

Start = Callable[[ComposeProject], bool]


class ComposeFix(NamedTuple):
    """What a rule's fix is about: patterns of paths in the configuration, which alone may differ.

    `tree`: the project, if it is not the rule's own example. `images`: Dockerfiles of images that it needs, by name.
    `fails`: what Compose says before the fix, where it refuses the file. `starts`: whether the project gets going; it
    does after the fix, and before it if `starts_before`.
    """

    code: str
    about: tuple[str, ...] = ()
    fails: str = ""
    tree: Tree | None = None
    images: Mapping[str, str] = {}
    starts: Start | None = None
    starts_before: bool = True


def all_end_well(project: ComposeProject) -> bool:
    """Whether each program of the project is started and ends without an error."""
    done = project.compose("up", "--abort-on-container-failure")
    return done.returncode == 0


def is_up(project: ComposeProject) -> bool:
    """Whether every service is started, after those that it waits for."""
    return project.compose("up", "--detach").returncode == 0


PORT = 46379
REDIS = f"""\
FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends redis-server && rm -rf /var/lib/apt/lists/*
# As long as it takes to read what it has kept.
CMD ["sh", "-c", "sleep 3 && exec redis-server --port {PORT} --bind 127.0.0.1"]
"""
CLIENT = f"""\
import socket

redis = socket.create_connection(("127.0.0.1", {PORT}), 2)
redis.sendall(b"PING\\r\\n")
assert redis.recv(7) == b"+PONG\\r\\n"
"""

COMPOSE_FIXES = (
    ComposeFix("DC101", about=("services.ollama.volumes.0.*", "volumes.ollama_models.*")),
    ComposeFix("DC104", fails="capabilities"),
    ComposeFix("DC106"),
    ComposeFix("DC109", fails="devices"),
    ComposeFix("DC112", about=("services.llm.shm_size", "services.trainer.shm_size")),
    ComposeFix(
        "DC115",
        about=("services.api.depends_on.cache.condition",),
        tree={
            "compose.yaml": f"""
                services:
                  api:
                    build: .
                    network_mode: host
                    depends_on:
                      - cache
                  cache:
                    image: redis:dflint-test
                    network_mode: host
                    healthcheck:
                      test: ["CMD", "redis-cli", "-p", "{PORT}", "ping"]
                      interval: 1s
            """,
            "Dockerfile": """
                FROM python:3.12-slim
                COPY app.py .
                CMD ["python", "app.py"]
            """,
            "app.py": CLIENT,
        },
        images={"redis:dflint-test": REDIS},
        starts=lambda project: project.compose("up", "--exit-code-from=api").returncode == 0,
        starts_before=False,
    ),
    ComposeFix(
        "DC123",
        about=("services.llm.healthcheck.start_period",),
        tree={
            "compose.yaml": f"""
                services:
                  llm:
                    build:
                      context: .
                      network: host
                    network_mode: none
                    healthcheck:
                      test: ["CMD", "python", "-c", "{CHECK}"]
                      interval: 1s
                      retries: 2
                  page:
                    image: python:3.12-slim
                    command: ["true"]
                    network_mode: none
                    depends_on:
                      llm:
                        condition: service_healthy
            """,
            "Dockerfile": """
                FROM python:3.12-slim
                RUN pip install --no-cache-dir --no-deps optimum==1.23.3
                COPY server.py .
                CMD ["python", "server.py"]
            """,
            "server.py": SLOW_SERVER,
        },
        starts=is_up,
        starts_before=False,
    ),
    ComposeFix("DC128"),
    ComposeFix(
        "DC130",
        fails="undefined volume",
        tree={
            "compose.yaml": """
                services:
                  job:
                    image: python:3.12-slim
                    command: ["touch", "/data/done"]
                    network_mode: none
                    volumes:
                      - data:/data
            """
        },
        starts=all_end_well,
    ),
    ComposeFix(
        "DC205",
        tree={
            "compose.yaml": """
                services:
                  job:
                    image: python:3.12-slim
                    command: ["touch", "/data/done"]
                    network_mode: none
                    volumes:
                      - data:/data
                volumes:
                  data:
                  cache:
            """
        },
        starts=all_end_well,
    ),
    ComposeFix(
        "DC209",
        about=("services.job.ports.*",),
        tree={
            "compose.yaml": """
                services:
                  job:
                    image: python:3.12-slim
                    command: ["true"]
                    network_mode: host
                    ports:
                      - "8000:8000"
            """
        },
        starts=all_end_well,
    ),
    ComposeFix("DC222"),
    ComposeFix("DC223"),
    ComposeFix("DC231"),
    ComposeFix("DC232"),
    ComposeFix("DC233"),
    ComposeFix("DC234"),
    ComposeFix("DC235"),
    ComposeFix("DC236"),
    ComposeFix(
        "DF007",
        fails="user must be a string",
        tree={
            "compose.yaml": """
                services:
                  job:
                    image: python:3.12-slim
                    command: ["sh", "-c", "test $$(id -u) = 1000"]
                    network_mode: none
                    user: 1000
            """
        },
        starts=all_end_well,
    ),
)
