from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from dflint.diagnostics import Applicability

Words = Callable[..., list[str]]
Findings = Callable[..., list[Any]]
Lay = Callable[..., Any]

SOURCE = {"app.py": "print(1)\n", "requirements.txt": "six==1.16.0\n"}
PYPROJECT = '[project]\nname = "service"\nversion = "1"\ndependencies = ["six"]\n'
UV = {"pyproject.toml": PYPROJECT, "uv.lock": "version = 1\n", "app.py": ""}
PACKAGED_UV = {**UV, "pyproject.toml": PYPROJECT + '[build-system]\nrequires = ["hatchling"]\n'}
POETRY = {
    "pyproject.toml": '[tool.poetry]\nname = "service"\n[tool.poetry.dependencies]\nsix = "*"\n',
    "poetry.lock": "",
    "app.py": "",
}
NODE = {"package.json": '{"name": "web"}\n', "package-lock.json": "{}\n", "index.js": ""}


def tree(*lines: str, files: Mapping[str, str] = SOURCE, base: str = "python:3.12-slim") -> dict[str, str]:
    return {**files, "Dockerfile": "\n".join([f"FROM {base}", *lines]) + "\n"}


# What is found


@pytest.mark.parametrize(
    ("lines", "files", "expected"),
    [
        (["COPY . /app", "RUN pip install -r /app/requirements.txt"], SOURCE, ["."]),
        (["WORKDIR /app", "COPY ./ ./", "RUN pip3 install --no-cache-dir -r requirements.txt"], SOURCE, ["./"]),
        (["WORKDIR /app", "ADD . .", "RUN python -m pip install -r requirements.txt"], SOURCE, ["."]),
        (["WORKDIR /app", "COPY * ./", "RUN pip install -r requirements.txt"], SOURCE, ["*"]),
        (["WORKDIR /app", "COPY --chown=1000 . .", "RUN pip install -r requirements.txt"], SOURCE, ["."]),
        (["WORKDIR /app", 'COPY [".", "."]', "RUN pip install -r requirements.txt"], SOURCE, ['"."']),
        (
            ["WORKDIR /app", "COPY . .", "RUN cd /app && pip install -r requirements.txt && python app.py"],
            SOURCE,
            ["."],
        ),
        (["WORKDIR /app", "COPY . .", "RUN pip install -r requirements.txt -e ./x || true"], SOURCE, []),
        (["ARG D=/app", "COPY . $D", "RUN pip install -r $D/requirements.txt"], SOURCE, ["."]),
        (["WORKDIR /app", "COPY . .", "RUN <<EOF\npip install -r requirements.txt\nEOF"], SOURCE, ["."]),
        (["WORKDIR /app", "COPY . .", 'RUN ["pip", "install", "-r", "requirements.txt"]'], SOURCE, ["."]),
        (["WORKDIR /app", "COPY . .", "RUN uv pip install --system -r requirements.txt"], SOURCE, ["."]),
        (["WORKDIR /app", "COPY . .", "RUN uv pip sync requirements.txt"], SOURCE, ["."]),
        (["WORKDIR /app", "COPY . .", "RUN uv sync --locked"], UV, ["."]),
        (["WORKDIR /app", "COPY . .", "RUN uv sync --locked --no-install-project"], UV, ["."]),
        (["WORKDIR /app", "COPY . .", "RUN poetry install"], POETRY, ["."]),
        (["WORKDIR /app", "COPY . .", "RUN pdm install"], UV, ["."]),
        (["WORKDIR /app", "COPY . .", "RUN pipenv install --system"], {"Pipfile": "", "app.py": ""}, ["."]),
        (["WORKDIR /app", "COPY . .", "RUN npm ci"], NODE, ["."]),
        (["WORKDIR /app", "COPY . .", "RUN npm install"], NODE, ["."]),
        (["WORKDIR /app", "COPY . .", "RUN yarn"], NODE, ["."]),
        (["WORKDIR /app", "COPY . .", "RUN pnpm i --frozen-lockfile"], NODE, ["."]),
        (["WORKDIR /app", "COPY . .", "RUN bun install"], NODE, ["."]),
        (
            ["WORKDIR /app", "COPY . .", "RUN conda env create -f environment.yml"],
            {"environment.yml": "dependencies:\n  - numpy\n", "app.py": ""},
            ["."],
        ),
        (
            ["WORKDIR /app", "COPY . .", "RUN micromamba env update -f env/gpu.yml"],
            {"env/gpu.yml": "dependencies:\n  - numpy\n", "app.py": ""},
            ["."],
        ),
        # A directory that holds the manifest is the whole project
        (
            ["WORKDIR /app", "COPY front-end/ .", "RUN npm install"],
            {"front-end/package.json": "{}", "front-end/index.js": ""},
            ["front-end/"],
        ),
        (
            ["WORKDIR /app", "COPY requirements.txt app.py ./", "RUN pip install -r requirements.txt"],
            SOURCE,
            ["app.py"],
        ),
        # Only the first installation is found for one COPY
        (
            ["WORKDIR /app", "COPY . .", "RUN pip install -r requirements.txt", "RUN pip install -r dev.txt"],
            {**SOURCE, "dev.txt": "pytest\n"},
            ["."],
        ),
        # The source stands above although the manifest comes later, or from a mount
        (
            ["WORKDIR /app", "COPY src/ src/", "COPY requirements.txt .", "RUN pip install -r requirements.txt"],
            {"src/app.py": "", "requirements.txt": "six\n"},
            ["src/"],
        ),
        (
            [
                "COPY . /app",
                "RUN --mount=type=bind,source=requirements.txt,target=/tmp/r.txt pip install -r /tmp/r.txt",
            ],
            SOURCE,
            ["."],
        ),
    ],
)
def test_found(words: Words, lines: list[str], files: Mapping[str, str], expected: list[str]) -> None:
    assert words(tree(*lines, files=files), "ML201") == expected


