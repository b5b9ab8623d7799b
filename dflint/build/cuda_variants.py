"""Is a stage made for one version of CUDA, so that its image cannot move to another one alone?

It is one of several variants that are named after the version, or what it installs is for that version too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.cuda_base import cuda_image_of
from dflint.dockerfile.instructions import Arg, Label
from dflint.dockerfile.words import variables

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.stages import Stage

_PRODUCTS = r"(?:cuda|cudnn|nccl|nvidia|tensorrt)"


def is_named_after_cuda(stage: Stage, build: Build, version: str) -> bool:
    """Whether the name of the stage, the file or one of its folders holds `version`, such as "12.4" or "11"."""
    root = build.project.root if build.project is not None else ""
    path = build.path.removeprefix(root).replace("\\", "/")
    digits = re.escape(version).replace(r"\.", r"[._-]?")
    end = r"(?:[._-]?\d)?(?![\d])" if "." in version else r"(?!\d|\.\d)"
    named = re.compile(rf"cu(?:da)?[._-]?{digits}{end}", re.IGNORECASE)
    plain = re.compile(rf"(?<![\d.]){re.escape(version)}(?!\d)") if "." in version else named
    return any(named.search(name) or plain.search(name) for name in (path, stage.name or ""))


def is_tied_to_cuda(stage: Stage, build: Build, line: str) -> bool:
    """Whether something in the file beside the CUDA images, or a package of the image, is for CUDA `line` ("12.4")."""
    digits = line.replace(".", "")
    dashed, dotted = line.replace(".", "-"), re.escape(line)
    tied = re.compile(
        rf"cu(?:da)?[_-]?{digits}(?!\d)|[a-z]-{dashed}(?!\d)|{_PRODUCTS}[\w./:=+\"' -]{{0,30}}(?<![\d.]){dotted}(?!\d)",
        re.IGNORECASE,
    )
    if any(tied.search(text) for text in _texts(stage)):
        return True
    from dflint.build.gpu_use import BASE, gpu_signs

    stages = stage.family
    return any(sign.cuda == line and sign.kind != BASE for one in stages for sign in gpu_signs(one))


def _texts(stage: Stage) -> Iterator[str]:
    """The instructions of the file, without those that only say which CUDA image to take."""
    graph = stage.graph
    images = {id(one.from_): one.from_.image.text for one in graph.stages if cuda_image_of(one) is not None}
    used = {name for text in images.values() for name in variables(text)}
    first = graph.stages[0].from_.span.start
    for instruction in graph.dockerfile.instructions:
        if id(instruction) in images or isinstance(instruction, Label):
            continue
        names = instruction.names if isinstance(instruction, Arg) and instruction.span.start < first else ()
        if names and used.issuperset(one.name.text for one in names):
            continue
        yield instruction.body.text
        yield from (heredoc.body.text for heredoc in instruction.heredocs)
