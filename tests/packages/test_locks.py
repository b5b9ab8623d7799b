from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dflint.packages.locks.model import Dependency, Lock, OriginKind
from dflint.packages.locks.reach import Reach, chosen_of_uv
from dflint.packages.locks.reading import read_lock, tool_of_lock
from dflint.packages.markers import MarkerEnvironment
from dflint.source import Source

LINUX = MarkerEnvironment("3.12")


def lock(tool: str, text: str) -> Lock:
    found = read_lock(Source(f"/p/{tool}.lock", text), tool)
    assert found.problem is None
    return found


def reached(found: Lock, *roots: Dependency, environment: MarkerEnvironment = LINUX, chosen=frozenset()) -> dict:
    return {
        one.package.name: (one.package.version, one.through if not one.is_direct else "", one.is_certain)
        for one in Reach(found, roots, environment, chosen).packages
    }


UV = """\
version = 1
requires-python = ">=3.10"

[[package]]
name = "My_App"
version = "0.1"
source = { virtual = "." }
dependencies = [
    { name = "sentence-transformers" },
    { name = "tomli", marker = "python_full_version < '3.11'" },
]

[package.optional-dependencies]
cpu = [
    { name = "torch", version = "2.8.0+cpu", source = { registry = "https://download.pytorch.org/whl/cpu" } },
]
cuda = [
    { name = "torch", version = "2.8.0", source = { registry = "https://pypi.org/simple" } },
]

[package.dev-dependencies]
dev = [
    { name = "pytest" },
]

[[package]]
name = "sentence-transformers"
version = "5.1.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [
    { name = "torch", version = "2.8.0+cpu", source = { registry = "https://download.pytorch.org/whl/cpu" }, \
marker = "extra == 'extra-6-my-app-cpu'" },
    { name = "torch", version = "2.8.0", source = { registry = "https://pypi.org/simple" }, \
marker = "extra == 'extra-6-my-app-cuda' or extra != 'extra-6-my-app-cpu'" },
    { name = "httpx", extra = ["http2"] },
]
sdist = { url = "https://files.pythonhosted.org/s.tar.gz", hash = "sha256:aa", size = 13 }
wheels = [
    { url = "https://files.pythonhosted.org/s-5.1.0-py3-none-any.whl", hash = "sha256:ab", size = 13 },
]

[[package]]
name = "torch"
version = "2.8.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [
    { name = "nvidia-cudnn-cu12", marker = "platform_machine == 'x86_64' and sys_platform == 'linux'" },
]

[[package]]
name = "torch"
version = "2.8.0+cpu"
source = { registry = "https://download.pytorch.org/whl/cpu" }

[[package]]
name = "nvidia-cudnn-cu12"
version = "9.10.2.21"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "httpx"
version = "0.28.1"
source = { registry = "https://pypi.org/simple" }

[package.optional-dependencies]
http2 = [
    { name = "h2" },
]

[[package]]
name = "h2"
version = "4.3.0"
source = { git = "https://github.com/python-hyper/h2?tag=v4.3.0#0123abcd" }

[[package]]
name = "tomli"
version = "2.2.1"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "pytest"
version = "8.4.0"
source = { registry = "https://pypi.org/simple" }
"""


def test_uv() -> None:
    found = lock("uv", UV)
    app = found.named("my-app")[0]
    assert app.origin.kind is OriginKind.PROJECT
    assert set(app.extras) == {"cpu", "cuda"}
    assert [one.name for one in app.groups["dev"]] == ["pytest"]
    cpu = found.named("torch")[1]
    assert (cpu.version, cpu.origin.location) == ("2.8.0+cpu", "https://download.pytorch.org/whl/cpu")
    assert found.source.position(cpu.span.start).row == UV[: UV.index('2.8.0+cpu"\nsource = {')].count("\n")
    assert found.source.slice(cpu.span) == "torch"
    h2 = found.named("h2")[0]
    assert (h2.origin.kind, h2.origin.reference) == (OriginKind.GIT, "0123abcd")
    assert found.named("sentence-transformers")[0].wheels == (
        "https://files.pythonhosted.org/s-5.1.0-py3-none-any.whl",
    )


