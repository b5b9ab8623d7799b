from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from dflint.build.resolved_packages import ResolvedPackages, resolved_of_stage
from dflint.context.build_context import BuildContext

Resolve = Callable[..., ResolvedPackages]


@pytest.fixture
def resolved(build, context: Callable[[Mapping[str, str]], BuildContext]) -> Resolve:
    """What is installed in the last stage of a Dockerfile."""

    def make(text: str, files: Mapping[str, str] | None = None, base: str = "python:3.12-slim") -> ResolvedPackages:
        start = "" if text.startswith("FROM") else f"FROM {base}\n"
        final = build(f"{start}{text}", context=context(files or {})).graph.final
        assert final is not None
        return resolved_of_stage(final)

    return make


def versions(found: ResolvedPackages) -> dict[str, str | None]:
    return {package.name: package.version for package in found.packages}


# Without a lock file


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("pip install torch==2.4.1 numpy", {"torch": "2.4.1", "numpy": None}),
        ("pip install 'torch>=2' 'numpy==1.26.*'", {"torch": None, "numpy": None}),
        ("pip install 'tomli==2.0; python_version < \"3.11\"' 'flask; sys_platform == \"linux\"'", {"flask": None}),
        ("pip install sentence-transformers", {"sentence-transformers": None, "torch": None}),
        ("pip install sentence-transformers torch==2.8.0", {"sentence-transformers": None, "torch": "2.8.0"}),
        ("pip install --no-deps sentence-transformers", {"sentence-transformers": None}),
        ("pip install git+https://github.com/UKPLab/sentence-transformers", {"sentence-transformers": None}),
        ("pip install torch==2.4.1 && pip uninstall -y torch", {}),
        ("apt-get install -y python3-torch", {}),
    ],
)
def test_arguments(resolved: Resolve, command: str, expected: dict[str, str | None]) -> None:
    found = {name: version for name, version in versions(resolved(f"RUN {command}")).items() if name}
    if "git+" in command:
        assert "torch" not in found
    else:
        assert found == expected


def test_torch_comes_through_another_package(resolved: Resolve) -> None:
    found = resolved("RUN pip install -q sentence-transformers==5.1.0")
    torch = found.last("torch")
    assert torch is not None
    assert (torch.is_direct, torch.through, torch.torch_variant) == (False, "sentence-transformers", "")
    assert torch.source.slice(torch.span) == "sentence-transformers==5.1.0"


def test_requirements_and_constraints(resolved: Resolve) -> None:
    found = resolved(
        "COPY *.txt ./\nRUN pip install -r requirements.txt -c constraints.txt",
        {"requirements.txt": "accelerate\nflask==3.0\n", "constraints.txt": "torch==2.5.1+cpu\naccelerate==1.0\n"},
    )
    assert versions(found) == {"accelerate": "1.0", "flask": "3.0", "torch": "2.5.1+cpu"}
    torch = found.last("torch")
    assert torch is not None
    assert torch.torch_variant == "cpu"
    assert found.is_complete


def test_the_build_depends_on_the_index(resolved: Resolve) -> None:
    found = resolved("RUN pip install torch==2.4.1 --index-url https://download.pytorch.org/whl/cpu")
    assert found.packages[0].torch_variant == "cpu"
    assert resolved("RUN pip install torch", base="example.org/own:1").packages[0].torch_variant is None


CPU = "--index-url https://download.pytorch.org/whl/cpu"


@pytest.mark.parametrize(
    ("second", "version", "variant"),
    [
        ("torch", "2.8.0", "cpu"),
        ("accelerate", "2.8.0", "cpu"),
        ("'torch>=2.1'", "2.8.0", "cpu"),
        ("'torch>=2.9'", None, ""),
        ("torch==2.8.0", "2.8.0", "cpu"),
        ("torch==2.6.0", "2.6.0", ""),
        ("--force-reinstall torch==2.8.0", "2.8.0", ""),
    ],
)
def test_what_is_there_already_stays(resolved: Resolve, second: str, version: str | None, variant: str) -> None:
    torch = resolved(f"RUN pip install torch==2.8.0 {CPU}\nRUN pip install {second}").last("torch")
    assert torch is not None
    assert (torch.version, torch.torch_variant) == (version, variant)


# uv

