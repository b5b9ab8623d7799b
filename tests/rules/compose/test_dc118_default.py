"""What DC118 says with `keys-and-defaults`: of what opens something, in what is not for development."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.rules.compose.dc118_compose_plaintext_secret import ComposePlaintextSecret
from dflint.rules.rule import Option

Words = Callable[..., list[str]]
Findings = Callable[..., list[Diagnostic]]

DATABASE = """\
services:
  db:
    image: postgres:17
    ports: ["5432:5432"]
    environment:
      POSTGRES_PASSWORD: hunter2
"""
INSIDE = DATABASE.replace('    ports: ["5432:5432"]\n', "")
CLIENT = """\
  api:
    build: .
    ports: ["8000:8000"]
    environment:
      - DATABASE_URL=postgresql://app:hunter2@db/app
"""
DOCKERFILE = {"Dockerfile": "FROM scratch\n"}
READS = "".join(f"os.environ['{name}']\n" for name in ("JWT_SECRET", "SECRET_KEY", "ADMIN_PASSWORD"))


@pytest.fixture(autouse=True)
def keys_and_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    options = {"keys-and-defaults": Option(True, ""), "all-secrets": Option(False, "")}
    monkeypatch.setattr(ComposePlaintextSecret, "options", options)


def server(image: str, *environment: str, command: str = "") -> str:
    lines = "".join(f"      - {one}\n" for one in environment)
    return (
        f"services:\n  s:\n    image: {image}\n    ports: ['9000:9000']\n"
        + (f"    environment:\n{lines}" if lines else "")
        + (f"    command: {command}\n" if command else "")
    )


def own(line: str) -> str:
    return f"services:\n  web:\n    build: .\n    ports: ['80:80']\n    environment: ['{line}']\n"


class TestWhatOthersReach:
    def test_the_password_and_the_port(self, findings: Findings) -> None:
        (one,) = findings({"compose.yaml": DATABASE}, "DC118")
        assert one.severity is Severity.WARNING
        assert "other machines reach `db` on port 5432" in one.message

    @pytest.mark.parametrize(
        "text",
        [
            server("postgres:17", "POSTGRES_PASSWORD=${DB_PASSWORD:-hunter2}"),
            server("pgvector/pgvector:pg17", "POSTGRES_PASSWORD=hunter2"),
            server("mysql:9", "MYSQL_PASSWORD=hunter2"),
            server("mongo:8", "MONGO_INITDB_ROOT_PASSWORD=hunter2"),
            server("neo4j:5", "NEO4J_AUTH=neo4j/hunter2"),
            server("grafana/grafana:12.0.0", "GF_SECURITY_ADMIN_PASSWORD=hunter2"),
            server("rabbitmq:4-management", "RABBITMQ_DEFAULT_PASS=hunter2"),
            server("quay.io/minio/minio", "MINIO_ROOT_PASSWORD=hunter2"),
            server("dpage/pgadmin4", "PGADMIN_DEFAULT_PASSWORD=hunter2"),
            server("redis:8", command="redis-server --requirepass hunter2"),
            server("redis:8", command="[redis-server, --requirepass, hunter2]"),
            server("redis:8", command="redis-server --requirepass ${REDIS_PASSWORD:-hunter2}"),
            server("redis:8", command="[redis-server, --requirepass, '${REDIS_PASSWORD:-hunter2}']"),
            own("JWT_SECRET=hunter2"),
            own("SECRET_KEY=${SECRET_KEY:-hunter2}"),
            own("ADMIN_PASSWORD=${ADMIN_PASSWORD:-hunter2}"),
        ],
    )
    def test_found(self, words: Words, text: str) -> None:
        assert words({"compose.yaml": text, **DOCKERFILE, "settings.py": READS}, "DC118") == ["hunter2"]

    @pytest.mark.parametrize(
        "text",
        [
            # What the program has anyway.
            server("grafana/grafana:12.0.0", "GF_SECURITY_ADMIN_PASSWORD=admin"),
            server("rabbitmq:4", "RABBITMQ_DEFAULT_PASS=guest"),
            # Nobody is asked.
            server("dpage/pgadmin4", "PGADMIN_DEFAULT_PASSWORD=hunter2", "PGADMIN_CONFIG_SERVER_MODE=False"),
            server("postgres:17", "POSTGRES_PASSWORD=hunter2", "POSTGRES_HOST_AUTH_METHOD=trust"),
            # For somebody else.
            server("example/app", "POSTGRES_PASSWORD=hunter2"),
            server("grafana/grafana:12.0.0", "DB_PASSWORD=hunter2"),
            own("DB_PASSWORD=hunter2"),
            own("DATABASE_URL=postgres://app:hunter2@elsewhere/app"),
            own("MINIO_SECRET_KEY=hunter2"),
            # Other machines do not reach it.
            INSIDE,
            DATABASE.replace('"5432:5432"', '"127.0.0.1:5432:5432"'),
            DATABASE.replace('"5432:5432"', '"5432"'),
            DATABASE.replace('"5432:5432"', '"${BIND:-127.0.0.1}:5432:5432"'),
        ],
    )
    def test_silent(self, words: Words, text: str) -> None:
        assert words({"compose.yaml": text, **DOCKERFILE}, "DC118") == []


class TestBothEnds:
    """A password inside that a program of the project, which others reach, is given too."""

    def test_a_hint_for_the_two(self, findings: Findings) -> None:
        (one,) = findings({"compose.yaml": INSIDE + CLIENT, **DOCKERFILE}, "DC118")
        assert one.severity is Severity.INFO
        assert "`POSTGRES_PASSWORD` of `db` is written here and in line 10, for" in one.message

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("build: .", "image: example/app"),
            ('    ports: ["8000:8000"]\n', ""),
            ('"8000:8000"', '"127.0.0.1:8000:8000"'),
            ("hunter2@", "other@"),
            ("hunter2@", "${DB_PASSWORD:-hunter2}@"),
            ("POSTGRES_PASSWORD: hunter2", "POSTGRES_PASSWORD: ${DB_PASSWORD:-hunter2}"),
            ("POSTGRES_PASSWORD: hunter2", "POSTGRES_PASSWORD: hunter2\n      POSTGRES_USER: hunter2"),
        ],
    )
    def test_silent(self, words: Words, old: str, new: str) -> None:
        text = (INSIDE + CLIENT).replace(old, new)
        assert text != INSIDE + CLIENT
        assert words({"compose.yaml": text, **DOCKERFILE}, "DC118") == []


def test_the_key_of_a_provider_everywhere(findings: Findings) -> None:
    text = "services:\n  a:\n    image: a\n    environment: [OPENAI_API_KEY=kD93hs0aLp2QmX71vbTe]\n"
    for path, severity in (("compose.yaml", Severity.WARNING), ("dev/compose.yaml", Severity.INFO)):
        (one,) = [one for one in findings({path: text}, "DC118") if one.source.path.endswith(f"/{path}")]
        assert one.severity is severity


class TestWhatTellsOfDevelopment:
    @pytest.mark.parametrize(
        "path",
        [
            "docker-compose.dev.yml",
            "docker-compose.local.yml",
            "examples/rag/compose.yaml",
            "tutorials/compose.yaml",
            "05-monitoring/docker-compose.yml",
            "docker-compose.override.yml",
        ],
    )
    def test_the_path(self, words: Words, path: str) -> None:
        assert words({path: DATABASE}, "DC118") == []

    @pytest.mark.parametrize(
        "text",
        [
            "# The stack for local development.\n" + DATABASE,
            "# A demo\n\n" + DATABASE,
            DATABASE.replace("hunter2", "hunter2  # for development"),
            DATABASE.replace("      POSTGRES", "      # dev only\n      # and short\n      POSTGRES"),
            DATABASE.replace("  db:", "  db-test:"),
        ],
    )
    def test_a_comment_or_the_name_of_the_service(self, words: Words, text: str) -> None:
        assert words({"compose.yaml": text}, "DC118") == []

    @pytest.mark.parametrize(
        "text",
        ["# The stack of the lab's server.\n" + DATABASE, DATABASE + "# for development: see compose.dev.yaml\n"],
    )
    def test_other_comments(self, words: Words, text: str) -> None:
        assert words({"compose.yaml": text}, "DC118") == ["hunter2"]

    @pytest.mark.parametrize(
        ("value", "found"),
        [("${DB_PASSWORD:?set it}", []), ("${DB_PASSWORD:-postgres}", ["hunter2", "postgres"])],
    )
    def test_another_file_for_production(self, words: Words, value: str, found: list[str]) -> None:
        tree = {"docker-compose.yml": DATABASE, "docker-compose.prod.yml": DATABASE.replace("hunter2", value)}
        assert sorted(words(tree, "DC118")) == found

    @pytest.mark.parametrize("count", [1, 5, 6, 20])
    def test_other_stacks_of_the_repository_have_no_say(self, words: Words, count: int) -> None:
        assert words({f"s{number}/compose.yaml": DATABASE for number in range(count)}, "DC118") == ["hunter2"] * count

    @pytest.mark.parametrize(
        ("readme", "found"),
        [
            ("README.md", []),
            ("stacks/README.md", []),
            ("stacks/a/README.md", []),
            ("stacks/a/src/README.md", ["hunter2"]),
            ("stacks/b/README.md", ["hunter2"]),
            ("other/README.md", ["hunter2"]),
        ],
    )
    def test_the_readmes_of_its_folders(self, words: Words, readme: str, found: list[str]) -> None:
        tree = {"stacks/a/compose.yaml": DATABASE, readme: "## Compose sample application\n"}
        assert words(tree, "DC118") == found

    @pytest.mark.parametrize("folder", ["mlops-zoomcamp", "shop-mvp/deployment"])
    def test_the_name_of_its_folder(self, words: Words, folder: str) -> None:
        assert words({f"{folder}/compose.yaml": DATABASE}, "DC118") == []

    @pytest.mark.parametrize(
        ("path", "found"),
        [("compose.prod.yaml", []), ("a/prod/compose.yaml", []), ("b/compose.prod.yaml", ["hunter2"])],
    )
    def test_a_file_for_production_of_another_project(self, words: Words, path: str, found: list[str]) -> None:
        tree = {"a/compose.yaml": DATABASE, path: DATABASE.replace("hunter2", "${DB_PASSWORD:?}")}
        assert words(tree, "DC118") == found

    def test_a_file_that_builds_what_is_not_there(self, words: Words) -> None:
        assert words({"src/compose.yaml": DATABASE + CLIENT}, "DC118") == []
        assert words({"src/compose.yaml": DATABASE + CLIENT, "src/Dockerfile": "FROM scratch\n"}, "DC118") == [
            "hunter2"
        ]


class TestPlaces:
    def test_clients_by_host_and_by_name(self, findings: Findings) -> None:
        text = DATABASE + (
            "  queue:\n    image: rabbitmq:4\n    ports: ['5672:5672']\n"
            "    environment: {RABBITMQ_DEFAULT_PASS: hunter2}\n"
            "  app:\n    image: app\n    environment:\n"
            "      DB_PASSWORD: hunter2\n      BROKER: amqp://u:hunter2@queue/\n"
        )
        database, queue = findings({"compose.yaml": text}, "DC118")
        assert "`POSTGRES_PASSWORD` of `db` is written here and in line 14," in database.message
        assert "`RABBITMQ_DEFAULT_PASS` of `queue` is written here and in line 15," in queue.message

    @pytest.mark.parametrize(
        ("line", "is_told"),
        [
            ("DB_PASSWORD: hunter2", True),
            ("LIQUIBASE_COMMAND_PASSWORD: hunter2", True),
            ("URL: '${URL:-postgres://app:hunter2@db/app}'", True),
            ("SMTP_PASSWORD: hunter2", False),
            ("_AIRFLOW_WWW_USER_PASSWORD: hunter2", False),
            ("S3_SECRET_KEY: hunter2", False),
        ],
    )
    def test_clients(self, findings: Findings, line: str, is_told: bool) -> None:
        text = DATABASE + f"  app:\n    image: app\n    environment:\n      {line}\n"
        (one,) = findings({"compose.yaml": text}, "DC118")
        assert ("and in line 10," in one.message) == is_told

    def test_a_word_that_many_write(self, findings: Findings) -> None:
        text = (DATABASE + "  app:\n    image: app\n    environment:\n      SMTP_PASSWORD: hunter2\n").replace(
            "hunter2", "password"
        )
        (one,) = findings({"compose.yaml": text}, "DC118")
        assert "is written here, for" in one.message

    @pytest.mark.parametrize("name", ["MINIO_SECRET_KEY", "S3_SECRET_KEY", "AWS_SECRET_ACCESS_KEY"])
    def test_clients_of_an_object_store(self, findings: Findings, name: str) -> None:
        text = server("minio/minio", "MINIO_ROOT_PASSWORD=hunter2") + (
            f"  app:\n    image: app\n    environment: [{name}=hunter2]\n"
        )
        (one,) = findings({"compose.yaml": text}, "DC118")
        assert "`MINIO_ROOT_PASSWORD` of `s` is written here and in line 9," in one.message

    def test_health_checks(self, lay: Callable[..., Any]) -> None:
        text = (
            "services:\n  db:\n    image: mysql:9\n    ports: ['3306:3306']\n"
            "    environment:\n      MYSQL_ROOT_PASSWORD: hunter2\n    healthcheck:\n"
            "      test: [CMD, mysqladmin, ping, -uroot, -phunter2]\n"
        )
        checker = lay({"compose.yaml": text})
        assert checker.fix("DC118", allowed=Applicability.UNSAFE) == []
        fixed = (checker.folder / "compose.yaml").read_text()
        assert "hunter2" not in fixed
        assert fixed.count("${MYSQL_ROOT_PASSWORD:?set MYSQL_ROOT_PASSWORD}") == 2

    @pytest.mark.parametrize(
        "check",
        [
            "mysqladmin ping -phunter2",
            "mysqladmin ping --password=hunter2",
            "redis-cli -a hunter2 ping",
            "PGPASSWORD=hunter2 psql -c 'select 1'",
            "[CMD, redis-cli, -a, hunter2, ping]",
        ],
    )
    def test_what_clients_are_told(self, findings: Findings, check: str) -> None:
        (one,) = findings({"compose.yaml": DATABASE + f"    healthcheck: {{test: {check}}}\n"}, "DC118")
        assert "and in line 7," in one.message


def test_many_comments_in_a_file_with_other_line_endings(findings: Findings) -> None:
    lines = ["services:", "  db:", "    ports: ['5432:5432']", "    environment:", "      POSTGRES_PASSWORD: hunter2"]
    text = "\r\n".join([*lines, "    image: postgres:17", "volumes:", *["#  a comment"] * 40, ""])
    (one,) = findings({"compose.yaml": text}, "DC118")
    assert one.fix is not None


class TestDevelopment:
    @pytest.mark.parametrize(
        "line",
        [
            "command: uvicorn app:app --reload",
            "command: [npm, run, dev]",
            "environment: [NODE_ENV=development]",
            "environment: {APP_ENV: '${APP_ENV:-dev}'}",
            "environment: [FLASK_DEBUG=1]",
            "environment: {DEBUG: 'true'}",
        ],
    )
    def test_a_service_that_is_being_developed(self, words: Words, line: str) -> None:
        assert words({"compose.yaml": DATABASE + f"  app:\n    image: app\n    {line}\n"}, "DC118") == []

    @pytest.mark.parametrize(
        "line",
        [
            "command: uvicorn app:app",
            "environment: [NODE_ENV=production]",
            "environment: {APP_ENV: '${APP_ENV:?}'}",
            "environment: [DEBUG=0]",
            "environment: [DEVELOPER=dev]",
        ],
    )
    def test_others(self, words: Words, line: str) -> None:
        assert words({"compose.yaml": DATABASE + f"  app:\n    image: app\n    {line}\n"}, "DC118") == ["hunter2"]

    @pytest.mark.parametrize(
        ("readme", "found"),
        [
            ("# A tutorial of LangGraph\n", []),
            ('<h1 align="center">RAG demo</h1>\n', []),
            ("# A server\n\n# Demo\n", ["hunter2"]),
            ("## Notice\n\n# The examples of a server: one example each\n", []),
            ("## Demo\n\n# A server\n", ["hunter2"]),
        ],
    )
    def test_the_heading_of_the_readme(self, words: Words, readme: str, found: list[str]) -> None:
        assert words({"compose.yaml": DATABASE, "README.md": readme}, "DC118") == found


def test_a_known_password_at_both_ends(words: Words) -> None:
    text = (
        "services:\n  queue:\n    image: rabbitmq:4\n    environment: {RABBITMQ_DEFAULT_PASS: guest}\n"
        "  app:\n    build: .\n    ports: ['80:80']\n    environment: ['BROKER=amqp://u:guest@queue/']\n"
    )
    assert words({"compose.yaml": text, **DOCKERFILE}, "DC118") == []
