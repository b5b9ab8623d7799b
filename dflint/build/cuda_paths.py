"""Where do instructions name the directory of one version of CUDA, such as ``/usr/local/cuda-12.4``?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from dflint.dockerfile.instructions import Env
from dflint.lazy_pattern import lazy_pattern
from dflint.source import Span

if TYPE_CHECKING:
    from dflint.build.stages import Stage

_PATH = lazy_pattern(r"/usr/local/cuda-(?P<version>\d+\.\d+)(?![\d.])")
_OWN = "/usr/local/cuda-"


class CudaPath(NamedTuple):
    """``/usr/local/cuda-12.4`` in the value of an ENV; `span` is only that part."""

    instruction: Env
    name: str
    version: str
    span: Span


def cuda_paths(stage: Stage) -> Iterator[CudaPath]:
    """The directories that the ENV instructions of `stage` name, each once an instruction."""
    for step in stage.instructions:
        if not isinstance(step, Env):
            continue
        for pair in step.pairs:
            word = pair.value.mapped
            for match in _PATH.finditer(word.text):
                yield CudaPath(step, pair.name.value, match["version"], word.span(*match.span()))


def may_bring_cuda(stage: Stage) -> bool:
    """Whether something in the chain of `stage` may put another CUDA beside that of the base image."""
    from dflint.build.gpu_use import CONDA, SYSTEM, gpu_signs

    if any(sign.kind in (SYSTEM, CONDA) for sign in gpu_signs(stage)):
        return True
    for link in stage.chain:
        for copy in link.copies:
            destination = copy.destination
            if destination is None or destination.startswith(_OWN) or destination in ("/", "/usr", "/usr/local"):
                return True
        for run in link.runs:
            text = run.run.body.text + "".join(heredoc.content.text for heredoc in run.run.heredocs)
            if _OWN in text or "cuda_" in text or "/usr/local/cuda" in text or run.script.is_foreign:
                return True
            if any(install.install.ecosystem == "system" and install.install.is_dynamic for install in run.installs):
                return True
    return False