PYPROJECT = """\
[project]
name = "app"
requires-python = ">=3.10"
dependencies = ["sentence-transformers>=5"]
[project.optional-dependencies]
cpu = ["torch==2.8.0"]
cuda = ["torch==2.8.0", "flash-attn"]
[dependency-groups]
dev = ["pytest"]
"""

UV = """\
version = 1
[[package]]
name = "app"
version = "0.1"
source = { virtual = "." }
dependencies = [{ name = "sentence-transformers" }]
[package.optional-dependencies]
cpu = [{ name = "torch", version = "2.8.0+cpu", source = { registry = "https://download.pytorch.org/whl/cpu" } }]
cuda = [{ name = "flash-attn" }, \
{ name = "torch", version = "2.8.0", source = { registry = "https://pypi.org/simple" } }]
[package.dev-dependencies]
dev = [{ name = "pytest" }]
[[package]]
name = "sentence-transformers"
version = "5.1.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [
    { name = "torch", version = "2.8.0+cpu", source = { registry = "https://download.pytorch.org/whl/cpu" }, \
marker = "extra == 'extra-3-app-cpu'" },
    { name = "torch", version = "2.8.0", source = { registry = "https://pypi.org/simple" }, \
marker = "extra != 'extra-3-app-cpu'" },
]
[[package]]
name = "torch"
version = "2.8.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [{ name = "nvidia-cudnn-cu12", marker = "platform_machine == 'x86_64' and sys_platform == 'linux'" }]
[[package]]
name = "torch"
version = "2.8.0+cpu"
source = { registry = "https://download.pytorch.org/whl/cpu" }
[[package]]
name = "nvidia-cudnn-cu12"
version = "9.10.2.21"
source = { registry = "https://pypi.org/simple" }
[[package]]
name = "flash-attn"
version = "2.8.3"
source = { registry = "https://pypi.org/simple" }
[[package]]
name = "pytest"
version = "8.4.0"
source = { registry = "https://pypi.org/simple" }
"""

UV_FILES = {"pyproject.toml": PYPROJECT, "uv.lock": UV}
UV_COPY = "WORKDIR /app\nCOPY pyproject.toml uv.lock ./\n"


@pytest.mark.parametrize(
    ("options", "torch", "others"),
    [
        # A CPU image that shares a lock file with a CUDA one gets none of the CUDA packages that the lock file lists.
        ("--extra cpu --no-dev", "2.8.0+cpu", set()),
        ("--no-dev", "2.8.0", {"nvidia-cudnn-cu12"}),
        ("--extra cuda --no-dev", "2.8.0", {"nvidia-cudnn-cu12", "flash-attn"}),
        ("--extra cuda --no-default-groups", "2.8.0", {"nvidia-cudnn-cu12", "flash-attn"}),
        ("", "2.8.0", {"nvidia-cudnn-cu12", "pytest"}),
        ("--no-dev --no-install-package nvidia-cudnn-cu12", "2.8.0", set()),
        ("--only-group dev", None, {"pytest"}),
    ],
)
def test_uv(resolved: Resolve, options: str, torch: str | None, others: set[str]) -> None:
    found = resolved(f"{UV_COPY}RUN uv sync --locked {options}", UV_FILES)
    got = versions(found)
    assert got.pop("torch", None) == torch
    assert set(got) - {"sentence-transformers"} == others
    assert found.is_complete
    assert found.is_locked


def test_uv_through_what_and_where(resolved: Resolve) -> None:
    found = resolved(f"{UV_COPY}ENV UV_NO_DEV=1\nRUN uv sync --frozen", UV_FILES)
    asked, torch, cudnn = (found.last(name) for name in ("sentence-transformers", "torch", "nvidia-cudnn-cu12"))
    assert asked is not None
    assert torch is not None
    assert cudnn is not None
    assert asked.is_direct
    assert asked.source.slice(asked.span) == "sentence-transformers>=5"
    assert (torch.is_direct, torch.through, torch.version, torch.torch_variant) == (
        False,
        "sentence-transformers",
        "2.8.0",
        "",
    )
    assert torch.source.slice(torch.span) == "torch"
    assert cudnn.through == "sentence-transformers"
    assert found.last("pytest") is None


def test_uv_on_arm(resolved: Resolve) -> None:
    dockerfile = f"FROM --platform=linux/arm64 python:3.12-slim\n{UV_COPY}RUN uv sync --no-dev"
    assert resolved(dockerfile, UV_FILES).last("nvidia-cudnn-cu12") is None


