from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability, Diagnostic, Severity

Words = Callable[..., list[str]]
Findings = Callable[..., list[Diagnostic]]
Lay = Callable[..., Any]


def dockerfile(*lines: str, base: str = "python:3.12-slim") -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["RUN pip install torch"], ["pip install"]),
        (["RUN python3 -m pip install -q -r requirements.txt"], ["python3 -m pip install"]),
        (["RUN pip3 -q install torch"], ["pip3 -q install"]),
        (["RUN pip download -d /wheels -r requirements.txt"], ["pip download"]),
        (["ENV UV_LINK_MODE=copy", "RUN uv pip install --system torch"], ["uv pip install"]),
        (["ENV UV_LINK_MODE=copy", "RUN uv sync --locked"], ["uv sync"]),
        (["RUN poetry install"], ["poetry install"]),
        (["RUN pipenv install --system --deploy"], ["pipenv install"]),
        (["RUN npm ci"], ["npm ci"]),
        # One finding a RUN and a tool, at the first that leaves something.
        (["RUN pip install --no-cache-dir torch && pip install pandas && pip install scipy"], ["pip install"]),
        (
            ["ENV UV_LINK_MODE=copy", "RUN pip install torch && uv pip install pandas && npm install"],
            ["pip install", "uv pip install", "npm install"],
        ),
        (["RUN npm install -g a b c"], ["npm install"]),
        (["RUN pip install -U pip wheel && pip install torch"], ["pip install"]),
        (["RUN pip install torch", "RUN pip install pandas"], ["pip install"] * 2),
        # What a later layer removes, or a mount for another tool, does not help.
        (["RUN pip install torch", "RUN rm -rf /root/.cache"], ["pip install"]),
        (["RUN rm -rf ~/.cache && pip install torch"], ["pip install"]),
        (["RUN --mount=type=cache,target=/var/cache/apt pip install torch"], ["pip install"]),
        (
            [
                "ENV UV_LINK_MODE=copy",
                "RUN --mount=type=cache,target=/root/.cache/pip uv pip install torch && ./b.sh",
            ],
            ["uv pip install"],
        ),
        (["RUN pip install torch && apt-get clean && rm -rf /var/lib/apt/lists/*"], ["pip install"]),
        (["RUN pip install torch && conda clean -afy"], ["pip install"]),
        (["RUN <<EOF", "pip install torch", "EOF"], ["pip install"]),
        (['RUN bash -c "pip install torch"'], ["pip install"]),
        (['RUN ["pip", "install", "torch"]'], ['pip", "install']),
        (["RUN useradd -m app", "USER app", "RUN pip install --user torch"], ["pip install"]),
        (["RUN if true; then pip install torch; fi"], ["pip install"]),
    ],
)
def test_a_cache_that_is_left(words: Words, lines: list[str], expected: list[str]) -> None:
    assert words(dockerfile(*lines), "ML220") == expected


