from __future__ import annotations

from collections.abc import Callable

import pytest

Words = Callable[..., list[str]]

TOOLS = "RUN apt-get update && apt-get install -y build-essential"
SERVE = 'CMD ["uvicorn", "app:app"]'


def dockerfile(*lines: str, base: str = "python:3.12-slim") -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([TOOLS, "RUN pip install fastapi uvicorn", SERVE], ["build-essential"]),
        (["RUN apt-get install -y gcc g++ curl", "RUN pip install fastapi", SERVE], ["gcc", "g++"]),
    ],
)
def test_found(words: Words, lines: list[str], expected: list[str]) -> None:
    assert words(dockerfile(*lines), "ML902") == expected


@pytest.mark.parametrize(
    "lines",
    [
        [TOOLS, "RUN pip install psycopg2", SERVE],
        [TOOLS, "RUN pip install some-package-of-ours", SERVE],
        [TOOLS, "RUN pip install torch", SERVE],
        [TOOLS, "RUN pip install --no-binary :all: fastapi", SERVE],
        [TOOLS, "RUN pip install -r requirements.txt", SERVE],
        [TOOLS, "RUN pip install fastapi", "RUN make -C /src", SERVE],
        [TOOLS, "RUN pip install fastapi && apt-get purge -y build-essential", SERVE],
        [TOOLS, "RUN ./build.sh", "RUN pip install fastapi", SERVE],
        [TOOLS, SERVE],
        ["RUN pip install fastapi", SERVE],
        # torch comes along
        [TOOLS, "RUN pip install sentence-transformers", SERVE],
        [TOOLS, "RUN pip install cython fastapi", SERVE],
        [TOOLS, "RUN pip install fastapi", 'CMD ["make", "serve"]'],
        [TOOLS, "RUN pip install fastapi", "CMD gcc -o a a.c && ./a"],
    ],
)
def test_silent(words: Words, lines: list[str]) -> None:
    assert words(dockerfile(*lines), "ML902") == []


def test_a_builder(words: Words) -> None:
    tree = dockerfile(TOOLS, "RUN pip install fastapi", "FROM python:3.12-slim", "COPY --from=0 /usr/local /usr/local")
    assert words(tree, "ML902") == []


@pytest.mark.parametrize("base", ["example/unknown", "ubuntu:22.04", "nvidia/cuda:12.4.1-devel-ubuntu22.04"])
def test_other_images(words: Words, base: str) -> None:
    assert words(dockerfile(TOOLS, "RUN pip install fastapi", SERVE, base=base), "ML902") == []


@pytest.mark.parametrize("path", ["base/Dockerfile", "Dockerfile.builder", "docker/ci/Dockerfile"])
def test_what_others_start_from(words: Words, path: str) -> None:
    lines = f"FROM python:3.12-slim\n{TOOLS}\nRUN pip install fastapi\n"
    assert words({path: lines}, "ML902") == []


def test_a_service_that_calls_make(words: Words) -> None:
    tree = dockerfile(TOOLS, "RUN pip install fastapi uvicorn", SERVE)
    assert words({**tree, "compose.yaml": "services:\n  a:\n    build: .\n    command: make serve\n"}, "ML902") == []
    assert words({**tree, "compose.yaml": "services:\n  a:\n    build: .\n"}, "ML902")
