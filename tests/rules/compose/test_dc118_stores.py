"""DC118 as it is by default speaks of literal passwords of programs that keep data."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Words = Callable[..., list[str]]


def server(image: str, *environment: str) -> str:
    lines = "".join(f"      - {one}\n" for one in environment)
    return f"services:\n  s:\n    image: {image}\n    ports: ['9000:9000']\n    environment:\n{lines}"


@pytest.mark.parametrize(
    ("image", "setting"),
    [
        ("postgres:17", "POSTGRES_PASSWORD=hunter2"),
        ("mysql:8", "MYSQL_ROOT_PASSWORD=hunter2"),
        ("minio/minio", "MINIO_ROOT_PASSWORD=hunter2"),
        ("rabbitmq:4-management", "RABBITMQ_DEFAULT_PASS=hunter2"),
    ],
)
def test_a_literal_password_of_a_store(words: Words, image: str, setting: str) -> None:
    assert words({"compose.yaml": server(image, setting)}, "DC118") == ["hunter2"]


@pytest.mark.parametrize(
    ("image", "setting"),
    [
        ("postgres:17", "POSTGRES_PASSWORD=${DB_PASSWORD:-hunter2}"),
        ("grafana/grafana:12.2.0", "GF_SECURITY_ADMIN_PASSWORD=hunter2"),
        ("dpage/pgadmin4:9", "PGADMIN_DEFAULT_PASSWORD=hunter2"),
    ],
)
def test_defaults_and_pages_are_left_alone(words: Words, image: str, setting: str) -> None:
    assert words({"compose.yaml": server(image, setting)}, "DC118") == []


def test_a_signing_key_is_left_alone(words: Words) -> None:
    compose = "services:\n  web:\n    build: .\n    ports: ['80:80']\n    environment: ['JWT_SECRET=hunter2-hunter2']\n"
    tree = {"compose.yaml": compose, "Dockerfile": "FROM scratch\n", "app.py": "os.environ['JWT_SECRET']\n"}
    assert words(tree, "DC118") == []