@pytest.mark.parametrize(
    "lines",
    [
        ["RUN pip install --no-cache-dir torch"],
        ["RUN pip install --no-cache torch && pip --no-cache-dir install pandas"],
        ["ENV PIP_NO_CACHE_DIR=1", "RUN pip install torch"],
        ["ENV PIP_NO_CACHE_DIR=off", "RUN pip install torch"],
        ["ARG PIP_NO_CACHE_DIR=1", "RUN pip install torch"],
        ["RUN export PIP_NO_CACHE_DIR=1 && pip install torch"],
        ["RUN PIP_NO_CACHE_DIR=1 pip install torch"],
        ["ENV UV_NO_CACHE=1", "RUN uv sync"],
        ["RUN uv sync --no-cache"],
        ["RUN uv pip install --no-cache-dir torch"],
        ["RUN --mount=type=cache,target=/root/.cache/pip pip install torch"],
        ["RUN --mount=type=cache,target=/root/.cache pip install torch && uv sync"],
        ["RUN --mount=type=cache,target=/root/.cache/uv uv sync"],
        ["RUN --mount=type=cache,target=/root/.npm npm ci"],
        ["RUN --mount=type=tmpfs,target=/root/.cache pip install torch"],
        ["ENV UV_CACHE_DIR=/c", "RUN --mount=type=cache,target=/c uv sync"],
        ["ENV POETRY_CACHE_DIR=/tmp/p", "RUN --mount=type=cache,target=$POETRY_CACHE_DIR poetry install"],
        ["ENV POETRY_CACHE_DIR=/tmp/p", "RUN poetry install && rm -rf $POETRY_CACHE_DIR"],
        ["RUN pip install torch && rm -rf /root/.cache"],
        ["RUN pip install torch && rm -rf ~/.cache/*"],
        ["RUN pip install torch; pip cache purge"],
        ["RUN uv sync && uv cache clean"],
        ["RUN npm ci && npm cache clean --force"],
        ["RUN pip install torch && find /root/.cache -type f -delete"],
        ['RUN pip install torch && rm -rf "$(pip cache dir)"'],
        ["RUN pip install torch && ./cleanup.sh"],
        # Nothing is fetched, or nothing is known to be.
        ["RUN pip install --no-deps -e ."],
        ["RUN pip install --no-index --find-links=/wheels -r requirements.txt"],
        ["RUN pip install /wheels/*.whl"],
        ["RUN pip uninstall -y a", "RUN pip list && pip config list"],
        ["RUN uv venv && uv python install 3.12 && uv cache dir"],
        ["ARG PACKAGES", "RUN pip install $PACKAGES"],
        # The tool may keep no cache: its settings, its user.
        ["RUN pip config set global.no-cache-dir true", "RUN pip install torch"],
        ["COPY pip.conf /etc/pip.conf", "RUN pip install torch"],
        ["USER 1000", "RUN pip install --user torch"],
        ["RUN useradd app", "USER app", "RUN pip install torch"],
        ["USER app", "RUN pip install torch"],
        # What is installed are links into the cache.
        ["ENV UV_LINK_MODE=symlink", "RUN uv sync"],
        # conda has a rule of its own, and apt's lists are no downloads.
        ["RUN conda install -y a", "RUN apt-get update && apt-get install -y a"],
        ["RUN echo pip install torch"],
        ['CMD ["sh", "-c", "pip install torch"]'],
    ],
)
def test_no_cache_is_left(words: Words, lines: list[str]) -> None:
    assert words(dockerfile(*lines), "ML220") == []


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("python:3.12-alpine", 1),
        ("python:3.6", 1),
        ("ubuntu:22.04", 1),
        ("nvidia/cuda:12.4.1-devel-ubuntu22.04", 1),
        ("pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime", 1),
        ("continuumio/miniconda3", 1),
        # May have turned the cache off: UV_NO_CACHE, PIP_NO_CACHE_DIR.
        ("dustynv/pytorch:2.6-r36.4.0", 0),
        ("nvcr.io/nvidia/pytorch:25.01-py3", 0),
        # Has a pip that keeps no cache and knows no option against it.
        ("ubuntu:14.04", 0),
    ],
)
def test_what_the_base_image_may_set(findings: Findings, base: str, expected: int) -> None:
    assert len(findings(dockerfile("RUN pip install scikit-image", base=base), "ML220")) == expected


def test_a_base_image_that_is_an_argument_is_not_known(words: Words) -> None:
    text = "ARG BASE_IMAGE\nFROM ${BASE_IMAGE}\nRUN uv pip install torch\nRUN pip install pandas\n"
    assert words({"Dockerfile": text}, "ML220") == []
    assert words({"Dockerfile": "ARG BASE_IMAGE=python:3.12\n" + text.partition("\n")[2]}, "ML220") != []


STAGES = {
    "left behind": ("RUN pip install --prefix=/i torch\nFROM python:3.12\nCOPY --from=b /i /usr/local\n", []),
    "the final stage too": (
        "RUN pip install torch\nFROM python:3.12\nCOPY --from=b /i /usr/local\nRUN python -m pip install pandas\n",
        ["python -m pip install"],
    ),
    "copied along": ("RUN pip install --user torch\nFROM python:3.12\nCOPY --from=b /root /root\n", ["pip install"]),
    "the packages are copied": ("RUN pip install --user torch\nFROM python:3.12\nCOPY --from=b /root/.local /l\n", []),
    "removed and copied": (
        "RUN pip install --user torch\nRUN rm -rf /root/.cache\nFROM python:3.12\nCOPY --from=b /root /root\n",
        [],
    ),
    "a parent of the final one": (
        "RUN pip install torch\nFROM b\nRUN pip install --no-cache-dir scipy\n",
        ["pip install"],
    ),
    "a target of its own": ("RUN pip install torch\nFROM python:3.12 AS c\n", ["pip install"]),
    "mounted": ("RUN pip wheel -w /w a\nFROM python:3.12\nRUN --mount=from=b,source=/w,target=/w ls /w\n", []),
}


