"""What does the top level of a compose file declare that no service uses?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.compose.consistency import references
from dflint.compose.tidy_removal import remove_tidily
from dflint.compose.values import text_of
from dflint.project.companions import is_whole, mentioned_elsewhere

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile
    from dflint.compose.nodes import Entry, Node
    from dflint.compose.service import Service
    from dflint.project.project import Project
    from dflint.source import Edit


_SECTIONS = ("volumes", "networks", "secrets", "configs")
_GRANTED = ("secrets", "configs")


def unused(file: ComposeFile, project: Project) -> Iterator[tuple[str, Entry, Edit | None]]:
    """Section and entry of each declaration that nothing uses, with the edit that takes it out.

    Nothing where a name that is used is not known, or where other files may use what this one declares.
    """
    root = file.as_written.root
    if root is None or len(file.documents) != 1:
        return
    declared = [
        (section, entry)
        for section in _SECTIONS
        for entry in _entries(root, section)
        if (section, entry.key) != ("networks", "default") and not entry.node.is_reset
    ]
    if not declared:
        return
    used = {(reference.section, reference.name) for service in file.services for reference in references(service)}
    left = [(section, entry) for section, entry in declared if (section, entry.key) not in used]
    if not left or any(_names_something_unknown(service) for service in file.services) or not is_whole(file, project):
        return
    for section, entry in left:
        if not _is_in_comment(file, entry.key) and not mentioned_elsewhere(file, project, entry.key):
            yield section, entry, _removal(root, section, entry.key, left)


def _names_something_unknown(service: Service) -> bool:
    """Whether a variable that is not known may stand for a name."""
    if any(volume.type is None or volume.source is None for volume in service.volumes):
        return True
    lists = [service.get(key) for key in ("networks", *_GRANTED)]
    items = [item for node in lists if node is not None for item in node.elements]
    if service.build is not None and (secrets := service.build.get("secrets")) is not None:
        items += secrets.elements
    names = [item.get("source") if item.is_mapping else item for item in items]
    return any(name is not None and text_of(name, service.variables) is None for name in names)


def _entries(root: Node, section: str) -> tuple[Entry, ...]:
    node = root.get(section)
    return node.entries if node is not None else ()


def _is_in_comment(file: ComposeFile, name: str) -> bool:
    word = re.compile(rf"(?<![\w.-]){re.escape(name)}(?![\w.-])")
    return any(word.search(comment.text) is not None for comment in file.comments)


def _removal(root: Node, section: str, name: str, left: list[tuple[str, Entry]]) -> Edit | None:
    """The edit that takes out one declaration, or the whole section where none of it is used."""
    entries = _entries(root, section)
    if all((section, entry.key) in {(one, other.key) for one, other in left} for entry in entries):
        return remove_tidily(root, section) if entries[0].key == name else None
    return remove_tidily(root.get(section) or root, name, with_comment=True)
