"""How many bytes does an installation of Python packages put into its layer?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from dflint.analysis.kept import kept
from dflint.analysis.parts import Part
from dflint.analysis.python_packages import InstalledPackage, cuda_ratio, installed_packages, release_of
from dflint.build.install_locations import location_of
from dflint.build.python_version import python_of
from dflint.build.tool_cache import CacheUse, cache_use_of
from dflint.knowledge.framework_cuda import TENSORFLOW_CUDA, XGBOOST_NCCL
from dflint.knowledge.installed_sizes import INSTALLED_SIZES, VERIFIED
from dflint.knowledge.package_needs import PACKAGE_NEEDS
from dflint.knowledge.torch_releases import TORCH_RELEASES
from dflint.sizes import MEGABYTE

if TYPE_CHECKING:
    from dflint.build.steps import InstallStep

_BYTE_CODE = 1.35
"""How much larger byte code is than the source that it is made of, as pip of Python 3.11 makes it."""

_OF_SMALL_WHEEL = (4.0, 6.0, 8.0)
_OF_LARGE_WHEEL = (2.5, 3.4, 5.0)
"""How many times the bytes of a wheel its installed files have, with byte code: the median, and between which figures
it is for half of the packages of `dflint.knowledge.installed_sizes`. A wheel of more than a megabyte is large."""

_UNNAMED = (0, MEGABYTE // 2, 5 * MEGABYTE)
"""A package that no table knows: most of those are small."""

_INDEX_PAGE = 300_000
"""What pip keeps of the index for a package: the list of its files, which is longer the more releases there are."""

_COMPILING = frozenset({"pip", "pipenv"})
_VENV_PACKAGES = ("pip", "setuptools")


class _Bytes(NamedTuple):
    """The bytes of a package: those of its wheel, of its files, and of the byte code of these."""

    wheel: float
    low: float
    likely: float
    high: float

    def part(self, text: str, place: str | None) -> Part:
        return Part(text, int(self.low), int(self.likely), int(self.high), place)


@kept
def python_parts(install: InstallStep) -> tuple[Part, ...]:
    """What `install`, of the ecosystem `python`, puts into its layer, its cache included."""
    return tuple(_parts(install))


def _parts(install: InstallStep) -> Iterator[Part]:
    found = installed_packages(install)
    place = location_of(install)
    tables = _Tables(install)
    total = _Bytes(0, 0, 0, 0)
    unnamed = []
    for package in found.packages:
        sizes = tables.sizes(package)
        if sizes is None:
            unnamed.append(package.name)
            sizes = _Bytes(0, *_UNNAMED)
        total = _Bytes(*(one + other for one, other in zip(total, sizes, strict=True)))
    if found.packages:
        count = len(found.packages)
        text = f"{count} Python package{'s' * (count != 1)} (tables of {VERIFIED})"
        yield total.part(text, place)._replace(is_known=not unnamed)
    if unnamed:
        listed = ", ".join(unnamed[:5]) + (f" and {len(unnamed) - 5} more" if len(unnamed) > 5 else "")
        yield Part.unknown(f"{len(unnamed)} of {len(found.packages)} Python packages ({listed})", place)
    for text in found.unknown:
        yield Part.unknown(text, place)
    yield from _cache_parts(install, total, len(found.packages), bool(unnamed or found.unknown))


def environment_part(place: str | None, has_setuptools: bool) -> Part:
    """A virtual environment that the `venv` of Python makes, with the installers in it."""
    packages = _VENV_PACKAGES if has_setuptools else _VENV_PACKAGES[:1]
    rows = [list(INSTALLED_SIZES[name].values())[-1] for name in packages]
    likely = sum(row.files + _BYTE_CODE * row.python for row in rows)
    return Part("a virtual environment", int(0.6 * likely), int(likely), int(1.4 * likely), place)


def _compiles(install: InstallStep) -> bool:
    """Whether the command makes byte code of what it installs."""
    if install.install.manager in _COMPILING:
        return not install.install.has("--no-compile")
    return install.install.has("--compile-bytecode", "--compile") or install.lookup("UV_COMPILE_BYTECODE") == "1"


# Packages


class _Tables:
    """What the tables say of packages that `install` brings."""

    def __init__(self, install: InstallStep) -> None:
        python = python_of(install)
        self.install = install
        self.python = None if python is None else python.release[1]
        self.is_compiled = _compiles(install)

    def sizes(self, package: InstalledPackage) -> _Bytes | None:
        """The bytes of `package`; None where no table knows it."""
        sizes = self._of_table(package)
        if sizes is not None:
            if package.name == "torch":
                return self._of_torch(package, sizes)
            return _with_cuda(sizes, self._cuda_bytes(package), cuda_ratio())
        if package.name not in PACKAGE_NEEDS:
            return None
        wheel = PACKAGE_NEEDS[package.name][0]
        low, likely, high = _OF_SMALL_WHEEL if wheel < MEGABYTE else _OF_LARGE_WHEEL
        return _Bytes(wheel, low * wheel, likely * wheel, high * wheel)

    def _of_table(self, package: InstalledPackage, name: str = "") -> _Bytes | None:
        rows = INSTALLED_SIZES.get(name or package.name)
        if rows is None:
            return None
        row = release_of(package, rows, self.python)[1]
        likely = row.files + self.is_compiled * _BYTE_CODE * row.python
        # A release that is not named differs by less than a step of the table, and newer ones come.
        return _Bytes(row.wheel, 0.85 * likely, likely, 1.2 * likely)

    def _release(self, package: InstalledPackage) -> str:
        return package.version or release_of(package, INSTALLED_SIZES[package.name], self.python)[0]

    def _cuda_bytes(self, package: InstalledPackage) -> int:
        """The bytes of the wheels of NVIDIA's libraries that come along with `package`."""
        if package.name == "xgboost":
            return XGBOOST_NCCL.get(self._release(package), ("", 0))[1]
        if package.name != "tensorflow":
            return 0
        if not any("and-cuda" in one.extras for one in self.install.wanted.named(package.name)):
            return 0
        known = TENSORFLOW_CUDA.get(self._release(package)) or list(TENSORFLOW_CUDA.values())[-1]
        return known.extra_bytes or 0

    def _of_torch(self, package: InstalledPackage, whole: _Bytes) -> _Bytes:
        from dflint.build.package_indexes import indexes_of

        cpu = self._of_table(package, "torch+cpu") or whole
        # The wheel for CPUs has libraries of its own in the place of those that the other one finds with CUDA's.
        cpu = _Bytes(1.2 * cpu.wheel, cpu.low, 1.1 * cpu.likely, 1.25 * cpu.high)
        named = self.install.resolved.last("torch")
        indexes = indexes_of(self.install)
        variant = named.torch_variant if named else indexes.torch_variant("torch", package.version or "")
        if variant == "cpu":
            return cpu
        release = TORCH_RELEASES.get(self._release(package).partition("+")[0]) or list(TORCH_RELEASES.values())[-1]
        gpu = _with_cuda(whole, max((release.cuda_bytes or 0) - int(whole.wheel), 0), cuda_ratio())
        return gpu if variant is not None else gpu._replace(low=cpu.low)