@pytest.mark.parametrize("name", STAGES)
def test_stages(words: Words, name: str) -> None:
    text, expected = STAGES[name]
    assert words({"Dockerfile": f"FROM python:3.12 AS b\n{text}"}, "ML220") == expected


def test_the_stage_that_a_service_builds(words: Words) -> None:
    tree = {
        "Dockerfile": "FROM python:3.12 AS train\nRUN pip install torch\nFROM python:3.12\nCOPY --from=train /x /x\n",
        "compose.yaml": "services:\n  train:\n    build:\n      context: .\n      target: train\n",
    }
    assert words(tree, "ML220") == ["pip install"]
    tree["compose.yaml"] = tree["compose.yaml"].replace("      target: train\n", "")
    assert words(tree, "ML220") == []


def test_the_one_run_that_forgot(findings: Findings) -> None:
    lines = ["RUN --mount=type=cache,target=/root/.cache/pip pip install torch", "RUN pip install pandas"]
    (one,) = findings(dockerfile(*lines), "ML220")
    assert one.message == "pip leaves its cache in the layer, in `/root/.cache/pip`; line 2 keeps it out"
    (related,) = one.related
    assert related.source.position(related.span.start) == (2, 48)
    (one,) = findings(dockerfile("RUN pip install torch", "RUN uv pip install --no-cache pandas"), "ML220")
    assert one.message == "pip leaves its cache in the layer, in `/root/.cache/pip`"
    assert not one.related


def test_poetry_keeps_archives_whatever_it_is_told(findings: Findings) -> None:
    # Neither is the other one told to be a model, nor is a mount offered where the environment may lie.
    (one,) = findings(dockerfile("RUN poetry install", "RUN poetry install --no-cache"), "ML220")
    assert not one.related
    assert one.fix is None
    assert "artifacts" in one.help


def test_a_cache_that_is_copied_along(findings: Findings) -> None:
    text = "FROM python:3.12 AS b\nRUN pip install --user torch\nFROM python:3.12\nCOPY --from=b /root /root\n"
    (one,) = findings({"Dockerfile": text}, "ML220")
    assert one.message == "pip leaves its cache in `/root/.cache/pip`, which is copied into the image"
    assert [related.source.slice(related.span) for related in one.related] == ["COPY --from=b /root /root"]


@pytest.mark.parametrize(
    "lines",
    [
        # The tools of packaging are a few megabytes.
        ["RUN pip install -U pip setuptools wheel"],
        ["RUN pip install poetry==1.8.3"],
        ["RUN pip install pipenv", "RUN pip install build pip-tools virtualenv"],
        ["RUN pip install uv && pip install --no-cache-dir torch"],
        # What the project needs is there.
        ["RUN pip install --no-cache-dir -r requirements.txt", "RUN pip install -e ."],
        # uv installs hard links to its cache, unless it is told to copy.
        ["RUN uv sync"],
        ["RUN uv pip install --system torch"],
        ["ENV UV_LINK_MODE=hardlink", "RUN uv sync"],
        # A program or two.
        ["RUN npm install -g yarn"],
        ["RUN npm install -g @angular/cli http-server"],
        # All that is named is there already.
        ["RUN pip install --no-cache-dir torch numpy", "RUN pip install numpy"],
        ["RUN pip install --no-cache-dir torch==2.8.0", "RUN pip install torch==2.8.0"],
    ],
)
def test_hardly_anything_is_left(words: Words, lines: list[str]) -> None:
    assert words(dockerfile(*lines), "ML220") == []


@pytest.mark.parametrize(
    "lines",
    [
        ["RUN pip install --no-cache-dir torch==2.8.0", "RUN pip install torch==2.7.0"],
        ["RUN pip install --no-cache-dir torch", "RUN pip install -U torch"],
        ["RUN pip install --no-cache-dir torch", "RUN pip install torch numpy"],
        ["RUN pip install --no-cache-dir torch", "RUN pip install --target=/t torch"],
        ["RUN pip2 install --no-cache-dir torch", "RUN pip3 install torch"],
        ["RUN npm install ."],
        ["RUN pip install --no-cache-dir torch", "RUN python -m venv /v && /v/bin/pip install torch"],
    ],
)
def test_something_else_is_there(findings: Findings, lines: list[str]) -> None:
    (one,) = findings(dockerfile(*lines), "ML220")
    assert one.severity is Severity.WARNING


