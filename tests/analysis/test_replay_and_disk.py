"""Replaying a history says what building each commit after a checkout would have rebuilt."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from dflint.analysis.history import Extent
from dflint.analysis.history import Repository as GitRepository
from dflint.analysis.mending import checked_by, files_of, mended
from dflint.analysis.replay import Histories, replay
from dflint.build.build import Build
from dflint.build.cache_keys import CacheModel
from dflint.build.input_digests import DiskDigests
from dflint.project.project import Project
from dflint.rules.registry import EnabledRule, entries

from .conftest import Repository

RULES = entries()
CHECK = checked_by([EnabledRule(rule) for rule in RULES if rule.on], RULES)

DOCKERFILES = (
    "FROM python:3.11-slim\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\nCMD python -m app\n",
    "FROM python:3.11-slim\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY app app\n",
    "FROM debian:12 AS data\nCOPY data /data\nRUN make\n\nFROM python:3.11-slim\nCOPY --from=data /data/a.csv /d/\n"
    "COPY app/*.py link.py /app/\nRUN --mount=type=bind,source=requirements.txt,target=/r pip install -r /r\n",
    "FROM python:3.11-slim\nCOPY --link app /app\nCOPY --exclude=*.md docs /docs\nCOPY data/*.csv /data/\n",
)
IGNORES = (
    "",
    ".git\n",
    ".git\n**/*.md\ndata\n",
    "*\n!app\n!requirements.txt\napp/**/*.md\n",
    "docs/*\n!docs/b.md\n.git\napp/deep/er\n",
)
PATHS = (
    "app/main.py",
    "app/deep/er/model.py",
    "app/deep/notes.md",
    "data/a.csv",
    "data/b.csv",
    "docs/a.md",
    "docs/b.md",
    "docs/c/d.txt",
    "README.md",
    "tool.sh",
)


def change(repository: Repository, chance: random.Random) -> None:
    """One step of somebody's work."""
    path = repository.folder / chance.choice(PATHS)
    kind = chance.choice(("edit", "edit", "edit", "delete", "mode", "rename", "link", "container", "ignore", "pins"))
    if kind == "edit" or not path.exists():
        repository.write({str(path.relative_to(repository.folder)): chance.choice("abc")})
    elif kind == "delete":
        path.unlink()
    elif kind == "mode":
        path.chmod(path.stat().st_mode ^ 0o111)
    elif kind == "rename":
        path.rename(path.with_name(path.name + chance.choice("xyz")))
    elif kind == "link":
        link = repository.folder / "link.py"
        link.unlink(missing_ok=True)
        link.symlink_to(chance.choice(("app/main.py", "tool.sh", "nowhere")))
    elif kind == "container":
        repository.write({"Dockerfile": chance.choice(DOCKERFILES)})
    elif kind == "ignore":
        repository.write({".dockerignore": chance.choice(IGNORES)})
    else:
        repository.write({"requirements.txt": f"numpy==1.26.{chance.randint(0, 3)}\n"})


def grown(repository: Repository, seed: int, count: int) -> list[str]:
    """The commits of a history that chance has made."""
    chance = random.Random(seed)
    repository.write(dict.fromkeys(PATHS, "a"))
    repository.write({"Dockerfile": chance.choice(DOCKERFILES), "requirements.txt": "numpy==1.26.0\n"})
    (repository.folder / "link.py").symlink_to("app/main.py")
    commits = [repository.commit()]
    for number in range(count):
        if number % 7 == 6:
            repository.git("read-tree", "-u", "--reset", "HEAD~1")
        else:
            for _ in range(chance.randint(1, 3)):
                change(repository, chance)
        commits.append(repository.commit())
    return commits


def replayed(repository: Repository, extent: Extent, check: object = None) -> Histories:
    build = build_of(repository)
    with GitRepository.open(str(repository.folder)) as opened:
        return replay(opened.history(extent), [build], lambda layer, build: 1, check)[0]  # type: ignore[arg-type]


def build_of(repository: Repository) -> Build:
    return Project(str(repository.folder)).builds_of(str(repository.folder / "Dockerfile"))[0]


def keys_on_disk(build: Build) -> dict[int, bytes]:
    assert build.context is not None
    return {layer.row: key for layer, key in CacheModel(build).keys(DiskDigests(build.context)).items()}


def rebuilt(of_commits: Iterator[dict[int, bytes]]) -> list[tuple[int, ...]]:
    """The rows of each commit whose keys were not seen before."""
    seen: set[bytes] = set()
    found = []
    for keys in of_commits:
        found.append(tuple(row for row, key in keys.items() if key not in seen))
        seen.update(keys.values())
    return found


@pytest.mark.parametrize("seed", range(8))
def test_a_replay_is_what_checkouts_are(repository: Repository, seed: int) -> None:
    commits = grown(repository, seed, 24)

    def on_disk() -> Iterator[dict[int, bytes]]:
        for commit in commits:
            repository.git("checkout", "-q", commit)
            yield keys_on_disk(build_of(repository))
        repository.git("checkout", "-q", "main")

    expected = rebuilt(on_disk())
    report = replayed(repository, Extent(1000)).before
    assert report is not None
    assert list(report.commits) == commits
    assert [one.own_rows for one in report.rebuilds] == expected


@pytest.mark.parametrize("seed", range(5))
def test_the_same_after_fixes(repository: Repository, seed: int) -> None:
    commits = grown(repository, 100 + seed, 16)

    def on_disk(way: int) -> Iterator[dict[int, bytes]]:
        for commit in commits:
            repository.git("checkout", "-q", commit)
            build = build_of(repository)
            for path, data in mended(build.project, files_of(build), CHECK)[way].items():
                with open(path, "wb") as file:
                    file.write(data)
            yield keys_on_disk(build_of(repository))
            repository.git("reset", "-q", "--hard")
            repository.git("clean", "-q", "-f", "-d")
        repository.git("checkout", "-q", "main")

    expected = [rebuilt(on_disk(way)) for way in (0, 1)]
    histories = replayed(repository, Extent(1000), CHECK)
    for report, rows in zip((histories.after_fix, histories.after_unsafe_fix), expected, strict=True):
        assert report is not None
        assert [one.own_rows for one in report.rebuilds] == rows


def test_a_part_of_a_history_starts_from_what_was_built(repository: Repository) -> None:
    commits = grown(repository, 7, 20)
    whole = replayed(repository, Extent(1000)).before
    part = replayed(repository, Extent(5)).before
    assert whole is not None
    assert part is not None
    assert list(part.commits) == commits[-5:]
    # What was seen before the part is forgotten, so that it may have more to rebuild, and never less.
    for of_whole, of_part in zip(whole.rebuilds[-5:], part.rebuilds, strict=True):
        assert set(of_whole.own_rows) <= set(of_part.own_rows)
