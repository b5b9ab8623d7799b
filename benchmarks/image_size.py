"""Does dflint know how large an image becomes? Its estimate beside `docker history`, over images with real packages.

    python benchmarks/image_size.py [--only NAME …] [--measurements FILE]

Each of the images below is built by ``docker build``, its layers above the base are measured, and it is removed again.
Printed are the estimate and the real size of each image and of each layer that is larger than a megabyte, and at the
end the median error of the images and how many real sizes lie within their bounds. With --measurements the real sizes
are kept in FILE, and what is there is not built again. Needs an engine with BuildKit, the image python:3.11-slim and a
package index, which pip asks through `caching_index.py`. The estimates know only the tables of dflint.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import NamedTuple

from caching_index import caching_index
from image_size_cases import BASE, CASES, Case

from dflint.analysis.image_size import image_size_of, size_of
from dflint.analysis.layer_reports import instruction_text
from dflint.analysis.results import Size
from dflint.build.build import Build
from dflint.build.layers import layers_of
from dflint.context.build_context import BuildContext
from dflint.dockerfile.parser import parse
from dflint.sizes import MEGABYTE, size_text
from dflint.source import Source

_TAG = "dflint-image-size"
_BASE_TAG = "dflint-image-size-base"
_KINDS = ("RUN", "COPY", "ADD", "WORKDIR")


class Layer(NamedTuple):
    """A layer of an image that was built: how its instruction starts, and the bytes that ``docker history`` says."""

    instruction: str
    byte_count: int


class Estimate(NamedTuple):
    """A layer beside its estimate. `row` is that of its instruction."""

    row: int
    text: str
    size: Size


def written(case: Case, folder: Path) -> Path:
    """The path of the Dockerfile of `case` below `folder`, with the files that it copies."""
    for name, content in case.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, int):
            # Zeros take as much of an image as any other bytes.
            with path.open("wb") as file:
                file.truncate(content)
        else:
            path.write_text(content)
    (folder / "Dockerfile").write_text(case.dockerfile)
    return folder / "Dockerfile"


@contextmanager
def base_image() -> Iterator[None]:
    """Makes the image that stands for the base of all cases: pip and uv may keep what they fetch."""
    with caching_index() as address:
        of_pip = f"[global]\\nindex-url = {address}/simple/\\ntrusted-host = 127.0.0.1\\n"
        of_uv = f'[[index]]\\nurl = "{address}/simple/"\\ndefault = true\\n'
        script = f"printf '{of_pip}' > /etc/pip.conf && mkdir /etc/uv && printf '{of_uv}' > /etc/uv/uv.toml"
        dockerfile = f"FROM {BASE}\nRUN {script}\n"
        build = ["docker", "build", "--quiet", "--network=host", "--tag", _BASE_TAG, "-"]
        subprocess.run(build, check=True, input=dockerfile.encode(), stdout=subprocess.DEVNULL)
        try:
            yield
        finally:
            remove(_BASE_TAG)


def measured(folder: Path) -> list[Layer]:
    """The layers above the base of the image that is built in `folder`, the first one first."""
    build = ["docker", "build", "--quiet", "--no-cache", "--network=host", "--tag", _TAG]
    build += ["--build-context", f"{BASE}=docker-image://{_BASE_TAG}", str(folder)]
    subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
    try:
        above = history(_TAG)[len(history(_BASE_TAG)) :]
    finally:
        remove(_TAG)
    return [layer for layer in above if layer.instruction.split(" ")[0] in _KINDS]


def remove(image: str) -> None:
    """Remove `image` from the engine."""
    subprocess.run(["docker", "image", "rm", "--force", image], check=True, stdout=subprocess.DEVNULL)


def history(image: str) -> list[Layer]:
    """The history of `image`, the first entry first."""
    run = subprocess.run(
        ["docker", "history", "--no-trunc", "--human=false", "--format", "{{json .}}", image],
        check=True,
        capture_output=True,
        text=True,
    )
    entries = [json.loads(line) for line in run.stdout.splitlines()]
    return [Layer(entry["CreatedBy"], int(entry["Size"])) for entry in reversed(entries)]


def build_in(folder: Path) -> Build:
    """The build of the Dockerfile in `folder`."""
    path = folder / "Dockerfile"
    return Build(parse(Source.read(str(path))), str(path), BuildContext.open(str(folder), str(path)))


def estimates(build: Build) -> list[Estimate]:
    """The layers of the image that `build` makes, with their estimates, the first one first."""
    assert build.target is not None
    chain = build.target.chain
    layers = [layer for layer in layers_of(build) if layer.stage in chain]
    return [Estimate(layer.row, instruction_text(layer.instruction), size_of(layer, build)) for layer in layers]


def report(case: Case, real: list[Layer], folder: Path) -> tuple[int, Size]:
    """Print what is estimated beside what is `real`; the bytes of the image above its base, and the estimate."""
    build = build_in(folder)
    estimated = estimates(build)
    assert len(estimated) == len(real), (case.name, estimated, real)
    total, byte_count = image_size_of(build).layers, sum(layer.byte_count for layer in real)
    print(f"{case.name:28} {_row(byte_count, total)}")
    for layer, one in zip(real, estimated, strict=True):
        if max(layer.byte_count, one.size.likely) >= MEGABYTE:
            print(f"    {one.row:3} {one.text[:40]:40} {_row(layer.byte_count, one.size)}  {one.size.source}")
    return byte_count, total


def _row(byte_count: int, size: Size) -> str:
    error = size.likely / byte_count - 1 if byte_count else 0.0
    within = "" if size.low <= byte_count <= size.high else "  OUTSIDE"
    bounds = f"{size_text(size.low)} to {size_text(size.high)}"
    return f"{size_text(byte_count):>8} {size_text(size.likely):>8} {error:+7.1%}  ({bounds}){within}"


def summary(found: Mapping[str, tuple[int, Size]]) -> int:
    """Print the figures of all images; the exit code, 1 where they are not good enough."""
    errors = [abs(size.likely / real - 1) for real, size in found.values()]
    within = sum(size.low <= real <= size.high for real, size in found.values())
    wide = [name for name, (_, size) in found.items() if size.high > 2 * size.low]
    median = statistics.median(errors)
    print(f"{len(found)} images: median error {median:.1%}, largest {max(errors):.1%}; {within} within their bounds")
    print(f"high is more than twice low in {len(wide)}: {', '.join(wide)}")
    return int(median > 0.2 or within < 0.9 * len(found) or bool(wide))


def compared(case: Case, known: dict[str, list[list[str | int]]], kept: Path | None) -> tuple[int, Size]:
    """Build `case` if its sizes are not `known`, keep these in a file, and print them beside the estimate."""
    with tempfile.TemporaryDirectory() as directory:
        folder = written(case, Path(directory)).parent
        if case.name not in known:
            known[case.name] = [list(layer) for layer in measured(folder)]
            if kept:
                kept.write_text(json.dumps(known, indent=1))
        return report(case, [Layer(str(text), int(size)) for text, size in known[case.name]], folder)


def main() -> int:
    """Build, compare, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", nargs="*", metavar="NAME", help="the images that are looked at")
    parser.add_argument("--measurements", type=Path, help="the file in which the real sizes are kept")
    options = parser.parse_args()
    kept = options.measurements
    known: dict[str, list[list[str | int]]] = json.loads(kept.read_text()) if kept and kept.exists() else {}
    cases = [case for case in CASES if not options.only or case.name in options.only]
    with base_image() if any(case.name not in known for case in cases) else nullcontext():
        found = {case.name: compared(case, known, kept) for case in cases}
    return summary(found)


if __name__ == "__main__":
    sys.exit(main())