def test_what_is_said(findings: Findings) -> None:
    (one,) = findings(tree("WORKDIR /app", "COPY . .", "RUN pip install -r requirements.txt"), "ML201")
    assert one.message == (
        "`requirements.txt` is copied together with the source, so every change to the source runs `pip install` again"
    )
    (related,) = one.related
    assert related.source.slice(related.span) == "pip install -r requirements.txt"


@pytest.mark.parametrize(
    ("run", "files", "said"),
    [
        ("uv sync --locked", PACKAGED_UV, "uv sync --no-install-project"),
        ("poetry install", POETRY, "poetry install --no-root"),
        (
            "pdm install",
            {**UV, "pyproject.toml": PYPROJECT + "[tool.pdm]\ndistribution = true\n"},
            "pdm install --no-self",
        ),
    ],
)
def test_how_to_leave_out_the_project(findings: Findings, run: str, files: Mapping[str, str], said: str) -> None:
    (one,) = findings(tree("WORKDIR /app", "COPY . .", f"RUN {run}", files=files), "ML201")
    assert said in one.help
    assert one.fix is None


@pytest.mark.parametrize(
    ("run", "files", "said"),
    [
        ("npm ci", NODE, "copy `package.json` and `package-lock.json` first, install, and then copy the rest"),
        ("npm install", {"package.json": "{}", "a.js": ""}, "copy `package.json` first, install, and then"),
        ("uv sync --no-install-project", UV, "copy `pyproject.toml` and `uv.lock` first, install, and then"),
        ("pip install -r requirements.txt", SOURCE, "copy `requirements.txt` first, install, and then copy the rest"),
    ],
)
def test_what_to_copy_first(findings: Findings, run: str, files: Mapping[str, str], said: str) -> None:
    (one,) = findings(tree("WORKDIR /app", "COPY . .", f"RUN {run}", files=files), "ML201")
    assert said in one.help


# The source in a stage that this one starts from


def test_copy_in_a_parent_stage(findings: Findings) -> None:
    (one,) = findings(
        tree(
            "WORKDIR /app",
            "COPY . .",
            "FROM base",
            "RUN pip install -r requirements.txt",
            base="python:3.12-slim AS base",
        ),
        "ML201",
    )
    assert one.source.position(one.span.start).row == 3
    assert one.fix is None


# Silent


