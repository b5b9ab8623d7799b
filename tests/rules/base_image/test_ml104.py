from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability
from dflint.knowledge import end_of_life

Words = Callable[..., list[str]]
Findings = Callable[..., list[Any]]
Lay = Callable[..., Any]

PIP = "RUN pip install numpy\n"


@pytest.fixture(autouse=True)
def the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(end_of_life, "today", lambda: "2026-11-27")


@pytest.mark.parametrize(
    ("image", "severity", "message"),
    [
        ("python:3.9-slim", "WARNING", "Python 3.9 has had no security updates since 2025-10-31"),
        ("python:3.10", "WARNING", "Python 3.10 has had no security updates since 2026-10-31"),
        ("python:3.8.20-alpine", "WARNING", "Python 3.8 has had no security updates since 2024-10-07"),
        ("python:2", "WARNING", "Python 2.7 has had no security updates since 2020-01-01"),
        ("ghcr.io/astral-sh/uv:python3.9-bookworm-slim", "WARNING", "Python 3.9 has had no"),
        ("python:3.11-slim-bullseye", "WARNING", "Debian 11 has had no security updates since 2026-08-31"),
        ("python:3.7-buster", "WARNING", "since 2023-06-27; Debian 10 has had no security updates since 2024-06-30"),
        ("python:3.12-alpine3.19", "WARNING", "Alpine 3.19 has had no"),
        ("ubuntu:20.04", "WARNING", "Ubuntu 20.04 has had no security updates since 2025-05-31"),
        ("ubuntu:bionic-20230530", "WARNING", "Ubuntu 18.04 has had no"),
        ("ubuntu:24.10", "WARNING", "Ubuntu 24.10 has had no"),
        ("debian:buster-slim", "WARNING", "Debian 10 has had no"),
        ("centos:7", "WARNING", "CentOS 7 has had no security updates since 2024-06-30"),
        ("centos", "WARNING", "CentOS 8 has had no security updates since 2021-12-31"),
        ("quay.io/centos/centos:centos7.9.2009", "WARNING", "CentOS 7 has had no"),
        ("node:18", "WARNING", "Node.js 18 has had no security updates since 2025-04-30"),
        ("nvidia/cuda:11.8.0-runtime-ubuntu18.04", "WARNING", "Ubuntu 18.04 has had no"),
        ("nvidia/cuda:12.9.2-base-ubuntu20.04", "WARNING", "Ubuntu 20.04 has had no"),
        ("nvidia/cuda:12.1.1-devel-centos7", "WARNING", "CentOS 7 has had no"),
        ("python:3.9-slim@sha256:" + "a" * 64, "WARNING", "Python 3.9 has had no"),
    ],
)
def test_found(findings: Findings, image: str, severity: str, message: str) -> None:
    (one,) = findings({"Dockerfile": f"FROM {image}\n{PIP}"}, "ML104")
    assert one.source.slice(one.span) == image
    assert one.severity.name == severity
    assert message in one.message


@pytest.mark.parametrize(
    "image",
    [
        "python:3.12-slim",
        "python:3.11",
        "python:3",
        "python:latest",
        "python",
        "python:3.13-slim-trixie",
        "python:4.0",
        "ubuntu:22.04",
        "ubuntu:24.04",
        "ubuntu:latest",
        "ubuntu:devel",
        "debian:trixie",
        "debian:stable",
        "alpine:3.23",
        "alpine",
        "node:22",
        "node:lts",
        "rockylinux:8",
        "amazonlinux:2",
        "quay.io/centos/centos:stream9",
        # A system that is no part of a table, and images whose tags tell nothing of it
        "nvidia/cuda:12.9.1-runtime-amzn2023",
        "nvidia/cuda:12.9.1-runtime-ubi8",
        "pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime",
        "mirror.example.org/python:3.8",
        "my/ubuntu:18.04",
        # What cannot be pulled at all is said by other rules
        "nvidia/cuda:10.2-base-ubuntu18.04",
        "nvidia/cuda:12.4-base-ubuntu20.04",
        "nvidia/cuda:13.0.1-base-ubuntu20.04",
    ],
)
def test_other_images(words: Words, image: str) -> None:
    assert words({"Dockerfile": f"FROM {image}\n{PIP}"}, "ML104") == []


