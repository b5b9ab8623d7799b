from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dflint.packages.environment import parse_environment
from dflint.packages.manifests import INSTALLERS, MANIFESTS, inputs_of, manifest_of
from dflint.packages.pyproject import PyProject, read_pipfile
from dflint.packages.requirement import RequirementKind
from dflint.source import Source


def pyproject(text: str) -> PyProject:
    project = PyProject(Source("/p/pyproject.toml", text))
    assert project.problem is None
    return project


def names(requirements) -> list[str]:
    return [requirement.name for requirement in requirements]


PEP_621 = """\
[project]
name = "My_Service"
dependencies = [
    "torch==2.4.0",   # the framework
    'uvicorn[standard]>=0.30; python_version > "3.9"',
    "common @ file:///src/common",
]

[project.optional-dependencies]
GPU_Extra = ["flash-attn"]

[dependency-groups]
test = ["pytest", { include-group = "Lint_Tools" }]
lint-tools = ["ruff", { include-group = "test" }]

[tool.uv]
dev-dependencies = ["ipython"]

[tool.uv.sources]
torch = { index = "pytorch" }
other = { path = "../other" }
both = [{ path = "a", marker = "x" }, { path = "b" }]

[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
"""


def test_pep_621():
    project = pyproject(PEP_621)
    assert project.name == "my-service"
    assert names(project.dependencies) == ["torch", "uvicorn", "common"]
    assert names(project.optional_dependencies["gpu-extra"]) == ["flash-attn"]
    assert names(project.dependency_groups["test"]) == ["pytest", "ruff"]
    assert names(project.dependency_groups["dev"]) == ["ipython"]
    assert set(names(project.all_dependencies)) >= {"torch", "flash-attn", "pytest", "ipython"}
    assert project.has_build_system
    assert project.local_paths == ("../other", "a", "b", "file:///src/common")


def test_the_place_of_a_dependency():
    project = pyproject(PEP_621)
    torch, uvicorn, _ = project.dependencies
    assert torch.source.slice(torch.span) == "torch==2.4.0"
    assert torch.source.position(torch.name_span.start).row == 4
    assert uvicorn.source.slice(uvicorn.name_span) == "uvicorn"
    escaped = pyproject('[project]\ndependencies = ["a\\u0062c"]\n').dependencies[0]
    assert escaped.name == "abc"
    assert escaped.source.slice(escaped.span) == "abc"


POETRY = """\
[tool.poetry]
name = "service"

[tool.poetry.dependencies]
python = "^3.10"
torch = "2.4.0"
numpy = "*"
pandas = "^2.1"
transformers = { version = ">=4.40", extras = ["Torch"], markers = "python_version > '3.9'" }
ours = { path = "../ours", develop = true }
theirs = { git = "https://x.org/theirs.git" }
several = [{ version = "1.0" }, { url = "https://x.org/several.whl" }]

[tool.poetry.group.dev.dependencies]
pytest = "^8"
tool = { path = "tools/tool" }

[tool.poetry.dev-dependencies]
black = "24.1.0"
"""


def test_poetry():
    project = pyproject(POETRY)
    assert project.name == "service"
    wanted = {requirement.name: requirement for requirement in project.dependencies}
    assert wanted["torch"].pinned_version == "2.4.0"
    assert wanted["numpy"].specifier == ""
    assert wanted["pandas"].specifier == "^2.1"
    assert wanted["transformers"].extras == ("torch",)
    assert wanted["transformers"].marker == "python_version > '3.9'"
    assert wanted["ours"].kind is RequirementKind.LOCAL
    assert wanted["ours"].is_editable
    assert wanted["theirs"].kind is RequirementKind.VCS
    assert names(project.dependencies).count("several") == 2
    assert "python" not in wanted
    assert names(project.dependency_groups["dev"]) == ["pytest", "tool", "black"]
    assert project.local_paths == ("../ours", "tools/tool")
    torch = wanted["torch"]
    assert torch.source.slice(torch.span) == "torch"
    assert torch.source.position(torch.span.start).row == 6