@pytest.mark.parametrize(
    "lines",
    [
        # The dependencies first
        ["WORKDIR /app", "COPY requirements.txt .", "RUN pip install -r requirements.txt", "COPY . ."],
        ["WORKDIR /app", "COPY *.txt .", "RUN pip install -r requirements.txt", "COPY . ."],
        # Two steps: the second one finds everything installed
        [
            "WORKDIR /app",
            "COPY requirements.txt .",
            "RUN pip install -r requirements.txt",
            "COPY . .",
            "RUN pip install -r requirements.txt",
        ],
        [
            "COPY requirements.txt /tmp/",
            "RUN pip install -r /tmp/requirements.txt",
            "COPY . /app",
            "RUN pip install -r /app/requirements.txt",
        ],
        [
            "WORKDIR /app",
            "RUN --mount=type=bind,source=requirements.txt,target=requirements.txt pip install -r requirements.txt",
            "COPY . .",
            "RUN pip install -r requirements.txt",
        ],
        [
            "WORKDIR /app",
            "COPY requirements.txt .",
            "RUN pip wheel -w /wheels -r requirements.txt",
            "COPY . .",
            "RUN pip install --find-links=/wheels -r requirements.txt",
        ],
        # The source is needed: other rules speak of that
        ["WORKDIR /app", "COPY . .", "RUN pip install ."],
        ["WORKDIR /app", "COPY . .", "RUN pip install -e ."],
        ["WORKDIR /app", "COPY . .", "RUN pip install -e '.[all]' --no-deps"],
        ["WORKDIR /app", "COPY . .", "RUN pip install dist/*.whl"],
        ["WORKDIR /app", "COPY . .", "RUN pip install -r requirements.txt ."],
        ["WORKDIR /app", "COPY . .", "RUN pip install -r local.txt"],
        ["WORKDIR /app", "COPY . .", "RUN pip install -r nested.txt"],
        # No manifest
        ["WORKDIR /app", "COPY . .", "RUN pip install torch"],
        ["WORKDIR /app", "COPY . .", "RUN apt-get update && apt-get install -y git"],
        ["WORKDIR /app", "COPY . .", "RUN npm install -g pm2"],
        ["WORKDIR /app", "COPY . .", "RUN pip uninstall -y -r requirements.txt"],
        # A vendored dependency
        ["COPY vendored /tmp/src", "RUN cd /tmp/src && make", "RUN pip install six"],
        # A file that comes from elsewhere
        [
            "RUN git clone https://example.org/x.git /x",
            "COPY . /app",
            "RUN cd /app && ./x.sh && pip install -r /x/requirements.txt",
        ],
        ["COPY . /app", "RUN git clone https://example.org/x.git /app/x && pip install -r /app/x/requirements.txt"],
        ["WORKDIR /app", "COPY . .", "RUN pip freeze > requirements.txt && pip install -r requirements.txt"],
        ["WORKDIR /app", "COPY . .", "RUN pip install -r $FILE"],
        ["WORKDIR /app", "COPY . .", "RUN curl -o r.txt https://example.org && pip install -r r.txt"],
        ["ARG DIR", "WORKDIR $DIR", "COPY . .", "RUN pip install -r requirements.txt"],
        ["COPY . /app", "COPY --from=other/image /r /r", "RUN pip install -r /r/requirements.txt"],
        # The RUN between needs the source
        ["COPY src /src", "COPY requirements.txt .", "RUN /src/setup.sh", "RUN pip install -r requirements.txt"],
        ["COPY src /src", "COPY requirements.txt .", "RUN pip install /src && pip install -r requirements.txt"],
        ["COPY src /src", "COPY requirements.txt .", "RUN pip install -f /src -r requirements.txt"],
        # Only manifests
        ["WORKDIR /app", "COPY deps/ .", "RUN pip install -r requirements.txt"],
        ["WORKDIR /app", "COPY requirements.txt README.md ./", "RUN pip install -r requirements.txt"],
        # ONBUILD has its own time
        ["ONBUILD COPY . /app", "ONBUILD RUN pip install -r /app/requirements.txt"],
    ],
)
def test_silent(words: Words, lines: list[str]) -> None:
    files = {
        **SOURCE,
        "local.txt": "-e .\nsix\n",
        "nested.txt": "-r local.txt\n",
        "deps/requirements.txt": "-r base.txt\n",
        "deps/base.txt": "six\n",
        "deps/Dockerfile.gpu": "FROM scratch\n",
        "deps/README.md": "",
        "deps/.gitignore": "",
        "src/app.py": "",
        "src/setup.sh": "",
        "vendored/Makefile": "",
        "vendored/a.c": "",
    }
    assert words(tree(*lines, files=files), "ML201") == []


