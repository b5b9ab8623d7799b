"""DC133: published ports on which nothing listens, where that is certain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability, Diagnostic

Words = Callable[..., list[str]]
Findings = Callable[..., list[Diagnostic]]
UVICORN = 'CMD ["uvicorn", "app:app", "--host", "0.0.0.0", "--port", "8080"]'


def dockerfile(*lines: str) -> str:
    return "\n".join(("FROM python:3.12-slim", "COPY app.py .", *lines)) + "\n"


def project(docker: str, *lines: str) -> dict[str, str]:
    text = "services:\n  s:\n    build: .\n" + "".join(f"    {line}\n" for line in lines)
    return {"Dockerfile": docker, "compose.yaml": text, "app.py": "app = None\n"}


def test_only_both_files_together_show_it(findings: Findings) -> None:
    (one,) = findings(project(dockerfile(UVICORN), "ports: ['8000:8000']"), "DC133")
    assert one.path.endswith("compose.yaml")
    assert one.source.slice(one.span) == "'8000:8000'"
    (related,) = one.related
    assert related.source.path.endswith("Dockerfile")
    assert related.source.slice(related.span) == '"8080"' or related.source.slice(related.span) == "8080"
    assert findings(project(dockerfile(UVICORN), "ports: ['8000:8080']"), "DC133") == []


@pytest.mark.parametrize(
    ("command", "port"),
    [
        ('CMD ["uvicorn", "app:app", "--host", "0.0.0.0"]', "5000:5000"),
        ("CMD streamlit run app.py", "80:80"),
        ('CMD ["gunicorn", "-b", "0.0.0.0:5000", "app:app"]', "8000:8000"),
    ],
)
def test_found(words: Words, command: str, port: str) -> None:
    assert words(project(dockerfile(command), f"ports: ['{port}']"), "DC133") == [f"'{port}'"]


def test_the_command_of_the_service_counts(words: Words) -> None:
    command = "command: uvicorn app:app --host 0.0.0.0 --port 8081"
    assert words(project(dockerfile(UVICORN), command, "ports: ['8081:8081']"), "DC133") == []
    assert words(project(dockerfile(UVICORN), command, "ports: ['8080:8080']"), "DC133") == ["'8080:8080'"]


@pytest.mark.parametrize(
    ("docker", "lines"),
    [
        # Something else may listen there.
        (dockerfile(UVICORN, "EXPOSE 8000"), ["ports: ['8000:8000']"]),
        (dockerfile(UVICORN, "EXPOSE $PORT"), ["ports: ['8000:8000']"]),
        (dockerfile(UVICORN), ["ports: ['8000:8000', '8080:8080']"]),
        (dockerfile(UVICORN), ["ports: ['8000:8000']", "environment: [APP_PORT=8000]"]),
        (dockerfile(UVICORN), ["ports: ['8000:8000']", "environment: ['PORT=${PORT}']"]),
        (dockerfile(UVICORN), ["ports: ['5678:5678']"]),
        (dockerfile("CMD nginx && uvicorn app:app --port 8080"), ["ports: ['8000:8000']"]),
        (dockerfile("COPY start.sh .", 'ENTRYPOINT ["./start.sh"]', UVICORN), ["ports: ['8000:8000']"]),
        (dockerfile("CMD python other.py"), ["ports: ['8000:8000']"]),
        (dockerfile("CMD ./start.sh"), ["ports: ['8000:8000']"]),
        # The port of the server is not known.
        (dockerfile('CMD ["sh", "-c", "uvicorn app:app --port $PORT"]'), ["ports: ['8000:8000']"]),
        (dockerfile('CMD ["gunicorn", "app:app"]', "COPY gunicorn.conf.py ."), ["ports: ['80:80']"]),
        (dockerfile(UVICORN), ["ports: ['8000:${PORT}']"]),
        (dockerfile(UVICORN), ["ports: ['8000-8010:8000-8010']"]),
        (dockerfile(UVICORN), ["ports: ['8000:8000/udp']"]),
        # The image, or what it starts, is not known.
        ("FROM ${BASE}\n" + UVICORN, ["ports: ['8000:8000']"]),
        (dockerfile(UVICORN), ["ports: ['8000:8000']", "extends: {file: a.yml, service: b}"]),
        (dockerfile(UVICORN), ["ports: ['8000:8000']", "network_mode: host"]),
        (dockerfile(UVICORN), ["ports: ['8000:8000']", "command: ./run.sh"]),
    ],
)
def test_silent(words: Words, docker: str, lines: list[str]) -> None:
    assert words(project(docker, *lines), "DC133") == []


def test_another_container_in_the_same_network(words: Words) -> None:
    tree = project(dockerfile(UVICORN), "ports: ['8000:8000']")
    tree["compose.yaml"] += "  t:\n    image: nginx\n    network_mode: service:s\n"
    assert words(tree, "DC133") == []


def test_another_file_gives_another_command(words: Words) -> None:
    tree = project(dockerfile(UVICORN), "ports: ['8000:8000']")
    tree["compose.override.yaml"] = "services:\n  s:\n    command: uvicorn app:app --port 8000\n"
    assert words(tree, "DC133") == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ports:\n      - 8000:8000 # api", 'ports:\n      - "8000:8080" # api'),
        ("ports: ['127.0.0.1:8000:8000/tcp']", "ports: ['127.0.0.1:8000:8080/tcp']"),
        ("ports: [{target: 8000, published: 8000}]", "ports: [{target: 8080, published: 8000}]"),
        ('ports:\n      - "${P:-80}:8000"', 'ports:\n      - "${P:-80}:8080"'),
    ],
)
def test_fix(lay: Callable[..., Any], before: str, after: str) -> None:
    checker = lay(project(dockerfile(UVICORN), before))
    assert checker.fix("DC133", allowed=Applicability.UNSAFE) == []
    assert (checker.folder / "compose.yaml").read_text() == project("", after)["compose.yaml"]
