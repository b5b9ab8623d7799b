"""A small project for each rule on Dockerfiles and ignore files that has a safe fix, and what the fix may change."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from dflint.rules.rule import Size, Tree
from tests.build.images import Engine

Proof = Callable[[Engine, str, str], None]


class Rebuild(NamedTuple):
    """An edit of a file, the step that is then taken from the cache, and what it says if it is done all the same.

    Before the fix the step is done, and does not say it.
    """

    edited: str
    step: str
    says: str = ""


class Fix(NamedTuple):
    """A project and what the rule's fix is about: patterns of paths and settings, which alone may differ.

    `fails`: what the builder says before the fix, where it could not build. `proof` looks at the images, or runs them.
    """

    code: str
    tree: Tree
    about: tuple[str, ...] = ()
    fails: str = ""
    rebuild: Rebuild | None = None
    proof: Proof | None = None


# Each step that several projects share is done once.
UV = """\
FROM python:3.12-slim
RUN pip install --no-cache-dir uv==0.9.2
ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt UV_NATIVE_TLS=1
"""
# It would say in between that it had prepared the package, had it not been in its cache.
TAKEN_BY_UV = r"Resolved 1 package in \w+\n#\d+ [\d.]+ Installed 1 package"
SERVER = """\
FROM python:3.12-slim
RUN pip install --no-cache-dir uvicorn==0.34.0
WORKDIR /app
COPY app.py ./
EXPOSE 8000
"""
APP = """\
async def app(scope, receive, send):
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"ready"})
"""
APT = "RUN apt-get update && apt-get install -y --no-install-recommends"
CURL = f"{APT} curl && rm -rf /var/lib/apt/lists/*\nWORKDIR /data\n"
FETCH = "curl -sS -o perl.tar file:///usr/bin/perl"
"""Fetches, as from elsewhere, some megabytes that every Debian has."""
APT_FILES = ("/var/lib/dpkg/*", "/var/lib/apt/*", "/usr/share/doc/*")
PYPROJECT = """\
[project]
name = "detector"
version = "1.0"
requires-python = ">=3.11"
dependencies = ["docopt==0.6.2"]

