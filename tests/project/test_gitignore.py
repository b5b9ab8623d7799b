from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dflint.project.gitignore import GitIgnore

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def words(text: str) -> list[str]:
    return text.split()


FILES = words("""
a b/a b/ab b/c/a b/c/x.py b/d/c/x.py ab/x.py.bak c.py/a c.py/x.pyc build/out/Dockerfile src/build/Dockerfile
src/buildx/Dockerfile Dockerfile docs/_build/x data/raw/x.csv data/keep/x.csv #hash !bang [x] x\\y
.env .env.example a.egg-info/x deep/er/and/deeper/a foo/x/bar foo/bar foo/x/y/bar foobar logs/debug.log debug.log
""")
SPACED = ["with space", "trailing ", "b/trailing "]

TEXTS = [
    "a\n",
    "/a\n",
    "a/\n",
    "b/a\n",
    "*.py\n",
    "*.py[cod]\n",
    "build/\n",
    "/build\n",
    "/build/\n",
    "build/*\n!build/out\n",
    "src/*\n!src/build\n",
    "*\n!Dockerfile\n",
    "*\n!*/\n!Dockerfile\n",
    "data/*\n!data/keep/\n",
    "**/build\n",
    "**/c/\n",
    "b/**\n",
    "b/**/a\n",
    "foo/**/bar\n",
    "foo**bar\n",
    "foo/*/bar\n",
    "**\n",
    "**/\n",
    "/**\n",
    "a**\n",
    "?\n",
    "b/?\n",
    "[ab]\n",
    "[!a]\n",
    "[^a]\n",
    "[]a]\n",
    "[a-c]b\n",
    "[[:alpha:]]\n",
    "[[:nonsense:]]\n",
    "[a\n",
    "\\[x\\]\n",
    "[[]x]\n",
    "\\#hash\n",
    "#hash\n",
    "\\!bang\n",
    "!bang\n",
    "x\\\\y\n",
    "a\\\n",
    "with space\n",
    "with\\ space\n",
    "trailing \n",
    "trailing\\ \n",
    "  a\n",
    "\ta\n",
    "a \n",
    "\n\n\n",
    "",
    "\ufeffa\n",
    "a\r\nb/\r\n",
    "*.log\n!debug.log\n",
    "*.log\n!logs/debug.log\n",
    "!a\na\n",
    "a\n!a\n",
    ".env*\n!.env.example\n",
    "*.egg-info/\n",
    "*.egg-info\n",
    "a*e*g*-*o\n",
    "deep/**/and/**/a\n",
    "./a\n",
    "/\n",
    "//a\n",
    "b//a\n",
    "b/./a\n",
    "data/raw/*.csv\n",
    "x.*\n",
    "*.*\n",
    ".*\n",
]


def ignored_by_us(text: str, paths: list[tuple[str, bool]]) -> set[str]:
    patterns = GitIgnore(text)
    found: set[str] = set()
    for path, is_directory in paths:
        parts = path.split("/")
        for depth in range(1, len(parts) + 1):
            if patterns.ignores("/".join(parts[:depth]), is_directory or depth < len(parts)):
                found.add(path)
                break
    return found


def ignored_by_git(root: str, text: str, paths: list[tuple[str, bool]]) -> set[str]:
    with open(os.path.join(root, ".gitignore"), "w", encoding="utf-8", newline="") as file:
        file.write(text)
    run = subprocess.run(
        ["git", "-c", "core.excludesFile=", "check-ignore", "--no-index", "-z", "--stdin"],
        cwd=root,
        input="\0".join(path for path, _ in paths).encode(),
        capture_output=True,
        check=False,
    )
    return set(run.stdout.decode().split("\0")) - {""}


def make_tree(root: str, files: list[str]) -> list[tuple[str, bool]]:
    """Make the files and give all paths below `root`, and whether each is a folder."""
    subprocess.run(["git", "init", "-q", root], check=True)
    for path in sorted(files, key=lambda path: -path.count("/")):
        full = os.path.join(root, path)
        if not os.path.exists(full):
            try:
                os.makedirs(os.path.dirname(full), exist_ok=True)
                with open(full, "w", encoding="utf-8"):
                    pass
            except OSError:
                continue
    found: list[tuple[str, bool]] = []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name != ".git"]
        for name in folders + names:
            found.append((os.path.relpath(os.path.join(folder, name), root), name in folders))
    return found


@needs_git
def test_git_agrees_on_chosen_patterns(tmp_path):
    paths = make_tree(str(tmp_path), FILES + SPACED)
    assert len(paths) > 50
    for text in TEXTS:
        assert ignored_by_us(text, paths) == ignored_by_git(str(tmp_path), text, paths), repr(text)


PIECES = [
    "a", "b", "ab", "c", "*", "**", "?", "/", "[ab]", "[!a]", "[a-c]", "[]a]", "\\a", "\\*", ".", "[[:alpha:]]", " ",
    "\\ ", "!", "#", "x.py", "*.py", "-", "[",
]  # fmt: skip


@needs_git
def test_git_agrees_on_random_patterns(tmp_path):
    generator = random.Random(20261123)
    names = ["a", "b", "ab", "c", "x.py", "a b", "!a", "#", "aab", "-", "[", "*"]
    files = ["/".join(generator.choices(names, k=generator.randint(1, 4))) for _ in range(150)]
    paths = make_tree(str(tmp_path), files)
    for _ in range(150):
        lines = ["".join(generator.choices(PIECES, k=generator.randint(1, 5))) for _ in range(generator.randint(1, 6))]
        # Git 2.39 compares two unrelated addresses for two stars behind a letter, so that it says now this, now that.
        lines = [line for line in lines if not re.search(r"[^/!]\*\*", line)]
        text = "\n".join(lines) + generator.choice(["", "\n", "\r\n"])
        assert ignored_by_us(text, paths) == ignored_by_git(str(tmp_path), text, paths), repr(text)


@given(st.text(max_size=60), st.text(max_size=60), st.booleans())
def test_any_text(text, path, is_directory):
    assert GitIgnore(text).ignores(path, is_directory) in (True, False, None)


@pytest.mark.parametrize(
    "pattern",
    [
        "*a" * 100 + "b",
        "**/" * 100 + "b",
        "x/" + "*a" * 60 + "b",
        "[a" * 500,
        "*" * 5000 + "b",
        "a" * 100_000,
        "?" * 5000,
    ],
)
def test_patterns_that_match_slowly_elsewhere(pattern):
    started = time.process_time()
    patterns = GitIgnore(pattern + "\n!z\n")
    patterns.ignores("a" * 250, False)
    patterns.ignores("x/" + "a" * 250, False)
    patterns.ignores("a/" * 200 + "c", False)
    assert time.process_time() - started < 1


def test_nothing_to_say():
    assert not GitIgnore("# only a comment\n\n")
    assert GitIgnore("a\n")
    assert GitIgnore("a\n").ignores("b", False) is None
