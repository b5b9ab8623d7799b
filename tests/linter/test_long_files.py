"""A run over long files takes time in proportion to their length, whatever is in them."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from dflint.linter import Linter
from dflint.project.project import Project
from dflint.rules.registry import rule_files

SMALL = 120
FACTOR = 5

Files = Mapping[str, str]

HEAD = "FROM python:3.12-slim\n"


def dockerfile(*lines: str, **files: str) -> Files:
    return {"Dockerfile": HEAD + "\n".join(lines) + "\n", **files}


def one_run(*commands: str) -> Files:
    return dockerfile("RUN " + " && \\\n    ".join(commands))


def stages(*lines: str) -> Files:
    return {"Dockerfile": "\n".join(lines) + "\n"}


def services(*texts: str, end: str = "") -> Files:
    return {"compose.yaml": "services:\n" + "".join(f"  s{index}:\n{text}" for index, text in enumerate(texts)) + end}


def one_service(key: str, *items: str) -> Files:
    return services(f"    image: redis\n    {key}:\n" + "".join(f"      {item}\n" for item in items))


GPU = """\
    image: vllm/vllm-openai:latest
    command: ["--model", "a/b{index}"]
    deploy: {{resources: {{reservations: {{devices: [{{driver: nvidia, count: 1, capabilities: [gpu]}}]}}}}}}
"""
INLINE = """\
    build:
      dockerfile_inline: |
        FROM python:3.12-slim
        RUN pip install torch
