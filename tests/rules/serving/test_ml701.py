from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability, Diagnostic, Severity

Words = Callable[..., list[str]]
Findings = Callable[..., list[Diagnostic]]
Lay = Callable[..., Any]

CURL = "curl -f http://localhost:8000/health || exit 1"
PYTHON = "import urllib.request; urllib.request.urlopen('http://localhost:8000/health', timeout=30)"


def dockerfile(*lines: str, base: str = "python:3.12-slim") -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


def service(text: str, image: str = "qdrant/qdrant:v1.14.0", more: str = "") -> dict[str, str]:
    return {"compose.yaml": f"services:\n  a:\n    image: {image}\n{more}    healthcheck:\n      {text}\n"}


@pytest.mark.parametrize(
    ("base", "check", "expected"),
    [
        ("python:3.12-slim", CURL, ["curl"]),
        ("python:3.12-slim", '["curl", "-f", "http://localhost"]', ["curl"]),
        ("python:3.12-slim", "wget -q --spider http://localhost", ["wget"]),
        ("python:3.12-slim", "nc -z localhost 8000", ["nc"]),
        ("python:3.12-slim", "curl -s http://localhost | jq -e .ok", ["curl", "jq"]),
        ("python:3.12-slim", 'test "$(curl -s http://localhost)" = ok', ["curl"]),
        ("python:3.12-slim", '["bash", "-c", "curl -f http://localhost"]', ["curl"]),
        ("python:3.12-slim", "timeout 5 curl -f http://localhost", ["curl"]),
        ("python:3.12-slim", "/usr/bin/curl -f http://localhost", ["/usr/bin/curl"]),
        ("python:3.12-slim", "curl -f http://a || wget -q http://b", ["curl"]),
        ("python:3.12-slim", "curl -f http://a && echo fine || exit 1", ["curl"]),
        ("python:3.12-alpine", CURL, ["curl"]),
        ("nvidia/cuda:12.4.1-runtime-ubuntu22.04", CURL, ["curl"]),
        ("ubuntu:24.04", "python -c 'import app'", ["python"]),
        ("debian:trixie-slim", CURL, ["curl"]),
        ("scratch", '["curl", "http://localhost"]', ["curl"]),
        ("scratch", CURL, [CURL]),
    ],
)
def test_found(words: Words, base: str, check: str, expected: list[str]) -> None:
    assert words(dockerfile(f"HEALTHCHECK CMD {check}", base=base), "ML701") == expected


@pytest.mark.parametrize(
    ("base", "lines"),
    [
        ("python:3.12", [f"HEALTHCHECK CMD {CURL}"]),
        ("python:3.12-alpine", ["HEALTHCHECK CMD wget -q --spider http://localhost"]),
        ("nginx:1.27-alpine", [f"HEALTHCHECK CMD {CURL}"]),
        ("registry.example.com/ml/base:1", [f"HEALTHCHECK CMD {CURL}"]),
        ("$BASE", [f"HEALTHCHECK CMD {CURL}"]),
        ("python:3.12-slim", ["RUN apt-get update && apt-get install -y curl", f"HEALTHCHECK CMD {CURL}"]),
        ("python:3.12-slim", [f"HEALTHCHECK CMD {CURL}", "RUN apt-get update && apt-get install -y curl"]),
        ("python:3.12-slim", ["RUN ./install-everything.sh", f"HEALTHCHECK CMD {CURL}"]),
        ("python:3.12-slim", ["COPY --from=curlimages/curl /usr/bin/curl /usr/bin/", f"HEALTHCHECK CMD {CURL}"]),
        ("python:3.12-slim", ["HEALTHCHECK NONE"]),
        ("python:3.12-slim", [f"HEALTHCHECK CMD {CURL}", "HEALTHCHECK NONE"]),
        ("python:3.12-slim", [f"HEALTHCHECK CMD {CURL}", "HEALTHCHECK CMD python -c 'import app'"]),
        ("python:3.12-slim", ["HEALTHCHECK CMD curl -f http://a || python check.py"]),
        ("python:3.12-slim", ["HEALTHCHECK CMD curl -f http://a && exit 0 || python check.py"]),
        ("python:3.12-slim", ["HEALTHCHECK CMD command -v curl && curl -f http://a"]),
        ("python:3.12-slim", ["HEALTHCHECK CMD if command -v curl; then curl -f http://a; else python c.py; fi"]),
        ("python:3.12-slim", ["HEALTHCHECK CMD /app/bin/curl -f http://a"]),
        ("python:3.12-slim", ["HEALTHCHECK CMD $CHECK"]),
        ("python:3.12-slim", ["HEALTHCHECK CMD conda run -n e curl -f http://a"]),
        ("python:3.12-slim", ["HEALTHCHECK CMD . /venv/bin/activate && curl -f http://a"]),
        ("python:3.12-slim", ["HEALTHCHECK CMD echo ok; test -e /tmp/ready || exit 1"]),
        ("python:3.12-slim", ["HEALTHCHECK CMD /healthcheck.sh"]),
        ("scratch", ["COPY app /app", 'HEALTHCHECK CMD ["/app", "--check"]']),
        ("gcr.io/distroless/python3-debian12", ["COPY check /app/check", 'HEALTHCHECK CMD ["/app/check"]']),
    ],
)
def test_silent(words: Words, base: str, lines: list[str]) -> None:
    assert words(dockerfile(*lines, base=base), "ML701") == []


