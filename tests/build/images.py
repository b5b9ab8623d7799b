"""Projects before and after `dflint fix`, built with a real engine: what is in the images, and where they differ."""

from __future__ import annotations

import fnmatch
import json
import os
import re
import subprocess
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner

from dflint.cli import command as dflint
from dflint.rules.rule import Tree
from tests.rules.conftest import lay_out

BASE = "python:3.12-slim"

NOT_OF_THE_IMAGE = (
    "/dev/*",
    "/proc/*",
    "/sys/*",
    "/.dockerenv",
    "/etc/hostname",
    "/etc/hosts",
    "/etc/mtab",
    "/etc/resolv.conf",
)
"""What the engine puts into a container that is made of the image."""

VOLATILE = {
    "*.pyc": "byte code holds the time at which its source was written",
    "/var/cache/ldconfig/aux-cache": "holds the times of the libraries",
    "/var/cache/apt/*.bin": "holds the times of the lists",
    "/var/lib/apt/lists/*": "the archive may publish a list between two builds",
    "/var/log/*": "tells when it was done",
}
"""Files whose content differs from build to build, and why. That they are there, modes and owners are compared."""

SETTINGS = (
    *(
        "Env",
        "Cmd",
        "Entrypoint",
        "User",
        "WorkingDir",
        "ExposedPorts",
        "Healthcheck",
        "Labels",
        "Volumes",
        "StopSignal",
    ),
    *("Shell", "OnBuild"),
)
"""What of an image's configuration is compared: all that says how its containers run."""

_LIST_FILES = r"""
find / -xdev -printf '%y %m %U %G %l\0%p\0'
printf '\0'
find / -xdev -type f -print0 | xargs --null --no-run-if-empty sha256sum --zero
"""
"""Run in a container of the image: `docker export` takes thrice as long."""

_NO_INDEX = re.compile(
    r"(?i)temporary failure|resolve host|name resolution|connection (?:refused|reset|timed out)|read timed out"
)


class File(NamedTuple):
    """A path in an image. `content` is a digest, the name of what a link leads to, or empty."""

    kind: str
    mode: int
    owner: tuple[int, int]
    content: str


def differences(before: Mapping[str, Any], after: Mapping[str, Any], about: Sequence[str]) -> list[str]:
    """The names under which two mappings differ, except for those that match a pattern of `about`.

    A pattern that nothing matches which differs is given too: it excuses nothing.
    """
    differing = [name for name in sorted({*before, *after}) if before.get(name) != after.get(name)]
    excused = {name: next((one for one in about if fnmatch.fnmatchcase(name, one)), None) for name in differing}
    said = [f"{name}: {before.get(name)} → {after.get(name)}" for name in differing if excused[name] is None]
    return said + [f"{one} excuses nothing" for one in about if one not in excused.values()]


class Outcome(NamedTuple):
    """What a build came to. `name` is that of the image, empty where the build failed; `log` the plain progress."""

    name: str
    log: str

    @property
    def cached(self) -> list[str]:
        """The steps that were taken from the cache."""
        numbers = set(re.findall(r"^#(\d+) CACHED$", self.log, re.MULTILINE))
        return [step for number, step in self._steps if number in numbers]

    @property
    def done(self) -> list[str]:
        """The steps that were carried out."""
        numbers = set(re.findall(r"^#(\d+) CACHED$", self.log, re.MULTILINE))
        return [step for number, step in self._steps if number not in numbers]

    @property
    def _steps(self) -> list[tuple[str, str]]:
        return re.findall(r"^#(\d+) \[.*?\] ((?:RUN|COPY|ADD) .*)$", self.log, re.MULTILINE)


