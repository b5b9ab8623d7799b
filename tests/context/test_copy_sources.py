"""What COPY and ADD take. What an engine takes is compared in `test_docker_build`."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dflint.context.build_context import BuildContext
from dflint.context.copy_sources import Offender, Taken
from dflint.context.dockerignore import parse_dockerignore
from dflint.context.entries import ContextFile
from dflint.source import Source

FILES = {
    "Dockerfile": 1,
    "a.txt": 2,
    "data/raw/deep/big.bin": 5000,
    "data/raw/x.csv": 10,
    "data/readme.md": 3,
    "models/one.pt": 400,
    "models/two.pt": 500,
    "src/app.py": 20,
    "src/pkg/mod.py": 30,
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("project")
    for path, size in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(b"x" * size)
    (root / "link").symlink_to("src")
    return root


def take(root: Path, sources: list[str], ignore: str = "", exclude: tuple[str, ...] = ()) -> Taken:
    return BuildContext(str(root), parse_dockerignore(Source("x", ignore))).taken_by(sources, exclude)


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        (["."], [*FILES, "link"]),
        (["a.txt"], ["a.txt"]),
        (["./src/"], ["src/app.py", "src/pkg/mod.py"]),
        (["/src/*.py", "../a.txt"], ["a.txt", "src/app.py"]),
        (["*/*.pt"], ["models/one.pt", "models/two.pt"]),
        (["**/*.py"], ["src/app.py"]),
        (["*"], list(FILES)),
        (["link/*.py"], ["src/app.py"]),
        (["link"], ["src/app.py", "src/pkg/mod.py"]),
        (["models/[^o]*"], ["models/two.pt"]),
        (["src[^a]app.py"], ["src/app.py"]),
    ],
)
def test_files(root: Path, sources: list[str], expected: list[str]) -> None:
    taken = take(root, sources)
    assert [file.path for file in taken.files] == sorted(expected)
    assert taken.byte_count == sum(FILES.get(path, 0) for path in expected)
    assert (taken.missing, taken.unmatched, taken.remote, taken.truncated) == ([], [], [], False)


def test_what_is_not_there(root: Path) -> None:
    taken = take(root, ["nothing", "*.none", "src/pkg/no*", "[", "[b-a]", "nowhere/*", "a.txt", "A.txt", "a.txt/*"])
    assert [file.path for file in taken.files] == ["a.txt"]
    assert taken.missing == ["nothing", "[", "[b-a]", "nowhere/*", "A.txt", "a.txt/*"]
    assert taken.unmatched == ["*.none", "src/pkg/no*"]


def test_what_is_ignored(root: Path) -> None:
    taken = take(root, ["data", "dat*", "src", "models/one.pt"], "data\nsrc\nmodels\n!src/app.py\n")
    assert [file.path for file in taken.files] == ["src/app.py"]
    assert taken.missing == ["data", "models/one.pt"]
    assert taken.unmatched == ["dat*"]


def test_what_lies_outside(root: Path) -> None:
    remote = ["https://example.com/x.whl", "git@github.com:a/b.git", "git://example.com/x"]
    taken = take(root, [*remote, "a.txt"])
    assert taken.remote == remote
    assert [file.path for file in taken.files] == ["a.txt"]
    assert taken.missing == []


def test_excluded(root: Path) -> None:
    taken = take(root, ["data", "a.txt"], exclude=("raw", "!raw/x.csv", "[", "a.txt"))
    assert [file.path for file in taken.files] == ["a.txt", "data/raw/x.csv", "data/readme.md"]


@pytest.mark.parametrize(
    ("sources", "expected", "missing", "unmatched"),
    [
        (["./src/app.py", "a.txt"], ["a.txt", "src/app.py"], [], []),
        (["**/*.py"], ["src/app.py", "src/pkg/mod.py"], [], []),
        (["src"], ["src/app.py", "src/pkg/mod.py"], [], []),
        (["src/./pkg/*.py"], ["src/pkg/mod.py"], [], []),
        (["./src/./**/*.py"], ["src/app.py", "src/pkg/mod.py"], [], []),
        (["src/./*.py"], ["src/app.py"], [], []),
        (["src/*.csv", "nothing", "nowhere/./x"], [], ["nothing", "nowhere/./x"], ["src/*.csv"]),
    ],
)
def test_with_parents(
    root: Path, sources: list[str], expected: list[str], missing: list[str], unmatched: list[str]
) -> None:
    taken = BuildContext(str(root)).taken_by(sources, parents=True)
    assert [file.path for file in taken.files] == expected
    assert (taken.missing, taken.unmatched) == (missing, unmatched)
    assert BuildContext(str(root)).taken_by(["src"], ["*.py"], parents=True).byte_count == 50
    assert BuildContext(str(root)).taken_by(["src"], ["src/*.py"], parents=True).byte_count == 30


def test_answers_are_remembered(root: Path) -> None:
    context = BuildContext(str(root))
    assert context.taken_by(["."]) is context.taken_by(["."])
    assert context.taken_by(["."]) is not context.taken_by(["src"])


def test_largest(root: Path) -> None:
    taken = take(root, ["."])
    assert taken.largest(2) == [ContextFile("data/raw/deep/big.bin", 5000), ContextFile("models/two.pt", 500)]
    assert "models/one.pt" in taken
    assert "models" not in taken


def test_offenders(root: Path) -> None:
    assert take(root, ["."]).offenders(3) == [
        Offender("data/raw/deep/big.bin", 5000, 1),
        Offender("models", 900, 2),
        Offender("src", 50, 2),
    ]
    assert take(root, ["models"]).offenders() == [Offender("models/two.pt", 500, 1), Offender("models/one.pt", 400, 1)]
    assert take(root, ["src/app.py"]).offenders() == [Offender("src/app.py", 20, 1)]
    assert take(root, ["models/one.pt", "src"]).offenders(1) == [Offender("models/one.pt", 400, 1)]
    assert take(root, ["nothing"]).offenders() == []


def test_offenders_of_empty_files() -> None:
    taken = Taken([ContextFile("a/b", 0), ContextFile("c", 0)])
    assert taken.offenders() == [Offender("a/b", 0, 1), Offender("c", 0, 1)]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.one_of(st.text(max_size=12), st.text("srcapkg.py/*?[]^-\\", max_size=12)), max_size=3),
    st.text("srca/*!\n.", max_size=12),
)
def test_nothing_raises(root: Path, sources: list[str], ignore: str) -> None:
    BuildContext(str(root)).taken_by(sources, parents=True)
    taken = take(root, sources, ignore, tuple(sources))
    assert taken.byte_count >= 0
    assert set(taken.missing) | set(taken.unmatched) | set(taken.remote) <= set(sources)
    taken.offenders()
