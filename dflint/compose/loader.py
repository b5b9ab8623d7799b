"""Reading a compose file: from its text to the model, with every mistake of the text as data.

Nothing is raised. What cannot be read is a `Problem` at its place, and the rest is read: the service (or the top-level
key) in which the YAML breaks off is left out of the model as a whole, so that nobody judges half a service, and the
others are read as if it were not there.
"""

from __future__ import annotations

from collections.abc import Iterator

from dflint.compose.compose_file import Comment, ComposeFile, Problem
from dflint.compose.graph import Graph, read_graph
from dflint.compose.nodes import Node
from dflint.compose.recovery import broken_block, without_block
from dflint.compose.values import Environment
from dflint.lazy_pattern import lazy_pattern
from dflint.source import BYTE_ORDER_MARK, Source, Span

# Larger than any compose file; reading costs about two seconds for each megabyte.
_MOST_CHARACTERS = 1_000_000
# Broken services that are left out before the rest of the file is given up. Each costs one more reading.
_MOST_ATTEMPTS = 8
_MOST_CHARACTERS_AGAIN = 100_000

_USUAL = lazy_pattern(r"[\t\n\r -~]*")
# What YAML has no place for, and line breaks that only YAML 1.1 knows.
_UNREADABLE = lazy_pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_SUBSTITUTE = "\ufffd"
_HARMLESS = "\x85\u2028\u2029\ufeff"


def load(source: Source, variables: Environment | None = None) -> ComposeFile:
    """The compose file that `source` holds. Never raises; what is wrong is in `ComposeFile.problems`.

    `variables` are those of the ``.env`` file of the project (see `environment_file.environment_of`).
    """
    known = variables if variables is not None else {}
    if len(source.text) > _MOST_CHARACTERS:
        problem = Problem(Span(0, 1), f"the file has more than {_MOST_CHARACTERS} characters and is not read")
        return ComposeFile(source, (), (), (problem,), known, False)
    problems: list[Problem] = []
    text = _readable(source.text, problems)
    graph = _read(text, problems)
    if text is not source.text or graph.left_out:
        _restore_texts(graph, source)
    all_documents = tuple(Node(source, written) for written in graph.documents)
    documents = tuple(document for document in all_documents if not document.is_null) or all_documents[:1]
    if len(documents) < len(all_documents) and graph.is_complete:
        problems.extend(_empty_documents(all_documents))
    if graph.is_complete:
        problems.extend(_misshapen(source, documents))
    comments = tuple(
        Comment(span, source.text[span.start + 1 : span.end].strip(), source.row(span.start)) for span in graph.comments
    )
    ordered = tuple(sorted(set(problems)))
    return ComposeFile(source, documents, comments, ordered, known, graph.is_complete)


def _readable(text: str, problems: list[Problem]) -> str:
    """`text` with a substitute for each character that YAML does not allow; the very same text where there is none."""
    if _USUAL.fullmatch(text) is not None:
        return text
    body = text[1:] if text.startswith(BYTE_ORDER_MARK) else text
    first = _UNREADABLE.search(body)
    if first is None:
        return text
    offset = len(text) - len(body)
    for found in _UNREADABLE.finditer(body):
        if found.group() not in _HARMLESS:
            place = Span(found.start() + offset, found.end() + offset)
            if "\udc80" <= found.group() <= "\udcff":
                problems.append(Problem(place, "this byte is not UTF-8"))
            else:
                problems.append(Problem(place, f"YAML does not allow the character U+{ord(found.group()):04X}"))
            break
    return text[:offset] + _UNREADABLE.sub(_SUBSTITUTE, body)


def _read(text: str, problems: list[Problem]) -> Graph:
    """Read `text`, and read it again without the block in which it breaks off, until the rest can be read."""
    attempts = _MOST_ATTEMPTS if len(text) <= _MOST_CHARACTERS_AGAIN else 1
    left_out: list[Span] = []
    graph = read_graph(text)
    while graph.break_off is not None:
        problems.append(Problem(graph.break_off.span, graph.break_off.message))
        attempts -= 1
        block = broken_block(text, graph.break_off)
        if block is None or not attempts:
            break
        left_out.append(block)
        text = without_block(text, block)
        graph = read_graph(text, left_out)
    problems.extend(Problem(span, message) for span, message in graph.problems)
    return graph


def _restore_texts(graph: Graph, source: Source) -> None:
    """Give the scalars their own characters back, where substitutes or comments were read in their place."""
    for written in graph.scalars:
        place = Span(written.start, written.end)
        if _SUBSTITUTE in written.text or any(block.overlaps(place) for block in graph.left_out):
            written.text = Node(source, written).mapped.text


def _empty_documents(documents: tuple[Node, ...]) -> Iterator[Problem]:
    """What Compose says of documents without content beside others, most often a ``---`` at the end."""
    for document in documents:
        if document.is_null and not all(one.is_null for one in documents):
            # An empty document has no extent: it is shown at the line above, which starts it.
            start = document.source.text.rfind("---", 0, document.span.end)
            place = (
                Span(start, start + 3) if start >= 0 and document.place.start == document.place.end else document.place
            )
            yield Problem(place, "the file has an empty document, which Compose refuses")


def _misshapen(source: Source, documents: tuple[Node, ...]) -> list[Problem]:
    """What Compose refuses before it looks at any value: no mapping where there has to be one."""
    if not documents:
        return [Problem(Span(0, 0), "the compose file is empty")]
    problems: list[Problem] = []
    for document in documents:
        if document.is_null:
            problems.append(Problem(document.place, "the compose file is empty"))
        elif not document.is_mapping:
            problems.append(Problem(document.place, "the top level of a compose file has to be a mapping"))
        services = document.get("services")
        if services is None:
            continue
        if not services.is_mapping:
            problems.append(Problem(services.place, "services has to be a mapping of names to services"))
        for name, service in services.items():
            if not service.is_mapping:
                problems.append(Problem(service.place, f"the service {name} has to be a mapping"))
    for document in documents[1:]:
        problems.append(Problem(document.place, "the file has several documents, which Compose merges into one", False))
    return problems
