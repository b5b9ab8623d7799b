"""A git repository of an ML service with a long history, the same for the same seed, made by ``git fast-import``."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

DOCKERFILE = """\
FROM python:3.11-slim
WORKDIR /app
RUN apt-get update && apt-get install -y --no-install-recommends libgomp1 && rm -rf /var/lib/apt/lists/*
COPY . .
RUN pip install -r requirements.txt
ENV PORT={port}
CMD ["python", "-m", "service"]
"""

STARTED = 1_700_000_000
"""The time of the first commit, in seconds of Unix; the others follow an hour apart."""


class Repository:
    """Writes the commits of a made-up project; `files` is how many it has."""

    def __init__(self, files: int, seed: int) -> None:
        self._random = random.Random(seed)
        self._paths = [self._path(number) for number in range(files)]
        self._blobs = 0

    def _path(self, number: int) -> str:
        folder = ("service", "training", "tests", "docs", "notebooks")[number % 5]
        return f"{folder}/part{number % 53:02}/module_{number}.py"

    def stream(self, commits: int) -> Iterator[bytes]:
        """What ``git fast-import`` is given, for `commits` commits after the first."""
        first = [self._write(path, f"# {path}\n") for path in self._paths]
        first.append(self._write("Dockerfile", DOCKERFILE.format(port=8000)))
        first.append(self._write("requirements.txt", "numpy==1.26.4\npandas==2.2.0\nscikit-learn==1.4.0\n"))
        yield self._commit(0, first)
        for number in range(1, commits + 1):
            yield self._commit(number, list(self._changes(number)))

    def _changes(self, number: int) -> Iterator[bytes]:
        for path in self._random.sample(self._paths, self._random.randint(1, 12)):
            yield self._write(path, f"# {path} {number}\n")
        if number % 20 == 0:
            yield self._write("requirements.txt", f"numpy==1.26.4\npandas==2.2.{number}\nscikit-learn==1.4.0\n")
        if number % 10 == 0:
            victim = self._random.randrange(len(self._paths))
            yield b"D " + self._paths[victim].encode() + b"\n"
            self._paths[victim] = self._path(len(self._paths) + 5 * number)
            yield self._write(self._paths[victim], f"# new in {number}\n")
        if number % 100 == 0:
            yield self._write("Dockerfile", DOCKERFILE.format(port=8000 + number))

    def _write(self, path: str, text: str) -> bytes:
        data = text.encode()
        return b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(data), data)

    @staticmethod
    def _commit(number: int, changes: list[bytes]) -> bytes:
        message = b"Change %d" % number
        who = b"committer A <a@example.org> %d +0000" % (STARTED + 3600 * number)
        head = b"commit refs/heads/main\n%s\ndata %d\n%s\n" % (who, len(message), message)
        return head + b"".join(changes) + b"\n"


def make(folder: Path, files: int = 5000, commits: int = 1000, seed: int = 1) -> None:
    """Make the repository in the new `folder`, with the last commit checked out."""
    subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True)
    importing = subprocess.Popen(["git", "-C", str(folder), "fast-import", "--quiet"], stdin=subprocess.PIPE)
    assert importing.stdin is not None
    for chunk in Repository(files, seed).stream(commits):
        importing.stdin.write(chunk)
    importing.stdin.close()
    if importing.wait():
        raise RuntimeError("git fast-import failed")
    subprocess.run(["git", "-C", str(folder), "checkout", "-q", "-f", "main"], check=True)