@pytest.mark.parametrize(
    ("lines", "files"),
    [
        # The three examples of uv: dependencies by mounts, then the project
        (
            [
                "WORKDIR /app",
                "RUN --mount=type=cache,target=/root/.cache/uv "
                "--mount=type=bind,source=uv.lock,target=uv.lock "
                "--mount=type=bind,source=pyproject.toml,target=pyproject.toml "
                "uv sync --locked --no-install-project --no-dev",
                "COPY . /app",
                "RUN --mount=type=cache,target=/root/.cache/uv uv sync --locked --no-dev",
            ],
            PACKAGED_UV,
        ),
        (
            [
                "WORKDIR /app",
                "COPY pyproject.toml uv.lock ./",
                "RUN uv sync --locked --no-install-project",
                "COPY . .",
                "RUN uv sync --locked",
            ],
            PACKAGED_UV,
        ),
        (
            [
                "WORKDIR /app",
                "COPY pyproject.toml poetry.lock ./",
                "RUN poetry install --no-root",
                "COPY . .",
                "RUN poetry install",
            ],
            POETRY,
        ),
        (
            [
                "WORKDIR /app",
                "COPY pyproject.toml ./",
                "RUN uv pip install --system -r pyproject.toml",
                "COPY . .",
                "RUN uv pip install --system -e .",
            ],
            PACKAGED_UV,
        ),
        (
            ["WORKDIR /app", "COPY package*.json ./", "RUN npm ci", "COPY . .", "RUN npm prune && npm ci --omit=dev"],
            NODE,
        ),
        # Workspaces and packages of the project's own folders
        (
            ["WORKDIR /app", "COPY . .", "RUN npm ci"],
            {**NODE, "package.json": '{"workspaces": ["packages/*"]}', "packages/a/index.js": ""},
        ),
        (["WORKDIR /app", "COPY . .", "RUN npm ci"], {**NODE, "package.json": '{"dependencies": {"a": "file:a"}}'}),
        (
            ["WORKDIR /app", "COPY packages packages", "COPY package.json pnpm-*.yaml ./", "RUN pnpm install"],
            {**NODE, "pnpm-workspace.yaml": "packages: [packages/*]\n", "packages/a/index.ts": ""},
        ),
        (
            ["WORKDIR /app", "COPY . .", "RUN poetry install"],
            {**POETRY, "pyproject.toml": '[tool.poetry.dependencies]\na = {path = "../a"}\n'},
        ),
        (
            ["WORKDIR /app", "COPY . .", "RUN conda env create -f environment.yml"],
            {"environment.yml": "dependencies:\n  - pip:\n      - -e .\n", "app.py": ""},
        ),
        # Packages that may be added by their paths
        (
            [
                "WORKDIR /code",
                "COPY ./pyproject.toml ./README.md ./poetry.lock* ./",
                "COPY ./package[s] ./packages",
                "RUN poetry install --no-interaction --no-root",
                "COPY ./app ./app",
                "RUN poetry install --no-interaction",
            ],
            {**POETRY, "README.md": "", "packages/rag/pyproject.toml": PYPROJECT, "packages/rag/rag/chain.py": ""},
        ),
        (
            [
                "COPY storage /storage",
                "COPY service/pyproject.toml /service/",
                "RUN cd /service && uv sync",
                "RUN cd /storage && uv sync --active",
            ],
            {
                "storage/pyproject.toml": PYPROJECT,
                "storage/storage/a.py": "",
                "service/pyproject.toml": PYPROJECT + '[tool.uv.sources]\nstorage = { path = "../storage" }\n',
            },
        ),
        # What is set up once is no source
        (
            [
                "WORKDIR /app",
                "COPY package.json package-lock.json vite.config.ts tsconfig.json index.html env.d.ts ./",
                "RUN npm ci",
                "COPY src src",
            ],
            {
                **NODE,
                "vite.config.ts": "",
                "tsconfig.json": "{}",
                "index.html": "",
                "env.d.ts": "",
                "src/main.ts": "",
            },
        ),
        (
            ["WORKDIR /app", "COPY *.json *.js *.html ./", "RUN npm ci", "COPY src src"],
            {"package.json": "{}", "tailwind.config.js": "", "index.html": "", "src/main.js": ""},
        ),
        (
            ["WORKDIR /app", "COPY requirements.txt gunicorn.conf.py ./", "RUN pip install -r requirements.txt"],
            {**SOURCE, "gunicorn.conf.py": ""},
        ),
        (
            ["WORKDIR /app", "COPY deploy .", "RUN pip install -r requirements.txt"],
            {"deploy/requirements.txt": "six\n", "deploy/settings.yaml": "", "deploy/start.sh": ""},
        ),
        # Scripts of the project run while installing
        (
            ["WORKDIR /app", "COPY prisma prisma", "COPY package*.json ./", "RUN npm ci"],
            {**NODE, "package.json": '{"scripts": {"postinstall": "prisma generate"}}', "prisma/seed.ts": ""},
        ),
        # A tiny folder
        (["COPY . /app", "RUN pip install -r /app/requirements.txt"], {"requirements.txt": "six\n"}),
        (
            ["COPY . /app", "RUN pip install -r /app/requirements.txt"],
            {"requirements.txt": "six\n", "README.md": "", "LICENSE": "", ".env": "", "compose.yaml": "services: {}\n"},
        ),
        # What is not sent is not copied
        (
            ["COPY . /app", "RUN pip install -r /app/requirements.txt"],
            {**SOURCE, ".dockerignore": "*\n!requirements.txt\n"},
        ),
        (["COPY . /app", "RUN pip install -r /app/requirements.txt"], {**SOURCE, ".dockerignore": "*.txt\n"}),
    ],
)
def test_silent_projects(words: Words, lines: list[str], files: Mapping[str, str]) -> None:
    assert words(tree(*lines, files=files), "ML201") == []


# A file that is not on the disk


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["WORKDIR /app", "COPY . .", "RUN pip install -r requirements.txt"], ["."]),
        (["COPY ./ /app/", "RUN pip install -r /app/requirements.txt"], ["./"]),
        (["WORKDIR /app", "COPY --exclude=*.txt . .", "RUN pip install -r requirements.txt"], []),
        (["WORKDIR /app", "COPY src .", "RUN pip install -r requirements.txt"], []),
        (["WORKDIR /app", "COPY * .", "RUN pip install -r requirements.txt"], []),
        (["WORKDIR /app", "COPY requirements.txt .", "RUN pip install -r requirements.txt"], []),
        (["COPY . /app", "RUN pip install -r /tmp/requirements.txt"], []),
        (["WORKDIR /app", "COPY . .", "RUN make requirements.txt", "RUN pip install -r requirements.txt"], []),
        (
            [
                "WORKDIR /app",
                "COPY requirements*.txt .",
                "RUN pip install -r requirements.txt",
                "COPY . .",
                "RUN pip install -r requirements.txt",
            ],
            [],
        ),
        (
            [
                "WORKDIR /app",
                "COPY requirements.txt .",
                "RUN pip install -r requirements.txt",
                "COPY . .",
                "RUN pip install -r requirements.txt",
            ],
            [],
        ),
    ],
)
def test_a_manifest_that_is_not_there(words: Words, findings: Findings, lines: list[str], expected: list[str]) -> None:
    found = findings(tree(*lines, files={}), "ML201")
    assert [one.source.slice(one.span) for one in found] == expected
    assert all(one.fix is None for one in found)


def test_a_manifest_that_is_not_there_and_an_unknown_base(words: Words) -> None:
    lines = ["WORKDIR /app", "COPY . .", "RUN pip install -r requirements.txt"]
    assert words(tree(*lines, files={}, base="my/base"), "ML201") == []
    assert words({"Dockerfile": "ARG B\nFROM $B\n" + "\n".join(lines)}, "ML201") == []


