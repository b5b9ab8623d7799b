from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from dflint.build.package_indexes import Indexes, indexes_of
from dflint.context.build_context import BuildContext

CPU = "https://download.pytorch.org/whl/cpu"
CU121 = "https://download.pytorch.org/whl/cu121"


@pytest.fixture
def indexes(build, context: Callable[[Mapping[str, str]], BuildContext]) -> Callable[..., Indexes]:
    """The indexes of the last installation of a Dockerfile."""

    def make(text: str, files: Mapping[str, str] | None = None, base: str = "python:3.12-slim") -> Indexes:
        final = build(f"FROM {base}\n{text}", context=context(files or {})).graph.final
        assert final is not None
        return indexes_of(final.runs[-1].installs[-1])

    return make


@pytest.mark.parametrize(
    ("lines", "variant"),
    [
        ("RUN pip install torch", ""),
        (f"RUN pip install torch --index-url {CPU}", "cpu"),
        (f"RUN pip install -i{CU121}/ torch", "cu121"),
        ("RUN pip install torch -i https://download.pytorch.org/whl/nightly/cu128", "cu128"),
        ("RUN pip install torch -i https://pypi.tuna.tsinghua.edu.cn/simple", ""),
        ("RUN pip install torch -i https://pypi.example.org/simple", None),
        (f"RUN pip install torch --extra-index-url {CU121}", None),
        (f"ENV PIP_INDEX_URL={CPU}\nRUN pip install torch", "cpu"),
        (f"ENV PIP_EXTRA_INDEX_URL={CPU}\nRUN pip install torch", None),
        ("ARG PIP_INDEX_URL\nRUN pip install torch", None),
        ("ARG URL\nRUN pip install torch --index-url $URL", None),
        (f"ARG URL={CU121}\nRUN pip install torch --index-url $URL", "cu121"),
        ("ARG CUDA=cu124\nRUN pip install torch --index-url https://download.pytorch.org/whl/${CUDA}", "cu124"),
        (f"RUN PIP_INDEX_URL={CPU} pip install torch", "cpu"),
        (f"RUN export PIP_INDEX_URL={CPU} && pip install torch", "cpu"),
        ("ARG ARGS\nRUN pip install $ARGS torch", None),
        (f"RUN pip config set global.index-url {CPU} && pip install torch", "cpu"),
        (f"RUN pip config set global.extra-index-url {CPU}\nRUN pip install torch", None),
        ("RUN pip config set global.timeout 100\nRUN pip install torch", ""),
        ("RUN printf '[global]\\nindex-url = https://x' > /etc/pip.conf\nRUN pip install torch", None),
        ("RUN pip install torch --find-links https://download.pytorch.org/whl/torch_stable.html", None),
        ("RUN pip install torch --no-index --find-links /wheels", None),
        (f"ENV UV_DEFAULT_INDEX={CPU}\nRUN pip install torch", ""),
        (f"RUN uv pip install torch --extra-index-url {CU121}", "cu121"),
        (f"RUN uv pip install torch --index pytorch={CU121}", "cu121"),
        (f"RUN uv pip install torch --index-strategy unsafe-best-match --extra-index-url {CU121}", None),
        (f"ENV UV_EXTRA_INDEX_URL={CPU}\nRUN uv pip install torch", "cpu"),
        (f"ENV PIP_INDEX_URL={CPU}\nRUN uv pip install torch", ""),
        ("RUN uv pip install --torch-backend=cpu torch", "cpu"),
        ("RUN uv pip install --torch-backend auto torch", None),
        ("ENV UV_TORCH_BACKEND=cu126\nRUN uv pip install torch", "cu126"),
        ("ARG UV_TORCH_BACKEND\nRUN uv pip install torch", None),
    ],
)
def test_variant(indexes: Callable[..., Indexes], lines: str, variant: str | None) -> None:
    found = indexes(lines)
    assert found.torch_variant() == variant
    assert found.is_default("torch") == (None if variant is None else variant == "")


@pytest.mark.parametrize(
    ("version", "variant"),
    [
        ("2.4.1", "cu121"),  # its suffix makes it newer than the one of PyPI
        ("2.8.0", ""),  # the index has no such torch
        ("2.4.1+cu121", "cu121"),
        ("2.4.1+cpu", "cpu"),
        ("2.15.0", None),
        ("", None),
    ],
)
def test_pip_takes_the_newest_of_all_indexes(
    indexes: Callable[..., Indexes], version: str, variant: str | None
) -> None:
    found = indexes(f"RUN pip install torch --extra-index-url {CU121}")
    assert found.torch_variant("torch", version) == variant