SETUP = "from setuptools import setup\nsetup(name='app', packages=['app']{})\n"
PROJECT = '[build-system]\nrequires = ["{}"]\n[project]\nname = "app"\nversion = "1"\n'


@pytest.mark.parametrize(
    ("files", "line", "expected"),
    [
        ({"setup.py": SETUP.format("")}, "pip install -e .", 0),
        ({"setup.py": SETUP.format(", install_requires=[]")}, "pip install .", 0),
        ({"setup.py": SETUP.format(", install_requires=['torch']")}, "pip install .", 1),
        ({"setup.py": SETUP.format(", install_requires=read()")}, "pip install .", 1),
        ({"setup.py": SETUP.format(", setup_requires=['pbr']")}, "pip install .", 1),
        ({"setup.py": SETUP.format(", **more")}, "pip install .", 1),
        ({"setup.py": SETUP.format("")}, "pip install -e '.[dev]'", 1),
        ({"setup.py": SETUP.format("")}, "pip install -e . torch", 1),
        ({"setup.py": SETUP.format(""), "requirements.txt": "torch\n"}, "pip install -e . -r requirements.txt", 1),
        ({"setup.py": SETUP.format(""), "setup.cfg": "[options]\ninstall_requires =\n  torch\n"}, "pip install .", 1),
        ({"pyproject.toml": PROJECT.format("hatchling")}, "pip install .", 0),
        ({"pyproject.toml": PROJECT.format("torch")}, "pip install .", 1),
        ({"pyproject.toml": PROJECT.format("hatchling") + 'dependencies = ["torch"]\n'}, "pip install .", 1),
        ({"pyproject.toml": PROJECT.format("setuptools") + 'dynamic = ["dependencies"]\n'}, "pip install .", 1),
        ({}, "pip install .", 1),
    ],
)
def test_a_project_that_needs_nothing(words: Words, files: dict[str, str], line: str, expected: int) -> None:
    tree = {**dockerfile("WORKDIR /app", "COPY . .", f"RUN {line}"), **files}
    assert len(words(tree, "ML220")) == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("pip install --no-cache-dir ultralytics", "pip install torch torchvision opencv-python numpy", 0),
        ("pip install --no-cache-dir sentence-transformers", "pip install torch", 0),
        ("pip install --no-cache-dir pandas", "pip install numpy", 0),
        ("pip install --no-cache-dir ultralytics", "pip install scikit-image", 1),
        ("pip install --no-cache-dir ultralytics", "pip install torchvision==0.20.0", 1),
        ("pip install --no-cache-dir --no-deps ultralytics", "pip install torchvision", 1),
        ("pip install --no-cache-dir ultralytics", "pip install -U torchvision", 1),
        ("/v/bin/pip install --no-cache-dir ultralytics", "pip install torchvision", 1),
    ],
)
def test_what_came_along_with_an_earlier_package(words: Words, first: str, second: str, expected: int) -> None:
    assert len(words(dockerfile(f"RUN {first}", f"RUN {second}"), "ML220")) == expected


def test_the_parent_holds_it_already(words: Words) -> None:
    lines = ["RUN pip install --no-cache-dir -r requirements.txt", "FROM a", "RUN pip install -r requirements.txt"]
    tree = {**dockerfile("COPY requirements.txt .", *lines, base="python:3.12 AS a"), "requirements.txt": "torch\n"}
    assert words(tree, "ML220") == []


def test_the_base_image_holds_the_framework_already(words: Words) -> None:
    base = "pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime"
    assert words(dockerfile("RUN pip install torch torchvision", base=base), "ML220") == []
    assert words(dockerfile("RUN pip install 'torch>=2.6'", base=base), "ML220") == []
    assert words(dockerfile("RUN pip install torch==2.6.0", base=base), "ML220") == ["pip install"]
    assert words(dockerfile("RUN pip install torchvision==0.23.1", base=base), "ML220") == ["pip install"]
    assert words(dockerfile("RUN pip install torch timm", base=base), "ML220") == ["pip install"]
    assert words(dockerfile("RUN /v/bin/pip install torch", base=base), "ML220") == ["/v/bin/pip install"]