def test_a_manifest_that_is_ignored_is_not_copied(words: Words) -> None:
    lines = ["WORKDIR /app", "COPY . .", "RUN pip install -r requirements.txt"]
    assert words(tree(*lines, files={".dockerignore": "requirements.txt\n"}), "ML201") == []


# Fixes


def fixed(lay: Lay, lines: list[str], files: Mapping[str, str], allowed: Applicability) -> str:
    checker = lay(tree(*lines, files=files))
    before = checker.tree()
    checker.fix("ML201", allowed=allowed)
    after = checker.tree()
    assert {path: data for path, data in after.items() if path != "Dockerfile"} == {
        path: data for path, data in before.items() if path != "Dockerfile"
    }
    text = after["Dockerfile"].decode()
    checker.fix("ML201", allowed=allowed)
    assert checker.tree()["Dockerfile"].decode() == text
    return "\n".join(text.splitlines()[1:])


SAFE_FIXES = {
    "relative": (
        ["WORKDIR /app", "COPY . .", "RUN pip install -r requirements.txt"],
        ["WORKDIR /app", "COPY requirements.txt .", "RUN pip install -r requirements.txt", "COPY . ."],
    ),
    "with a slash": (
        ["WORKDIR /app", "COPY . ./", "RUN pip install -r requirements.txt"],
        ["WORKDIR /app", "COPY requirements.txt ./", "RUN pip install -r requirements.txt", "COPY . ./"],
    ),
    "flags are repeated": (
        ["COPY --link --chown=1000:1000 --chmod=755 . /app", "RUN pip install -r /app/requirements.txt"],
        [
            "COPY --link --chown=1000:1000 --chmod=755 requirements.txt /app/requirements.txt",
            "RUN pip install -r /app/requirements.txt",
            "COPY --link --chown=1000:1000 --chmod=755 . /app",
        ],
    ),
    "lower case": (
        ["copy . /app", "run pip install -r /app/requirements.txt"],
        ["copy requirements.txt /app/requirements.txt", "run pip install -r /app/requirements.txt", "copy . /app"],
    ),
    "nested files": (
        ["WORKDIR /app", "COPY . .", "RUN pip install -r requirements/dev.txt -c bounds.txt"],
        [
            "WORKDIR /app",
            "COPY bounds.txt .",
            "COPY requirements/dev.txt requirements/base.txt requirements/",
            "RUN pip install -r requirements/dev.txt -c bounds.txt",
            "COPY . .",
        ],
    ),
    "nested files in an absolute folder": (
        ["COPY . /app", "RUN pip install -r /app/requirements/dev.txt"],
        [
            "COPY requirements/dev.txt requirements/base.txt /app/requirements/",
            "RUN pip install -r /app/requirements/dev.txt",
            "COPY . /app",
        ],
    ),
    "a folder of the project": (
        ["COPY service /app", "RUN pip install -r /app/requirements.txt"],
        [
            "COPY service/requirements.txt /app/requirements.txt",
            "RUN pip install -r /app/requirements.txt",
            "COPY service /app",
        ],
    ),
    "comments stay with their instructions": (
        [
            "# the source",
            "# of the service",
            "COPY . /app",
            "",
            "# its needs",
            "RUN pip install -r /app/requirements.txt",
            "",
            "CMD x",
        ],
        [
            "COPY requirements.txt /app/requirements.txt",
            "# its needs",
            "RUN pip install -r /app/requirements.txt",
            "",
            "# the source",
            "# of the service",
            "COPY . /app",
            "",
            "CMD x",
        ],
    ),
    "mounts and continuations": (
        [
            "COPY . /app",
            "RUN --mount=type=cache,target=/root/.cache/pip \\",
            "    # 캐시",
            "    pip install --upgrade pip && \\",
            "    pip install \\",
            "      -r /app/requirements.txt",
            "CMD x",
        ],
        [
            "COPY requirements.txt /app/requirements.txt",
            "RUN --mount=type=cache,target=/root/.cache/pip \\",
            "    # 캐시",
            "    pip install --upgrade pip && \\",
            "    pip install \\",
            "      -r /app/requirements.txt",
            "COPY . /app",
            "CMD x",
        ],
    ),
    "a heredoc": (
        ["COPY . /app", "RUN <<EOF", "set -e", "pip install -r /app/requirements.txt", "EOF", "CMD x"],
        [
            "COPY requirements.txt /app/requirements.txt",
            "RUN <<EOF",
            "set -e",
            "pip install -r /app/requirements.txt",
            "EOF",
            "COPY . /app",
            "CMD x",
        ],
    ),
    "what stands between is passed": (
        [
            "ARG D=/app",
            "COPY . $D",
            "ENV A=b",
            "LABEL c=d",
            "USER 1000",
            "RUN apt-get update && apt-get install -y gcc && rm -rf /var/lib/apt/lists/*",
            "RUN cd /app && pip install -r requirements.txt && rm -rf /tmp/* && pip cache purge",
            "CMD x",
        ],
        [
            "ARG D=/app",
            "ENV A=b",
            "LABEL c=d",
            "USER 1000",
            "RUN apt-get update && apt-get install -y gcc && rm -rf /var/lib/apt/lists/*",
            "COPY requirements.txt $D/requirements.txt",
            "RUN cd /app && pip install -r requirements.txt && rm -rf /tmp/* && pip cache purge",
            "COPY . $D",
            "CMD x",
        ],
    ),
    "WORKDIR would make the folder": (
        ["USER 1000", "COPY . /app", "WORKDIR /app", "RUN pip install -r requirements.txt", "CMD x"],
        [
            "USER 1000",
            "COPY requirements.txt /app/requirements.txt",
            "WORKDIR /app",
            "RUN pip install -r requirements.txt",
            "COPY . /app",
            "CMD x",
        ],
    ),
    "several installations": (
        [
            "WORKDIR /app",
            "COPY . .",
            "RUN pip install -r requirements.txt",
            "RUN pip install -r bounds.txt",
            "RUN python app.py",
        ],
        [
            "WORKDIR /app",
            "COPY requirements.txt .",
            "RUN pip install -r requirements.txt",
            "COPY bounds.txt .",
            "RUN pip install -r bounds.txt",
            "COPY . .",
            "RUN python app.py",
        ],
    ),
    "what is there already is not copied again": (
        ["WORKDIR /app", "COPY requirements.txt .", "COPY . .", "RUN pip install -r requirements.txt"],
        ["WORKDIR /app", "COPY requirements.txt .", "RUN pip install -r requirements.txt", "COPY . ."],
    ),
    "several copies of source stay in order": (
        [
            "WORKDIR /app",
            "COPY service service",
            "COPY app.py ./",
            "COPY src src",
            "COPY requirements.txt ./",
            "RUN pip install -r requirements.txt",
        ],
        [
            "WORKDIR /app",
            "COPY requirements.txt ./",
            "RUN pip install -r requirements.txt",
            "COPY service service",
            "COPY app.py ./",
            "COPY src src",
        ],
    ),
    "a manifest that has a name of its own": (
        ["WORKDIR /app", "COPY requirements.txt app.py ./", "RUN pip install -r requirements.txt"],
        [
            "WORKDIR /app",
            "COPY requirements.txt ./",
            "RUN pip install -r requirements.txt",
            "COPY requirements.txt app.py ./",
        ],
    ),
    "a name with a blank": (
        ["WORKDIR /app", "COPY . .", "RUN pip install -r 'my reqs.txt'"],
        ["WORKDIR /app", 'COPY ["my reqs.txt", "."]', "RUN pip install -r 'my reqs.txt'", "COPY . ."],
    ),
    "settings of uv go along": (
        ["WORKDIR /app", "COPY service/ .", "RUN uv pip install --system -r requirements.txt"],
        [
            "WORKDIR /app",
            "COPY service/requirements.txt service/uv.toml ./",
            "RUN uv pip install --system -r requirements.txt",
            "COPY service/ .",
        ],
    ),
}