def test_the_day_of_the_run_counts(words: Words, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = {"Dockerfile": f"FROM python:3.11\n{PIP}"}
    assert words(tree, "ML104") == []
    monkeypatch.setattr(end_of_life, "today", lambda: "2027-11-01")
    assert words(tree, "ML104") == ["python:3.11"]


def test_long_term_support_is_support(words: Words, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = {"Dockerfile": f"FROM python:3.12-bookworm\n{PIP}"}
    assert words(tree, "ML104") == []
    monkeypatch.setattr(end_of_life, "today", lambda: "2028-07-01")
    assert words(tree, "ML104") == ["python:3.12-bookworm"]


def test_wheels_for_an_old_c_library_are_built_on_purpose(words: Words) -> None:
    lines = "FROM ubuntu:20.04 AS wheels\nRUN pip wheel -w /w .\nFROM python:3.12-slim\nCOPY --from=wheels /w /w\n"
    assert words({"Dockerfile": lines}, "ML104") == []


def test_a_default_that_a_build_may_replace(findings: Findings) -> None:
    (one,) = findings({"Dockerfile": f"ARG PYTHON=3.8\nFROM python:${{PYTHON}}-slim\n{PIP}"}, "ML104")
    assert one.severity.name == "INFO"
    assert findings({"Dockerfile": f"ARG PYTHON\nFROM python:${{PYTHON}}-slim\n{PIP}"}, "ML104") == []


def test_a_compose_file_gives_the_version(words: Words) -> None:
    compose = "services:\n  a:\n    build:\n      context: .\n      args:\n        PYTHON: '3.13'\n"
    text = f"ARG PYTHON=3.8\nFROM python:${{PYTHON}}-slim\n{PIP}"
    assert words({"Dockerfile": text, "compose.yaml": compose}, "ML104") == []


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        # An example application of a project, without Python, is none of our business
        ('FROM node:14\nCOPY . .\nRUN npm ci\nCMD ["node", "server.js"]', False),
        ("FROM ubuntu:18.04\nRUN apt-get update && apt-get install -y nginx", False),
        ("FROM alpine:3.10\nRUN apk add curl", False),
        ("FROM ubuntu:18.04\nRUN apt-get update && apt-get install -y python3-pip", True),
        ("FROM ubuntu:18.04\nRUN python3 train.py", True),
        ('FROM debian:buster\nCMD ["python3", "app.py"]', True),
        ("FROM node:14\nRUN pip install numpy", True),
        ("FROM ubuntu:18.04 AS a\nFROM a\nRUN pip install numpy", True),
        ("FROM ubuntu:18.04 AS a\nRUN pip install torch\nFROM a\nRUN echo", True),
    ],
)
def test_only_images_for_python(words: Words, text: str, is_found: bool) -> None:
    assert bool(words({"Dockerfile": f"{text}\n"}, "ML104")) is is_found


@pytest.mark.parametrize(
    ("image", "fixed"),
    [
        ("python:3.11-slim-bullseye", "python:3.11-slim-trixie"),
        ("python:3.12-bullseye", "python:3.12-trixie"),
        # There may be no such image, or it is more than the tag
        ("python:3.12.1-slim-bullseye", None),
        ("python:3.9-slim-bullseye", None),
        ("python:3.9-slim", None),
        ("ubuntu:20.04", None),
        ("debian:bullseye", None),
    ],
)
def test_the_fix(lay: Lay, image: str, fixed: str | None) -> None:
    checker = lay({"Dockerfile": f"FROM {image} AS a\n{PIP}"})
    checker.fix("ML104", allowed=Applicability.UNSAFE)
    assert (checker.folder / "Dockerfile").read_text() == f"FROM {fixed or image} AS a\n{PIP}"


@pytest.mark.parametrize(
    ("image", "advice"),
    [
        # There is no CUDA 11.3 on an Ubuntu that is supported: CUDA has to move, which is said by another rule
        ("nvidia/cuda:11.3.1-runtime-ubuntu20.04", None),
        ("nvidia/cuda:11.1.1-cudnn8-devel-ubuntu18.04", None),
        ("nvidia/cuda:11.8.0-runtime-ubuntu20.04", "move to Ubuntu 22.04"),
        ("nvidia/cuda:12.4.1-cudnn-devel-ubuntu20.04", "move to Ubuntu 22.04"),
        ("nvidia/cuda:12.9.2-base-ubuntu20.04", "move to Ubuntu 24.04"),
        ("nvidia/cuda:12.1.1-devel-centos7", "move to Rocky Linux 9"),
        ("ubuntu:20.04", "move to Ubuntu 24.04"),
        ("python:3.9-slim", "move to Python 3.11 or later"),
    ],
)
def test_where_to_move(findings: Findings, image: str, advice: str | None) -> None:
    found = findings({"Dockerfile": f"FROM {image}\n{PIP}"}, "ML104")
    assert [one.help for one in found] == ([] if advice is None else [advice])


