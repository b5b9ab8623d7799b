"""The tables of wheels against the package index, a few rows at a time.

The rows are drawn anew with each date of the tables, always the same in between. What the index has got since does not
make a row wrong: only what the row says is looked at.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dflint.knowledge.musl_wheels import MUSL_WHEELS
from dflint.knowledge.package_needs import PACKAGE_NEEDS
from dflint.knowledge.torch_releases import TORCH_RELEASES, TORCHAUDIO_NEEDS, TORCHVISION_NEEDS, VERIFIED
from dflint.knowledge.wheel_sizes import WHEEL_SIZES
from dflint.knowledge.wheel_windows import WHEEL_WINDOWS
from dflint.knowledge.windowed_packages import WINDOWED_PACKAGES
from dflint.packages.requirement import normalise_name

SCRIPTS = Path(__file__).parent.parent.parent / "scripts"

TORCH_ROWS = [("torch", version) for version in TORCH_RELEASES]
NEEDS_ROWS = [("torchvision", version) for version in TORCHVISION_NEEDS]
NEEDS_ROWS += [("torchaudio", version) for version in TORCHAUDIO_NEEDS]
WINDOW_ROWS = [(package, python) for package, row in WHEEL_WINDOWS.items() for python in row.windows]
SIZE_ROWS = [(package, version) for package, sizes in WHEEL_SIZES.items() for version in sizes]
MUSL_ROWS = [(package, python) for package, floors in MUSL_WHEELS.items() for python in floors]


def drawn(rows: list[tuple[str, str]], count: int) -> list[tuple[str, str]]:
    return random.Random(VERIFIED).sample(rows, count)


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module that asks the package index; the test is skipped where that does not answer."""
    pytest.importorskip("packaging")
    monkeypatch.syspath_prepend(str(SCRIPTS))
    import package_index

    try:
        package_index.files("torch")
    except OSError as error:
        pytest.skip(f"the package index does not answer: {error}")
    return package_index


@pytest.mark.network
@pytest.mark.parametrize(("package", "version"), drawn(TORCH_ROWS, 6))
def test_torch_releases(index: Any, package: str, version: str) -> None:
    row = TORCH_RELEASES[version]
    pythons = [python for python in index.PYTHONS if index.wheel(package, version, python)]
    assert (pythons[0], pythons[-1]) == row.pythons
    largest = max(file.size for file in index.files(package) if str(file.version) == version and file.fits(pythons[-1]))
    assert row.cuda_bytes is not None
    assert largest * 0.95 <= row.cuda_bytes
    assert (row.arm_cuda_bytes is None) == all(
        index.wheel(package, version, python, "aarch64") is None for python in index.PYTHONS
    )


@pytest.mark.network
@pytest.mark.parametrize(("package", "version"), drawn(NEEDS_ROWS, 4))
def test_what_goes_with_torch(index: Any, package: str, version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import torch_releases

    monkeypatch.setattr(torch_releases, "releases", lambda _: [index.Version(version)])
    needed = {"torchvision": TORCHVISION_NEEDS, "torchaudio": TORCHAUDIO_NEEDS}[package]
    assert torch_releases.torch_needed_by(package) == [(version, needed[version])]


@pytest.mark.network
@pytest.mark.parametrize(("package", "python"), drawn(WINDOW_ROWS, 8))
def test_wheel_windows(index: Any, package: str, python: str) -> None:
    first, last = WHEEL_WINDOWS[package].windows[python]
    assert index.wheel(package, first, python)
    assert index.wheel(package, last, python)
    gaps = set(WHEEL_WINDOWS[package].gaps.get(python, ()))
    between = [version for version in index.releases(package) if index.Version(first) < version < index.Version(last)]
    for version in between:
        assert (index.wheel(package, str(version), python) is None) == (str(version) in gaps)
    assert all(index.wheel(package, str(version), python) is None for version in _before(index, package, first))


def _before(index: Any, package: str, version: str) -> list[Any]:
    return [release for release in index.releases(package) if release < index.Version(version)]


@pytest.mark.network
@pytest.mark.parametrize(("package", "version"), drawn(SIZE_ROWS, 8))
def test_wheel_sizes(index: Any, package: str, version: str) -> None:
    listed = [file.size for file in index.files(package) if str(file.version) == version and file.is_wheel]
    assert WHEEL_SIZES[package][version] in listed


@pytest.mark.network
@pytest.mark.parametrize("package", random.Random(VERIFIED).sample([*PACKAGE_NEEDS], 6))
def test_package_needs(index: Any, package: str) -> None:
    byte_count, _ = PACKAGE_NEEDS[package]
    listed = [file.size for file in index.files(package)]
    assert byte_count in listed or byte_count / 2 in listed


def test_names_and_needs_are_written_in_one_way() -> None:
    assert [*PACKAGE_NEEDS] == sorted(PACKAGE_NEEDS)
    for name, (byte_count, needs) in PACKAGE_NEEDS.items():
        assert name == normalise_name(name)
        assert byte_count > 0
        assert all(re.fullmatch(r"[a-z0-9-]+(?:[<>=!~][^\s;]*)?", need) for need in needs.split())


@pytest.mark.network
@pytest.mark.parametrize(("package", "python"), drawn(MUSL_ROWS, 4))
def test_musl_wheels(index: Any, package: str, python: str) -> None:
    floor = index.Version(MUSL_WHEELS[package][python])
    files = [file for file in index.files(package) if file.allows(python) and not file.version.is_prerelease]
    fits: Callable[[Any], bool] = lambda file: file.fits(python, libc="musl")  # noqa: E731
    assert any(fits(file) for file in files if file.version == floor)
    older = [file for file in files if file.version < floor and not file.yanked]
    newest = max((file.version for file in older), default=None)
    assert not any(fits(file) for file in older if file.version == newest)


def test_the_names_are_those_of_the_table() -> None:
    assert frozenset(WHEEL_WINDOWS) == WINDOWED_PACKAGES