@pytest.mark.parametrize("name", SAFE_FIXES)
def test_safe_fixes(lay: Lay, name: str) -> None:
    before, after = SAFE_FIXES[name]
    files = {
        **SOURCE,
        "bounds.txt": "numpy<2\n",
        "my reqs.txt": "six\n",
        "requirements/base.txt": "six\n",
        "requirements/dev.txt": "-r base.txt\n",
        "service/requirements.txt": "six\n",
        "service/uv.toml": "",
        "service/app.py": "",
        "src/app.py": "",
    }
    assert fixed(lay, before, files, Applicability.SAFE).splitlines() == after


@pytest.mark.parametrize(
    ("run", "files"),
    [
        ("npm ci", NODE),
        ("npm ci --omit=dev && npm cache clean --force", NODE),
        ("uv sync --locked --no-dev", UV),
        ("uv sync --frozen --no-install-project", PACKAGED_UV),
        ("poetry install --no-root --only main", POETRY),
        ("pdm sync --no-self", {**UV, "pdm.lock": ""}),
        ("pipenv sync --system", {"Pipfile": "[packages]\nsix = '*'\n", "Pipfile.lock": "{}", "app.py": ""}),
        ("conda env update -n base -f environment.yml", {"environment.yml": "dependencies:\n  - six\n", "app.py": ""}),
    ],
)
def test_safe_fixes_of_other_tools(lay: Lay, run: str, files: Mapping[str, str]) -> None:
    lines = ["WORKDIR /app", "COPY . .", f"RUN {run}"]
    after = fixed(lay, lines, files, Applicability.SAFE).splitlines()
    assert after[2:] == [f"RUN {run}", "COPY . ."]
    copied = after[1].split()[1:-1]
    assert after[1] == f"COPY {' '.join(copied)} {'./' if len(copied) > 1 else '.'}"
    assert set(copied) == set(files) - {"app.py", "index.js"} - ({"uv.lock"} if "pdm" in run else set())