@pytest.mark.parametrize(
    ("lines", "answer"),
    [
        ("RUN pip install flask", True),
        (f"RUN pip install flask -i {CPU} --extra-index-url https://pypi.org/simple", True),
        (f"RUN pip install flask -i {CPU}", False),
        ("RUN pip install flask --extra-index-url https://pypi.nvidia.com", None),
    ],
)
def test_another_package(indexes: Callable[..., Indexes], lines: str, answer: bool | None) -> None:
    assert indexes(lines).is_default("flask") is answer


def test_nothing_is_known_of_the_variables_of_an_unknown_image(indexes: Callable[..., Indexes]) -> None:
    assert indexes("RUN pip install torch", base="example.org/own:1").torch_variant() is None
    assert (
        indexes("RUN pip install torch==2.4.0+cpu", base="example.org/own:1").torch_variant("torch", "2.4.0+cpu")
        == "cpu"
    )
    assert indexes(f"RUN pip install torch -i {CPU}", base="example.org/own:1").places[0].url == CPU


@pytest.mark.parametrize(
    ("option", "variant"),
    [
        (f"--index-url {CPU}", "cpu"),
        (f"--extra-index-url {CU121}", None),
        ("--index-url https://${TOKEN}@example.org/simple", None),
        ("", ""),
    ],
)
def test_the_options_of_a_requirements_file(indexes: Callable[..., Indexes], option: str, variant: str | None) -> None:
    lines = "COPY requirements.txt .\nRUN pip install -r requirements.txt"
    found = indexes(lines, {"requirements.txt": f"{option}\ntorch==2.4.1\n"})
    assert found.torch_variant() == variant
    if option:
        place = found.places[0]
        assert place.source is not None
        assert place.span is not None
        assert place.source.slice(place.span).startswith(option.split()[0])


def test_a_requirements_file_that_cannot_be_read_may_name_indexes(indexes: Callable[..., Indexes]) -> None:
    assert indexes("RUN pip install -r requirements.txt").torch_variant() is None


def test_settings_of_pip_that_are_copied(indexes: Callable[..., Indexes]) -> None:
    lines = "COPY pip.conf /etc/pip.conf\nRUN pip install torch"
    assert indexes(lines, {"pip.conf": f"[global]\nindex-url = {CPU}\n"}).torch_variant() == "cpu"
    assert indexes(lines, {"pip.conf": "[global]\ntimeout = 1\n"}).torch_variant() == ""


PYPROJECT = """\
[project]
name = "app"
dependencies = ["torch"]
[project.optional-dependencies]
gpu = ["torch"]
[[tool.uv.index]]
name = "cpu"
url = "https://download.pytorch.org/whl/cpu"
explicit = true
[[tool.uv.index]]
name = "cu"
url = "https://download.pytorch.org/whl/cu128"
explicit = true
[tool.uv.sources]
torch = [{ index = "cpu", marker = "sys_platform == 'linux'", extra = "slim" }, { index = "cu", extra = "gpu" }]
"""


@pytest.mark.parametrize(
    ("options", "variant"), [("", ""), ("--extra slim", "cpu"), ("--extra gpu", "cu128"), ("--all-extras", None)]
)
def test_sources_of_a_project(indexes: Callable[..., Indexes], options: str, variant: str | None) -> None:
    text = PYPROJECT.replace('gpu = ["torch"]', 'gpu = ["torch"]\nslim = ["torch"]')
    found = indexes(f"COPY pyproject.toml .\nRUN uv sync {options}", {"pyproject.toml": text})
    assert found.torch_variant() == variant


def test_sources_of_poetry(indexes: Callable[..., Indexes]) -> None:
    text = """\
[tool.poetry.dependencies]
torch = { version = "2.4.0", source = "pytorch" }
[[tool.poetry.source]]
name = "pytorch"
url = "https://download.pytorch.org/whl/cu121"
priority = "explicit"
"""
    assert indexes("COPY pyproject.toml .\nRUN poetry install", {"pyproject.toml": text}).torch_variant() == "cu121"
