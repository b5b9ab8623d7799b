"""Which commands are in an image? Unknown wherever a step may have brought one."""

from __future__ import annotations

import pytest

from dflint.build.commands import has_command_before

SLIM = "FROM python:3.12-slim\n"


@pytest.mark.parametrize(
    ("image", "name", "expected"),
    [
        ("python:3.12-slim", "curl", False),
        ("python:3.12-slim", "python", True),
        ("python:3.12-slim", "some-tool", None),
        ("python:3.12", "curl", True),
        ("python:3.12-alpine", "wget", True),
        ("python:3.12-alpine", "curl", False),
        ("debian:12", "python3", False),
        ("ubuntu:24.04", "bash", True),
        ("nvidia/cuda:12.4.1-runtime-ubuntu22.04", "curl", False),
        ("nvidia/cuda:12.4.1-devel-ubuntu22.04", "gcc", True),
        ("nvidia/cuda:12.8.2-base-amzn2023", "curl", None),
        ("gcr.io/distroless/static", "anything", False),
        ("scratch", "sh", False),
        ("registry.example/app:1", "curl", None),
        ("$BASE", "curl", None),
    ],
)
def test_commands_of_base_images(stage, image, name, expected):
    assert stage(f"ARG BASE\nFROM {image}\n").has_command(name) is expected


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        # Packages of the system
        ("apt-get update && apt-get install -y --no-install-recommends curl", True),
        ("apt-get install -y curl=7.88.1-10", True),
        ("sudo apt install curl", True),
        ("apt-get install -y git build-essential libgl1 libglib2.0-0 ffmpeg", False),
        ("apt-get install -y libgl1 && rm -rf /var/lib/apt/lists/*", False),
        ("apt-get install -y devscripts", None),
        ("apt-get install -y some-package-of-nobody", None),
        ("apt-get install -y $PACKAGES", None),
        ("apt-get install -y ./thing.deb", None),
        ("dpkg -i thing.deb", None),
        ("dpkg --add-architecture i386 && apt-get update", False),
        ("apt-get update && apt-get upgrade -y && apt-get clean", False),
        ("apt-get $ACTION curl", None),
        ("if [ -n x ]; then apt-get install -y curl; fi", None),
        ("test -n x && apt-get install -y curl", None),
        ("apt-get install -y curl; apt-get purge -y curl", False),
        ("apt-get install -y curl && apt-get purge -y --auto-remove gnupg", True),
        ("apt-get install -y curl && apt-get purge -y $(cat list)", None),
        ("apt-get remove -y git", False),
        ("apt-get install -y curl && apt-get install -y devscripts", True),
        ("apt-get download curl", False),
        ("conda install -y curl && conda install -y numpy", True),
        ("apt-get -v", False),
        # Packages of languages
        ("pip install -r requirements.txt", False),
        ("pip install torch==2.8.0 --index-url https://download.pytorch.org/whl/cpu", False),
        ("uv sync --locked && uv cache clean", False),
        ("pip install curl", None),
        ("npm ci && npm run build", False),
        ("conda install -y r-base", None),
        ("conda install -y curl", True),
        ("conda clean -afy", False),
        # Files
        ("useradd -m app && mkdir -p /app && chown -R app /app", False),
        ("python download_model.py", False),
        ("python -m nltk.downloader punkt", False),
        ("wget -O /usr/local/bin/curl https://example.org/curl && chmod +x /usr/local/bin/curl", True),
        ("ln -s /opt/curl/bin/curl /usr/bin/curl", True),
        ("cat curl > /usr/local/bin/curl", True),
        ("cd /usr/local/bin && cp /opt/curl .", False),
        ("cd /usr/bin && ln -s /opt/x curl", True),
        ("cp curl /opt/curl", False),
        ("tar xzf tool.tgz -C /usr/local", None),
        ("tar xzf tool.tgz -C /opt/tool", False),
        ("tar --directory=/usr/local -xzf tool.tgz", None),
        ("unzip tool.zip -d $DIRECTORY", None),
        ("tar xzf tool.tgz", None),
        # Scripts
        ("./setup.sh", None),
        ("bash /tmp/install.sh", None),
        ("bash -c 'apt-get install -y libgl1'", False),
        ("bash -c 'apt-get install -y curl'", True),
        ("wget -qO- https://example.org/install | sh", None),
        ("make install", None),
        ("$TOOL", None),
        ("X=1", False),
        (". /opt/venv/bin/activate && pip install x", False),
        (". ./install-tools.sh", None),
        ("for package in curl; do apt-get install -y $package; done", None),
        ("echo 'oops", None),
    ],
)
def test_runs(stage, run, expected):
    assert stage(f"{SLIM}RUN {run}\n").has_command("curl") is expected


