from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Words = Callable[..., list[str]]
Findings = Callable[..., list[Any]]

VENV = "RUN python -m venv /opt/venv && /opt/venv/bin/pip install numpy uvicorn"
SERVE = 'CMD ["uvicorn", "app:app"]'


def stages(build: str, *made: str, run: str = "python:3.12-slim", then: tuple[str, ...] = ()) -> dict[str, str]:
    return {"Dockerfile": "\n".join([f"FROM {build} AS b", *made, f"FROM {run}", *then]) + "\n"}


@pytest.mark.parametrize(
    ("made", "copy", "word"),
    [
        (VENV, "COPY --from=b /opt/venv /opt/venv", "/opt/venv"),
        (VENV, "COPY --from=b /opt /opt", "/opt"),
        (
            "ENV PATH=/opt/venv/bin:$PATH\nRUN python -m venv /opt/venv\nRUN pip install numpy",
            "COPY --from=b /opt/venv /opt/venv",
            "/opt/venv",
        ),
        ("RUN pip install --user numpy", "COPY --from=b /root/.local /root/.local", "/root/.local"),
        ("RUN pip install --prefix=/install numpy", "COPY --from=b /install /usr/local", "/install"),
        (
            "RUN pip install numpy",
            "COPY --from=b /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages",
            "/usr/local/lib/python3.11/site-packages",
        ),
    ],
)
def test_another_version(findings: Findings, made: str, copy: str, word: str) -> None:
    (one,) = findings(stages("python:3.11", made, then=(copy,)), "ML115")
    assert one.source.slice(one.span) == word
    assert "for Python 3.11, and this image has 3.12" in one.message
    assert one.related[0].source.slice(one.related[0].span).endswith(("numpy", "uvicorn"))
    assert (
        findings(stages("python:3.12", made.replace("3.11", "3.12"), then=(copy.replace("3.11", "3.12"),)), "ML115")
        == []
    )


def test_an_environment_of_uv(words: Words) -> None:
    made = "COPY --from=ghcr.io/astral-sh/uv:0.8 /uv /bin/\nRUN uv venv /opt/venv && uv pip install --python 3.11 numpy"
    assert words(stages("python:3.11", made, then=("COPY --from=b /opt/venv /opt/venv",)), "ML115") == []


def test_another_c_library(findings: Findings) -> None:
    then = ("COPY --from=b /opt/venv /opt/venv",)
    (one,) = findings(stages("python:3.12-alpine", VENV, then=then), "ML115")
    assert "musl (Alpine), which do not load on glibc (Debian)" in one.message
    (other,) = findings(stages("python:3.12", VENV, run="python:3.12-alpine", then=then), "ML115")
    assert "glibc (Debian), which do not load on musl (Alpine)" in other.message


def test_packages_that_may_not_be_compiled(words: Words) -> None:
    made = "RUN python -m venv /opt/venv && /opt/venv/bin/pip install requests"
    assert words(stages("python:3.12-alpine", made, then=("COPY --from=b /opt/venv /opt/venv",)), "ML115") == []


def test_an_environment_that_is_moved(findings: Findings) -> None:
    then = ("COPY --from=b /opt/venv /app/venv", "ENV PATH=/app/venv/bin:$PATH", SERVE)
    (one,) = findings(stages("python:3.12", VENV, then=then), "ML115")
    assert one.message == "the programs in `/opt/venv` start with the Python in `/opt/venv`, which is not there"
    assert one.help == "copy it to `/opt/venv`, where it was made"


@pytest.mark.parametrize(
    "then",
    [
        # The Python in it is found, and so are the packages
        ("COPY --from=b /opt/venv /app/venv", 'CMD ["/app/venv/bin/python", "-m", "uvicorn", "app:app"]'),
        ("COPY --from=b /opt/venv /app/venv", "RUN ln -s /app/venv /opt/venv", SERVE),
        ("COPY --from=b /opt/venv /app/venv", 'CMD ["nginx"]'),
        ("COPY --from=b /opt/venv /app/venv",),
        ("COPY --from=b /opt/venv /opt/venv", SERVE),
        # A part of it, into the image's own directory
        ("COPY --from=b /opt/venv/lib/python3.12/site-packages /usr/local/lib/python3.12/site-packages", SERVE),
    ],
)
def test_what_works_elsewhere_too(words: Words, then: tuple[str, ...]) -> None:
    assert words(stages("python:3.12", VENV, then=then), "ML115") == []


@pytest.mark.parametrize(
    ("build", "made", "run", "copy"),
    [
        # The interpreter is copied along
        (
            "python:3.11",
            "RUN pip install numpy",
            "python:3.12-slim",
            "COPY --from=b /usr/local/lib/ /usr/local/lib/\nCOPY --from=b /usr/local/bin /usr/local/bin",
        ),
        ("python:3.11", "RUN pip install numpy", "debian:trixie-slim", "COPY --from=b /usr/local /usr/local"),
        (
            "ghcr.io/astral-sh/uv:bookworm-slim",
            "ENV UV_PYTHON_INSTALL_DIR=/python UV_PYTHON=3.11\nRUN uv venv /opt/venv && uv pip install numpy",
            "python:3.12-slim",
            "COPY --from=b /python /python\nCOPY --from=b /opt/venv /opt/venv",
        ),
        # Not known on one side
        ("my/python:3.11", VENV, "python:3.12-slim", "COPY --from=b /opt/venv /opt/venv"),
        ("python:3.11", VENV, "my/image", "COPY --from=b /opt/venv /opt/venv"),
        ("python:3", VENV, "python:3.12-slim", "COPY --from=b /opt/venv /opt/venv"),
        ("python:3.11", VENV, "nginx", "COPY --from=b /opt/venv /opt/venv"),
        ("python:3.11", "RUN pip install --target /deps numpy", "python:3.12", "COPY --from=b /deps /deps"),
        # Other files
        ("python:3.11", VENV, "python:3.12-slim", "COPY --from=b /app /app"),
        ("python:3.11", "RUN pip wheel -w /wheels numpy", "python:3.12-slim", "COPY --from=b /wheels /wheels"),
        (
            "continuumio/miniconda3",
            "RUN conda create -n x python=3.11 numpy",
            "python:3.12",
            "COPY --from=b /opt/conda /opt/conda",
        ),
    ],
)
def test_silent(words: Words, build: str, made: str, run: str, copy: str) -> None:
    assert words(stages(build, made, run=run, then=(copy,)), "ML115") == []
