"""Images before and after the fixes of ML205, ML207, ML216, ML217 and ML220, built with a real engine.

The same packages are installed; before the fix a cache is in the image, after it there is none. Of what ML217 joins the
files are the same, and the image is smaller by what is removed.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from dflint.diagnostics import Applicability
from dflint.fixer import Fixer
from dflint.linter import Linter
from dflint.project.names import kind_of
from dflint.project.project import Project
from dflint.rules.registry import load_all
from dflint.verification import objection

pytestmark = pytest.mark.build

BASE = "python:3.12-slim"
CERTIFICATES = "ENV UV_SYSTEM_CERTS=1 SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt UV_LINK_MODE=copy\n"
MOUNTED = "RUN --mount=type=tmpfs,target=/scratch true\n"
# A source distribution: pip keeps the wheel that it builds of it, whatever the index says of keeping its answers.
PIP = "RUN pip install --target=/site docopt==0.6.2\n"
UV = "RUN uv pip install --target=/site docopt==0.6.2 && \\\n    uv pip install --target=/site six==1.17.0\n"

DOCKERFILES = {
    "pip, by the option": (PIP, "pip install --no-cache-dir --target"),
    "pip, by a mount": (MOUNTED + PIP, "--mount=type=cache,target=/root/.cache/pip pip install --target"),
    "pip in a heredoc": (
        "RUN <<EOF\nset -e\npip install --target=/site docopt==0.6.2\nEOF\n",
        "--mount=type=cache,target=/root/.cache/pip <<EOF",
    ),
    "pip as another user": (
        "RUN useradd --create-home app && install -d -o app /site\nUSER app\n" + PIP,
        "pip install --no-cache-dir --target",
    ),
    "uv, by the option": (UV, "uv pip install --no-cache --target"),
    "uv, by a mount": (MOUNTED + UV, "--mount=type=cache,target=/root/.cache/uv uv pip install --target"),
}

CONDA = """\
COPY --chmod=755 <<"EOF" /opt/conda/bin/conda
#!/bin/sh
mkdir -p /opt/conda/pkgs /site
case "$1 $2" in
  "clean -afy") rm -rf /opt/conda/pkgs ;;
  *) echo "$@" >> /opt/conda/pkgs/log; echo "$@" >> /site/installed; [ "$2" != missing ] ;;