"""

DOCKERFILES: dict[str, Callable[[range], Files]] = {
    "RUN lines": lambda n: dockerfile(*("RUN pip install torch" for _ in n)),
    "RUN lines of other packages": lambda n: dockerfile(*(f"RUN pip install p{i}" for i in n)),
    "commands of a RUN": lambda n: one_run(*(f"pip install p{i}" for i in n)),
    "scripts in a RUN": lambda n: one_run(*(f"bash -c 'pip install p{i}'" for i in n)),
    "conda": lambda n: dockerfile(*(f"RUN conda install -y p{i}" for i in n)),
    "removed packages": lambda n: dockerfile(*(f"RUN pip install torch p{i} && pip uninstall -y p{i}" for i in n)),
    "downloads": lambda n: dockerfile(*(f"RUN huggingface-cli download a/b{i}" for i in n)),
    "heredoc": lambda n: dockerfile("RUN <<EOF", *(f"pip install p{i}" for i in n), "EOF"),
    "stages": lambda n: stages(*(f"FROM python:3.12-slim AS s{i}\nRUN pip install torch" for i in n)),
    "a chain of stages": lambda n: stages(
        "FROM python:3.12-slim AS s0", *(f"FROM s{i} AS s{i + 1}\nRUN pip install torch" for i in n)
    ),
    "a chain of copies": lambda n: stages(
        "FROM python:3.12-slim AS s0", *(f"FROM python:3.12-slim AS s{i + 1}\nCOPY --from=s{i} /a /a" for i in n)
    ),
    "copies from many stages": lambda n: stages(
        *(f"FROM python:3.12-slim AS s{i}\nRUN make /a" for i in n),
        "FROM python:3.12-slim",
        *(f"COPY --from=s{i} /a /a{i}" for i in n),
    ),
    "COPY lines": lambda n: dockerfile(*(f"COPY f{i} /app/" for i in n)),
    "COPY of what is not there": lambda n: dockerfile(*(f"COPY r{i} r.txt\nRUN pip install -r r.txt" for i in n)),
    "COPY of requirements": lambda n: dockerfile(
        *(f"COPY r.txt r{i}.txt\nRUN pip install -r r{i}.txt" for i in n), **{"r.txt": "torch\n"}
    ),
    "requirements in a RUN": lambda n: {**one_run(*("pip install -r r.txt" for _ in n)), "r.txt": "numpy\n"},
    "ENV lines": lambda n: dockerfile(*(f"ENV E{i}=v{i}\nRUN pip install $E{i}" for i in n)),
    "ARG lines": lambda n: dockerfile(*(f"ARG A{i}=v{i}" for i in n), "RUN pip install $A3"),
    "comments": lambda n: dockerfile(*(f"# dflint: ignore=ML220 x\nRUN pip install p{i}" for i in n)),
    "a long requirements file": lambda n: dockerfile(
        "COPY r.txt .", "RUN pip install -r r.txt", **{"r.txt": "".join(f"pkg{i}>={i}\n" for i in n for _ in range(7))}
    ),
}

OTHERS: dict[str, Callable[[range], Files]] = {
    "services": lambda n: services(*(f'    image: redis\n    ports: ["{i + 1}:6379"]\n' for i in n)),
    "services on one port": lambda n: services(*(f'    image: org/s{i}:1\n    ports: ["80:80"]\n' for i in n)),
    "services of one name": lambda n: services(*(f"    image: org/s{i}:1\n    container_name: x\n" for i in n)),
    "services with a GPU": lambda n: services(*(GPU.format(index=i) for i in n)),
    "inline Dockerfiles": lambda n: services(*(INLINE for _ in n[::2])),
    "services of one Dockerfile": lambda n: {
        **services(*("    build: .\n    command: uvicorn m:app\n" for _ in n)),
        **dockerfile("COPY . .", "RUN pip install torch"),
    },
    "services that extend": lambda n: services("    image: redis\n", *("    extends: {service: s0}\n" for _ in n)),
    "dependencies": lambda n: services(*(f"    image: redis\n    depends_on: [s{max(0, i - 1)}]\n" for i in n)),
    "deep anchors": lambda n: {
        "compose.yaml": "x-0: &a0 {k: v}\n"
        + "".join(f"x-{i + 1}: &a{i + 1}\n  <<: *a{i}\n  k{i}: v\n" for i in n)
        + f"services:\n  s:\n    image: redis\n    environment: *a{len(n)}\n"
    },
    "volumes": lambda n: one_service("volumes", *(f"- ./d{i}:/d{i}" for i in n)),
    "environment": lambda n: one_service("environment", *(f"E{i}_PASSWORD: sEcret{i}x" for i in n)),
    "ports": lambda n: one_service("ports", *(f'- "{i + 1}:{i + 1}"' for i in n)),
    "ignore patterns": lambda n: {
        **dockerfile("COPY . ."),
        ".dockerignore": "".join(f"dir{i}/**/*.p{i}\n!dir{i}\n" for i in n),
        **{f"src{i % 20}/f{i}.py": "" for i in n},
    },
    "one ignore pattern": lambda n: {
        **dockerfile("COPY . ."),
        ".dockerignore": "*.pyc\n" * len(n),
        "a/b.pyc": "",
    },
}


@pytest.fixture(scope="module")
def rules():
    return [file.load()() for file in rule_files()]


def seconds(folder: Path, files: Files, rules) -> float:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    gc.collect()
    gc.disable()  # the program runs without it too
    try:
        started = time.process_time()
        result = Linter(Project(str(folder)), rules).run()
        taken = time.process_time() - started
    finally:
        gc.enable()
    assert result.internal_errors == ()
    return taken


@pytest.mark.parametrize("name", [*DOCKERFILES, *OTHERS])
def test_a_run_takes_linear_time(name: str, tmp_path: Path, rules) -> None:
    files = {**DOCKERFILES, **OTHERS}[name]
    seconds(tmp_path / "imports", files(range(4)), rules)
    small = seconds(tmp_path / "small", files(range(SMALL)), rules)
    large = seconds(tmp_path / "large", files(range(SMALL * FACTOR)), rules)
    # What is quadratic takes the square of the factor.
    assert large < 2 * FACTOR * max(small, 0.02), (small, large)
