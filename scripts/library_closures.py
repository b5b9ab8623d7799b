"""Writes which Debian and Ubuntu packages may bring a shared library: the rows of dflint/knowledge/library_packages.py.

    python scripts/library_closures.py FOLDER

FOLDER holds a folder for each release, with its package lists (`Packages` files, as `apt-get update` fetches them)
somewhere below. Depends, Pre-Depends and Recommends are followed to the end, through the first alternative that is a
package of the release, as apt does; through all alternatives and their providers where none is.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from dflint.knowledge.library_packages import ALSO_READ, LIBRARIES, Library
from dflint.knowledge.system_packages import debian_closures

_FIELDS = ("Depends", "Pre-Depends", "Recommends")


class Release:
    """The packages of a release, what they ask for, and who provides what."""

    def __init__(self, folder: Path) -> None:
        self.needs: dict[str, list[list[str]]] = {}
        self.providers: dict[str, set[str]] = {}
        for file in folder.rglob("*_Packages"):
            for paragraph in file.read_text(encoding="utf-8").split("\n\n"):
                self._read(dict(re.findall(r"(?m)^([\w-]+): (.*)$", paragraph)))

    def _read(self, fields: Mapping[str, str]) -> None:
        name = fields.get("Package")
        if name is None:
            return
        self.needs[name] = [one for field in _FIELDS for one in alternatives(fields.get(field, ""))]
        for provided in alternatives(fields.get("Provides", "")):
            self.providers.setdefault(provided[0], set()).add(name)

    def closure(self, package: str) -> set[str]:
        """The packages that may be installed with `package`, itself among them."""
        found: set[str] = set()
        pending = [package]
        while pending:
            name = pending.pop()
            if name not in found:
                found.add(name)
                for names in self.needs.get(name, ()):
                    pending.extend(self._chosen(names))
        return found

    def _chosen(self, names: list[str]) -> list[str]:
        real = next((name for name in names if name in self.needs), None)
        if real is not None:
            return [real]
        return [provider for name in names for provider in self.providers.get(name, ())]


def alternatives(text: str) -> Iterator[list[str]]:
    """The alternatives of each part of a field such as Depends, without versions."""
    for part in text.split(","):
        if part.strip():
            yield [one.split()[0].partition(":")[0] for one in part.split("|")]


def rows(folder: Path) -> dict[str, set[str]]:
    """Library to the packages that may bring it in one of the releases below `folder`."""
    found: dict[str, set[str]] = {library: set() for library in LIBRARIES}
    releases = [Release(path) for path in sorted(folder.iterdir()) if path.is_dir()]
    surveyed = sorted(
        {*debian_closures(), *ALSO_READ.split(), *(name for one in LIBRARIES.values() for name in one.packages)}
    )
    for release in releases:
        for package in surveyed:
            closure = release.closure(package)
            for name, library in LIBRARIES.items():
                if _brings(library, closure):
                    found[name].add(package)
    return found


def _brings(library: Library, closure: set[str]) -> bool:
    return any(re.fullmatch(library.providers, package) is not None for package in closure)


if __name__ == "__main__":
    for name, packages in rows(Path(sys.argv[1])).items():
        print(f"    {name!r}: (")
        line = ""
        for package in sorted(packages):
            if len(line) + len(package) > 100:
                print(f'        "{line}"')
                line = ""
            line += f"{package} "
        print(f'        "{line.strip()}"')
        print("    ),")
