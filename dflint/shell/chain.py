"""Which commands does a chain join: ``a && b >file | c || d <<EOF``?

The grammar nests lists to the left and hangs a redirection, with the words behind it, on the whole list before it.
Here each command gets back what belongs to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from dflint.shell.grammar import CHAIN, COMMENT, HEREDOC, HEREDOC_BODY, OTHER, REDIRECT

if TYPE_CHECKING:
    from tree_sitter import Node

CONNECTORS = {"&&": "&&", "||": "||", ";": ";", ";;": ";", "\n": ";", "&": "&", "|": "|", "|&": "|"}
"""The tokens between two statements, and the connector that each is to us."""

_WITHIN_CHAIN = frozenset({"&&", "||", "|", "|&"})


class Part:
    """A part of a chain: a statement, what joins it to the part before, and the redirections behind it.

    For a simple command `end` counts the redirections in, and the words behind them, which the grammar takes for a
    part of the redirection. `nodes` are what may hold substitutions, `heredocs` the bodies of here-documents.
    """

    __slots__ = ("connector", "end", "heredocs", "is_negated", "node", "nodes", "start")

    def __init__(self, node: Node, connector: str, is_negated: bool = False) -> None:
        self.node = node
        self.connector = connector
        self.is_negated = is_negated
        self.start = node.start_byte
        self.end = node.end_byte
        self.nodes = [node]
        self.heredocs: list[Node] = []


class Chain:
    """The parts of a chain in the order of the text, and the comments in it."""

    def __init__(self, node: Node, connector: str, kinds: Mapping[int, int]) -> None:
        """`connector` stands before the chain; `kinds` are those of `Grammar`."""
        self.parts: list[Part] = []
        self.comments: list[Node] = []
        self._connector = connector
        self._is_negated = False
        self._heredoc_owner: Part | None = None
        stack = [node]
        kind_of = kinds.get
        while stack:
            child = stack.pop()
            kind = kind_of(child.kind_id, OTHER)
            if kind == CHAIN:
                children = child.children
                if children and kind_of(children[0].kind_id, OTHER) == REDIRECT:
                    self._add_part(child)
                    self.parts[-1].nodes.clear()
                stack.extend(reversed(children))
            elif kind == HEREDOC:
                self._heredoc_owner = self.parts[-1] if self.parts else None
                stack.extend(reversed(child.children))
            else:
                self._add(child, kind)

    def _add(self, node: Node, kind: int) -> None:
        if kind == OTHER:
            self._add_token(node)
        elif kind == COMMENT:
            self.comments.append(node)
        elif kind == HEREDOC_BODY:
            if self._heredoc_owner is not None:
                self._heredoc_owner.heredocs.append(node)
                self._heredoc_owner.nodes.append(node)
        elif kind == REDIRECT and self.parts:
            self.parts[-1].end = node.end_byte
            self.parts[-1].nodes.append(node)
        else:
            self._add_part(node)

    def _add_token(self, node: Node) -> None:
        text = node.type
        if text in _WITHIN_CHAIN:
            self._connector = CONNECTORS[text]
        elif text == "!":
            self._is_negated = True
        elif self.parts and node.is_named and text != "heredoc_end":
            self.parts[-1].end = max(self.parts[-1].end, node.end_byte)

    def _add_part(self, node: Node) -> None:
        self.parts.append(Part(node, self._connector, self._is_negated))
        self._is_negated = False

    def pipelines(self) -> Iterator[list[Part]]:
        """The parts, grouped by pipeline."""
        pipeline: list[Part] = []
        for part in self.parts:
            if pipeline and part.connector != "|":
                yield pipeline
                pipeline = []
            pipeline.append(part)
        if pipeline:
            yield pipeline
