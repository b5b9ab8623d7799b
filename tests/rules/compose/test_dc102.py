from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability, Severity

Findings = Callable[..., list[Any]]
Words = Callable[..., list[str]]
Lay = Callable[..., Any]


def service(image: str, *lines: str, rest: str = "") -> dict[str, str]:
    return {
        "compose.yaml": f"services:\n  s:\n    image: {image}\n" + "".join(f"    {line}\n" for line in lines) + rest
    }


@pytest.mark.parametrize(
    ("image", "volume", "path", "severity"),
    [
        ("chromadb/chroma:latest", "chroma_data:/chroma/chroma", "/data", Severity.ERROR),
        ("chromadb/chroma:1.0.15", "./chroma:/chroma/chroma/", "/data", Severity.ERROR),
        ("chromadb/chroma:0.6.3", "data:/data", "/chroma/chroma", Severity.ERROR),
        ("postgres:18", "pg:/var/lib/postgresql/data", "/var/lib/postgresql", Severity.ERROR),
        ("postgres", "./pg:/var/lib/postgresql/data", "/var/lib/postgresql", Severity.ERROR),
        ("pgvector/pgvector:pg18", "pg:/var/lib/postgresql/data", "/var/lib/postgresql", Severity.ERROR),
        ("postgres:16", "pg:/var/lib/postgresql", "/var/lib/postgresql/data", Severity.ERROR),
        ("pgvector/pgvector:0.8.0-pg16", "pg:/var/lib/postgresql", "/var/lib/postgresql/data", Severity.ERROR),
        ("mongo:7", "mongo:/data", "/data/db", Severity.ERROR),
        ("mysql:8", "mysql:/var/lib", "/var/lib/mysql", Severity.ERROR),
        ("qdrant/qdrant:v1.15.0", "qdrant_data:/qdrant_data", "/qdrant/storage", Severity.ERROR),
        ("redis:7-alpine", "redis_data:/var/lib/redis/data", "/data", Severity.ERROR),
        ("ollama/ollama:0.12.3", "ollama:/ollama", "/root/.ollama", Severity.WARNING),
        ("localai/localai:v3.1.1", "models:/build/models", "/models", Severity.WARNING),
        ("localai/localai:v2.29.0", "models:/models", "/build/models", Severity.WARNING),
        (
            "ghcr.io/huggingface/text-generation-inference:3.3.5",
            "hf:/root/.cache/huggingface",
            "/data",
            Severity.WARNING,
        ),
        ("vllm/vllm-openai:v0.11.0", "hf:/home/user/.cache/huggingface", "/root/.cache/huggingface", Severity.WARNING),
    ],
)
def test_found(findings: Findings, image: str, volume: str, path: str, severity: Severity) -> None:
    (one,) = findings(service(image, f"volumes: ['{volume}']"), "DC102")
    assert one.source.slice(one.span) == f"'{volume}'"
    assert one.severity is severity
    assert f"in `{path}`" in one.message


@pytest.mark.parametrize(
    ("image", "lines"),
    [
        pytest.param("chromadb/chroma:latest", ["volumes: ['cv:/data']"], id="Chroma 1"),
        pytest.param("chromadb/chroma:0.5.23", ["volumes: ['cv:/chroma/chroma']"], id="Chroma 0"),
        pytest.param("chromadb/chroma:${V}", ["volumes: ['cv:/chroma/chroma']"], id="a version that is not known"),
        pytest.param(
            "chromadb/chroma:1.0.0",
            ["volumes: ['cv:/chroma/chroma']", "environment: [CHROMA_PERSIST_PATH=/chroma/chroma]"],
            id="moved by a variable",
        ),
        pytest.param(
            "chromadb/chroma:1.0.0",
            ["volumes: ['cv:/chroma/chroma', './c.yaml:/config.yaml']"],
            id="a configuration of its own",
        ),
        pytest.param("postgres:16", ["volumes: ['pv:/var/lib/postgresql/data']"], id="PostgreSQL 16"),
        pytest.param("postgres:18", ["volumes: ['pv:/var/lib/postgresql']"], id="PostgreSQL 18"),
        pytest.param("postgres:18", ["volumes: ['pv:/var/lib/postgresql/18/docker']"], id="its own directory"),
        pytest.param(
            "postgres:16",
            ["volumes: ['pv:/var/lib/postgresql']", "environment: {PGDATA: /var/lib/postgresql/pgdata}"],
            id="moved beside the volume of the image",
        ),
        pytest.param(
            "postgres:18",
            ["volumes: ['pv:/var/lib/postgresql/data']", "environment: {PGDATA: /var/lib/postgresql/data}"],
            id="moved to the old place",
        ),
        pytest.param("postgres:16", ["volumes: ['./backup:/backup', 'xv:/import/data']"], id="other folders"),
        pytest.param("postgres:16", [], id="no volume"),
        pytest.param("mongo:7", ["volumes: ['mv:/data/db', 'cv:/data/configdb']"], id="MongoDB"),
        pytest.param("mongo:7", ["volumes: ['mv:/data']", "command: --dbpath /data/x"], id="moved by an option"),
        pytest.param("redis:7", ["volumes: ['./redis.conf:/usr/local/etc/redis/redis.conf']"], id="a configuration"),
        pytest.param("qdrant/qdrant", ["volumes: ['sv:/qdrant/snapshots']"], id="snapshots"),
        pytest.param("neo4j:5", ["volumes: ['lv:/logs', 'pv:/plugins', 'iv:/import']"], id="logs and plugins"),
        pytest.param("ollama/ollama:0.12.3", ["volumes: ['mv:/home/u/.ollama']", "user: '1000'"], id="another home"),
        pytest.param("ollama/ollama:0.12.3", ["volumes: ['./models:/models']"], id="model files"),
        pytest.param("weaviate/x", ["volumes: ['wv:/weaviate']"], id="an image without a row"),
        pytest.param(
            "semitechnologies/weaviate:1.28.4",
            ["volumes: ['wv:/var/lib/weaviate']", "environment: {PERSISTENCE_DATA_PATH: /var/lib/weaviate}"],
            id="Weaviate",
        ),
        pytest.param(
            "vllm/vllm-openai:v0.11.0",
            ["volumes: ['hv:/cache']", "environment: [HF_HOME=/cache]", "command: --model a/b"],
            id="a cache that is moved",
        ),
        pytest.param("minio/minio", ["volumes: ['mv:/minio_data']", "command: server /minio_data"], id="MinIO"),
    ],
)
def test_silent(findings: Findings, image: str, lines: list[str]) -> None:
    assert findings(service(image, *lines), "DC102") == []


