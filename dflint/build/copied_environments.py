"""Which installed Python packages does a COPY take from another stage, and do they fit the image they get into?

What is compared is certain on both sides: the Python that the packages were installed for, and that of the image.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from dflint.build.install_locations import location_of
from dflint.build.python_version import OWN, SYSTEM, UV, PythonVersion, python_of, python_of_image, python_of_stage
from dflint.build.stages import Stage
from dflint.build.state import clean_path, join_path
from dflint.build.steps import is_within
from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from dflint.build.steps import CopyStep, InstallStep
    from dflint.dockerfile.instructions import Word

_INSTALLING = frozenset({"install", "sync"})
_VERSIONED = lazy_pattern(r"/python(3\.\d+)(?:/|$)")
_PROGRAMS = "/usr/local/bin"


class CopiedPackages(NamedTuple):
    """Packages that `install` puts below `location` of `origin`, and that `copy` takes from there to `place`.

    `python` is the Python that they were installed for, `word` the source of the COPY. `is_environment`: it is a
    virtual environment as a whole.
    """

    copy: CopyStep
    word: Word
    origin: Stage
    install: InstallStep
    location: str
    place: str
    python: PythonVersion
    is_environment: bool


def copied_packages(stage: Stage) -> Iterator[CopiedPackages]:
    """The packages that the COPY steps of `stage` take from other stages; the first of each COPY that is known."""
    for copy in stage.copies:
        origin = copy.origin
        if not isinstance(origin, Stage) or copy.destination is None or copy.is_trigger or copy.excludes:
            continue
        for word, source in zip(copy.instruction.sources, copy.sources, strict=True):
            if source is None or any(character in source for character in "*?["):
                continue
            found = _taken(copy, word, clean_path(source), origin)
            if found is not None:
                yield found
                break


def _taken(copy: CopyStep, word: Word, source: str, origin: Stage) -> CopiedPackages | None:
    if is_within(_PROGRAMS, source) or _copies_programs(copy.stage, origin):
        # The interpreter comes along.
        return None
    for run in origin.chain_runs:
        for install in run.installs:
            if install.install.ecosystem != "python" or install.install.action not in _INSTALLING:
                continue
            location = location_of(install)
            python = None if location is None else _python_for(install)
            if location is None or python is None or not _meet(source, location):
                continue
            written = _VERSIONED.search(source)
            if written is not None and written[1] != python.version:
                return None
            is_environment = is_within(location, source) and location not in ("/usr/local", "/usr")
            is_environment = is_environment and not install.install.has("--user", "--prefix", "--target", "--root")
            if not is_environment and written is None and not install.install.has("--user", "--prefix"):
                continue
            rest = location[len(source) :] if is_within(location, source) else ""
            place = join_path(copy.destination or "/", rest.lstrip("/"))
            return CopiedPackages(copy, word, origin, install, location, place, python, is_environment)
    return None


def _copies_programs(stage: Stage, origin: Stage) -> bool:
    """Whether another COPY takes the programs of `origin`, and with them its Python, or what uv has fetched."""
    for copy in stage.copies:
        if copy.origin is not origin:
            continue
        for source in copy.sources:
            if source is None:
                return True
            path = clean_path(source)
            if (
                is_within(_PROGRAMS, path)
                or path.startswith(f"{_PROGRAMS}/python")
                or "/uv" in path
                or path == "/python"
            ):
                return True
    return False


def _meet(source: str, location: str) -> bool:
    return is_within(location, source) or is_within(source, location)


def _python_for(install: InstallStep) -> PythonVersion | None:
    """The Python of an installation, where it is the one of the stage's image."""
    own = python_of_image(install.stage)
    if install.install.has("--prefix"):
        return python_of_stage(install.stage, install.run)
    python = python_of(install)
    if python is None or python.origin not in (OWN, SYSTEM, UV):
        return None
    if python.origin == UV and (own is None or own.version != python.version):
        return None
    return python
