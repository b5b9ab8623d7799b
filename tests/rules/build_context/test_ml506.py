"""ML506: ``COPY data/ ./data/``, ``RUN kaggle datasets download …``."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic, Severity
from dflint.rules.rule import Size

Tree = dict[str, "str | Size"]
Findings = Callable[..., list[Diagnostic]]

FROM = "FROM python:3.12-slim\nWORKDIR /app\n"


@pytest.mark.parametrize(
    ("files", "line", "message"),
    [
        ({"data/a.bin": Size(80_000_000)}, "COPY data/ /d/", "`COPY data/` puts 80 MB of data into the image"),
        ({"raw/a.csv": Size(80_000_000)}, "ADD raw/a.csv /d/", "`ADD raw/a.csv` puts 80 MB of data into the image"),
        ({"a.parquet": Size(70_000_000)}, "COPY *.parquet ./", "`COPY *.parquet` puts 70 MB of data into the image"),
        ({"coco.zip": Size(60_000_000)}, "ADD coco.zip /d/", "`ADD coco.zip` puts 60 MB of data into the image"),
    ],
)
def test_what_is_copied(files: Tree, line: str, message: str, findings: Findings) -> None:
    (one,) = findings({**files, "Dockerfile": f"{FROM}{line}\n"}, "ML506")
    assert (one.message, one.severity) == (message, Severity.WARNING)
    assert one.cost is not None
    assert one.cost.basis == "measured"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("RUN kaggle datasets download -d who/cats -p /d", "who/cats"),
        ("RUN kaggle competitions download titanic", "titanic"),
        ("RUN hf download --repo-type dataset org/d", "org/d"),
        ("RUN wget http://images.cocodataset.org/zips/train2017.zip", "COCO"),
        ("RUN python -c \"from datasets import load_dataset; load_dataset('squad')\"", "squad"),
    ],
)
def test_what_is_downloaded(line: str, name: str, findings: Findings) -> None:
    (one,) = findings({"Dockerfile": f"{FROM}{line}\n"}, "ML506")
    assert one.message == f"the dataset `{name}` is downloaded into the image"
    assert one.severity is Severity.INFO


@pytest.mark.parametrize(
    ("files", "line"),
    [
        ({"data/seed.csv": Size(4_000_000)}, "COPY data /d"),
        ({"data/load.py": "x\n", "data/words.bin": Size(90_000_000)}, "COPY data /d"),
        ({"data/a.csv": Size(90_000_000)}, "COPY . ."),
        ({"data/model.safetensors": Size(90_000_000)}, "COPY data /d"),
        ({"hadoop-3.4.tar.gz": Size(90_000_000)}, "ADD hadoop-3.4.tar.gz /opt/"),
        ({"rootfs.tar.xz": Size(90_000_000)}, "ADD rootfs.tar.xz /"),
        ({}, "ADD https://github.com/ggml-org/llama.cpp/archive/refs/tags/b4000.tar.gz /src/"),
        ({"data/a.csv": Size(90_000_000), ".dockerignore": "data\n"}, "COPY data /d"),
        ({}, "RUN pip install kaggle datasets"),
        ({}, "RUN --mount=type=cache,target=/d kaggle datasets download -d who/cats -p /d"),
    ],
    ids=[
        "a seed",
        "the data of a package",
        "a whole folder is for others",
        "weights are for others",
        "an archive of a program",
        "an archive of a system",
        "an archive of source",
        "left out",
        "only the packages",
        "in a cache mount",
    ],
)
def test_is_silent(files: Tree, line: str, findings: Findings) -> None:
    assert not findings({**files, "Dockerfile": f"{FROM}{line}\n"}, "ML506")


def test_a_stage_that_stays_behind(findings: Findings) -> None:
    dockerfile = f"{FROM[:21]} AS build\nCOPY data /data\nRUN python index.py\n{FROM}COPY --from=build /index /index\n"
    assert not findings({"data/a.csv": Size(90_000_000), "Dockerfile": dockerfile}, "ML506")
