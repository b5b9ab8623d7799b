"""ML104: ``FROM python:3.8``, ``FROM ubuntu:18.04``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.shipping import ships
from dflint.diagnostics import Applicability, Severity
from dflint.rules.rule import StageRule, unsafe

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.stages import Stage
    from dflint.diagnostics import Diagnostic, Fix
    from dflint.dockerfile.image import ImageReference

_NEWER = {
    "alpine": "a newer Alpine",
    "centos": "Rocky Linux, AlmaLinux or Ubuntu",
    "debian": "Debian 13",
    "node": "Node.js 24",
    "ubuntu": "Ubuntu 24.04",
}


class EolOsOrPythonBase(StageRule):
    """The image is built on a version of Python or of a distribution that gets no more security updates.

    What is found from then on stays in the image. New releases of the frameworks leave such a Python behind within
    months, and the package servers of such a distribution are taken down sooner or later, after which nothing can be
    built. Debian counts as supported as long as its LTS goes on. Stages whose layers do not get into the
    image are left alone: building wheels on an old distribution, for an old C library, is done on purpose.

    A newer Python asks for releases of packages that have wheels for it. Where a pinned one has none for any Python
    that is supported, or not all is known that is installed, nothing is said: the packages have to move first. The same
    goes for frameworks and packages of the distribution that are there for the old one only, and for an image that is
    one of several that are named after their version.

    Whether what an old project pins goes along to a newer system is more than a file tells, so the rule is off by
    default.
    """

    code = "ML104"
    name = "eol-os-or-python-base"
    severity = Severity.WARNING
    on = False
    fixes = Applicability.UNSAFE
    sources = (
        "https://devguide.python.org/versions/",
        "https://endoflife.date/python",
        "https://endoflife.date/debian",
        "https://endoflife.date/ubuntu",
        "https://endoflife.date/centos",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.11-slim-bullseye
            RUN pip install --no-cache-dir numpy
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.11-slim-trixie
            RUN pip install --no-cache-dir numpy
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding if the image that `stage` starts from holds what is past its end of life."""
        reference = stage.root.reference
        if stage.parent is not None or stage.replacement is not None or stage.base_context is not None:
            return
        if reference is None:
            return
        from dflint.knowledge.image_versions import versions_in

        over = [one for one in map(_judged, versions_in(reference, stage.root.known)) if one is not None]
        if not over or _is_gone(reference) or not ships(stage, build) or not _is_meant(stage):
            return
        from dflint.build.version_names import is_named_after

        products = [product for _, _, product in over]
        versions = [one for one in versions_in(reference, stage.root.known) if one[0] in products]
        if any(is_named_after(stage, build, *version) for version in versions):
            return
        helps = [_help(stage, reference, product) for product in products]
        if None in helps or not _can_move(stage, products, helps):
            return
        worst = max(severity for severity, _, _ in over)
        yield self.found(
            stage.dockerfile.source,
            stage.from_.image.span,
            "; ".join(text for _, text, _ in over),
            severity=Severity.INFO if stage.from_.image.has_variables else worst,
            help="move to " + " and ".join(one for one in helps if one is not None) + _moving_along(stage, products),
            fix=_fix(stage, reference, products),
        )


def _judged(version: tuple[str, str]) -> tuple[Severity, str, str] | None:
    """How bad it is, how that is said, and the product; None if the version is supported, or nothing is known of it."""
    from dflint.knowledge.end_of_life import EXTENDED_SUPPORT, NAMES, end_of_life, is_over

    product, number = version
    date = end_of_life(product, number)
    if not is_over(date):
        return None
    name = f"{NAMES[product]} {number}"
    extended = EXTENDED_SUPPORT.get(version)
    if extended is not None and not is_over(extended):
        return None
    return Severity.WARNING, f"{name} has had no security updates since {extended or date}", product