[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
"""
UV_LOCK = """\
version = 1
revision = 3
requires-python = ">=3.11"

[[package]]
name = "detector"
version = "1.0"
source = { editable = "." }
dependencies = [
    { name = "docopt" },
]

[package.metadata]
requires-dist = [{ name = "docopt", specifier = "==0.6.2" }]

[[package]]
name = "docopt"
version = "0.6.2"
source = { registry = "https://pypi.org/simple" }
sdist = { url = "https://files.pythonhosted.org/packages/a2/55/8f8cab2afd404cf578136ef2cc5dfb50baa1761b68c9da1fb1e4eed343c9/\
docopt-0.6.2.tar.gz", hash = "sha256:49b3a825280bd66b3aa83585ef59c4a8c82f2c8a522dbe754a8bc8d08c85c491", size = 25901 }
"""
POETRY_PROJECT = """\
[tool.poetry]
name = "detector"
version = "1.0"
description = ""
authors = []

[tool.poetry.dependencies]
python = ">=3.11"
docopt = "0.6.2"

[build-system]
requires = ["poetry-core"]
build-backend = "poetry.core.masonry.api"

[[tool.poetry.source]]
name = "index"
url = "https://pypi.org/simple/"
priority = "primary"
"""
POETRY_LOCK = """\
[[package]]
name = "docopt"
version = "0.6.2"
description = "Pythonic argument parser, that will make you smile"
optional = false
python-versions = "*"
groups = ["main"]
files = [
    {file = "docopt-0.6.2.tar.gz", hash = "sha256:49b3a825280bd66b3aa83585ef59c4a8c82f2c8a522dbe754a8bc8d08c85c491"},
]

[package.source]
type = "legacy"
url = "https://pypi.org/simple"
reference = "index"

[metadata]
lock-version = "2.1"
python-versions = ">=3.11"
content-hash = "394f6ef570a5d66b0e84faa1eab62216cefe5253a43239b5c1317dc9d55ed4a1"
"""
# It answers two seconds after it has been started, as if it were loading a model.
SLOW_SERVER = """\
import http.server
import time

import optimum

time.sleep(5)
http.server.HTTPServer(("", 8000), http.server.SimpleHTTPRequestHandler).serve_forever()
"""
CHECK = "import urllib.request as u; u.urlopen('http://localhost:8000/')"


def never_ready_before_healthy_after(engine: Engine, before: str, after: str) -> None:
    """The health check fails before the fix, and goes well after it."""
    for image, expected in ((before, "unhealthy"), (after, "healthy")):
        with engine.container(image) as container:
            assert engine.health(container) == expected


def reached(engine: Engine, container: str, address: str, wait: float = 10) -> bool:
    """Whether port 8000 of a container answers at an address within its own network, after `wait` seconds at most."""
    ask = f"import socket; socket.create_connection(({address!r}, 8000), 2)"
    deadline = time.monotonic() + wait
    while engine.docker("exec", container, "python", "-c", ask, check=False).returncode:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.5)
    return True


def reached_only_after(engine: Engine, before: str, after: str) -> None:
    """The server answers at an address that is not the one of the loopback interface only after the fix."""
    # All of 127.0.0.0/8 leads to the container itself; what listens on 127.0.0.1 alone is not found at 127.0.0.2.
    for image, expected in ((before, False), (after, True)):
        with engine.container(image) as container:
            assert reached(engine, container, "127.0.0.1")
            assert reached(engine, container, "127.0.0.2", wait=0) is expected


def serves(engine: Engine, before: str, after: str) -> None:
    """The server answers before and after the fix."""
    for image in (before, after):
        with engine.container(image) as container:
            assert reached(engine, container, "127.0.0.1")


def ended_by_a_signal_only_after(engine: Engine, before: str, after: str) -> None:
    """SIGTERM ends the server at once after the fix; before it the engine has to kill it."""
    for image, is_ended in ((before, False), (after, True)):
        with engine.container(image) as container:
            assert reached(engine, container, "127.0.0.1")
            engine.docker("stop", "--timeout=3", container)
            status = engine.docker("inspect", "--format", "{{.State.ExitCode}}", container).stdout.strip()
            assert (status != "137") is is_ended


def program(*words: str, before: int = 0, after: int = 0, says: str = "") -> Proof:
    """A program in the containers (that of the image, if none is named) ends so, and says something after the fix."""

    def run(engine: Engine, of_before: str, of_after: str) -> None:
        for image, status in ((of_before, before), (of_after, after)):
            if image:
                done = engine.docker("run", "--rm", "--network=none", image, *words, check=False)
                assert done.returncode == status, done.stdout + done.stderr
        assert says in done.stdout

    return run


def smaller(engine: Engine, before: str, after: str) -> None:
    """The image has lost the three megabytes that a later layer removed."""
    assert engine.byte_count(before) - engine.byte_count(after) >= 3_000_000


PRINTS = "import time\n\nfor epoch in range(1000):\n    print('epoch', epoch)\n    time.sleep(0.1)\n"


def told_at_once_only_after(engine: Engine, before: str, after: str) -> None:
    """What the program prints is in the log while it runs, only after the fix."""
    for image, is_told in ((before, False), (after, True)):
        with engine.container(image) as container:
            time.sleep(2)
            assert ("epoch" in engine.docker("logs", container).stdout) is is_told


FIXES = (
    Fix(
        "DF009",
        {
            "app.py": "print('hello')\n",
            "Dockerfile": """
                # dflint: ignore-file=DF001 not a directive
                # escape=`
                FROM python:3.12-slim
                # dflint: ignore=DF001 above an instruction
                COPY app.py /app/
                RUN echo one && \\
                    # dflint: ignore=DF001 inside it
                    echo two > /two
            """,
        },
    ),
    Fix(
        "ML201",
        {
            "requirements.txt": "docopt==0.6.2\n",
            "app.py": "import docopt\n",
            ".dockerignore": "Dockerfile\n",
            "Dockerfile": (
                "FROM python:3.12-slim\nCOPY . /app\n"
                'RUN pip install --no-cache-dir -r /app/requirements.txt\nCMD ["python", "/app/app.py"]\n'
            ),
        },
        rebuild=Rebuild("app.py", "pip install"),
        proof=program(),
    ),
    Fix(
        "ML203",
        {
            "app.py": "print()\n",
            ".dockerignore": "Dockerfile\n",
            "Dockerfile": (
                f"FROM python:3.12-slim\nCOPY . /app\n{APT} tree && rm -rf /var/lib/apt/lists/*\n"
                'CMD ["python", "/app/app.py"]\n'
            ),
        },
        rebuild=Rebuild("app.py", "apt-get install"),
    ),
    Fix(
        "ML205",
        {
            "requirements.txt": "docopt==0.6.2\n",
            "Dockerfile": (
                "FROM python:3.12-slim\nCOPY requirements.txt .\n"
                "RUN --mount=type=cache,target=/root/.cache/pip pip install --no-cache-dir -r requirements.txt\n"
            ),
        },
        rebuild=Rebuild("requirements.txt", "pip install", says="Using cached docopt"),
    ),
    Fix(
        "ML206",
        {
            # Of the large packages, the first releases of this one are small, and name nothing that they need.
            "requirements.txt": "unsloth==2024.8\n",
            "Dockerfile": (
                f"{UV.replace('slim', 'slim AS builder', 1)}RUN --mount=type=tmpfs,target=/scratch true\n"
                "COPY requirements.txt .\nRUN uv pip install --target=/install --link-mode=copy -r requirements.txt\n"
                "FROM python:3.12-slim\nCOPY --from=builder /install /install\n"
            ),
        },
        rebuild=Rebuild("requirements.txt", "uv pip install", says=TAKEN_BY_UV),
    ),
    Fix(
        "ML207",
        {
            "requirements.txt": "six==1.17.0\n",
            "Dockerfile": (
                f"{UV}COPY requirements.txt .\nRUN --mount=type=cache,target=/root/.cache/pip"
                " uv pip install --system --link-mode=copy -r requirements.txt\n"
            ),
        },
        about=("/root/.cache*",),
        rebuild=Rebuild("requirements.txt", "uv pip install", says=TAKEN_BY_UV),
    ),
    Fix(
        "ML209",
        {
            "Dockerfile": f"{UV}RUN --mount=type=cache,target=/root/.cache/uv uv pip install --system six==1.17.0\n",
        },
        about=("Env.UV_LINK_MODE",),
    ),
    Fix(
        "ML210",
        {"Dockerfile": f"{UV}RUN uv pip install --system --no-cache six==1.17.0\n"},
        about=("Env.UV_COMPILE_BYTECODE", "*/__pycache__*"),
    ),
    Fix(
        "ML212",
        {
            "pyproject.toml": PYPROJECT,
            "uv.lock": UV_LOCK,
            "src/detector/__init__.py": "import docopt\n",
            ".dockerignore": "Dockerfile\n",
            "Dockerfile": (
                f"{UV}WORKDIR /app\nCOPY pyproject.toml uv.lock ./\nRUN uv sync --locked --no-dev --no-cache\n"
                "COPY . .\nRUN uv sync --locked --no-dev --no-cache\n"
            ),
        },
        fails="Unable to determine which files to ship",
        rebuild=Rebuild("src/detector/__init__.py", "--no-install-project"),
        proof=program("/app/.venv/bin/python", "-c", "import detector"),
    ),
    Fix(
        "ML214",
        {"Dockerfile": f"{UV}RUN uv pip install --no-cache six==1.17.0\n"},
        fails="No virtual environment found",
        proof=program("python", "-c", "import six"),
    ),
    Fix(
        "ML215",
        {
            "pyproject.toml": POETRY_PROJECT,
            "poetry.lock": POETRY_LOCK,
            "detector/__init__.py": "",
            "detector/__main__.py": "import docopt\n",
            "Dockerfile": """
                FROM python:3.12-slim
                RUN pip install --no-cache-dir poetry==2.1.3
                ENV POETRY_VIRTUALENVS_CREATE=false REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt
                WORKDIR /app
                COPY pyproject.toml poetry.lock ./
                RUN poetry install --only main --no-cache
                COPY detector ./detector
                CMD ["python", "-m", "detector"]
            """,
        },
        fails="The current project could not be installed",
        proof=program(),
    ),
    Fix(
        "ML217",
        {"Dockerfile": f"FROM python:3.12-slim\n{CURL}RUN {FETCH} && ls > listed\nRUN rm perl.tar\n"},
        proof=smaller,
    ),
    Fix(
        "ML220",
        {
            "requirements.txt": "docopt==0.6.2\nsix==1.17.0\n",
            "Dockerfile": "FROM python:3.12-slim\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n",
        },
        about=("/root/.cache*",),
    ),
    Fix(
        "ML301",
        {"Dockerfile": 'FROM python:3.12-slim\nRUN pip install --no-cache-dir docopt>=0.6 "six==1.17.0"\n'},
        about=("/=0.6",),
    ),
    Fix(
        "ML308",
        {"Dockerfile": "FROM python:3.12-slim\nRUN pip install --no-cache-dir --no-deps sklearn\n"},
        fails="rather than 'sklearn'|use 'scikit-learn'",
        proof=program("python", "-c", "import importlib.metadata as m; m.version('scikit-learn')"),
    ),
    Fix(
        "ML311",
        {
            "Dockerfile": (
                f"FROM python:3.12-slim\n{APT} tree && rm -rf /var/lib/apt/lists/*\n"
                "RUN pip install --no-cache-dir pyodbc==5.2.0\n"
            ),
        },
        about=("*odbc*", "*ODBC*", "*/isql*", "*/iusql*", "*libltdl*", "/etc/ld.so.cache", *APT_FILES[:2]),
        proof=program("python", "-c", "import pyodbc", before=1),
    ),
    Fix(
        "ML312",
        {"Dockerfile": f"FROM debian:bookworm-slim\n{APT} libgl1-mesa-glx && rm -rf /var/lib/apt/lists/*\n"},
        about=("*libgl1-mesa-glx*", *APT_FILES[:2]),
    ),
    Fix(
        "ML402",
        {
            "app.py": "print('ready')\n",
            "model.onnx": Size(20_000_000),
            "Dockerfile": """
                FROM python:3.12-slim
                WORKDIR /app
                COPY app.py ./
                COPY model.onnx ./
                CMD ["python", "app.py"]
            """,
        },
        rebuild=Rebuild("app.py", "COPY model.onnx"),
        proof=program(),
    ),
    Fix(
        "ML501",
        {
            "app/main.py": "print('ready')\n",
            "app/__pycache__/main.cpython-312.pyc": Size(2_000_000),
            ".venv/pyvenv.cfg": "home = /usr/bin\n",
            ".venv/lib/python3.12/site-packages/six.py": Size(2_000_000),
            "Dockerfile": 'FROM python:3.12-slim\nWORKDIR /srv\nCOPY . .\nCMD ["python", "app/main.py"]\n',
        },
        about=("/srv/.dockerignore", "/srv/.venv*", "/srv/app/__pycache__*"),
        proof=program(says="ready"),
    ),
    Fix(
        "ML503",
        {
            "train.py": "print('training')\n",
            ".venv/pyvenv.cfg": "home = /usr/bin\n",
            ".venv/lib/python3.12/site-packages/six.py": Size(2_000_000),
            ".dockerignore": "**/__pycache__\n",
            "Dockerfile": 'FROM python:3.12-slim\nWORKDIR /srv\nCOPY . .\nCMD ["python", "train.py"]\n',
        },
        about=("/srv/.dockerignore", "/srv/.venv*"),
        proof=program(says="training"),
    ),
    Fix(
        "ML504",
        {
            "app/main.py": "print('ready')\n",
            "app/__pycache__/main.cpython-312.pyc": Size(2_000),
            ".dockerignore": ".git\n__pycache__/\n*.pyc\n",
            "Dockerfile": 'FROM python:3.12-slim\nWORKDIR /srv\nCOPY . .\nCMD ["python", "app/main.py"]\n',
        },
        about=("/srv/.dockerignore", "/srv/app/__pycache__*"),
        proof=program(says="ready"),
    ),
    Fix(
        "ML603",
        {
            "Dockerfile": """
                FROM nvidia/cuda:12.4.1-devel-ubuntu22.04
                ENV LD_LIBRARY_PATH=/opt/x/lib:/usr/local/cuda/lib64/stubs:$LD_LIBRARY_PATH
                CMD ["sh", "-c", "echo $LD_LIBRARY_PATH"]
            """,
        },
        about=("Env.LD_LIBRARY_PATH",),
        proof=program(says="/opt/x/lib:"),
    ),
    Fix(
        "ML604",
        {
            "Dockerfile": """
                FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04 AS cuda
                # As the image of the registry has it.
                ENV LD_LIBRARY_PATH=/usr/local/nvidia/lib:/usr/local/nvidia/lib64
                FROM cuda
                ENV LD_LIBRARY_PATH=/opt/x/lib
                CMD ["sh", "-c", "echo $LD_LIBRARY_PATH"]
            """,
        },
        about=("Env.LD_LIBRARY_PATH",),
        proof=program(says="/opt/x/lib:/usr/local/nvidia/lib:/usr/local/nvidia/lib64\n"),
    ),
    Fix(
        "ML701",
        {
            "server.py": SLOW_SERVER.replace("import optimum\n\ntime.sleep(5)\n", ""),
            "Dockerfile": """
                FROM python:3.12-slim
                COPY server.py .
                HEALTHCHECK --interval=1s --timeout=2s --retries=3 CMD curl -f http://localhost:8000/ || exit 1
                CMD ["python", "server.py"]
            """,
        },
        about=("Healthcheck",),
        proof=never_ready_before_healthy_after,
    ),
    Fix(
        "ML702",
        {
            "server.py": SLOW_SERVER,
            "Dockerfile": (
                "FROM python:3.12-slim\nRUN pip install --no-cache-dir --no-deps optimum==1.23.3\nCOPY server.py .\n"
                f'HEALTHCHECK --interval=1s --retries=2 CMD ["python", "-c", "{CHECK}"]\nCMD ["python", "server.py"]\n'
            ),
        },
        about=("Healthcheck",),
        proof=never_ready_before_healthy_after,
    ),
    Fix(
        "ML705",
        {"app.py": APP, "Dockerfile": f'{SERVER}CMD ["uvicorn", "app:app"]\n'},
        about=("Cmd",),
        proof=reached_only_after,
    ),
    Fix(
        "ML706",
        {"app.py": APP, "Dockerfile": f'{SERVER}CMD ["uvicorn", "app:app", "--host", "0.0.0.0", "--reload"]\n'},
        about=("Cmd",),
        proof=serves,
    ),
    Fix(
        "ML708",
        {"app.py": APP, "Dockerfile": f"{SERVER}CMD uvicorn app:app --host 0.0.0.0 --port 8000\n"},
        about=("Cmd",),
        proof=ended_by_a_signal_only_after,
    ),
    Fix(
        "ML709",
        {
            "train.py": PRINTS,
            "Dockerfile": 'FROM python:3.12-slim\nCOPY train.py /app/\nCMD ["python", "/app/train.py"]\n',
        },
        about=("Env.PYTHONUNBUFFERED",),
        proof=told_at_once_only_after,
    ),
    Fix(
        "ML901",
        {
            "Dockerfile": (
                "FROM debian:bookworm-slim\nENV DEBIAN_FRONTEND=noninteractive\n"
                f'{APT} tzdata && rm -rf /var/lib/apt/lists/*\nCMD ["date"]\n'
            ),
        },
        about=("Env.DEBIAN_FRONTEND",),
        proof=program(),
    ),
    Fix(
        "ML906",
        {
            "Dockerfile": (
                "FROM python:3.12-slim\nRUN rm -rf /var/lib/apt/lists/*\n"
                "RUN apt-get install -y --no-install-recommends tree\n"
            ),
        },
        fails="Unable to locate package tree",
        proof=program("tree", "--version"),
    ),
    Fix(
        "ML907",
        {
            "train.py": "import os\n\nprint(os.environ['MODE'])\n",
            "Dockerfile": """
                FROM python:3.12-slim
                COPY train.py .
                RUN export MODE=fast
                CMD ["python", "train.py"]
            """,
        },
        about=("Env.MODE",),
        proof=program(before=1, says="fast"),
    ),
)

UNPROVEN = {
    "ML216": "no conda can be had from the package indexes of Python and Debian",
    "ML321": "no conda can be had from the package indexes of Python and Debian",
}
"""Rules whose fix could not be tried with the tool it is about, and why. Their fixes are unsafe."""
