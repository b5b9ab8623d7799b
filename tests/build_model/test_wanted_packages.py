"""Which Python packages do installations ask for?"""

from __future__ import annotations

import pytest

from dflint.build.install_locations import location_of
from dflint.build.wanted_packages import packages_of_run, packages_of_stage
from dflint.packages.requirement import RequirementKind

PYPROJECT = """\
[project]
name = "service"
dependencies = ["fastapi>=0.100", "numpy"]

[project.optional-dependencies]
gpu = ["torch==2.5.1"]
all = ["service[gpu]", "httpx"]

[dependency-groups]
dev = ["pytest"]
docs = ["mkdocs"]
"""
POETRY = """\
[tool.poetry]
name = "service"

[tool.poetry.dependencies]
python = "^3.12"
numpy = "^2.0"

[tool.poetry.group.dev.dependencies]
pytest = "*"

[tool.poetry.group.docs]
optional = true

[tool.poetry.group.docs.dependencies]
mkdocs = "*"
"""
ENVIRONMENT = """\
name: ml
channels: [conda-forge]
dependencies:
  - python=3.12
  - pytorch::pytorch>=2.0
  - pip:
      - transformers==4.44.0
      - -r requirements.txt
"""
BLOCK_ENVIRONMENT = ENVIRONMENT.replace("channels: [conda-forge]", "channels:\n  - conda-forge")
FILES = {
    "requirements.txt": "Flask==3.0.0  # web\nscikit_learn>=1.4,<2\n",
    "all.txt": "-r requirements.txt\n-r nested/more.txt\n-c bounds.txt\n--find-links wheels\n",
    "nested/more.txt": "pandas\n",
    "bounds.txt": "numpy<2\n",
    "cycle.txt": "-r cycle.txt\nsix\n",
    "lost.txt": "six\n-r nowhere.txt\n",
    "variables.txt": "git+https://${TOKEN}@example.org/x.git#egg=x\n",
    "local.txt": "-e .\nsix\n",
    "vcs.txt": "git+https://example.org/x.git\n",
    "bad.txt": "not a requirement\n",
    "pyproject.toml": PYPROJECT,
    "uv.lock": "",
    "poetry/pyproject.toml": POETRY,
    "poetry/poetry.lock": "",
    "pdm/pyproject.toml": (
        '[project]\nname = "x"\ndependencies = ["six"]\n[tool.pdm.dev-dependencies]\ntest = ["pytest"]\n'
    ),
    "pipenv/Pipfile": '[packages]\nflask = "*"\n[dev-packages]\npytest = "*"\n',
    "pipenv/Pipfile.lock": "",
    "dynamic/pyproject.toml": (
        '[project]\nname = "x"\ndynamic = ["dependencies"]\n'
        '[tool.setuptools.dynamic]\ndependencies = {file = ["needs.txt"]}\n'
    ),
    "dynamic/needs.txt": "httpx\n",
    "hidden/pyproject.toml": '[project]\nname = "x"\ndynamic = ["dependencies"]\n',
    "broken/pyproject.toml": "[project\n",
    "setup/setup.py": "",
    "setup/pyproject.toml": "[build-system]\nrequires = ['setuptools']\n",
    "sources/pyproject.toml": (
        '[project]\nname = "x"\ndependencies = ["torch", "mine"]\n[tool.uv.sources]\nmine = {path = "../mine"}\n'
    ),
    "environment.yml": BLOCK_ENVIRONMENT,
    "flow.yml": ENVIRONMENT,
    "conda.txt": "numpy\n",
}


def asked(wanted) -> dict[str, str | None]:
    return {package.name: package.specifier for package in wanted.packages}


@pytest.fixture
def of_run(stage, context):
    """What the last RUN of a few lines asks for, after all files were copied to /app."""

    def made(command: str, before: str = ""):
        lines = f"FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\n{before}RUN {command}"
        return packages_of_run(stage(lines, context=context(FILES)).runs[-1])

    return made


