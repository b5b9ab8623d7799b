from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from dflint.diagnostics import Applicability

Words = Callable[..., list[str]]
Findings = Callable[..., list[Any]]
Lay = Callable[..., Any]

SERVE = 'CMD ["python", "app.py"]'


def tree(*lines: str, base: str = "python:3.12", files: Mapping[str, str] | None = None) -> dict[str, str]:
    return {"app.py": "", **(files or {}), "Dockerfile": "\n".join([f"FROM {base}", *lines]) + "\n"}


# Found


@pytest.mark.parametrize(
    "lines",
    [
        [SERVE],
        ["RUN pip install numpy 'pandas>=2' torch==2.5.1", SERVE],
        ["RUN pip install --upgrade pip setuptools && pip install uvicorn[standard] fastapi", "CMD uvicorn app:app"],
        ["RUN pip install torch --index-url https://download.pytorch.org/whl/cpu", SERVE],
        ["RUN pip install gunicorn flask", 'CMD ["gunicorn", "app:app"]'],
        ["RUN pip install torch", 'ENTRYPOINT ["torchrun"]', 'CMD ["--nproc-per-node=2", "train.py"]'],
        ["RUN useradd -m app && mkdir /data && chown app /data", "USER app", SERVE],
        [
            "RUN apt-get update && apt-get install -y --no-install-recommends git && git clone https://example.org/x",
            SERVE,
        ],
        ["RUN apt-get update && apt-get install -y curl", "HEALTHCHECK CMD curl -f http://localhost/", SERVE],
        ["RUN pip install nltk && python -m nltk.downloader punkt", SERVE],
        ["RUN pip install nltk && python -c \"import nltk; nltk.download('punkt')\"", SERVE],
        ["RUN python -m venv /opt/venv && . /opt/venv/bin/activate && pip install numpy", SERVE],
        ["RUN <<E\nset -e\npip install numpy\nE", SERVE],
        ["COPY --from=ghcr.io/astral-sh/uv:0.5 /uv /bin/uv", "RUN uv pip install --system numpy", SERVE],
        ["COPY start.sh /start.sh", 'ENTRYPOINT ["/start.sh"]', SERVE],
        ["WORKDIR /app", "COPY . .", 'CMD ["./start.sh"]'],
        ["WORKDIR /app", "COPY . .", 'CMD ["bash", "start.sh"]'],
        ["WORKDIR /app", "COPY . .", "CMD python migrate.py && exec python app.py"],
        ["HEALTHCHECK CMD python -c \"import urllib.request as u; u.urlopen('http://localhost')\"", SERVE],
        ["WORKDIR /app", "COPY pure .", "RUN pip install .", SERVE],
    ],
)
def test_found(words: Words, lines: list[str]) -> None:
    files = {
        "start.sh": '#!/usr/bin/env bash\nset -e\nmkdir /x\nif [ "$1" ]; then exec "$@"; fi\nexec python app.py\n',
        "pure/pyproject.toml": (
            '[project]\nname = "x"\nversion = "1"\ndependencies = ["numpy"]\n[build-system]\nrequires = ["hatchling"]\n'
        ),
    }
    assert words(tree(*lines, files=files), "ML113") == ["python:3.12"]


def test_sizes_are_said_where_they_are_known(findings: Findings) -> None:
    (one,) = findings(tree(SERVE), "ML113")
    assert one.message == (
        "no command and no package of this build needs what `python:3.12` has besides `python:3.12-slim`: "
        "about 1.1 GB against 119 MB unpacked"
    )
    assert one.cost is not None
    assert (one.cost.byte_count, one.cost.basis) == (990_800_000, "estimated")


def test_sizes_are_not_guessed(findings: Findings) -> None:
    (one,) = findings(tree(SERVE, base="python:3.11-bookworm"), "ML113")
    assert "GB" not in one.message
    assert one.cost is None


def test_torch_may_compile_at_run_time(findings: Findings) -> None:
    (one,) = findings(tree("RUN pip install torch", SERVE), "ML113")
    assert "torch.compile" in one.help


# Silent


@pytest.mark.parametrize(
    "base",
    [
        "python:3.12-slim",
        "python:3.12-alpine",
        "python:3",
        "python:latest",
        "python",
        "python:3.13-rc",
        "python:3.12@sha256:" + "a" * 64,
        "python:3.12-windowsservercore",
        "my/python:3.12",
        "--platform=linux/arm64 python:3.12",
        "--platform=$BUILDPLATFORM python:3.12",
        "node:22",
        "ubuntu:24.04",
    ],
)
def test_other_images(words: Words, base: str) -> None:
    assert words(tree(SERVE, base=base), "ML113") == []


def test_an_unknown_image(words: Words) -> None:
    assert words({"Dockerfile": f"ARG BASE\nFROM $BASE\n{SERVE}\n"}, "ML113") == []


