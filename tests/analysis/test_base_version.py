"""What would be there if a commit were checked out, and which file is which under another name."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from dflint.analysis.base_version import BaseVersion, renamed
from dflint.analysis.history import HistoryError
from dflint.project.discovery import find
from dflint.project.project import Project
from dflint.storage import DISK, Storage
from tests.analysis.conftest import Repository


@pytest.fixture
def base(repository: Repository) -> Iterator[BaseVersion]:
    """A repository at its first commit, from which the work tree has gone on."""
    repository.write(
        {".gitignore": ".venv/\n*.log\n.env\n", "Dockerfile": "FROM a\n", "app/main.py": "x\n", "app/old.py": "y\n"}
    )
    repository.commit()
    os.unlink(repository.folder / "app" / "old.py")
    repository.commit({"app/main.py": "changed\n", "new/Dockerfile": "FROM b\n"})
    repository.write(
        {".venv/lib/x.py": "12345", "app/a.log": "1", "gone/b.log": "12", ".env": "A=1\n", "app/untracked.py": "z"}
    )
    opened = BaseVersion.open(str(repository.folder), "HEAD~1")
    yield opened
    opened.close()


def names(storage: Storage, *path: str) -> dict[str, int]:
    return dict(storage.entries(os.path.join(*path)))


def test_the_files_are_those_of_the_commit_and_what_git_ignores(base: BaseVersion) -> None:
    storage, root = base.storage, base.root
    folder, file = stat.S_IFDIR, stat.S_IFREG
    assert names(storage, root) == {
        ".env": file,
        ".git": folder,
        ".gitignore": file,
        ".venv": folder,
        "Dockerfile": file,
        "app": folder,
        "gone": folder,
    }
    assert names(storage, root, "app") == {"a.log": file, "main.py": file, "old.py": file}
    assert names(storage, root, "gone") == {"b.log": file}
    assert names(storage, root, ".venv", "lib") == {"x.py": file}
    assert storage.read(os.path.join(root, "app", "main.py"), 100) == b"x\n"
    assert storage.read(os.path.join(root, ".env"), 100) == b"A=1\n"
    assert storage.size(os.path.join(root, ".venv", "lib", "x.py")) == 5


@pytest.mark.parametrize(
    ("path", "is_file", "is_directory"),
    [
        ("app/old.py", True, False),
        ("app/untracked.py", False, False),
        ("new", False, False),
        ("new/Dockerfile", False, False),
        ("gone", False, True),
        ("gone/b.log", True, False),
        (".venv", False, True),
        (".venv/lib/x.py", True, False),
        (".venv/lib/none.py", False, False),
    ],
)
def test_what_is_where(base: BaseVersion, path: str, is_file: bool, is_directory: bool) -> None:
    native = os.path.join(base.root, *path.split("/"))
    assert base.storage.is_file(native) is is_file
    assert base.storage.is_directory(native) is is_directory
    assert (base.storage.mode(native) is not None) is (is_file or is_directory)


def test_what_lies_outside_is_what_is_there(base: BaseVersion, tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text("123")
    path = os.path.join(base.root, "..", "outside.txt")
    assert base.storage.size(os.path.normpath(path)) == 3


def test_files_that_are_the_same_are_parsed_once(base: BaseVersion) -> None:
    today = Project(base.root)
    dockerfile = os.path.join(base.root, "Dockerfile")
    tree = today.file(dockerfile).dockerfile
    before = Project(base.root, (), None, find(base.root, storage=base.storage), base.storage, today)
    assert before.files == (dockerfile,)
    assert before.file(dockerfile).dockerfile is tree


def test_a_compose_file_is_another_one_where_its_variables_are(repository: Repository) -> None:
    repository.commit({"compose.yaml": "services: {a: {image: 'b:${TAG}'}}\n", ".env": "TAG=1\n"})
    repository.write({".env": "TAG=2\n"})
    version = BaseVersion.open(str(repository.folder), "HEAD")
    today = Project(version.root)
    path = os.path.join(version.root, "compose.yaml")
    now = today.file(path).compose
    before = Project(version.root, (), None, find(version.root, storage=version.storage), version.storage, today)
    then = before.file(path).compose
    version.close()
    assert now is not None
    assert then is not None
    assert (then.variables, now.variables) == ({"TAG": "1"}, {"TAG": "2"})


def test_finding_in_a_commit_is_finding_in_its_checkout(repository: Repository) -> None:
    files = {
        "Dockerfile": "FROM a\n",
        "a/compose.yml": "services: {}\n",
        "a/envoy-compose.yaml": "static_resources: {}\n",
        "a/my-compose.yaml": "services: {}\n",
        "b/Dockerfile": "FROM a\n",
        "b/.gitignore": "x.dockerfile\n",
        "b/x.dockerfile": "FROM a\n",
        "node_modules/c/Dockerfile": "FROM a\n",
        "env/pyvenv.cfg": "",
        "env/Dockerfile": "FROM a\n",
    }
    repository.write(files)
    repository.git("add", "--force", "-A")
    repository.git("add", "--force", "b/x.dockerfile")
    commit = repository.commit()
    version = BaseVersion.open(str(repository.folder), commit)
    found = find(version.root, storage=version.storage)
    version.close()
    assert found == find(version.root, storage=DISK)
    assert [os.path.relpath(file.path, version.root) for file in found.files] == [
        "Dockerfile",
        os.path.join("a", "compose.yml"),
        os.path.join("a", "my-compose.yaml"),
        os.path.join("b", "Dockerfile"),
    ]


def test_a_folder_below_the_root_of_the_repository(repository: Repository) -> None:
    repository.commit({"sub/Dockerfile": "FROM a\n"})
    version = BaseVersion.open(str(repository.folder / "sub"), "HEAD")
    assert version.storage.is_file(str(repository.folder / "sub" / "Dockerfile"))
    assert not version.storage.is_file(str(repository.folder / "Dockerfile"))
    version.close()


def test_a_folder_that_is_reached_through_a_link(repository: Repository, tmp_path: Path) -> None:
    repository.commit({"Dockerfile": "FROM a\n"})
    (tmp_path / "link").symlink_to(repository.folder)
    version = BaseVersion.open(str(tmp_path / "link"), "HEAD")
    assert version.storage.is_file(str(tmp_path / "link" / "Dockerfile"))
    version.close()


def test_a_repository_without_a_commit(repository: Repository) -> None:
    with pytest.raises(HistoryError, match="no commit yet"):
        BaseVersion.open(str(repository.folder), "HEAD")


A, B = "FROM a\nRUN one\nRUN two\n", "FROM b\nRUN three\nRUN four\n"


@pytest.mark.parametrize(
    ("gone", "come", "expected"),
    [
        ({"x": A}, {"y": A}, {"x": "y"}),
        ({"x": A}, {"y": A + "RUN more\n"}, {"x": "y"}),
        ({"x": A}, {"y": B}, {}),
        ({"x": A}, {"y": A + "RUN much more than there was before, which makes it another file\n"}, {}),
        ({"x": A, "y": B}, {"z": B, "w": A}, {"x": "w", "y": "z"}),
        # The most similar one, and of several equal ones that with the same name.
        ({"x": A}, {"y": A + "RUN a\n", "z": A}, {"x": "z"}),
        ({"a/Dockerfile": A}, {"b/x": A, "c/Dockerfile": A}, {"a/Dockerfile": "c/Dockerfile"}),
        ({"a": A, "b": A}, {"c": A}, {"a": "c"}),
        ({"x": ""}, {"y": ""}, {"x": "y"}),
        ({"x": ""}, {"y": A}, {}),
        ({}, {"y": A}, {}),
    ],
)
def test_which_file_is_which(gone: dict[str, str], come: dict[str, str], expected: dict[str, str]) -> None:
    assert renamed(gone, come) == expected


def test_many_files_are_compared_by_their_texts_alone() -> None:
    gone = {f"a{number}": f"FROM a\nRUN {number}\n" for number in range(300)}
    come = {f"b{number}": f"FROM a\nRUN {number}\n" + ("RUN x\n" if number == 7 else "") for number in range(300)}
    found = renamed(gone, come)
    assert len(found) == 299
    assert found["a8"] == "b8"
