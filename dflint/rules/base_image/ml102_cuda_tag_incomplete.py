"""ML102: ``FROM nvidia/cuda:12.4-base``: no such tag."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.cuda_base import cuda_image_of, is_chosen_outside
from dflint.diagnostics import Severity
from dflint.rules.rule import StageRule

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.stages import Stage
    from dflint.diagnostics import Diagnostic
    from dflint.knowledge.cuda_tags import CudaTag

_EXAMPLE = "12.9.2-cudnn-runtime-ubuntu24.04"


class CudaTagIncomplete(StageRule):
    """The tag of the CUDA image lacks a part, or names a combination that NVIDIA does not publish.

    A tag is `X.Y.Z[-cudnn]-(base|runtime|devel)-<system>`. There are no short forms: without the patch, the flavour or
    the system the pull ends with "manifest unknown". The same holds for cuDNN where a version has none or spells it
    otherwise (`cudnn8` up to 12.2, `cudnn9` in 12.3.2, `cudnn` from 12.4.1 on), and it never comes with `base`.
    """

    code = "ML102"
    name = "cuda-tag-incomplete"
    severity = Severity.ERROR
    sources = (
        "https://gitlab.com/nvidia/container-images/cuda/-/blob/master/doc/supported-tags.md",
        "https://gitlab.com/nvidia/container-images/cuda/-/blob/master/doc/unsupported-tags.md",
    )

    bad = {
        "Dockerfile": """
            FROM nvidia/cuda:12.9-runtime
            RUN apt-get update && apt-get install -y --no-install-recommends python3 && rm -rf /var/lib/apt/lists/*
        """,
    }
    good = {
        "Dockerfile": """
            FROM nvidia/cuda:12.9.2-runtime-ubuntu24.04
            RUN apt-get update && apt-get install -y --no-install-recommends python3 && rm -rf /var/lib/apt/lists/*
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding if `stage` starts from a CUDA image of which there is no such tag."""
        reference = cuda_image_of(stage)
        if reference is None or reference.tag is None:
            return
        from dflint.knowledge.cuda_tags import CudaTag, is_gone

        tag = CudaTag.parse(reference.tag)
        if tag is None or is_gone(tag):
            return
        lacking = _lacking(tag)
        if lacking:
            message = f"there is no tag `{tag}` of `{reference.familiar}`: it lacks {lacking}"
            advice = f"write all parts, as in `{_completed(tag)}`"
        else:
            reason = _reason(tag)
            if reason is None:
                return
            message = f"there is no tag `{tag}` of `{reference.familiar}`: {reason}"
            advice = _nearest(tag)
        yield self.found(
            stage.dockerfile.source,
            stage.from_.image.span,
            message,
            severity=Severity.WARNING if is_chosen_outside(stage) else Severity.ERROR,
            help=advice,
        )


def _lacking(tag: CudaTag) -> str:
    """Which parts are not there."""
    parts = [
        *([] if tag.has_patch else ["the patch of the version"]),
        *([] if tag.flavour else ["the flavour"]),
        *([] if tag.system else ["the system"]),
    ]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _completed(tag: CudaTag) -> str:
    """A tag that there is, as near to `tag` as can be."""
    from dflint.knowledge.cuda_tags import VERSIONS, exists, newest_patch

    version = tag.version if tag.has_patch else newest_patch(tag.line, tag.system)
    facts = None if version is None else VERSIONS.get(version)
    if version is None or facts is None or not facts.systems:
        return _EXAMPLE
    library = facts.cudnn if tag.has_cudnn else ""
    systems = facts.with_cudnn if library else facts.systems
    ubuntus = [system for system in systems if system.startswith("ubuntu")]
    system = tag.system or (ubuntus[-1] if ubuntus else systems[-1])
    flavour = tag.flavour or ("runtime" if library else "base")
    whole = type(tag)(version, library, flavour, system)
    return str(whole) if exists(whole) else _EXAMPLE


def _reason(tag: CudaTag) -> str | None:
    """Why there is no such tag; None if it may be there."""
    from dflint.knowledge.cuda_tags import VERSIONS, exists

    if exists(tag) is not False:
        return None
    if tag.has_cudnn and tag.flavour == "base":
        return "cuDNN comes with `runtime` and `devel` only"
    facts = VERSIONS[tag.version]
    if tag.has_cudnn and not facts.cudnn:
        return f"CUDA {tag.version} was published without cuDNN"
    if tag.has_cudnn and tag.library != facts.cudnn:
        return f"the tags of CUDA {tag.version} spell it `{facts.cudnn}`"
    if tag.has_cudnn and tag.system in facts.systems:
        return f"CUDA {tag.version} has no cuDNN for {tag.system}"
    return f"CUDA {tag.version} was not published for {tag.system}"


def _nearest(tag: CudaTag) -> str:
    """What to write instead."""
    from dflint.knowledge.cuda_tags import VERSIONS

    if tag.has_cudnn and tag.flavour == "base":
        return "take the `runtime` flavour, or leave out cuDNN if the packages of Python bring it"
    facts = VERSIONS[tag.version]
    if tag.has_cudnn and facts.cudnn and tag.system in facts.with_cudnn:
        return f"write `{type(tag)(tag.version, facts.cudnn, tag.flavour, tag.system)}`"
    later = _later(tag)
    if later is not None:
        return f"there is `{later}`"
    return f"it was published for {', '.join(facts.with_cudnn if tag.has_cudnn else facts.systems)}"


def _later(tag: CudaTag) -> CudaTag | None:
    """The same image of the newest patch, if there is one of a newer patch."""
    from dflint.knowledge.cuda_tags import VERSIONS, newest_patch

    version = newest_patch(tag.line, tag.system)
    if version is None or int(version.rpartition(".")[2]) <= int(tag.version.rpartition(".")[2]):
        return None
    facts = VERSIONS[version]
    if tag.has_cudnn and tag.system not in facts.with_cudnn:
        return None
    return type(tag)(version, facts.cudnn if tag.has_cudnn else "", tag.flavour, tag.system)
