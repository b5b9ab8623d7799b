"""The layers of a build, what they take, and their cache keys."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from dflint.build.build import Build
from dflint.build.cache_keys import keys_of
from dflint.build.context_inputs import ContextInput, copied_input
from dflint.build.input_digests import DiskDigests, InputDigests, Item
from dflint.build.layers import layers_of
from dflint.context.build_context import BuildContext
from dflint.context.dockerignore import DockerIgnore
from dflint.dockerfile.parser import parse
from dflint.source import Source

Keys = Mapping[int, bytes]


@pytest.fixture
def keys(tmp_path: Path) -> Callable[[str, Mapping[str, str]], Keys]:
    """Writes files, and gives the keys of the layers of a Dockerfile over them, by row."""

    def find(text: str, files: Mapping[str, str] = {}) -> Keys:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        source = Source(os.fspath(tmp_path / "Dockerfile"), text)
        context = BuildContext.open(os.fspath(tmp_path))
        build = Build(parse(source), source.path, context)
        return {layer.row: key for layer, key in keys_of(build, DiskDigests(context)).items()}

    return find


def test_layers_are_those_of_the_stages_that_are_built(build: Callable[..., Build]) -> None:
    made = build("FROM a AS unused\nRUN x\nFROM b\nENV A=1\nWORKDIR /\nWORKDIR /w\nCOPY . .\nRUN y\nCMD z\n")
    assert [(layer.row, layer.instruction.keyword) for layer in layers_of(made)] == [
        (6, "WORKDIR"),
        (7, "COPY"),
        (8, "RUN"),
    ]


def test_an_edit_makes_a_copy_and_what_follows_anew(keys: Callable[..., Keys]) -> None:
    text = "FROM a\nRUN first\nCOPY requirements.txt .\nRUN install\nCOPY . .\n"
    before = keys(text, {"requirements.txt": "x", "app.py": "1"})
    after = keys(text, {"app.py": "2"})
    assert [row for row in before if before[row] != after[row]] == [5]
    after = keys(text, {"requirements.txt": "y"})
    assert [row for row in before if before[row] != after[row]] == [3, 4, 5]


@pytest.mark.parametrize(
    ("sources", "excludes", "path", "name"),
    [
        (["."], [], "a/b", "0:a/b"),
        (["a"], [], "a/b", "0:b"),
        (["a"], [], "a", "0:"),
        (["a"], [], "ab", None),
        (["/a/"], [], "a/b", "0:b"),
        (["a/b.txt"], [], "a/b.txt", "0:"),
        (["a/b.txt", "a"], [], "a/b.txt", "0:b.txt"),
        (["b", "a"], [], "b", "1:"),
        (["a/*.txt"], [], "a/b.txt", "0:b.txt"),
        (["a/*"], [], "a/b/c", "0:b/c"),
        (["*/b"], [], "a/b/c", "0:a/b/c"),
        (["*/b"], [], "a/c", None),
        (["a"], ["*.md"], "a/x.md", None),
        (["a"], ["*.md"], "a/b/x.md", "0:b/x.md"),
        (["*"], ["x.md"], "a/x.md", None),
    ],
)
def test_names_in_the_digest(sources: list[str], excludes: list[str], path: str, name: str | None) -> None:
    taken = copied_input(sources, excludes)
    assert taken is not None
    assert taken.takes(path) == name


def test_digests_follow_changes() -> None:
    whole = ContextInput(copied_input(["."]).selectors)  # type: ignore[union-attr]
    digests = InputDigests([whole], DockerIgnore(), {})
    first = digests.digest(whole)
    digests.add("a/b.txt", Item(0o100644, b"1"))
    second = digests.digest(whole)
    digests.add("a/c.txt", Item(0o100644, b"1"))
    digests.remove("a/c.txt", Item(0o100644, b"1"))
    assert digests.digest(whole) == second
    digests.remove("a/b.txt", Item(0o100644, b"1"))
    assert digests.digest(whole) == first != second
