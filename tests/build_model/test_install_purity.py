"""Which RUN can be carried out before the source is there?"""

from __future__ import annotations

import pytest

from dflint.build.install_purity import may_change_project, needs_only_inputs, runs_scripts

FILES = {
    "requirements.txt": "six\n",
    "wheels.txt": "--find-links /app/wheels\nsix\n",
    "elsewhere.txt": "--find-links https://example.org/\nsix\n",
    "local.txt": "./x\n",
    "package.json": "{}",
    "pyproject.toml": "[project]\nname = 'x'\n",
    "app.py": "",
}


@pytest.fixture
def step(stage, context):
    def made(run: str, *before: str):
        lines = ["FROM python:3.12-slim", "WORKDIR /app", *before, "COPY . .", f"RUN {run}"]
        return stage("\n".join(lines), context=context(FILES)).runs[-1]

    return made


PURE = [
    "pip install -r requirements.txt",
    "pip install -r /tmp/requirements.txt",
    "pip install -r https://example.org/requirements.txt",
    "pip install torch --index-url https://download.pytorch.org/whl/cpu",
    "pip install -f https://example.org/ torch",
    "pip install --target /opt/lib torch",
    "pip install -r elsewhere.txt",
    "pip install git+https://example.org/x.git",
    "pip install /wheels/x.whl",
    "pip uninstall -y six",
    "python -m pip install --upgrade pip && pip check && pip --version",
    "set -eux; export A=b; A=c; echo hello; pip install six > /dev/null 2>&1",
    "cd /app && pip install -r requirements.txt",
    "cd /tmp && pip install six",
    "cd .. && pip install six",
    "bash -c 'pip install six'",
    "sudo -H pip install six",
    "pip install six && rm -rf /root/.cache /tmp/* ~/.npm",
    "pip install six && find /usr/local -name '*.pyc' -delete",
    "apt-get update && apt-get install -y git && apt-get clean && rm -rf /var/lib/apt/lists/*",
    "mkdir -p /data && pip install six",
    "python -m venv /opt/venv && /opt/venv/bin/pip install six",
    "virtualenv /opt/venv && uv venv /opt/other",
    "poetry config virtualenvs.create false && pip config set global.timeout 60",
    "conda install -y numpy && conda clean -afy",
    "npm ci && npm cache clean --force",
    "--mount=type=cache,target=/root/.cache pip install six",
    "--mount=type=bind,source=requirements.txt,target=/r.txt pip install -r /r.txt",
    "--mount=type=secret,id=a pip install six",
]
IMPURE = [
    "make",
    "python app.py",
    "./install.sh && pip install six",
    "pip install .",
    "pip install -e /app",
    "pip install / ",
    "pip install wheels/*.whl",
    "pip install -r local.txt",
    "pip install -r nowhere.txt",
    "pip install -r $FILE",
    "pip install $PACKAGES",
    "pip install --no-such-option six",
    "pip install -f wheels six",
    "pip install -f $WHEELS six",
    "pip install -f file:///app/wheels six",
    "pip install --target lib six",
    "pip install -r wheels.txt",
    "apt-get install -y ./x.deb",
    "npm install ./x",
    "pip install six || true",
    "pip install six | cat",
    "pip install six &",
    "pip install six > log.txt",
    "pip install six < app.py",
    "echo $(cat app.py) && pip install six",
    "if true; then pip install six; fi",
    "f() { pip install six; }; f",
    "cd src && pip install six",
    "cd $D && pip install six",
    "cd && pip install six",
    "pip install six && rm app.py",
    "pip install six && rm -rf $D",
    "pip install six && rm -rf *",
    "pip install six && rm -rf /",
    "mkdir data && pip install six",
    "mkdir $D && pip install six",
    "python -m venv venv && venv/bin/pip install six",
    "uv venv",
    "poetry config --local virtualenvs.create false",
    "$TOOL install six",
    "pip install six; )",
    "--mount=type=bind,target=/src pip install six",
    "--mount=type=bind,source=wheels,target=/src pip install six",
    "<<EOF python\nprint(1)\nEOF",
]


@pytest.mark.parametrize("run", PURE)
def test_only_installs(step, run):
    assert needs_only_inputs(step(run), "/app")


@pytest.mark.parametrize("run", IMPURE)
def test_may_need_the_source(step, run):
    assert not needs_only_inputs(step(run), "/app")


def test_paths_in_variables(step):
    run = "pip install six"
    assert needs_only_inputs(step(run, "ENV PIP_FIND_LINKS=/wheels PIP_CONSTRAINT=https://example.org/c.txt"), "/app")
    assert not needs_only_inputs(step(run, "ENV PIP_FIND_LINKS=/app/wheels"), "/app")
    assert not needs_only_inputs(step(run, "ENV PIP_CONSTRAINT=bounds.txt"), "/app")


def test_another_shell(step):
    assert not needs_only_inputs(step("pip install six", 'SHELL ["pwsh", "-c"]'), "/app")


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("pip install -r requirements.txt", False),
        ("pip install -e git+https://example.org/x.git#egg=x", True),
        ("uv pip install --system six", False),
        ("uv tool install ruff", False),
        ("conda install -y numpy", False),
        ("apt-get install -y git", False),
        ("npm ci", False),
        ("npm install", True),
        ("yarn install --frozen-lockfile", True),
        ("uv sync", True),
        ("poetry install --no-root", True),
        ("poetry add six", True),
        ("pipenv install", True),
    ],
)
def test_what_may_change_the_project(step, run, expected):
    (install,) = step(run).installs
    assert may_change_project(install) is expected


def test_a_lock_file_that_is_kept(stage, context):
    files = {"pyproject.toml": "[project]\nname = 'x'\n", "uv.lock": "", "Pipfile": "", "Pipfile.lock": ""}
    lines = "FROM python:3.12\nWORKDIR /app\nCOPY . .\nENV UV_FROZEN=1\nRUN uv sync\nENV UV_FROZEN=0\nRUN uv sync"
    first, second = stage(lines, context=context(files)).runs
    assert not may_change_project(first.installs[0])
    assert may_change_project(second.installs[0])
    lines = "FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN pipenv install --system --deploy && pipenv sync"
    assert not any(map(may_change_project, stage(lines, context=context(files)).runs[0].installs))


def test_scripts_of_the_project(stage, context):
    files = {
        "a/package.json": '{"scripts": {"postinstall": "x"}}',
        "b/package.json": "{}",
        "c/package.json": "{}",
        "c/binding.gyp": "",
    }
    lines = "FROM node:22\nCOPY . /\nRUN npm ci --prefix /a && cd /a && npm ci --ignore-scripts && cd /b && npm ci"
    lines += " && cd /c && npm ci && cd $D && npm ci && cd /d && npm ci"
    installs = stage(lines, context=context(files)).runs[0].installs
    assert [runs_scripts(install) for install in installs] == [True, False, False, True, True, True]
