"""The tags of the CUDA images: which there are, which are gone, and which are past their end of life.

A tag is ``X.Y.Z[-cudnn…|-tensorrt]-(base|runtime|devel)-<system>``. NVIDIA announces that the tags of versions past
their end of life will be deleted, but only one deletion is known, of July 2023: of any other version nothing says that
its tags cannot be pulled.
"""

from __future__ import annotations

from collections.abc import Mapping

from dflint.lazy_pattern import lazy_pattern

VERIFIED = "2026-11-23"

REPOSITORIES = frozenset({"nvidia/cuda", "nvcr.io/nvidia/cuda"})
"""As people write them."""

SOURCES = (
    "https://gitlab.com/nvidia/container-images/cuda/-/blob/master/doc/supported-tags.md",
    "https://gitlab.com/nvidia/container-images/cuda/-/blob/master/doc/unsupported-tags.md",
    "https://gitlab.com/nvidia/container-images/cuda/-/blob/master/doc/support-policy.md",
)

FLAVOURS = ("base", "runtime", "devel")

_TAG = lazy_pattern(
    r"(?P<version>\d+\.\d+(?:\.\d+)?)"
    r"(?:-(?P<library>cudnn\d*|tensorrt))?"
    r"(?:-(?P<flavour>base|runtime|devel))?"
    r"(?:-(?P<system>[a-z]+[\d.]*))?"
)


class CudaTag:
    """A tag, taken apart. `library` is "cudnn", "cudnn8", "tensorrt" or ""; what is not given is ""."""

    __slots__ = ("flavour", "library", "system", "version")

    def __init__(self, version: str, library: str, flavour: str, system: str) -> None:
        self.version = version
        self.library = library
        self.flavour = flavour
        self.system = system

    @classmethod
    def parse(cls, tag: str) -> CudaTag | None:
        """The parts of `tag`; None if it is none of the tags of the CUDA images."""
        match = _TAG.fullmatch(tag)
        if match is None:
            return None
        return cls(match["version"], match["library"] or "", match["flavour"] or "", match["system"] or "")

    @property
    def line(self) -> str:
        """The version without the patch: "12.4"."""
        return line_of(self.version)

    @property
    def has_patch(self) -> bool:
        """Whether the version has three numbers."""
        return self.version.count(".") == 2

    @property
    def has_cudnn(self) -> bool:
        """Whether it asks for cuDNN."""
        return self.library.startswith("cudnn")

    def __str__(self) -> str:
        return "-".join(part for part in (self.version, self.library, self.flavour, self.system) if part)


class CudaVersion:
    """A version of CUDA that there are images of.

    `cudnn` is how its tags spell cuDNN ("cudnn8", "cudnn9", "cudnn"), "" if none has it. `systems` are those that have
    all flavours; those in `with_cudnn` have them with cuDNN too. `is_complete`: there are no images for others.
    """

    __slots__ = ("cudnn", "is_complete", "systems", "with_cudnn")

    def __init__(self, cudnn: str, with_cudnn: str, without: str = "", is_complete: bool = True) -> None:
        """The systems are separated by spaces."""
        self.cudnn = cudnn
        self.with_cudnn = tuple(with_cudnn.split())
        self.systems = (*self.with_cudnn, *without.split())
        self.is_complete = is_complete


_RED_HAT_8 = "centos7 ubi7 ubi8 rockylinux8"
_RED_HAT_9 = "centos7 ubi7 ubi8 ubi9 rockylinux8 rockylinux9"
_RED_HAT_WITHOUT_7 = "ubi8 ubi9 rockylinux8 rockylinux9"
_THREE_UBUNTUS = "ubuntu20.04 ubuntu22.04 ubuntu24.04"
_WITH_ORACLE = f"{_RED_HAT_WITHOUT_7} oraclelinux8 oraclelinux9"

_11_0 = CudaVersion("cudnn8", f"ubuntu16.04 ubuntu18.04 ubuntu20.04 {_RED_HAT_8}")
_11_4 = CudaVersion("cudnn8", f"ubuntu18.04 ubuntu20.04 {_RED_HAT_8}")
_11_7 = CudaVersion("cudnn8", f"ubuntu18.04 ubuntu20.04 ubuntu22.04 {_RED_HAT_8}")
_12_1 = CudaVersion("cudnn8", f"ubuntu20.04 ubuntu22.04 {_RED_HAT_9}")
_12_WITHOUT = CudaVersion("", "", f"ubuntu20.04 ubuntu22.04 {_RED_HAT_9}")
_12_6 = CudaVersion("cudnn", f"{_THREE_UBUNTUS} {_RED_HAT_WITHOUT_7}", "amzn2023 cm2")
_12_8 = CudaVersion("cudnn", f"{_THREE_UBUNTUS} {_WITH_ORACLE}", "amzn2023 cm2")
_12_9 = CudaVersion("cudnn", f"{_THREE_UBUNTUS} {_WITH_ORACLE}", "amzn2023 cm2 azl3")
_13 = CudaVersion("cudnn", "ubuntu22.04 ubuntu24.04", is_complete=False)