esac
EOF
ENV PATH=/opt/conda/bin:$PATH
"""
CONDA_RUNS = {
    "alone": "RUN conda install a\n",
    "operators at line ends": "RUN conda install a && \\\n    conda install b && \\\n    echo c >> /site/installed\n",
    "operators at line starts": "RUN true \\\n  && conda install a \\\n  && echo c >> /site/installed\n",
    "semicolons": "RUN set -e; \\\n    conda install a; \\\n    echo c >> /site/installed\n",
    "semicolon at the end": "RUN set -e; conda install a;\n",
    "heredoc": "RUN <<EOF\nset -e\nconda install a\necho c >> /site/installed\nEOF\n",
    "end of a heredoc": "RUN <<EOF\nconda install a\nEOF\n",
}


class Image(NamedTuple):
    """The files below /site, and the paths of what is in caches."""

    packages: Mapping[str, bytes]
    cache: frozenset[str]


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


def fixed(folder: Path, dockerfile: str, *codes: str) -> str:
    """`dockerfile` after the safe fixes of the rules."""
    (folder / ".git").mkdir(parents=True)
    (folder / "Dockerfile").write_text(dockerfile)
    project = Project(os.fspath(folder))
    rules = [rule() for rule in load_all() if rule.code in codes]
    fixer = Fixer(
        lambda overlay: Linter(project.with_overlay(overlay), rules).run(),
        lambda path: Path(path).read_bytes() if os.path.isfile(path) else None,
        lambda path: kind_of(os.path.basename(path)) is not None,
        objection,
        Applicability.SAFE,
    )
    result = fixer.run()
    assert not result.remaining.diagnostics
    (change,) = result.changes
    return change.after.decode()


def run_build(docker: str, folder: Path, dockerfile: str, *options: str) -> subprocess.CompletedProcess[bytes]:
    command = [docker, "build", "--network=host", "--no-cache", "--progress=plain", *options, "-f", "-", str(folder)]
    return subprocess.run(command, input=dockerfile.encode(), capture_output=True, check=False, timeout=300)


def build(docker: str, folder: Path, dockerfile: str) -> Image:
    """Build a Dockerfile, and look at what it has installed and what is left of caches."""
    text = dockerfile.replace(f"FROM {BASE}", f"FROM {BASE} AS built", 1) + (
        f"\nFROM {BASE} AS seen\n"
        "RUN --mount=from=built,target=/built mkdir /seen && cp -R /built/site /seen/site && "
        "{ find /built/root/.cache /built/home /built/opt/conda/pkgs -type f > /seen/cache || true; }\n"
        "FROM scratch\nCOPY --from=seen /seen /\n"
    )
    done = run_build(docker, folder, text, "--output=type=tar,dest=-")
    log = done.stderr.decode(errors="replace")
    if done.returncode and re.search(r"(?i)connection|resolve host|timed out|no matching distribution|to fetch", log):
        pytest.skip("the package index cannot be reached")
    assert not done.returncode, log
    packages: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as members:
        for member in members.getmembers():
            file = members.extractfile(member) if member.isreg() else None
            # Byte code holds the time at which its source was written.
            if file is not None and not member.name.endswith(".pyc"):
                packages[member.name] = file.read()
    found = [path.removeprefix("/built") for path in packages.pop("cache").decode().split()]
    return Image(packages, frozenset(path for path in found if "/.cache/" in path or "/pkgs/" in path))


@pytest.mark.parametrize("name", DOCKERFILES)
def test_no_cache_of_an_installer_is_left(docker: str, tmp_path: Path, name: str) -> None:
    steps, expected = DOCKERFILES[name]
    start = f"FROM {BASE}\n"
    if "uv" in name:
        start += "RUN pip install --no-cache-dir uv\n" + CERTIFICATES
    before = start + steps
    after = fixed(tmp_path / "project", before, "ML205", "ML220")
    assert expected in after
    bad, good = (build(docker, tmp_path, text) for text in (before, after))
    assert any(path.endswith("docopt.py") for path in bad.packages)
    assert good.packages == bad.packages
    assert bad.cache
    assert not good.cache


def test_the_mount_is_used_again(docker: str, tmp_path: Path) -> None:
    mount = f"--mount=type=cache,id={tmp_path.name}-{os.getpid()},target=/root/.cache/pip"
    before = f"FROM {BASE}\nRUN {mount} pip install --no-cache-dir --target=/site docopt==0.6.2\n"
    after = fixed(tmp_path / "project", before, "ML205")
    assert after == before.replace(" --no-cache-dir", "")
    look = f"RUN {mount} find /root/.cache/pip -type f > /site/mounted\n"
    bad, good = (build(docker, tmp_path, text + look) for text in (before, after))
    assert not bad.packages["site/mounted"]
    assert good.packages["site/mounted"]
    assert not good.cache
    assert set(good.packages) == set(bad.packages)


@pytest.mark.parametrize("name", CONDA_RUNS)
def test_no_packages_of_conda_are_left(docker: str, tmp_path: Path, name: str) -> None:
    before = f"FROM {BASE}\n{CONDA}{CONDA_RUNS[name]}"
    after = fixed(tmp_path / "project", before, "ML216")
    bad, good = (build(docker, tmp_path, text) for text in (before, after))
    assert good.packages == bad.packages
    assert bad.cache == {"/opt/conda/pkgs/log"}
    assert not good.cache


@pytest.mark.parametrize("name", CONDA_RUNS)
def test_a_build_that_fails_goes_on_failing(docker: str, tmp_path: Path, name: str) -> None:
    before = f"FROM {BASE}\n{CONDA}{CONDA_RUNS[name]}".replace("install a", "install missing")
    after = fixed(tmp_path / "project", before, "ML216")
    for text in (before, after):
        done = run_build(docker, tmp_path, text)
        assert done.returncode
        assert b"did not complete successfully" in done.stderr


def test_the_mount_is_where_the_tool_looks(docker: str, tmp_path: Path) -> None:
    mount = f"--mount=type=cache,id={tmp_path.name}-{os.getpid()},target=/root/.cache/pip"
    start = f"FROM {BASE}\nRUN pip install --no-cache-dir uv\n{CERTIFICATES}"
    before = f"{start}RUN {mount} uv pip install --target=/site six==1.17.0\n"
    after = fixed(tmp_path / "project", before, "ML207")
    assert after == before.replace("/root/.cache/pip", "/root/.cache/uv")
    bad, good = (build(docker, tmp_path, text) for text in (before, after))
    assert good.packages == bad.packages
    assert bad.cache
    assert not good.cache


WGET = """\
COPY --chmod=755 <<"EOF" /usr/local/bin/wget
#!/bin/sh
head -c 3000000 /dev/zero > "${1##*/}" || exit 1
EOF
WORKDIR /site
"""
REMOVALS = {
    "alone": "RUN wget https://example.com/m.zip\nRUN rm m.zip\n",
    "with others": "RUN wget https://example.com/m.zip \\\n && ls > a\n\nRUN cp a b && rm m.zip && ls > c\n",
    "after a list": "RUN true; ls > a; wget https://example.com/m.zip\nRUN cat a | sort > b && rm -f ./*.zip\n",
}


@pytest.mark.parametrize("name", REMOVALS)
def test_what_is_removed_is_in_no_layer(docker: str, tmp_path: Path, name: str) -> None:
    before = f"FROM {BASE}\n{WGET}{REMOVALS[name]}"
    after = fixed(tmp_path / "project", before, "ML217")
    bad, good = (build(docker, tmp_path, text) for text in (before, after))
    assert good.packages == bad.packages
    assert image_size(docker, tmp_path, before) - image_size(docker, tmp_path, after) >= 3_000_000


def image_size(docker: str, folder: Path, dockerfile: str) -> int:
    """The bytes of the image, as the engine counts them."""
    image = f"dflint-{os.getpid()}"
    done = run_build(docker, folder, dockerfile, "--tag", image)
    assert not done.returncode, done.stderr
    inspect = [docker, "image", "inspect", "--format", "{{.Size}}", image]
    size = int(subprocess.run(inspect, capture_output=True, check=True).stdout)
    subprocess.run([docker, "image", "rm", image], capture_output=True, check=False)
    return size


@pytest.mark.parametrize("name", REMOVALS)
def test_a_build_of_joined_runs_goes_on_failing(docker: str, tmp_path: Path, name: str) -> None:
    before = f"FROM {BASE}\n{WGET}{REMOVALS[name]}"
    after = fixed(tmp_path / "project", before, "ML217")
    for text in (before, after):
        done = run_build(docker, tmp_path, text.replace("head -c 3000000 /dev/zero", "false"))
        assert done.returncode