@pytest.mark.parametrize(
    ("command", "expected", "is_complete"),
    [
        (
            "pip install Torch==2.5.1 'numpy>=1,<2' uvicorn[standard]",
            {"torch": "==2.5.1", "numpy": ">=1,<2", "uvicorn": ""},
            True,
        ),
        ("pip install -r requirements.txt", {"flask": "==3.0.0", "scikit-learn": ">=1.4,<2"}, True),
        ("cd /app && pip install -r ./requirements.txt", {"flask": "==3.0.0", "scikit-learn": ">=1.4,<2"}, True),
        ("pip install -r all.txt", {"flask": "==3.0.0", "scikit-learn": ">=1.4,<2", "pandas": ""}, True),
        ("pip install -r cycle.txt", {"six": ""}, True),
        ("pip install -r lost.txt", {"six": ""}, False),
        ("pip install -r nowhere.txt", {}, False),
        ("pip install -r https://example.org/requirements.txt", {}, False),
        ("pip install -r bad.txt", {}, False),
        ("pip install -r variables.txt", {"x": None}, False),
        ("pip install -r vcs.txt", {"": None}, False),
        ("pip install -r local.txt", {"": None, "six": ""}, False),
        ("pip install -r $FILE", {}, False),
        ("pip install $PACKAGES six", {"": None, "six": ""}, False),
        ("pip install --no-such-option six", {"six": ""}, False),
        ("pip install git+https://example.org/a.git", {"": None}, False),
        ("pip install a@git+https://example.org/a.git", {"a": None}, True),
        ("pip install https://example.org/a-1.0-py3-none-any.whl", {"a": None}, True),
        ("pip install wheels/a-1.0-py3-none-any.whl", {"a": None}, True),
        ("pip install wheels/*.whl", {}, False),
        ("pip install --group dev", {}, False),
        ("pip install .", {"fastapi": ">=0.100", "numpy": ""}, True),
        ("pip install -e '.[gpu]'", {"fastapi": ">=0.100", "numpy": "", "torch": "==2.5.1"}, True),
        ("pip install '.[all]'", {"fastapi": ">=0.100", "numpy": "", "torch": "==2.5.1", "httpx": ""}, True),
        ("pip install ./setup", {}, False),
        ("pip install ./nowhere", {}, False),
        ("pip install ./hidden", {}, False),
        ("pip install ./broken", {}, False),
        ("pip install ./dynamic", {"httpx": ""}, True),
        ("pip install ./sources", {"torch": "", "mine": ""}, False),
        ("pip uninstall -y flask", {}, True),
        ("pip download flask", {"flask": ""}, True),
        ("apt-get install -y python3-numpy", {}, True),
        ("npm install left-pad", {}, True),
        ("uv pip install --system -r pyproject.toml", {"fastapi": ">=0.100", "numpy": ""}, True),
        (
            "uv pip install --system -r pyproject.toml --extra gpu --group docs",
            {"fastapi": ">=0.100", "numpy": "", "torch": "==2.5.1", "mkdocs": ""},
            True,
        ),
        ("uv pip sync requirements.txt", {"flask": "==3.0.0", "scikit-learn": ">=1.4,<2"}, True),
        ("pip install -r pyproject.toml", {}, False),
        ("uv sync --locked", {"fastapi": ">=0.100", "numpy": "", "pytest": ""}, True),
        ("uv sync --no-dev --extra gpu", {"fastapi": ">=0.100", "numpy": "", "torch": "==2.5.1"}, True),
        (
            "uv sync --all-groups --all-extras",
            {"fastapi": ">=0.100", "numpy": "", "torch": "==2.5.1", "httpx": "", "pytest": "", "mkdocs": ""},
            True,
        ),
        ("uv sync --only-group docs", {"mkdocs": ""}, True),
        ("uv sync --extra $EXTRA", {"fastapi": ">=0.100", "numpy": "", "pytest": ""}, False),
        ("uv sync --project nowhere", {}, False),
        ("cd poetry && poetry install", {"numpy": "^2.0", "pytest": ""}, True),
        ("poetry install -C poetry --only main", {"numpy": "^2.0"}, True),
        ("poetry install -C poetry --only docs", {"mkdocs": ""}, True),
        ("poetry install -C poetry --with docs --without dev", {"numpy": "^2.0", "mkdocs": ""}, True),
        ("poetry install -C poetry --no-dev", {"numpy": "^2.0"}, True),
        ("cd pdm && pdm install", {"six": "", "pytest": ""}, True),
        ("cd pdm && pdm install --prod", {"six": ""}, True),
        ("cd pipenv && pipenv install --system", {"flask": ""}, True),
        ("cd pipenv && pipenv install --dev", {"flask": "", "pytest": ""}, True),
        ("cd nested && pipenv install", {}, False),
        (
            "conda env create -f environment.yml",
            {
                "python": "=3.12",
                "pytorch": ">=2.0",
                "transformers": "==4.44.0",
                "flask": "==3.0.0",
                "scikit-learn": ">=1.4,<2",
            },
            True,
        ),
        (
            "conda env create",
            {
                "python": "=3.12",
                "pytorch": ">=2.0",
                "transformers": "==4.44.0",
                "flask": "==3.0.0",
                "scikit-learn": ">=1.4,<2",
            },
            True,
        ),
        (
            "conda env create -f flow.yml",
            {
                "python": "=3.12",
                "pytorch": ">=2.0",
                "transformers": "==4.44.0",
                "flask": "==3.0.0",
                "scikit-learn": ">=1.4,<2",
            },
            False,
        ),
        ("conda install -y --file conda.txt", {}, False),
        ("conda install -y pytorch::pytorch=2.5 numpy", {"pytorch": "=2.5", "numpy": ""}, True),
    ],
)
def test_what_a_command_asks_for(of_run, command, expected, is_complete):
    wanted = of_run(command)
    assert asked(wanted) == expected
    assert wanted.is_complete is is_complete