def test_curl_that_is_removed_later(findings: Findings) -> None:
    # as in a chain server of NVIDIA's examples
    text = [
        "RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*",
        f"HEALTHCHECK CMD {CURL}",
        "RUN apt-get remove -y curl",
    ]
    (one,) = findings(dockerfile(*text, base="debian:bookworm-slim"), "ML701")
    assert one.fix is None


OF_OPEN_WEBUI = "curl --silent --fail http://localhost:8080/health | jq -ne 'input.status == true' || exit 1"


@pytest.mark.parametrize("base", ["registry.example.com/ml/base:1", "$BASE", "example/web:main"])
def test_tools_of_an_unknown_base(words: Words, base: str) -> None:
    """curl and jq may be there, unless they are taken away by their names."""
    check = f"HEALTHCHECK CMD {OF_OPEN_WEBUI}"
    assert words(dockerfile(check, base=base), "ML701") == []
    assert words(dockerfile("RUN apt-get install -y curl jq", check, base=base), "ML701") == []
    assert words(dockerfile("RUN apt-get autoremove -y", check, base=base), "ML701") == []
    assert words(dockerfile("RUN apt autoremove -y gnupg", check, base=base), "ML701") == []
    assert words(dockerfile("RUN apt autoremove -y curl", check, base=base), "ML701") == ["curl"]


def test_curl_that_is_autoremoved(words: Words) -> None:
    """With a name apt removes that package as well, with none only what no other package needs."""
    lines = ["RUN apt update && apt install -y curl", f"HEALTHCHECK CMD {CURL}"]
    assert words(dockerfile(*lines, "RUN apt autoremove -y curl"), "ML701") == ["curl"]
    assert words(dockerfile(*lines, "RUN apt-get autoremove -y --purge curl"), "ML701") == ["curl"]
    assert words(dockerfile(*lines, "RUN apt autoremove -y"), "ML701") == []
    assert words(dockerfile(*lines, "RUN apt autoremove -y curl", "RUN apt install -y curl"), "ML701") == []
    assert words(dockerfile(*lines, "RUN apt autoremove -y curl", "HEALTHCHECK CMD python -V"), "ML701") == []


def test_what_is_only_in_the_builder(words: Words) -> None:
    text = (
        "FROM python:3.12-slim AS build\nRUN apt-get update && apt-get install -y curl\n"
        f"FROM python:3.12-slim\nCOPY --from=build /app /app\nHEALTHCHECK CMD {CURL}\n"
    )
    assert words({"Dockerfile": text}, "ML701") == ["curl"]


def test_the_check_of_a_parent_is_judged_in_the_images(findings: Findings) -> None:
    start = f"FROM python:3.12-slim AS base\nHEALTHCHECK CMD {CURL}\n"
    assert findings({"Dockerfile": start + "FROM base\nRUN apt-get install -y curl\n"}, "ML701") == []
    (one,) = findings({"Dockerfile": start + "FROM base\nRUN pip install x\n"}, "ML701")
    assert one.source.row(one.span.start) == 2
    both = "FROM base AS a\nRUN apt-get install -y curl\nFROM base AS b\n"
    assert len(findings({"Dockerfile": start + both}, "ML701")) == 1


def test_a_stage_that_is_only_copied_from_is_no_image(words: Words) -> None:
    text = f"FROM python:3.12-slim AS a\nHEALTHCHECK CMD {CURL}\nFROM python:3.12-slim\nCOPY --from=a /x /x\n"
    assert words({"Dockerfile": text}, "ML701") == []