@pytest.mark.parametrize(
    ("run", "name", "expected"),
    [
        ("apt-get install -y build-essential", "gcc", True),
        ("apt-get install -y netcat-openbsd", "nc", True),
        ("apt-get install -y netcat", "netcat", True),
        ("apt-get install -y iproute2", "ss", True),
        ("apt-get install -y wget", "nc", False),
        ("apt-get install -y build-essential && apt-get purge -y build-essential", "gcc", False),
        ("pip install uvicorn", "uvicorn", None),
        ("python -m venv /opt/venv", "python", True),
        ("apt-get install -y wget", "uvicorn", None),
        ("echo done", "uvicorn", None),
        ("rm /usr/local/bin/python", "python", None),
        ("pip uninstall -y pip", "pip", None),
        ("rm -f /usr/bin/curl", "curl", False),
    ],
)
def test_other_commands(stage, run, name, expected):
    assert stage(f"{SLIM}RUN {run}\n").has_command(name) is expected


def test_python_of_the_system(stage):
    text = "FROM ubuntu:22.04\nRUN apt-get update && apt-get install -y python3 python3-pip\n"
    assert stage(text).has_command("python3") is True
    assert stage(text).has_command("pip3") is True
    assert stage(text).has_command("python") is False
    assert stage("FROM ubuntu:22.04\nRUN apt-get install -y wget\n").has_command("python3") is False
    # What packages of releases out of the table bring is known of programs that no release has moved.
    assert stage("FROM ubuntu:20.04\nRUN apt-get install -y wget\n").has_command("python3") is None
    assert stage("FROM ubuntu:20.04\nRUN apt-get install -y wget\n").has_command("curl") is False


def test_alpine_packages_may_bring_anything(stage):
    assert stage("FROM alpine:3.20\nRUN apk add --no-cache curl\n").has_command("curl") is True
    assert stage("FROM alpine:3.20\nRUN apk add --no-cache git\n").has_command("curl") is None
    assert stage("FROM alpine:3.20\nRUN apk add curl && apk del curl\n").has_command("curl") is False


def test_only_steps_before_the_place_count(stage):
    final = stage(f"{SLIM}RUN true\nRUN apt-get install -y curl\nRUN apt-get purge -y curl\n")
    found = [final.has_command("curl", before=step.run) for step in final.runs]
    assert found == [False, False, True]
    assert final.has_command("curl") is False


def test_within_a_run(stage):
    final = stage(f"{SLIM}RUN curl -V; apt-get install -y curl; curl -V\n")
    (run,) = final.runs
    first, _, second = run.commands
    assert has_command_before(run, first, "curl") is False
    assert has_command_before(run, second, "curl") is True


def test_parents_count(stage):
    text = f"{SLIM[:-1]} AS base\nRUN apt-get install -y curl\nFROM base\nRUN pip install x\n"
    assert stage(text).has_command("curl") is True


def test_other_stages_do_not_count(stage):
    text = f"{SLIM[:-1]} AS build\nRUN apt-get install -y curl\n{SLIM}COPY --from=build /app /app\n"
    assert stage(text).has_command("curl") is False


