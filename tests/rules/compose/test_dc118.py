"""DC118 finds what is a secret, and tells no output what it is: all of them, as `all-secrets` has it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Diagnostic, Severity
from dflint.rules.compose.dc118_compose_plaintext_secret import ComposePlaintextSecret
from dflint.rules.rule import Option

Words = Callable[..., list[str]]
Findings = Callable[..., list[Diagnostic]]

RANDOM = "kD93hs0aLp2QmX71vbTe"


@pytest.fixture(autouse=True)
def all_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ComposePlaintextSecret, "options", {"all-secrets": Option(True, "")})


def service(*lines: str) -> str:
    return "services:\n  s:\n    image: example\n" + "".join(f"    {line}\n" for line in lines)


def environment(*lines: str) -> str:
    return service("environment:", *(f"  {line}" for line in lines))


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ("POSTGRES_PASSWORD: hunter2", "hunter2"),
        ("POSTGRES_PASSWORD: 'hunter2'", "hunter2"),
        ('- "POSTGRES_PASSWORD=hunter2"', "hunter2"),
        ("- POSTGRES_PASSWORD=changeme", "changeme"),
        ("- MYSQL_ROOT_PASSWORD=123456", "123456"),
        ("- MINIO_ROOT_PASSWORD=hunter2", "hunter2"),
        ("- JWT_SECRET=change-this-in-production", "change-this-in-production"),
        ("- DJANGO_SECRET_KEY=secret", "secret"),
        ("- JUPYTER_TOKEN=letmein", "letmein"),
        (f"- SOME_API_KEY={RANDOM}", RANDOM),
        (f"OPENAI_API_KEY: {RANDOM}", RANDOM),
        ("DATABASE_URL: postgresql://app:hunter2@db:5432/app", "hunter2"),
        ("- BROKER=redis://:hunter2@redis:6379/0", "hunter2"),
        ("- URL=postgres://${USER:-app}:hunter2@db/app", "hunter2"),
        ("- NEO4J_AUTH=neo4j/hunter2", "hunter2"),
        ("PASSWORD: a$$b", "a$$b"),
        (f"- KEY=${{OPENAI_API_KEY:-{RANDOM}}}", RANDOM),
        (f"- OPENAI_API_KEY=${{OPENAI_API_KEY-{RANDOM}}}", RANDOM),
    ],
)
def test_found(findings: Findings, line: str, secret: str) -> None:
    (one,) = findings({"compose.yaml": environment(line)}, "DC118")
    assert one.source.slice(one.span) == secret
    assert one.secrets == (one.span,)
    assert secret not in one.message.replace("everybody", "")
    assert secret not in one.help


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ("command: redis-cli -u redis://:hunter2@redis:6379 ping", "hunter2"),
        ("command: [mlflow, server, --backend-store-uri, 'postgresql://a:hunter2@db/m']", "hunter2"),
        ("healthcheck: {test: [CMD, curl, -f, 'http://a:hunter2@localhost/']}", "hunter2"),
    ],
)
def test_found_in_commands(words: Words, line: str, secret: str) -> None:
    assert words({"compose.yaml": service(line)}, "DC118") == [secret]


@pytest.mark.parametrize(
    "line",
    [
        # Names of files, and other things that are said about secrets.
        "- POSTGRES_PASSWORD_FILE=/run/secrets/db",
        "- DB_PASSWORD=/run/secrets/db",
        "- JWT_SECRET=vault:secret/jwt",
        "- ALLOW_EMPTY_PASSWORD=yes",
        "- REQUIRE_PASSWORD=true",
        "- DISABLE_PASSWORD=hunter2",
        "- TOKEN_TTL_MINUTES=15",
        "- MAX_TOKEN=4096",
        "- MAX_OUTPUT_TOKEN=many",
        "- TOKENIZERS_PARALLELISM=false",
        "- EOS_TOKEN=</s>",
        "- PWD=/app",
        "- PRIMARY_KEY=user_id",
        "- S3_ACCESS_KEY=minio",
        "- AWS_ACCESS_KEY_ID=abc",
        "- NEXT_PUBLIC_API_KEY=kD93hs0aLp2QmX71vbTe",
        "- STRIPE_PUBLISHABLE_KEY=kD93hs0aLp2QmX71vbTe",
        # What is empty, a switch, or filled in later.
        "POSTGRES_PASSWORD: ''",
        "POSTGRES_PASSWORD:",
        "- POSTGRES_PASSWORD=",
        "- POSTGRES_PASSWORD",
        "- POSTGRES_PASSWORD=${DB_PASSWORD}",
        "- POSTGRES_PASSWORD=${DB_PASSWORD:?set it}",
        "- POSTGRES_PASSWORD=${DB_PASSWORD:-}",
        "- POSTGRES_PASSWORD=$DB_PASSWORD",
        "- DB_PASSWORD=prefix-${DB_PASSWORD}",
        "- USE_SECRET=true",
        "- POSTGRES_PASSWORD=<your password>",
        "- POSTGRES_PASSWORD=*****",
        "- NEO4J_AUTH=none",
        # Words for keys that a local server does not ask for.
        "- OPENAI_API_KEY=ollama",
        "- OPENAI_API_KEY=sk-llamacpp",
        "- LLM_API_KEY=not-needed",
        "- COHERE_API_KEY=${COHERE_KEY:-user_provided}",
        "- AWS_SECRET_ACCESS_KEY=xyz",
        "- GITHUB_TOKEN=your-github-token-1234567890",
        "- CAPTCHA_SECRET_KEY=1x0000000000000000000000000000000AA",
        # What a variable falls back on.
        "- POSTGRES_PASSWORD=${DB_PASSWORD:-hunter2}",
        "- POSTGRES_PASSWORD=${DB_PASSWORD-hunter2}",
        "- NEO4J_AUTH=${NEO4J_USERNAME-neo4j}/${NEO4J_PASSWORD-hunter2}",
        "- URL=postgres://app:${DB_PASSWORD:-hunter2}@db/app",
        f"- SERVICE_TOKEN=${{SERVICE_TOKEN:-{RANDOM}}}",
        "- OPENAI_API_KEY=${OPENAI_API_KEY:-ollama}",
        # The password that everybody knows, and addresses without one.
        "- MINIO_ROOT_PASSWORD=minioadmin",
        "- AWS_SECRET_ACCESS_KEY=minioadmin",
        "- BROKER=redis://:@redis:6379/0",
        "- BROKER=redis://redis:6379/0",
        "- URL=postgres://app:${DB_PASSWORD}@db/app",
        "- URL=postgres://app:$DB_PASSWORD@db/app",
        "- URL=http://localhost:8000/@scope",
        "- URL=https://user:hunter2@example.com/",
        "- URLS=http://a:80,http://b:81/x@y",
    ],
)
def test_silent(words: Words, line: str) -> None:
    assert words({"compose.yaml": environment(line)}, "DC118") == []


@pytest.mark.parametrize(
    "path", ["tests/compose.yaml", "docker-compose.test.yml", "ci/docker-compose.yml", "a/e2e/compose.yml"]
)
def test_silent_in_files_for_tests(words: Words, path: str) -> None:
    assert words({path: environment("PASSWORD: hunter2")}, "DC118") == []


@pytest.mark.parametrize("path", ["docker-compose.dev.yml", "examples/rag/compose.yaml"])
def test_a_hint_only_in_files_for_development(findings: Findings, path: str) -> None:
    (one,) = findings({path: environment("PASSWORD: hunter2")}, "DC118")
    assert one.severity is Severity.INFO


def test_a_token_of_a_provider_is_told_once(findings: Findings) -> None:
    token = "hf_" + "AbCdEfGhIjKlMnOpQrStUvWxYz01234567"
    found = findings({"compose.yaml": environment(f"HF_TOKEN: {token}")}, "DC118", "ML803")
    assert [one.code for one in found] == ["ML803"]


def test_one_finding_for_all_places_of_a_secret(findings: Findings) -> None:
    text = (
        "services:\n  a:\n    environment:\n      - URL=postgres://app:hunter2@db/app\n"
        "  b:\n    environment:\n      DB_PASSWORD: hunter2\n  c:\n    environment:\n      DB_PASSWORD: hunter2\n"
    )
    (one,) = findings({"compose.yaml": text}, "DC118")
    assert one.source.slice(one.span) == "hunter2"
    assert [one.source.slice(related.span) for related in one.related] == ["hunter2", "hunter2"]
    assert len(one.secrets) == 3
    assert "`DB_PASSWORD` of `b`" in one.message


def test_a_default_beside_the_same_secret_without_one(findings: Findings) -> None:
    text = (
        "services:\n  a:\n    environment: ['P=${DB_PASSWORD:-hunter2}']\n"
        "  b:\n    environment: [DB_PASSWORD=hunter2]\n"
    )
    (one,) = findings({"compose.yaml": text}, "DC118")
    assert "`DB_PASSWORD` of `b`" in one.message
    assert len(one.related) == 1


class TestServicesThatAskForNoPassword:
    @pytest.mark.parametrize(
        "lines",
        [
            ["image: elasticsearch:8.16.1", "environment: [ELASTIC_PASSWORD=hunter2, xpack.security.enabled=false]"],
            [
                "image: docker.elastic.co/elasticsearch/elasticsearch:9.0.0",
                "environment: {ELASTIC_PASSWORD: hunter2, xpack.security.enabled: 'false'}",
            ],
            [
                "image: opensearchproject/opensearch:2.19.1",
                "environment: [OPENSEARCH_INITIAL_ADMIN_PASSWORD=hunter2, DISABLE_SECURITY_PLUGIN=true]",
            ],
            [
                "image: opensearchproject/opensearch:2",
                "environment: {OPENSEARCH_INITIAL_ADMIN_PASSWORD: hunter2, plugins.security.disabled: 'true'}",
            ],
            ["image: postgres:17", "environment: [POSTGRES_PASSWORD=hunter2, POSTGRES_HOST_AUTH_METHOD=trust]"],
        ],
    )
    @pytest.mark.parametrize(
        "client",
        [
            "",
            "  app:\n    image: app\n    environment: [URL=http://u:hunter2@s/x]\n",
            "  app:\n    image: app\n    environment: [ELASTICSEARCH_PASSWORD=hunter2]\n",
        ],
    )
    def test_silent(self, words: Words, lines: list[str], client: str) -> None:
        text = "services:\n  s:\n" + "".join(f"    {line}\n" for line in lines) + client
        assert words({"compose.yaml": text}, "DC118") == []

    @pytest.mark.parametrize(
        "lines",
        [
            ["image: elasticsearch:8.16.1", "environment: [ELASTIC_PASSWORD=hunter2, xpack.security.enabled=true]"],
            ["image: elasticsearch:8.16.1", "environment: [ELASTIC_PASSWORD=hunter2, 'xpack.security.enabled=$S']"],
            ["image: postgres:17", "environment: [POSTGRES_PASSWORD=hunter2, POSTGRES_HOST_AUTH_METHOD=md5]"],
            # Only an empty password is let in.
            ["image: mysql:9", "environment: [MYSQL_ROOT_PASSWORD=hunter2, MYSQL_ALLOW_EMPTY_PASSWORD=yes]"],
            # A setting of another program.
            ["image: app", "environment: [DB_PASSWORD=hunter2, POSTGRES_HOST_AUTH_METHOD=trust]"],
        ],
    )
    def test_found(self, words: Words, lines: list[str]) -> None:
        text = "services:\n  s:\n" + "".join(f"    {line}\n" for line in lines)
        assert words({"compose.yaml": text}, "DC118") == ["hunter2"]

    def test_the_same_password_where_another_service_asks_for_it(self, words: Words) -> None:
        text = (
            "services:\n  a:\n    image: elasticsearch:8.16.1\n"
            "    environment: [ELASTIC_PASSWORD=hunter2, xpack.security.enabled=false]\n"
            "  b:\n    image: postgres:17\n    environment: [POSTGRES_PASSWORD=hunter2]\n"
        )
        assert words({"compose.yaml": text}, "DC118") == ["hunter2"]

    def test_the_key_of_a_provider_in_such_a_service(self, words: Words) -> None:
        lines = (
            "image: ghcr.io/open-webui/open-webui:main",
            f"environment: [WEBUI_AUTH=false, OPENAI_API_KEY={RANDOM}]",
        )
        text = "services:\n  s:\n" + "".join(f"    {line}\n" for line in lines)
        assert words({"compose.yaml": text}, "DC118") == [RANDOM]


def test_what_an_anchor_gives_to_many_is_told_once_and_left_alone(lay: Callable[..., Any]) -> None:
    text = "x-e: &e\n  DB_PASSWORD: hunter2\nservices:\n" + "".join(
        f"  {name}:\n    image: {name}\n    environment:\n      <<: *e\n" for name in "ab"
    )
    (one,) = lay({"compose.yaml": text}).run("DC118").diagnostics
    assert one.fix is None


class TestFix:
    @pytest.mark.parametrize(
        ("line", "fixed"),
        [
            ("DB_PASSWORD: hunter2  # dev", 'DB_PASSWORD: "${DB_PASSWORD:?set DB_PASSWORD}"  # dev'),
            ("DB_PASSWORD: 'hunter2'", "DB_PASSWORD: '${DB_PASSWORD:?set DB_PASSWORD}'"),
            ('- "DB_PASSWORD=hunter2"', '- "DB_PASSWORD=${DB_PASSWORD:?set DB_PASSWORD}"'),
            (f"- KEY=${{OPENAI_API_KEY:-{RANDOM}}}", '- "KEY=${OPENAI_API_KEY:?set OPENAI_API_KEY}"'),
        ],
    )
    def test_the_value_becomes_a_variable(self, lay: Callable[..., Any], line: str, fixed: str) -> None:
        from dflint.diagnostics import Applicability

        checker = lay({"compose.yaml": environment(line)})
        assert checker.fix("DC118", allowed=Applicability.UNSAFE) == []
        assert (checker.folder / "compose.yaml").read_text() == environment(fixed)

    def test_in_braces(self, lay: Callable[..., Any]) -> None:
        from dflint.diagnostics import Applicability

        checker = lay({"compose.yaml": service("environment: {DB_PASSWORD: hunter2, A: b}")})
        assert checker.fix("DC118", allowed=Applicability.UNSAFE) == []
        assert (checker.folder / "compose.yaml").read_text() == service(
            'environment: {DB_PASSWORD: "${DB_PASSWORD:?set DB_PASSWORD}", A: b}'
        )

    def test_none_for_an_address_whose_password_has_no_name(self, findings: Findings) -> None:
        (one,) = findings({"compose.yaml": environment("- URL=postgres://app:hunter2@db/app")}, "DC118")
        assert one.fix is None


def test_the_default_of_a_service_that_other_machines_reach(words: Words) -> None:
    lines = "services:\n  a:\n    image: grafana/grafana:11.6.0\n    environment:\n"
    text = lines + "      GF_SECURITY_ADMIN_PASSWORD: ${GRAFANA_PASSWORD:-hunter2}\n"
    assert words({"compose.yaml": text}, "DC118") == []
    assert words({"compose.yaml": text + "    ports: ['127.0.0.1:3000:3000']\n"}, "DC118") == []
    assert words({"compose.yaml": text + "    ports: ['3000:3000']\n"}, "DC118") == ["hunter2"]


def test_all_places_are_told(findings: Findings) -> None:
    text = (
        "services:\n  a:\n    image: a/b:1\n    environment:\n      DATABASE_URL: postgres://u:hunter2@db/a\n"
        "  db:\n    image: postgres:16\n    environment:\n      POSTGRES_PASSWORD: hunter2\n"
    )
    (one,) = findings({"compose.yaml": text}, "DC118")
    assert "`db` is written here and in line 5, for" in one.message
    assert "line 5, and whatever else does" in one.help


def test_what_only_this_machine_reaches(words: Words) -> None:
    text = "services:\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_PASSWORD: hunter2\n"
    assert words({"compose.yaml": text}, "DC118") == ["hunter2"]
    assert words({"compose.yaml": text + "    ports: ['127.0.0.1:5432:5432']\n"}, "DC118") == []
    assert words({"compose.yaml": text + "    ports: ['5432:5432']\n"}, "DC118") == ["hunter2"]


def test_a_default_that_the_repository_sets(words: Words) -> None:
    text = (
        "services:\n  db:\n    image: postgres:16\n    ports: ['5432:5432']\n"
        "    environment:\n      POSTGRES_PASSWORD: ${DB_PASSWORD:-hunter2}\n"
    )
    assert words({"compose.yaml": text}, "DC118") == ["hunter2"]
    assert words({"compose.yaml": text, ".env": "DB_PASSWORD=hunter2\n"}, "DC118") == []
