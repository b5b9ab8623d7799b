"""DC120: a bind mount that hides what the build has made. Only the compose file and the Dockerfile together show it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability, Diagnostic

Words = Callable[..., list[str]]
Findings = Callable[..., list[Diagnostic]]
Tree = dict[str, str]

NODE = """FROM node:22-slim
WORKDIR /app
COPY package.json ./
RUN npm install
COPY . .
CMD ["npm", "start"]
"""
UV = """FROM python:3.12-slim
WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN uv sync --locked
COPY . .
ENV PATH="/app/.venv/bin:$PATH"
CMD ["uvicorn", "main:app"]
"""


def project(dockerfile: str, volumes: str = "[.:/app]", keys: str = "", **files: str) -> Tree:
    text = f"services:\n  web:\n    build: .\n    volumes: {volumes}\n    {keys}\n"
    return {"compose.yaml": text, "Dockerfile": dockerfile, "package.json": "{}", **files}


def test_both_places_are_named(findings: Findings) -> None:
    (one,) = findings(project(NODE), "DC120")
    assert one.source.slice(one.span) == ".:/app"
    assert "`/app/node_modules`, which the build makes with `npm install`" in one.message
    (related,) = one.related
    assert related.source.path.endswith("Dockerfile")
    assert related.source.slice(related.span) == "npm install"


@pytest.mark.parametrize(
    ("dockerfile", "volumes"),
    [
        (NODE, "[./:/app/]"),
        (NODE, "[{type: bind, source: ., target: /app}]"),
        (NODE.replace("npm install", "npm ci"), "[.:/app]"),
        (NODE.replace("npm install", "yarn install --frozen-lockfile"), "[.:/app]"),
        (NODE.replace("RUN npm", "RUN cd /app && npm"), "[.:/app]"),
        (UV, "[.:/app]"),
        (UV.replace("uv sync --locked", "python -m venv /app/venv").replace(".venv", "venv"), "[.:/app]"),
        (UV.replace("uv sync --locked", "python -m venv .venv"), "[.:/app]"),
        (UV.replace("uv sync --locked", "virtualenv .venv"), "[.:/app]"),
        (UV.replace("uv sync --locked", "uv venv && uv pip install flask"), "[.:/app]"),
        (
            UV.replace('ENV PATH="/app/.venv/bin:$PATH"\n', "").replace('"uvicorn', '"/app/.venv/bin/uvicorn'),
            "[.:/app]",
        ),
        (
            "FROM python:3.12 AS deps\nWORKDIR /app\nRUN uv sync\nFROM python:3.12-slim\n"
            'COPY --from=deps /app/.venv /app/.venv\nENV PATH="/app/.venv/bin:$PATH"\nCMD ["uvicorn", "main:app"]\n',
            "[.:/app]",
        ),
        (
            "FROM node:22 AS web\nWORKDIR /src\nRUN npm run build\nFROM nginx:1.27\n"
            'COPY --from=web /src/dist /usr/share/nginx/html\nCMD ["nginx", "-g", "daemon off;"]\n',
            "[./html:/usr/share/nginx/html]",
        ),
        (
            "FROM python:3.12-slim\nWORKDIR /app\n"
            "RUN hf download Qwen/Qwen3-0.6B --local-dir /app/models/qwen\nCMD python serve.py\n",
            "[./models:/app/models]",
        ),
    ],
)
def test_found(words: Words, dockerfile: str, volumes: str) -> None:
    assert len(words(project(dockerfile, volumes), "DC120")) == 1


@pytest.mark.parametrize(
    "tree",
    [
        pytest.param(project(NODE, "[.:/app, /app/node_modules]"), id="a volume without a name over the packages"),
        pytest.param(project(NODE, "[.:/app, 'modules:/app/node_modules']"), id="a named volume over the packages"),
        pytest.param(project(NODE, "[.:/app, './node_modules:/app/node_modules']", "", **{"node_modules/x": ""})),
        pytest.param(project(NODE, keys="tmpfs: /app/node_modules"), id="a tmpfs over the packages"),
        pytest.param(project(UV, "[.:/app, /app/.venv]"), id="a volume without a name over the environment"),
        pytest.param(project(NODE, "['./src:/app/src']"), id="only the code is mounted"),
        pytest.param(project(NODE, "['data:/app']"), id="a named volume takes over what is in the image"),
        pytest.param(project(NODE, "['${SOURCE}:/app']"), id="a folder that is not known"),
        pytest.param(project(NODE, "['.:${TARGET}']"), id="a place that is not known"),
        pytest.param(project(NODE, "[.:/app, '${EXTRA}']"), id="another mount that is not known"),
        pytest.param(project(NODE, "['/srv/app:/app']"), id="a folder of the machine"),
        pytest.param(project(NODE, **{"node_modules/express/index.js": ""}), id="the folder of the host has it too"),
        pytest.param(project(UV, **{".venv/bin/python": ""}), id="the environment is on the host too"),
        pytest.param(
            project(NODE, keys="command: sh -c 'npm install && npm start'"), id="it is installed at each start"
        ),
        pytest.param(project(NODE, keys="command: ./start.sh"), id="a script of the project is run"),
        pytest.param(project(NODE, keys="entrypoint: ['make', 'run']"), id="a target of a Makefile is run"),
        pytest.param(project(NODE, keys="command: sleep infinity"), id="somebody works in the container"),
        pytest.param(project(NODE, keys="command: bash"), id="a shell"),
        pytest.param(project(UV, keys="command: uv run fastapi dev"), id="uv makes the environment again"),
        pytest.param(
            project(UV.replace('ENV PATH="/app/.venv/bin:$PATH"\n', "")), id="an environment that nobody uses"
        ),
        pytest.param(
            project(NODE, keys="develop: {watch: [{action: sync, path: ., target: /app}]}"), id="files are watched"
        ),
        pytest.param(
            project(UV.replace("uv sync --locked", "pip install -e .").replace("/.venv", "")), id="an editable install"
        ),
        pytest.param(
            project(
                "FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\nCMD python m.py\n"
            ),
            id="packages that lie elsewhere",
        ),
        pytest.param(
            {
                "compose.yaml": "services:\n  web:\n    build: {context: ., dockerfile: Dockerfile.dev}\n"
                "    volumes: [.:/app]\n",
                "Dockerfile.dev": NODE,
            },
            id="an image for development",
        ),
        pytest.param(
            project(NODE.replace("RUN npm install", "RUN npm install --global serve")),
            id="packages for the whole image",
        ),
        pytest.param(
            project(NODE.replace("WORKDIR /app", "WORKDIR $HOME_OF_APP")), id="a working directory that is not known"
        ),
        pytest.param(
            {
                "compose.yaml": "services:\n  web:\n    build: {context: ., target: base}\n    volumes: [.:/app]\n",
                "Dockerfile": NODE.replace("FROM node:22-slim\n", "FROM node:22-slim AS base\n").replace(
                    "COPY package.json", "FROM base\nCOPY package.json"
                ),
            },
            id="a target before the installation",
        ),
        pytest.param(
            {"compose.yaml": "services:\n  web:\n    image: node:22\n    volumes: [.:/app]\n", "Dockerfile": NODE},
            id="the image is not built",
        ),
    ],
)
def test_silent(words: Words, tree: Tree) -> None:
    assert words(tree, "DC120") == []


@pytest.mark.parametrize("name", ["compose.yaml", "Dockerfile"])
def test_neither_file_shows_it_alone(words: Words, name: str) -> None:
    assert words({name: project(NODE)[name]}, "DC120") == []


def test_a_folder_with_a_placeholder_hides_too(words: Words) -> None:
    dockerfile = (
        "FROM python:3.12-slim\nRUN hf download Qwen/Qwen3-0.6B --local-dir /models\nCMD python /app/serve.py\n"
    )
    assert words(project(dockerfile, "['./models:/models']", **{"models/.gitkeep": ""}), "DC120") == [
        "'./models:/models'"
    ]


def test_silent_where_the_folder_has_models(words: Words) -> None:
    dockerfile = (
        "FROM python:3.12-slim\nRUN hf download Qwen/Qwen3-0.6B --local-dir /models\nCMD python /app/serve.py\n"
    )
    assert words(project(dockerfile, "['./models:/models']", **{"models/a.gguf": "x"}), "DC120") == []


@pytest.mark.parametrize(
    ("volumes", "expected"),
    [
        ("[.:/app]", "[.:/app, /app/node_modules]"),
        ("\n      - .:/app  # code", "\n      - .:/app  # code\n      - /app/node_modules"),
    ],
)
def test_fix(lay: Callable[..., Any], volumes: str, expected: str) -> None:
    checker = lay(project(NODE, volumes))
    assert len(checker.fix("DC120")) == 1
    assert checker.fix("DC120", allowed=Applicability.UNSAFE) == []
    assert (checker.folder / "compose.yaml").read_text() == project(NODE, expected)["compose.yaml"]
