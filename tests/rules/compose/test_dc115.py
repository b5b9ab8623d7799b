from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability

Findings = Callable[..., list[Any]]
Words = Callable[..., list[str]]
Lay = Callable[..., Any]

DOCKERFILE = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["python", "app.py"]\n'
CHECKED = "    healthcheck: {test: [CMD, redis-cli, ping]}\n"


def project(
    api: str, other: str = "image: postgres:16", more: str = "", dockerfile: str = DOCKERFILE, **files: str
) -> dict[str, str]:
    """A project whose service `api` has the lines `api`, and with it a service `db`."""
    compose = f"services:\n  api:\n    build: .\n{api}  db:\n    {other}\n{more}"
    return {"compose.yaml": compose, "Dockerfile": dockerfile, "app.py": "print()\n", **files}


LIST = "    depends_on:\n      - db\n"
ADDRESS = '    environment: {DATABASE_URL: "postgresql://a:b@db:5432/c"}\n'


@pytest.mark.parametrize(
    ("other", "title"),
    [
        ("image: postgres:16", "PostgreSQL"),
        ("image: pgvector/pgvector:pg16", "PostgreSQL with pgvector"),
        ("image: redis:7-alpine", "Redis"),
        ("image: mongo:7", "MongoDB"),
        ("image: qdrant/qdrant:v1.15.0", "Qdrant"),
        ("image: milvusdb/milvus:v2.5.10", "Milvus"),
        ("image: rabbitmq:3", "RabbitMQ"),
        ("image: vllm/vllm-openai:v0.11.0", "vLLM"),
    ],
)
def test_found(findings: Findings, other: str, title: str) -> None:
    (one,) = findings(project(LIST, other, CHECKED), "DC115")
    assert one.source.slice(one.span) == "db"
    assert f"not when {title} answers" in one.message
    assert [related.source.slice(related.span) for related in one.related] == ["db"]


@pytest.mark.parametrize(
    "api",
    [
        "    depends_on: [db]\n",
        "    depends_on: {db: {condition: service_started}}\n",
        "    depends_on:\n      db: {}\n",
        "    depends_on: [db]\n    restart: 'no'\n",
    ],
)
def test_found_in_all_forms(words: Words, api: str) -> None:
    assert words(project(api + ADDRESS), "DC115") == ["db"]


@pytest.mark.parametrize(
    ("api", "other", "more", "expected"),
    [
        (LIST + ADDRESS, "image: postgres:16", "", ["db"]),
        (LIST + "    environment: [DB=mysql+pymysql://db/a]\n", "image: mysql:8", "", ["db"]),
        (LIST + "    environment: {DATABASE_URL: 'postgresql://a:b@db-2:5432/c'}\n", "image: postgres:16", "", []),
        (LIST + "    environment: {DATABASE_HOST: db}\n", "image: postgres:16", "", []),
        (LIST, "image: postgres:16", "", []),
        # They answer at once, or their clients connect when they are used.
        (LIST + "    environment: {REDIS_URL: 'redis://db:6379'}\n", "image: redis:7", "", []),
        (LIST + "    environment: {MONGO_URL: 'mongodb://db:27017'}\n", "image: mongo:7", "", []),
        # The other one starts only when the database is ready.
        (
            "    depends_on: [db, worker]\n",
            "image: redis:7",
            CHECKED + "  worker:\n    image: a/b:1\n    depends_on: {db: {condition: service_healthy}}\n",
            [],
        ),
    ],
)
def test_what_speaks_for_it(words: Words, api: str, other: str, more: str, expected: list[str]) -> None:
    assert words(project(api, other, more), "DC115") == expected


@pytest.mark.parametrize(
    ("api", "other"),
    [
        pytest.param("    depends_on: {db: {condition: service_healthy}}\n", "image: postgres:16", id="waits"),
        pytest.param(
            "    depends_on: {db: {condition: service_completed_successfully}}\n", "image: postgres:16", id="a job"
        ),
        pytest.param("    depends_on: {db: {condition: '${C}'}}\n", "image: postgres:16", id="not known"),
        pytest.param(
            "    depends_on: {db: {condition: service_started, required: false}}\n",
            "image: postgres:16",
            id="not required",
        ),
        pytest.param(LIST + "    restart: on-failure\n", "image: postgres:16", id="restarted until it works"),
        pytest.param(LIST + "    restart: unless-stopped\n", "image: postgres:16", id="restarted"),
        pytest.param(
            LIST + "    deploy: {restart_policy: {condition: any}}\n", "image: postgres:16", id="restarted too"
        ),
        pytest.param(LIST + "    command: wait-for-it db:5432 -- app\n", "image: postgres:16", id="waits by itself"),
        pytest.param(
            LIST + "    command: sh -c 'until nc -z db 5432; do sleep 1; done'\n", "image: redis", id="a loop"
        ),
        pytest.param(LIST + "    command: ./start.sh\n", "image: postgres:16", id="a script that cannot be read"),
        pytest.param(LIST, "image: ollama/ollama:0.12.3", id="a server that starts at once"),
        pytest.param(LIST, "image: nginx:1.29", id="a web server"),
        pytest.param(LIST, "image: my/postgres", id="an image that is not known"),
        pytest.param(LIST, "build: ./x", id="what is built here"),
        pytest.param(LIST, "{image: postgres:16, entrypoint: [psql]}", id="a client of the database"),
        pytest.param(LIST, "{image: vllm/vllm-openai:v0.11.0, entrypoint: [bash]}", id="not the server"),
    ],
)
def test_silent(words: Words, api: str, other: str) -> None:
    if other.startswith("{"):
        other = other.strip("{}").replace(", ", "\n    ", 1)
    assert words(project(api + ADDRESS, other), "DC115") == []


