"""What of OpenCV does the code of a project use?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dflint.build.stages import Stage

_SUFFIXES = (".py", ".ipynb")
_MOST_FILES = 3000
_LARGEST = 1_000_000


def may_use_contrib(stage: Stage) -> bool:
    """Whether a file that is sent to the builder names a module of OpenCV's contrib; True for too many files."""
    context = stage.graph.context
    if context is None:
        return False
    from dflint.knowledge.opencv_contrib import USES_CONTRIB

    read = 0
    for file in context.files():
        if not file.path.endswith(_SUFFIXES) or file.size > _LARGEST:
            continue
        read += 1
        if read > _MOST_FILES:
            return True
        source = context.read_text(file.path, _LARGEST)
        if source is not None and USES_CONTRIB.search(source.text):
            return True
    return False
