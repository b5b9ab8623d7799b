"""What is read of package.json."""

from __future__ import annotations

import pytest

from dflint.packages.package_json import PackageJson
from dflint.source import Source


def package(text: str) -> PackageJson:
    return PackageJson(Source("/p/package.json", text))


def test_nothing_special():
    found = package('{"name": "web", "scripts": {"build": "vite build"}, "dependencies": {"react": "^18"}}')
    assert found.problem is None
    assert not found.has_workspaces
    assert found.local_paths == ()
    assert found.scripts_of_installation == ()


def test_local_packages():
    found = package(
        '{"dependencies": {"a": "file:../a", "b": "^1"}, "devDependencies": {"c": "./c.tgz", "d": "link:d"},'
        ' "optionalDependencies": {"a": "file:../a"}}'
    )
    assert found.local_paths == ("../a", "./c.tgz", "d")


def test_scripts():
    found = package('{"scripts": {"prepare": "husky", "postinstall": "patch-package", "test": "x"}}')
    assert found.scripts_of_installation == ("postinstall", "prepare")


def test_workspaces():
    assert package('{"workspaces": ["packages/*"]}').has_workspaces


@pytest.mark.parametrize("text", ["", "[]", "{", "[" * 100_000, '{"a": "\udcff"}x'])
def test_what_cannot_be_read(text):
    found = package(text)
    assert found.problem
    assert (found.local_paths, found.scripts_of_installation, found.has_workspaces) == ((), (), False)


def test_tables_of_another_shape():
    found = package('{"dependencies": [], "devDependencies": {"a": 1}, "scripts": "x", "workspaces": []}')
    assert found.problem is None
    assert (found.local_paths, found.scripts_of_installation, found.has_workspaces) == ((), (), False)
