from __future__ import annotations

from collections.abc import Callable

import pytest

Words = Callable[..., list[str]]

OPEN = '--ServerApp.token=""'


def dockerfile(*lines: str, base: str = "python:3.12-slim") -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("CMD jupyter lab --ip 0.0.0.0 --NotebookApp.token=''", "--NotebookApp.token=''"),
        ('CMD ["jupyter", "lab", "--ip=*", "--NotebookApp.token="]', "--NotebookApp.token="),
        ('CMD ["jupyter", "lab", "--ip=*", "--LabApp.token=\'\'"]', "--LabApp.token=''"),
        ("CMD jupyter lab --ip=* --IdentityProvider.token ''", "--IdentityProvider.token"),
        ('CMD ["start-notebook.sh", "--NotebookApp.token=\'\'"]', "--NotebookApp.token=''"),
        ('RUN echo "c.NotebookApp.token = \'\'" >> ~/.jupyter/a.py\nCMD ["./run.sh"]', "c.NotebookApp.token = ''"),
        (
            "COPY <<EOF /root/.jupyter/a.py\nc.ServerApp.token = ''\nEOF\nCMD jupyter lab --ip=*",
            "c.ServerApp.token = ''",
        ),
    ],
)
def test_found(words: Words, line: str, expected: str) -> None:
    assert words(dockerfile(line), "ML713") == [expected]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("CMD jupyter lab --ip=*", id="the token that Jupyter makes up"),
        pytest.param("CMD jupyter lab --ip=* --ServerApp.token=$TOKEN", id="a token given at run time"),
        pytest.param("CMD jupyter lab --ip=* --ServerApp.token=abc", id="a token"),
        pytest.param("CMD jupyter lab --ip=* --ServerApp.token= --ServerApp.password=sha1:a:b", id="a password"),
        pytest.param("CMD jupyter lab --ip=* --ServerApp.password=", id="no password, but a token"),
        pytest.param("CMD jupyter lab --ServerApp.token=", id="only the container reaches it"),
        pytest.param("ENV JUPYTER_TOKEN=\nCMD jupyter lab --ip=*", id="an empty variable is no token"),
        pytest.param("RUN pip install jupyterhub\nCMD jupyter lab --ip=* --ServerApp.token=", id="behind a hub"),
        pytest.param("CMD other --ServerApp.tokens=", id="another option"),
    ],
)
def test_silent(words: Words, line: str) -> None:
    assert words(dockerfile(line), "ML713") == []


@pytest.mark.parametrize(
    ("ports", "count"),
    [("ports: ['8888:8888']", 1), ("ports: ['127.0.0.1:8888:8888']", 0), ("expose: [8888]", 0)],
)
def test_what_a_service_publishes(words: Words, ports: str, count: int) -> None:
    compose = f"services:\n  lab:\n    build: .\n    {ports}\n"
    tree = {**dockerfile(f"CMD jupyter lab --ip=* {OPEN}"), "compose.yaml": compose}
    assert len(words(tree, "ML713")) == count


def test_the_command_of_a_service(words: Words) -> None:
    command = 'command: ["jupyter", "lab", "--ip=*", "--ServerApp.token="]'
    compose = f"services:\n  lab:\n    build: .\n    ports: ['8888:8888']\n    {command}\n"
    assert words({**dockerfile("RUN pip install jupyterlab"), "compose.yaml": compose}, "ML713") == [
        "--ServerApp.token="
    ]