def test_a_volume_that_another_service_shares_may_hand_over(findings: Findings) -> None:
    rest = "  b:\n    image: x\n    volumes: ['qdrant_data:/in']\n"
    assert findings(service("qdrant/qdrant:v1.15.0", "volumes: ['qdrant_data:/qdrant_data']", rest=rest), "DC102") == []


def test_an_override_file_keeps_the_data(findings: Findings) -> None:
    tree = {
        **service("chromadb/chroma:1.0.0", "volumes: ['cv:/chroma/chroma']"),
        "compose.override.yaml": "services:\n  s:\n    volumes: ['cv:/data']\n",
    }
    assert findings(tree, "DC102") == []


def test_the_version_stands_in_the_dockerfile(findings: Findings) -> None:
    """Neither file shows the mistake by itself: the Dockerfile says the version, the compose file the target."""
    compose = "services:\n  db:\n    build: ./db\n    volumes: ['pg:/var/lib/postgresql/data']\n"
    tree = {
        "compose.yaml": compose,
        "db/Dockerfile": "FROM pgvector/pgvector:pg18\nCOPY init.sql /docker-entrypoint-initdb.d/\n",
    }
    (one,) = findings(tree, "DC102")
    assert one.path.endswith("compose.yaml")
    assert [related.source.slice(related.span) for related in one.related] == ["pgvector/pgvector:pg18"]
    assert findings({**tree, "db/Dockerfile": "FROM pgvector/pgvector:pg17\n"}, "DC102") == []
    moved = "FROM pgvector/pgvector:pg18\nENV PGDATA=/var/lib/postgresql/data\n"
    assert findings({**tree, "db/Dockerfile": moved}, "DC102") == []


@pytest.mark.parametrize(
    ("volumes", "fixed"),
    [
        ("['cv:/chroma/chroma']", "['cv:/data']"),
        ('["cv:/chroma/chroma/:rw"]', '["cv:/data:rw"]'),
        ("\n      # keep\n      - cv:/chroma/chroma  # here", "\n      # keep\n      - cv:/data  # here"),
        (
            "\n      - type: volume\n        source: cv\n        target: /chroma/chroma",
            "\n      - type: volume\n        source: cv\n        target: /data",
        ),
        ("[{type: volume, source: c, target: /chroma/chroma}]", "[{type: volume, source: c, target: /data}]"),
    ],
)
def test_fix(lay: Lay, volumes: str, fixed: str) -> None:
    checker = lay(service("chromadb/chroma:1.0.0", f"volumes: {volumes}"))
    checker.fix("DC102")
    assert fixed not in (checker.folder / "compose.yaml").read_text()
    assert checker.fix("DC102", allowed=Applicability.UNSAFE) == []
    expected = service("chromadb/chroma:1.0.0", f"volumes: {fixed}")["compose.yaml"]
    assert (checker.folder / "compose.yaml").read_text() == expected


def test_what_an_anchor_shares_is_not_edited(lay: Lay) -> None:
    text = "x-v: &v ['cv:/chroma/chroma']\nservices:\n  s:\n    image: chromadb/chroma:1.0.0\n    volumes: *v\n"
    checker = lay({"compose.yaml": text})
    assert len(checker.fix("DC102", allowed=Applicability.UNSAFE)) == 1
    assert (checker.folder / "compose.yaml").read_text() == text
