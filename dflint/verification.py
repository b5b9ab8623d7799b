"""Is a rewritten file still what it was, but for what a fix says? Two parsers must agree before it is written."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from dflint.project.names import Kind, kind_of_named
from dflint.source import Edit, Source, Span

if TYPE_CHECKING:
    from dflint.compose.comparison import Path
    from dflint.compose.compose_file import ComposeFile
    from dflint.compose.nodes import Node
    from dflint.dockerfile.instructions import Dockerfile
    from dflint.suppression import ParsedFile


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


def comment_objection(before: Source, after: Source, file: ParsedFile) -> str | None:
    """Why a rewrite from `before` to `after` that is to bring comments alone must not be written, or None.

    `file` says what the text is read as. Nothing that is read from it may differ.
    """
    if file.dockerfile is not None:
        return dockerfile_objection(before, after) or _said_otherwise(_says_the_same(before, after))
    if file.compose is not None:
        return _said_otherwise(_compose_says_the_same(before, after))
    from dflint.context.dockerignore import parse_dockerignore

    old, new = parse_dockerignore(before), parse_dockerignore(after)
    return _said_otherwise([pattern.text for pattern in old.patterns] == [pattern.text for pattern in new.patterns])


def _said_otherwise(is_same: bool) -> str | None:
    return None if is_same else "with a comment there the file would say something else"


def _says_the_same(before: Source, after: Source) -> bool:
    """Whether two Dockerfiles have the same directives and the same instructions, continuations joined."""
    from dflint.dockerfile.parser import parse

    said = []
    for dockerfile in (parse(before), parse(after)):
        directives = [(directive.name, directive.value) for directive in dockerfile.directives]
        instructions = [
            (instruction.line.text, [heredoc.content.text for heredoc in instruction.heredocs])
            for instruction in dockerfile.instructions
        ]
        said.append((directives, instructions, [problem.message for problem in dockerfile.problems]))
    return said[0] == said[1]


def _compose_says_the_same(before: Source, after: Source) -> bool:
    """Whether two compose files say the same but for comments in the Dockerfiles that they hold."""
    from dflint.compose.comparison import differing_paths
    from dflint.compose.loader import load

    old, new = load(before), load(after)
    if [problem.message for problem in old.problems] != [problem.message for problem in new.problems]:
        return False
    for path in differing_paths(old, new):
        if path[-1:] != ("dockerfile_inline",):
            return False
        texts = [_scalar_at(model, path) for model in (old, new)]
        if texts[0] is None or texts[1] is None:
            return False
        if not _says_the_same(Source(before.path, texts[0]), Source(before.path, texts[1])):
            return False
    return True


def _scalar_at(model: ComposeFile, path: Path) -> str | None:
    """The text of the scalar at `path`, whose first step is the document where there are several."""
    steps = list(path)
    document = steps.pop(0) if len(model.documents) > 1 and steps else 0
    node: Node | None = model.documents[document] if isinstance(document, int) else None
    for step in steps:
        if node is None:
            return None
        node = node.get(step) if isinstance(step, str) else (node.elements[step : step + 1] or (None,))[0]
    return node.mapped.text if node is not None and node.kind == "scalar" else None


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
