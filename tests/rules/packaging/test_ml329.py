from __future__ import annotations

from collections.abc import Callable

import pytest

FILES = {"requirements.txt": "torch==2.8.0\n", "docker/other.txt": "flask\n"}


def tree(lines: str, base: str = "python:3.12-slim", **files: str) -> dict[str, str]:
    return {**FILES, **files, "Dockerfile": f"FROM {base}\n{lines}\n"}


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("RUN pip install -r requirements.txt", "requirements.txt"),
        ("WORKDIR /app\nRUN pip install -r requirements.txt\nCOPY . .", "requirements.txt"),
        ("WORKDIR /app\nCOPY requirements.txt /src/\nRUN pip install -r requirements.txt", "requirements.txt"),
        ("WORKDIR /app\nCOPY docker/ .\nRUN pip install --quiet -r ./requirements.txt", "./requirements.txt"),
        ("WORKDIR /app\nRUN apt-get update && pip install -c requirements.txt flask", "requirements.txt"),
        (
            "WORKDIR /app\nRUN git clone https://github.com/a/b /b\nRUN pip install -r requirements.txt",
            "requirements.txt",
        ),
        ("RUN --mount=type=bind,source=docker,target=/d pip install -r /r/requirements.txt", "/r/requirements.txt"),
    ],
)
def test_found(words: Callable[..., list[str]], lines: str, found: str) -> None:
    assert words(tree(lines), "ML329") == [found]


@pytest.mark.parametrize(
    "lines",
    [
        "COPY requirements.txt .\nRUN pip install -r requirements.txt",
        "COPY . /app\nRUN pip install -r /app/requirements.txt",
        "COPY require* /app/\nWORKDIR /app\nRUN pip install -r requirements.txt",
        "ADD . /app\nRUN cd /app && pip install -r requirements.txt",
        "RUN --mount=type=bind,source=requirements.txt,target=/tmp/r.txt pip install -r /tmp/r.txt",
        "RUN --mount=type=bind,target=. pip install -r requirements.txt",
        "RUN --mount=type=secret,id=r,target=/r.txt pip install -r /r.txt",
        # What a command may have made
        "RUN git clone https://github.com/a/alphafold && pip install -r alphafold/requirements.txt",
        "RUN git clone https://github.com/a/b /app/b\nRUN pip3 install -r /app/b/requirements.txt",
        "RUN git clone https://github.com/a/b\nWORKDIR /b\nRUN pip install -r requirements.txt",
        "RUN wget https://example.org/a.tar.gz && tar xzf a.tar.gz\nRUN pip install -r /a/requirements.txt",
        "RUN pip-compile && pip install -r requirements.txt",
        "RUN uv export -o requirements.txt && uv pip install -r requirements.txt",
        "RUN pip freeze > requirements.txt\nRUN pip install -r requirements.txt",
        "RUN curl -O https://example.org/requirements.txt\nRUN pip install -r requirements.txt",
        "RUN echo torch > requirements.txt && pip install -r requirements.txt",
        "RUN curl -sSL https://example.org/setup | sh\nRUN pip install -r requirements.txt",
        "RUN ./prepare.sh && pip install -r requirements.txt",
        "RUN make files\nRUN pip install -r requirements.txt",
        # Where it only is installed from if it is there
        "RUN if [ -f requirements.txt ]; then pip install -r requirements.txt; fi",
        "RUN test -f requirements.txt && pip install -r requirements.txt; exit 0",
        "ONBUILD COPY requirements.txt .\nONBUILD RUN pip install -r requirements.txt",
        # What cannot be known
        "ARG FILE\nRUN pip install -r $FILE",
        "RUN pip install -r https://example.org/requirements.txt",
        "COPY missing/ .\nRUN pip install -r requirements.txt",
        "COPY . .\nRUN pip install -r generated.txt",
        "COPY generated.txt .\nRUN pip install -r generated.txt",
        "COPY <<EOF requirements.txt\ntorch\nEOF\nRUN pip install -r requirements.txt",
    ],
)
def test_silent(findings: Callable[..., list[object]], lines: str) -> None:
    assert findings(tree(lines), "ML329") == []


@pytest.mark.parametrize("base", ["tiangolo/uvicorn-gunicorn:python3.8", "${BASE}", "example.org/own:1"])
def test_an_unknown_image_may_hold_it(findings: Callable[..., list[object]], base: str) -> None:
    dockerfile = f"ARG BASE\nFROM {base}\nRUN pip install -r requirements.txt\n"
    assert findings({**FILES, "Dockerfile": dockerfile}, "ML329") == []


def test_copied_from_another_stage(findings: Callable[..., list[object]]) -> None:
    dockerfile = (
        "FROM python:3.12 AS lock\nRUN poetry export -o /r.txt\n"
        "FROM python:3.12-slim\nCOPY --from=lock /r.txt .\nRUN pip install -r r.txt\n"
    )
    assert findings({**FILES, "Dockerfile": dockerfile}, "ML329") == []


def test_left_out_by_the_ignore_file(findings: Callable[..., list[object]]) -> None:
    lines = "WORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt"
    found = findings(tree(lines, **{".dockerignore": "*.txt\n"}), "ML329")
    assert ["the ignore file leaves out `requirements.txt`" in one.message for one in found] == [True]
    assert found[0].fix is None


def test_a_file_that_another_takes_in(findings: Callable[..., list[object]]) -> None:
    files = {"requirements.txt": "-r base.txt\nflask\n", "base.txt": "torch\n"}
    lines = "WORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r requirements.txt"
    found = findings(tree(lines, **files), "ML329")
    assert [one.message for one in found] == [
        "`/app/base.txt`, which `requirements.txt` takes in, is not in the image: nothing copies it there"
    ]
    assert findings(tree(lines.replace("COPY req", "COPY base.txt req"), **files), "ML329") == []