@pytest.mark.parametrize(
    "lines",
    [
        # What the full image brings is called
        ["RUN curl -O https://example.org/x", SERVE],
        ["RUN wget https://example.org/x", SERVE],
        ["RUN git clone https://example.org/x", SERVE],
        ["RUN git clone https://example.org/x && apt-get install -y git", SERVE],
        ["RUN make", SERVE],
        ["RUN gcc -o x x.c", SERVE],
        ["RUN pg_config", SERVE],
        ["RUN convert a.png b.jpg", SERVE],
        ["RUN some-unknown-tool", SERVE],
        ["RUN $TOOL", SERVE],
        ["RUN adduser --disabled-password app", SERVE],
        ["HEALTHCHECK CMD curl -f http://localhost/", SERVE],
        ["HEALTHCHECK CMD wget -q http://localhost/ || exit 1", SERVE],
        ["RUN curl -sSL https://install.python-poetry.org | python3 -", SERVE],
        # Packages that need a compiler, git or libraries, or may
        ["RUN pip install git+https://example.org/x.git", SERVE],
        ["RUN pip install numpy==1.25.2", SERVE],
        ["RUN pip install pydantic==2.0", SERVE],
        ["RUN pip install lightgbm", SERVE],
        ["RUN pip install opencv-python", SERVE],
        ["RUN pip install psycopg2", SERVE],
        ["RUN pip install mysqlclient", SERVE],
        ["RUN pip install flash-attn", SERVE],
        ["RUN pip install some-unknown-package", SERVE],
        ["RUN pip install celery[redis]", SERVE],
        ["RUN pip install $PACKAGES", SERVE],
        ["RUN pip install -r nowhere.txt", SERVE],
        ["RUN pip install --no-binary :all: numpy", SERVE],
        ["RUN pip install -f https://example.org numpy", SERVE],
        ["RUN pip install -i https://www.piwheels.org/simple numpy", SERVE],
        ["RUN pip install -i $INDEX numpy", SERVE],
        ["ENV PIP_NO_BINARY=:all:", "RUN pip install numpy", SERVE],
        ["ARG PIP_INDEX_URL", "RUN pip install numpy", SERVE],
        ["RUN PIP_NO_BINARY=:all: pip install numpy", SERVE],
        ["RUN export PIP_FIND_LINKS=/x && pip install numpy", SERVE],
        ["COPY . .", "RUN pip install -r binary.txt", SERVE],
        ["COPY . .", "RUN pip install -c bounds.txt numpy", SERVE],
        ["COPY . .", "RUN pip install ./native", SERVE],
        ["COPY . .", "RUN pip install ./legacy", SERVE],
        ["COPY . .", "RUN pip install ./scm", SERVE],
        ["COPY . .", "RUN uv sync --project elsewhere", SERVE],
        ["COPY . .", "RUN uv sync --project older", SERVE],
        ["RUN conda install -y numpy", SERVE],
        ["COPY . .", "RUN python setup.py install", SERVE],
        ["COPY . .", "RUN python build.py", SERVE],
        ["RUN python -c \"import subprocess; subprocess.run(['git'])\"", SERVE],
        ["RUN python -m some_module", SERVE],
        # What it runs is not known, or needs more
        [],
        ["CMD bash"],
        ['CMD ["/bin/bash"]'],
        ['CMD ["git", "daemon"]'],
        ['CMD ["./unknown.sh"]'],
        ["COPY . /", 'CMD ["/git.sh"]'],
        ["COPY . /", 'CMD ["sh", "/git.sh"]'],
        ["COPY . /", 'ENTRYPOINT ["/start.sh"]', 'CMD ["git", "daemon"]'],
        ["COPY . /", 'CMD ["/loop.sh"]'],
        ["COPY . /", 'CMD ["/program"]'],
        ['SHELL ["pwsh", "-c"]', "RUN x", SERVE],
        ["RUN if true; then", SERVE],
        # Others start from it
        ["ONBUILD RUN make", SERVE],
        # Files of other images may need its libraries
        ["COPY --from=some/image /usr/local /usr/local", SERVE],
    ],
)
def test_silent(words: Words, lines: list[str]) -> None:
    files = {
        "binary.txt": "--no-binary numpy\nnumpy\n",
        "bounds.txt": "numpy==1.20\n",
        "git.sh": "#!/bin/sh\ngit pull\n",
        "start.sh": '#!/bin/sh\nexec "$@"\n',
        "loop.sh": "#!/bin/sh\n/loop.sh\n",
        "program": "\x7fELF",
        "build.py": "",
        "setup.py": "",
        "native/pyproject.toml": '[project]\nname = "x"\n[build-system]\nrequires = ["pybind11", "setuptools"]\n',
        "legacy/pyproject.toml": '[project]\nname = "x"\n[build-system]\nrequires = ["setuptools"]\n',
        "legacy/setup.py": "",
        "scm/pyproject.toml": '[project]\nname = "x"\n[build-system]\nrequires = ["setuptools-scm"]\n',
        "elsewhere/pyproject.toml": '[project]\nname = "x"\n[[tool.uv.index]]\nurl = "https://example.org"\n',
        "older/pyproject.toml": '[project]\nname = "x"\ndependencies = ["numpy"]\n',
        "older/.python-version": "3.8\n",
    }
    assert words(tree(*lines, files=files), "ML113") == []


