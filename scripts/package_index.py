"""What the scripts that make the tables of wheels ask the package index.

The index is https://pypi.org/simple/ or what PIP_INDEX_URL names. It is asked for packages by name, one at a time: for
the list of a package's files (PEP 691), for the metadata inside one wheel (a few kilobytes of it, by range requests),
and, through uv, for what a requirement resolves to. No wheel is downloaded.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from email.parser import HeaderParser
from functools import cache
from pathlib import Path
from typing import Any

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.tags import Tag
from packaging.utils import InvalidSdistFilename, InvalidWheelFilename, parse_sdist_filename, parse_wheel_filename
from packaging.version import InvalidVersion, Version

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PYTHONS = ("3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14", "3.15")

INDEX = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple/").rstrip("/")


@dataclass(frozen=True)
class IndexFile:
    """A file of a package on the index. `tags` is empty for an sdist."""

    name: str
    version: Version
    tags: frozenset[Tag]
    size: int | None
    url: str
    yanked: bool
    requires_python: str

    @property
    def is_wheel(self) -> bool:
        """Whether it is a wheel."""
        return bool(self.tags)

    def fits(self, python: str, machine: str = "x86_64", libc: str = "glibc") -> bool:
        """Whether it is a wheel for CPython `python` on Linux with `libc` on `machine`."""
        return self.allows(python) and any(fits(tag, python, machine, libc) for tag in self.tags)

    def allows(self, python: str) -> bool:
        """Whether the newest patch release of `python` is one that it may be installed for."""
        try:
            return SpecifierSet(self.requires_python).contains(f"{python}.99")
        except InvalidSpecifier:
            return True


@cache
def files(package: str) -> tuple[IndexFile, ...]:
    """The wheels and sdists that the index holds for `package`, without what has no proper name; empty if none."""
    request = urllib.request.Request(
        f"{INDEX}/{package}/", headers={"Accept": "application/vnd.pypi.simple.v1+json, text/html;q=0.1"}
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            text, kind = response.read().decode(), response.headers.get_content_type()
    except urllib.error.HTTPError as error:
        if error.code == 404:
            return ()
        raise
    if "json" in kind:
        rows = json.loads(text)["files"]
    else:
        names = re.findall(r">\s*([^<>\s]+\.(?:whl|tar\.gz|zip))\s*</a>", text)
        rows = [{"filename": name, "url": ""} for name in names]
    return tuple(file for row in rows if (file := _file(row)) is not None)


def _file(row: dict[str, Any]) -> IndexFile | None:
    name = row["filename"]
    tags: frozenset[Tag] = frozenset()
    try:
        if name.endswith(".whl"):
            _, version, _, tags = parse_wheel_filename(name)
        else:
            _, version = parse_sdist_filename(name)
    except (InvalidWheelFilename, InvalidSdistFilename, InvalidVersion):
        return None
    return IndexFile(
        name, version, tags, row.get("size"), row["url"], bool(row.get("yanked")), row.get("requires-python") or ""
    )


def releases(package: str) -> list[Version]:
    """The final releases of `package` that were not withdrawn, oldest first."""
    return sorted({file.version for file in files(package) if not file.version.is_prerelease and not file.yanked})


def wheel(package: str, version: str, python: str, machine: str = "x86_64") -> IndexFile | None:
    """The wheel of `package` at `version` for CPython `python` on Linux with glibc on `machine`."""
    found = [file for file in files(package) if file.version == Version(version) and file.fits(python, machine)]
    return max(found, key=lambda file: file.name) if found else None


def fits(tag: Tag, python: str, machine: str = "x86_64", libc: str = "glibc") -> bool:
    """Whether a wheel with `tag` installs for CPython `python` on Linux on `machine`; `libc` is "glibc" or "musl"."""
    platform = tag.platform == "any" or (
        tag.platform.endswith(machine) and "linux" in tag.platform and ("musl" in tag.platform) == (libc == "musl")
    )
    minor = int(python.split(".")[1])
    if not platform:
        return False
    if tag.interpreter == f"cp3{minor}":
        return tag.abi in (f"cp3{minor}", f"cp3{minor}m", "abi3", "none")
    if tag.abi == "abi3" and re.fullmatch(r"cp3\d+", tag.interpreter):
        return int(tag.interpreter[3:]) <= minor
    if tag.abi == "none" and tag.interpreter.startswith("py3"):
        return tag.interpreter == "py3" or int(tag.interpreter[3:]) <= minor
    return tag.abi == "none" and tag.interpreter == "py2.py3"


class _RemoteFile(io.RawIOBase):
    """A file on the index that is read by range requests."""

    def __init__(self, url: str, size: int) -> None:
        self._url, self._size, self._at = url, size, 0

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + (0, self._at, self._size)[whence]
        return self._at

    def readinto(self, buffer: Any) -> int:
        count = min(len(buffer), self._size - self._at)
        if count <= 0:
            return 0
        request = urllib.request.Request(self._url, headers={"Range": f"bytes={self._at}-{self._at + count - 1}"})
        with urllib.request.urlopen(request, timeout=60) as response:
            data = response.read()
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


def opened(file: IndexFile) -> zipfile.ZipFile:
    """The wheel `file`, of which only what is asked for is transferred."""
    assert file.size is not None
    return zipfile.ZipFile(io.BufferedReader(_RemoteFile(file.url, file.size), 1 << 16))


def requirements(file: IndexFile) -> list[str]:
    """The Requires-Dist lines of the wheel `file`."""
    with opened(file) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return HeaderParser().parsestr(archive.read(name).decode(errors="replace")).get_all("Requires-Dist") or []


def resolved(requirement: str, python: str, machine: str = "x86_64") -> dict[str, tuple[str, int]] | None:
    """What `requirement` resolves to today from wheels alone: the version and the bytes of each package.

    None if there is no solution. uv must be on the PATH.
    """
    run = subprocess.run(
        [
            *("uv", "pip", "compile", "--python-version", python, "--python-platform", f"{machine}-manylinux_2_28"),
            *("--only-binary", ":all:", "--format", "pylock.toml", "--quiet", "-"),
        ],
        input=requirement,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "UV_PYTHON_DOWNLOADS": "never"},
    )
    if run.returncode != 0:
        return None
    return {row["name"]: (row["version"], row["wheels"][0]["size"]) for row in _packages(run.stdout)}


def write_table(path: Path, text: str) -> None:
    """Write `text`, a module of dflint/knowledge, to `path`, laid out as the others."""
    path.write_text(text)
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(path)], check=True)


def _packages(lock: str) -> Iterator[dict[str, Any]]:
    yield from tomllib.loads(lock).get("packages", ())
