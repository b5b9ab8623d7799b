"""Lays out small projects, checks them with the rules of one code, and fixes them."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from dflint.diagnostics import Applicability, Diagnostic
from dflint.fixer import Fixer, write
from dflint.linter import Linter, Result
from dflint.project.names import kind_of
from dflint.project.project import Project
from dflint.rules.registry import rule_files
from dflint.rules.rule import Rule, Size, Tree
from dflint.selection import Selectors
from dflint.suppression import Silencer
from dflint.verification import objection

LARGE = 1 << 20
"""Bytes from which on only the size of a file is compared."""


def lay_out(tree: Tree, folder: Path) -> None:
    """Write the files of `tree` below `folder`; texts lose their common indentation."""
    for path, content in tree.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Size):
            with file.open("wb") as sparse:
                sparse.truncate(content.byte_count)
        else:
            file.write_bytes(text_of(content).encode("utf-8", "surrogateescape"))


def text_of(content: str) -> str:
    """The text of a file of a tree. An indented text loses its indentation and the line before it."""
    return inspect.cleandoc(content).rstrip(" ") + "\n" if content.startswith("\n") else content


class Checker:
    """A project in a folder, and what the rules say about it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.classes = tuple(file.load() for file in rule_files())

    def lay_out(self, tree: Tree) -> None:
        lay_out(tree, self.folder)

    def tree(self) -> dict[str, bytes | int]:
        """The files of the project: their bytes, or the size of those that are large."""
        found: dict[str, bytes | int] = {}
        for path in sorted(self.folder.rglob("*")):
            if path.is_file():
                size = path.stat().st_size
                found[path.relative_to(self.folder).as_posix()] = path.read_bytes() if size < LARGE else size
        return found

    def expected(self, tree: Tree) -> dict[str, bytes | int]:
        """What `tree` looks like once it is laid out."""
        return {
            path: (b"\0" * content.byte_count if content.byte_count < LARGE else content.byte_count)
            if isinstance(content, Size)
            else text_of(content).encode("utf-8", "surrogateescape")
            for path, content in tree.items()
        }

    def _rules(self, codes: tuple[str, ...]) -> list[Rule]:
        if codes == ("DF009",):
            codes = ("DF001", "DF009")  # a comment is unused where the rule that it names has run
        return [rule() for rule in self.classes if not codes or rule.code in codes]

    def run(self, *codes: str, overlay: Mapping[str, bytes] | None = None, project: Project | None = None) -> Result:
        project = project or Project(str(self.folder))
        if overlay is not None:
            project = project.with_overlay(overlay)
        result = Linter(project, self._rules(codes), None, Silencer(project.file, Selectors(self.classes))).run()
        assert not result.internal_errors, result.internal_errors
        return result

    def fix(self, *codes: str, allowed: Applicability = Applicability.SAFE) -> list[Diagnostic]:
        """Apply fixes on disk; what is left."""
        project = Project(str(self.folder))
        fixer = Fixer(
            lambda overlay: self.run(*codes, overlay=overlay, project=project),
            lambda path: Path(path).read_bytes() if os.path.isfile(path) else None,
            lambda path: kind_of(os.path.basename(path)) is not None,
            objection,
            allowed,
        )
        result = fixer.run()
        assert not result.refused, result.refused
        for change in result.changes:
            write(change)
        return list(result.remaining.diagnostics)


@pytest.fixture
def lay(tmp_path: Path) -> Callable[[Tree], Checker]:
    """Lay out a tree in a fresh repository."""

    def laid(tree: Tree) -> Checker:
        (tmp_path / ".git").mkdir(exist_ok=True)
        lay_out(tree, tmp_path)
        return Checker(tmp_path)

    return laid


@pytest.fixture
def findings(lay: Callable[[Tree], Checker]) -> Callable[..., list[Diagnostic]]:
    """The findings of the rules of some codes in a tree."""

    def found(tree: Tree, *codes: str) -> list[Diagnostic]:
        return list(lay(tree).run(*codes).diagnostics)

    return found


@pytest.fixture
def words(findings: Callable[..., list[Diagnostic]]) -> Callable[..., list[str]]:
    """The texts that the findings of a code point at."""

    def pointed_at(tree: Tree, *codes: str) -> list[str]:
        return [one.source.slice(one.span) for one in findings(tree, *codes)]

    return pointed_at
