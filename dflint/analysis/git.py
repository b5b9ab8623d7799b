"""Asks git about a repository, without letting anything run that the repository could have configured.

Only commands that look at stored objects are used. What git could start at the word of a configuration file is turned
off: hooks, file watchers, pagers, and the fetching of what a partial clone left out, with its helpers.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

_OPTIONS = (
    "--no-pager",
    "--no-optional-locks",
    "-c",
    "core.fsmonitor=false",
    "-c",
    f"core.hooksPath={os.devnull}",
    "-c",
    "protocol.allow=never",
)
_KEPT_VARIABLES = ("GIT_CONFIG_", "GIT_EXEC_PATH", "GIT_SSL_")
"""Variables that say which repository is meant, as a hook has them, are not for the one that is asked about."""

_CHUNK = 1 << 16
_AT_ONCE = 500
_MOST_EXPECTED = 100_000
_LARGEST_KEPT = 1 << 16
_MOST_KEPT = 256


class GitError(Exception):
    """Git is not there, or could not answer; the message is for a person."""


class Git:
    """The repository around `folder`."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self._environment = _environment()

    def run(self, *arguments: str) -> bytes:
        """What a command writes. Raises `GitError`."""
        process = self._start(arguments, subprocess.DEVNULL)
        output, errors = process.communicate()
        if process.returncode:
            raise GitError(_message(errors))
        return output

    def answer(self, *arguments: str) -> tuple[bytes, str | None]:
        """What a command writes, and what went wrong."""
        process = self._start(arguments, subprocess.DEVNULL)
        output, errors = process.communicate()
        return output, _message(errors) if process.returncode else None

    def stream(self, arguments: Sequence[str], lines: Iterable[str]) -> Iterator[bytes]:
        """The parts, which NULs end, of what a command writes to whose input `lines` are given.

        Raises `GitError` when the command has failed.
        """
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as errors:
            given.writelines(f"{line}\n".encode() for line in lines)
            given.seek(0)
            process = self._start(arguments, given, errors)
            try:
                assert process.stdout is not None
                yield from _parts(process.stdout)
            finally:
                _end(process)
            if process.returncode:
                errors.seek(0)
                raise GitError(_message(errors.read()))

    def converse(self, *arguments: str) -> subprocess.Popen[bytes]:
        """A command that answers what it is asked, line by line. Raises `GitError`."""
        return self._start(arguments, subprocess.PIPE, subprocess.DEVNULL)

    def _start(
        self, arguments: Sequence[str], given: int | IO[bytes], errors: int | IO[bytes] = subprocess.PIPE
    ) -> subprocess.Popen[bytes]:
        command = ["git", "-C", self.folder, *_OPTIONS, *arguments]
        try:
            return subprocess.Popen(
                command, stdin=given, stdout=subprocess.PIPE, stderr=errors, env=self._environment, bufsize=_CHUNK
            )
        except OSError as error:
            raise GitError(f"git could not be started: {error.strerror or error}") from None


class Blobs:
    """The contents of files, by their ids, and their sizes. Small ones are kept, as is each size.

    `missing` are the files that were asked for and are not here. `close` ends the processes that answer.
    """

    def __init__(self, git: Git) -> None:
        self.missing: set[bytes] = set()
        self._git = git
        self._contents: subprocess.Popen[bytes] | None = None
        self._checks: subprocess.Popen[bytes] | None = None
        self._sizes: dict[bytes, int] = {}
        self._expected: list[bytes] = []
        self._read: dict[bytes, bytes] = {}

    def read(self, object_id: bytes) -> bytes:
        """The content of a file. Raises `OSError` where it is not here, as in a partial clone."""
        known = self._read.get(object_id)
        if known is not None:
            return known
        if self._contents is None:
            self._contents = self._git.converse("cat-file", "--batch")
        try:
            size = _ask(self._contents, object_id)
        except FileNotFoundError:
            self.missing.add(object_id)
            raise
        output = self._contents.stdout
        assert output is not None
        data = output.read(size + 1)[:-1]
        if len(data) != size:
            raise OSError("git has ended")
        self._sizes[object_id] = size
        if size <= _LARGEST_KEPT:
            self._read[object_id] = data
            if len(self._read) > _MOST_KEPT:
                del self._read[next(iter(self._read))]
        return data

    def size(self, object_id: bytes) -> int:
        """The size of a file in bytes; 0 where it is not here."""
        size = self._sizes.get(object_id)
        if size is None:
            wanted = dict.fromkeys((object_id, *self._expected))
            self._expected.clear()
            self._ask_sizes([one for one in wanted if one not in self._sizes])
            size = self._sizes[object_id]
        return size

    def _ask_sizes(self, wanted: Sequence[bytes]) -> None:
        if self._checks is None:
            self._checks = self._git.converse("cat-file", "--batch-check")
        questions, answers = self._checks.stdin, self._checks.stdout
        assert questions is not None
        assert answers is not None
        # No more at once than fits into a pipe.
        for start in range(0, len(wanted), _AT_ONCE):
            part = wanted[start : start + _AT_ONCE]
            questions.write(b"".join(one + b"\n" for one in part))
            questions.flush()
            for one in part:
                words = answers.readline().split()
                if len(words) != 3:
                    self.missing.add(one)
                self._sizes[one] = int(words[2]) if len(words) == 3 else 0

    def expect(self, object_ids: Iterable[bytes]) -> None:
        """Files whose sizes may be asked for: they are found out all at once then."""
        self._expected.extend(object_ids)
        del self._expected[:-_MOST_EXPECTED]

    def know_sizes(self, sizes: Iterable[tuple[bytes, int]]) -> None:
        """Remember sizes that are known."""
        self._sizes.update(sizes)

    def close(self) -> None:
        """End what answers."""
        for process in (self._contents, self._checks):
            if process is not None:
                _end(process)
        self._contents = self._checks = None


def _ask(process: subprocess.Popen[bytes], object_id: bytes) -> int:
    """Ask ``git cat-file`` for an object; its size is returned."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(object_id + b"\n")
    process.stdin.flush()
    words = process.stdout.readline().split()
    if len(words) != 3:
        raise FileNotFoundError(f"object {object_id.decode()} is not in the repository")
    return int(words[2])


def _parts(output: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while chunk := output.read(_CHUNK):
        parts = (rest + chunk).split(b"\0")
        rest = parts.pop()
        yield from parts
    if rest:
        yield rest


def _end(process: subprocess.Popen[bytes]) -> None:
    """Close the pipes of a process, which ends it, and wait for that."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    process.wait()


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name[:4] != "GIT_" or name.startswith(_KEPT_VARIABLES)}
    fixed = {
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }
    return {**kept, **fixed}


def _message(errors: bytes) -> str:
    """What git said, for a person."""
    text = errors.decode("utf-8", "replace").strip()
    if "dubious ownership" in text:
        return (
            "git does not read a repository that belongs to somebody else; "
            "`git config --global --add safe.directory FOLDER` allows it"
        )
    lines = [line for line in text.splitlines() if not line.startswith(("warning:", "hint:"))]
    first = lines[0] if lines else "git failed without a word"
    return first.removeprefix("fatal: ").removeprefix("error: ")
