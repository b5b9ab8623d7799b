"""Images before and after the fix of ML201, built with a real engine: the same files, and nothing installed again."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from dflint.diagnostics import Applicability
from dflint.fixer import Fixer
from dflint.linter import Linter
from dflint.project.names import kind_of
from dflint.project.project import Project
from dflint.rules.build_cache.ml201_copy_source_before_deps import CopySourceBeforeDeps
from dflint.verification import objection

pytestmark = pytest.mark.build

BASE = "python:3.12-slim"
FILES = {
    "app.py": "import six\n",
    "requirements.txt": "six==1.16.0\n",
    "requirements/base.txt": "six==1.16.0\n",
    "requirements/dev.txt": "-r base.txt\n-c ../bounds.txt\nidna\n",
    "bounds.txt": "idna==3.10\n",
    "pkg/__init__.py": "",
    "pkg/data/한글.txt": "text\n",
    "script.sh": "#!/bin/sh\n",
}

DOCKERFILES = {
    "absolute": """\
FROM python:3.12-slim
COPY . /srv/app
RUN pip install --no-cache-dir -r /srv/app/requirements.txt
""",
    "relative, with flags": """\
FROM python:3.12-slim
WORKDIR /srv/app
COPY --chown=1000:1000 --chmod=750 . .
RUN pip install --no-cache-dir -r requirements.txt
""",
    "a folder that COPY makes for somebody": """\
FROM python:3.12-slim
COPY --chown=1000:1000 ./ /srv/app/
RUN cd /srv/app && pip install --no-cache-dir -r requirements.txt
""",
    "nested files, comments and continuations": """\
FROM python:3.12-slim

# the source
COPY . /srv/app

# what it needs
RUN pip install --no-cache-dir \\
    # 개발용
    -r /srv/app/requirements/dev.txt

CMD ["python", "/srv/app/app.py"]
""",
    "another user, and WORKDIR between": """\
FROM python:3.12-slim
USER 1000
ENV HOME=/tmp
COPY . /srv/app
WORKDIR /srv/app
RUN pip install --no-cache-dir --user -r requirements.txt
""",
    "a heredoc and a cache mount": """\
FROM python:3.12-slim
ARG FOLDER=/srv/app
COPY --link . ${FOLDER}
LABEL a=b
RUN --mount=type=cache,target=/root/.cache/pip <<EOF
set -e
pip install --upgrade wheel
pip install -r /srv/app/requirements.txt
EOF
""",
    "two installations": """\
FROM python:3.12-slim
WORKDIR /srv/app
COPY . .
RUN pip install --no-cache-dir -r requirements/base.txt
RUN pip install --no-cache-dir -r requirements/dev.txt
RUN python app.py
""",
    "several copies": """\
FROM python:3.12-slim
WORKDIR /srv/app
COPY pkg pkg
COPY app.py script.sh ./
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt
""",
}

RESULT = "\nFROM scratch\nCOPY --from=built /srv /srv\n"
"""What of the image is looked at: all of it would be large."""


class Image(NamedTuple):
    """What was built: each path in /srv with mode, owner and content; and the RUN steps, from the cache or not."""

    files: Mapping[str, tuple[int, int, int, bytes | str]]
    cached: tuple[str, ...]
    done: tuple[str, ...]


@pytest.fixture(scope="session")
def docker() -> str:
    """The docker command."""
    found = shutil.which("docker")
    if found is None:
        pytest.skip("there is no docker command")
    if subprocess.run([found, "info"], capture_output=True, check=False).returncode:
        pytest.skip("no Docker engine answers")
    if subprocess.run([found, "image", "inspect", BASE], capture_output=True, check=False).returncode:
        pytest.skip(f"the engine has no image {BASE}")
    return found


def lay_out(folder: Path, dockerfile: str) -> None:
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (folder / "script.sh").chmod(0o755)
    (folder / "pkg").chmod(0o750)
    (folder / ".git").mkdir()
    (folder / ".dockerignore").write_text(".git\nDockerfile*\n")
    (folder / "Dockerfile").write_text(dockerfile)


def fixed(folder: Path) -> str:
    """The Dockerfile after the safe fixes."""
    project = Project(os.fspath(folder))
    rule = CopySourceBeforeDeps()
    fixer = Fixer(
        lambda overlay: Linter(project.with_overlay(overlay), [rule]).run(),
        lambda path: Path(path).read_bytes() if os.path.isfile(path) else None,
        lambda path: kind_of(os.path.basename(path)) is not None,
        objection,
        Applicability.SAFE,
    )
    (change,) = fixer.run().changes
    return change.after.decode()


def build(docker: str, folder: Path, dockerfile: str, name: str) -> Image:
    """Build a Dockerfile in the context `folder`, and look at /srv of its last stage."""
    path = folder.parent / f"{name}.Dockerfile"
    path.write_text(dockerfile.replace(f"FROM {BASE}", f"FROM {BASE} AS built") + RESULT)
    path.with_name(path.name + ".dockerignore").write_bytes((folder / ".dockerignore").read_bytes())
    command = [docker, "build", "--network=host", "--progress=plain", "--output=type=tar,dest=-", "-f", str(path)]
    done = subprocess.run([*command, str(folder)], capture_output=True, check=False, timeout=300)
    log = done.stderr.decode(errors="replace")
    if done.returncode and re.search(r"(?i)connection|resolve|timed out|no matching distribution", log):
        pytest.skip("the package index cannot be reached")
    assert not done.returncode, log
    return Image(dict(entries(done.stdout)), *steps(log))


def entries(archive: bytes) -> Iterator[tuple[str, tuple[int, int, int, bytes | str]]]:
    with tarfile.open(fileobj=io.BytesIO(archive)) as members:
        for member in members.getmembers():
            file = members.extractfile(member) if member.isreg() else None
            content = file.read() if file is not None else member.linkname
            yield member.name, (member.mode, member.uid, member.gid, content)


def steps(log: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The RUN steps that came from the cache, and those that were done."""
    names = dict(re.findall(r"^#(\d+) \[.*?\] (RUN .*)$", log, re.MULTILINE))
    cached = set(re.findall(r"^#(\d+) CACHED$", log, re.MULTILINE))
    return (
        tuple(name for number, name in names.items() if number in cached),
        tuple(name for number, name in names.items() if number not in cached),
    )


@pytest.mark.parametrize("name", DOCKERFILES)
def test_same_image_and_a_kept_installation(docker: str, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "context"
    folder.mkdir()
    # Nothing is in the cache yet: no other run has a folder of that name.
    before = DOCKERFILES[name].replace(f"FROM {BASE}\n", f"FROM {BASE}\nENV TEST={tmp_path}\n")
    lay_out(folder, before)
    after = fixed(folder)
    assert build(docker, folder, before, "before").files == build(docker, folder, after, "after").files

    (folder / "app.py").write_text("import six  # edited\n")
    edited_before, edited_after = build(docker, folder, before, "before"), build(docker, folder, after, "after")
    assert edited_before.files == edited_after.files
    assert edited_after.files["srv/app/app.py"][3] == b"import six  # edited\n"
    installs = [step for step in edited_before.done if "python app.py" not in step]
    assert installs, "before the fix, an edit installs everything again"
    assert [step for step in edited_after.cached if "python app.py" not in step] == installs