BUILDER = """
FROM python:3.12 AS builder
RUN apt-get update && pip install --prefix=/install {package}
{command}
FROM {base}
COPY --from=builder /install /usr/local
CMD ["python", "app.py"]
"""


@pytest.mark.parametrize(
    ("package", "command", "base", "expected"),
    [
        # A builder may well be large
        ("numpy", "", "python:3.12-slim", []),
        ("some-package", "RUN make", "python:3.12-slim", []),
        # The image itself is built on the full one
        ("numpy", "", "python:3.12", ["python:3.12"]),
        ("some-package", "", "python:3.12", []),
        ("psycopg2", "", "python:3.12", []),
        ("numpy", "RUN make", "python:3.12", []),
        ("numpy", "RUN python setup.py install", "python:3.12", []),
        ("numpy", "COPY --from=some/image /x /install/x", "python:3.12", []),
    ],
)
def test_builders(words: Words, package: str, command: str, base: str, expected: list[str]) -> None:
    text = BUILDER.format(package=package, command=command, base=base)
    assert words({"Dockerfile": text}, "ML113") == expected


def test_a_builder_on_another_system(words: Words) -> None:
    text = f"FROM node:22 AS web\nRUN npm ci\nFROM python:3.12\nCOPY --from=web /dist /dist\n{SERVE}\n"
    assert words({"Dockerfile": text}, "ML113") == []


def test_all_that_start_from_it_count(words: Words) -> None:
    text = "FROM python:3.12 AS base\nRUN pip install numpy\nFROM base AS test\nRUN {test}\nCMD python t.py\n"
    text += f"FROM base\n{SERVE}\n"
    assert words({"Dockerfile": text.format(test="pip install pytest")}, "ML113") == ["python:3.12"]
    assert words({"Dockerfile": text.format(test="make test")}, "ML113") == []


@pytest.mark.parametrize("path", [".devcontainer/Dockerfile", "Dockerfile.dev", "ci/Dockerfile", "dev.Dockerfile"])
def test_images_to_work_in(words: Words, path: str) -> None:
    assert words({path: f"FROM python:3.12\n{SERVE}\n"}, "ML113") == []


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("ports: ['80:80']", ["python:3.12"]),
        ("command: python other.py", ["python:3.12"]),
        ("command: bash -c 'git pull && python app.py'", []),
        ("entrypoint: [git, daemon]", []),
        ("healthcheck: {test: [CMD, curl, 'http://localhost']}", []),
        ("healthcheck: {test: [CMD, python, -c, 'pass']}", ["python:3.12"]),
        ("platform: linux/arm64", []),
        ("platform: linux/amd64", ["python:3.12"]),
        ("extends: {file: other.yaml, service: b}", []),
    ],
)
def test_services(words: Words, service: str, expected: list[str]) -> None:
    files = {"compose.yaml": f"services:\n  a:\n    build: .\n    {service}\n"}
    assert words(tree(SERVE, files=files), "ML113") == expected


def test_a_service_that_gives_arguments(words: Words) -> None:
    files = {"compose.yaml": "services:\n  a:\n    build: .\n    command: --port 80\n"}
    assert words(tree('ENTRYPOINT ["python", "app.py"]', files=files), "ML113") == ["python:3.12"]


# Fixes


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("python:3.12", "python:3.12-slim"),
        ("python:3.11.9", "python:3.11.9-slim"),
        ("python:3.12-bookworm", "python:3.12-slim-bookworm"),
        ("docker.io/library/python:3.12 AS app", "docker.io/library/python:3.12-slim AS app"),
        ("public.ecr.aws/docker/library/python:3.12", "public.ecr.aws/docker/library/python:3.12-slim"),
        ("python:${V}", "python:${V}-slim"),
        ("python:$V", "python:$V-slim"),
        ("python:3.$W", None),
        ("$IMAGE", None),
    ],
)
def test_fixes(lay: Lay, base: str, expected: str | None) -> None:
    arguments = "ARG V=3.12\nARG W=12\nARG IMAGE=python:3.12\n"
    checker = lay({"Dockerfile": f"{arguments}FROM {base}\n{SERVE}\n"})
    (one,) = checker.run("ML113").diagnostics
    assert (one.fix is None) is (expected is None)
    checker.fix("ML113", allowed=Applicability.UNSAFE)
    text = checker.tree()["Dockerfile"].decode()
    assert text == f"{arguments}FROM {expected or base}\n{SERVE}\n"