@pytest.mark.parametrize(
    ("text", "tool", "expected"),
    [
        ("[project]\nname = 'a'\n", "uv", False),
        ("[project]\nname = 'a'\n[build-system]\nrequires = []\n", "uv", True),
        ("[build-system]\nrequires = []\n[tool.uv]\npackage = false\n", "uv", False),
        ("[tool.uv]\npackage = true\n", "uv", True),
        ("[tool.poetry]\nname = 'a'\n", "poetry", True),
        ("[tool.poetry]\npackage-mode = false\n", "poetry", False),
        ("[project]\nname = 'a'\n", "pdm", True),
        ("[project]\nname = 'a'\n[tool.pdm]\ndistribution = false\n", "pdm", False),
        ("[project]\nname = 'a'\n[tool.pdm]\npackage-type = 'library'\n", "pdm", True),
        ("[tool.pdm]\n", "pdm", False),
        ("", "pip", True),
    ],
)
def test_whether_the_project_itself_is_installed(text, tool, expected):
    assert pyproject(text).installs_project(tool) is expected


def test_setuptools_reads_files():
    project = pyproject(
        "[project]\nname='a'\ndynamic = ['version', 'dependencies']\n"
        "[tool.setuptools.dynamic]\ndependencies = {file = ['requirements.txt']}\n"
        "[tool.setuptools.dynamic.optional-dependencies]\ndev = {file = 'dev.txt'}\n"
    )
    assert project.has_dynamic_dependencies
    assert project.dependency_files == ("requirements.txt", "dev.txt")


def test_workspaces_are_local():
    assert pyproject("[tool.uv.workspace]\nmembers = ['packages/*']\n").local_paths == (".",)
    assert pyproject("[tool.uv.sources]\na = { workspace = true }\n").local_paths == (".",)


def test_pdm_groups():
    groups = pyproject("[tool.pdm.dev-dependencies]\ntest = ['pytest']\n").dependency_groups
    assert names(groups["test"]) == ["pytest"]


@pytest.mark.parametrize(
    "text", ["[project", "a = ", "\udce9", "[project]\nname = 1\nname = 2\n", "x = " + "[" * 100_000, "a = 1979-13-45"]
)
def test_a_broken_file_is_a_problem(text):
    project = PyProject(Source("/p/pyproject.toml", text))
    assert project.problem
    assert project.dependencies == ()
    assert read_pipfile(Source("/p/Pipfile", text)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "project = 1\ntool = []\n",
        "[project]\nname = 1\ndependencies = 'a'\noptional-dependencies = []\ndynamic = 'x'\n",
        "dependency-groups = {a = 1, b = [1, {include-group = 2}, {include-group = 'absent'}]}\n",
        "[tool]\nuv = 1\npoetry = {dependencies = [], group = {dev = 1}, name = []}\npdm = {dev-dependencies = 1}\n",
        "[tool.poetry.dependencies]\na = 1\nb = [1, {}]\n[tool.uv.sources]\na = 1\n[tool.setuptools]\ndynamic = 1\n",
        "[project]\ndependencies = ['', ' ', 'not a requirement', '@']\n",
        "build-system = 1\n",
    ],
)
def test_tables_of_another_shape_are_empty(text):
    project = pyproject(text)
    list(project.all_dependencies)
    assert isinstance(project.local_paths, tuple)
    assert isinstance(project.dependency_files, tuple)
    assert project.name == ""
    assert not project.has_build_system
    assert not project.has_dynamic_dependencies


def test_pipfile():
    source = Source(
        "/p/Pipfile",
        "[packages]\nflask = '*'\ntorch = {version = '==2.4.0', extras = ['a']}\n[dev-packages]\npytest = '>=8'\n",
    )
    wanted = read_pipfile(source)
    assert [(requirement.name, requirement.specifier) for requirement in wanted] == [
        ("flask", ""),
        ("torch", "==2.4.0"),
        ("pytest", ">=8"),
    ]
    assert names(read_pipfile(source, with_development=False)) == ["flask", "torch"]
    assert read_pipfile(Source("/p/Pipfile", "packages = 1\n")) == ()


