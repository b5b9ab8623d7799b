"""How large layers and images become."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from dflint.analysis.image_size import base_size_of, image_size_of, size_of
from dflint.analysis.results import Size
from dflint.build.build import Build
from dflint.build.images import BaseImage
from dflint.build.layers import layers_of
from dflint.context.build_context import BuildContext
from dflint.dockerfile.parser import parse
from dflint.sizes import MEGABYTE
from dflint.source import Source

MakeBuild = Callable[..., Build]


@pytest.fixture
def make_build(tmp_path: Path) -> MakeBuild:
    """Makes the build of a Dockerfile in a context with `files`, each given as its text or its bytes."""

    def make(dockerfile: str, files: Mapping[str, str | int] | None = None) -> Build:
        for name, content in (files or {}).items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else bytes(content))
        (tmp_path / "Dockerfile").write_text(dockerfile)
        place = str(tmp_path / "Dockerfile")
        return Build(parse(Source.read(place)), place, BuildContext.open(str(tmp_path), place))

    return make


def sizes_of(build: Build) -> list[Size]:
    """The sizes of the layers."""
    return [size_of(layer, build) for layer in layers_of(build)]


def last_size(build: Build) -> Size:
    """The size of the last layer."""
    return sizes_of(build)[-1]


class TestContext:
    def test_files_are_measured(self, make_build: MakeBuild) -> None:
        size = last_size(make_build("FROM scratch\nCOPY . /app\n", {"a.bin": 1000, ".dockerignore": "Dockerfile\n"}))
        assert size[:3] == (1011, 1011, 1011)
        assert size.source == "2 files of the context"
        assert size.is_complete

    def test_what_is_ignored_does_not_count(self, make_build: MakeBuild) -> None:
        files = {"a.bin": 1000, "b.bin": 5000, ".dockerignore": "b.bin\n"}
        assert last_size(make_build("FROM scratch\nCOPY *.bin /app/\n", files)).likely == 1000

    def test_add_unpacks_archives(self, make_build: MakeBuild) -> None:
        size = last_size(make_build("FROM scratch\nADD data.tar.gz /data/\n", {"data.tar.gz": 1000}))
        assert size.low == 1000 < size.likely < size.high

    def test_urls_are_not_known(self, make_build: MakeBuild) -> None:
        size = last_size(make_build("FROM scratch\nADD https://example.com/model.bin /models/\n"))
        assert (size.low, size.is_complete) == (0, False)

    def test_copies_of_stages_are_followed(self, make_build: MakeBuild) -> None:
        dockerfile = "FROM scratch AS a\nCOPY model.onnx /models/\nFROM scratch\nCOPY --from=a /models /models\n"
        assert last_size(make_build(dockerfile, {"model.onnx": 4321})).likely == 4321

    def test_what_is_copied_of_a_stage_may_not_be_known(self, make_build: MakeBuild) -> None:
        dockerfile = "FROM debian:12 AS a\nRUN make install\nFROM debian:12\nCOPY --from=a /opt/tool /opt/tool\n"
        assert not last_size(make_build(dockerfile)).is_complete


class TestPythonPackages:
    def test_a_package_with_what_it_needs(self, make_build: MakeBuild) -> None:
        alone, pandas = (
            last_size(make_build(f"FROM python:3.12-slim\nRUN pip install --no-cache-dir {name}\n"))
            for name in ("numpy", "pandas")
        )
        assert 50 * MEGABYTE < alone.low < alone.likely < alone.high < 2 * alone.low
        assert pandas.likely > alone.likely + 50 * MEGABYTE

    def test_the_cache_is_left_or_not(self, make_build: MakeBuild) -> None:
        command, cache = "pip install scipy", "--mount=type=cache,target=/root/.cache/pip"
        left, off, mounted, emptied = (
            last_size(make_build(f"FROM python:3.12-slim\nRUN {text}\n"))
            for text in (command, f"{command} --no-cache-dir", f"{cache} {command}", f"{command} && pip cache purge")
        )
        assert off == mounted == emptied
        assert 30 * MEGABYTE < left.likely - off.likely < 80 * MEGABYTE
        assert "the cache of pip" in left.source

    def test_what_is_there_is_not_counted_again(self, make_build: MakeBuild) -> None:
        dockerfile = "FROM python:3.12-slim\nRUN pip install numpy pandas\nRUN pip install numpy\n"
        assert last_size(make_build(dockerfile)).high == 0

    def test_versions_matter(self, make_build: MakeBuild) -> None:
        new, old = (
            last_size(make_build(f"FROM python:3.10-slim\nRUN pip install --no-cache-dir {name}\n"))
            for name in ("xgboost", "xgboost==1.6.1")
        )
        assert abs(new.likely - old.likely) > 0.1 * old.likely

    def test_torch_for_gpus_is_larger(self, make_build: MakeBuild) -> None:
        index = "--index-url https://download.pytorch.org/whl/cpu"
        gpu, cpu = (
            last_size(make_build(f"FROM python:3.12-slim\nRUN pip install torch==2.6.0 {options}\n"))
            for options in ("", index)
        )
        assert gpu.likely > 3 * cpu.likely

    def test_packages_of_no_table_are_named(self, make_build: MakeBuild) -> None:
        size = last_size(make_build("FROM python:3.12-slim\nRUN pip install numpy our-own-package\n"))
        assert not size.is_complete
        assert "1 of 2 Python packages (our-own-package)" in size.source

    def test_a_lock_says_what_is_installed(self, make_build: MakeBuild) -> None:
        lock = """version = 1
