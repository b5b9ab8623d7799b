"""``dflint check --diff-base`` and ``dflint diff``: two versions of a project, one of them read through git."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Tool

FAULTY = "FROM a\nCOPY . /app\nADD x /x\n"


class History:
    """A repository around a tool."""

    def __init__(self, tool: Tool) -> None:
        self.tool = tool
        self.folder = tool.folder
        shutil.rmtree(self.folder / ".git", ignore_errors=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str, folder: Path | None = None) -> str:
        person = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "protocol.file.allow=always")
        environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
        command = ["git", "-C", str(folder or self.folder), *person, *arguments]
        return subprocess.run(command, check=True, env=environment, capture_output=True, text=True).stdout.strip()

    def commit(self, **files: str) -> str:
        for name, text in files.items():
            self.tool.write(name.replace("__", "/"), text)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "change")
        return self.git("rev-parse", "HEAD")

    def new(self, *arguments: str, base: str = "HEAD") -> list[str]:
        """File, row and code of what is not in `base`."""
        ran = self.tool.run("check", "--output-format", "json", "--diff-base", base, *arguments)
        assert ran.status in (0, 1), ran.errors
        return [f"{one['filename']}:{one['location']['row']} {one['code']}" for one in json.loads(ran.output)]


@pytest.fixture
def history(tool: Tool) -> History:
    """A repository with a commit that has four findings in two files."""
    made = History(tool)
    made.commit(Dockerfile=FAULTY, api__Dockerfile=FAULTY)
    return made


def test_what_was_there_is_not_told(history: History) -> None:
    ran = history.tool.run("check", "--diff-base", "HEAD")
    assert ran.status == 0
    assert ran.output == "All checks passed!\n"
    assert ran.errors == "4 findings of `HEAD` are not shown.\n"


def test_what_a_change_brings_is_told_where_it_stands(history: History) -> None:
    history.tool.write("api/Dockerfile", "# A comment\nFROM a\n\nADD y /y\nCOPY . /app\nADD x /x\n")
    assert history.new() == ["api/Dockerfile:4 ML202"]
    history.commit()
    assert history.new() == []
    assert history.new(base="HEAD~1") == ["api/Dockerfile:4 ML202"]
    assert history.tool.run("check", "--diff-base", "HEAD~1").status == 1
    assert history.tool.run("check", "--diff-base", "HEAD~1", "--ignore", "ML202").status == 0


def test_a_file_that_is_not_yet_known_to_git_is_new(history: History) -> None:
    history.tool.write("new/Dockerfile", FAULTY)
    assert history.new() == ["new/Dockerfile:2 ML201", "new/Dockerfile:3 ML202"]


@pytest.mark.parametrize("is_staged", [True, False])
def test_a_renamed_file_is_the_same_file(history: History, is_staged: bool) -> None:
    (history.folder / "docker").mkdir()
    if is_staged:
        history.git("mv", "api/Dockerfile", "docker/server.Dockerfile")
    else:
        (history.folder / "api" / "Dockerfile").rename(history.folder / "docker" / "server.Dockerfile")
    history.tool.write("docker/server.Dockerfile", FAULTY + "ADD y /y\n")
    assert history.new() == ["docker/server.Dockerfile:4 ML202"]
    assert history.new("docker/server.Dockerfile") == ["docker/server.Dockerfile:4 ML202"]


@pytest.mark.parametrize(
    ("old", "new"), [("services", "platform"), ("services/api", "services/web"), ("services", "platform/services")]
)
@pytest.mark.parametrize("is_staged", [True, False])
def test_what_git_ignores_moves_with_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, is_staged: bool
) -> None:
    from tests.cli.conftest import Tool

    history = History(Tool(tmp_path))  # with the rules that there are: one reads the file that is ignored
    monkeypatch.chdir(tmp_path)
    history.tool.write("services/api/.gitignore", "*.txt\n")
    history.tool.write("services/api/src/app.py", "import torch\n")
    empty = history.commit(README="x\n")
    text = "FROM python:3.12-slim\nCOPY lists/requirements.txt /app/\nCOPY src /app\n"
    text += "RUN pip install -r /app/requirements.txt\n"
    history.commit(services__api__Dockerfile=text)
    history.tool.write("services/api/lists/requirements.txt", "torch==2.4.0\n")
    selected = ("--select", "ML201")
    assert history.new(*selected, base=empty) == ["services/api/Dockerfile:3 ML201"]
    (history.folder / new).parent.mkdir(exist_ok=True)
    if is_staged:
        history.git("mv", old, new)
    else:
        (history.folder / old).rename(history.folder / new)
    assert history.new(*selected) == []
    assert [place.partition(":")[2] for place in history.new(*selected, base=empty)] == ["3 ML201"]


def test_a_copied_file_is_new(history: History) -> None:
    history.tool.write("docker/Dockerfile", FAULTY)
    assert history.new() == ["docker/Dockerfile:2 ML201", "docker/Dockerfile:3 ML202"]


def test_named_files_and_folders_are_looked_at_alone(history: History) -> None:
    for name in ("Dockerfile", "api/Dockerfile"):
        history.tool.write(name, FAULTY + "ADD y /y\n")
    assert history.new("api") == ["api/Dockerfile:4 ML202"]
    assert history.new("Dockerfile") == ["Dockerfile:4 ML202"]


def test_standard_input_is_compared_with_its_file(history: History) -> None:
    arguments = ("check", "-", "--stdin-filename", "api/Dockerfile", "--diff-base", "HEAD", "--output-format", "json")
    ran = history.tool.run(*arguments, stdin=FAULTY + "ADD y /y\n")
    assert [one["location"]["row"] for one in json.loads(ran.output)] == [4]


def test_the_configuration_of_today_holds_for_both(history: History) -> None:
    history.commit(Dockerfile="FROM a\nLABEL a=b\n")
    history.tool.write("dflint.toml", 'extend-select = ["ML304"]\n')
    assert history.new() == []
    assert history.new(base="HEAD~1") == ["Dockerfile:2 ML304"]


def test_ignore_comments_are_those_of_each_version(history: History) -> None:
    history.commit(Dockerfile="FROM a\n# dflint: ignore=ML202 why not\nADD x /x\n")
    history.tool.write("Dockerfile", "FROM a\nADD x /x\n")
    assert history.new() == ["Dockerfile:2 ML202"]
    assert history.new(base="HEAD~1") == []


def test_three_dots_stand_for_where_the_history_has_left(history: History) -> None:
    history.git("checkout", "-q", "-b", "work")
    history.commit(Dockerfile=FAULTY + "ADD y /y\n")
    history.git("checkout", "-q", "main")
    history.commit(api__Dockerfile="FROM a\n")
    history.git("checkout", "-q", "work")
    assert history.new(base="main") == ["Dockerfile:4 ML202", "api/Dockerfile:2 ML201", "api/Dockerfile:3 ML202"]
    assert history.new(base="main...") == ["Dockerfile:4 ML202"]


def test_the_baseline_holds_too(history: History) -> None:
    history.tool.write("Dockerfile", FAULTY + "ADD y /y\n")
    assert history.tool.run("baseline").status == 0
    history.tool.write("Dockerfile", FAULTY + "ADD y /y\nADD z /z\n")
    assert history.new("--baseline", "dflint-baseline.json") == ["Dockerfile:5 ML202"]


def test_a_rule_that_fails_then_is_a_bug_now(history: History) -> None:
    history.commit(api__Dockerfile="FROM a\nSTOPSIGNAL 9\nADD x /x\n")
    history.tool.write("api/Dockerfile", "FROM a\nADD x /x\n")
    ran = history.tool.run("diff", "HEAD")
    assert ran.status == 2
    assert "internal error: ML900 failed on api/Dockerfile" in ran.errors


@pytest.mark.parametrize(
    ("revision", "message"),
    [
        ("nothing", "`nothing` is not a commit of this repository"),
        ("nothing...", "`nothing` is not a commit of this repository"),
        ("HEAD:Dockerfile", "`HEAD:Dockerfile` is not a commit of this repository"),
        ("--output=x", "`--output=x` is not a revision"),
        ("", "`` is not a revision"),
        ("a\x1b[31mb", "`a\\x1b[31mb` is not a commit of this repository"),
    ],
)
def test_a_revision_that_is_none(history: History, revision: str, message: str) -> None:
    for arguments in (("check", f"--diff-base={revision}"), ("diff", "--", revision)):
        ran = history.tool.run(*arguments)
        assert ran.status == 2
        assert message in ran.errors
    assert not (history.folder / "x").exists()


def test_a_revision_that_is_none_is_said_though_nothing_is_found(history: History) -> None:
    history.commit(Dockerfile="FROM a\n", api__Dockerfile="FROM a\n")
    assert history.tool.run("check", "--diff-base", "HEAD").status == 0
    ran = history.tool.run("check", "--diff-base", "nothing")
    assert ran.status == 2
    assert "`nothing` is not a commit of this repository" in ran.errors


def test_a_folder_that_is_no_repository(tool: Tool) -> None:
    (tool.folder / ".git").rmdir()
    tool.write("Dockerfile", FAULTY)
    ran = tool.run("check", "--diff-base", "HEAD")
    assert ran.status == 2
    assert "not in the work tree of a git repository" in ran.errors


def test_a_range_that_ends_at_what_is_checked_out(history: History) -> None:
    history.git("switch", "-q", "-c", "branch")
    history.commit(api__Dockerfile=FAULTY + "ADD y /y\n")
    history.git("switch", "-q", "main")
    history.commit(Dockerfile="FROM a\n")
    history.git("switch", "-q", "branch")
    since_main = ["Dockerfile:2 ML201", "Dockerfile:3 ML202", "api/Dockerfile:4 ML202"]
    for base in ("main", "main..", "main..HEAD", "main..@"):
        assert history.new(base=base) == since_main
    for base in ("main...", "main...HEAD", "main...@"):
        assert history.new(base=base) == ["api/Dockerfile:4 ML202"]
    for base, message in {
        "main...branch": "`main...branch` ends elsewhere than at what is checked, the work tree; write `main...`",
        "main..branch": "write `main..`",
        "...": "`...` names no revision before its dots",
        "..HEAD": "`..HEAD` names no revision before its dots",
        "none...HEAD": "`none` is not a commit of this repository",
    }.items():
        ran = history.tool.run("check", "--diff-base", base)
        assert ran.status == 2
        assert message in ran.errors
        assert history.tool.run("diff", base).status == 2
    history.commit()
    history.git("commit", "-q", "--allow-empty", "-m", "and so on... to the end")
    assert history.new(base="HEAD^{/so on... to}") == []


def test_a_difference_has_no_baseline(history: History) -> None:
    ran = history.tool.run("diff", "HEAD", "--baseline", "x")
    assert ran.status == 2
    assert "A baseline has no effect on `dflint diff`" in ran.errors


def test_a_clone_that_is_too_shallow_says_so(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    first = history.commit(Dockerfile=FAULTY + "ADD y /y\n")
    history.commit()
    clone = history.folder.parent / "clone"
    history.git("clone", "-q", "--depth", "1", f"file://{history.folder}", str(clone))
    monkeypatch.chdir(clone)
    ran = history.tool.run("check", "--diff-base", first)
    assert ran.status == 2
    assert "is not a commit of this repository; the clone is shallow, so it may have to be fetched" in ran.errors
    assert "`fetch-depth` of actions/checkout" in ran.errors


def test_a_clone_that_lacks_files_says_so(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    first = history.commit(Dockerfile=FAULTY + "RUN true\n")
    history.commit(Dockerfile=FAULTY + "ADD y /y\n")
    history.git("config", "uploadpack.allowFilter", "true")
    clone = history.folder.parent / "partial"
    history.git("clone", "-q", "--filter=blob:none", f"file://{history.folder}", str(clone))
    monkeypatch.chdir(clone)
    ran = history.tool.run("check", "--diff-base", first)
    assert ran.status == 2
    assert f"the clone lacks files of {first[:12]}: it was made with `--filter`" in ran.errors
    assert history.new(base="HEAD") == []


def test_submodules_are_compared_with_the_commit_that_they_were_at(history: History) -> None:
    other = History(history.tool)
    other.folder = history.folder.parent / "other"
    other.folder.mkdir()
    other.git("init", "-q", "-b", "main")
    (other.folder / "Dockerfile").write_text(FAULTY)
    other.commit()
    history.git("init", "-q", "-b", "main")
    history.commit()
    history.git("submodule", "--quiet", "add", f"file://{other.folder}", "sub")
    history.commit()
    assert history.new() == []
    assert history.new(base="HEAD~1") == ["sub/Dockerfile:2 ML201", "sub/Dockerfile:3 ML202"]
    history.tool.write("sub/Dockerfile", FAULTY + "ADD y /y\n")
    assert history.new() == ["sub/Dockerfile:4 ML202"]


def test_nothing_of_the_repository_is_run(history: History) -> None:
    trace = history.folder.parent / "trace"
    script = history.folder.parent / "script"
    script.write_text(f"#!/bin/sh\ntouch {trace}\ncat\n")
    script.chmod(0o755)
    history.commit(_gitattributes="")
    history.tool.write(".gitattributes", "* filter=evil diff=evil\n")
    for key in ("filter.evil.clean", "filter.evil.smudge", "diff.evil.textconv", "diff.external", "core.fsmonitor"):
        history.git("config", key, str(script))
    trace.unlink(missing_ok=True)
    history.tool.write("api/Dockerfile", FAULTY + "ADD y /y\n")
    assert history.new() == ["api/Dockerfile:4 ML202"]
    assert history.tool.run("diff", "HEAD").status == 0
    assert not trace.exists()


def test_diff_tells_what_has_come_and_gone(history: History) -> None:
    history.tool.write("Dockerfile", "FROM a\nCOPY . /app\nADD y /y\n")
    os.unlink(history.folder / "api" / "Dockerfile")
    history.tool.write("api/x.dockerfile", "FROM b\nRUN something else\nCOPY . /app\n")
    ran = history.tool.run("diff", "HEAD")
    assert ran.status == 0
    lines = ran.output.splitlines()
    assert lines[:4] == ["<!-- dflint -->", "### dflint", "", "Since `HEAD`, 2 findings are new and 3 are gone."]
    rows = [line.split(" | ")[0] for line in lines if line.startswith("| `")]
    assert rows == [
        "| `Dockerfile`:3",
        "| `api/x.dockerfile`:3",
        "| `Dockerfile`",
        "| `api/Dockerfile`",
        "| `api/Dockerfile`",
    ]
    assert history.tool.run("diff", "HEAD", "--output-file", "out/comment.md").output == ""
    assert (history.folder / "out" / "comment.md").read_text() == ran.output


def test_diff_has_nothing_that_markdown_or_a_ci_system_understands(history: History) -> None:
    name = "x]|`<b>@me::error .dockerfile"
    history.tool.write(name, "FROM a\nUSER <img>|@me`\x1b[31m`::error::x\nADD x /x\n")
    ran = history.tool.run("diff", "HEAD")
    assert "2 findings are new" in ran.output
    assert not [word for word in ("<img>", "<b>", "\x1b", "@me") if word in ran.output]
    assert not [line for line in ran.output.splitlines() if line.lstrip().startswith("::")]
    assert {line.count(" | ") for line in ran.output.splitlines() if line.startswith("| <code>")} == {4}


@pytest.mark.parametrize("seed", range(12))
def test_it_is_the_difference_of_two_full_runs(history: History, seed: int) -> None:
    """Over a history of random edits, renames included, of which git tells what is called what."""
    rng = random.Random(seed)
    lines = ["COPY . /app", "ADD x /x", "ADD y /y", "USER a", "USER b", "RUN true", "LABEL a=b"]
    names = ["Dockerfile", "api/Dockerfile", "web/x.dockerfile", "web/Dockerfile.gpu"]
    commits = [history.git("rev-parse", "HEAD")]
    for _ in range(5):
        for name in rng.sample(names, 2):
            path = history.folder / name
            old = path.read_text().splitlines() if path.exists() else ["FROM a", "RUN a long line so that it is known"]
            old.insert(rng.randrange(1, len(old) + 1), rng.choice(lines))
            if len(old) > 4:
                del old[rng.randrange(1, len(old))]
            history.tool.write(name, "\n".join(old) + "\n")
        if rng.random() < 0.5 and (history.folder / "api" / "Dockerfile").exists():
            (history.folder / "web").mkdir(exist_ok=True)
            target = history.folder / "web" / f"moved{len(commits)}.dockerfile"
            (history.folder / "api" / "Dockerfile").rename(target)
        commits.append(history.commit())
    now = _full_run(history, {})
    base = rng.choice(commits)
    told = Counter(history.new(base=base))
    renamed = history.git("diff-tree", "-r", "-M", "--name-status", "--diff-filter=R", base, "HEAD").split()
    history.git("checkout", "-q", base)
    before = _full_run(history, dict(zip(renamed[1::3], renamed[2::3], strict=True)))
    assert told == Counter(place for name, place in now.items() if name not in before)


def _full_run(history: History, names: dict[str, str]) -> dict[str, str]:
    """Fingerprint to place of all findings; `names` are other names that files go by."""
    for old, new in names.items():
        (history.folder / new).parent.mkdir(parents=True, exist_ok=True)
        (history.folder / old).rename(history.folder / new)
    ran = history.tool.run("check", "--output-format", "json")
    return {
        one["fingerprint"]: f"{one['filename']}:{one['location']['row']} {one['code']}"
        for one in json.loads(ran.output)
    }
