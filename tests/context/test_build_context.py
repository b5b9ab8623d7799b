"""What lies in a build context, on disks of every kind."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dflint.context import build_context
from dflint.context.build_context import BuildContext
from dflint.context.dockerignore import parse_dockerignore
from dflint.context.entries import Entry, Measure
from dflint.source import Source

MakeContext = Callable[..., BuildContext]


@pytest.fixture
def make(tmp_path: Path) -> MakeContext:
    """Lay out files (a size, or None for a folder) and open the context."""

    def make(files: dict[str, int | None], ignore: str | None = None, **options: Any) -> BuildContext:
        for path, size in files.items():
            full = tmp_path / path
            (full if size is None else full.parent).mkdir(parents=True, exist_ok=True)
            if size is not None:
                full.write_bytes(b"x" * size)
        if ignore is not None:
            (tmp_path / ".dockerignore").write_text(ignore)
        return BuildContext.open(str(tmp_path), **options)

    return make


PROJECT: dict[str, int | None] = {
    "Dockerfile": 10,
    "app.py": 100,
    "data/a.csv": 1000,
    "data/b.csv": 2000,
    "models/best.pt": 50_000,
    "models/net.py": 10,
    "src/__pycache__/x.pyc": 7,
    "src/app.py": 30,
    "src/deep/__pycache__/y.pyc": 8,
    "venv/pyvenv.cfg": 20,
    "venv/lib/big.so": 9000,
    "empty": None,
}


class TestOpen:
    def test_reads_the_ignore_file(self, make: MakeContext, tmp_path: Path) -> None:
        context = make(PROJECT, "data\n")
        assert context.ignore_path == str(tmp_path / ".dockerignore")
        assert [pattern.text for pattern in context.ignore.patterns] == ["data"]
        assert make(PROJECT, "x", dockerfile_path=str(tmp_path / "app.py")).ignore_path == context.ignore_path

    def test_without_one(self, make: MakeContext) -> None:
        context = make(PROJECT)
        assert context.ignore_path is None
        assert context.ignore.patterns == ()

    def test_ignore_file_that_cannot_be_read(self, make: MakeContext, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(path: str) -> Source:
            raise PermissionError(13, "no", path)

        monkeypatch.setattr(Source, "read", fail)
        assert make(PROJECT, "data").ignore_path is None

    def test_folder_that_does_not_exist(self, tmp_path: Path) -> None:
        context = BuildContext.open(str(tmp_path / "nothing"))
        assert list(context.walk()) == []
        assert not context.exists("a")
        assert not context.is_directory("")
        assert context.measure() == Measure(0, 0, truncated=False)
        assert context.taken_by(["."]).files == []
        assert context.taken_by(["."]).missing == ["."]
        assert context.unreadable == []


class TestPaths:
    def test_native_and_relative(self, make: MakeContext, tmp_path: Path) -> None:
        context = make(PROJECT)
        assert context.native("src/app.py") == str(tmp_path / "src" / "app.py")
        assert context.native("") == str(tmp_path)
        assert context.relative(str(tmp_path / "src" / "app.py")) == "src/app.py"
        assert context.relative(str(tmp_path)) == ""
        assert context.relative(str(tmp_path) + "/src/../app.py") == "app.py"
        assert context.relative(str(tmp_path.parent)) is None
        assert context.relative(str(tmp_path) + "2/a") is None

    def test_exists(self, make: MakeContext) -> None:
        context = make(PROJECT, "data\nmodels\n!models/net.py\n")
        assert context.exists("app.py")
        assert context.exists("./src/")
        assert context.exists("")
        assert context.exists("../app.py")
        assert not context.exists("app.py/x")
        assert not context.exists("App.py")
        assert not context.exists("data")
        assert not context.exists("data/a.csv")
        assert not context.exists("models/best.pt")
        assert context.exists("models")
        assert context.exists("models/net.py")
        assert not context.exists("a\0b")

    def test_kinds(self, make: MakeContext, tmp_path: Path) -> None:
        context = make(PROJECT)
        os.mkfifo(tmp_path / "pipe")
        assert context.is_file("app.py")
        assert not context.is_file("src")
        assert not context.is_file("")
        assert not context.is_file("pipe")
        assert context.is_directory("src/deep")
        assert context.is_directory("/")
        assert not context.is_directory("app.py")
        assert not context.is_directory("nothing")
        assert context.exists("pipe")
        assert context.size("pipe") == 0
        assert context.size("nothing") == context.size("a\0") == 0

    def test_links_stay_inside(self, make: MakeContext, tmp_path: Path) -> None:
        context = make({"docs/guide.md": 5, "hidden/x": 1}, "hidden\nsecret-link\n")
        for link, target in {
            "link": "docs",
            "absolute": "/docs/guide.md",
            "up": "../../docs",
            "loop": "loop",
            "one": "two",
            "two": "one",
            "secret-link": "docs",
            "to-hidden": "hidden",
            "outside": str(tmp_path / "docs" / "guide.md"),
            "through-file": "docs/guide.md/x",
        }.items():
            (tmp_path / link).symlink_to(target)
        assert context.resolve("link/guide.md") == "docs/guide.md"
        assert context.resolve("absolute") == "docs/guide.md"
        assert context.resolve("up/guide.md") == "docs/guide.md"
        for path in ("loop", "one", "secret-link", "to-hidden", "to-hidden/x", "outside", "through-file"):
            assert context.resolve(path) is None
        assert context.is_file("absolute")
        assert {entry.path for entry in context.walk() if entry.is_symlink} >= {"loop", "link"}

    def test_link_that_cannot_be_read(self, make: MakeContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        context = make({"a": 1})
        (tmp_path / "link").symlink_to("a")

        def fail(path: str) -> str:
            raise PermissionError(13, "no", path)

        monkeypatch.setattr(os, "readlink", fail)
        assert context.resolve("link") is None

    def test_case_counts_on_every_disk(self, make: MakeContext, monkeypatch: pytest.MonkeyPatch) -> None:
        context = make(PROJECT)
        monkeypatch.setattr(build_context, "_NAMES_IGNORE_CASE", True)
        lstat = os.lstat
        monkeypatch.setattr(os, "lstat", lambda path: lstat(path.lower() if path.endswith("APP.PY") else path))
        assert context.exists("src/app.py")
        assert not context.exists("src/APP.PY")

    def test_read_text(self, make: MakeContext, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        context = make(PROJECT, "data")
        source = context.read_text("./app.py")
        assert source is not None
        assert source.path == str(tmp_path / "app.py")
        assert source.text == "x" * 100
        assert context.read_text("app.py", 100) is not None
        assert context.read_text("app.py", 99) is None
        for path in ("data/a.csv", "src", "", "nothing"):
            assert context.read_text(path) is None
        monkeypatch.setattr("builtins.open", _refuse)
        assert context.read_text("app.py") is None


def _record_listings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The folders that are listed from now on."""
    listed: list[str] = []
    scandir = os.scandir

    def record(path: str) -> Any:
        listed.append(path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", record)
    return listed


def _refuse(*arguments: object, **options: object) -> None:
    raise PermissionError(13, "no")


class TestWalk:
    def test_level_by_level_in_order(self, make: MakeContext) -> None:
        context = make({"b/z": 1, "b/a/x": 1, "a": 1, "c": 1})
        assert [entry.path for entry in context.walk()] == ["a", "b", "c", "b/a", "b/z", "b/a/x"]
        assert [entry.name for entry in context.walk("b")] == ["a", "z", "x"]
        assert [(file.path, file.size) for file in context.files("b")] == [("b/z", 1), ("b/a/x", 1)]
        assert list(context.names("b")) == ["a", "z"]

    def test_ignored_entries(self, make: MakeContext) -> None:
        context = make({"data/keep/x": 1, "data/y": 1, "a": 1}, "data\n!data/keep\n.dockerignore\n")
        assert [entry.path for entry in context.walk()] == ["a", "data/keep", "data/keep/x"]
        raw = {entry.path: entry.ignored for entry in context.raw_entries()}
        assert raw == {
            ".dockerignore": True,
            "a": False,
            "data": True,
            "data/keep": False,
            "data/y": True,
            "data/keep/x": False,
        }

    def test_ignored_folders_are_not_listed(self, make: MakeContext, monkeypatch: pytest.MonkeyPatch) -> None:
        context = make({"data/raw/x": 1, "src/a": 1}, "data\n!src/x\n")
        listed = _record_listings(monkeypatch)
        list(context.walk())
        assert [os.path.relpath(path, context.root) for path in listed] == [".", "src"]

    def test_folders_are_listed_once(self, make: MakeContext, monkeypatch: pytest.MonkeyPatch) -> None:
        context = make(PROJECT)
        listed = _record_listings(monkeypatch)
        for _ in range(3):
            list(context.walk())
            context.taken_by(["."])
            context.measure()
        assert len(listed) == len(set(listed))

    def test_nothing_is_listed_before_it_is_needed(self, make: MakeContext, monkeypatch: pytest.MonkeyPatch) -> None:
        listed = _record_listings(monkeypatch)
        context = make(PROJECT, "data")
        assert context.is_file("src/app.py")
        assert context.is_ignored("data/x/y/z")
        assert context.taken_by(["app.py"]).byte_count == 100
        assert listed == []
        next(iter(context.walk()))
        assert len(listed) == 1

    def test_find_junk_at_any_depth(self, make: MakeContext) -> None:
        context = make(PROJECT, "src/deep\n")

        def is_junk(entry: Entry) -> bool:
            if not entry.is_directory:
                return entry.name.endswith((".pyc", ".pt"))
            return entry.name == "__pycache__" or "pyvenv.cfg" in context.names(entry.path)

        found = {entry.path: context.measure(entry.path).byte_count for entry in context.find(is_junk)}
        assert found == {"venv": 9020, "models/best.pt": 50_000, "src/__pycache__": 7}
        everything = [entry.path for entry in context.find(is_junk, include_ignored=True)]
        assert everything == ["venv", "models/best.pt", "src/__pycache__", "src/deep/__pycache__"]

    def test_does_a_folder_contain(self, make: MakeContext) -> None:
        context = make(PROJECT)

        def holds_python(directory: str) -> bool:
            return any(entry.name.endswith(".py") for entry in context.walk(directory))

        assert holds_python("models")
        assert not holds_python("data")

    def test_measure(self, make: MakeContext) -> None:
        context = make(PROJECT, "data/a.csv\n**/*.pyc\n")
        assert context.measure("data") == Measure(2000, 1, truncated=False)
        assert context.measure("data", include_ignored=True) == Measure(3000, 2, truncated=False)
        assert context.measure("src") == Measure(30, 1, truncated=False)
        assert context.measure("app.py") == Measure(100, 1, truncated=False)
        assert context.measure("nothing") == Measure(0, 0, truncated=False)

    def test_links_are_entries_and_loops_do_no_harm(self, make: MakeContext, tmp_path: Path) -> None:
        context = make({"a/x": 3})
        (tmp_path / "a" / "up").symlink_to("..")
        (tmp_path / "self").symlink_to("self")
        assert [entry.path for entry in context.walk()] == ["a", "self", "a/up", "a/x"]
        assert context.measure().byte_count == 3

    def test_unreadable_folder(self, make: MakeContext, monkeypatch: pytest.MonkeyPatch) -> None:
        context = make(PROJECT)
        scandir = os.scandir

        def refuse(path: str) -> Any:
            if path.endswith("data"):
                raise PermissionError(13, "no", path)
            return scandir(path)

        monkeypatch.setattr(os, "scandir", refuse)
        assert "data/a.csv" not in [entry.path for entry in context.walk()]
        assert context.unreadable == ["data"]
        assert "app.py" in context.taken_by(["."])

    def test_entries_that_cannot_be_looked_at(self, make: MakeContext, monkeypatch: pytest.MonkeyPatch) -> None:
        context = make({"a": 1})

        class Broken:
            name = "odd"

            def is_file(self, *, follow_symlinks: bool) -> bool:
                raise OSError

        class Listing(list[Broken]):
            def __enter__(self) -> Iterator[Broken]:
                return iter(self)

            def __exit__(self, *arguments: object) -> None: ...

        monkeypatch.setattr(os, "scandir", lambda path: Listing([Broken()]))
        assert list(context.walk()) == [Entry("odd", is_directory=False, is_symlink=False, ignored=False)]

    def test_names_that_are_no_text(self, tmp_path: Path) -> None:
        (tmp_path / os.fsdecode(b"caf\xe9")).write_bytes(b"12345")
        (tmp_path / "new\nline").mkdir()
        (tmp_path / "new\nline" / "back\\slash").write_bytes(b"1")
        context = BuildContext(str(tmp_path), parse_dockerignore(Source("x", "back*")))
        assert context.measure().byte_count == 6
        assert context.is_file("caf\udce9")
        assert context.taken_by(["caf?"]).byte_count == 5

    def test_folder_with_a_long_path(self, tmp_path: Path) -> None:
        context = BuildContext(str(tmp_path))
        assert list(context.walk("a" * 5000)) == []
        assert not context.exists("a" * 5000)


class TestLimits:
    def test_walk_is_cut_short(self, make: MakeContext) -> None:
        context = make({f"{folder}/{number}": 1 for folder in "abc" for number in range(10)}, most_entries=12)
        assert len(list(context.walk())) == 12
        assert context.truncated
        measure = context.measure()
        assert measure.truncated
        assert measure.byte_count < 30
        taken = context.taken_by(["."])
        assert taken.truncated
        assert len(taken.files) == 9
        assert context.taken_by(["a/0"]).truncated is False

    def test_one_folder_is_cut_short(self, make: MakeContext) -> None:
        context = make({str(number): 1 for number in range(30)}, most_entries=12)
        taken = context.taken_by(["."])
        assert (len(taken.files), taken.truncated) == (12, True)
        assert context.truncated

    def test_pattern_that_may_match_more(self, make: MakeContext) -> None:
        context = make({str(number): 1 for number in range(30)}, most_entries=12)
        assert context.taken_by(["x*"]).unmatched == []

    def test_many_files_are_quick(self, tmp_path: Path) -> None:
        for folder in range(40):
            path = tmp_path / f"part{folder}"
            path.mkdir()
            for number in range(500):
                (path / f"{number}.jpg").touch()
        text = (
            "**/__pycache__\n**/*.py[cod]\n.git\n*.md\n!README.md\nvenv\npart1/**/*.png\n**/.DS_Store\n**/*cache*/**\n"
        )
        context = BuildContext(str(tmp_path), parse_dockerignore(Source("x", text)))
        start = time.process_time()
        assert len(context.taken_by(["."]).files) == 20_000
        assert time.process_time() - start < 2

    def test_deep_tree(self, tmp_path: Path) -> None:
        path = "d/" * 300
        (tmp_path / path).mkdir(parents=True)
        context = BuildContext(str(tmp_path), parse_dockerignore(Source("x", "**/e\n")))
        assert len(list(context.walk())) == 300


def test_small_imports() -> None:
    code = "import sys; import dflint.context.build_context; print(*sys.modules)"
    names = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"pathlib", "tempfile", "subprocess", "logging", "dataclasses"} & set(names)