class Engine:
    """A Docker engine that answers. What was made with it is removed by `clean`."""

    def __init__(self) -> None:
        self._images: list[str] = []

    def docker(self, *arguments: str, check: bool = True, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run the docker command."""
        options = {"capture_output": True, "text": True, "timeout": 600, **options}
        done = subprocess.run(["docker", *arguments], check=False, **options)
        assert not check or done.returncode == 0, f"docker {' '.join(arguments)}\n{done.stdout}{done.stderr}"
        return done

    def try_build(
        self, folder: Path, *options: str, dockerfile: str | None = None, name: str = "", **others: Any
    ) -> Outcome:
        """Build the Dockerfile of a context, or `dockerfile`, and keep the image. Skips where no index answers."""
        name = name or f"dflint-test-{uuid.uuid4().hex[:12]}"
        if dockerfile is not None:
            options = (*options, "--file=-")
        command = ("build", "--network=host", "--progress=plain", "--tag", name, *options, str(folder))
        done = self.docker(*command, check=False, input=dockerfile, **others)
        if done.returncode == 0:
            self._images.append(name)
            return Outcome(name, done.stderr)
        if _NO_INDEX.search(done.stderr):
            unavailable(f"the package index cannot be reached: {done.stderr[-2000:]}")
        return Outcome("", done.stderr)

    def build(self, folder: Path, *options: str, **others: Any) -> Outcome:
        """Build as `try_build` does, and hold that it goes well."""
        outcome = self.try_build(folder, *options, **others)
        assert outcome.name, outcome.log
        return outcome

    def differences(self, before: str, after: str, about: Sequence[str] = ()) -> list[str]:
        """Where two images differ, except for what matches a pattern of `about`: `/path`, a setting, `Env.NAME`."""
        images = (before, after)
        # Images of the same layers have the same files.
        files = [{}, {}] if self._layers(before) == self._layers(after) else [self.files(image) for image in images]
        settings = [self.settings(image) for image in images]
        return differences({**files[0], **settings[0]}, {**files[1], **settings[1]}, about)

    def files(self, name: str) -> dict[str, File]:
        """The files in an image, by path."""
        run = ("run", "--rm", "--network=none", "--user=0", "--entrypoint=sh", name, "-c", _LIST_FILES)
        paths, digests = self.docker(*run, errors="surrogateescape").stdout.split("\0\0")
        return dict(_files(paths.split("\0"), digests.split("\0")))

    def _layers(self, name: str) -> list[str]:
        layers: list[str] = json.loads(self.docker("image", "inspect", name).stdout)[0]["RootFS"]["Layers"]
        return layers

    def settings(self, name: str) -> dict[str, Any]:
        """The configuration of an image, without what is not set."""
        config = json.loads(self.docker("image", "inspect", name).stdout)[0]["Config"]
        found = {key: config[key] for key in SETTINGS if config.get(key)}
        for pair in found.pop("Env", ()):
            variable, _, value = pair.partition("=")
            found[f"Env.{variable}"] = value
        return found

    def byte_count(self, name: str) -> int:
        """The bytes of all layers of an image."""
        return int(self.docker("image", "inspect", "--format", "{{.Size}}", name).stdout)

    @contextmanager
    def container(self, name: str) -> Iterator[str]:
        """A running container of an image, in a network of its own that leads nowhere."""
        container = self.docker("run", "--detach", "--network=none", name).stdout.strip()
        try:
            yield container
        finally:
            self.docker("rm", "--force", container)

    def health(self, container: str, wait: float = 30) -> str:
        """The health of a container once it is not ``starting`` any more, or after `wait` seconds."""
        deadline = time.monotonic() + wait
        while True:
            status = self.docker("inspect", "--format", "{{.State.Health.Status}}", container).stdout.strip()
            if status != "starting" or time.monotonic() > deadline:
                return status
            time.sleep(0.3)

    def clean(self) -> None:
        """Remove the images; what they are made of stays in the cache of the builder."""
        if self._images:
            self.docker("image", "rm", "--force", *self._images, check=False)
        self._images.clear()


class ComposeProject:
    """A project whose compose file is in a folder; a `with` block ends with all of it removed."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._engine = engine
        self._folder = folder
        # Both versions of a project have the name of one.
        self._name = f"dflint-test-{uuid.uuid4().hex[:12]}"

    def __enter__(self) -> ComposeProject:
        return self

    def __exit__(self, *_: object) -> None:
        self.compose("down", "--volumes", "--rmi=local", "--timeout=0")

    def compose(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run docker compose."""
        project = ("--project-name", self._name, "--project-directory", str(self._folder))
        return self._engine.docker("compose", *project, *arguments, check=False, cwd=self._folder)

    def configuration(self) -> dict[str, Any] | str:
        """What Compose makes of the file, by path, such as `services.api.image`; what it says if it refuses it."""
        done = self.compose("config", "--format=json")
        if done.returncode:
            return done.stderr
        text = done.stdout.replace(self._name, "NAME").replace(str(self._folder), "FOLDER")
        return dict(_leaves(json.loads(text), ""))


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """The values in the configuration of Compose, and those of its mappings that are empty."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value:
        # In which order ports are published makes no difference.
        ordered = sorted(value, key=json.dumps) if path.endswith(".ports") else value
        for index, inner in enumerate(ordered):
            yield from _leaves(inner, f"{path}.{index}")
    else:
        yield path, value


def _files(paths: Sequence[str], digests: Sequence[str]) -> Iterator[tuple[str, File]]:
    """The files of an image: in `paths` each has what `find` says of it, and its path; `digests` are of `sha256sum`."""
    contents = {path: digest for digest, _, path in (one.partition("  ") for one in digests)}
    for said, path in zip(paths[::2], paths[1::2], strict=True):
        kind, mode, user, group, link = said.split(" ", 4)
        if not any(fnmatch.fnmatchcase(path, pattern) for pattern in NOT_OF_THE_IMAGE):
            is_volatile = any(fnmatch.fnmatchcase(path, pattern) for pattern in VOLATILE)
            content = "" if is_volatile else contents.get(path, link)
            yield path, File(kind, int(mode, 8), (int(user), int(group)), content)


def fixed(tree: Tree, folder: Path, *codes: str, unsafe: bool = False) -> tuple[Path, Path]:
    """Lay out a project twice, and mend the second one with `dflint fix`, by the rules of `codes`. Both are given."""
    before, after = folder / "before" / "project", folder / "after" / "project"
    for project in (before, after):
        project.mkdir(parents=True)
        # It marks the root of a project; beside the build context, it is not sent to the builder.
        (project.parent / ".git").mkdir()
        lay_out(tree, project)
    # A comment is unused where the rule that it names has run.
    named = ("DF001",) if "DF009" in codes else ()
    selected = [word for code in (*codes, *named) for word in ("--select", code)]
    command = ["fix", "--isolated", "--exit-zero", *selected, *(["--unsafe"] if unsafe else []), os.fspath(after)]
    result = CliRunner().invoke(dflint, command)
    assert result.exit_code == 0, result.output
    assert "Fixed " in result.output, f"nothing was fixed: {result.output}"
    return before, after


def unavailable(reason: str) -> None:
    """Skip the test; where an engine is a must (`DFLINT_NEEDS_ENGINE`), fail it."""
    if os.environ.get("DFLINT_NEEDS_ENGINE"):
        pytest.fail(reason)
    pytest.skip(reason)