@pytest.mark.parametrize(
    ("extras", "machine", "torch", "has_cuda"),
    [
        ((), "x86_64", "2.8.0", True),
        (("cuda",), "x86_64", "2.8.0", True),
        (("cuda",), "aarch64", "2.8.0", False),
        (("cpu",), "x86_64", "2.8.0+cpu", False),
    ],
)
def test_conflicting_extras_choose_what_is_reached(extras, machine, torch, has_cuda) -> None:
    found = lock("uv", UV)
    app = found.named("my-app")[0]
    names = reached(
        found,
        *app.dependencies,
        environment=MarkerEnvironment("3.12", machine),
        chosen=chosen_of_uv("my-app", extras, ("dev",)),
    )
    assert names["torch"] == (torch, "sentence-transformers", True)
    assert ("nvidia-cudnn-cu12" in names) is has_cuda
    assert "h2" in names
    assert "tomli" not in names
    assert "pytest" not in names


def test_what_a_marker_leaves_open_is_not_certain() -> None:
    found = lock("uv", UV)
    names = reached(found, Dependency("tomli", "python_full_version < '3.11'"), environment=MarkerEnvironment(None))
    assert names == {"tomli": ("2.2.1", "", False)}
    certain = reached(
        found,
        Dependency("h2", "python_version > '3.10'"),
        Dependency("httpx", extras=("http2",)),
        environment=MarkerEnvironment(None),
    )
    assert certain["h2"][2] is True


def test_what_the_lock_does_not_hold_is_missing() -> None:
    assert Reach(lock("uv", UV), [Dependency("flask")], LINUX).missing == ["flask"]


POETRY = """\
[[package]]
name = "accelerate"
version = "0.33.0"
optional = false
python-versions = ">=3.8.0"
{groups}
files = [
    {{file = "accelerate-0.33.0-py3-none-any.whl", hash = "sha256:0a7f"}},
]

[package.dependencies]
torch = ">=1.10.0"
colorama = {{version = "*", markers = "sys_platform == \\"win32\\""}}
numpy = [
    {{version = ">=1.26", markers = "python_version >= \\"3.12\\""}},
    {{version = ">=1.17", markers = "python_version < \\"3.12\\""}},
]
rich = {{version = "*", optional = true}}

[package.extras]
rich = ["rich (>=1)"]

[[package]]
name = "torch"
version = "2.4.0+cpu"
optional = true

[package.source]
type = "legacy"
url = "https://download.pytorch.org/whl/cpu"
reference = "pytorch"

[[package]]
name = "numpy"
version = "1.26.4"

[[package]]
name = "rich"
version = "14.0"

[[package]]
name = "colorama"
version = "0.4"

[[package]]
name = "lddl"
version = "0.1"

[package.source]
type = "git"
url = "https://github.com/NVIDIA/lddl.git"
reference = "HEAD"
resolved_reference = "abc"

[extras]
gpu = ["torch", "accelerate"]

[metadata]
lock-version = "2.0"
"""


@pytest.mark.parametrize("groups", ["", 'groups = ["main", "Dev_Tools"]\nmarkers = "python_version >= \\"3.9\\""'])
def test_poetry(groups: str) -> None:
    found = lock("poetry", POETRY.format(groups=groups))
    accelerate = found.named("accelerate")[0]
    assert accelerate.in_groups == (frozenset({"main", "dev-tools"}) if groups else None)
    assert found.named("torch")[0].is_optional
    assert found.named("torch")[0].origin.location == "https://download.pytorch.org/whl/cpu"
    assert found.named("lddl")[0].origin.reference == "abc"
    assert found.extras == {"gpu": ("torch", "accelerate")}
    names = reached(found, Dependency("accelerate"))
    assert names == {
        "accelerate": ("0.33.0", "", True),
        "torch": ("2.4.0+cpu", "accelerate", True),
        "numpy": ("1.26.4", "accelerate", True),
    }
    assert "rich" in reached(found, Dependency("accelerate", extras=("rich",)))


PDM = """\
[metadata]
groups = ["default", "dev"]
lock_version = "4.5.0"

[[package]]
name = "uvicorn"
version = "0.30.0"
groups = ["default"]
dependencies = [
    "click>=7.0",
    "typing-extensions; python_version < \\"3.11\\"",
]

[[package]]
name = "uvicorn"
version = "0.30.0"
extras = ["standard"]
groups = ["default"]
marker = "python_version > \\"3.8\\""
dependencies = [
    "uvloop",
    "uvicorn==0.30.0",
]

[[package]]
name = "click"
version = "8.1.7"

[[package]]
name = "uvloop"
version = "0.21.0"
git = "https://github.com/MagicStack/uvloop.git"
revision = "beef"
"""


