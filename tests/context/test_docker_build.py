"""What dflint says of build contexts and COPY sources, against what a real engine builds from them."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import pytest

from dflint.context.build_context import BuildContext

pytestmark = pytest.mark.build

TREE = [
    ".env",
    ".git/HEAD",
    ".git/objects/ab/cd",
    "!bang",
    "#hash",
    "Dockerfile.gpu",
    "README.md",
    "README-secret.md",
    "a b/c d.txt",
    "a",
    "abc/x",
    "b",
    "data/raw/one.csv",
    "data/raw/two.csv",
    "data/keep/three.csv",
    "data/four.csv",
    "docs/README.md",
    "docs/guide.md",
    "empty/",
    "m[0].bin",
    "m0.bin",
    "models/best.pt",
    "models/old/best.pt",
    "models/old/notes.txt",
    "s*r",
    "back\\slash",
    "src/__pycache__/app.pyc",
    "src/app.py",
    "src/app.pyc",
    "src/pkg/__pycache__/mod.pyc",
    "src/pkg/deep/__pycache__/mod.pyc",
    "src/pkg/deep/mod.py",
    "src/pkg/mod.py",
    "tab\tname",
    "venv/lib/python3/site.py",
    "venv/pyvenv.cfg",
    "데이터/모델.bin",
    "데이터/설명.txt",
    "a^b",
    "x+y(1).txt",
    "5",
]
LINKS = {
    "link-to-docs": "docs",
    "docs/link-up": "../README.md",
    "link-to-a": "a",
    "absolute": "/docs/guide.md",
    "dangling": "nowhere",
    "outside": "../../../etc/hostname",
}

# The engine's transport refuses control characters in patterns, unless one of them is not ASCII.
IGNORE_FILES: dict[str, str | bytes] = {
    "empty": "",
    "comment only": "# a\n",
    "name": "data\n",
    "trailing slash": "data/\n",
    "leading slash": "/data\n/src/app.py\n",
    "dot slash": "./data\n",
    "dot": ".\n",
    "dot slash only": "./\n",
    "dot dot": "..\n../data\n",
    "inner dots": "src/../data/./raw\n",
    "slashes": "src//pkg///mod.py\n",
    "root": "/\n",
    "star": "*\n",
    "double star": "**\n",
    "star star slash star": "**/*\n",
    "one level": "*/*.pyc\n",
    "any level": "**/*.pyc\n",
    "any level folder": "**/__pycache__\n",
    "top level folder": "__pycache__/\n*.pyc\n",
    "inner double star": "src/**/mod.py\n",
    "inner double star folder": "src/**/__pycache__\n",
    "trailing double star": "data/**\n",
    "trailing star": "data/*\n",
    "double star without slash": "**mod.py\n",
    "double star in a name": "src/p**\n",
    "double star in the middle of a name": "src/**d.py\n",
    "triple star": "***/mod.py\n",
    "two double stars": "**/pkg/**\n",
    "question": "m?.bin\n?\n",
    "class": "[ab]\nm[0-9].bin\n",
    "negated class": "[^ab]\n",
    "exclamation class": "[!b]\n",
    "class over a slash": "data[^x]raw\n",
    "literal bracket": "m\\[0\\].bin\n",
    "class of a bracket": "m[[]0].bin\n",
    "star in a class": "s[*]r\n",
    "question in a class": "s[?]r\n",
    "escaped star": "s\\*r\n",
    "escaped letter": "\\a\n",
    "digit escape": "\\d\n",
    "word escape": "\\w\n",
    "windows path": "src\\app.py\n",
    "windows path without meaning": "venv\\lib\n",
    "caret": "a^b\n",
    "caret and star": "^*\n",
    "plus and parentheses": "x+y(1).*\n",
    "escaped hash": "\\#hash\n",
    "hash": "#hash\n",
    "indented hash": " #hash\n",
    "bang": "\\!bang\n",
    "bang after star": "*\n!!bang\n",
    "bang alone": "!\n",
    "bang slash": "!/\n",
    "exception": "*.md\n!README.md\n",
    "exception with a space": "*.md\n! README.md\n",
    "exception with a slash": "*.md\n!/README.md\n",
    "slash before the exception": "*.md\n/!README.md\n",
    "last match wins": "*.md\n!README*.md\nREADME-secret.md\n",
    "last match wins for the exception": "*.md\nREADME-secret.md\n!README*.md\n",
    "exception in an ignored folder": "data\n!data/keep\n",
    "exception deep in ignored folders": "data\n!data/raw/two.csv\n",
    "exception of a class in an ignored folder": "data\n!data/[k]eep\n",
    "exception at any level": "*\n!**/*.py\n",
    "allow list": "*\n!src\n!README.md\n",
    "allow list and again": "*\n!src\n**/__pycache__\n",
    "exception that comes too late": "src/*\n!src\n",
    "exception that changes nothing": "**/__pycache__\n!src\n",
    "folder again after its file": "*\n!data/four.csv\ndata/raw\n",
    "exception of what is in a pattern": "data/**\n!data/keep/**\n",
    "exception of the folder only": "data/**\n!data/keep\n",
    "exception below a star": "*\n!data/*/three.csv\n",
    "spaces": "a b/c d.txt\n",
    "spaces around": "  data \t\n \t \n",
    "no-break space around": "\u00a0data\u2003\n",
    "separator that is no space": "data\x1c\n가\n",
    "tab": "tab\tname\n가\n",
    "korean": "데이터/모델.bin\n",
    "korean wildcards": "데?터/*.bin\n",
    "korean class": "데[가-힣]터/[설]*\n",
    "carriage returns": "data\r\n!data/keep\r\n# x\r\n",
    "carriage returns only": "data\rsrc\r가\n",
    "byte order mark": b"\xef\xbb\xbfdata\n",
    "byte order mark and comment": b"\xef\xbb\xbf# data\nsrc\n",
    "byte order mark on the second line": b"a\n\xef\xbb\xbfdata\n",
    "no newline at the end": "a\ndata",
    "unclosed class": "a\n[b\n",
    "empty class": "[]\n",
    "backward range": "[b-a]\n",
    "hyphen first": "[-a]\n",
    "trailing backslash": "a\\\n",
    "the ignore file itself": ".dockerignore\nDockerfile*\n",
    "hidden files": ".*\n",
    "link": "link-to-docs\ndocs/link-up\n",
    "target of a link": "docs\n",
    "through a link": "link-to-docs/guide.md\n",
    "typical": (
        "**/__pycache__\n**/*.py[cod]\n.git\n.env*\n*.md\n!README.md\nvenv\ndata\nmodels/**/*.pt\n**/.DS_Store\n"
    ),
    "many wildcards": "**/*a*/**/*o*\n",
    "long line": "a" * 65535 + "\ndata\n",
    "too long a line": "a" * 65536 + "\ndata\n",
}

COPIES: dict[str, tuple[Sequence[str], str]] = {
    "all": (["."], ""),
    "root": (["/"], ""),
    "dot slash": (["./"], ""),
    "above": ([".."], ""),
    "file": (["a"], ""),
    "file with a slash": (["a/"], ""),
    "absolute": (["/src/app.py"], ""),
    "out and in": (["../src/app.py"], ""),
    "dots through nothing": (["nowhere/../a"], ""),
    "folder": (["data"], ""),
    "folder with a slash": (["./data/"], ""),
    "folder and dot": (["data/."], ""),
    "empty folder": (["empty"], ""),
    "several": (["a", "b", "src"], ""),
    "twice": (["a", "[ab]", "a"], ""),
    "missing": (["nowhere"], ""),
    "one of two missing": (["a", "nowhere"], ""),
    "other case": (["A"], ""),
    "unmatched": (["*.nothing"], ""),
    "unmatched in a missing folder": (["nowhere/*"], ""),
    "star": (["*.md"], ""),
    "star of other case": (["*.MD"], ""),
    "star in folder": (["src/*.py"], ""),
    "star for folders": (["data/*"], ""),
    "star for all": (["*"], "dangling\noutside\nsrc\nlink*\nmodels/old\ndocs\n"),
    "folders by star": (["*/*.csv"], ""),
    "double star is a star": (["**/*.csv"], ""),
    "inner double star is a star": (["src/**/mod.py"], ""),
    "question": (["?"], ""),
    "class": (["[ab]"], ""),
    "negated class": (["[^a-zA-Z!#.]*"], ""),
    "class over a slash": (["data[^x]raw"], ""),
    "class of a bracket": (["m[[]0].bin"], ""),
    "unescaped bracket": (["m[0].bin"], ""),
    "bad pattern": (["["], ""),
    "backward range": (["[b-a]*"], ""),
    "korean": (["데이터/*.bin"], ""),
    "korean question": (["데?터"], ""),
    "space": (["a b/c d.txt"], ""),
    "link to a folder": (["link-to-docs"], ""),
    "link to a file": (["link-to-a"], ""),
    "link in the path": (["link-to-docs/guide.md"], ""),
    "link in the path of a pattern": (["link-to-docs/*.md"], ""),
    "link by pattern": (["link-to-*"], ""),
    "absolute link": (["absolute"], ""),
    "dangling link": (["dangling"], ""),
    "dangling link by pattern": (["dang*"], ""),
    "link that leads out": (["outside"], ""),
    "folder with links": (["docs"], ""),
    "ignored file": (["a"], "a\n"),
    "ignored folder": (["data"], "data\n"),
    "ignored by pattern": (["data*"], "data\n"),
    "brought back": (["data"], "data\n!data/keep\n"),
    "brought back by pattern": (["dat*"], "data\n!data/keep\n"),
    "brought back nothing": (["data"], "data\n!data/nothing\n"),
    "all in it ignored": (["data"], "data/**\n"),
    "ignored link": (["link-to-docs"], "link-to-docs\n"),
    "link to what is ignored": (["link-to-docs"], "docs\n"),
    "link to what is brought back": (["link-to-docs"], "docs\n!docs/guide.md\n"),
    "file in an ignored folder": (["venv/pyvenv.cfg"], "venv\n"),
}

EXCLUDES: dict[str, tuple[Sequence[str], Sequence[str]]] = {
    "files of a folder": (["src"], ["*.pyc"]),
    "files at any level": (["src"], ["**/*.pyc", "**/__pycache__"]),
    "a folder, less an exception": (["data"], ["raw", "!raw/one.csv"]),
    "not the source itself": (["a"], ["a"]),
    "relative to the source": (["data/raw"], ["data/raw/one.csv"]),
    "with a slash": (["data"], ["/raw"]),
}


class Built(NamedTuple):
    """What came out: file names and their contents, link names, folder names; or the engine's error."""

    files: Mapping[str, bytes]
    links: frozenset[str]
    folders: frozenset[str]
    error: str


