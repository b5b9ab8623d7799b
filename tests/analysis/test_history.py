"""Reading histories: what there is, what is missing, and that nothing of the repository runs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from dflint.analysis.commit_files import CommitFiles
from dflint.analysis.git import GitError
from dflint.analysis.history import SUBMODULE, Extent, HistoryError
from dflint.analysis.history import Repository as GitRepository
from dflint.analysis.replay import replay
from dflint.analysis.results import HistoryReport
from dflint.project.project import Project

from .conftest import Repository

DOCKERFILE = "FROM python:3.11-slim\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY app app\n"

EXTENT = Extent(100)


def report_of(folder: Path, name: str = "Dockerfile", extent: Extent = EXTENT) -> HistoryReport | str:
    """The history of a build; what hinders it where there is none."""
    build = Project(str(folder)).builds_of(str(folder / name))[0]
    with GitRepository.open(str(folder)) as opened:
        histories = replay(opened.history(extent), [build], lambda layer, build: layer.row)[0]
    return histories.before or histories.problem


def rows_of(folder: Path, name: str = "Dockerfile", extent: Extent = EXTENT) -> list[tuple[int, ...]]:
    report = report_of(folder, name, extent)
    assert isinstance(report, HistoryReport)
    return [one.rows for one in report.rebuilds]


def test_counts_and_bytes(repository: Repository) -> None:
    repository.commit({"Dockerfile": DOCKERFILE, "requirements.txt": "a==1\n", "app/a.py": "1"})
    repository.commit({"app/a.py": "2"})
    repository.commit({"requirements.txt": "a==2\n"})
    repository.commit({"README.md": "of no matter"})
    repository.commit({"requirements.txt": "a==1\n", "app/a.py": "1"})
    report = report_of(repository.folder)
    assert isinstance(report, HistoryReport)
    assert [one.rows for one in report.rebuilds] == [(2, 3, 4), (4,), (2, 3, 4), (), ()]
    assert [(one.row, one.rebuilt, one.bytes) for one in report.per_layer] == [(2, 2, 4), (3, 2, 6), (4, 3, 12)]
    assert [one.bytes for one in report.rebuilds] == [9, 4, 9, 0, 0]
    assert report.bytes == 22
    assert not report.is_shallow
    assert not report.failures


def test_rows_are_those_of_the_analysed_file(repository: Repository) -> None:
    repository.commit({"Dockerfile": DOCKERFILE, "requirements.txt": "a==1\n", "app/a.py": "1"})
    moved = "# A comment.\n" + DOCKERFILE.replace("pip install", "pip install --no-cache-dir") + "RUN pytest\n"
    repository.commit({"Dockerfile": moved})
    report = report_of(repository.folder)
    assert isinstance(report, HistoryReport)
    assert [one.rows for one in report.rebuilds] == [(3, 4, 5), (4, 5, 6)]
    assert [one.own_rows for one in report.rebuilds] == [(2, 3, 4), (4, 5, 6)]
    assert [one.rebuilt for one in report.per_layer] == [1, 2, 2, 1]


def test_parts_of_a_history(repository: Repository) -> None:
    repository.commit({"Dockerfile": DOCKERFILE, "requirements.txt": "a==1\n", "app/a.py": "1"})
    for number in range(2, 6):
        repository.commit({"app/a.py": str(number)})
    assert rows_of(repository.folder, extent=Extent(2)) == [(4,), (4,)]
    # The commits are an hour apart.
    since = "2023-11-15T02:00:00Z"
    assert rows_of(repository.folder, extent=Extent(100, since)) == [(4,), (4,)]


def test_a_merge_is_one_commit_or_all_of_its_branch(repository: Repository) -> None:
    repository.commit({"Dockerfile": DOCKERFILE, "requirements.txt": "a==1\n", "app/a.py": "1"})
    repository.git("checkout", "-q", "-b", "topic")
    repository.commit({"app/b.py": "1"})
    repository.commit({"app/b.py": "2"})
    repository.git("checkout", "-q", "main")
    repository.commit({"requirements.txt": "a==2\n"})
    repository.git("merge", "-q", "--no-ff", "-m", "merge", "topic")
    assert rows_of(repository.folder) == [(2, 3, 4), (2, 3, 4), (4,)]
    everything = rows_of(repository.folder, extent=Extent(100, first_parent=False))
    assert len(everything) == 5
    assert everything[-1] == (4,)


def test_a_shallow_clone_says_so(repository: Repository, tmp_path: Path) -> None:
    for number in range(4):
        repository.commit({"Dockerfile": DOCKERFILE, "requirements.txt": "a==1\n", "app/a.py": str(number)})
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", "--depth", "3", repository.folder.as_uri(), str(clone)], check=True)
    report = report_of(clone)
    assert isinstance(report, HistoryReport)
    assert report.is_shallow
    # Nobody knows what the oldest of the three commits has changed.
    assert [one.rows for one in report.rebuilds] == [(4,), (4,)]


def test_a_renamed_dockerfile_is_followed(repository: Repository) -> None:
    repository.commit({"docker/Dockerfile": DOCKERFILE, "docker/requirements.txt": "a\n", "docker/app/a.py": "1"})
    repository.commit({"docker/app/a.py": "2"})
    repository.git("mv", "docker", "service")
    repository.commit()
    repository.commit({"service/app/a.py": "3"})
    assert rows_of(repository.folder, "service/Dockerfile") == [(2, 3, 4), (4,), (), (4,)]
    repository.git("mv", "service/Dockerfile", "service/gpu.Dockerfile")
    repository.commit()
    repository.commit({"service/app/a.py": "4"})
    assert rows_of(repository.folder, "service/gpu.Dockerfile") == [(2, 3, 4), (4,), (), (4,), (), (4,)]


def test_commits_without_the_dockerfile(repository: Repository) -> None:
    first = repository.commit({"app/a.py": "1", "requirements.txt": "a\n"})
    repository.commit({"Dockerfile": DOCKERFILE})
    (repository.folder / "Dockerfile").unlink()
    third = repository.commit()
    repository.commit({"Dockerfile": DOCKERFILE})
    report = report_of(repository.folder)
    assert isinstance(report, HistoryReport)
    assert [one.rows for one in report.rebuilds] == [(), (2, 3, 4), (), ()]
    assert list(report.failures) == [first, third]


def test_a_dockerfile_that_is_not_tracked(repository: Repository) -> None:
    repository.commit({"app/a.py": "1"})
    repository.write({"Dockerfile": DOCKERFILE})
    assert report_of(repository.folder) == "the Dockerfile, or its folder, is not in the last commit"


def test_a_project_in_a_folder_of_the_repository(repository: Repository) -> None:
    repository.commit({f"{it}/Dockerfile": "FROM debian\nCOPY . /x\n" for it in ("a", "b")})
    repository.commit({"a/file": "1"})
    repository.commit({"file": "1"})
    # `.git` does not lie in the context.
    assert rows_of(repository.folder, "a/Dockerfile") == [(2,), (2,), ()]
    assert rows_of(repository.folder, "b/Dockerfile") == [(2,), (), ()]


def test_git_itself_is_in_the_context(repository: Repository) -> None:
    repository.commit({"Dockerfile": "FROM debian\nCOPY . /x\n", "a": "1"})
    repository.commit({})
    repository.commit({".dockerignore": ".git\n"})
    repository.commit({})
    assert rows_of(repository.folder) == [(2,), (2,), (2,), ()]


def test_compose_says_how_it_was_built(repository: Repository) -> None:
    compose = "services:\n  app:\n    build:\n      context: .\n      target: {}\n"
    dockerfile = "FROM debian AS one\nCOPY a /a\nFROM debian AS two\nCOPY b /b\n"
    repository.commit({"Dockerfile": dockerfile, "a": "1", "b": "1", "compose.yaml": compose.format("one")})
    repository.commit({"a": "2", "b": "2"})
    repository.commit({"compose.yaml": compose.format("two")})
    report = report_of(repository.folder)
    assert isinstance(report, HistoryReport)
    assert [one.own_rows for one in report.rebuilds] == [(2,), (2,), (4,)]


def test_a_submodule_is_the_commit_that_it_is_at(
    make_repository: Callable[..., Repository], repository: Repository
) -> None:
    other = make_repository("other")
    other.commit({"library.py": "1"})
    repository.commit({"Dockerfile": "FROM debian\nCOPY lib/library.py /x\nCOPY a /a\n", "a": "1"})
    repository.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(other.folder), "lib")
    repository.commit()
    other.commit({"library.py": "2"})
    repository.git("-C", "lib", "pull", "-q")
    repository.commit()
    repository.commit({"a": "2"})
    assert rows_of(repository.folder) == [(2, 3), (2, 3), (2, 3), (3,)]
    with GitRepository.open(str(repository.folder)) as opened:
        tree = opened.history(Extent(1)).tree()
        item = tree.item("lib")
        assert item is not None
        assert item.mode == SUBMODULE
        assert CommitFiles(opened.root, tree, opened.blobs).is_directory(str(repository.folder / "lib"))


def test_the_size_of_a_file_in_lfs_is_not_that_of_its_pointer(repository: Repository) -> None:
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 123456789\n"
    repository.commit({".gitattributes": "*.bin filter=lfs diff=lfs\n", "model.bin": pointer, "a.txt": "four"})
    repository.commit({})
    with GitRepository.open(str(repository.folder)) as opened:
        files = CommitFiles(opened.root, opened.history(Extent(1)).tree(), opened.blobs)
        assert files.size(os.path.join(opened.root, "model.bin")) == 123456789
        assert files.size(os.path.join(opened.root, "a.txt")) == 4


def test_files_of_a_commit(repository: Repository) -> None:
    repository.write({"a/b.txt": "text", "c.sh": "#!"})
    (repository.folder / "c.sh").chmod(0o755)
    (repository.folder / "a/link").symlink_to("../c.sh")
    (repository.folder / "out").symlink_to("/etc/passwd")
    (repository.folder / "up").symlink_to("../../etc")
    (repository.folder / "folder").symlink_to("a")
    repository.commit()
    repository.commit({"a/b.txt": "later"})
    with GitRepository.open(str(repository.folder)) as opened:
        files = CommitFiles(opened.root, opened.history(Extent(1)).tree(), opened.blobs)
        path = files.native
        assert files.read(path("a/b.txt"), 2) == b"te"
        assert files.read(path("folder/b.txt"), 9) == b"text"
        assert files.read(path("a/link"), 9) == b"#!"
        assert files.real_path(path("folder/link")) == path("c.sh")
        assert [files.mode(path(name)) for name in ("c.sh", "a", "none")] == [0o100755, 0o040755, None]
        assert files.is_directory(path("folder"))
        assert not files.is_file(path("out"))
        assert sorted(name for name, _ in files.entries(opened.root)) == [".git", "a", "c.sh", "folder", "out", "up"]
        for missing in ("out", "up/passwd", "none", "a", "../x", "a/b.txt/c"):
            with pytest.raises(OSError, match=r".+"):
                files.read(os.path.normpath(path(missing)), 9)


def test_no_repository(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match="not in the work tree of a git repository"):
        GitRepository.open(str(tmp_path))


def test_an_empty_repository(repository: Repository) -> None:
    with pytest.raises(HistoryError, match="no commit yet"):
        GitRepository.open(str(repository.folder))


def test_a_bare_repository(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", "--bare", str(tmp_path / "bare")], check=True)
    with pytest.raises(HistoryError, match="not in the work tree"):
        GitRepository.open(str(tmp_path / "bare"))


def test_a_repository_of_somebody_else(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit({"a": "1"})
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setattr("dflint.analysis.git._KEPT_VARIABLES", ("GIT_",))
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(HistoryError, match=r"safe\.directory"):
        GitRepository.open(str(repository.folder))


def test_git_is_not_there(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit({"a": "1"})
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(HistoryError, match="git could not be started"):
        GitRepository.open(str(repository.folder))


def test_the_variables_of_a_hook_do_not_name_another_repository(
    repository: Repository, make_repository: Callable[..., Repository], monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit({"a": "1"})
    other = make_repository("other")
    other.commit({"b": "1"})
    monkeypatch.setenv("GIT_DIR", str(other.folder / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.folder))
    with GitRepository.open(str(repository.folder)) as opened:
        assert opened.root == os.path.realpath(repository.folder)


def test_nothing_that_the_repository_names_is_run(repository: Repository, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    program = tmp_path / "program"
    program.write_text(f'#!/bin/sh\necho "$0 $@" >> {trace}\ncat\n')
    program.chmod(0o755)
    repository.commit({"Dockerfile": DOCKERFILE, "requirements.txt": "a\n", "app/a.py": "1", "x.bin": "1"})
    repository.commit({".gitattributes": "* diff=evil filter=evil\n", "app/a.py": "2", "x.bin": "2"})
    hooks = repository.folder / "hooks"
    hooks.mkdir()
    for hook in ("post-checkout", "post-index-change", "reference-transaction", "fsmonitor-watchman", "pre-auto-gc"):
        (hooks / hook).write_bytes(program.read_bytes())
        (hooks / hook).chmod(0o755)
    for name in (
        "core.fsmonitor",
        "core.pager",
        "core.sshCommand",
        "core.editor",
        "core.askPass",
        "core.gitProxy",
        "diff.external",
        "diff.evil.textconv",
        "diff.evil.command",
        "filter.evil.clean",
        "filter.evil.smudge",
        "filter.evil.process",
        "gpg.program",
        "pager.log",
        "pager.rev-list",
        "pager.diff-tree",
        "pager.cat-file",
        "credential.helper",
        "core.alternateRefsCommand",
    ):
        repository.git("config", name, str(program))
    repository.git("config", "core.hooksPath", str(hooks))
    repository.git("config", "log.showSignature", "true")
    repository.git("config", "alias.rev-list", f"!{program}")
    trace.unlink(missing_ok=True)
    assert rows_of(repository.folder) == [(2, 3, 4), (4,)]
    assert not trace.exists()


def test_a_partial_clone_fetches_nothing(repository: Repository, tmp_path: Path) -> None:
    repository.commit({"Dockerfile": DOCKERFILE, "requirements.txt": "a\n", "app/a.py": "1"})
    repository.commit({"app/a.py": "2", "requirements.txt": "b\n"})
    repository.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    subprocess.run(
        ["git", "clone", "-q", "--no-checkout", "--filter=blob:none", repository.folder.as_uri(), str(clone)],
        check=True,
    )
    trace = tmp_path / "trace"
    program = tmp_path / "program"
    program.write_text(f'#!/bin/sh\necho "$0 $@" >> {trace}\nexec git-upload-pack "$@"\n')
    program.chmod(0o755)
    for name in ("remote.origin.uploadpack", "core.sshCommand"):
        subprocess.run(["git", "-C", str(clone), "config", name, str(program)], check=True)
    with GitRepository.open(str(clone)) as opened:
        history = opened.history(Extent(10))
        (first, _) = history.changes()
        item = next(change.after for change in first.changes if change.path == "Dockerfile")
        assert item is not None
        with pytest.raises(OSError, match=r".+"):
            opened.blobs.read(item.content)
        assert opened.blobs.size(item.content) == 0
    assert not trace.exists()


def test_names_of_all_kinds(repository: Repository) -> None:
    name = b'app/\xff\n\t \xc3\xa4".py'
    repository.commit({"Dockerfile": DOCKERFILE, "requirements.txt": "a\n", "app/a.py": "1"})
    path = os.path.join(os.fsencode(repository.folder), name)
    for text in (b"1", b"2"):
        with open(path, "wb") as file:
            file.write(text)
        repository.commit()
    assert rows_of(repository.folder) == [(2, 3, 4), (4,), (4,)]


def test_a_broken_repository(repository: Repository) -> None:
    repository.commit({"Dockerfile": DOCKERFILE, "requirements.txt": "a\n", "app/a.py": "1"})
    tree = repository.git("rev-parse", "HEAD^{tree}")
    repository.commit({"app/a.py": "2"})
    (repository.folder / ".git/objects" / tree[:2] / tree[2:]).unlink()
    with pytest.raises(HistoryError, match=tree[:7]):
        rows_of(repository.folder)
    with GitRepository.open(str(repository.folder)) as opened, pytest.raises(GitError):
        list(opened.files("HEAD~1"))


def test_a_clone_that_lacks_an_object(repository: Repository) -> None:
    repository.commit({"Dockerfile": "FROM scratch\nCOPY a.txt /\n", "a.txt": "one"})
    repository.commit({"b.txt": "two"})
    name = repository.git("rev-parse", "HEAD:a.txt").strip()
    os.remove(repository.folder / ".git" / "objects" / name[:2] / name[2:])
    assert rows_of(repository.folder)[-1] == ()