VERSIONS: Mapping[str, CudaVersion] = {
    "11.0.3": _11_0,
    "11.1.1": _11_0,
    "11.2.2": _11_0,
    "11.3.1": _11_0,
    "11.4.3": _11_4,
    "11.5.2": _11_4,
    # Of the others only 11.6.2 is listed.
    "11.6.1": CudaVersion("cudnn8", f"ubuntu20.04 {_RED_HAT_8}", is_complete=False),
    "11.6.2": _11_4,
    "11.7.1": _11_7,
    "11.8.0": _11_7,
    "12.0.0": _11_7,
    "12.0.1": CudaVersion("cudnn8", f"ubuntu18.04 ubuntu20.04 ubuntu22.04 {_RED_HAT_9}"),
    "12.1.0": CudaVersion("cudnn8", f"ubuntu20.04 ubuntu22.04 {_RED_HAT_9}", "ubuntu18.04"),
    "12.1.1": _12_1,
    "12.2.0": _12_WITHOUT,
    "12.2.2": _12_1,
    "12.3.0": _12_WITHOUT,
    "12.3.1": _12_WITHOUT,
    "12.3.2": CudaVersion("cudnn9", f"ubuntu20.04 ubuntu22.04 {_RED_HAT_9}"),
    "12.4.0": _12_WITHOUT,
    "12.4.1": CudaVersion("cudnn", f"ubuntu20.04 ubuntu22.04 {_RED_HAT_WITHOUT_7}"),
    "12.5.0": CudaVersion("", "", f"ubuntu20.04 ubuntu22.04 {_RED_HAT_WITHOUT_7}"),
    "12.5.1": CudaVersion("cudnn", f"ubuntu20.04 ubuntu22.04 {_RED_HAT_WITHOUT_7}", "ubuntu24.04"),
    "12.6.0": _12_6,
    "12.6.1": _12_6,
    "12.6.2": _12_6,
    "12.6.3": _12_6,
    "12.8.0": _12_8,
    "12.8.1": _12_8,
    "12.8.2": CudaVersion("cudnn", "", "amzn2023", is_complete=False),
    "12.9.0": _12_9,
    "12.9.1": _12_9,
    "12.9.2": CudaVersion("cudnn", _THREE_UBUNTUS, is_complete=False),
    "13.0.0": CudaVersion(
        "cudnn", f"ubuntu22.04 ubuntu24.04 {_WITH_ORACLE} opensuse15", "amzn2023 cm2 azl3 rockylinux10 ubi10"
    ),
    "13.0.1": _13,
    "13.0.2": _13,
    "13.0.3": _13,
    "13.1.1": _13,
    "13.1.2": _13,
    "13.2.0": _13,
    "13.2.1": _13,
    "13.3.0": _13,
}
"""From the two lists of tags as of 2025-08-18; later versions, and that there are cuDNN tags of them, from listings of
Docker Hub: https://github.com/replicate/cog/blob/main/pkg/config/cuda_compatibility.json (2026-05-05) and
https://github.com/replicate/cog/pull/3016 (2026-06-18). Nothing later was seen."""

GONE_LINES = frozenset({"7.0", "7.5", "8.0", "9.0", "9.1", "9.2", "10.0", "10.1", "10.2"})
GONE_VERSIONS = frozenset(
    {"11.2.0", "11.2.1", "11.3.0", "11.4.0", "11.4.1", "11.4.2", "11.5.0", "11.5.1", "11.6.0", "11.7.0"}
)
GONE_SOURCES = (
    "https://github.com/NVIDIA/cudf-spark-examples/pull/311",
    "https://github.com/NVIDIA/nvidia-docker/issues/1768",
    "https://github.com/NVIDIA/nvidia-docker/issues/1735",
    "https://github.com/iterative/cml/pull/1405",
)
"""What NVIDIA deleted in July 2023; also every tag of 11 without a patch, such as ``11.0-base-ubuntu20.04``."""

END_OF_LIFE: Mapping[str, str] = {
    "11.0.3": "2023-07-01",
    "11.1.1": "2023-07-01",
    "11.2.2": "2023-07-01",
    "11.3.1": "2023-07-01",
    "11.4.3": "2024-07-01",
    "11.5.2": "2024-07-01",
    "11.6.1": "2023-07-01",
    "11.6.2": "2024-07-01",
    "11.7.1": "2024-07-01",
    "11.8.0": "2024-07-01",
    "12.0.0": "2023-02-01",
    "12.0.1": "2024-07-01",
    "12.1.0": "2023-04-01",
    "12.1.1": "2024-07-01",
    "12.2.0": "2023-10-01",
    "12.2.2": "2026-06-01",
    "12.3.0": "2023-12-01",
    "12.3.1": "2024-02-01",
    "12.3.2": "2026-06-01",
    "12.4.0": "2024-05-31",
    "12.4.1": "2026-06-01",
    "12.5.0": "2024-07-15",
    "12.5.1": "2026-06-01",
    "12.6.0": "2024-09-05",
    "12.6.1": "2024-10-14",
    "12.6.2": "2024-12-03",
    "12.6.3": "2026-06-01",
}
"""By doc/container_tags.xlsx of NVIDIA's repository (2024-12): the end of the driver branches that a version came with,
or the day a newer patch took its place. Of versions that are not listed it is not known."""

