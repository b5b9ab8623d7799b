from __future__ import annotations

import os
import re
import subprocess
import sys
import time

import pytest

import dflint.project.discovery as discovery
from dflint.project.discovery import Found, find
from dflint.project.names import Kind
from dflint.project.roots import Roots, is_below, is_configured, root_of


def found(root: str, start: str | None = None) -> list[str]:
    """The paths that are found, relative to the root and with slashes."""
    return [os.path.relpath(file.path, root).replace(os.sep, "/") for file in find(root, start).files]


def test_kinds_and_order(tree):
    root = tree({"b/Dockerfile": "", "a/compose.yaml": "", ".dockerignore": "", "Dockerfile.gpu": "", "main.py": ""})
    files = find(root).files
    assert [(os.path.relpath(file.path, root), file.kind) for file in files] == [
        (".dockerignore", Kind.IGNORE),
        ("Dockerfile.gpu", Kind.DOCKERFILE),
        (os.path.join("a", "compose.yaml"), Kind.COMPOSE),
        (os.path.join("b", "Dockerfile"), Kind.DOCKERFILE),
    ]
    assert find(root).is_complete


def test_folders_that_tools_fill_are_left_out(tree):
    kept = {"build/Dockerfile": "", "dist/Dockerfile": "", ".devcontainer/Dockerfile": "", "venv/Dockerfile": ""}
    root = tree(
        kept
        | {
            "node_modules/x/Dockerfile": "",
            ".venv/Dockerfile": "",
            ".tox/py/Dockerfile": "",
            "x/__pycache__/Dockerfile": "",
            "env/pyvenv.cfg": "",
            "env/lib/Dockerfile": "",
            "conda/conda-meta/history": "",
            "conda/Dockerfile": "",
            "lib/site-packages/pkg/Dockerfile": "",
        }
    )
    assert found(root) == sorted(kept)


def test_names_that_people_give(tree):
    """Suffixes, prefixes, any case, a space in a folder. What an editor or a template leaves is no Dockerfile."""
    kept = [
        "2. Docker/Dockerfile",
        "Dockerfile.20.04",
        "Dockerfile_full",
        "dockerfile",
        "docker/image-gateway.dockerfile",
        "docker/train.Dockerfile",
    ]
    left_out = ["Dockerfile.20.04~", "2. Docker/Dockerfile~", "docker/Dockerfile.j2", "docker/train.Dockerfile.bak"]
    assert sorted(found(tree(dict.fromkeys([*kept, *left_out], "")))) == sorted(kept)


def test_a_folder_is_no_file(tree):
    root = tree({"dockerfile/Dockerfile": "", "docker-compose.yml": None})
    assert found(root) == ["dockerfile/Dockerfile"]


