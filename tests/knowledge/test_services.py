"""The table of services: what it says of versions, and whether it is well formed."""

from __future__ import annotations

import re

import pytest

from dflint.dockerfile.image import ImageReference
from dflint.knowledge import service_images, services
from dflint.knowledge.service_images import service_image
from dflint.knowledge.services import (
    KNOWN_PASSWORD,
    NEWEST,
    OPEN,
    PASSWORD,
    SERVICES,
    health_test_of,
    storage_of,
    version_of,
)


def service_of(image: str) -> tuple[services.Service, services.Version | None]:
    reference = ImageReference.parse(image)
    found = service_image(reference)
    assert found is not None
    service = SERVICES[found.family]
    return service, version_of(service, reference.tag)


@pytest.mark.parametrize(
    ("image", "path"),
    [
        ("chromadb/chroma:0.6.3", "/chroma/chroma"),
        ("chromadb/chroma:1.0.0", "/data"),
        ("chromadb/chroma:1", "/data"),
        ("chromadb/chroma:latest", "/data"),
        ("ghcr.io/chroma-core/chroma", "/data"),
        ("postgres:16", "/var/lib/postgresql/data"),
        ("postgres:9.6-alpine3.15", "/var/lib/postgresql/data"),
        ("postgres:18.1-trixie", "/var/lib/postgresql"),
        ("postgres:19", "/var/lib/postgresql"),
        ("postgres:alpine", "/var/lib/postgresql"),
        ("postgres", "/var/lib/postgresql"),
        ("pgvector/pgvector:pg16", "/var/lib/postgresql/data"),
        ("pgvector/pgvector:0.8.1-pg18-trixie", "/var/lib/postgresql"),
        ("postgis/postgis:16-3.4", "/var/lib/postgresql/data"),
        ("localai/localai:v2.29.0", "/build/models"),
        ("localai/localai:v3.0.0", "/build/models"),
        ("localai/localai:v3.1.1", "/models"),
        ("localai/localai:latest-gpu-nvidia-cuda-12", "/models"),
        ("ollama/ollama:0.12.3", "/root/.ollama"),
        ("ollama/ollama:0.1.5-anything", "/root/.ollama"),
        ("qdrant/qdrant:dev", "/qdrant/storage"),
    ],
)
def test_where_the_data_are(image, path):
    service, version = service_of(image)
    storage = storage_of(service, version)
    assert storage is not None
    assert storage.path == path


@pytest.mark.parametrize(
    "image",
    [
        "chromadb/chroma:main-snapshot",
        "postgres:devel",
        "pgvector/pgvector:latest",
        "postgis/postgis",
        "localai/localai:v2.0.0",
        "minio/minio",
    ],
)
def test_where_nobody_knows_where_the_data_are(image):
    assert storage_of(*service_of(image)) is None


def test_a_version_that_names_fewer_parts_is_its_newest_release():
    assert storage_of(*service_of("localai/localai:v3")).path == "/models"
    assert version_of(SERVICES["postgres"], None) == NEWEST


@pytest.mark.parametrize(
    ("image", "program"),
    [
        ("postgres:16", "pg_isready -h 127.0.0.1 -U $${POSTGRES_USER:-postgres}"),
        ("chromadb/chroma:1.0.0", "bash"),
        ("chromadb/chroma:0.6.3", None),
        ("mongo:7", "mongosh"),
        ("mongo:4.4", None),
        ("ghcr.io/huggingface/text-embeddings-inference:cpu-1.5", None),
        ("ghcr.io/huggingface/text-embeddings-inference:89-1.8", "curl"),
        ("triton", None),
    ],
)
def test_health_checks(image, program):
    if image == "triton":
        assert health_test_of(SERVICES["triton"], None) is None
        return
    test = health_test_of(*service_of(image))
    assert (test[1] if test else None) == program


def test_the_table_is_well_formed():
    families = {row.image.family for row in service_images.ROWS}
    assert families == SERVICES.keys()
    for service in SERVICES.values():
        re.compile(service.versions)
        re.compile(service.newest)
        assert service.ports
        assert service.sources
        assert all(source.startswith("https://") for source in service.sources)
        assert service.authentication is None or service.authentication.default in (OPEN, PASSWORD, KNOWN_PASSWORD)
        for test in service.tests:
            assert test.test[0] in ("CMD", "CMD-SHELL")
        for storage in service.storage:
            assert storage.path == "" or storage.path.startswith("/")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", services.VERIFIED)
