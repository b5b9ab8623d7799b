from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from dflint.diagnostics import Applicability, Diagnostic, Fix, Severity
from dflint.fixer import Change, FileChangedError, Fixer, FixResult, write
from dflint.linter import Result
from dflint.source import CreateFile, Edit, Source, Span

Finder = Callable[[Source], Sequence[Diagnostic]]
FILE = "/project/Dockerfile"


def found(
    source: Source, old: str, fix: Fix | None, severity: Severity = Severity.WARNING, code: str = "ML900"
) -> Diagnostic:
    start = source.text.index(old)
    return Diagnostic(code, severity, f"{old} is bad", source, Span(start, start + len(old)), fix=fix)


def replace(source: Source, old: str, new: str, applicability: Applicability = Applicability.SAFE) -> Diagnostic:
    start = source.text.index(old)
    edit = Edit(source.path, Span(start, start + len(old)), new)
    return found(source, old, Fix(applicability, f"{old} to {new}", (edit,)))


def fixed(
    files: Mapping[str, str],
    finder: Finder,
    allowed: Applicability = Applicability.SAFE,
    objection: Callable[[Source, Source, Sequence[Edit]], str | None] = lambda before, after, edits: None,
) -> FixResult:
    def check(overlay: Mapping[str, bytes]) -> Result:
        texts = {**{path: text.encode() for path, text in files.items()}, **overlay}
        diagnostics = [one for path, data in sorted(texts.items()) for one in finder(Source.from_bytes(path, data))]
        return Result(tuple(diagnostics), tuple(texts))

    def read(path: str) -> bytes | None:
        return files[path].encode() if path in files else None

    return Fixer(check, read, lambda path: "requirements" not in path, objection, allowed).run()


def texts(result: FixResult) -> dict[str, str]:
    return {change.path: change.after.decode() for change in result.changes}


def test_fixes_that_do_not_touch_each_other_are_applied_together() -> None:
    passes = []

    def finder(source: Source) -> Sequence[Diagnostic]:
        passes.append(source.text)
        return [replace(source, old, old.upper()) for old in "ac" if old in source.text]

    result = fixed({FILE: "a b c"}, finder)
    assert texts(result) == {FILE: "A b C"}
    assert len(result.applied) == 2
    assert len(passes) <= 4


def test_overlapping_fixes_wait_for_the_next_pass() -> None:
    def finder(source: Source) -> Sequence[Diagnostic]:
        return [replace(source, old, new) for old, new in (("ab", "xb"), ("bc", "by")) if old in source.text]

    assert texts(fixed({FILE: "abc"}, finder)) == {FILE: "xby"}


def test_an_unsafe_fix_is_applied_only_when_it_is_asked_for() -> None:
    def finder(source: Source) -> Sequence[Diagnostic]:
        return [replace(source, "a", "b", Applicability.UNSAFE)] if "a" in source.text else []

    assert texts(fixed({FILE: "a"}, finder)) == {}
    assert texts(fixed({FILE: "a"}, finder, Applicability.UNSAFE)) == {FILE: "b"}


def test_fixes_that_undo_each_other_end() -> None:
    def finder(source: Source) -> Sequence[Diagnostic]:
        return [replace(source, "a", "b") if "a" in source.text else replace(source, "b", "a")]

    assert fixed({FILE: "a"}, finder).remaining.diagnostics


def test_a_fix_that_brings_an_error_is_refused_and_the_others_are_applied() -> None:
    def finder(source: Source) -> Sequence[Diagnostic]:
        diagnostics = [replace(source, old, old.upper()) for old in "abcdefg" if old in source.text]
        if "D" in source.text:
            diagnostics.append(found(source, "D", None, Severity.ERROR, "ML999"))
        return diagnostics

    result = fixed({FILE: "a b c d e f g"}, finder)
    assert texts(result) == {FILE: "A B C d E F G"}
    (refusal,) = result.refused
    assert "ML999" in refusal.reason


def test_a_fix_that_a_parser_objects_to_is_refused() -> None:
    def finder(source: Source) -> Sequence[Diagnostic]:
        return [replace(source, "a", "b")] if "a" in source.text else []

    result = fixed({FILE: "a"}, finder, objection=lambda before, after, edits: "the result has a syntax error")
    assert not result.changes
    assert [refusal.reason for refusal in result.refused] == ["the result has a syntax error"]


@pytest.mark.parametrize("other", ["/project/requirements.txt", "/project/gone/Dockerfile"])
def test_a_fix_over_several_files_is_applied_whole_or_not_at_all(other: str) -> None:
    def finder(source: Source) -> Sequence[Diagnostic]:
        if source.path != FILE or "a" not in source.text:
            return []
        edits = (Edit(FILE, Span(0, 1), "b"), Edit(other, Span(0, 1), "b"))
        return [found(source, "a", Fix(Applicability.SAFE, "both", edits))]

    files = {FILE: "a", "/project/requirements.txt": "a"}
    result = fixed(files, finder)
    assert not result.changes
    assert len(result.refused) == 1


def test_a_file_is_created_once_and_never_overwritten() -> None:
    def finder(source: Source) -> Sequence[Diagnostic]:
        create = CreateFile("/project/.dockerignore", "**/__pycache__\n")
        return [found(source, "a", Fix(Applicability.SAFE, "create", (create,)))] if source.path == FILE else []

    assert texts(fixed({FILE: "a"}, finder)) == {"/project/.dockerignore": "**/__pycache__\n"}
    result = fixed({FILE: "a", "/project/.dockerignore": "x\n"}, finder)
    assert not result.changes
    assert "exists" in result.refused[0].reason


def test_a_written_file_keeps_its_mode_and_its_link(tmp_path: Path) -> None:
    file, link = tmp_path / "real", tmp_path / "Dockerfile"
    file.write_bytes(b"a")
    file.chmod(0o640)
    link.symlink_to(file)
    write(Change(str(link), b"a", b"b"))
    assert file.read_bytes() == b"b"
    assert file.stat().st_mode & 0o777 == 0o640
    assert link.is_symlink()
    assert sorted(os.listdir(tmp_path)) == ["Dockerfile", "real"]


def test_a_file_that_was_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_bytes(b"somebody else's")
    with pytest.raises(FileChangedError):
        write(Change(str(file), b"a", b"b"))
    assert file.read_bytes() == b"somebody else's"


def test_a_new_file_is_not_written_over_one_that_came_meanwhile(tmp_path: Path) -> None:
    file = tmp_path / ".dockerignore"
    file.write_bytes(b"x")
    with pytest.raises(FileExistsError):
        write(Change(str(file), None, b"b"))
    assert file.read_bytes() == b"x"


def test_nothing_is_left_behind_when_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "Dockerfile"
    file.write_bytes(b"a")

    def fail(*arguments: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="no space"):
        write(Change(str(file), b"a", b"b"))
    assert file.read_bytes() == b"a"
    assert os.listdir(tmp_path) == ["Dockerfile"]