def test_uv_copied_from_a_builder(resolved: Resolve) -> None:
    dockerfile = (
        f"FROM python:3.12-slim AS builder\n{UV_COPY}RUN uv sync --no-dev --extra cpu\n"
        "FROM python:3.12-slim\nCOPY --from=builder /app/.venv /app/.venv\n"
    )
    torch = resolved(dockerfile, UV_FILES).last("torch")
    assert torch is not None
    assert torch.torch_variant == "cpu"


def test_uv_without_its_lock(resolved: Resolve) -> None:
    found = resolved(f"{UV_COPY}RUN uv sync --no-dev", {"pyproject.toml": PYPROJECT})
    torch = found.last("torch")
    assert torch is not None
    assert (torch.version, torch.through) == (None, "sentence-transformers")
    assert not found.is_locked


@pytest.mark.parametrize("lock", ["version =", '[[package]]\nname = "other"\nsource = { virtual = "." }\n'])
def test_a_lock_that_says_nothing(resolved: Resolve, lock: str) -> None:
    found = resolved(f"{UV_COPY}RUN uv sync", {"pyproject.toml": PYPROJECT, "uv.lock": lock})
    assert not found.is_locked or not found.is_complete


# The others

POETRY = {
    "pyproject.toml": """\
[tool.poetry]
name = "app"
[tool.poetry.dependencies]
python = "^3.10"
accelerate = "^0.33"
rich = { version = "*", optional = true }
[tool.poetry.group.dev.dependencies]
pytest = "*"
[tool.poetry.extras]
nice = ["rich"]
""",
    "poetry.lock": """\
[[package]]
name = "accelerate"
version = "0.33.0"
optional = false
[package.dependencies]
torch = ">=1.10.0"
[[package]]
name = "torch"
version = "2.4.0"
[[package]]
name = "pytest"
version = "8.0"
[[package]]
name = "rich"
version = "14.0"
optional = true
""",
}


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ("", {"accelerate", "torch", "pytest"}),
        ("--only main", {"accelerate", "torch"}),
        ("--without dev --extras nice", {"accelerate", "torch", "rich"}),
        ("--only dev", {"pytest"}),
    ],
)
def test_poetry(resolved: Resolve, options: str, names: set[str]) -> None:
    found = resolved(f"COPY pyproject.toml poetry.lock ./\nRUN poetry install --no-root {options}", POETRY)
    assert set(versions(found)) == names
    torch = found.last("torch")
    assert torch is None or (torch.version, torch.through) == ("2.4.0", "accelerate")


def test_pdm(resolved: Resolve) -> None:
    files = {
        "pyproject.toml": '[project]\nname = "app"\ndependencies = ["accelerate"]\n'
        '[dependency-groups]\ndev = ["pytest"]\n',
        "pdm.lock": '[[package]]\nname = "accelerate"\nversion = "1.0"\ndependencies = ["torch>=2"]\n'
        '[[package]]\nname = "torch"\nversion = "2.5.1"\n[[package]]\nname = "pytest"\nversion = "8"\n',
    }
    found = resolved("COPY pyproject.toml pdm.lock ./\nRUN pdm sync --prod", files)
    assert versions(found) == {"accelerate": "1.0", "torch": "2.5.1"}


def test_pipenv(resolved: Resolve) -> None:
    files = {
        "Pipfile": '[packages]\ntorch = "*"\n[dev-packages]\npytest = "*"\n',
        "Pipfile.lock": '{"default": {"torch": {"version": "==2.4.0"}, "numpy": {"version": "==2.0"}, '
        '"tomli": {"version": "==2", "markers": "python_version < \'3.11\'"}}, "develop": {"pytest": {}}}',
    }
    found = resolved("COPY Pipfile Pipfile.lock ./\nRUN pipenv install --system --deploy", files)
    assert versions(found) == {"torch": "2.4.0", "numpy": "2.0"}
    assert [package.is_direct for package in found.packages] == [True, False]


def test_pylock(resolved: Resolve) -> None:
    text = """\
lock-version = "1.0"
[[packages]]
name = "torch"
version = "2.8.0+cpu"
index = "https://download.pytorch.org/whl/cpu"
[[packages]]
name = "tomli"
version = "2"
marker = "python_full_version < '3.11'"
"""
    found = resolved("COPY pylock.toml .\nRUN uv pip install --system -r pylock.toml", {"pylock.toml": text})
    assert versions(found) == {"torch": "2.8.0+cpu"}
