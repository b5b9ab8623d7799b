"""Is a folder of the image filled with models while the image is built?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.build.steps import is_within

if TYPE_CHECKING:
    from dflint.build.stages import Stage


def is_filled(stage: Stage, folder: str | None) -> bool:
    """Whether a COPY puts something into the folder, or something is downloaded that may go there.

    Also True where the folder is not known.
    """
    if not folder:
        return True

    place = folder.rstrip("/") or "/"
    for one in stage.chain:
        for copy in one.copies:
            if copy.destination is None or is_within(copy.destination, place):
                return True
        for download in one.downloads:
            if download.directory is None or download.is_hub or is_within(download.directory, place):
                return True
    return False
