from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability, Diagnostic

Words = Callable[..., list[str]]
Findings = Callable[..., list[Diagnostic]]
Lay = Callable[..., Any]

FILES = {"src/app.py": "import cv2\n", "main.py": "import src\n", "requirements.txt": "torch\n"}
APT = "RUN apt-get update && apt-get install -y git && rm -rf /var/lib/apt/lists/*"


def dockerfile(*lines: str, base: str = "python:3.12-slim") -> dict[str, Any]:
    return {**FILES, "Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["COPY . /app", APT], ["apt-get install"]),
        (["WORKDIR /app", "ADD src .", "RUN apt update && apt install -y git"], ["apt install"]),
        (["COPY src /app", "RUN pip install -r requirements.txt", APT, APT], ["apt-get install"]),
        (["COPY . /app", "ENV A=b", "RUN apk add --no-cache git"], ["apk add"]),
        (["COPY . /app", "RUN yum install -y git"], ["yum install"]),
    ],
)
def test_system_packages_below_the_source(words: Words, lines: list[str], expected: list[str]) -> None:
    assert words(dockerfile(*lines), "ML203") == expected


@pytest.mark.parametrize(
    "lines",
    [
        [APT, "COPY . /app"],
        ["COPY requirements.txt /app/", APT, "COPY . /app"],
        # One file, which may be what the RUN is for.
        ["COPY main.py /app/", APT],
        # The RUN needs the source, or may.
        ["COPY . /app", "RUN apt-get update && xargs apt-get install -y < /app/packages.txt"],
        ["COPY . /app", "RUN apt-get update && apt-get install -y git && /app/setup.sh"],
        ["COPY . /app", "RUN apt-get update && apt-get install -y /app/a.deb"],
        ["COPY . /app", "RUN apt-get update && apt-get install -y $(cat /app/packages.txt)"],
        ["COPY . /app", "RUN apt-get install -y git && pip install -e /app"],
        # Something between sets up the package manager.
        ["COPY . /app", "RUN curl -sL https://deb.nodesource.com/setup_20.x | bash -", APT],
        ["COPY . /app", "RUN echo deb https://e.org/ x main > /etc/apt/sources.list.d/e.list", APT],
        ["COPY . /app", "RUN /app/sources.sh", APT],
        ["COPY src /etc/apt/", APT],
        ["COPY src /", APT],
        # From another stage.
        ["COPY --from=e.org/a /app /app", APT],
    ],
)
def test_nothing_to_move(words: Words, lines: list[str]) -> None:
    assert words(dockerfile(*lines), "ML203") == []


def test_a_copy_in_another_stage(words: Words) -> None:
    assert words(dockerfile("COPY . /app", "FROM debian:12", APT, base="debian:12 AS b"), "ML203") == []


@pytest.mark.parametrize(
    ("base", "package", "expected"),
    [
        ("python:3.12-slim", "libsndfile1", ["apt-get install"]),
        ("python:3.12", "libgl1", ["apt-get install"]),
        ("python:3.12", "ffmpeg", ["apt-get install"]),
        ("nvidia/cuda:12.4.1-cudnn-devel-ubuntu22.04", "git python3", ["apt-get install"]),
        # The full image holds it, or may.
        ("python:3.12", "git gcc make curl", []),
        ("python:3.12", "libxyz1", []),
        ("nvidia/cuda:12.4.1-cudnn-devel-ubuntu22.04", "build-essential libcudnn9-cuda-12", []),
        # Nobody knows what it holds.
        ("registry.example.org/team/python:3", "ffmpeg", []),
    ],
)
def test_what_the_base_holds_already(words: Words, base: str, package: str, expected: list[str]) -> None:
    install = f"RUN apt-get update && apt-get install -y {package}"
    assert words(dockerfile("COPY . /app", install, "CMD python3 /app/main.py", base=base), "ML203") == expected


def test_what_an_earlier_run_has_installed(words: Words) -> None:
    lines = [
        "RUN apt-get update && apt-get install -y libsndfile1",
        "COPY . /app",
        "RUN apt-get install -y libsndfile1",
    ]
    assert words(dockerfile(*lines), "ML203") == []


@pytest.mark.parametrize("base", ["golang:1.22", "node:20-slim", "debian:12"])
def test_an_image_without_python(words: Words, base: str) -> None:
    assert words(dockerfile("COPY . /app", "RUN apt-get update && apt-get install -y git", base=base), "ML203") == []


def test_a_context_of_manifests_only(words: Words) -> None:
    tree = {"requirements.txt": "a\n", "Dockerfile": f"FROM python:3.12-slim\nCOPY . /app\n{APT}\n"}
    assert words(tree, "ML203") == []


def test_the_copy_is_moved(lay: Lay) -> None:
    checker = lay(dockerfile("WORKDIR /app", "", "# The code", "COPY . .", APT, "CMD python main.py"))
    assert checker.fix("ML203") == []
    expected = dockerfile("WORKDIR /app", "", APT, "# The code", "COPY . .", "CMD python main.py")
    assert checker.tree() == checker.expected(expected)


def test_what_stands_between_may_need_the_source(findings: Findings) -> None:
    (one,) = findings(dockerfile("COPY . /app", "RUN pip install -e /app", APT), "ML203")
    assert one.fix is None


def test_the_requirements_stay_above(lay: Lay) -> None:
    lines = ["COPY . /app", "RUN pip install --no-cache-dir -r /app/requirements.txt", APT]
    checker = lay(dockerfile(*lines))
    assert checker.fix("ML201", "ML203", allowed=Applicability.SAFE) == []
    fixed = ["COPY requirements.txt /app/requirements.txt", lines[1], APT, "COPY . /app"]
    assert checker.tree() == checker.expected(dockerfile(*fixed))


def test_the_package_lists_are_moved_too(lay: Lay, findings: Findings) -> None:
    lines = ["COPY . /app", "RUN apt-get update", "ENV A=b", "RUN apt-get install -y git", "CMD x"]
    (one,) = findings(dockerfile(*lines), "ML203")
    assert one.help == "move the `apt-get update` of line 3 and this above the COPY, into one RUN"
    assert [related.source.slice(related.span) for related in one.related] == [".", "apt-get update"]
    checker = lay(dockerfile(*lines))
    assert checker.fix("ML203", allowed=Applicability.UNSAFE) == []
    assert checker.tree() == checker.expected(dockerfile(*lines[1:4], "COPY . /app", "CMD x"))


def test_package_lists_of_the_same_run_or_above_the_copy(findings: Findings) -> None:
    for lines in (
        ["COPY . /app", "RUN apt-get update", "RUN apt-get update && apt-get install -y git"],
        ["RUN apt-get update", "COPY . /app", "RUN apt-get install -y git"],
    ):
        (one,) = findings(dockerfile(*lines), "ML203")
        assert one.help == "move this above the COPY"