def test_what_is_known_of_a_package(of_run):
    (package,) = of_run("pip install 'Torch[Opt]==2.5.1 ; python_version > \"3\"'").packages
    assert (package.name, package.extras, package.ecosystem) == ("torch", ("opt",), "python")
    assert package.marker == 'python_version > "3"'
    assert package.kind is RequirementKind.PACKAGE
    assert package.source.slice(package.span).startswith("'Torch")
    (flask, _) = of_run("pip install -r requirements.txt").packages
    assert flask.source.path.endswith("requirements.txt")
    assert flask.source.slice(flask.span) == "Flask==3.0.0"


def test_locked_versions(of_run):
    assert all(package.is_locked for package in of_run("uv sync").packages)
    assert all(package.is_locked for package in of_run("cd poetry && poetry install").packages)
    assert not any(package.is_locked for package in of_run("cd pdm && pdm install").packages)


def test_constraints_and_options(of_run):
    wanted = of_run("pip install -c bounds.txt -r all.txt")
    assert [(bound.name, bound.specifier) for bound in wanted.constraints] == [("numpy", "<2")] * 2
    assert [(option.name, option.value) for option in wanted.options] == [("--find-links", "wheels")]
    assert "numpy" not in wanted.names


def test_files_that_are_read(of_run):
    wanted = of_run("pip install -r all.txt")
    assert sorted((file.path, file.origin.path) for file in wanted.files) == [
        ("/app/all.txt", "all.txt"),
        ("/app/bounds.txt", "bounds.txt"),
        ("/app/nested/more.txt", "nested/more.txt"),
        ("/app/requirements.txt", "requirements.txt"),
    ]
    assert [file.path for file in of_run("conda env create -f environment.yml").files] == [
        "/app/environment.yml",
        "/app/requirements.txt",
    ]
    assert [file.path for file in of_run("uv sync").files] == ["/app/pyproject.toml", "/app/uv.lock"]
    assert [file.path for file in of_run("npm ci").files] == ["/app/package.json"]


def test_local_paths(of_run):
    assert of_run("pip install .").local_paths == ("/app",)
    assert of_run("pip install -r local.txt").local_paths == ("/app",)
    assert of_run("pip install wheels/*.whl").local_paths == (None,)
    assert of_run("pip install ./sources").local_paths == ("/app/sources", "/app/mine")
    assert of_run("cd poetry && poetry install").local_paths == ("/app/poetry",)
    assert of_run("cd poetry && poetry install --no-root").local_paths == ()
    assert of_run("uv sync").local_paths == ()


