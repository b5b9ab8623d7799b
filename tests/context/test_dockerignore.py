"""`.dockerignore` files as Docker's public documentation describes them, and how they are read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dflint.context.dockerignore import DockerIgnore, debug_ignore, ignore_file_for, parse_dockerignore
from dflint.source import Source


def parse(text: str | bytes) -> DockerIgnore:
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
    return parse_dockerignore(Source.from_bytes("/p/.dockerignore", data))


def ignored(text: str | bytes, *paths: str) -> list[str]:
    ignore = parse(text)
    assert not ignore.problems
    return [path for path in paths if ignore.match(path)]


EXAMPLE = "# comment\n*/temp*\n*/*/temp*\ntemp?\n"


@pytest.mark.parametrize(
    ("text", "all_ignored", "none_ignored"),
    [
        # the example of the documentation and its table
        (EXAMPLE, "somedir/temporary.txt somedir/temp", "temporary.txt"),
        (EXAMPLE, "somedir/subdir/temporary.txt", "a/b/c/temp"),
        (EXAMPLE, "tempa tempb", "temp tempab #"),
        # "/foo/bar" and "foo/bar" both name bar in foo of the root
        ("/foo/bar", "foo/bar foo/bar/x", "x/foo/bar foo bar"),
        ("foo/bar", "foo/bar foo/bar/x", "x/foo/bar foo bar"),
        # "." and ".." are removed, and so is white space around
        ("foo/./bar/../baz/", "foo/baz", "foo/bar"),
        (" \t foo \t ", "foo", "f"),
        ("\n\n  \nfoo\n", "foo", "bar"),
        # for historical reasons the pattern "." is ignored
        (".", "", "a a/b"),
        # "**" matches any number of directories, none too
        ("**/*.go", "a.go x/a.go x/y/a.go", "a.g go x/go"),
        ("**/foo", "foo a/foo a/b/foo foo/a", "foo2 a/foo2 afoo"),
        ("a/**/b", "a/b a/x/b a/x/y/b a/b/z", "ab a/xb x/a/b a"),
        ("a/**", "a/b a/b/c", "a ab"),
        ("**", "a a/b .x", ""),
        # exceptions
        ("*.md\n!README.md", "a.md", "README.md a/README.md a/x.md"),
        ("*.md\n!README*.md\nREADME-secret.md", "a.md README-secret.md", "README.md README-x.md"),
        ("*.md\nREADME-secret.md\n!README*.md", "a.md", "README.md README-x.md README-secret.md"),
        # all but some
        ("*\n!src\n!requirements.txt", "a .env data/x", "src src/a src/a/b requirements.txt"),
        # patterns are those of filepath.Match
        ("[ab]?.py", "ax.py b1.py", "a.py c1.py axx.py x/ax.py"),
        ("[^a]x", "bx", "ax"),
        ("[!a]x", "!x ax", "bx"),
        ("\\!x\n\\*", "!x *", "x"),
        # not recursive, unlike git
        ("__pycache__/\n*.pyc", "__pycache__/a a.pyc", "src/__pycache__/a src/a.pyc"),
        (".ipynb_checkpoints", ".ipynb_checkpoints/a", "notebooks/.ipynb_checkpoints/a"),
        ("Dockerfile\n.dockerignore", "Dockerfile .dockerignore", "x/Dockerfile"),
    ],
)
def test_documented_patterns(text: str, all_ignored: str, none_ignored: str) -> None:
    paths = [*all_ignored.split(), *none_ignored.split()]
    assert ignored(text, *paths) == all_ignored.split()


class TestWalkSemantics:
    """A folder is decided before what is in it, and only by the patterns that could change the decision."""

    def test_exception_below_an_ignored_folder(self) -> None:
        text = "data\n!data/keep"
        assert ignored(text, "data", "data/x", "data/keep", "data/keep/x") == ["data", "data/x"]

    def test_ignored_again_below_an_exception(self) -> None:
        text = "*\n!src\n**/__pycache__"
        assert ignored(text, "src/a.py", "src/__pycache__", "src/p/__pycache__/x") == [
            "src/__pycache__",
            "src/p/__pycache__/x",
        ]

    def test_exception_of_a_folder_that_was_not_ignored_has_no_effect(self) -> None:
        assert ignored("src/*\n!src", "src", "src/a") == ["src/a"]

    def test_folder_that_a_later_pattern_could_not_change_is_forgotten(self) -> None:
        assert ignored("*\n!data/x\ndata", "data", "data/x", "data/y") == ["data", "data/y"]

    def test_exception_before_the_pattern(self) -> None:
        assert ignored("!a\na", "a") == ["a"]


class TestReading:
    def test_spans_and_rows(self) -> None:
        text = "\ufeff# 설명\r\n\r\n  !데이터/x  \r\n#a\r\n b # c\r\n"
        ignore = parse(text)
        assert ignore.source is not None
        assert [(pattern.text, pattern.row) for pattern in ignore.patterns] == [("!데이터/x", 3), ("b # c", 5)]
        for pattern in ignore.patterns:
            assert ignore.source.slice(pattern.span) == pattern.text
        assert [(comment.text, comment.row) for comment in ignore.comments] == [("설명", 1), ("a", 4)]
        assert [ignore.source.slice(comment.span) for comment in ignore.comments] == ["# 설명", "#a"]

    @pytest.mark.parametrize(
        ("line", "cleaned", "negated"),
        [
            ("/a/", "a", False),
            ("!/a/", "a", True),
            ("!  a", "a", True),
            ("!!a", "!a", True),
            ("/!a", "a", True),
            ("./!a", "a", True),
            ("a/../!b", "b", True),
            ("!a/../../b", "../b", True),
            ("/", "/", False),
            ("//a//b", "a/b", False),
            ("!.", ".", True),
            ("/ a", "a", False),
            ("a /", "a", False),
            ("!a /", "a", True),
            ("! / a", " a", True),
            ("data\x1c", "data\x1c", False),
            ("\u3000data\x85", "data", False),
            ("a # b", "a # b", False),
            ("a\rb", "a\rb", False),
        ],
    )
    def test_cleaning(self, line: str, cleaned: str, negated: bool) -> None:
        (pattern,) = parse(line).patterns
        assert (pattern.cleaned, pattern.negated) == (cleaned, negated)

    def test_only_the_first_line_loses_its_byte_order_mark(self) -> None:
        assert [pattern.cleaned for pattern in parse("\ufeffa\n\ufeffb").patterns] == ["a", "\ufeffb"]

    def test_bytes_that_are_no_text(self) -> None:
        assert ignored(b"caf\xe9*\n", "caf\udce9.txt", "caf") == ["caf\udce9.txt"]

    @pytest.mark.parametrize(
        "line",
        [
            "!",
            "!/",
            "!//",
            "! ",
            "[",
            "a[",
            "[]",
            "[-a]",
            "a\\",
            "a\\/",
            "!a[",
            "[b-a]",
            "src\\model",
            "venv\\Lib",
            "\\8",
        ],
    )
    def test_problems(self, line: str) -> None:
        ignore = parse(f"ok\n  {line}\t\nfine")
        (problem,) = ignore.problems
        assert ignore.source is not None
        assert ignore.source.slice(problem.span) == line.strip()
        assert "\n" not in problem.message
        assert [pattern.text for pattern in ignore.patterns] == ["ok", "fine"]

    def test_too_long_a_line(self) -> None:
        assert not parse("가" * 21845).problems
        assert parse("가" * 21846).problems
        assert not parse("a" * 65535 + "\n").problems
        assert parse("#" + "a" * 65535).problems

    def test_no_file(self) -> None:
        ignore = DockerIgnore()
        assert not ignore.match("a")
        assert not ignore.has_exceptions
        assert not ignore.can_skip_directory("a")


class TestPaths:
    def test_root_is_never_ignored(self) -> None:
        assert ignored("**\n*\n.", "", ".", "/", "./", "a/..") == []

    def test_paths_are_cleaned(self) -> None:
        assert ignored("a/b", "./a/b", "/a//b", "a/b/", "a/x/../b", "b") == ["./a/b", "/a//b", "a/b/", "a/x/../b"]

    def test_line_feed_in_a_name(self) -> None:
        text = "**/*.pyc\na*\n**/b"
        assert ignored(text, "x\ny/m.pyc", "a\nb", "x\ny/b", "x\ny.pyc") == ["a\nb", "x\ny/b", "x\ny.pyc"]


class TestMatching:
    def test_the_last_pattern_decides(self) -> None:
        ignore = parse("data\n!data/keep\n*.csv\n*.csv")
        assert [pattern.row for path in ("data/x", "data/keep/x", "a.csv") if (pattern := ignore.matching(path))] == [
            1,
            2,
            3,
        ]
        assert ignore.matching("other") is None

    def test_exception_that_had_no_effect_does_not_decide(self) -> None:
        pattern = parse("src/*\n!src").matching("src/a")
        assert pattern is not None
        assert pattern.text == "src/*"

    def test_a_pattern_alone(self) -> None:
        pattern = parse("!data/*").patterns[0]
        assert pattern.matches("data/x")
        assert not pattern.matches("data/x/y")
        assert repr(pattern) == "Pattern('!data/*', row=1)"


@pytest.mark.parametrize(
    ("text", "directory", "expected"),
    [
        ("data", "data", True),
        ("data", "data/raw", True),
        ("data", "src", False),
        ("data\n!data/keep", "data", False),
        ("data\n!data/keep", "data/raw", True),
        ("data\n!data/keep/deep", "data/keep", False),
        ("data\n!src/keep", "data", True),
        ("!data/keep\ndata", "data", True),
        ("*\n!*.py", "data", True),
        ("*\n!*/*.py", "data", False),
        ("*\n!*/*.py", "data/raw", True),
        ("*\n!**/*.py", "data/raw", False),
        ("*\n!src/**/*.py", "data", True),
        ("*\n!src/**/*.py", "src", False),
        ("*\n!d[a-z]ta", "data", False),
        ("*\n!data\n**/x", "data/x", True),
        ("*", "", False),
    ],
)
def test_directories_to_skip(text: str, directory: str, expected: bool) -> None:
    assert parse(text).can_skip_directory(directory) is expected


class TestIgnoreFileFor:
    def test_beside_the_dockerfile_first(self, tmp_path: Path) -> None:
        (tmp_path / "build").mkdir()
        dockerfile = str(tmp_path / "build" / "gpu.Dockerfile")
        assert ignore_file_for(dockerfile, str(tmp_path)) is None
        (tmp_path / ".dockerignore").touch()
        assert ignore_file_for(dockerfile, str(tmp_path)) == str(tmp_path / ".dockerignore")
        (tmp_path / "build" / ".dockerignore").touch()
        assert ignore_file_for(dockerfile, str(tmp_path)) == str(tmp_path / ".dockerignore")
        (tmp_path / "build" / "gpu.Dockerfile.dockerignore").touch()
        assert ignore_file_for(dockerfile, str(tmp_path)) == dockerfile + ".dockerignore"

    def test_not_a_file(self, tmp_path: Path) -> None:
        (tmp_path / ".dockerignore").mkdir()
        os.mkfifo(tmp_path / "Dockerfile.dockerignore")
        assert ignore_file_for(str(tmp_path / "Dockerfile"), str(tmp_path)) is None

    @pytest.mark.parametrize(
        ("target", "expected"),
        [
            ("docker/ignore", "docker/ignore"),
            ("/docker/ignore", "docker/ignore"),
            ("../x", None),
            (".dockerignore", None),
        ],
    )
    def test_link(self, tmp_path: Path, target: str, expected: str | None) -> None:
        root = tmp_path / "context"
        (root / "docker").mkdir(parents=True)
        (root / "docker" / "ignore").touch()
        (tmp_path / "x").touch()
        (root / ".dockerignore").symlink_to(target)
        found = ignore_file_for(str(root / "Dockerfile"), str(root))
        assert found == (str(root / expected) if expected else None)


class TestDebugIgnore:
    def test_a_line_for_each_path(self) -> None:
        lines, error = debug_ignore("*.md\n!README.md\n", ["a.md", "README.md", "./b.md", "src/a.md", "."])
        assert error is None
        assert lines == ["ignored", "included", "ignored", "included", "included"]

    def test_bad_pattern(self) -> None:
        lines, error = debug_ignore("ok\n[\n!", ["a"])
        assert lines == []
        assert error == "row 2: bad pattern '[': '[' without a closing ']'"
