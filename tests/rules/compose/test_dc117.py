"""DC117 speaks of ports behind which nobody is asked who they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability, Diagnostic, Severity

Words = Callable[..., list[str]]
Findings = Callable[..., list[Diagnostic]]

REDIS = ("image: redis:7", "ports: ['6379:6379']")


def service(*lines: str) -> dict[str, str]:
    return {"compose.yaml": "services:\n  s:\n" + "".join(f"    {line}\n" for line in lines)}


@pytest.mark.parametrize(
    ("image", "port"),
    [
        ("redis:7-alpine", "6379:6379"),
        ("redis", "${REDIS_PORT:-6379}:6379"),
        ("redis:7", "0.0.0.0:6379:6379"),
        ("redis:7", "10.0.0.4:6379:6379"),
        ("redis:7", "16379:6379/tcp"),
        ("qdrant/qdrant:v1.12.4", "6333:6333"),
        ("chromadb/chroma:latest", "8001:8000"),
        ("ollama/ollama", "11434:11434"),
        ("mongo:7", "27017:27017"),
        ("minio/minio", "9000:9000"),
        ("milvusdb/milvus:v2.5.4", "19530:19530"),
    ],
)
def test_found(findings: Findings, image: str, port: str) -> None:
    (one,) = findings(service(f"image: {image}", f"ports: ['{port}']"), "DC117")
    assert one.source.slice(one.span) == f"'{port}'"
    assert one.severity is Severity.WARNING


def test_a_hint_where_a_service_is_there_to_be_asked(findings: Findings) -> None:
    (one,) = findings(service("image: vllm/vllm-openai:v0.9.0", "ports: ['8000:8000']"), "DC117")
    assert one.severity is Severity.INFO


def test_what_only_tells_numbers(words: Words) -> None:
    assert words(service("image: prom/prometheus:v3.0.0", "ports: ['9090:9090']"), "DC117") == []


@pytest.mark.parametrize(
    "lines",
    [
        # Published to the machine itself only, or not at all.
        ["image: redis:7", "ports: ['127.0.0.1:6379:6379']"],
        ["image: redis:7", "ports: ['[::1]:6379:6379']"],
        ["image: redis:7", "ports: [{target: 6379, published: 6379, host_ip: 127.0.0.1}]"],
        ["image: redis:7", "ports: ['${BIND}:6379:6379']"],
        ["image: redis:7", "expose: [6379]"],
        ["image: redis:7"],
        # Other ports, and other programs.
        ["image: redis:7", "ports: ['9121:9121']"],
        ["image: redis:7", "ports: ['6379:6379/udp']"],
        ["image: example/app", "ports: ['5000:5000']"],
        ["image: nginx", "ports: ['80:80']"],
        ["build: .", "image: redis:7", "ports: ['6379:6379']"],
        ["image: nvcr.io/nvidia/tritonserver:25.06-py3", "ports: ['8002:8002']"],
        # A password is asked for.
        ["image: postgres:16", "ports: ['5432:5432']"],
        [*REDIS, "command: redis-server --requirepass ${REDIS_PASSWORD}"],
        [*REDIS, "command: redis-server /etc/redis/redis.conf"],
        [*REDIS, "command: redis-server $REDIS_FLAGS"],
        [*REDIS, "volumes: ['./redis.conf:/usr/local/etc/redis/redis.conf']"],
        [*REDIS, "extends: {file: base.yml, service: redis}"],
        [*REDIS, "env_file: missing.env"],
        ["image: qdrant/qdrant", "ports: ['6333:6333']", "environment: [QDRANT__SERVICE__API_KEY=x]"],
        ["image: qdrant/qdrant", "ports: ['6333:6333']", "environment: ['QDRANT__SERVICE__API_KEY=${KEY}']"],
        ["image: mongo:7", "ports: ['27017:27017']", "environment: {MONGO_INITDB_ROOT_USERNAME: root}"],
        ["image: minio/minio", "ports: ['9000:9000']", "environment: {MINIO_ROOT_PASSWORD: hunter2}"],
        ["image: elasticsearch:8.16.1", "ports: ['9200:9200']"],
        # Profiles for development.
        [*REDIS, "profiles: [dev]"],
    ],
)
def test_silent(words: Words, lines: list[str]) -> None:
    assert words(service(*lines), "DC117") == []


@pytest.mark.parametrize(
    "lines",
    [
        ["image: postgres:16", "ports: ['5432:5432']", "environment: {POSTGRES_HOST_AUTH_METHOD: trust}"],
        ["image: elasticsearch:8.16.1", "ports: ['9200:9200']", "environment: [xpack.security.enabled=false]"],
        ["image: neo4j:5", "ports: ['7687:7687']", "environment: [NEO4J_AUTH=none]"],
        ["image: minio/minio", "ports: ['9000:9000']", "environment: {MINIO_ROOT_PASSWORD: minioadmin}"],
    ],
)
def test_a_variable_lets_everybody_in(words: Words, lines: list[str]) -> None:
    assert words(service(*lines), "DC117") == [lines[1][8:-1]]


def test_a_file_of_variables_that_is_here_is_read(words: Words) -> None:
    tree = {**service("image: qdrant/qdrant", "ports: ['6333:6333']", "env_file: q.env")}
    assert words({**tree, "q.env": "QDRANT__SERVICE__API_KEY=x\n"}, "DC117") == []
    assert words({**tree, "q.env": "A=b\n"}, "DC117") == ["'6333:6333'"]


def test_files_for_tests_and_for_development(findings: Findings) -> None:
    text = service(*REDIS)["compose.yaml"]
    found = findings({"docker-compose.test.yml": text, "docker-compose.dev.yml": text}, "DC117")
    assert [one.severity for one in found] == [Severity.INFO]


def test_one_finding_for_all_ports(findings: Findings) -> None:
    (one,) = findings(service("image: qdrant/qdrant", "ports: ['6333:6333', '6334:6334']"), "DC117")
    assert one.message.startswith("the ports 6333 and 6334 of `s` are open")
    assert len(one.related) == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ports:\n      - 6379:6379 # all", 'ports:\n      - "127.0.0.1:6379:6379" # all'),
        ("ports:\n      - '6379:6379'", "ports:\n      - '127.0.0.1:6379:6379'"),
        ("ports: ['0.0.0.0:6379:6379']", "ports: ['127.0.0.1:6379:6379']"),
        ('ports:\n      - "${P:-6379}:6379"', 'ports:\n      - "127.0.0.1:${P:-6379}:6379"'),
        ("ports:\n      - 6379", 'ports:\n      - "127.0.0.1::6379"'),
        (
            "ports:\n      - target: 6379\n        published: 6379",
            'ports:\n      - target: 6379\n        published: 6379\n        host_ip: "127.0.0.1"',
        ),
        ("ports: [{target: 6379, host_ip: 0.0.0.0}]", 'ports: [{target: 6379, host_ip: "127.0.0.1"}]'),
    ],
)
def test_fix(lay: Callable[..., Any], before: str, after: str) -> None:
    checker = lay(service("image: redis:7", before))
    assert checker.fix("DC117", allowed=Applicability.UNSAFE) == []
    assert (checker.folder / "compose.yaml").read_text() == service("image: redis:7", after)["compose.yaml"]