def test_heredoc_as_a_requirements_file(stage):
    final = stage("FROM python:3.12\nCOPY <<EOF /r.txt\nsix==1.16.0\nEOF\nRUN pip install -r /r.txt")
    (package,) = packages_of_run(final.runs[0]).packages
    assert (package.name, package.specifier) == ("six", "==1.16.0")
    source, span = package.source.resolve(package.span)
    assert source.path == "/project/Dockerfile"
    assert source.slice(span) == "six==1.16.0"


def test_bind_mounts(of_run):
    wanted = of_run("--mount=type=bind,source=requirements.txt,target=/tmp/r.txt pip install -r /tmp/r.txt")
    assert wanted.names == {"flask", "scikit-learn"}
    assert wanted.is_complete


def test_a_chain_of_stages(stage, context):
    final = stage(
        """
        FROM python:3.12-slim AS base
        COPY requirements.txt .
        RUN pip install -r requirements.txt six
        FROM base
        RUN pip uninstall -y Six
        RUN pip install torch
        RUN pip install pandas
        """,
        context=context(FILES),
    )
    wanted = packages_of_stage(final)
    assert wanted.names == {"flask", "scikit-learn", "torch", "pandas"}
    assert wanted.is_complete
    assert wanted.named("Scikit_Learn")[0].specifier == ">=1.4,<2"
    assert packages_of_stage(final, final.runs[1].position).names == {"flask", "scikit-learn"}
    assert packages_of_stage(final, 0).names == {"flask", "scikit-learn", "six"}


@pytest.mark.parametrize(
    ("builder", "copy", "expected", "is_complete"),
    [
        (
            "RUN pip install torch",
            "/usr/local/lib/python3.12/site-packages /usr/local/lib/python3.12/site-packages",
            {"torch"},
            True,
        ),
        ("RUN pip install torch", "/usr/local /usr/local", {"torch"}, True),
        ("RUN pip install torch", "/dist /dist", set(), True),
        ("RUN pip install --prefix=/install torch", "/install /usr/local", {"torch"}, True),
        ("RUN pip install --prefix=/install torch", "/usr/local /usr/local", set(), True),
        ("RUN pip install --user torch", "/root/.local /root/.local", {"torch"}, True),
        (
            "RUN python -m venv /opt/venv\nENV PATH=/opt/venv/bin:$PATH\nRUN pip install torch",
            "/opt/venv /opt/venv",
            {"torch"},
            True,
        ),
        ("ENV VIRTUAL_ENV=/venv\nRUN pip install torch", "/venv /venv", {"torch"}, True),
        ("RUN /opt/venv/bin/pip install torch", "/opt/venv /opt/venv", {"torch"}, True),
        ("RUN . /opt/venv/bin/activate && pip install torch", "/opt/venv /opt/venv", {"torch"}, True),
        (
            "WORKDIR /app\nCOPY pyproject.toml .\nRUN uv sync --no-dev",
            "/app/.venv /app/.venv",
            {"fastapi", "numpy"},
            True,
        ),
        (
            "WORKDIR /app\nENV UV_PROJECT_ENVIRONMENT=/v\nCOPY pyproject.toml .\nRUN uv sync --no-dev",
            "/v /v",
            {"fastapi", "numpy"},
            True,
        ),
        ("COPY poetry /app\nRUN cd /app && poetry install --only main", "/venv /venv", {"numpy"}, False),
        ("RUN pip install --target=$D torch", "/x /x", {"torch"}, False),
        ("RUN make", "/usr/local /usr/local", set(), True),
    ],
)
def test_packages_copied_from_another_stage(stage, context, builder, copy, expected, is_complete):
    text = f"FROM python:3.12 AS builder\n{builder}\nFROM python:3.12-slim\nCOPY --from=builder {copy}\n"
    wanted = packages_of_stage(stage(text, context=context(FILES)))
    assert wanted.names == expected
    assert wanted.is_complete is is_complete


def test_packages_copied_from_an_image(stage):
    assert not packages_of_stage(stage("FROM python:3.12\nCOPY --from=other/image /usr/local /usr/local")).is_complete
    assert packages_of_stage(stage("FROM python:3.12\nCOPY --from=ghcr.io/astral-sh/uv /uv /bin/uv")).is_complete


def test_location_of_an_unknown_base(stage):
    final = stage("ARG BASE\nFROM $BASE\nRUN pip install torch")
    assert location_of(final.runs[0].installs[0]) is None