def _help(stage: Stage, reference: ImageReference, product: str) -> str | None:
    """What to move to; None where the CUDA of the image has no images of a supported system, so that it has to move."""
    known = stage.root.known
    if product == "python":
        return _newer_python(stage)
    if known is None or known.family != "cuda":
        return _NEWER[product]
    from dflint.knowledge.cuda_tags import CudaTag, supported_system

    tag = CudaTag.parse(reference.tag or "")
    return None if tag is None else supported_system(tag)


def _newer_python(stage: Stage) -> str | None:
    """The nearest Python that all packages of the image are there for; None if there is none, or that is not known."""
    from dflint.build.python_hold import allowed_pythons, has_pins, is_known_in_full
    from dflint.knowledge.end_of_life import supported

    pythons = supported("python")
    known = stage.root.known
    if known is not None and (known.python or "").startswith("2") and has_pins(stage):
        return None  # they were made for Python 2
    allowed = allowed_pythons(stage, pythons) if is_known_in_full(stage) else ()
    if not allowed:
        return None
    return f"Python {allowed[0]} or later" if allowed == pythons else f"Python {allowed[0]}"


def _can_move(stage: Stage, products: list[str], helps: list[str | None]) -> bool:
    """Whether what is installed is there on the newer distribution too, and for the Python that it brings."""
    from dflint.build.system_hold import is_held_by_old_system

    for product, help in zip(products, helps, strict=True):
        # "Ubuntu 24.04"; where no release is named none is known to lack a package.
        release = (help or "").rpartition(" ")[2]
        if product not in ("python", "node") and is_held_by_old_system(stage, product, release):
            return False
    if "python" in products or not _has_system_python(stage):
        return True
    from dflint.build.python_hold import can_move_to

    pythons = tuple(_system_pythons(products[0]))
    return not pythons or can_move_to(stage, pythons)


def _has_system_python(stage: Stage) -> bool:
    from dflint.build.python_version import SYSTEM, python_of_stage

    pythons = [python_of_stage(one) for one in stage.family]
    return any(python is not None and python.origin == SYSTEM for python in pythons)


def _system_pythons(product: str) -> Iterator[str]:
    from dflint.knowledge.end_of_life import supported
    from dflint.knowledge.system_pythons import SYSTEM_PYTHONS

    for release in supported(product):
        if (product, release) in SYSTEM_PYTHONS:
            yield SYSTEM_PYTHONS[product, release]


def _moving_along(stage: Stage, products: list[str]) -> str:
    """The end of the help: that the packages move with the Python."""
    if "python" not in products and _has_system_python(stage):
        return "; its Python is another one, so pinned packages may have to move along"
    return ""


def _is_gone(reference: ImageReference) -> bool:
    """Whether it is a CUDA image that cannot be pulled, which is worse."""
    if reference.name != "cuda":
        return False
    from dflint.knowledge.cuda_tags import REPOSITORIES, CudaTag, exists, is_gone

    if reference.familiar not in REPOSITORIES:
        return False
    tag = CudaTag.parse(reference.tag or "")
    return tag is None or is_gone(tag) or exists(tag) is False or not tag.has_patch


def _is_meant(stage: Stage) -> bool:
    """Whether it is an image for Python: what a front end or a proxy is built on is none of this tool's business."""
    from dflint.build.python_use import uses_python

    return any(uses_python(one) for one in stage.family)


def _fix(stage: Stage, reference: ImageReference, over: list[str]) -> Fix | None:
    """Another Debian below the same Python; a newer Python or another distribution is more than a tag."""
    from dflint.knowledge.image_rows import TRIXIE_PYTHONS

    word, known = stage.from_.image, stage.root.known
    if over != ["debian"] or word.has_variables or known is None or known.family != "python":
        return None
    if known.python not in TRIXIE_PYTHONS or reference.digest is not None:
        return None
    base, _, name = word.text.rpartition("-")
    if name not in ("buster", "bullseye", "bookworm"):
        return None
    return unsafe("Use Debian 13 (trixie)", stage.dockerfile.source.edit(word.span, f"{base}-trixie"))
