"""Digests that are kept up to date are those that are formed anew."""

from __future__ import annotations

import random

import pytest

from dflint.analysis.context_digests import ContextDigests
from dflint.analysis.tree import Change, Tree
from dflint.build.context_inputs import ContextInput, copied_input
from dflint.build.input_digests import Item
from dflint.context.dockerignore import DockerIgnore, parse_dockerignore
from dflint.source import Source

SOURCES: tuple[tuple[list[str], list[str]], ...] = (
    (["."], []),
    (["a"], []),
    (["a/b", "c.py"], []),
    (["*.py"], []),
    (["a/*/x*"], []),
    (["."], ["**/*.md", "a/b"]),
    (["b/b/b"], []),
)
IGNORES = ("", "a\n", "**/*.md\n", "*\n!a\n", "a/*\n!a/b\n!**/*.py\n", "b\n!b/b/x.md\n", "a/**\n!a/b/b/x.py\nc*\n")


def inputs() -> list[ContextInput]:
    found = [copied_input(sources, excludes) for sources, excludes in SOURCES]
    return [one for one in found if one is not None]


def ignore_of(text: str) -> DockerIgnore:
    return parse_dockerignore(Source(".dockerignore", text))


def change(tree: Tree, chance: random.Random) -> list[Change]:
    """Changes of one commit: no path twice, and no file where a folder stays."""
    files = dict(tree.files())
    changes = {}
    for _ in range(chance.randint(1, 6)):
        folders = [chance.choice("ab") for _ in range(chance.randint(0, 3))]
        path = "/".join((*folders, chance.choice(("x.py", "x.md", "c.py", "b"))))
        after = Item(chance.choice((0o100644, 0o100755, 0o160000)), chance.choice((b"1", b"2")))
        changes[path] = Change(path, files.get(path), None if chance.random() < 0.4 else after)
    after = {path for path in files if path not in changes} | {path for path, it in changes.items() if it.after}
    taken = {path for path in after if any(other.startswith(f"{path}/") for other in after)}
    return [it for it in changes.values() if it.path not in taken and it.before != it.after and not _hides(it, after)]


def _hides(change: Change, after: set[str]) -> bool:
    parts = change.path.split("/")
    return any("/".join(parts[:end]) in after for end in range(1, len(parts)))


@pytest.mark.parametrize("folder", ["", "a"])
@pytest.mark.parametrize("text", IGNORES)
def test_changes_add_up(text: str, folder: str) -> None:
    chance = random.Random(1)
    ignore = ignore_of(text)
    tree = Tree()
    kept = ContextDigests(tree, folder, ignore)
    for one in inputs():
        kept.sum(one)
    for _ in range(150):
        changes = change(tree, chance)
        kept.change(changes)
        kept.change(tree.apply(changes))
        anew = ContextDigests(tree, folder, ignore)
        assert [kept.sum(one) for one in inputs()] == [anew.sum(one) for one in inputs()]


def test_folders_come_and_go_with_what_is_in_them() -> None:
    tree = Tree()
    item = Item(0o100644, b"1")
    come = tree.apply([Change("a/b/c", None, item), Change("a/d", None, item)])
    assert [(it.path, it.before is None) for it in come] == [("a", True), ("a/b", True)]
    gone = tree.apply([Change("a/b/c", item, None), Change("a/d", item, None), Change("a/b", None, item)])
    assert [(it.path, it.after is None) for it in gone] == [("a/b", True), ("a", True), ("a", False)]
    assert dict(tree.files()) == {"a/b": item}


def test_what_is_taken_out_of_a_submodule_changes_with_it() -> None:
    tree = Tree()
    digests = ContextDigests(tree, "", DockerIgnore())
    (one, other) = (copied_input([source]) for source in ("lib/deep/x.py", "library"))
    assert one is not None
    assert other is not None
    sums = [(digests.sum(one), digests.sum(other))]
    before: Item | None = None
    for content in (b"1", b"2", b"1"):
        after = Item(0o160000, content)
        changes = [Change("lib", before, after)]
        digests.change([*changes, *tree.apply(changes)])
        sums.append((digests.sum(one), digests.sum(other)))
        before = after
    assert sums[1] == sums[3] != sums[2]
    assert sums[0][0] == 0 != sums[1][0]
    assert {of_other for _, of_other in sums} == {0}
