"""What would a build be if a stage started from another image?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.dockerfile.parser import parse
from dflint.source import Source

if TYPE_CHECKING:
    from dflint.build.stages import Stage


def with_base(build: Build, stage: Stage, image: str) -> Build:
    """`build` with the image of `stage` replaced by `image`; stages and steps have the numbers that they have there."""
    source = stage.dockerfile.source
    start, end = stage.from_.image.span
    text = f"{source.text[:start]}{image}{source.text[end:]}"
    return Build(
        parse(Source(source.path, text)),
        build.path,
        build.context,
        build.target_name,
        build.args,
        build.named_contexts,
        build.service,
        build.project,
    )