def test_the_cache_of_uv_that_is_copied_is_no_link(findings: Findings) -> None:
    text = "FROM python:3.12 AS b\nRUN uv sync\nFROM python:3.12\nCOPY --from=b /root /root\n"
    (one,) = findings({"Dockerfile": text}, "ML220")
    assert one.message == "uv leaves its cache in `/root/.cache/uv`, which is copied into the image"


@pytest.mark.parametrize(
    ("files", "expected"),
    [({}, []), ({".yarnrc.yml": "nodeLinker: pnp\n"}, [])],
)
def test_yarn_of_other_images_is_not_known(words: Words, files: dict[str, str], expected: list[str]) -> None:
    assert words({**dockerfile("COPY . .", "RUN yarn install"), **files}, "ML220") == expected


def test_yarn_1(findings: Findings) -> None:
    (one,) = findings(dockerfile("RUN yarn install --frozen-lockfile", base="node:20"), "ML220")
    assert one.message == "yarn leaves its cache in the layer, in `/usr/local/share/.cache/yarn`"
    assert one.fix is None


MOUNT = "--mount=type=cache,target=/root/.cache/pip"
FIXES = {
    "pip": (["RUN pip install torch"], ["RUN pip install --no-cache-dir torch"]),
    "pip download": (["RUN pip download torch"], ["RUN pip download --no-cache-dir torch"]),
    "uv": (
        ["RUN uv pip install --link-mode=copy torch"],
        ["RUN uv pip install --no-cache --link-mode=copy torch"],
    ),
    "uv sync": (["RUN uv sync --link-mode copy"], ["RUN uv sync --no-cache --link-mode copy"]),
    "all of a RUN": (
        [
            "RUN pip install torch && \\",
            "    python -m pip install pandas && \\",
            "    pip install --no-cache-dir scipy",
        ],
        [
            "RUN pip install --no-cache-dir torch && \\",
            "    python -m pip install --no-cache-dir pandas && \\",
            "    pip install --no-cache-dir scipy",
        ],
    ),
    "two tools": (
        ["ENV UV_LINK_MODE=copy", "RUN pip install torch && uv pip install pandas"],
        ["ENV UV_LINK_MODE=copy", "RUN pip install --no-cache-dir torch && uv pip install --no-cache pandas"],
    ),
    "several lines": (
        ["RUN pip \\", "  install \\", "  torch # 한글"],
        ["RUN pip \\", "  install --no-cache-dir \\", "  torch # 한글"],
    ),
    "in a string": (['RUN bash -c "pip install torch"'], ['RUN bash -c "pip install --no-cache-dir torch"']),
    "mounts are used": (
        ["RUN --mount=type=cache,target=/var/cache/apt true", "RUN pip install torch && pip install pandas"],
        ["RUN --mount=type=cache,target=/var/cache/apt true", f"RUN {MOUNT} pip install torch && pip install pandas"],
    ),
    "heredocs are used": (
        ["RUN <<EOF", "pip install torch", "EOF"],
        [f"RUN {MOUNT} <<EOF", "pip install torch", "EOF"],
    ),
    "the exec form": (
        ["RUN --mount=type=cache,target=/x true", 'RUN ["pip", "install", "torch"]'],
        ["RUN --mount=type=cache,target=/x true", f'RUN {MOUNT} ["pip", "install", "torch"]'],
    ),
    "another mount": (
        ["RUN --mount=type=secret,id=x \\", "    pip install torch"],
        [f"RUN {MOUNT} --mount=type=secret,id=x \\", "    pip install torch"],
    ),
    "elsewhere": (
        ["ENV UV_LINK_MODE=copy UV_CACHE_DIR=/c/uv", "RUN --mount=type=secret,id=x uv sync"],
        [
            "ENV UV_LINK_MODE=copy UV_CACHE_DIR=/c/uv",
            "RUN --mount=type=cache,target=/c/uv --mount=type=secret,id=x uv sync",
        ],
    ),
    "npm": (
        ["RUN --mount=type=secret,id=x npm ci"],
        ["RUN --mount=type=cache,target=/root/.npm --mount=type=secret,id=x npm ci"],
    ),
    # A mount would be of no use to the one whose cache is off.
    "one is off": (
        ["RUN --mount=type=secret,id=x pip install torch && pip install --no-cache-dir pandas"],
        ["RUN --mount=type=secret,id=x pip install --no-cache-dir torch && pip install --no-cache-dir pandas"],
    ),
    # A mount is root's.
    "another user": (
        ["RUN useradd -m app", "USER app", "RUN --mount=type=secret,id=x pip install torch"],
        ["RUN useradd -m app", "USER app", "RUN --mount=type=secret,id=x pip install --no-cache-dir torch"],
    ),
}