def test_the_python_of_the_distribution_moves_along(findings: Findings) -> None:
    text = "FROM ubuntu:20.04\nRUN apt-get update && apt-get install -y python3-pip\nRUN pip3 install numpy\n"
    (one,) = findings({"Dockerfile": text}, "ML104")
    assert one.help == "move to Ubuntu 24.04; its Python is another one, so pinned packages may have to move along"


WHEEL = "https://example.org/thing-1.0-cp310-cp310-manylinux_2_17_x86_64.whl"


@pytest.mark.parametrize(
    ("base", "requirements", "is_found"),
    [
        ("python:3.10", "faiss-gpu==1.7.2", False),
        ("python:3.10", "onnxruntime==1.14.1", False),
        ("python:3.10", "onnxruntime<1.15", False),
        ("python:3.10", "tensorflow==2.11.0", False),
        ("python:3.9", "numpy==1.21.6", False),
        ("python:3.8", "torch==1.9.0+cu111", False),
        ("python:3.10", f"thing @ {WHEEL}", False),
        ("python:3.10", WHEEL, False),
        # One of them has wheels for 3.11 only, the other one from 3.12 on
        ("python:3.10", "scipy==1.9.3\nnumpy==2.5.0", False),
        ("python:3.10", "faiss-gpu", True),
        ("python:3.10", "onnxruntime==1.17.0", True),
        ("python:3.10", "tensorflow==2.15.0", True),
        ("python:3.10", "numpy==1.26.4", True),
        ("python:3.10", "unheard-of==0.1", True),
        ("python:3.10", WHEEL.replace("cp310-cp310", "py3-none"), True),
        ("python:3.10", WHEEL.replace("cp310-cp310", "cp39-abi3"), True),
        # There is another one for newer versions
        ("python:3.10", "numpy==1.21.6; python_version < '3.11'\nnumpy==1.26.4; python_version >= '3.11'", True),
    ],
)
def test_pins_that_no_supported_python_has(words: Words, base: str, requirements: str, is_found: bool) -> None:
    text = f"FROM {base}-slim\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n"
    assert bool(words({"Dockerfile": text, "requirements.txt": f"{requirements}\n"}, "ML104")) is is_found
    if "\n" not in requirements and "@" not in requirements:
        assert bool(words({"Dockerfile": f"FROM {base}\nRUN pip install '{requirements}'\n"}, "ML104")) is is_found


@pytest.mark.parametrize(
    ("requires", "is_found"),
    [("==3.10.*", False), (">=3.9,<3.11", False), (">=3.9", True), (">=3.10,<3.13", True), ("~=3.10", True)],
)
def test_the_project_allows_no_other_python(words: Words, requires: str, is_found: bool) -> None:
    tree = {
        "pyproject.toml": f'[project]\nname = "a"\nversion = "1"\nrequires-python = "{requires}"\ndependencies = []\n',
        "Dockerfile": "FROM python:3.10\nCOPY pyproject.toml uv.lock ./\nRUN uv sync --frozen\n",
    }
    assert bool(words(tree, "ML104")) is is_found


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("RUN apt-get update && apt-get install -y python3-pip\nRUN pip3 install tensorflow==2.4.0", False),
        ("RUN apt-get update && apt-get install -y python3-pip\nRUN pip3 install torch==2.2.0", True),
        # What is installed in a stage that starts from it
        ("RUN apt-get update && apt-get install -y python3-pip\nFROM a\nRUN pip3 install tensorflow==2.4.0", False),
        # uv brings its own Python, whatever the distribution has
        ("RUN uv venv -p 3.8 /v && uv pip install -p 3.8 tensorflow==2.4.0", True),
    ],
)
def test_pins_for_the_python_of_the_distribution(words: Words, text: str, is_found: bool) -> None:
    assert bool(words({"Dockerfile": f"FROM ubuntu:20.04 AS a\n{text}\n"}, "ML104")) is is_found


def test_the_project_of_a_stage_whose_packages_are_copied(words: Words) -> None:
    project = '[tool.poetry]\nname = "a"\n[tool.poetry.dependencies]\npython = "%s"\nnumpy = "^1.26"\n'
    text = (
        "FROM python:3.10 AS builder\nENV POETRY_VIRTUALENVS_IN_PROJECT=1\nWORKDIR /app\nCOPY pyproject.toml ./\n"
        "RUN pip install poetry && poetry install --no-root\n"
        "FROM python:3.10-slim\nCOPY --from=builder /app/.venv /app/.venv\n"
    )
    for required, count in ((">=3.10,<3.11", 0), ("~3.10", 0), ("^3.10", 1)):
        assert len(words({"Dockerfile": text, "pyproject.toml": project % required}, "ML104")) == count, required