@pytest.fixture(scope="session")
def engine() -> list[str]:
    """The command that builds: buildx by itself, since ``docker`` would only take its time to start it."""
    docker = shutil.which("docker")
    if docker is None:
        pytest.skip("there is no docker command")
    answer = subprocess.run([docker, "info", "--format", "{{json .}}"], capture_output=True, check=False)
    if answer.returncode:
        pytest.skip("no Docker engine answers")
    for plugin in json.loads(answer.stdout).get("ClientInfo", {}).get("Plugins", []):
        if plugin.get("Name") == "buildx":
            return [plugin["Path"], "build"]
    return [docker, "build"]


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A context that all tests share: every file holds its own path."""
    root = str(tmp_path_factory.mktemp("context"))
    lay_out(root)
    return root


def lay_out(root: str) -> None:
    for path in TREE:
        full = os.path.join(root, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        if not path.endswith("/"):
            with open(full, "w", encoding="utf-8") as file:
                file.write(path)
    for path, target in LINKS.items():
        os.symlink(target, os.path.join(root, path))


def write(path: str, content: str | bytes) -> str:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())
    return path


def build(engine: list[str], context: str, dockerfile: str) -> Built:
    command = [*engine, "--quiet", "--file", dockerfile, "--output", "type=tar,dest=-", context]
    environment = {**os.environ, "BUILDX_GIT_INFO": "false", "BUILDX_NO_DEFAULT_ATTESTATIONS": "1"}
    result = subprocess.run(command, capture_output=True, check=False, timeout=120, env=environment)
    if result.returncode:
        return Built({}, frozenset(), frozenset(), result.stderr.decode(errors="replace") or "failed")
    with tarfile.open(fileobj=io.BytesIO(result.stdout)) as archive:
        members = archive.getmembers()
        files = {member.name: archive.extractfile(member).read() for member in members if member.isreg()}  # type: ignore[union-attr]
    links = frozenset(member.name for member in members if member.issym())
    return Built(files, links, frozenset(member.name for member in members if member.isdir()), "")


def build_all(engine: list[str], jobs: Mapping[str, tuple[str, str]]) -> dict[str, Built]:
    with ThreadPoolExecutor(4) as pool:
        futures = {name: pool.submit(build, engine, *job) for name, job in jobs.items()}
        return {name: future.result() for name, future in futures.items()}


def dockerfile_for(folder: str, name: str, text: str, ignore: str | bytes) -> str:
    """A Dockerfile with an ignore file of its own, so that many builds share one context."""
    path = write(os.path.join(folder, name.replace(" ", "-"), "Dockerfile"), text)
    write(path + ".dockerignore", ignore)
    return path


def contents(context: BuildContext, paths: Sequence[str]) -> list[bytes]:
    found = [context.read_text(path) for path in paths]
    return sorted(source.data for source in found if source is not None)


@pytest.fixture(scope="session")
def ignore_jobs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = str(tmp_path_factory.mktemp("ignore"))
    text = "FROM scratch\nCOPY . /\n"
    return {name: dockerfile_for(folder, name, text, ignore) for name, ignore in IGNORE_FILES.items()}


@pytest.fixture(scope="session")
def ignore_builds(engine: list[str], root: str, ignore_jobs: dict[str, str]) -> dict[str, Built]:
    return build_all(engine, {name: (root, path) for name, path in ignore_jobs.items()})


@pytest.mark.parametrize("name", IGNORE_FILES)
def test_same_files_are_sent(
    name: str, root: str, ignore_jobs: dict[str, str], ignore_builds: dict[str, Built]
) -> None:
    context = BuildContext.open(root, ignore_jobs[name])
    result = ignore_builds[name]
    assert bool(context.ignore.problems) == bool(result.error), result.error
    if result.error:
        return
    entries = list(context.walk())
    assert {entry.path for entry in entries if not entry.is_directory} == result.files.keys() | result.links
    folders = {entry.path for entry in entries if entry.is_directory}
    for entry in entries:
        parts = entry.path.split("/")
        folders.update("/".join(parts[:length]) for length in range(1, len(parts)))
    assert folders == result.folders
    taken = context.taken_by(["."])
    assert {file.path for file in taken.files} == result.files.keys() | result.links
    assert taken.byte_count == sum(map(len, result.files.values()))


@pytest.mark.parametrize("name", IGNORE_FILES)
def test_match_agrees_for_each_path(
    name: str, root: str, ignore_jobs: dict[str, str], ignore_builds: dict[str, Built]
) -> None:
    ignore = BuildContext.open(root, ignore_jobs[name]).ignore
    if ignore.problems:
        return
    sent = ignore_builds[name].files.keys() | ignore_builds[name].links
    for path in [path for path in TREE if not path.endswith("/")] + list(LINKS):
        assert ignore.match(path) == (path not in sent)
        deciding = ignore.matching(path)
        assert ignore.match(path) == (deciding is not None and not deciding.negated)


def test_ignore_file_at_the_root_of_the_context(engine: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    root = str(tmp_path_factory.mktemp("own"))
    lay_out(root)
    write(os.path.join(root, ".dockerignore"), "*\n!src/**/*.py\n")
    dockerfile = write(os.path.join(root, "Dockerfile"), "FROM scratch\nCOPY . /\n")
    context = BuildContext.open(root, dockerfile)
    assert {file.path for file in context.files()} == build(engine, root, dockerfile).files.keys()


@pytest.mark.parametrize(
    ("name", "beside", "at_root"),
    [
        ("Dockerfile", b"b\n", b"a\n"),
        ("Dockerfile", b"", b"a\n"),
        ("Dockerfile", None, b"a\n"),
        ("gpu.Dockerfile", b"# nothing\n", b"a\n"),
        ("build/Dockerfile", b"b\n", b"a\n"),
        ("build/Dockerfile", None, b"a\n"),
        ("build/Dockerfile", None, None),
    ],
)
def test_which_ignore_file_is_read(
    engine: list[str], tmp_path_factory: pytest.TempPathFactory, name: str, beside: bytes | None, at_root: bytes | None
) -> None:
    root = str(tmp_path_factory.mktemp("precedence"))
    for path in ("a", "b"):
        write(os.path.join(root, path), path)
    dockerfile = write(os.path.join(root, name), "FROM scratch\nCOPY [ab] /\n")
    if beside is not None:
        write(dockerfile + ".dockerignore", beside)
    if at_root is not None:
        write(os.path.join(root, ".dockerignore"), at_root)
    taken = BuildContext.open(root, dockerfile).taken_by(["[ab]"])
    assert {file.path for file in taken.files} == build(engine, root, dockerfile).files.keys()


@pytest.mark.parametrize("target", ["in/ignore", "../outside", "/in/ignore"])
def test_ignore_file_that_is_a_link(engine: list[str], tmp_path_factory: pytest.TempPathFactory, target: str) -> None:
    parent = str(tmp_path_factory.mktemp("linked"))
    root = os.path.join(parent, "context")
    for path in ("context/a", "context/b", "context/Dockerfile"):
        write(os.path.join(parent, path), "FROM scratch\nCOPY [ab] /\n")
    write(os.path.join(parent, "outside"), "a\n")
    write(os.path.join(root, "in/ignore"), "b\n")
    os.symlink(target, os.path.join(root, ".dockerignore"))
    dockerfile = os.path.join(root, "Dockerfile")
    context = BuildContext.open(root, dockerfile)
    assert {file.path for file in context.taken_by(["[ab]"]).files} == build(engine, root, dockerfile).files.keys()


@pytest.fixture(scope="session")
def copy_jobs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = str(tmp_path_factory.mktemp("copy"))
    return {
        name: dockerfile_for(folder, name, f"FROM scratch\nCOPY {json.dumps([*sources, '/out/'])}\n", ignore)
        for name, (sources, ignore) in COPIES.items()
    }


@pytest.fixture(scope="session")
def copy_builds(engine: list[str], root: str, copy_jobs: dict[str, str]) -> dict[str, Built]:
    return build_all(engine, {name: (root, path) for name, path in copy_jobs.items()})


@pytest.mark.parametrize("name", COPIES)
def test_same_files_are_taken(name: str, root: str, copy_jobs: dict[str, str], copy_builds: dict[str, Built]) -> None:
    context = BuildContext.open(root, copy_jobs[name])
    taken = context.taken_by(COPIES[name][0])
    result = copy_builds[name]
    assert bool(taken.missing) == bool(result.error), result.error
    if result.error:
        return
    plain = [file.path for file in taken.files if not file.is_symlink]
    assert contents(context, plain) == sorted(result.files.values())
    assert len(taken.files) - len(plain) == len(result.links)
    assert bool(taken.unmatched) == (not result.folders)


@pytest.fixture(scope="session")
def exclude_builds(engine: list[str], root: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Built]:
    folder = str(tmp_path_factory.mktemp("exclude"))
    jobs = {}
    for name, (sources, patterns) in EXCLUDES.items():
        flags = " ".join(f"--exclude={pattern}" for pattern in patterns)
        text = f"FROM scratch\nCOPY {flags} {' '.join(sources)} /out/\n"
        jobs[name] = (root, dockerfile_for(folder, name, text, ""))
    return build_all(engine, jobs)


@pytest.mark.parametrize("name", EXCLUDES)
def test_what_is_excluded_is_not_taken(name: str, root: str, exclude_builds: dict[str, Built]) -> None:
    result = exclude_builds[name]
    if "unknown flag" in result.error:
        pytest.skip("the engine does not know --exclude")
    assert not result.error
    context = BuildContext(root)
    taken = context.taken_by(*EXCLUDES[name])
    plain = [file.path for file in taken.files if not file.is_symlink]
    assert contents(context, plain) == sorted(result.files.values())