MINIMUM_DRIVERS: Mapping[str, str] = {"11": "450.80.02", "12": "525.60.13", "13": "580"}
"""The oldest driver on Linux, by major version:
https://docs.nvidia.com/deploy/cuda-compatibility/minor-version-compatibility.html"""


def line_of(version: str) -> str:
    """The version without the patch."""
    return ".".join(version.split(".")[:2])


def is_gone(tag: CudaTag) -> bool:
    """Whether the tag is one of those that NVIDIA deleted."""
    if tag.line in GONE_LINES or tag.version in GONE_VERSIONS:
        return True
    return tag.line.startswith("11.") and not tag.has_patch


def exists(tag: CudaTag) -> bool | None:
    """Whether there is, or was, such a tag, as far as the version, cuDNN and the system go; None if not known."""
    facts = VERSIONS.get(tag.version)
    if tag.has_cudnn and tag.flavour == "base":
        return False
    if facts is None or tag.library == "tensorrt":
        return None
    if tag.has_cudnn and tag.library != facts.cudnn:
        return False
    systems = facts.with_cudnn if tag.has_cudnn else facts.systems
    if tag.system in systems:
        return True
    if not facts.is_complete:
        return False if tag.system in _ENDED and _key(tag.version) > _key(_ENDED[tag.system]) else None
    return False if tag.system in _SYSTEMS else None


_SYSTEMS = frozenset(system for facts in VERSIONS.values() for system in facts.systems)

_ENDED = {
    "ubuntu16.04": "11.3.1",
    "ubuntu18.04": "12.1.0",
    "ubuntu20.04": "12.9.2",
    "centos7": "12.4.0",
    "ubi7": "12.4.0",
}
"""The last version that there are images of for a system."""


def newer_patch(tag: CudaTag) -> str | None:
    """The version that has taken the place of that of `tag`, with the same system and library; None if not known."""
    newest = newest_patch(tag.line, tag.system, tag.library)
    return newest if newest is not None and _key(newest) > _key(tag.version) else None


def newest_patch(line: str, system: str = "", library: str = "") -> str | None:
    """The newest version of a line such as "12.4" that there are images of for `system`, with `library` as it is spelt.

    None if there is none, or none is known.
    """
    found = [
        version
        for version, facts in VERSIONS.items()
        if line_of(version) == line
        and (not system or system in (facts.with_cudnn if library else facts.systems))
        and (not library or library == facts.cudnn)
    ]
    return max(found, key=_key, default=None)


def is_newest_patch(version: str) -> bool:
    """Whether no newer patch of the same line is known, for whatever system."""
    return newest_patch(line_of(version)) in (version, None)


_RELATED = {"centos": frozenset({"centos", "rockylinux", "ubi", "oraclelinux"})}
"""The distributions that what is written for another one runs on as it is."""

_PRODUCTS = {"ubi": "UBI", "ubuntu": "Ubuntu", "rockylinux": "Rocky Linux", "oraclelinux": "Oracle Linux"}


def supported_system(tag: CudaTag) -> str | None:
    """The newest release of the distribution of `tag` that has images of its line of CUDA and gets security updates.

    It is written as people do, "Ubuntu 22.04"; None if there is none, or none is known. CentOS has successors.
    """
    from dflint.knowledge.end_of_life import end_of_life, is_over

    name = tag.system.rstrip("0123456789.")
    found: set[tuple[bool, tuple[int, ...], str]] = set()
    for version, facts in VERSIONS.items():
        systems = facts.with_cudnn if tag.has_cudnn else facts.systems
        for system in systems if line_of(version) == tag.line else ():
            product = system.rstrip("0123456789.")
            release = system[len(product) :]
            is_past = is_over(end_of_life(product, release))
            if product in _PRODUCTS and product in _RELATED.get(name, (name,)) and not is_past:
                found.add((product == "rockylinux", _key(release), f"{_PRODUCTS[product]} {release}"))
    return max(found)[2] if found else None


def newest_supported(tag: CudaTag) -> CudaTag | None:
    """The same image of the newest version of the same major that is not past its end of life; None if none is known.

    It has the same system, and the same major version of cuDNN if `tag` has it.
    """
    from dflint.knowledge.end_of_life import is_over

    major = tag.version.partition(".")[0]
    # Since 12.4.1 a tag with cuDNN 9 does not say so any more.
    library = "cudnn" if tag.library == "cudnn9" else tag.library
    found = [
        version
        for version, facts in VERSIONS.items()
        if version.partition(".")[0] == major
        and _key(version) > _key(tag.version)
        and tag.system in (facts.with_cudnn if library else facts.systems)
        and library in ("", facts.cudnn)
        and not is_over(END_OF_LIFE.get(version))
    ]
    version = max(found, key=_key, default=None)
    return None if version is None else CudaTag(version, library, tag.flavour, tag.system)


def _key(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