def test_onbuild(words: Words) -> None:
    text = f"FROM python:3.12-slim AS a\nONBUILD HEALTHCHECK CMD {CURL}\nFROM a\n"
    assert words({"Dockerfile": text}, "ML701") == ["curl"]


# compose


@pytest.mark.parametrize(
    ("image", "test", "expected"),
    [
        ("qdrant/qdrant:v1.14.0", 'test: ["CMD", "curl", "-f", "http://localhost:6333"]', ["curl"]),
        ("qdrant/qdrant", 'test: ["CMD-SHELL", "curl -f http://localhost:6333 || exit 1"]', ["curl"]),
        ("ollama/ollama:0.11.4", "test: curl -f http://localhost:11434", ["curl"]),
        ("chromadb/chroma:1.0.0", "test:\n        - CMD\n        - curl\n        - http://localhost", ["curl"]),
        ("postgres:17", "test: curl localhost:5432", ["curl"]),
        ("ghcr.io/huggingface/text-embeddings-inference:cpu-1.5", "test: curl -f http://localhost/health", ["curl"]),
        ("qdrant/qdrant:v1.14.0", "test: bash -c ':> /dev/tcp/127.0.0.1/6333'", []),
        ("qdrant/qdrant:v1.14.0", "test: [NONE]", []),
        ("qdrant/qdrant:v1.14.0", "test: curl x\n      disable: true", []),
        ("postgres:17", "test: pg_isready -U postgres", []),
        ("redis:8", 'test: ["CMD", "redis-cli", "ping"]', []),
        ("chromadb/chroma:0.6.3", "test: curl -f http://localhost", []),
        ("ghcr.io/huggingface/text-embeddings-inference:cpu-1.7", "test: curl -f http://localhost/health", []),
        ("example.com/unknown", "test: curl -f http://localhost", []),
        ("${IMAGE}", "test: curl -f http://localhost", []),
        ("qdrant/qdrant:v1.14.0", "interval: 5s", []),
    ],
)
def test_services(words: Words, image: str, test: str, expected: list[str]) -> None:
    assert words(service(test, image), "ML701") == expected


@pytest.mark.parametrize(
    "more",
    [
        '    command: bash -c "apt-get update && apt-get install -y curl && ./entrypoint.sh"\n',  # av/harbor
        '    entrypoint: /bin/sh -c "apt-get install -y curl && ./entrypoint.sh"\n',  # opea GenAIExamples
        "    volumes:\n      - ./curl:/usr/bin/curl:ro\n",
        "    volumes:\n      - ./bin:/usr/local/bin\n",
        "    post_start:\n      - command: apt-get install -y curl\n",
    ],
)
def test_services_that_bring_the_tool_themselves(words: Words, more: str) -> None:
    assert words(service("test: curl -f http://localhost", more=more), "ML701") == []


BUILT = "services:\n  a:\n    build: .\n"


def test_a_service_that_is_built_here(findings: Findings) -> None:
    compose = BUILT + f"    healthcheck:\n      test: {CURL}\n"
    (one,) = findings({**dockerfile('CMD ["python", "a.py"]'), "compose.yaml": compose}, "ML701")
    assert one.path.endswith("compose.yaml")
    assert [related.source.path.rpartition("/")[2] for related in one.related] == ["Dockerfile"]
    assert findings({**dockerfile("RUN apt-get install -y curl"), "compose.yaml": compose}, "ML701") == []


def test_the_check_of_the_service_takes_the_place_of_the_image_s(words: Words) -> None:
    tree = dockerfile(f"HEALTHCHECK CMD {CURL}")
    for healthcheck in ("test: python check.py", "disable: true", "test: [NONE]"):
        compose = BUILT + f"    healthcheck:\n      {healthcheck}\n"
        assert words({**tree, "compose.yaml": compose}, "ML701") == []
    compose = BUILT + "    healthcheck:\n      interval: 5s\n"
    assert words({**tree, "compose.yaml": compose}, "ML701") == ["curl"]
    # another service keeps it
    compose = BUILT + "  b:\n    build: .\n    healthcheck:\n      disable: true\n"
    assert words({**tree, "compose.yaml": compose}, "ML701") == ["curl"]
    # what a service takes over may have a check of its own
    compose = BUILT + "    extends:\n      file: other.yaml\n      service: x\n"
    assert words({**tree, "compose.yaml": compose}, "ML701") == []