UNSAFE_FIXES = {
    "npm install writes the lock file": ("npm install", NODE),
    "yarn": ("yarn install", NODE),
    "scripts of the project": ("npm ci", {**NODE, "package.json": '{"scripts": {"prepare": "x"}}'}),
    "a native module": ("npm ci", {**NODE, "binding.gyp": ""}),
    "modules of the working directory": ("npm ci", {**NODE, "node_modules/a/index.js": ""}),
    "no lock file": (
        "poetry install --no-root",
        {name: text for name, text in POETRY.items() if name != "poetry.lock"},
    ),
    "a lock file that may change": ("uv sync --no-install-project", PACKAGED_UV),
    "an environment of the working directory": ("pip install -r requirements.txt", {**SOURCE, ".venv/pyvenv.cfg": ""}),
    "cloned beside the source": (
        "pip install -r requirements.txt",
        {**SOURCE, "requirements.txt": "-e git+https://example.org/x.git#egg=x\n"},
    ),
}


@pytest.mark.parametrize("name", UNSAFE_FIXES)
def test_unsafe_fixes(lay: Lay, name: str) -> None:
    run, files = UNSAFE_FIXES[name]
    lines = ["WORKDIR /app", "COPY . .", f"RUN {run}"]
    assert fixed(lay, lines, files, Applicability.SAFE).splitlines() == lines
    after = fixed(lay, lines, files, Applicability.UNSAFE).splitlines()
    assert after[2:] == [f"RUN {run}", "COPY . ."]


NO_FIX = {
    "another command": ["COPY . /app", "RUN pip install -r /app/requirements.txt && python /app/app.py"],
    "a script between": ["COPY . /app", "RUN /app/app.py", "RUN pip install -r /app/requirements.txt"],
    "a condition": ["COPY . /app", 'RUN if [ "$A" ]; then pip install -r /app/requirements.txt; fi'],
    "an alternative": ["COPY . /app", "RUN pip install -r /app/requirements.txt || true"],
    "a pipeline": ["COPY . /app", "RUN pip install -r /app/requirements.txt | tee /tmp/log"],
    "a file that is written": ["COPY . /app", "RUN pip install -r /app/requirements.txt > /app/log"],
    "an unknown argument": ["COPY . /app", "RUN pip install -r /app/requirements.txt $OPTIONS"],
    "wheels of the project": ["COPY . /app", "RUN pip install -f /app/wheels -r /app/requirements.txt"],
    "wheels in a variable": [
        "ENV PIP_FIND_LINKS=/app/wheels",
        "COPY . /app",
        "RUN pip install -r /app/requirements.txt",
    ],
    "the whole context in a mount": [
        "COPY . /app",
        "RUN --mount=type=bind,target=/src pip install -r /app/requirements.txt",
    ],
    "the root": ["COPY . /", "RUN pip install -r /requirements.txt"],
    "the home": ["COPY . /root", "RUN pip install -r /root/requirements.txt"],
    "the system": ["COPY . /usr", "RUN pip install -r /usr/requirements.txt"],
    "another working directory": [
        "WORKDIR /a",
        "COPY . app",
        "WORKDIR /",
        "RUN pip install -r /a/app/requirements.txt",
    ],
    "a variable of the COPY": ["ARG D=/app", "COPY . $D", "ARG D=/x", "RUN pip install -r /app/requirements.txt"],
    "a variable of ENV": ["ENV D=/app", "COPY . $D", "ENV D=/x", "RUN pip install -r /app/requirements.txt"],
    "a volume": ["COPY . /app", "VOLUME /app", "RUN pip install -r /app/requirements.txt"],
    "another file over it": ["COPY . /app", "COPY other.cfg /app/app.py", "RUN pip install -r /app/requirements.txt"],
    "a folder over it": ["COPY . /app", "COPY data /app/src", "RUN pip install -r /app/requirements.txt"],
    "a file of another stage over it": [
        "COPY . /app",
        "COPY --from=x/y /z /app/z",
        "RUN pip install -r /app/bounds.txt",
    ],
    "parents": ["COPY --parents . /app", "RUN pip install -r /app/requirements.txt"],
    "nowhere to go": ["COPY . /app", "RUN cd /app/src && pip install -r /app/requirements.txt"],
    "removes the source": ["COPY . /app", "RUN pip install -r /app/requirements.txt && rm /app/app.py"],
    "removes all": ["COPY . /app", "RUN pip install -r /app/requirements.txt && rm -rf /*"],
    "a file of the project": ["COPY . /app", "RUN pip install -r /app/lost.txt"],
    "a strange name": ["COPY . /app", "RUN pip install -r '/app/a$b.txt'"],
}


@pytest.mark.parametrize("name", NO_FIX)
def test_no_fix(lay: Lay, name: str) -> None:
    files = {
        **SOURCE,
        "src/app.py": "",
        "other.cfg": "",
        "data/x.csv": "",
        "bounds.txt": "six\n",
        "lost.txt": "-r nowhere.txt\n",
        "a$b.txt": "six\n",
    }
    lines = NO_FIX[name]
    checker = lay(tree(*lines, files=files))
    assert [one.code for one in checker.run("ML201").diagnostics] == ["ML201"]
    assert fixed(lay, lines, files, Applicability.UNSAFE).splitlines() == lines