def _with_cuda(sizes: _Bytes, wheels: int, ratio: float) -> _Bytes:
    """The same with libraries of CUDA whose wheels have so many bytes."""
    added = wheels * ratio
    return _Bytes(sizes.wheel + wheels, sizes.low + 0.85 * added, sizes.likely + added, sizes.high + 1.2 * added)


# What is left of the download


def _cache_parts(install: InstallStep, total: _Bytes, count: int, has_more: bool) -> Iterator[Part]:
    """The cache of the tool with `count` packages, where it is left in the layer, or may be."""
    use = cache_use_of(install)
    if use is None or use.is_kept_out:
        return
    place = use.directories[0] if use.directories else None
    byte_count = _cached_bytes(use, total, count)
    if use.is_left:
        part = Part(f"the cache of {use.cache.tool}", int(0.85 * byte_count), int(byte_count), int(1.2 * byte_count))
        yield part._replace(place=place, is_known=not has_more)
    elif byte_count:
        yield Part(f"the cache of {use.cache.tool}, if it is left", high=int(1.15 * byte_count), place=place)


def _cached_bytes(use: CacheUse, total: _Bytes, count: int) -> float:
    if use.cache.tool == "pip":
        return total.wheel + count * _INDEX_PAGE
    if use.cache.tool != "uv":
        return total.wheel
    # What is linked to the cache is stored once.
    return total.likely if use.link_mode == "copy" else 0.0
