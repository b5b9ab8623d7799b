from __future__ import annotations

from collections.abc import Callable

import pytest


def tree(lines: str, **files: str) -> dict[str, str]:
    return {**files, "Dockerfile": f"FROM python:3.12\n{lines}\n"}


@pytest.mark.parametrize(
    ("requirement", "message"),
    [
        ("git+https://github.com/NVIDIA/lddl.git", "`NVIDIA/lddl` is installed from the default branch"),
        ("git+https://github.com/a/b@main", "`a/b` is installed from the branch `main`"),
        ("'b @ git+https://github.com/a/b'", "`a/b` is installed from the default branch"),
        ("git+https://me@github.com/a/b.git#egg=b", "`a/b` is installed from the default branch"),
        ("git+ssh://git@github.com/a/b.git", "`a/b` is installed from the default branch"),
        ("-e git+https://github.com/a/b.git#egg=b", "`a/b` is installed from the default branch"),
    ],
)
def test_found(findings: Callable[..., list[object]], requirement: str, message: str) -> None:
    found = findings(tree(f"RUN pip install {requirement} flask"), "ML314")
    assert [one.message.partition(":")[0] for one in found] == [message]
    assert found[0].source.slice(found[0].span) in requirement


def test_a_requirements_file(findings: Callable[..., list[object]]) -> None:
    text = (
        "git+https://github.com/a/b\nflask\nc @ git+https://github.com/a/c@master\nd @ git+https://github.com/a/d@v1\n"
    )
    found = findings(tree("COPY r.txt .\nRUN pip install -r r.txt", **{"r.txt": text}), "ML314")
    assert [one.source.slice(one.span) for one in found] == ["r.txt"]
    assert len(found[0].related) == 2


@pytest.mark.parametrize(
    "line",
    [
        "pip install git+https://github.com/a/b@v1.2",
        "pip install git+https://github.com/a/b.git@0123abc#egg=b",
        "pip install git+https://github.com/a/b@release/1.2",
        "pip install git+ssh://git@github.com/a/b.git@v1",
        "pip install git+https://github.com/a/b@${SHA}",
        "pip install https://github.com/a/b/archive/main.zip",
        "pip install flask",
        "pip uninstall -y git+https://github.com/a/b",
        "git clone https://github.com/a/b",
    ],
)
def test_silent(findings: Callable[..., list[object]], line: str) -> None:
    assert findings(tree(f"ARG SHA\nRUN {line}"), "ML314") == []


LINE = "RUN pip install git+https://github.com/owner/engine.git"
ON = "on:\n  schedule:\n    - cron: '0 3 * * *'\n"
PUSHED = "      - uses: docker/build-push-action@v6\n        with:\n          push: true\n          context: {}\n"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"nightly/Dockerfile": ""}, id="the folder is called nightly"),
        pytest.param({"docker/all-latest-gpu/Dockerfile": ""}, id="the folder is called latest"),
        pytest.param({"Dockerfile.nightly": ""}, id="the file is called nightly"),
        pytest.param(
            {"docker/gpu/Dockerfile": "", ".github/workflows/images.yml": ON + PUSHED.format("./docker/gpu")},
            id="a workflow builds its folder each night",
        ),
        pytest.param({"Dockerfile": "", ".github/workflows/a.yaml": ON + PUSHED.format(".")}, id="and the only file"),
        pytest.param({"Dockerfile": "", "pyproject.toml": '[project]\nname = "engine"\n'}, id="the project itself"),
        pytest.param({"Dockerfile": "", "setup.py": "setup(name='engine')\n"}, id="the project itself, by setup.py"),
        pytest.param(
            {"Dockerfile": "", ".git/config": '[remote "origin"]\n\turl = git@github.com:owner/engine.git\n'},
            id="the project itself, by its repository",
        ),
        pytest.param(
            {"Dockerfile": "", ".git/config": '[remote "origin"]\n\turl = https://github.com/Owner/app.git\n'},
            id="of the owner of the project",
        ),
        pytest.param(
            {
                "Dockerfile": "",
                "setup.py": "setup(name='my_app')\n",
                "README.md": "git clone https://github.com/owner/my-app.git\n",
            },
            id="of the owner, as the README says",
        ),
        pytest.param(
            {
                "Dockerfile": "",
                "setup.py": "setup(\n    name='tool',\n    url='https://github.com/owner/my-app',\n)\n",
            },
            id="of the owner, as setup.py says of a repository that is called otherwise",
        ),
        pytest.param(
            {
                "Dockerfile": "",
                "pyproject.toml": '[project]\nname = "tool"\n[project.urls]\nHomepage = "https://github.com/Owner/app"\n',
            },
            id="of the owner, as pyproject.toml says",
        ),
        pytest.param(
            {"Dockerfile": "", "CITATION.cff": 'repository-code: "https://github.com/owner/app"\n'},
            id="of the owner, as the citation says",
        ),
        pytest.param(
            {
                "Dockerfile": "",
                "README.md": "![CI](https://github.com/owner/app/actions/workflows/test.yml/badge.svg)\n",
            },
            id="of the owner, as a badge shows",
        ),
    ],
)
def test_silent_where_the_newest_is_meant(findings: Callable[..., list[object]], files: dict[str, str]) -> None:
    made = {path: text or f"FROM python:3.12\n{LINE}\n" for path, text in files.items()}
    assert not findings(made, "ML314")


