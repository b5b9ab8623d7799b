from __future__ import annotations

import os
import re
import shutil
import subprocess

import pytest

from dflint.project.names import Kind, kind_of, kind_of_named, pre_commit_exclude, pre_commit_files


def words(text: str) -> list[str]:
    return text.split()


DOCKERFILES = words("""
    Dockerfile dockerfile DOCKERFILE DockerFile Containerfile containerfile Dockerfile.gpu Dockerfile.cpu dockerfile.dev
    Dockerfile-uv Dockerfile_amd Dockerfile_trtllm Dockerfile.amzn2023 Dockerfile.ubuntu-s2i Dockerfile-cloud-no-tmux-uv
    Dockerfile.tensorflow-py38-cu113 Dockerfile.arm64 Dockerfile.test Dockerfile.prod Dockerfile.python Dockerfile.rust
    Dockerfile.golang Dockerfile.base-grpc-builder Dockerfile.py312 Dockerfile.v1.2 Dockerfile.12.4 Dockerfile.example
    Containerfile.gpu Containerfile-x Containerfile_x CONTAINERFILE.X api.dockerfile api.Dockerfile API.DOCKERFILE
    front-end.Dockerfile spellcheck_notebook_v6.dockerfile x.containerfile a.b.c.Dockerfile compose.dockerfile
    Dockerfile.compose Dockerfile.ignore docker-compose.yml.dockerfile Dockerfile.한국어 Dockerfile_full
    train.Dockerfile image-gateway.dockerfile Dockerfile.20.04
""")

COMPOSE = words("""
    compose.yaml compose.yml docker-compose.yml docker-compose.yaml Docker-Compose.YML compose.override.yaml
    docker-compose.gpu.yml docker-compose-devcontainer.yml compose-depends-on.yaml docker-compose.distributed.yaml
    compose_dev.yml docker-compose_gpu.yaml compose2.yml gpu-docker-compose.yml gpu.docker-compose.dev.yaml
    compose.gpu.yaml docker-compose-gpu.yml gpu_docker-compose.yml dev.compose.yaml gpu-compose.yml
""")

IGNORE = [".dockerignore"]

LEFT_OUT = words("""
    Dockerfile.dockerignore api.Dockerfile.dockerignore Dockerfile.gpu.dockerignore x.dockerignore .containerignore
    Dockerfile.containerignore Dockerfile~ Dockerfile.gpu~ Dockerfile.20.04~ Dockerfile.bak Dockerfile.orig
    Dockerfile.gpu.bak
    Dockerfile.bak2 Dockerfile.old Dockerfile.swp .Dockerfile.swp Dockerfile.j2 Dockerfile-uv.jinja Dockerfile.jinja2
    Dockerfile.tmpl Dockerfile.template Dockerfile.in Dockerfile.gpu.in Dockerfile.erb Dockerfile.tpl
    docker-compose.yml.j2 docker-compose.yml.bak docker-compose.yml~ compose.yaml.template Dockerfile_test.go
    Dockerfile.go dockerfile.py Dockerfile_parser.py dockerfile.md Dockerfile.MD Dockerfile.sh Dockerfile.txt
    Dockerfile.json Dockerfile.rst dockerfile-mode.el dockerfile.vim Dockerfile.yaml dockerfile.ipynb dockerfile.html
    mydockerfile Dockerfiles Dockerfile2 non_dist_Dockerfile docker_compose.yaml mycompose.yml compose.json
    docker-compose.override composition.yaml README.md dockerignore gitignore .gitignore Dockerfile. dockerfile-
    .dockerfile docker.file requirements.txt
""")

ALL = [*DOCKERFILES, *COMPOSE, *IGNORE, *LEFT_OUT]


def passes_pre_commit(path: str) -> bool:
    """What pre-commit does with the two expressions."""
    return bool(re.search(pre_commit_files(), path)) and not re.search(pre_commit_exclude(), path)


def test_the_list_is_long_enough():
    assert len(set(ALL)) == len(ALL) >= 80


@pytest.mark.parametrize(
    ("names", "kind"),
    [(DOCKERFILES, Kind.DOCKERFILE), (COMPOSE, Kind.COMPOSE), (IGNORE, Kind.IGNORE), (LEFT_OUT, None)],
)
def test_kinds(names, kind):
    assert {name: kind_of(name) for name in names} == dict.fromkeys(names, kind)


@pytest.mark.parametrize("folder", ["", "docker/", "a b/c.d/", "compose.yaml/", "Dockerfile.gpu/", ".dockerignore/"])
def test_pre_commit_takes_what_the_finder_takes(folder):
    assert [name for name in ALL if passes_pre_commit(folder + name)] == [name for name in ALL if kind_of(name)]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Dockerfile", Kind.DOCKERFILE),
        ("Dockerfile.j2", Kind.DOCKERFILE),
        ("Dockerfile.bak", Kind.DOCKERFILE),
        ("build.txt", Kind.DOCKERFILE),
        ("63", Kind.DOCKERFILE),
        ("stack.yml", Kind.COMPOSE),
        ("docker-compose.yml.j2", Kind.COMPOSE),
        ("docker-compose.yaml~", Kind.COMPOSE),
        ("Dockerfile.dockerignore", Kind.IGNORE),
        (".containerignore", Kind.IGNORE),
        ("x.DockerIgnore", Kind.IGNORE),
        ("compose.yaml", Kind.COMPOSE),
    ],
)
def test_a_named_file_always_has_a_kind(name, kind):
    assert kind_of_named(name) is kind


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_the_names_can_be_tracked_by_git(tmp_path):
    for name in ALL:
        (tmp_path / name).write_text("x\n", encoding="utf-8")
    if len(os.listdir(tmp_path)) != len(ALL):
        pytest.skip("the file system does not tell upper case from lower case")
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    subprocess.run(["git", "add", "."], cwd=tmp_path, check=True)
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=tmp_path, capture_output=True, check=True).stdout
    tracked = [name for name in listed.decode().split("\0") if name]
    assert sorted(name for name in tracked if passes_pre_commit(name)) == sorted([*DOCKERFILES, *COMPOSE, *IGNORE])
