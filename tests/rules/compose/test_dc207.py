"""DC207: databases without a version."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Any

import pytest

from dflint.linter import Linter
from dflint.project.project import Project
from dflint.rules.compose.dc207_compose_image_floating import ComposeImageFloating

Words = Callable[..., list[str]]

VOLUMES = "volumes: ['data:/var/lib/postgresql']"
MONGO = "volumes: ['data:/data/db']"
MYSQL = "volumes: ['./mysql:/var/lib/mysql/']"


def compose(image: str, keys: str = VOLUMES) -> dict[str, str]:
    return {"compose.yaml": f"services:\n  s:\n    image: {image}\n    {keys}\nvolumes:\n  data:\n"}


@pytest.mark.parametrize(
    ("image", "keys", "is_found"),
    [
        ("postgres", VOLUMES, True),
        ("postgres:latest", VOLUMES, True),
        ("mysql", MYSQL, True),
        ("mongo:latest", MONGO, True),
        ("postgres:17", VOLUMES, False),
        ("postgres@sha256:" + "0" * 64, VOLUMES, False),
        ("postgres:${TAG:-latest}", VOLUMES, False),
        ("postgres", "tty: true", False),
        ("postgres", "volumes: [/var/lib/postgresql]", False),
        ("postgres", "volumes: ['data:/var/lib/postgresql/data/pgdata']", True),
        ("postgres", "volumes: ['./init.sql:/docker-entrypoint-initdb.d/init.sql']", False),
        ("nginx", VOLUMES, False),
        ("prom/prometheus:latest", VOLUMES, False),
        ("qdrant/qdrant:latest", VOLUMES, False),
        ("ollama/ollama:latest", VOLUMES, False),
        ("postgres", f"build: .\n    {VOLUMES}", False),
        ("postgres", f"pull_policy: never\n    {VOLUMES}", False),
    ],
)
def test_found(words: Words, image: str, keys: str, is_found: bool) -> None:
    assert words(compose(image, keys), "DC207") == ([image] if is_found else [])


@pytest.mark.parametrize(
    ("image", "is_found"),
    [
        ("nginx", True),
        ("grafana/grafana:main", True),
        ("ghcr.io/example/thing:latest", True),
        ("nginx:1.27", False),
        ("nginx:alpine", False),
        pytest.param("my-model:latest", False, id="one word that is no official image is the machine's own"),
        pytest.param("localhost:5000/thing", False, id="a registry of the machine"),
        pytest.param("vllm/vllm-openai:latest", False, id="a server of models"),
        pytest.param("chain-server:${TAG:-latest}", False, id="a tag that can be chosen"),
    ],
)
def test_all_images(lay: Callable[..., Any], image: str, is_found: bool) -> None:
    checker = lay(compose(image))
    rule = ComposeImageFloating({"all-images": True})
    found = Linter(Project(str(checker.folder)), [rule]).run().diagnostics
    assert [one.source.slice(one.span) for one in found] == ([image] if is_found else [])


def test_an_image_that_another_service_builds(words: Words) -> None:
    text = textwrap.dedent("""\
        services:
          db:
            build: .
            image: example/postgres
          copy:
            image: example/postgres
            volumes: ['data:/data']
        volumes:
          data:
        """)
    assert words({"compose.yaml": text, "Dockerfile": "FROM postgres:17\n"}, "DC207") == []
