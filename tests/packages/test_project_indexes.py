from __future__ import annotations

from dflint.packages.project_indexes import (
    PackageSource,
    indexes_of_pip_settings,
    indexes_of_project,
    indexes_of_uv_settings,
)
from dflint.packages.pyproject import PyProject
from dflint.source import Source

UV = """\
[tool.uv]
find-links = ["https://example.org/wheels"]

[[tool.uv.index]]
name = "pytorch-cpu"
url = "https://download.pytorch.org/whl/cpu"
explicit = true

[[tool.uv.index]]
url = "https://pypi.example.org/simple"
default = true

[[tool.uv.index]]
name = "beside"
url = "https://beside.example.org/simple"

[tool.uv.sources]
Torch = [
    { index = "pytorch-cpu", marker = "sys_platform != 'darwin'" },
    { index = "pytorch-cu128", extra = "cu128" },
]
lddl = { git = "https://github.com/NVIDIA/lddl" }
"""


def test_uv() -> None:
    found = indexes_of_project(PyProject(Source("/p/pyproject.toml", UV)), "uv")
    assert [(index.role, index.url) for index in found.indexes] == [
        ("explicit", "https://download.pytorch.org/whl/cpu"),
        ("default", "https://pypi.example.org/simple"),
        ("extra", "https://beside.example.org/simple"),
        ("links", "https://example.org/wheels"),
    ]
    named = found.named("pytorch-cpu")
    assert named is not None
    assert named.source is not None
    assert named.source.slice(named.span) == named.url
    assert found.sources["torch"] == (
        PackageSource("pytorch-cpu", "sys_platform != 'darwin'"),
        PackageSource("pytorch-cu128", "", "cu128"),
    )
    assert found.sources["lddl"] == (PackageSource(""),)


def test_uv_settings() -> None:
    found = indexes_of_uv_settings(
        Source("/p/uv.toml", 'index-url = "https://a"\n[pip]\nextra-index-url = ["https://b"]\n')
    )
    assert found is not None
    assert [(index.role, index.url) for index in found.indexes] == [("default", "https://a"), ("extra", "https://b")]
    assert indexes_of_uv_settings(Source("/p/uv.toml", "index-url =")) is None


POETRY = """\
[tool.poetry.dependencies]
python = "^3.11"
torch = { version = "2.4.0", source = "pytorch" }
lddl = { git = "https://github.com/NVIDIA/lddl.git" }
rich = { version = "*", optional = true }

[tool.poetry.group.gpu.dependencies]
torchvision = [{ version = "*", source = "pytorch", markers = "sys_platform == 'linux'" }]

[tool.poetry.extras]
nice = ["rich"]

[[tool.poetry.source]]
name = "pytorch"
url = "https://download.pytorch.org/whl/cu121"
priority = "explicit"

[[tool.poetry.source]]
name = "mirror"
url = "https://mirror.example.org/simple"
"""


def test_poetry() -> None:
    project = PyProject(Source("/p/pyproject.toml", POETRY))
    found = indexes_of_project(project, "poetry")
    assert [(index.name, index.role) for index in found.indexes] == [("pytorch", "explicit"), ("mirror", "")]
    assert found.sources == {
        "torch": (PackageSource("pytorch"),),
        "lddl": (PackageSource(""),),
        "torchvision": (PackageSource("pytorch", "sys_platform == 'linux'"),),
    }
    assert [one.name for one in project.dependencies] == ["torch", "lddl"]
    assert [one.name for one in project.optional_dependencies["nice"]] == ["rich"]
    assert project.requires_python == "^3.11"


def test_pip_settings() -> None:
    text = """\
[global]
index-url = https://a/simple
extra-index-url =
    https://b/simple
    https://c/simple
timeout = 60
[install]
find_links: https://d
[freeze]
index-url = https://other
"""
    found = indexes_of_pip_settings(Source("/etc/pip.conf", text))
    assert [(index.role, index.url) for index in found] == [
        ("default", "https://a/simple"),
        ("extra", "https://b/simple"),
        ("extra", "https://c/simple"),
        ("links", "https://d"),
    ]
    assert all(index.source is not None and index.source.slice(index.span) == index.url for index in found)