[[package]]
name = "app"
version = "0"
source = { virtual = "." }
dependencies = [{ name = "numpy" }]
[[package]]
name = "numpy"
version = "2.0.0"
source = { registry = "https://pypi.org/simple" }
"""
        project = '[project]\nname = "app"\nversion = "0"\ndependencies = ["numpy"]\n'
        dockerfile = (
            "FROM python:3.12-slim\nWORKDIR /app\nCOPY pyproject.toml uv.lock ./\nRUN uv sync --frozen --no-cache\n"
        )
        size = last_size(make_build(dockerfile, {"pyproject.toml": project, "uv.lock": lock}))
        # Without byte code, which uv does not make.
        assert size.likely == 68_257_920
        assert size.is_complete

    def test_an_environment_that_is_copied(self, make_build: MakeBuild) -> None:
        dockerfile = (
            "FROM python:3.12 AS a\nRUN python -m venv /opt/venv\nRUN /opt/venv/bin/pip install --no-cache-dir scipy\n"
            "FROM python:3.12-slim\nCOPY --from=a /opt/venv /opt/venv\n"
        )
        environment, packages, copy = sizes_of(make_build(dockerfile))
        assert copy.likely == environment.likely + packages.likely
        assert environment.likely > 5 * MEGABYTE


class TestSystemPackages:
    def test_packages_with_what_they_need(self, make_build: MakeBuild) -> None:
        dockerfile = "FROM debian:12\nRUN apt-get update && apt-get install -y {} && rm -rf /var/lib/apt/lists/*\n"
        without, recommended = (
            last_size(make_build(dockerfile.format(words)))
            for words in ("--no-install-recommends python3-pip", "python3-pip")
        )
        assert 30 * MEGABYTE < without.likely < 60 * MEGABYTE
        assert recommended.likely > 300 * MEGABYTE

    def test_lists_that_are_left(self, make_build: MakeBuild) -> None:
        left = last_size(make_build("FROM debian:12\nRUN apt-get update\n"))
        assert 15 * MEGABYTE < left.likely < 25 * MEGABYTE

    def test_what_the_image_has_is_not_counted(self, make_build: MakeBuild) -> None:
        run = "RUN apt-get update && apt-get install -y --no-install-recommends gcc && rm -rf /var/lib/apt/lists/*\n"
        full, slim = (last_size(make_build(f"FROM python:3.12{variant}-bookworm\n{run}")) for variant in ("", "-slim"))
        assert full.high == 0
        assert slim.likely > 100 * MEGABYTE

    def test_what_is_removed_again_is_not_counted(self, make_build: MakeBuild) -> None:
        run = "apt-get install -y --no-install-recommends g++ && apt-get purge -y --auto-remove g++"
        assert last_size(make_build(f"FROM debian:12\nRUN {run}\n")).high == 0

    def test_packages_of_no_table_are_named(self, make_build: MakeBuild) -> None:
        size = last_size(make_build("FROM debian:12\nRUN apt-get install -y our-driver\n"))
        assert not size.is_complete
        assert "our-driver" in size.source


class TestRuns:
    @pytest.mark.parametrize(
        "command",
        ["make", "./setup.sh", "curl -O https://example.com/model.bin", "npm ci", "cp -r /a /b", "git clone URL"],
    )
    def test_what_is_not_known_is_said(self, make_build: MakeBuild, command: str) -> None:
        size = last_size(make_build(f"FROM debian:12\nRUN {command}\n"))
        assert (size.low, size.is_complete) == (0, False)
        assert size.source.startswith("not known: ")

    @pytest.mark.parametrize("command", ["mkdir -p /app && chmod 700 /app", "echo a > /etc/b", "rm -rf /tmp/x"])
    def test_what_writes_next_to_nothing(self, make_build: MakeBuild, command: str) -> None:
        assert last_size(make_build(f"FROM debian:12\nRUN {command}\n")) == Size(0, 0, 0, "nothing to speak of")

    def test_users_are_small(self, make_build: MakeBuild) -> None:
        size = last_size(make_build("FROM debian:12\nRUN useradd -m app\n"))
        assert 0 == size.low < size.likely < size.high <= MEGABYTE
        assert size.is_complete

    def test_what_is_removed_in_the_same_run(self, make_build: MakeBuild) -> None:
        run = "curl -o /tmp/a.zip https://example.com/a.zip && rm /tmp/a.zip"
        assert last_size(make_build(f"FROM debian:12\nRUN {run}\n")).is_complete

    def test_changing_owners_stores_files_again(self, make_build: MakeBuild) -> None:
        dockerfile = "FROM debian:12\nCOPY model.onnx /app/\nRUN chown -R app /app\n"
        assert last_size(make_build(dockerfile, {"model.onnx": 5000})).likely == 5000

    def test_a_model_by_its_parameters(self, make_build: MakeBuild) -> None:
        run = "hf download Qwen/Qwen2.5-0.5B-Instruct --local-dir /model"
        size = last_size(make_build(f"FROM python:3.12\nRUN {run}\n"))
        assert size.low < 1_000_000_000 == size.likely < size.high


class TestImage:
    def test_layers_of_the_chain(self, make_build: MakeBuild) -> None:
        dockerfile = (
            "FROM scratch AS other\nCOPY big /\nFROM scratch AS base\nCOPY small /\nFROM base\nCOPY big /\n"
            "COPY --from=other /big /other\n"
        )
        report = image_size_of(make_build(dockerfile, {"big": 1000, "small": 10}))
        assert report.layers.likely == 2010
        assert (report.layer_count, report.unknown_layers, report.unknown) == (3, 0, ())

    def test_unknown_shares_are_listed(self, make_build: MakeBuild) -> None:
        report = image_size_of(make_build("FROM debian:12\nRUN make\nRUN true\n"))
        assert [tuple(one) for one in report.unknown] == [(2, "what `make` writes")]
        assert (report.layer_count, report.unknown_layers, report.base) == (2, 1, None)
        assert not report.layers.is_complete

    def test_base_images(self) -> None:
        size = base_size_of(BaseImage("python:3.12-slim"))
        assert size is not None
        assert size.likely == 119_200_000
        assert base_size_of(BaseImage("scratch")) == Size(0, 0, 0, "nothing")
        assert base_size_of(BaseImage("example.com/ours:1")) is None
        assert base_size_of(BaseImage(None)) is None