@pytest.mark.parametrize(
    ("copy", "expected"),
    [
        ("COPY --from=tools /usr/bin/curl /usr/bin/", True),
        ("COPY --from=tools /usr/bin/curl /usr/bin", True),
        ("COPY --from=tools /opt/curl-static /usr/local/bin/curl", True),
        ("COPY --from=tools /usr/bin/jq /usr/bin/wget /usr/local/bin/", False),
        ("COPY --from=ghcr.io/astral-sh/uv:latest /uv /uvx /bin/", False),
        ("COPY --from=registry.example/tools /x /bin/", None),
        ("COPY --from=tools /usr/local /usr/local", None),
        ("COPY --from=plain /usr/local /usr/local", False),
        ("COPY --from=plain / /", False),
        ("COPY --from=$X /usr/local /usr/local", None),
        ("COPY --from=plain /opt/venv /opt/venv", False),
        ("COPY --from=tools /opt/conda /opt/conda", None),
        ("COPY . /app", False),
        ("COPY entrypoint.sh /usr/local/bin/", False),
        ("COPY bin/ /usr/local/bin/", None),
        ("COPY tools /usr/local/bin/", None),
        ("COPY * /", None),
        ("ADD https://example.org/curl /usr/bin/curl", True),
        ("ADD https://example.org/tool.sh /usr/bin/", None),
        ("COPY $X /usr/local/bin/", None),
        ("COPY x $X", None),
        ("COPY <<curl /usr/local/bin/\n#!/bin/sh\ncurl\n", True),
        ("COPY <<other /usr/local/bin/\n#!/bin/sh\nother\n", False),
    ],
)
def test_copies(stage, copy, expected):
    text = (
        "ARG X\nFROM debian:12 AS tools\nRUN apt-get install -y curl\n"
        f"FROM python:3.12-slim AS plain\nRUN python -m venv /opt/venv\n{SLIM}ARG X\n{copy}\n"
    )
    assert stage(text).has_command("curl") is expected


def test_a_venv_may_bring_commands_of_python(stage):
    text = f"{SLIM[:-1]} AS plain\n{SLIM}COPY --from=plain /opt/venv /opt/venv\n"
    assert stage(text).has_command("uvicorn") is None


def test_files_of_the_context(stage, context):
    files = context({"rootfs/usr/bin/curl": "", "src/main.py": "", "tool": "", "files.tar.gz": ""})
    answers = {
        "COPY rootfs/ /": None,
        "COPY src/ /": False,
        "COPY src /usr/local/bin/": False,
        "COPY tool /usr/local/bin/": False,
        "COPY missing /usr/local/bin/": None,
        "ADD files.tar.gz /": None,
        "COPY files.tar.gz /": False,
        "COPY rootfs/usr/bin /usr/local/bin": None,
    }
    found = {copy: stage(f"{SLIM}{copy}\n", context=files).has_command("curl") for copy in answers}
    assert found == answers


def test_a_replaced_stage_is_unknown(stage):
    text = f"{SLIM[:-1]} AS base\nFROM base\n"
    assert stage(text, named_contexts={"base": "service:other"}).has_command("curl") is None
    assert stage(text, named_contexts={"base": "docker-image://python:3.12"}).has_command("curl") is True


def test_foreign_shells_and_interpreters(stage):
    assert stage(f'{SLIM}SHELL ["pwsh", "-Command"]\nRUN Install-Thing\n').has_command("curl") is None
    assert stage(f"{SLIM}RUN <<EOF\n#!/usr/bin/env python3\nprint()\nEOF\n").has_command("curl") is None
    assert stage(f"{SLIM}RUN <<EOF\napt-get update\napt-get install -y curl\nEOF\n").has_command("curl") is True
    assert stage(f'{SLIM}RUN ["apt-get", "install", "-y", "curl"]\n').has_command("curl") is True


def test_arguments_and_variables_are_followed(stage):
    assert stage(f"{SLIM}ARG TOOLS=curl\nRUN apt-get install -y $TOOLS\n").has_command("curl") is True
    assert stage(f"{SLIM}RUN TOOL=/usr/bin/curl && cp x $TOOL\n").has_command("curl") is True