@pytest.mark.parametrize("name", FIXES)
def test_fixes(lay: Lay, name: str) -> None:
    before, after = FIXES[name]
    checker = lay(dockerfile(*before))
    assert checker.fix("ML220", "ML205") == []
    assert checker.tree() == checker.expected(dockerfile(*after))


def test_the_syntax_directive_is_enough_for_a_mount(lay: Lay) -> None:
    checker = lay({"Dockerfile": "# syntax=docker/dockerfile:1\nFROM python:3.12\nRUN pip install torch\n"})
    assert checker.fix("ML220") == []
    expected = f"# syntax=docker/dockerfile:1\nFROM python:3.12\nRUN {MOUNT} pip install torch\n"
    assert checker.tree() == {"Dockerfile": expected.encode()}


def test_carriage_returns_stay(lay: Lay) -> None:
    checker = lay({"Dockerfile": "FROM python:3.12\r\nRUN pip install \\\r\n  torch\r\n"})
    assert checker.fix("ML220") == []
    assert checker.tree() == {"Dockerfile": b"FROM python:3.12\r\nRUN pip install --no-cache-dir \\\r\n  torch\r\n"}


@pytest.mark.parametrize(
    "lines",
    [
        ["RUN npm ci"],
        ["RUN pipenv install --system"],
        ["RUN --mount=type=secret,id=x poetry install"],
        ['RUN ["pip", "install", "torch"]'],
        ['RUN pip "install" torch'],
    ],
)
def test_where_there_is_no_fix(findings: Findings, lines: list[str]) -> None:
    (one,) = findings(dockerfile(*lines), "ML220")
    assert one.fix is None


def test_all_fixes_are_safe(findings: Findings) -> None:
    for one in findings(dockerfile("RUN pip install torch", "RUN uv sync --link-mode=copy", "RUN npm ci"), "ML220"):
        assert one.fix is None or one.fix.applicability is Applicability.SAFE


@pytest.mark.parametrize("packages", ["supervisor", "certifi==2024.8.30 pyyaml", "--upgrade pip psycopg2-binary"])
def test_a_few_megabytes_are_not_worth_a_word(words: Words, packages: str) -> None:
    assert words({"Dockerfile": f"FROM python:3.12-slim\nRUN pip install {packages}\n"}, "ML220") == []
    assert words({"Dockerfile": f"FROM python:3.12-slim\nRUN pip install {packages} pandas\n"}, "ML220") != []


def test_an_image_for_tests_is_left_alone(words: Words) -> None:
    text = "FROM python:3.12-slim\nRUN pip install pandas\nCMD pytest\n"
    assert words({"Dockerfile.test": text}, "ML220") == []
    assert words({"Dockerfile": text}, "ML220") == ["pip install"]