@pytest.mark.parametrize(
    "dockerfile",
    [
        pytest.param("FROM nginx:1.29-alpine\nCOPY . .\n", id="a web server in front"),
        pytest.param("FROM public.ecr.aws/lambda/python:3.12\nCOPY . .\nCMD [app.handler]\n", id="a function"),
        pytest.param("FROM ${BASE}\n", id="nothing is known"),
    ],
)
def test_what_needs_nothing_at_its_start(words: Words, dockerfile: str) -> None:
    found = words(project(LIST + ADDRESS, dockerfile=dockerfile), "DC115")
    assert found == (["db"] if "BASE" in dockerfile else [])


@pytest.mark.parametrize(
    ("command", "files"),
    [
        ('["python", "app.py"]', {"app.py": "from tenacity import retry\n"}),
        ('["uvicorn", "web.main:app"]', {"web/main.py": "import time\nfor _ in range(9):\n    time.sleep(1)\n"}),
        ('["./start.sh"]', {"start.sh": "#!/bin/sh\nwhile ! nc -z db 5432; do sleep 1; done\n"}),
    ],
)
def test_a_program_that_tries_again(words: Words, command: str, files: dict[str, str]) -> None:
    dockerfile = f"FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD {command}\n"
    assert words(project(LIST + ADDRESS, dockerfile=dockerfile, **files), "DC115") == []
    assert words(project(LIST + ADDRESS, dockerfile=dockerfile, **dict.fromkeys(files, "")), "DC115") == ["db"]


def test_services_that_are_pulled_are_not_judged(words: Words) -> None:
    text = "services:\n  api:\n    image: langfuse/langfuse:3\n    depends_on: [db]\n  db:\n    image: postgres:16\n"
    assert words({"compose.yaml": text}, "DC115") == []


def test_another_file_gives_the_condition(words: Words) -> None:
    override = "services:\n  api:\n    depends_on:\n      db: {condition: service_healthy}\n"
    assert words({**project(LIST), "compose.override.yaml": override}, "DC115") == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "    depends_on:\n      # first\n      - db   # here\n      - cache\n",
            "    depends_on:\n      # first\n      db:   # here\n        condition: service_healthy\n      cache:\n"
            "        condition: service_started\n",
        ),
        (
            "    depends_on:\n    - db\n    - 'cache'\n",
            "    depends_on:\n      db:\n        condition: service_healthy\n      'cache':\n"
            "        condition: service_started\n",
        ),
        (
            "    depends_on: [cache, db]\n",
            "    depends_on: {cache: {condition: service_started}, db: {condition: service_healthy}}\n",
        ),
        (
            "    depends_on:\n      db:\n        condition: service_started\n        restart: true\n",
            "    depends_on:\n      db:\n        condition: service_healthy\n        restart: true\n",
        ),
        ("    depends_on: {db: {}}\n", "    depends_on: {db: {condition: service_healthy}}\n"),
        ("    depends_on:\n      db:\n", "    depends_on:\n      db:\n        condition: service_healthy\n"),
    ],
)
def test_fix(lay: Lay, before: str, after: str) -> None:
    more = CHECKED + "  cache:\n    image: busybox\n"
    checker = lay(project(before, "image: redis:7", more))
    assert checker.fix("DC115") == []
    assert (checker.folder / "compose.yaml").read_text() == project(after, "image: redis:7", more)["compose.yaml"]


def test_a_health_check_of_the_table_is_added_when_asked_for(lay: Lay) -> None:
    checker = lay(project(LIST + ADDRESS))
    assert len(checker.fix("DC115")) == 1
    assert checker.fix("DC115", allowed=Applicability.UNSAFE) == []
    text = (checker.folder / "compose.yaml").read_text()
    assert '      test: ["CMD-SHELL", "pg_isready -h 127.0.0.1 -U $${POSTGRES_USER:-postgres}"]\n' in text
    assert "        condition: service_healthy\n" in text


@pytest.mark.parametrize(
    ("api", "other"),
    [
        pytest.param(LIST, "image: postgres:16\n    command: -p 5433 -c port=5433", id="another port"),
        pytest.param(LIST, "image: postgres:16\n    environment: {PGPORT: 5433}", id="another port by a variable"),
        pytest.param(LIST, "image: milvusdb/milvus:v1.1.1", id="a version without a known check"),
        pytest.param("    depends_on: ['${DB:-db}', cache]\n", "image: redis:7", id="a name with a variable"),
        pytest.param(
            LIST,
            "image: qdrant/qdrant:v1.15.0\n    healthcheck: {test: [CMD, curl, -f, 'http://localhost:6333/']}",
            id="a health check that always fails",
        ),
    ],
)
def test_no_fix(lay: Lay, api: str, other: str) -> None:
    tree = project(api, other, "  cache:\n    image: busybox\n")
    checker = lay(tree)
    checker.fix("DC115", allowed=Applicability.UNSAFE)
    assert (checker.folder / "compose.yaml").read_text() == tree["compose.yaml"]


def test_only_both_files_together_show_the_mistake(findings: Findings) -> None:
    """The image of the database stands in its own Dockerfile."""
    tree = project(
        LIST + ADDRESS,
        "build: ./db",
        **{"db/Dockerfile": "FROM postgres:16\nCOPY init.sql /docker-entrypoint-initdb.d/\n"},
    )
    (one,) = findings(tree, "DC115")
    assert one.source.slice(one.span) == "db"
    assert findings({**tree, "db/Dockerfile": "FROM python:3.12\n"}, "DC115") == []
