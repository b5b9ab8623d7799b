"""Is a rewritten file still what it was, but for what a fix says? Two parsers must agree before it is written."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dflint.named_tuple import NamedTuple
from dflint.project.names import Kind, kind_of_named
from dflint.source import Edit, Source, Span

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile
    from dflint.compose.nodes import Node
    from dflint.dockerfile.instructions import Dockerfile


class Outline(NamedTuple):
    """An instruction as a line parser sees it: keyword, first and last 1-based row."""

    keyword: str
    first_row: int
    last_row: int


def objection(before: Source, after: Source, edits: Sequence[Edit]) -> str | None:
    """Why the rewrite of a file from `before` to `after` by `edits` must not be written, or None."""
    kind = kind_of_named(os.path.basename(before.path))
    if kind is Kind.DOCKERFILE:
        return dockerfile_objection(before, after)
    return compose_objection(before, after, edits) if kind is Kind.COMPOSE else None


def second_opinion(data: bytes) -> list[Outline] | None:
    """The instructions of a Dockerfile by ``dockerfile-parse``, an independent parser, or None where it fails.

    It is given bytes in memory, never a path: by path it would write.
    """
    from io import BytesIO

    from dockerfile_parse import DockerfileParser

    try:
        structure = DockerfileParser(fileobj=BytesIO(data)).structure
    except Exception:  # whatever it raises, it has no opinion
        return None
    return [
        Outline(entry["instruction"].upper(), entry["startline"] + 1, entry["endline"] + 1)
        for entry in structure
        if entry["instruction"] != "COMMENT"
    ]


def outline(dockerfile: Dockerfile) -> list[Outline]:
    """The instructions of our own tree, to compare with the second opinion."""
    return [
        Outline(instruction.keyword, instruction.start_row, instruction.end_row)
        for instruction in dockerfile.instructions
    ]


def dockerfile_objection(before: Source, after: Source) -> str | None:
    """Why the rewrite of a Dockerfile from `before` to `after` must not be written, or None.

    Where the second parser agreed with the syntax tree before the rewrite, it must agree after it. Where it did not
    (heredocs, blank lines inside a continuation), the syntax tree of the result decides alone.
    """
    from dflint.dockerfile.parser import parse

    tree_before, tree_after = parse(before), parse(after)
    if len(_problems(tree_after)) > len(_problems(tree_before)):
        return "the result has a syntax error"
    if second_opinion(before.data) != outline(tree_before):
        return None
    if second_opinion(after.data) != outline(tree_after):
        return "a second parser reads the result differently"
    return None


def _problems(dockerfile: Dockerfile) -> Sequence[object]:
    return dockerfile.problems


def compose_objection(before: Source, after: Source, edits: Sequence[Edit]) -> str | None:
    """Why the rewrite of a compose file must not be written, or None.

    What the two files say may differ only at nodes that the edits touch.
    """
    from dflint.compose.comparison import differing_paths
    from dflint.compose.loader import load

    model_before, model_after = load(before), load(after)
    if len(model_after.problems) > len(model_before.problems):
        return "the result is not a valid compose file"
    edited = [edit.span for edit in edits]
    written = _written(edits)
    for path in differing_paths(model_before, model_after):
        if not _touches(model_before, path, edited) and not _touches(model_after, path, written):
            return f"the result says something else at {'.'.join(map(str, path))}"
    return None


def _written(edits: Sequence[Edit]) -> list[Span]:
    """Where the contents of `edits` stand in the result."""
    spans: list[Span] = []
    shift = 0
    for edit in sorted(edits, key=lambda edit: edit.span):
        start = edit.span.start + shift
        spans.append(Span(start, start + len(edit.content)))
        shift += len(edit.content) - (edit.span.end - edit.span.start)
    return spans


def _touches(model: ComposeFile, path: Sequence[str | int], spans: Sequence[Span]) -> bool:
    """Whether the node at `path`, or its key, stands in one of `spans`, and in no other part of the model."""
    steps = list(path)
    document = steps.pop(0) if len(model.documents) > 1 and steps else 0
    node: Node | None = model.documents[document] if isinstance(document, int) else None
    holder = node
    for step in steps:
        if node is None:
            return False
        holder, node = node, node.get(step) if isinstance(step, str) else (node.elements[step : step + 1] or (None,))[0]
    if node is None:
        return False
    if node.key_span in spans and holder is not None and not holder.shared:
        return True
    place = node.place
    return not node.shared and any(place.start <= span.end and span.start <= place.end for span in spans)