INSTALLED = "RUN pip install --no-cache-dir torch transformers"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # What these need beside themselves is there.
        ([INSTALLED, "RUN pip install accelerate psutil"], 0),
        ([INSTALLED, "RUN pip install -U accelerate"], 0),
        ([INSTALLED, "RUN pip install accelerate==0.30.0 einops sentencepiece"], 0),
        ([INSTALLED, "RUN pip install peft"], 0),
        ([INSTALLED, "RUN pip install tokenizers safetensors"], 0),
        ([INSTALLED, "RUN pip install torch accelerate"], 0),
        (["RUN pip install --no-cache-dir torchvision huggingface-hub", "RUN pip install timm"], 0),
        (["RUN pip install --no-cache-dir torchvision scipy", "RUN pip install lpips"], 0),
        (["RUN pip install --no-cache-dir torch==2.6.0 transformers", "RUN pip install accelerate"], 0),
        # Another release of torch, numpy, an environment of its own, files that are not looked for.
        (["RUN pip install --no-cache-dir torch==1.13.1 transformers", "RUN pip install accelerate"], 1),
        (["RUN pip install --no-cache-dir torch", "RUN pip install accelerate"], 1),
        ([INSTALLED, "RUN pip install timm"], 1),
        ([INSTALLED, "RUN pip install accelerate pandas"], 1),
        ([INSTALLED, "RUN pip install datasets"], 1),
        ([INSTALLED, "RUN pip install accelerate[test]"], 1),
        ([INSTALLED, "RUN pip install --force-reinstall accelerate"], 1),
        ([INSTALLED, "RUN pip install --target=/t accelerate"], 1),
        ([INSTALLED, "RUN pip download accelerate"], 1),
        ([INSTALLED, "RUN python -m venv /v && /v/bin/pip install accelerate"], 1),
        (["RUN pip install --no-cache-dir --no-deps transformers torch", "RUN pip install accelerate"], 1),
        (["RUN pip install accelerate"], 1),
        # Alone they are small; so are these with all that they need.
        (["RUN pip install --no-deps accelerate timm"], 0),
        (["RUN pip install flask gunicorn requests"], 0),
        (["RUN pip install fastapi uvicorn"], 0),
        (["RUN pip install wandb"], 1),
        # Nobody knows what the file has brought.
        (["RUN pip install --no-cache-dir -r unknown.txt", "RUN pip install accelerate"], 0),
        (["RUN pip install --no-cache-dir -r unknown.txt", "RUN pip install accelerate torch"], 1),
        (["RUN pip install --no-cache-dir git+https://github.com/a/b", "RUN pip install accelerate"], 1),
    ],
)
def test_a_small_package_beside_large_ones(words: Words, lines: list[str], expected: int) -> None:
    assert len(words(dockerfile(*lines), "ML220")) == expected


COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        # pip keeps no wheel of a repository.
        ("pip install git+https://github.com/facebookresearch/fvcore", 0),
        ("pip install 'git+https://github.com/facebookresearch/fvcore.git@main#egg=fvcore' tqdm", 0),
        ("pip install 'fvcore @ git+https://github.com/facebookresearch/fvcore'", 0),
        ("pip install git+https://github.com/huggingface/peft.git", 0),
        ("pip install git+https://github.com/a/b@v1.2", 0),
        (f"pip install -e git+https://github.com/a/b@{COMMIT}#egg=b", 0),
        # It does of one commit, and keeps what it fetches of an archive, but nobody knows how large those are.
        (f"pip install git+https://github.com/a/b@{COMMIT}", 0),
        (f"pip install git+https://github.com/a/b@{COMMIT} pandas", 1),
        ("pip install https://github.com/a/b/archive/main.zip", 0),
        # What they need is large.
        ("pip install git+https://github.com/openai/whisper.git", 1),
        ("pip install git+https://github.com/huggingface/diffusers pandas", 1),
        ("pip install git+https://github.com/a/b wandb", 1),
        # uv keeps what it has cloned and built.
        ("uv pip install --link-mode=copy git+https://github.com/facebookresearch/fvcore", 0),
        ("uv pip install --link-mode=copy git+https://github.com/facebookresearch/fvcore pandas", 1),
    ],
)
def test_a_repository(words: Words, line: str, expected: int) -> None:
    assert len(words(dockerfile(f"{INSTALLED} torchvision", f"RUN {line}"), "ML220")) == expected


@pytest.mark.parametrize(
    ("repository", "expected"),
    [("openai/whisper", 1), ("openai/CLIP.git", 1), ("huggingface/transformers", 1), ("a/b", 0), ("a/ultralytics", 1)],
)
def test_a_repository_that_needs_what_is_not_there(words: Words, repository: str, expected: int) -> None:
    line = f"RUN pip install git+https://github.com/{repository}"
    assert len(words(dockerfile(line), "ML220")) == expected


@pytest.mark.parametrize(
    ("requirements", "expected"),
    [
        ("flask\nrequests==2.32.0\n", 0),
        ("flask\npywin32; sys_platform == 'win32'\n", 0),
        ("flask\nscipy\n", 1),
        ("flask\nsomething\n", 1),
        ("flask\n./wheels/a.whl\n", 1),
    ],
)
def test_a_file_of_small_packages(words: Words, requirements: str, expected: int) -> None:
    tree = dockerfile("COPY requirements.txt .", "RUN pip install -r requirements.txt")
    assert len(words({**tree, "requirements.txt": requirements}, "ML220")) == expected


