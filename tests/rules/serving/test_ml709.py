from __future__ import annotations

from collections.abc import Callable

import pytest

Words = Callable[..., list[str]]


def dockerfile(*lines: str, base: str = "python:3.12-slim") -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (['CMD ["python", "train.py"]'], ["python"]),
        (['ENTRYPOINT ["python3.12", "-m", "training.main"]'], ["python3.12"]),
        (["CMD python train.py --epochs 3"], ["python"]),
        (["CMD cd /app && exec python -O train.py"], ["python"]),
        (['CMD ["torchrun", "--nproc-per-node=8", "train.py"]'], ["torchrun"]),
        (['ENTRYPOINT ["python", "serve.py"]', 'CMD ["--port", "80"]'], ["python"]),
    ],
)
def test_a_program_whose_output_is_buffered(words: Words, lines: list[str], expected: list[str]) -> None:
    assert words(dockerfile(*lines), "ML709") == expected


@pytest.mark.parametrize(
    "lines",
    [
        ["ENV PYTHONUNBUFFERED=1", 'CMD ["python", "train.py"]'],
        ["ENV PYTHONUNBUFFERED 1", 'CMD ["python", "train.py"]'],
        ['CMD ["python", "-u", "train.py"]'],
        ['CMD ["python", "-Bu", "train.py"]'],
        ["CMD PYTHONUNBUFFERED=1 python train.py"],
        ['CMD ["python", "-m", "uvicorn", "app:app"]'],
        ['CMD ["uvicorn", "app:app"]'],
        ['CMD ["gunicorn", "app:app"]'],
        ['CMD ["/start.sh"]'],
        ['CMD ["python"]'],
        ['CMD ["bash"]'],
        ['CMD ["python", "-c", "print(1)"]'],
        ["RUN python setup.py install"],
    ],
)
def test_silent(words: Words, lines: list[str]) -> None:
    assert words(dockerfile(*lines), "ML709") == []


def test_silent_where_the_base_may_set_it(words: Words) -> None:
    assert words(dockerfile('CMD ["python", "a.py"]', base="registry.example.com/ml/base:1"), "ML709") == []
    assert words({"Dockerfile": 'ARG BASE\nFROM $BASE\nCMD ["python", "a.py"]\n'}, "ML709") == []


def test_what_a_parent_stage_sets_counts(words: Words) -> None:
    text = 'FROM python:3.12-slim AS base\nENV PYTHONUNBUFFERED=1\nFROM base\nCMD ["python", "a.py"]\n'
    assert words({"Dockerfile": text}, "ML709") == []


def test_a_stage_that_others_start_from_is_no_image_of_its_own(words: Words) -> None:
    text = 'FROM python:3.12-slim AS a\nCMD ["python", "a.py"]\nFROM a\nENV PYTHONUNBUFFERED=1\n'
    assert words({"Dockerfile": text}, "ML709") == []


def test_a_compose_service_may_set_it(words: Words) -> None:
    compose = "services:\n  a:\n    build: .\n    environment:\n      - PYTHONUNBUFFERED=1\n"
    assert words({**dockerfile('CMD ["python", "a.py"]'), "compose.yaml": compose}, "ML709") == []


@pytest.mark.parametrize(
    "service",
    ["command: uvicorn a:a", "env_file: missing.env", "entrypoint: bash"],
)
def test_what_no_service_runs_so(words: Words, service: str) -> None:
    compose = f"services:\n  a:\n    build: .\n    {service}\n"
    assert words({**dockerfile('CMD ["python", "a.py"]'), "compose.yaml": compose}, "ML709") == []


def test_all_services_count(words: Words) -> None:
    compose = "services:\n  a:\n    build: .\n  b:\n    build: .\n    environment: {PYTHONUNBUFFERED: 1}\n"
    assert words({**dockerfile('CMD ["python", "a.py"]'), "compose.yaml": compose}, "ML709") == []


def test_the_line_goes_above_the_comment_of_the_command(lay: Callable[..., object]) -> None:
    checker = lay({"Dockerfile": 'FROM python:3.12-slim\r\n\r\n# 실행\r\nCMD ["python", "a.py"]'})
    assert checker.fix("ML709") == []
    assert (checker.folder / "Dockerfile").read_bytes().decode() == (
        'FROM python:3.12-slim\r\n\r\nENV PYTHONUNBUFFERED=1\r\n# 실행\r\nCMD ["python", "a.py"]'
    )