@pytest.mark.parametrize(("version", "is_found"), [("3.9", False), ("3.12", True)])
def test_the_python_that_a_pipfile_requires(words: Words, version: str, is_found: bool) -> None:
    tree = {
        "Pipfile": f'[packages]\nflask = "*"\n[requires]\npython_version = "{version}"\n',
        "Dockerfile": "FROM python:3.9\nCOPY Pipfile ./\nRUN pip install pipenv\nRUN pipenv install --skip-lock\n",
    }
    assert bool(words(tree, "ML104")) is is_found


@pytest.mark.parametrize(
    ("requirements", "advice"),
    [
        ("numpy", "move to Python 3.11 or later"),
        ("numpy==1.26.4", "move to Python 3.11"),
        ("numpy==1.24.4", "move to Python 3.11"),
        ("torch==2.1.0", "move to Python 3.11"),
        ("numpy==2.4.0", "move to Python 3.11 or later"),
        # No wheel for 3.11: it would be built
        ("aiohttp==3.8.1", None),
        ("aiohttp==3.8.4", "move to Python 3.11"),
        # They have pins of their own, which nobody can read here
        ("git+https://github.com/someone/thing", None),
        ("thing @ git+https://github.com/someone/thing@v1", None),
        ("-e ./third_party/thing", None),
        ("https://example.org/thing-1.0.tar.gz", None),
        ("-r other.txt", None),
    ],
)
def test_the_nearest_python_that_the_packages_are_there_for(
    findings: Findings, requirements: str, advice: str | None
) -> None:
    text = "FROM python:3.10-slim\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n"
    found = findings({"Dockerfile": text, "requirements.txt": f"{requirements}\n"}, "ML104")
    assert [one.help for one in found] == ([] if advice is None else [advice])


LOCK = """\
version = 1
requires-python = ">=3.9"

[[package]]
name = "a"
version = "1"
source = { virtual = "." }
dependencies = [{ name = "pandas" }]

[[package]]
name = "pandas"
version = "%s"
source = { registry = "https://pypi.org/simple" }
"""


@pytest.mark.parametrize(
    ("version", "advice"),
    [("1.3.5", None), ("1.5.3", "move to Python 3.11"), ("2.3.3", "move to Python 3.11 or later")],
)
def test_what_a_lock_pins(findings: Findings, version: str, advice: str | None) -> None:
    tree = {
        "pyproject.toml": '[project]\nname = "a"\nversion = "1"\ndependencies = ["pandas"]\n',
        "uv.lock": LOCK % version,
        "Dockerfile": "FROM python:3.10\nCOPY pyproject.toml uv.lock ./\nRUN pip install uv\nRUN uv sync --frozen\n",
    }
    assert [one.help for one in findings(tree, "ML104")] == ([] if advice is None else [advice])


@pytest.mark.parametrize(
    "text",
    [
        "FROM python:3.9\nCOPY . .\nRUN ./install.sh",
        "FROM python:3.9\nCOPY . .\nRUN bash scripts/install.sh",
        "FROM python:3.9\nCOPY . .\nRUN python setup.py develop",
        "FROM python:3.9\nCOPY . .\nRUN make install",
        "FROM python:3.9\nCOPY . .\nRUN pip install -e .",
        "FROM python:3.9\nRUN pip install $PACKAGES",
        "FROM python:3.9\nRUN git clone https://github.com/a/b && pip install -r b/requirements.txt",
        "FROM python:3.9\nCOPY --from=my/wheels /usr/local/lib/python3.9/site-packages /usr/local/lib/python3.9/",
        "FROM python:3.9 AS a\nCOPY . .\nRUN ./install.sh\nFROM python:3.9\nCOPY --from=a /usr/local /usr/local",
    ],
)
def test_not_all_is_known_that_is_installed(words: Words, text: str) -> None:
    assert words({"Dockerfile": f"{text}\nRUN pip install numpy\n"}, "ML104") == []


APT = "RUN apt-get update && apt-get install -y "


