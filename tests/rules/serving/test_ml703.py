from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Words = Callable[..., list[str]]

SERVER = 'CMD ["uvicorn", "app:app", "--host", "0.0.0.0", "--port", "8000"]'


def dockerfile(*lines: str, base: str = "python:3.12") -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    "check",
    [
        "curl -f http://localhost:8080/health || exit 1",
        "wget -q --spider http://127.0.0.1:8080/",
        "curl localhost:8080/health",
        '["curl", "-f", "http://localhost:8080/"]',
        """python -c "import urllib.request as r; r.urlopen('http://localhost:8080/health')\"""",
        """["python", "-c", "import requests; requests.get('http://0.0.0.0:8080')"]""",
    ],
)
def test_found(words: Words, check: str) -> None:
    assert words(dockerfile(f"HEALTHCHECK CMD {check}", SERVER), "ML703") == ["8080"]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["HEALTHCHECK CMD curl http://localhost:8000/", SERVER], id="the port of the server"),
        pytest.param(
            ["HEALTHCHECK CMD curl http://localhost:8000/", 'CMD ["uvicorn", "app:app"]'], id="the port by default"
        ),
        pytest.param(["EXPOSE 8000 8080", "HEALTHCHECK CMD curl http://localhost:8080/", SERVER], id="exposed"),
        pytest.param(["HEALTHCHECK CMD curl http://localhost:$PORT/", SERVER], id="a variable"),
        pytest.param(["HEALTHCHECK CMD curl http://localhost:${PORT:-8080}/", SERVER], id="a variable with a default"),
        pytest.param(["HEALTHCHECK CMD curl http://db:8080/", SERVER], id="another host"),
        pytest.param(
            ["HEALTHCHECK CMD curl http://localhost:8080/", "CMD uvicorn app:app --port $PORT"], id="a port at run time"
        ),
        pytest.param(["HEALTHCHECK CMD curl http://localhost:8080/", 'CMD ["python", "app.py"]'], id="another program"),
        pytest.param(
            ["HEALTHCHECK CMD curl http://localhost:8080/", "CMD nginx && uvicorn app:app --port 8000"], id="a proxy"
        ),
        pytest.param(["HEALTHCHECK CMD curl http://localhost:8080/", 'CMD ["./run.sh"]'], id="a script"),
        pytest.param(["HEALTHCHECK NONE", SERVER], id="no check"),
    ],
)
def test_silent(words: Words, lines: list[str]) -> None:
    assert words(dockerfile(*lines), "ML703") == []


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("command: uvicorn app:app --port 8080", []),
        ("environment: {METRICS_PORT: 8080}", []),
        ("ports: ['80:8080']", []),
        ("environment: {A: b}", ["8080"]),
    ],
)
def test_a_service(words: Words, service: str, expected: list[str]) -> None:
    compose = f"services:\n  api:\n    build: .\n    {service}\n"
    tree = {**dockerfile("HEALTHCHECK CMD curl http://localhost:8080/", SERVER), "compose.yaml": compose}
    assert words(tree, "ML703") == expected


def test_the_check_of_a_service(words: Words) -> None:
    check = "healthcheck:\n      test: [CMD, curl, -f, 'http://localhost:5000/']"
    compose = f"services:\n  api:\n    build: .\n    {check}\n"
    assert words({**dockerfile(SERVER), "compose.yaml": compose}, "ML703") == ["5000"]


CHROMA = "services:\n  db:\n    image: chromadb/chroma:1.0.0\n    healthcheck: {test: curl http://localhost:8001/}\n"


def test_the_port_of_the_machine_is_not_that_of_the_container(findings: Callable[..., list[Any]]) -> None:
    (one,) = findings({"compose.yaml": CHROMA + "    ports: ['8001:8000']\n"}, "ML703")
    assert one.source.slice(one.span) == "8001"
    assert [related.source.slice(related.span) for related in one.related] == ["'8001:8000'"]


@pytest.mark.parametrize(
    "more",
    [
        pytest.param("", id="nothing is published"),
        pytest.param("    ports: ['8001:8001', '8000:8000']\n", id="another port of the container"),
        pytest.param("    ports: ['8001:8000']\n    command: run --port 8001\n", id="an option"),
        pytest.param("    ports: ['8001:8000']\n    environment: {CHROMA_PORT: 8001}\n", id="a variable"),
        pytest.param("    ports: ['8001:8000']\n    env_file: missing.env\n", id="maybe a variable"),
        pytest.param("    ports: ['8001:8000']\n    network_mode: host\n", id="the machine's network"),
        pytest.param("    ports: ['8001:${PORT}']\n", id="a port that is not known"),
    ],
)
def test_an_image_that_may_listen_there(words: Words, more: str) -> None:
    assert words({"compose.yaml": CHROMA + more}, "ML703") == []


def test_only_both_files_together_show_the_mistake(findings: Callable[..., list[Any]]) -> None:
    """The check stands in the compose file, the port of the server in the Dockerfile."""
    check = "healthcheck: {test: [CMD, curl, -f, 'http://localhost:8080/health']}"
    tree = {**dockerfile(SERVER), "compose.yaml": f"services:\n  api:\n    build: .\n    {check}\n"}
    (one,) = findings(tree, "ML703")
    assert one.path.endswith("compose.yaml")
    assert [related.source.path.rpartition("/")[2] for related in one.related] == ["Dockerfile"]