def test_what_a_base_image_of_pytorch_brings(words: Words) -> None:
    base = "pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime"
    assert words(dockerfile("RUN pip install torchmetrics einops", base=base), "ML220") == []
    assert words(dockerfile("RUN pip install torch==2.6.0 torchmetrics", base=base), "ML220") == ["pip install"]
    # Of Python 3.7: an older one is installed, which fits.
    old = "pytorch/pytorch:1.9.0-cuda10.2-cudnn7-runtime"
    assert words(dockerfile("RUN pip install torchmetrics", base=old), "ML220") == []


@pytest.mark.parametrize(
    ("path", "base"),
    [
        ("Dockerfile.dev", "a"),
        ("dev.Dockerfile", "a"),
        ("docker/Dockerfile.local", "a"),
        (".devcontainer/Dockerfile", "a"),
        ("Dockerfile", "a AS dev"),
    ],
)
def test_images_for_development(words: Words, path: str, base: str) -> None:
    assert words({path: f"FROM {base}\nRUN pip install torch\nRUN npm ci\n"}, "ML220") == []


def test_the_base_of_a_stage_for_development_is_that_of_others_too(words: Words) -> None:
    lines = ["RUN pip install torch", "FROM a AS dev", "RUN pip install jax", "FROM a"]
    assert words(dockerfile(*lines, base="python:3.12 AS a"), "ML220") == ["pip install"]


class TestSecondInstallationOfAProject:
    """Only the first one fetches, so only it is found."""

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ("poetry install --no-root --only main", "poetry install --only main"),
            ("poetry install --only main", "poetry install --only main"),
            ("poetry install --only=main --no-ansi", "poetry install -n --only main"),
            ("poetry install --no-root && rm -rf /root/.cache/pypoetry", "poetry install"),
            ("pdm install --prod --no-self", "pdm install --prod"),
            ("pipenv install --system --deploy", "pipenv install --system --deploy"),
            ("UV_LINK_MODE=copy uv sync --frozen --no-install-project", "UV_LINK_MODE=copy uv sync --frozen"),
            ("UV_LINK_MODE=copy uv sync --no-dev", "UV_LINK_MODE=copy uv sync --no-dev --locked"),
        ],
    )
    def test_silent(self, findings: Findings, first: str, second: str) -> None:
        tree = dockerfile("WORKDIR /app", f"RUN {first}", "COPY . .", f"RUN {second}")
        assert all(one.source.text[: one.span.start].count("\n") == 2 for one in findings(tree, "ML220"))

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ("poetry install --only main", "poetry install"),
            ("poetry install --only docs", "poetry install --only main"),
            ("poetry install", "poetry install --extras gpu"),
            ("poetry install", "poetry update"),
            ("poetry install --dry-run", "poetry install"),
            ("poetry install --only-root", "poetry install"),
            ("pip install --no-cache-dir poetry", "poetry install"),
            ("pipenv install --system", "pipenv install --dev --system"),
            ("cd /other && poetry install", "poetry install"),
            ("poetry install $OPTIONS", "poetry install"),
        ],
    )
    def test_found(self, findings: Findings, first: str, second: str) -> None:
        tree = dockerfile("WORKDIR /app", f"RUN {first}", "COPY . .", f"RUN {second}")
        assert any(one.source.text[: one.span.start].count("\n") == 4 for one in findings(tree, "ML220"))

    @pytest.mark.parametrize(
        ("source", "count"), [("/app/.venv", 0), ("/opt/venv/", 0), ("/usr/local", 0), ("/root/.local/bin/poetry", 1)]
    )
    def test_an_environment_that_is_copied(self, words: Words, source: str, count: int) -> None:
        lines = [
            "WORKDIR /app",
            "RUN poetry install --no-root --only main",
            "FROM python:3.12",
            "WORKDIR /app",
            f"COPY --from=a {source} /x",
            "RUN poetry install --only main",
        ]
        assert len(words(dockerfile(*lines, base="python:3.12 AS a"), "ML220")) == count
