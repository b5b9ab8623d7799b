from __future__ import annotations

from collections.abc import Callable

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
