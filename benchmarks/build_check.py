"""Does `docker build --check` find an error in a fixed Dockerfile that it did not find before the fix?

    python benchmarks/build_check.py FOLDER [FOLDER …] [--files 200] [--unsafe]

Each Dockerfile below the folders is fixed in a copy of its repository, and those that change are given to BuildKit's
`--check`, before and after, up to --files of them. A Docker engine with BuildKit must answer. It needs no registry: the
`# syntax=` line is left out, and each image that a file names is replaced by one that the engine has (--image).
Warnings that are new are printed too, with their names; they are no errors.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from dflint.build.build import Build
from dflint.build.images import BaseImage
from dflint.dockerfile.parser import parse
from dflint.project.names import Kind, kind_of
from dflint.source import Source

DFLINT = str(Path(sys.executable).parent / "dflint")
_SYNTAX = re.compile(rb"^#[ \t]*syntax[ \t]*=.*\n", re.IGNORECASE)
_WARNING = re.compile(r"^WARNING: (\w+)", re.MULTILINE)


def images(text: bytes) -> set[str]:
    """The images that a Dockerfile starts from or copies from."""
    build = Build(parse(Source.from_bytes("/Dockerfile", text)), "/Dockerfile")
    found = {stage.root.text for stage in build.graph.stages if not stage.root.is_scratch}
    found |= {origin.text for reference in build.graph.references if isinstance(origin := reference.origin, BaseImage)}
    return {text for text in found if text and text != "scratch"}


def check(text: bytes, image: str) -> tuple[str, Counter[str]]:
    """The error of `docker build --check`, "" if there is none, and how often it warns of what."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "Dockerfile"
        file.write_bytes(_SYNTAX.sub(b"", text))
        command = ["docker", "build", "--check", "-f", str(file)]
        for name in sorted(images(text)):
            command += ["--build-context", f"{name}=docker-image://{image}"]
        ran = subprocess.run([*command, folder], capture_output=True, text=True, errors="replace")
    output = ran.stdout + ran.stderr
    errors = [line for line in output.splitlines() if line.startswith("ERROR")]
    warned = bool(_WARNING.search(output))
    failed = ran.returncode != 0 and not warned
    return (errors[-1] if errors else output[-200:]) if failed else "", Counter(_WARNING.findall(output))


def changed(folders: list[Path], options: list[str], wanted: int) -> Iterator[tuple[str, bytes, bytes]]:
    """Dockerfiles that a fix changes, before and after, drawn evenly from the repositories."""
    repositories = [path for folder in folders for path in sorted(folder.iterdir()) if path.is_dir()]
    random.Random(1).shuffle(repositories)
    found = 0
    for repository in repositories:
        if found >= wanted:
            return
        with tempfile.TemporaryDirectory() as temporary:
            copy = Path(temporary) / repository.name
            shutil.copytree(repository, copy, symlinks=True, ignore_dangling_symlinks=True)
            subprocess.run(["git", "init", "-q"], cwd=copy, check=True)
            subprocess.run([DFLINT, "fix", ".", *options], cwd=copy, capture_output=True)
            for path in sorted(repository.rglob("*")):
                if kind_of(path.name) is not Kind.DOCKERFILE or not path.is_file() or path.is_symlink():
                    continue
                name = path.relative_to(repository)
                before, after = path.read_bytes(), (copy / name).read_bytes()
                if before != after:
                    found += 1
                    yield f"{repository.name}/{name}", before, after


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--unsafe", action="store_true")
    parser.add_argument("--image", default="python:3.12-slim")
    arguments = parser.parse_args()
    counted: Counter[str] = Counter()
    warnings: Counter[str] = Counter()
    for name, before, after in changed(arguments.folders, ["--unsafe"] if arguments.unsafe else [], arguments.files):
        counted["checked"] += 1
        error_before, warned_before = check(before, arguments.image)
        error_after, warned_after = check(after, arguments.image)
        counted["refused before"] += bool(error_before)
        if error_after and not error_before:
            counted["new errors"] += 1
            print(f"{name}: {error_after}", flush=True)
        new = warned_after - warned_before
        warnings.update(new)
        if new:
            print(f"{name}: new warnings {dict(new)}", flush=True)
    print(
        f"{counted['checked']} changed files, {counted['refused before']} refused before, "
        f"{counted['new errors']} new errors, new warnings: {dict(warnings)}"
    )
    return int(counted["new errors"] > 0)


if __name__ == "__main__":
    sys.exit(main())
