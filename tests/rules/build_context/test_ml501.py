"""ML501: a whole folder is copied, and there is no ignore file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.rules.rule import Size

Tree = dict[str, "str | Size"]
Findings = Callable[..., list[Diagnostic]]

COPY_ALL = """
    FROM python:3.12-slim
    WORKDIR /srv
    COPY . .
"""
GIT: Tree = {".git/HEAD": "ref: refs/heads/main\n", ".git/objects/pack/pack-1.pack": Size(34_000_000)}
VENV: Tree = {".venv/pyvenv.cfg": "home = /usr/bin\n", ".venv/lib/torch.so": Size(1_200_000_000)}


def created(found: list[Diagnostic]) -> list[str]:
    """The patterns of the file that the only finding would create."""
    (one,) = found
    assert one.fix is not None
    (file,) = one.fix.edits
    return file.text.splitlines()  # type: ignore[union-attr]


def test_says_what_is_taken_and_how_large_it_is(findings: Findings) -> None:
    tree = {**GIT, **VENV, "app/__pycache__/a.pyc": Size(2_000), "app/a.py": "x = 1\n", "Dockerfile": COPY_ALL}
    (one,) = findings(tree, "ML501")
    assert one.message == (
        "`COPY .` also takes in `.venv` (1.2 GB), `.git` (34 MB) and byte code (2.0 kB): there is no `.dockerignore`"
    )
    assert one.source.slice(one.span) == "."
    assert one.severity is Severity.WARNING
    assert one.cost is not None
    assert one.cost.basis == "measured"
    assert one.cost.byte_count == 1_234_002_000 + len("ref: refs/heads/main\n") + len("home = /usr/bin\n")


@pytest.mark.parametrize(
    "tree",
    [
        {"app.py": "x = 1\n", "Dockerfile": COPY_ALL},
        {**GIT, "app.py": "x = 1\n", "Dockerfile": "FROM python:3.12-slim\nCOPY app.py /srv/\n"},
        {**GIT, "app.py": "x = 1\n", "Dockerfile": "FROM python:3.12 AS a\nFROM python:3.12-slim\nCOPY --from=a . .\n"},
        {**GIT, "app.py": "x = 1\n", "Dockerfile": "FROM python:3.12-slim\nADD https://example.com/a.tar /srv/\n"},
        {**GIT, ".dockerignore": "", "app.py": "x = 1\n", "Dockerfile": COPY_ALL},
        {**GIT, "Dockerfile.dockerignore": "", "app.py": "x = 1\n", "Dockerfile": COPY_ALL},
    ],
    ids=["nothing to leave out", "named file", "other stage", "download", "ignore file", "own ignore file"],
)
def test_is_silent(tree: Tree, findings: Findings) -> None:
    assert not findings(tree, "ML501")


@pytest.mark.parametrize("word", [".", "./", "/", "*", "./."])
def test_the_whole_context_by_any_name(word: str, findings: Findings) -> None:
    tree = {**VENV, "Dockerfile": f"FROM python:3.12-slim\nCOPY {word} /srv/\n"}
    assert created(findings(tree, "ML501")) == [".venv"]


def test_add_and_json_form(words: Callable[..., list[str]]) -> None:
    tree = {**VENV, "Dockerfile": 'FROM python:3.12-slim\nADD [".", "/srv/"]\n'}
    assert words(tree, "ML501") == ['"."']


# The context


def test_an_ignore_file_that_waits_to_be_linked(findings: Findings) -> None:
    tree = {
        **GIT,
        "docker/.dockerignore": ".git\n",
        "docker/Dockerfile": COPY_ALL,
        "compose.yaml": "services:\n  api:\n    build:\n      context: .\n      dockerfile: docker/Dockerfile\n",
    }
    assert not findings(tree, "ML501")


def test_an_ignore_file_further_up_where_the_context_is_not_named(findings: Findings) -> None:
    assert not findings({".dockerignore": ".git\n", "api/.venv/pyvenv.cfg": "x\n", "api/Dockerfile": COPY_ALL}, "ML501")


def test_the_dockerfile_is_not_built_in_its_own_folder(findings: Findings) -> None:
    dockerfile = "FROM python:3.12-slim\nCOPY requirements.txt /srv/\nCOPY . /srv\n"
    assert not findings({"docker/.venv/pyvenv.cfg": "x\n", "docker/Dockerfile": dockerfile}, "ML501")


def test_the_context_of_the_compose_file(lay: Callable[[Tree], Any]) -> None:
    checker = lay(
        {
            **VENV,
            "docker/Dockerfile": COPY_ALL,
            "docker/compose.yaml": """
                services:
                  api:
                    build:
                      context: ..
                      dockerfile: docker/Dockerfile
            """,
        }
    )
    assert checker.fix("ML501") == []
    assert (checker.folder / ".dockerignore").read_text() == ".venv\n"


def test_a_remote_context(findings: Findings) -> None:
    compose = "services:\n  api:\n    build:\n      context: https://github.com/a/b.git\n      dockerfile: Dockerfile\n"
    inline = "services:\n  api:\n    build:\n      context: https://github.com/a/b.git\n      dockerfile_inline: |\n"
    inline += "        FROM python:3.12-slim\n        COPY . /srv\n"
    assert not findings({**VENV, "compose.yaml": inline}, "ML501")
    assert not findings({**VENV, "compose.yaml": compose}, "ML501")


def test_a_dockerfile_in_the_compose_file(lay: Callable[[Tree], Any]) -> None:
    compose = """
        services:
          api:
            build:
              context: .
              dockerfile_inline: |
                FROM python:3.12-slim
                COPY . /srv
    """
    checker = lay({**VENV, "compose.yaml": compose})
    (one,) = checker.run("ML501").diagnostics
    assert one.path.endswith("compose.yaml")
    assert checker.fix("ML501") == []
    assert (checker.folder / ".dockerignore").read_text() == ".venv\n"


def test_one_finding_for_a_context(findings: Findings) -> None:
    tree = {**VENV, "Dockerfile": COPY_ALL, "train.Dockerfile": COPY_ALL}
    (one,) = findings(tree, "ML501")
    assert one.path.endswith("Dockerfile")
    assert [related.source.path.rpartition("/")[2] for related in one.related] == ["train.Dockerfile"]


def test_only_stages_that_are_built(findings: Findings) -> None:
    dockerfile = "FROM python:3.12-slim AS dev\nCOPY . /srv\nFROM python:3.12-slim AS run\nCOPY app.py /srv/\n"
    assert not findings({**VENV, "app.py": "x = 1\n", "Dockerfile": dockerfile}, "ML501")


def test_a_folder_that_is_copied_by_its_name(findings: Findings) -> None:
    dockerfile = "FROM python:3.12-slim\nCOPY api /srv\n"
    tree: Tree = {"api/app.py": "x = 1\n", "api/venv/pyvenv.cfg": "x\n", "Dockerfile": dockerfile}
    assert created(findings(tree, "ML501")) == ["api/venv"]


def test_a_trifle_in_a_folder_that_is_copied_by_its_name(findings: Findings) -> None:
    dockerfile = "FROM python:3.12-slim\nCOPY api /srv\n"
    trifle: Tree = {"api/app.py": "x = 1\n", "api/__pycache__/app.pyc": Size(3), "Dockerfile": dockerfile}
    assert not findings(trifle, "ML501")


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"app.py": "x = 1\n", "__pycache__/app.pyc": Size(2_000)}, []),
        ({"pyproject.toml": "", "src/app.py": "", "src/__pycache__/app.pyc": Size(2_000)}, []),
        ({"app.py": "x = 1\n", ".pytest_cache/README.md": Size(300)}, []),
        ({"index.html": "", "tools/a.py": "", "tools/__pycache__/a.pyc": Size(2_000)}, []),
        ({"index.html": "", "tools/a.py": "", "tools/__pycache__/a.pyc": Size(2_000_000)}, ["**/__pycache__"]),
        ({"app.py": "x = 1\n", "a/.ipynb_checkpoints/a-checkpoint.ipynb": Size(2_000)}, []),
        ({"index.html": "", ".git/HEAD": "ref: refs/heads/main\n"}, [".git"]),
    ],
)
def test_trifles(files: Tree, expected: list[str], findings: Findings) -> None:
    found = findings({**files, "Dockerfile": COPY_ALL}, "ML501")
    assert (created(found) if found else []) == expected


# The git history


@pytest.mark.parametrize(
    "files",
    [
        {"Dockerfile": COPY_ALL + "    RUN git describe --tags > version.txt\n"},
        {"Dockerfile": COPY_ALL + "    RUN VERSION=$(git rev-parse HEAD) python build.py\n"},
        {"Dockerfile": COPY_ALL + "    RUN git -C /srv log -1\n"},
        {"Dockerfile": COPY_ALL + "    RUN ./build.sh\n", "build.sh": "#!/bin/sh\ngit rev-parse HEAD > version\n"},
        {"Dockerfile": COPY_ALL + "    RUN bash build.sh\n", "build.sh": "git rev-parse HEAD > version\n"},
        {"Dockerfile": COPY_ALL + "    RUN cd src && ./generated.sh\n"},
        {"Dockerfile": COPY_ALL + "    RUN go -C cmd build\n"},
        {"Dockerfile": COPY_ALL + "    RUN make\n", "Makefile": "VERSION := $(shell git describe)\n"},
        {"Dockerfile": COPY_ALL + "    RUN make -C src\n"},
        {"Dockerfile": COPY_ALL + "    RUN go build ./...\n"},
        {"Dockerfile": COPY_ALL + "    RUN cargo build\n", "build.rs": "use vergen;\n", "Cargo.toml": "[package]\n"},
        {"Dockerfile": COPY_ALL, "pyproject.toml": '[build-system]\nrequires = ["setuptools", "setuptools_scm>=8"]\n'},
        {"Dockerfile": COPY_ALL, "pyproject.toml": '[build-system]\nrequires = ["hatchling", "hatch-vcs"]\n'},
        {"Dockerfile": COPY_ALL, "pyproject.toml": '[tool.pdm.version]\nsource = "scm"\n'},
        {"Dockerfile": COPY_ALL, "setup.py": "import versioneer\n"},
        {"Dockerfile": COPY_ALL, "setup.py": "subprocess.check_output(['git', 'rev-parse', 'HEAD'])\n"},
        {"Dockerfile": COPY_ALL, "setup.cfg": "[versioneer]\nVCS = git\n"},
        {"Dockerfile": COPY_ALL, "core/setup.py": "setup(use_scm_version=True)\n"},
        {"Dockerfile": COPY_ALL + "    COPY .git /srv/.git\n"},
        {"Dockerfile": COPY_ALL + "    RUN --mount=type=bind,source=.git,target=.git pip install .\n"},
    ],
)
def test_the_git_history_is_read(files: Tree, findings: Findings) -> None:
    assert not findings({**GIT, **files}, "ML501")


@pytest.mark.parametrize(
    "files",
    [
        {"Dockerfile": COPY_ALL + "    RUN git clone https://github.com/a/b && cd b && git checkout v1\n"},
        {"Dockerfile": COPY_ALL + "    RUN git config --global http.proxy x && git lfs install\n"},
        {"Dockerfile": COPY_ALL + "    RUN ./build.sh\n", "build.sh": "#!/bin/sh\npip install -r requirements.txt\n"},
        {"Dockerfile": COPY_ALL + "    RUN make\n", "Makefile": "all:\n\tpython build.py\n"},
        {"Dockerfile": COPY_ALL, "pyproject.toml": '[build-system]\nrequires = ["hatchling"]\n'},
        {"Dockerfile": COPY_ALL, "setup.py": "from setuptools import setup\nsetup(name='a')\n"},
        {"Dockerfile": COPY_ALL + "    RUN git --version && go version && python --version\n"},
        {"Dockerfile": COPY_ALL + "    RUN /opt/conda/bin/python -m pip list && /usr/bin/env && $TOOL/run\n"},
        {"Dockerfile": COPY_ALL + "    COPY <<EOF run.sh\n    echo\n    EOF\n    RUN ./run.sh\n"},
        {"Dockerfile": COPY_ALL + "    RUN apt-get update && apt-get install -y git\n"},
        {"Dockerfile": COPY_ALL + "    RUN pip install git+https://github.com/a/b\n"},
    ],
)
def test_the_git_history_is_not_read(files: Tree, findings: Findings) -> None:
    assert created(findings({**GIT, **files}, "ML501")) == [".git"]


def test_the_git_history_of_a_submodule(findings: Findings) -> None:
    tree = {**GIT, "third_party/nccl/.git": "gitdir: ../../.git/modules/nccl\n", "Dockerfile": COPY_ALL}
    assert created(findings(tree, "ML501")) == ["**/.git"]


# Environments and byte code


def test_an_environment_is_known_by_what_is_in_it(findings: Findings) -> None:
    tree: Tree = {
        "tools/venv/__init__.py": "",
        "my-env/pyvenv.cfg": "home = /usr/bin\n",
        "conda/conda-meta/history": "\n",
        "Dockerfile": COPY_ALL,
    }
    assert created(findings(tree, "ML501")) == ["conda", "my-env"]


def test_the_environment_of_the_host_is_what_is_run(findings: Findings) -> None:
    run = '    ENV PATH="/srv/.venv/bin:$PATH"\n    CMD ["python", "app.py"]\n'
    assert not findings({**VENV, "Dockerfile": COPY_ALL + run}, "ML501")
    made = COPY_ALL.replace("COPY", "RUN uv sync --frozen\n    COPY") + run
    assert created(findings({**VENV, "Dockerfile": made}, "ML501")) == [".venv"]


def test_byte_code_without_its_source_is_a_program(findings: Findings) -> None:
    tree: Tree = {"main.py": "", "lib/a.py": "x = 1\n", "lib/a.pyc": Size(2_000_000), "Dockerfile": COPY_ALL}
    assert created(findings(tree, "ML501")) == ["**/*.pyc"]
    assert not findings({**tree, "lib/secret.pyc": Size(900)}, "ML501")


def test_caches_of_tools(findings: Findings) -> None:
    tree: Tree = {
        ".mypy_cache/3.12/a.json": Size(5_000_000),
        ".ruff_cache/0.6/a": Size(10),
        "api/.ruff_cache/0.6/a": Size(10),
        ".pytest_cache/README.md": Size(300),
        "Dockerfile": COPY_ALL,
    }
    assert created(findings(tree, "ML501")) == [".mypy_cache", ".pytest_cache", "**/.ruff_cache"]


# What is not safe


def test_what_a_program_may_read_is_not_in_the_safe_file(lay: Callable[[Tree], Any]) -> None:
    checker = lay(
        {
            **VENV,
            "data/train.parquet": Size(80_000_000),
            "wandb/run-20260101_101010-abcdef/run.wandb": Size(3_000_000),
            "Dockerfile": COPY_ALL,
        }
    )
    left = checker.fix("ML501", "ML503")
    assert (checker.folder / ".dockerignore").read_text() == ".venv\n"
    assert [(one.code, one.fix.applicability) for one in left] == [("ML503", Applicability.UNSAFE)]
    assert checker.fix("ML501", "ML503", allowed=Applicability.UNSAFE) == []
    assert (checker.folder / ".dockerignore").read_text() == ".venv\ndata\nwandb\n"


def test_only_what_a_program_may_read(findings: Findings) -> None:
    (one,) = findings({"data/train.parquet": Size(80_000_000), "Dockerfile": COPY_ALL}, "ML501")
    assert one.fix is not None
    assert one.fix.applicability is Applicability.UNSAFE
    assert one.severity is Severity.WARNING


def test_a_path_with_special_characters(findings: Findings) -> None:
    tree: Tree = {"my [old] env/pyvenv.cfg": "x\n", "Dockerfile": COPY_ALL}
    assert created(findings(tree, "ML501")) == ["my \\[old] env"]


def test_no_file_is_made_outside_the_project(lay: Callable[[Tree], Any], tmp_path: Any) -> None:
    checker = lay({"project/Dockerfile": COPY_ALL, ".venv/pyvenv.cfg": "x\n"})
    compose = "services:\n  api:\n    build:\n      context: ..\n      dockerfile: project/Dockerfile\n"
    (tmp_path / "project" / "compose.yaml").write_text(compose)
    checker.folder = tmp_path / "project"
    (one,) = checker.run("ML501").diagnostics
    assert one.fix is None
