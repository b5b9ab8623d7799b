"""What the top level of a compose file declares, and a declaration put in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.compose.edits import insert_into

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile
    from dflint.source import Edit


def is_declared(file: ComposeFile, section: str, name: str) -> bool:
    """Whether a document of the file has `name` in its top-level `section`."""
    for document in file.documents:
        declared = document.get(section)
        if declared is not None and declared.get(name) is not None:
            return True
    return False


def declare(file: ComposeFile, section: str, name: str) -> Edit | None:
    """Put `name` with nothing behind it into the top-level `section`, which is made if there is none."""
    root = file.root
    if root is None or len(file.documents) != 1:
        return None
    edit = insert_into(root, (section, name), None)
    if edit is None or "\n" not in edit.content:
        return edit
    # An empty value says what `null` says, and is how people write it in a line of its own.
    return edit._replace(content=edit.content.removesuffix(" null"))