@pytest.mark.parametrize(
    "workflow",
    [
        pytest.param("on: [push]\n" + PUSHED.format("./docker/gpu"), id="on each push"),
        pytest.param(ON + PUSHED.format("./docker/cpu"), id="another folder"),
        pytest.param(ON + "      - run: docker build docker/gpu && trivy image x\n", id="only to scan it"),
    ],
)
def test_other_workflows(findings: Callable[..., list[object]], workflow: str) -> None:
    made = {"docker/gpu/Dockerfile": f"FROM python:3.12\n{LINE}\n", ".github/workflows/images.yml": workflow}
    assert len(findings(made, "ML314")) == 1


@pytest.mark.parametrize(
    ("files", "count"),
    [
        ({".git/config": '[remote "origin"]\n\turl = git@github.com:other/app.git\n'}, 1),
        ({"setup.py": "setup(name='app')\n", "README.md": "Thanks to https://github.com/owner/engine\n"}, 1),
        ({"setup.py": "setup(\n    name='app',\n    url='https://github.com/other/app',\n)\n"}, 1),
        ({"setup.py": "setup(\n    install_requires=['x @ git+https://github.com/owner/x'],\n)\n"}, 1),
        ({"pyproject.toml": '[tool.uv.sources]\nengine = { git = "https://github.com/owner/engine" }\n'}, 1),
        ({"pyproject.toml": '[tool.uv.sources.a]\nurl = "https://github.com/owner/a/releases/download/1/a.whl"\n'}, 1),
        (
            {"CITATION.cff": "references:\n  - type: software\n    repository-code: https://github.com/owner/engine\n"},
            1,
        ),
    ],
    ids=[
        "another owner",
        "only spoken of",
        "another owner in setup.py",
        "a requirement",
        "a source of a package",
        "an archive",
        "what is cited",
    ],
)
def test_of_others(findings: Callable[..., list[object]], files: dict[str, str], count: int) -> None:
    assert len(findings(tree(LINE, **files), "ML314")) == count


CLONE = "git clone --depth 1 https://github.com/me/app.git"
INSTALL = "pip install git+https://github.com/a/b"


@pytest.mark.parametrize(
    ("run", "count"),
    [
        (f"{CLONE} && cd app && {INSTALL}", 0),
        (f"git clone https://github.com/o/ui && sed -i 's/==/>=/' ui/requirements.txt && {INSTALL}", 0),
        (f"git clone https://github.com/o/ui && {INSTALL}", 1),
        (f"git clone -b v1 https://github.com/me/app && {INSTALL}", 1),
        (f"{CLONE} && git -C app checkout 0123abc && {INSTALL}", 1),
    ],
    ids=["the project itself", "with pins loosened", "something else", "a tag", "a commit"],
)
def test_a_run_that_clones(findings: Callable[..., list[object]], run: str, count: int) -> None:
    config = '[remote "origin"]\n\turl = git@github.com:me/app.git\n'
    assert len(findings(tree(f"RUN {run}", **{".git/config": config}), "ML314")) == count
