"""What the top level of a compose file declares, and a declaration put in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.compose.edits import insert_into

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile
    from dflint.source import Edit


def is_declared(file: ComposeFile, section: str, name: str) -> bool:
    """Whether `name` is in the top-level `section` of the file, or of one that it is merged with."""
    return file.root is not None and file.root.get(section, name) is not None


def declare(file: ComposeFile, section: str, name: str) -> Edit | None:
    """Put `name` with nothing behind it into the top-level `section`, which is made if there is none."""
    root = file.as_written.root
    if root is None or len(file.documents) != 1:
        return None
    edit = insert_into(root, (section, name), None)
    if edit is None or "\n" not in edit.content:
        return edit
    # An empty value says what `null` says, and is how people write it in a line of its own.
    return edit._replace(content=edit.content.removesuffix(" null"))