def test_a_link_is_not_copied_by_its_name(lay: Lay, tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("six\n")
    (tmp_path / "requirements.txt").symlink_to("real.txt")
    (one,) = (
        lay(tree("COPY . /app", "RUN pip install -r /app/requirements.txt", files={"app.py": ""}))
        .run("ML201")
        .diagnostics
    )
    assert one.fix is None


def test_line_endings_and_mode_stay(lay: Lay, tmp_path: Path) -> None:
    text = (
        "\ufeffFROM python:3.12-slim\r\n\r\n# 소스\r\nCOPY . /app\r\n\r\n\r\nRUN pip install -r /app/requirements.txt"
    )
    checker = lay({**SOURCE, "Dockerfile": text})
    os.chmod(tmp_path / "Dockerfile", 0o640)
    assert checker.fix("ML201") == []
    assert checker.tree()["Dockerfile"].decode() == (
        "\ufeffFROM python:3.12-slim\r\n\r\nCOPY requirements.txt /app/requirements.txt\r\n"
        "RUN pip install -r /app/requirements.txt\r\n\r\n\r\n# 소스\r\nCOPY . /app"
    )
    assert (tmp_path / "Dockerfile").stat().st_mode & 0o777 == 0o640


def test_indented_instructions(lay: Lay) -> None:
    checker = lay(
        {**SOURCE, "Dockerfile": "FROM python:3.12\n  COPY . /app\n\tRUN pip install -r /app/requirements.txt\n"}
    )
    checker.fix("ML201")
    assert checker.tree()["Dockerfile"].decode() == (
        "FROM python:3.12\n  COPY requirements.txt /app/requirements.txt\n\tRUN pip install -r /app/requirements.txt\n"
        "  COPY . /app\n"
    )


def test_a_comment_inside_the_instruction_above_is_not_taken(lay: Lay) -> None:
    text = "FROM python:3.12\nRUN true \\\n# inside\nCOPY . /app\nRUN pip install -r /app/requirements.txt\n"
    checker = lay({**SOURCE, "Dockerfile": text})
    checker.fix("ML201")
    assert checker.tree()["Dockerfile"].decode() == text


def test_an_inline_dockerfile(lay: Lay) -> None:
    checker = lay(
        {
            **SOURCE,
            "compose.yaml": """
            services:
              api:
                build:
                  context: .
                  dockerfile_inline: |
                    FROM python:3.12-slim
                    # source
                    COPY . /app

                    RUN pip install -r /app/requirements.txt
                    CMD ["python", "/app/app.py"]
                ports: ["8000:8000"]
            """,
        }
    )
    assert checker.fix("ML201") == []
    assert checker.tree()["compose.yaml"].decode().splitlines()[5:12] == [
        "        FROM python:3.12-slim",
        "        COPY requirements.txt /app/requirements.txt",
        "        RUN pip install -r /app/requirements.txt",
        "",
        "        # source",
        "        COPY . /app",
        '        CMD ["python", "/app/app.py"]',
    ]


@pytest.mark.parametrize(("files", "expected"), [(SOURCE, ["."]), ({"requirements.txt": "six\n"}, [])])
def test_the_context_of_compose_counts(words: Words, files: Mapping[str, str], expected: list[str]) -> None:
    project = {
        "compose.yaml": "services:\n  a:\n    build:\n      context: .\n      dockerfile: docker/Dockerfile\n",
        "docker/Dockerfile": "FROM python:3.12\nCOPY . /app\nRUN pip install -r /app/requirements.txt\n",
        **files,
    }
    assert words(project, "ML201") == expected


def test_one_copy_after_the_other(lay: Lay) -> None:
    lines = ["COPY . /app", "COPY other.py /app/app.py", "RUN pip install -r /app/requirements.txt"]
    after = fixed(lay, lines, {**SOURCE, "other.py": ""}, Applicability.SAFE)
    assert after.splitlines() == [
        "COPY requirements.txt /app/requirements.txt",
        "RUN pip install -r /app/requirements.txt",
        "COPY . /app",
        "COPY other.py /app/app.py",
    ]


HEAVY = {**SOURCE, "heavy.txt": "torch==2.4.0\n", "setup.py": "from setuptools import setup\nsetup(name='a')\n"}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # What takes long is installed below the source all the same.
        (["RUN pip install -r requirements.txt", "RUN pip install torch"], []),
        (["RUN pip install torch torchvision", "RUN pip install -r requirements.txt"], []),
        (["RUN pip install -r requirements.txt", "RUN pip install -r heavy.txt -e ."], []),
        # It is moved with it, or by the next finding, or stands above.
        (["RUN pip install -r requirements.txt && pip install torch"], ["."]),
        (["RUN pip install -r requirements.txt", "RUN pip install -r heavy.txt"], ["."]),
        (["RUN pip install -r heavy.txt", "RUN pip install torch"], ["."]),
        (["RUN pip install -r requirements.txt", "RUN pip install six"], ["."]),
    ],
)
def test_heavier_packages_below_the_source(words: Words, lines: list[str], expected: list[str]) -> None:
    assert words(tree("WORKDIR /app", "COPY . .", *lines, files=HEAVY), "ML201") == expected


def test_heavier_packages_above_the_source(words: Words) -> None:
    lines = ["WORKDIR /app", "RUN pip install torch", "COPY . .", "RUN pip install -r requirements.txt"]
    assert words(tree(*lines), "ML201") == ["."]