def test_pdm() -> None:
    found = lock("pdm", PDM)
    assert set(reached(found, Dependency("uvicorn"))) == {"uvicorn", "click"}
    assert set(reached(found, Dependency("uvicorn", extras=("standard",)))) == {"uvicorn", "click", "uvloop"}
    assert found.named("uvloop")[0].origin.kind is OriginKind.GIT


PIPENV = """\
{"_meta": {"sources": [{"name": "pypi", "url": "https://pypi.org/simple"}]},
 "default": {
   "Torch": {"version": "==2.4.0", "markers": "python_version >= '3.8'", "index": "pypi"},
   "lddl": {"git": "https://github.com/NVIDIA/lddl.git", "ref": "abc"}},
 "develop": {"pytest": {"version": "==8.0"}}}
"""


def test_pipenv() -> None:
    found = lock("pipenv", PIPENV)
    torch = found.named("torch")[0]
    assert (torch.version, torch.in_groups, torch.origin.location) == (
        "2.4.0",
        frozenset({"default"}),
        "https://pypi.org/simple",
    )
    assert found.source.slice(torch.span) == "Torch"
    assert found.source.position(found.named("pytest")[0].span.start).row == 5


PYLOCK = """\
lock-version = "1.0"
extras = ["gpu"]

[[packages]]
name = "torch"
version = "2.8.0"
marker = "'gpu' in extras and sys_platform == 'linux'"
index = "https://pypi.org/simple"
wheels = [{ name = "torch-2.8.0-cp312-cp312-manylinux_2_28_x86_64.whl", hashes = { sha256 = "aa" } }]

[[packages]]
name = "lddl"
vcs = { type = "git", url = "https://github.com/NVIDIA/lddl.git", commit-id = "abc" }
"""


def test_pylock() -> None:
    found = lock("pip", PYLOCK)
    torch = found.named("torch")[0]
    assert LINUX.holds(torch.markers[""], frozenset({"gpu"})) is True
    assert LINUX.holds(torch.markers[""]) is False
    assert torch.wheels == ("torch-2.8.0-cp312-cp312-manylinux_2_28_x86_64.whl",)
    assert found.source.slice(torch.span) == "torch"
    assert found.named("lddl")[0].origin.reference == "abc"


@pytest.mark.parametrize(
    ("marker", "python", "expected"),
    [
        ("", None, True),
        ("sys_platform == 'linux'", None, True),
        ("sys_platform == 'darwin'", None, False),
        ("platform_machine != 'aarch64' and sys_platform == 'linux'", None, True),
        ("python_version < '3.13'", None, None),
        ("python_version >= '3.7'", None, True),
        ("python_full_version < '3.11.3'", "3.11", None),
        ("python_full_version < '3.11.3'", "3.11.9", False),
        ("python_full_version == '3.11.*'", "3.11", True),
        ("extra == 'gpu'", "3.11", False),
        ("not a marker", "3.11", None),
        ("platform_release >= '5'", "3.11", None),
    ],
)
def test_markers(marker: str, python: str | None, expected: bool | None) -> None:
    if marker == "platform_release >= '5'":
        MarkerEnvironment(python).holds(marker)  # must not raise
    else:
        assert MarkerEnvironment(python).holds(marker) is expected


@pytest.mark.parametrize(
    ("name", "tool"),
    [("uv.lock", "uv"), ("Pipfile.lock", "pipenv"), ("pylock.gpu.toml", "pip"), ("yarn.lock", None)],
)
def test_the_tool_of_a_lock(name: str, tool: str | None) -> None:
    assert tool_of_lock(name) == tool


@pytest.mark.parametrize("tool", ["uv", "poetry", "pdm", "pipenv", "pip"])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[1]",
        "package = 1",
        "[[package]]\nname = 1\ndependencies = 'a'\nsource = 3\n",
        '[[packages]]\nvcs = 1\n[[package]]\nmarkers = 3\nfiles = [1]\n"',
        '{"default": {"a": 1, "b": {"version": 2}}, "develop": 3, "_meta": []}',
        "a = " + "[" * 3000,
    ],
)
def test_bad_input_is_a_problem(tool: str, text: str) -> None:
    found = read_lock(Source("/p/x.lock", text), tool)
    assert found.problem is None or found.packages == []
    for package in found.packages:
        found.source.slice(package.span)


@given(st.text(max_size=200))
def test_no_text_breaks_a_reader(text: str) -> None:
    for tool in ("uv", "poetry", "pdm", "pipenv", "pip"):
        read_lock(Source("/p/x.lock", text), tool)
    MarkerEnvironment("3.12").holds(text)