def test_a_finding_has_to_hold_in_every_build(words: Words) -> None:
    tree = {"Dockerfile": f"ARG BASE=python:3.12-slim\nFROM $BASE\nHEALTHCHECK CMD {CURL}\n"}
    compose = BUILT + "  b:\n    build:\n      context: .\n      args:\n        BASE: python:3.12\n"
    assert words(tree, "ML701") == ["curl"]
    assert words({**tree, "compose.yaml": compose}, "ML701") == []


# fixes


def fixed(lay: Lay, tree: dict[str, str], allowed: Applicability = Applicability.SAFE) -> dict[str, str]:
    checker = lay(tree)
    checker.fix("ML701", allowed=allowed)
    once = checker.tree()
    checker.fix("ML701", allowed=allowed)
    assert checker.tree() == once
    return {path: once[path].decode() for path in tree}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (CURL, f'["python", "-c", "{PYTHON}"]'),
        ("curl -f http://localhost:8000/health", f'["python", "-c", "{PYTHON}"]'),
        ("curl -fs http://localhost:8000/health > /dev/null 2>&1 || exit 1", f'["python", "-c", "{PYTHON}"]'),
        ("curl \\\n    -f http://localhost:8000/health \\\n    || exit 1", f'["python", "-c", "{PYTHON}"]'),
        ('["curl", "--fail", "http://localhost:8000/health"]', f'["python", "-c", "{PYTHON}"]'),
        ("wget -q --spider localhost:8000/health || false", f'["python", "-c", "{PYTHON}"]'),
        (
            "curl -f http://localhost:${PORT:-8000}/health || exit 1",
            'python -c "import urllib.request; '
            "urllib.request.urlopen('http://localhost:${PORT:-8000}/health', timeout=30)\" || exit 1",
        ),
        (
            "curl http://localhost:8000/health",
            '["python", "-c", "import http.client; c = http.client.HTTPConnection(\'localhost:8000\', timeout=30); '
            "c.request('GET', '/health'); c.getresponse()\"]",
        ),
    ],
)
def test_fix(lay: Lay, before: str, after: str) -> None:
    start = "HEALTHCHECK --interval=5s \\\n  # 확인\n  CMD "
    tree = fixed(lay, dockerfile(start + before, 'CMD ["python"]'))
    assert tree == dockerfile(start + after, 'CMD ["python"]')


def test_the_timeout_of_the_check_is_that_of_the_request(lay: Lay) -> None:
    tree = fixed(lay, dockerfile(f"HEALTHCHECK --timeout=1m30s CMD {CURL}"))
    assert "timeout=90)" in tree["Dockerfile"]
    tree = fixed(lay, dockerfile("HEALTHCHECK --timeout=10s CMD curl -fm 3 http://localhost:8000/"))
    assert "timeout=3)" in tree["Dockerfile"]


def test_python3(lay: Lay) -> None:
    lines = ["RUN apt-get update && apt-get install -y python3", f"HEALTHCHECK CMD {CURL}"]
    assert 'CMD ["python3", "-c", ' in fixed(lay, dockerfile(*lines, base="ubuntu:24.04"))["Dockerfile"]


@pytest.mark.parametrize(
    "check",
    [
        "curl -f http://localhost || true",
        "curl -f http://localhost || exit 0",
        "curl -f http://localhost && echo ok",
        "curl -fk https://localhost/",
        "curl -f http://localhost | grep ok",
        "curl -f http://localhost > /tmp/health",
        "nc -z localhost 80",
        "curl -f \\\n  # why\n  http://localhost",
        '["curl", "-f", "http://localhost:$PORT"]',
    ],
)
def test_no_safe_fix(lay: Lay, words: Words, check: str) -> None:
    tree = dockerfile(f"HEALTHCHECK CMD {check}")
    assert words(tree, "ML701")
    assert fixed(lay, tree) == tree
    assert fixed(lay, tree, Applicability.UNSAFE) == tree


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("RUN apt-get update && apt-get install -y jq", "RUN apt-get update && apt-get install -y jq curl"),
        (
            "RUN apt-get update && apt-get install -y \\\n      git \\\n      jq \\\n && rm -rf /x",
            "RUN apt-get update && apt-get install -y \\\n      git \\\n      jq \\\n      curl \\\n && rm -rf /x",
        ),
    ],
)
def test_install_where_there_is_no_python(lay: Lay, before: str, after: str) -> None:
    tree = dockerfile(before, f"HEALTHCHECK CMD {CURL}", base="debian:bookworm-slim")
    assert fixed(lay, tree) == tree
    expected = dockerfile(after, f"HEALTHCHECK CMD {CURL}", base="debian:bookworm-slim")
    assert fixed(lay, tree, Applicability.UNSAFE) == expected