def test_symbolic_links_are_not_followed(tree):
    root = tree({"docker/Dockerfile": ""})
    os.symlink("docker", os.path.join(root, "link"))
    os.symlink("..", os.path.join(root, "docker", "loop"))
    os.symlink("docker/Dockerfile", os.path.join(root, "Dockerfile"))
    os.symlink("nowhere", os.path.join(root, "Dockerfile.broken"))
    assert found(root) == ["docker/Dockerfile"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe_is_no_file(tree):
    root = tree({})
    os.mkfifo(os.path.join(root, "Dockerfile"))
    assert found(root) == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_folder_is_passed_over(tree):
    root = tree({"a/Dockerfile": "", "b/Dockerfile": ""})
    os.chmod(os.path.join(root, "a"), 0)
    try:
        assert found(root) == ["b/Dockerfile"]
    finally:
        os.chmod(os.path.join(root, "a"), 0o755)


def test_a_folder_that_cannot_be_read_or_vanishes_is_passed_over(tree, monkeypatch):
    root = tree({"a/Dockerfile": "", "b/Dockerfile": ""})
    scandir = os.scandir

    def failing(path):
        if path.endswith("a"):
            raise PermissionError(path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", failing)
    assert found(root) == ["b/Dockerfile"]
    assert find(root).unreadable == (os.path.join(root, "a"),)
    assert find(os.path.join(root, "absent")) == Found(())


def test_gitignore(tree):
    root = tree(
        {
            ".git/HEAD": "",
            ".gitignore": "/build\n*.local\n!keep.local\nDockerfile.secret\nvendor/\n",
            "build/Dockerfile": "",
            "src/build/Dockerfile": "",
            "Dockerfile.secret": "",
            "src/Dockerfile.local": "",
            "src/keep.local": "",
            "vendor/deep/Dockerfile": "",
            "src/vendor/Dockerfile": "",
        }
    )
    assert found(root) == ["src/build/Dockerfile"]


def test_nested_gitignore(tree):
    root = tree(
        {
            ".git/HEAD": "",
            ".gitignore": "Dockerfile.*\nlogs/\n",
            "a/.gitignore": "!Dockerfile.gpu\n/compose.yaml\n",
            "a/Dockerfile.gpu": "",
            "a/Dockerfile.cpu": "",
            "a/compose.yaml": "",
            "a/b/compose.yaml": "",
            "a/b/Dockerfile.gpu": "",
            "Dockerfile.gpu": "",
            "logs/.gitignore": "!Dockerfile\n",
            "logs/Dockerfile": "",
        }
    )
    assert found(root) == ["a/Dockerfile.gpu", "a/b/Dockerfile.gpu", "a/b/compose.yaml"]


def test_gitignore_without_a_repository(tree):
    assert found(tree({".gitignore": "out/\n", "out/Dockerfile": "", "Dockerfile": ""})) == ["Dockerfile"]


def test_the_exclude_file_of_a_clone(tree):
    root = tree(
        {
            ".git/info/exclude": "/mine\n/theirs\n",
            ".gitignore": "!/theirs\n",
            "mine/Dockerfile": "",
            "theirs/Dockerfile": "",
        }
    )
    assert found(root) == ["theirs/Dockerfile"]


def test_the_exclude_file_of_a_work_tree(tree):
    root = tree(
        {
            "main/.git/info/exclude": "/mine\n",
            "main/.git/worktrees/w/commondir": "../..\n",
            "w/.git": "gitdir: ../main/.git/worktrees/w\n",
            "w/mine/Dockerfile": "",
            "w/Dockerfile": "",
        }
    )
    assert found(os.path.join(root, "w")) == ["Dockerfile"]


def test_starting_below_the_root(tree):
    root = tree(
        {
            ".git/HEAD": "",
            ".gitignore": "/a/b/skipped\n/ignored/\n",
            "a/.gitignore": "Dockerfile.x\n",
            "a/b/Dockerfile": "",
            "a/b/Dockerfile.x": "",
            "a/b/skipped/Dockerfile": "",
            "ignored/Dockerfile": "",
            "ignored/.venv/Dockerfile": "",
            "c/Dockerfile": "",
        }
    )
    assert found(root, os.path.join(root, "a", "b")) == ["a/b/Dockerfile"]
    # A folder that a person names is searched, whatever git says of it.
    assert found(root, os.path.join(root, "ignored")) == ["ignored/Dockerfile"]
    assert found(root, os.path.join(root, "ignored", ".venv")) == ["ignored/.venv/Dockerfile"]
    assert found(root) == ["a/b/Dockerfile", "c/Dockerfile"]


def test_projects_inside_a_repository(tree):
    root = tree(
        {
            ".git/HEAD": "",
            "Dockerfile": "",
            "clone/.git/HEAD": "",
            "clone/Dockerfile": "",
            "submodule/.git": "gitdir: ../.git/modules/submodule\n",
            "submodule/Dockerfile": "",
            "configured/dflint.toml": "",
            "configured/Dockerfile": "",
        }
    )
    result = find(root)
    assert found(root) == ["Dockerfile", "configured/Dockerfile"]
    assert [os.path.basename(inner) for inner in result.inner_roots] == ["clone", "submodule"]


def test_projects_without_a_repository(tree):
    root = tree(
        {
            "Dockerfile": "",
            "one/dflint.toml": "",
            "two/.dflint.toml": "",
            "three/pyproject.toml": "[tool.dflint]\n",
            "four/pyproject.toml": "[tool.ruff]\n",
            "four/Dockerfile": "",
        }
    )
    assert found(root) == ["Dockerfile", "four/Dockerfile"]
    assert [os.path.basename(inner) for inner in find(root).inner_roots] == ["one", "three", "two"]


def test_a_walk_is_bounded(tree, monkeypatch):
    root = tree({f"f{number}/Dockerfile": "" for number in range(20)})
    monkeypatch.setattr(discovery, "MOST_FOLDERS", 10)
    assert not find(root).is_complete
    assert len(find(root).files) == 9


def test_undecodable_names(tree):
    root = tree({})
    try:
        os.mkdir(os.fsencode(root) + b"/\xff")
        with open(os.fsencode(root) + b"/\xff/Dockerfile.\xfe", "wb"):
            pass
    except OSError:
        pytest.skip("the file system takes no such names")
    with open(os.path.join(root, ".gitignore"), "wb") as file:
        file.write(b"\xfd\n")
    assert [os.fsencode(file.path).rpartition(b"/")[2] for file in find(root).files] == [b"Dockerfile.\xfe"]


def test_two_thousand_folders_are_quick(tree):
    root = tree(
        {f"a{number // 100}/b{number}/file.py": "" for number in range(2000)} | {".gitignore": "*.py[co]\nx/\n"}
    )
    find(root)
    times = []
    for _ in range(5):
        started = time.process_time()
        find(root)
        times.append(time.process_time() - started)
    assert min(times) < 0.1


def test_nothing_heavy_is_imported():
    code = (
        f"import sys; sys.path[:] = {sys.path!r}\n"
        "import dflint.project, dflint.project.discovery, dflint.project.project\n"
        "heavy = ('pathspec', 'ruamel', 'tomllib', 'tomli', 'rich', 'pathlib', 'subprocess', 'tree_sitter')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


class TestRoots:
    def test_the_nearest_repository_wins(self, tree):
        root = tree({".git/HEAD": "", "a/.git": "gitdir: x", "a/b/dflint.toml": "", "c/dflint.toml": "", "c/d/x": ""})
        assert root_of(os.path.join(root, "a", "b")) == os.path.join(root, "a")
        assert root_of(os.path.join(root, "c", "d", "Dockerfile")) == root
        assert root_of(root) == root

    def test_then_the_nearest_configuration(self, tree):
        root = tree({"dflint.toml": "", "a/pyproject.toml": "[tool.dflint]\n", "a/b/c/x": "", "d/pyproject.toml": ""})
        assert root_of(os.path.join(root, "a", "b", "c")) == os.path.join(root, "a")
        assert root_of(os.path.join(root, "d", "Dockerfile")) == root

    def test_then_the_working_directory(self, tree):
        root = tree({"a/b/x": "", "c/x": ""})
        roots = Roots(os.path.join(root, "a"))
        assert roots.of(os.path.join(root, "a", "b", "Dockerfile")) == os.path.join(root, "a")
        assert roots.of(os.path.join(root, "c", "Dockerfile")) == os.path.join(root, "c")
        assert roots.of(os.path.join(root, "c")) == os.path.join(root, "c")
        assert roots.of(os.path.join(root, "ab", "Dockerfile")) == os.path.join(root, "ab")

    def test_the_current_directory_is_the_default(self, tree, monkeypatch):
        root = tree({"a/b/x": ""})
        monkeypatch.chdir(os.path.join(root, "a"))
        assert root_of("b") == os.path.join(root, "a")
        assert root_of("absent/Dockerfile") == os.path.join(root, "a")

    def test_answers_are_remembered(self, tree, monkeypatch):
        root = tree({".git/HEAD": "", "a/b/c/x": ""})
        roots = Roots()
        assert roots.of(os.path.join(root, "a", "b", "c")) == root
        monkeypatch.setattr(os.path, "exists", lambda path: pytest.fail(f"asked again for {path}"))
        assert roots.of(os.path.join(root, "a", "b")) == root

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("[tool.dflint]\n", True),
            ("[project]\n\n  [ tool . dflint ]\n", True),
            ("[tool.dflint.rules.ML401]\n", True),
            ('[tool."dflint"]\r\n', True),
            ("[[tool.dflint.x]]\n", True),
            ("# [tool.dflint]\n", False),
            ("[tool.dflintx]\n", False),
            ("[tool.other]\n", False),
            (b"\xff\xfe[tool", False),
        ],
    )
    def test_configuration_in_pyproject(self, tree, text, expected):
        assert is_configured(tree({"pyproject.toml": text})) is expected

    def test_is_below(self):
        root = os.path.abspath(os.sep)
        assert is_below(os.path.join(root, "a"), root)
        assert is_below(root, root)
        assert not is_below(os.path.join(root, "ab"), os.path.join(root, "a"))


@pytest.mark.corpus
def test_every_name_of_the_table_is_found():
    corpus = os.environ.get("DFLINT_CORPUS")
    if not corpus:
        pytest.skip("DFLINT_CORPUS names no folder")
    name = re.compile(
        r"(dockerfile|containerfile)([._-].+)?|.+\.(dockerfile|containerfile)|(docker-)?compose.*\.ya?ml|\.dockerignore"
        r"|.+[._-]docker-compose.*\.ya?ml|.+[.-]compose\.ya?ml",
        re.IGNORECASE,
    )
    template = re.compile(r".*\.(jinja|j2|tmpl|template|in|md|go|py|sh|ya?ml|txt|dockerignore)", re.IGNORECASE)
    for repository in os.listdir(corpus):
        root = os.path.join(corpus, repository)
        run = subprocess.run(
            ["find", root, "-path", "*/.git", "-prune", "-o", "-type", "f", "-print"], capture_output=True, check=True
        )
        expected = []
        for path in os.fsdecode(run.stdout).splitlines():
            base = os.path.basename(path)
            is_dockerfile = base.lower().startswith(("dockerfile", "containerfile"))
            if name.fullmatch(base) and not (is_dockerfile and template.fullmatch(base)):
                expected.append(path)
        assert [file.path for file in find(root).files] == sorted(expected)


ENVOY = "static_resources:\n  listeners:\n    - name: http\nadmin:\n  address: {}\n"
TEMPLATE = "id: exposed-docker-compose\ninfo:\n  name: x\nhttp:\n  - method: GET\nvariables:\n  services: 1\n"
WORKFLOW = "on: push\njobs:\n  e2e:\n    services:\n      db: {image: postgres}\n"
GITLAB = "include:\n  - local: /ci.yml\nbuild:\n  script: make\n"


class TestNamesThatOnlyHoldTheWord:
    @pytest.mark.parametrize(
        "text",
        [
            "services:\n  a:\n    image: x\n",
            "\ufeff# Of mine\nx-a: &a {}\n---\n'services' :\r\n  a: {}\r\n",
            "foreign: 1\nservices:\n",
            "include:\n  - other.yaml\n",
            "name: x\nvolumes:\n  v: {}\nx-more: 1\n",
            '{"services": {"a": {"image": "x"}}}\n',
        ],
    )
    def test_found(self, tree, text):
        assert found(tree({"gpu-compose.yml": text})) == ["gpu-compose.yml"]

    @pytest.mark.parametrize(
        "text", [ENVOY, TEMPLATE, WORKFLOW, GITLAB, "", "name: x\n", "# services:\n", "- services:\n", "{a: 1}"]
    )
    @pytest.mark.parametrize("name", ["envoy-compose.yaml", "whai-docker-compose-exposure.yaml", "compose2.yml"])
    def test_left_out(self, tree, text, name):
        assert found(tree({name: text})) == []

    def test_names_that_say_it_all(self, tree):
        names = [
            "compose.gpu.yaml",
            "compose.yaml",
            "compose_dev.yml",
            "docker-compose-dev.yml",
            "docker-compose.override.yml",
        ]
        assert found(tree(dict.fromkeys(names, ENVOY))) == names