@pytest.mark.parametrize(
    ("base", "text", "is_found"),
    [
        ("ubuntu:18.04", "RUN pip3 install tensorflow==1.15.0", False),
        ("ubuntu:18.04", "RUN pip3 install 'tensorflow-gpu<2'", False),
        ("ubuntu:18.04", "RUN pip3 install torch==1.4.0", False),
        ("ubuntu:18.04", "RUN conda install -y pytorch=1.4 cudatoolkit=10.1 -c pytorch", False),
        ("ubuntu:18.04", "RUN conda install -y pytorch=2.1 numpy", True),
        ("ubuntu:18.04", "RUN pip3 install dgl==0.4.3", False),
        ("ubuntu:18.04", "RUN pip3 install https://example.org/thing-1.0-cp36-cp36m-linux_x86_64.whl", False),
        (
            "ubuntu:18.04",
            "RUN wget https://example.org/a-1-cp27-cp27mu-linux_x86_64.whl\nRUN pip3 install numpy",
            False,
        ),
        ("ubuntu:18.04", "RUN git clone https://github.com/BVLC/caffe\nRUN pip3 install numpy", False),
        ("ubuntu:18.04", f"{APT}luarocks python3-pip\nRUN pip3 install numpy", False),
        ("ubuntu:20.04", f"{APT}python3-pip libgl1-mesa-glx\nRUN pip3 install numpy", False),
        # It is still there on 22.04, where this version of CUDA goes
        ("nvidia/cuda:11.8.0-runtime-ubuntu20.04", f"{APT}python3-pip libgl1-mesa-glx\nRUN pip3 install numpy", True),
        ("ubuntu:18.04", f"{APT}python3.6 python3.6-dev\nRUN python3.6 -m pip install numpy", False),
        ("ubuntu:20.04", f"{APT}python3.8-venv\nRUN python3.8 -m pip install numpy", False),
        ("ubuntu:18.04", f"{APT}python-pip python-dev\nRUN pip install numpy", False),
        ("ubuntu:18.04", f"{APT}gcc-7 g++-7 python3-pip\nRUN pip3 install numpy", False),
        ("ubuntu:20.04", f"{APT}libssl1.1 python3-pip\nRUN pip3 install numpy", False),
        ("ubuntu:20.04", f"{APT}python-is-python3 python3-pip libglib2.0-0 gcc\nRUN pip3 install numpy", True),
        ("python:3.11-slim-bullseye", f"{APT}libgl1-mesa-glx\nRUN pip install numpy", False),
        ("python:3.11-slim-bullseye", f"{APT}libgl1\nRUN pip install numpy", True),
        ("ubuntu:20.04", "RUN pip3 install torch==2.2.0 tensorflow", True),
    ],
)
def test_what_is_there_for_the_old_system_only(words: Words, base: str, text: str, is_found: bool) -> None:
    assert bool(words({"Dockerfile": f"FROM {base}\n{text}\n"}, "ML104")) is is_found


@pytest.mark.parametrize(
    ("path", "text", "is_found"),
    [
        ("1.4.0-nocuda-ubuntu18.04/Dockerfile", "FROM ubuntu:18.04", False),
        ("Dockerfile.ubuntu18", "FROM ubuntu:18.04", False),
        ("Dockerfile.ubuntu1804", "FROM ubuntu:18.04", False),
        ("docker/bionic/Dockerfile", "FROM ubuntu:18.04", False),
        ("docker/18.04/Dockerfile", "FROM ubuntu:18.04", False),
        ("Dockerfile.centos7", "FROM centos:7", False),
        ("docker/el7/Dockerfile", "FROM centos:7", False),
        ("Dockerfile", "FROM ubuntu:18.04 AS ubuntu18", False),
        ("Dockerfile.debian10", "FROM debian:buster", False),
        ("Dockerfile.py39", "FROM python:3.9-slim", False),
        ("python3.9/Dockerfile", "FROM python:3.9-slim", False),
        ("Dockerfile.cuda", "FROM nvidia/cuda:11.8.0-base-ubuntu20.04", True),
        ("Dockerfile.ubuntu22", "FROM ubuntu:18.04", True),
        ("ubuntu/Dockerfile", "FROM ubuntu:18.04", True),
        ("Dockerfile.py310", "FROM python:3.9-slim", True),
        ("v1.18.0/Dockerfile", "FROM ubuntu:18.04", True),
    ],
)
def test_one_variant_of_several(words: Words, path: str, text: str, is_found: bool) -> None:
    assert bool(words({path: f"{text}\nRUN pip install numpy\n"}, "ML104")) is is_found


def test_the_image_is_named_after_its_system(words: Words) -> None:
    compose = "services:\n  a:\n    build: .\n    image: team/app:1.4-%s\n"
    text = {"Dockerfile": "FROM ubuntu:18.04\nRUN pip install numpy\n"}
    assert words({**text, "compose.yaml": compose % "ubuntu18.04"}, "ML104") == []
    assert words({**text, "compose.yaml": compose % "cpu"}, "ML104")