def test_nothing_is_installed_in_another_stage(lay: Lay) -> None:
    tree = {
        "Dockerfile": "FROM debian:bookworm-slim AS base\nRUN apt-get update && apt-get install -y jq\n"
        f"FROM base\nHEALTHCHECK CMD {CURL}\n"
    }
    assert fixed(lay, tree, Applicability.UNSAFE) == tree


CODE = "import urllib.request; urllib.request.urlopen('http://localhost:{}/health', timeout={})"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            'test: ["CMD", "curl", "-f", "http://localhost:80/health"]  # 건강',
            f'test: ["CMD", "python", "-c", "{CODE.format(80, 30)}"]  # 건강',
        ),
        (
            "test: [CMD, curl, -f, 'http://localhost:80/health']\n      timeout: 5s",
            "test: [CMD, python, '-c', '" + CODE.format(80, 5).replace("'", "''") + "']\n      timeout: 5s",
        ),
        (
            'test:\n        - CMD-SHELL\n        - "curl -f http://localhost:80/health || exit 1"',
            'test:\n        - CMD-SHELL\n        - "python -c \\"' + CODE.format(80, 30) + '\\" || exit 1"',
        ),
        (
            "test: 'curl -f http://localhost:80/health || exit 1'",
            "test: 'python -c \"" + CODE.format(80, 30).replace("'", "''") + "\" || exit 1'",
        ),
        (
            'test: ["CMD", "curl", "-f", "http://localhost:${PORT:-80}/health"]',
            f'test: ["CMD", "python", "-c", "{CODE.format("${PORT:-80}", 30)}"]',
        ),
        (
            'test: ["CMD-SHELL", "curl -f http://localhost:${PORT}/health"]',
            'test: ["CMD-SHELL", "python -c \\"' + CODE.format("${PORT}", 30) + '\\""]',
        ),
    ],
)
def test_fix_in_compose(lay: Lay, before: str, after: str) -> None:
    tree = {**dockerfile('CMD ["python"]'), "compose.yaml": BUILT + f"    healthcheck:\n      {before}\n"}
    expected = {**tree, "compose.yaml": BUILT + f"    healthcheck:\n      {after}\n"}
    assert fixed(lay, tree) == expected


def test_a_block_of_items(lay: Lay) -> None:
    start = BUILT + "    healthcheck:\n      test:\n      - CMD\n"
    before = start + '      - curl\n      - "-f"\n      - http://localhost:80/health\n      interval: 5s\n'
    after = start + f'      - python\n      - "-c"\n      - "{CODE.format(80, 30)}"\n      interval: 5s\n'
    assert fixed(lay, {**dockerfile("RUN ls"), "compose.yaml": before})["compose.yaml"] == after


@pytest.mark.parametrize(
    "healthcheck",
    [
        'test: ["CMD-SHELL", "curl -f http://localhost:$$PORT/"]',
        "test: >\n        curl -f http://localhost/",
        "test: &check [CMD, curl, -f, http://localhost]\n  b:\n    image: x\n    healthcheck: {test: *check}",
    ],
)
def test_no_fix_in_compose(lay: Lay, words: Words, healthcheck: str) -> None:
    tree = {**dockerfile("RUN ls"), "compose.yaml": BUILT + f"    healthcheck:\n      {healthcheck}\n"}
    assert words(tree, "ML701")
    assert fixed(lay, tree) == tree


def test_what_is_said_of_a_service(findings: Findings) -> None:
    (one,) = findings(service("test: curl -f http://localhost"), "ML701")
    assert one.severity is Severity.ERROR
    assert one.message == "the health check runs `curl`, which is not in the image `qdrant/qdrant:v1.14.0`"
    assert one.help == "use `bash`, which is in the image"


def test_what_is_said_of_a_dockerfile(findings: Findings) -> None:
    (one,) = findings(dockerfile(f"HEALTHCHECK CMD {CURL}"), "ML701")
    assert one.message == "the health check runs `curl`, which is not in the image (made from `python:3.12-slim`)"
    assert one.help == "use `python`, which is in the image, or install `curl`"