ENVIRONMENT = """\
# for training
name: "train"
channels:
  - pytorch
  - nvidia  # for cuda
dependencies:
  - python=3.10
  - pytorch::pytorch=2.1.0=py3.10_cuda12.1
  - numpy >=1.2, <2
  - "pandas"
  - cudatoolkit 11.8
  - pip
  - pip:
      - transformers==4.40.0
      - -r requirements.txt
      - --extra-index-url https://x.org
      - "accelerate>=0.3"
  - git
prefix: /opt/conda/envs/train
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_environment(newline, mark):
    environment = parse_environment(Source("/p/environment.yml", mark + ENVIRONMENT.replace("\n", newline)))
    assert environment.name == "train"
    assert environment.channels == ["pytorch", "nvidia"]
    assert [(package.channel, package.name, package.specifier) for package in environment.packages] == [
        ("", "python", "=3.10"),
        ("pytorch", "pytorch", "=2.1.0=py3.10_cuda12.1"),
        ("", "numpy", ">=1.2,<2"),
        ("", "pandas", ""),
        ("", "cudatoolkit", "11.8"),
        ("", "pip", ""),
        ("", "git", ""),
    ]
    assert names(environment.pip_requirements) == ["transformers", "accelerate"]
    assert environment.requirement_files == ["requirements.txt"]
    assert environment.is_complete
    transformers = environment.pip_requirements[0]
    assert transformers.source.slice(transformers.span) == "transformers==4.40.0"
    assert environment.source.slice(environment.packages[3].span) == "pandas"


def test_environment_without_indentation():
    environment = parse_environment(Source("/e.yml", "dependencies:\n- python\n- pip:\n  - torch\n- numpy\n"))
    assert [package.name for package in environment.packages] == ["python", "numpy"]
    assert names(environment.pip_requirements) == ["torch"]


@pytest.mark.parametrize(
    "text",
    [
        "dependencies: [python, numpy]\n",
        "dependencies:\n  - numpy[version='>=1']\n",
        "dependencies:\n  - sub:\n      - a\n",
        "dependencies:\n  - pip:\n      - -e .\n",
        "dependencies:\n  - pip:\n      - a=1\n",
        "dependencies: *anchor\n",
        "not yaml at all {\n",
    ],
)
def test_an_environment_of_another_shape_is_incomplete(text):
    assert not parse_environment(Source("/e.yml", text)).is_complete


@given(st.text(alphabet="ab:- \n#'\"=[]{}\r\t&*|>", max_size=100))
def test_any_environment(text):
    parse_environment(Source("/e.yml", text))


@pytest.mark.parametrize(
    ("name", "tool", "is_lock"),
    [
        ("requirements.txt", "pip", False),
        ("requirements-dev.txt", "pip", False),
        ("dev-requirements.txt", "pip", False),
        ("requirements_gpu.txt", "pip", False),
        ("requirements.in", "pip", False),
        ("reqs.txt", "pip", False),
        ("constraints.txt", "pip", False),
        ("pyproject.toml", "pyproject", False),
        ("uv.lock", "uv", True),
        ("poetry.lock", "poetry", True),
        ("pdm.lock", "pdm", True),
        ("pylock.dev.toml", "pip", True),
        ("Pipfile", "pipenv", False),
        ("Pipfile.lock", "pipenv", True),
        ("environment.yml", "conda", False),
        ("environment-gpu.yaml", "conda", False),
        ("conda-lock.yml", "conda", True),
        ("conda-linux-64.lock", "conda", True),
        ("setup.py", "setuptools", False),
        ("package.json", "npm", False),
        ("package-lock.json", "npm", True),
        ("yarn.lock", "yarn", True),
        ("pnpm-lock.yaml", "pnpm", True),
        ("bun.lockb", "bun", True),
    ],
)
def test_manifests(name, tool, is_lock):
    manifest = manifest_of(name)
    assert manifest is not None
    assert (manifest.tool, manifest.is_lock) == (tool, is_lock)


@pytest.mark.parametrize(
    "name", ["main.py", "notes.txt", "docker-compose.yml", "requirements.md", "Dockerfile", "x.lock"]
)
def test_other_files_are_no_manifests(name):
    assert manifest_of(name) is None


def test_installers_read_manifests():
    sync = inputs_of("uv sync", "sync")
    assert sync is not None
    assert sync.required == ("pyproject.toml",)
    assert "uv.lock" in sync.optional
    assert sync.installs_project
    assert inputs_of("pip", "install") is None
    npm = inputs_of("npm", "install")
    assert npm is not None
    assert npm.required == ("package.json",)


def test_the_tables_have_sources_and_no_row_twice():
    assert len({(row.tool, row.action) for row in INSTALLERS}) == len(INSTALLERS)
    assert all(row.sources and all(source.startswith("https://") for source in row.sources) for row in INSTALLERS)
    assert all(row.names or row.expression for row in MANIFESTS)
