"""What dflint says of the state in effect, against what a real engine finds in a RUN.

A RUN at the end of each Dockerfile prints what it finds. The base is a Debian image that the engine has; another one
may be named in DFLINT_ENGINE_BASE.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import textwrap

import pytest

from dflint.build.build import Build
from dflint.dockerfile.parser import parse
from dflint.dockerfile.words import UNKNOWN
from dflint.source import Source

pytestmark = pytest.mark.build

BASE = os.environ.get("DFLINT_ENGINE_BASE", "debian:bookworm-slim")
NAMES = ("A", "B", "C", "D", "E", "HOME", "PATH", "TARGETARCH")
PRINT = (
    " ".join(f'echo "{name}=${{{name}-UNSET}}";' for name in NAMES) + ' echo "PWD=$(pwd)"; echo "UID=$(id -un 2>&1)"'
)

DOCKERFILES = {
    "env": "ENV A=1 B=$A\nENV A=2 B=$A C=${A}x$B",
    "old form": "ENV A one two\nENV B $A three",
    "arg after env": "ENV A=env\nARG A=arg\nENV B=$A",
    "env after arg": "ARG A=arg\nENV A=env\nENV B=$A",
    "arg in a row": "ARG A=1 B=$A C=${B:-x}",
    "arg without value": "ENV A=1\nARG A\nENV B=$A",
    "given": "ARG D\nARG E=default\nENV A=$D B=$E",
    "modifiers": "ENV A=abc.tar\nENV B=${A%.tar} C=${A:+yes} D=${NONE:-no} E=${A/abc/x}",
    "quotes": 'ENV A="a b" B=\'$A\' C=\\$A D="$A"',
    "platform without arg": "ENV A=$TARGETARCH",
    "workdir": "WORKDIR /a/../b\nWORKDIR c/./d\nENV E=dir\nWORKDIR $E",
    "workdir relative": "WORKDIR x",
    "workdir slashes": "WORKDIR //x//y/",
    "path": "ENV PATH=/opt/bin:$PATH\nENV A=$PATH",
    "home is no variable": "ENV A=$HOME/x",
    "home is set": "ENV HOME=/h\nUSER 65534",
    "user that is added": "RUN useradd -m -d /srv/app app\nUSER app",
    "user by number": "RUN useradd -mu 4242 app\nUSER 4242:4242",
    "user with a default home": "RUN useradd app\nUSER app",
    "child": "ENV A=env\nARG A=arg B=b\nWORKDIR /w\nFROM base\nENV C=$A$B\nWORKDIR x",
    "child that redeclares": "ARG A=1\nENV B=$A\nFROM base\nARG A\nENV C=$A$B",
    "grandchild": "ENV A=1\nFROM base AS middle\nENV B=$A\nFROM middle\nENV C=$A$B",
    "onbuild": "ONBUILD ENV A=on\nONBUILD ARG B=onarg\nONBUILD WORKDIR /on\nFROM base\nENV C=$A$B",
    "global": "ENV A=$GLOBAL\nARG GLOBAL\nENV B=$GLOBAL",
    "global in child": "ARG GLOBAL\nFROM base\nENV A=$GLOBAL",
    "global with a default": "ARG GLOBAL=mine\nENV A=$GLOBAL",
    "shell": 'SHELL ["/bin/bash", "-c"]\nENV A=1',
    "expanded name": "ARG N=A\nENV $N=1",
    "empty": "ENV A= B=${A:-b} C=${A-c}",
}


@pytest.fixture(scope="module", autouse=True)
def engine():
    if (
        shutil.which("docker") is None
        or subprocess.run(["docker", "image", "inspect", BASE], capture_output=True).returncode
    ):
        pytest.skip(f"there is no engine with the image {BASE}")


def said(dockerfile: str) -> dict[str, str]:
    """What the model says that the last RUN finds, without what it does not know."""
    build = Build(parse(Source("Dockerfile", dockerfile)), "Dockerfile", args={"D": "given", "E": "given-e"})
    final = build.final
    assert final is not None
    state = final.runs[-1].state
    values = {name: state.lookup(name) for name in NAMES}
    values["HOME"] = state.home
    values["PWD"] = state.workdir
    values["UID"] = "root" if state.is_root else UNKNOWN
    return {
        name: "UNSET" if value is None else value
        for name, value in values.items()
        if value is None or isinstance(value, str)
    }


def found(dockerfile: str, folder: str) -> dict[str, str]:
    """What the RUN prints in a real build."""
    command = ["docker", "build", "--no-cache", "--progress=plain", "--network=none", "--build-arg=D=given"]
    command += ["--build-arg=E=given-e", "-f", "-", folder]
    done = subprocess.run(command, input=dockerfile, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    lines = [line.split(" ", 2)[-1] for line in done.stderr.splitlines() if line.startswith("#") and "=" in line]
    return {name: value for line in lines for name, _, value in [line.partition("=")] if name.isupper()}


@pytest.mark.parametrize("name", DOCKERFILES)
def test_the_engine_agrees(name, tmp_path):
    body = textwrap.dedent(DOCKERFILES[name])
    dockerfile = f"ARG GLOBAL=global\nFROM {BASE} AS base\n{body}\nRUN {PRINT}\n"
    expected = found(dockerfile, os.fspath(tmp_path))
    statements = said(dockerfile)
    assert {key: expected.get(key) for key in statements} == statements
    assert {"PWD", "PATH"} <= statements.keys()


REFERENCES = {
    "above": ("FROM {base} AS one\nFROM one\nRUN true", None),
    "capitals in FROM": ("FROM {base} AS one\nFROM One\nRUN true", None),
    "capitals in AS": ("FROM {base} AS One\nFROM one\nRUN true", None),
    "capitals in COPY": ("FROM {base} AS one\nFROM {base}\nCOPY --from=ONE /etc/passwd /p", None),
    "number in COPY": ("FROM {base} AS one\nFROM {base}\nCOPY --from=0 /etc/passwd /p", None),
    "number of itself": ("FROM {base} AS one\nFROM {base}\nCOPY --from=1 /etc/passwd /p", None),
    "number out of range": ("FROM {base}\nCOPY --from=3 /etc/passwd /p", None),
    "variable in COPY": ("ARG S=one\nFROM {base} AS one\nFROM {base}\nARG S\nCOPY --from=$S /etc/passwd /p", None),
    "later in COPY": ("FROM {base} AS two\nCOPY --from=one /etc/passwd /p\nFROM {base} AS one", "two"),
    "later in mount": ("FROM {base} AS two\nRUN --mount=from=one,target=/o true\nFROM {base} AS one", "two"),
    "mount": ("FROM {base} AS one\nFROM {base}\nRUN --mount=from=One,target=/o true", None),
    "variable in mount": ("FROM {base} AS one\nFROM {base}\nARG S=one\nRUN --mount=from=$S,target=/o true", None),
    "target": ("FROM {base} AS one\nFROM {base} AS two", "ONE"),
    "number as target": ("FROM {base} AS one\nFROM {base} AS two", "0"),
    "no such target": ("FROM {base} AS one", "three"),
    "broken stage that is not needed": ("FROM {base} AS one\nFROM {base} AS two\nRUN false", "one"),
}


@pytest.mark.parametrize("name", REFERENCES)
def test_the_engine_finds_the_same_stages(name, tmp_path):
    text, target = REFERENCES[name]
    dockerfile = text.format(base=BASE) + "\n"
    build = Build(parse(Source("Dockerfile", dockerfile)), "Dockerfile", target_name=target)
    command = ["docker", "build", "--network=none", "-q", "-f", "-", os.fspath(tmp_path)]
    command += ["--target", target] if target else []
    done = subprocess.run(command, input=dockerfile, capture_output=True, text=True, timeout=300)
    works = build.target is not None and not build.graph.problems
    assert works is (done.returncode == 0), done.stderr
