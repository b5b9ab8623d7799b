"""What a rule asks of files goes through a storage, so that a project may also be that of a commit."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "dflint"
ROOMS = ("build", "compose", "context", "dockerfile", "packages", "project", "rules", "shell")
OF_THE_DISK = {
    "build/input_digests.py",
    "compose/schema/definition.py",
    "project/compose_text.py",
    "project/discovery.py",
    "project/roots.py",
    "rules/registry.py",
}
"""Those that are there to look at the disk, or at what comes with dflint."""
CALLS = {
    "access",
    "exists",
    "isdir",
    "isfile",
    "islink",
    "lexists",
    "listdir",
    "lstat",
    "open",
    "readlink",
    "realpath",
    "scandir",
    "walk",
}


def looks_at_disk(call: ast.Call) -> bool:
    function = call.func
    if isinstance(function, ast.Name):
        return function.id == "open"
    if not isinstance(function, ast.Attribute) or function.attr not in CALLS:
        return False
    owner = function.value
    return ast.unparse(owner) in ("os", "os.path")


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_does_not_look_at_the_disk_itself(room: str) -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in sorted((PACKAGE / room).rglob("*.py"))
        if path.relative_to(PACKAGE).as_posix() not in OF_THE_DISK
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and looks_at_disk(node)
    ]
    assert found == []
