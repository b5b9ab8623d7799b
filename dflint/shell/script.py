"""How is a script taken apart? From its syntax tree to a flat list of commands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from dflint.knowledge.command_prefixes import SHELLS, USER_SHELLS
from dflint.shell import grammar
from dflint.shell.chain import CONNECTORS, Chain, Part
from dflint.shell.commands import (
    CONDITIONAL,
    IN_BACKGROUND,
    IN_FUNCTION,
    IN_LOOP,
    IN_PIPELINE,
    IN_SUBSTITUTION,
    Command,
    Comment,
    Script,
)
from dflint.shell.grammar import (
    BODY,
    BRANCH,
    CASE,
    CHAIN,
    COMMENT,
    FUNCTION,
    IF,
    LOOP,
    OTHER,
    SEQUENCE,
    SIMPLE,
    SUBSHELL,
    SUBSTITUTION,
)
from dflint.shell.nested import script_of
from dflint.shell.scope import ActiveEnvironment, Scope
from dflint.shell.words import Redirect, ShellWord, split_command
from dflint.source import MappedText

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["ActiveEnvironment", "Command", "Comment", "Script", "parse_shell"]

_DEEPEST_SCRIPT = 6

# What the walk does with an item of its stack.
_VISIT = 0
_SIMPLE = 1
_ENTER = 2
_LEAVE_SUBSHELL = 3
_LEAVE_BRANCH = 4
_LEAVE_FUNCTION = 5

_Item = tuple[int, Any, str, int, "Command | None"]
"""An action, the node or `Part` it is about, the connector before it, the flags of commands in it, and `enclosing`."""

_TESTS = ("[", "test ", "command -v ", "which ", "type ", "hash ")


def parse_shell(
    text: MappedText,
    scope: Scope | None = None,
    heredocs: Sequence[MappedText] | None = None,
    enclosing: Command | None = None,
) -> Script:
    """The commands of a POSIX or bash script. Never raises.

    `scope` is what holds where the script starts. `heredocs` are the bodies of the here-documents of the script, in
    order, where they are not in `text`. `enclosing` is the command that gets the script as its argument.
    """
    text = _without_carriage_returns(text)
    extraction = _Extraction(Scope() if scope is None else scope)
    extraction.read(text, "", 0, enclosing, 0, heredocs)
    return Script(text, tuple(extraction.commands), tuple(extraction.comments), extraction.has_errors)


def _without_carriage_returns(text: MappedText) -> MappedText:
    """The text of a file with CRLF line ends, with a blank for each carriage return, so that lines end as they look."""
    if "\r" not in text.text:
        return text
    cleaned = text.text.replace("\\\r\n", " \\\n").replace("\r\n", " \n")
    if cleaned.endswith("\r"):
        cleaned = cleaned[:-1] + " "
    return MappedText(text.source, cleaned, text.segments, text.offset(0))


class _Extraction:
    """Collects the commands of a script and of the scripts in its arguments."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.commands: list[Command] = []
        self.comments: list[Comment] = []
        self.has_errors = False
        self.moving_functions: set[str] = set()

    def read(
        self,
        text: MappedText,
        connector: str,
        flags: int,
        enclosing: Command | None,
        depth: int,
        heredocs: Sequence[MappedText] | None = None,
    ) -> None:
        """Add the commands of the script in `text`, which stands in `enclosing`."""
        if depth > _DEEPEST_SCRIPT:
            self.has_errors = True
        elif text.text.strip():
            _Walk(self, text, depth, heredocs).walk(connector, flags, enclosing)


class _Walk:
    """One pass over the syntax tree of one text, with a stack of its own: a script may be nested deeply."""

    def __init__(
        self, extraction: _Extraction, text: MappedText, depth: int, heredocs: Sequence[MappedText] | None
    ) -> None:
        self.extraction = extraction
        self.text = text
        self.depth = depth
        self.outer_heredocs = iter(heredocs) if heredocs is not None else None
        self.grammar = grammar.bash_grammar()
        self.kind_of = self.grammar.kinds.get
        string = text.text
        self.may_substitute = "$(" in string or "`" in string or "<(" in string or ">(" in string
        self.stack: list[_Item] = []
        self.scopes: list[Scope] = []

    def walk(self, connector: str, flags: int, enclosing: Command | None) -> None:
        """Add all commands of the text."""
        root = self.grammar.parse(self.text.text, self.outer_heredocs is not None)
        if root is None or root.has_error:
            self.extraction.has_errors = True
        if root is None:
            return
        stack = self.stack
        self.push(self.sequence(root.children, connector, flags, enclosing))
        while stack:
            action, subject, connector, flags, enclosing = stack.pop()
            if action == _VISIT:
                handler = _HANDLERS.get(self.kind_of(subject.kind_id, OTHER))
                if handler is not None:
                    handler(self, subject, connector, flags, enclosing)
            elif action == _SIMPLE:
                self.simple(subject, connector, flags, enclosing)
            elif action == _ENTER:
                self.scopes.append(self.extraction.scope)
                self.extraction.scope = self.extraction.scope.copy()
            else:
                self.leave(action, subject)

    def leave(self, action: int, function: str | None) -> None:
        """Go back to the scope around a subshell, a branch or a function, and take up what is left of that."""
        extraction = self.extraction
        inner = extraction.scope
        extraction.scope = outer = self.scopes.pop()
        if action == _LEAVE_BRANCH:
            outer.merge_branch(inner)
        elif action == _LEAVE_FUNCTION and inner.directory != outer.directory and function is not None:
            extraction.moving_functions.add(function)

    def push(self, items: list[_Item]) -> None:
        """Put `items` on the stack so that the first is taken first."""
        items.reverse()
        self.stack.extend(items)

    def sequence(self, children: Sequence[Node], connector: str, flags: int, enclosing: Command | None) -> list[_Item]:
        """The items for statements that follow each other. `connector` stands before the first."""
        items: list[_Item] = []
        for index, child in enumerate(children):
            kind = self.kind_of(child.kind_id, OTHER)
            if kind == OTHER:
                if child.child_count == 0:
                    connector = CONNECTORS.get(child.type, connector)
                continue
            if kind == COMMENT:
                items.append((_VISIT, child, "", 0, None))
                continue
            following = children[index + 1] if index + 1 < len(children) else None
            if following is not None and not following.is_named and following.type == "&":
                items.append((_ENTER, None, "", 0, None))
                items.append((_VISIT, child, connector, flags | IN_BACKGROUND, enclosing))
                items.append((_LEAVE_SUBSHELL, None, "", 0, None))
            else:
                items.append((_VISIT, child, connector, flags, enclosing))
            connector = ";"
        return items

    def visit_sequence(self, node: Node, connector: str, flags: int, enclosing: Command | None) -> None:
        """Statements in braces, or what the grammar could not make out."""
        self.push(self.sequence(node.children, connector, flags, enclosing))

    def visit_subshell(self, node: Node, connector: str, flags: int, enclosing: Command | None) -> None:
        """Statements in parentheses."""
        items = self.sequence(node.children, connector, flags & ~IN_LOOP, enclosing)
        self.push([(_ENTER, None, "", 0, None), *items, (_LEAVE_SUBSHELL, None, "", 0, None)])

    def visit_substitution(self, node: Node, connector: str, flags: int, enclosing: Command | None) -> None:
        """Statements in a command or process substitution."""
        flags = flags & ~IN_LOOP & ~IN_PIPELINE | IN_SUBSTITUTION
        self.visit_subshell(node, "", flags, enclosing)

    def visit_branch(self, node: Node, connector: str, flags: int, enclosing: Command | None) -> None:
        """Statements that run only sometimes: ``elif``, ``else``, an item of ``case``."""
        children = node.children
        if node.type == "case_item":
            start = next((index for index, child in enumerate(children) if child.type == ")"), -1) + 1
            children = children[start:]
        self.push(self.branch(children, flags, enclosing))

    def branch(self, children: Sequence[Node], flags: int, enclosing: Command | None) -> list[_Item]:
        """The items for statements that run only sometimes."""
        items = self.sequence(children, ";", flags | CONDITIONAL, enclosing)
        return [(_ENTER, None, "", 0, None), *items, (_LEAVE_BRANCH, None, "", 0, None)]

    def visit_if(self, node: Node, connector: str, flags: int, enclosing: Command | None) -> None:
        """The condition, which always runs, then the branches."""
        children = node.children
        then = next((index for index, child in enumerate(children) if child.type == "then"), len(children))
        clauses = [child for child in children[then:] if self.kind_of(child.kind_id, OTHER) == BRANCH]
        statements = [child for child in children[then:] if self.kind_of(child.kind_id, OTHER) != BRANCH]
        items = self.sequence(children[:then], connector, flags, enclosing)
        items += self.branch(statements, flags, enclosing)
        items += [(_VISIT, clause, ";", flags, enclosing) for clause in clauses]
        self.push(items)

    def visit_loop(self, node: Node, connector: str, flags: int, enclosing: Command | None) -> None:
        """The condition of ``while``, or the words of ``for``, then the body."""
        statements: list[Node] = []
        items: list[_Item] = []
        body: Node | None = None
        for child in node.children:
            kind = self.kind_of(child.kind_id, OTHER)
            if kind in (BODY, SEQUENCE) and child.start_byte > node.start_byte:
                body = child
            elif kind != OTHER or not child.is_named:
                statements.append(child)
            elif child.type == "variable_name":
                self.extraction.scope.assign(self.text.text[child.start_byte : child.end_byte], None)
            else:
                items += self.substitution_items(self.find_substitutions([child]), flags, enclosing)
        if node.type != "c_style_for_statement":
            items += self.sequence(statements, connector, flags, enclosing)
        if body is not None:
            items += self.branch(body.children, flags | IN_LOOP, enclosing)
        self.push(items)

    def visit_case(self, node: Node, connector: str, flags: int, enclosing: Command | None) -> None:
        """The items, each of which runs only sometimes."""
        children = node.children
        words = [child for child in children if self.kind_of(child.kind_id, OTHER) == OTHER]
        items = self.substitution_items(self.find_substitutions(words), flags, enclosing)
        self.push(items + self.sequence(children, connector, flags, enclosing))

    def visit_function(self, node: Node, connector: str, flags: int, enclosing: Command | None) -> None:
        """The body, as if it ran where it is defined."""
        name: str | None = None
        items: list[_Item] = [(_ENTER, None, "", 0, None)]
        for child in node.children:
            if self.kind_of(child.kind_id, OTHER) != OTHER:
                items.append((_VISIT, child, ";", flags | CONDITIONAL | IN_FUNCTION, enclosing))
            elif child.type == "word":
                name = self.text.text[child.start_byte : child.end_byte]
        items.append((_LEAVE_FUNCTION, name, "", 0, None))
        self.push(items)

    def visit_comment(self, node: Node, connector: str, flags: int, enclosing: Command | None) -> None:
        """Note a comment."""
        start, end = node.start_byte, node.end_byte
        text = self.text.text[start:end].lstrip("#").strip()
        self.extraction.comments.append(Comment(self.text.span(start, end), text))

    def visit_chain(self, node: Node, connector: str, flags: int, enclosing: Command | None) -> None:
        """Commands that are joined by ``&&``, ``||`` and ``|``: the right of ``||`` runs only sometimes."""
        chain = Chain(node, connector, self.grammar.kinds)
        for comment in chain.comments:
            self.visit_comment(comment, "", 0, None)
        items: list[_Item] = []
        is_tested = is_open = False
        for number, pipeline in enumerate(chain.pipelines()):
            operator = pipeline[0].connector
            if number and operator == "||":
                if is_open:
                    items.append((_LEAVE_BRANCH, None, "", 0, None))
                is_tested = is_open = False
                items.append((_ENTER, None, "", 0, None))
                self.pipeline(items, pipeline, flags | CONDITIONAL, enclosing)
                items.append((_LEAVE_BRANCH, None, "", 0, None))
                continue
            if number and is_tested and not is_open:
                items.append((_ENTER, None, "", 0, None))
                is_open = True
            self.pipeline(items, pipeline, flags | CONDITIONAL if is_open else flags, enclosing)
            is_tested = is_tested or self.is_test(pipeline)
        if is_open:
            items.append((_LEAVE_BRANCH, None, "", 0, None))
        self.push(items)

    def is_test(self, pipeline: list[Part]) -> bool:
        """Whether a pipeline only asks something, so that what follows it and ``&&`` runs only sometimes."""
        return pipeline[0].is_negated or self.text.text.startswith(_TESTS, pipeline[-1].start)

    def pipeline(self, items: list[_Item], parts: list[Part], flags: int, enclosing: Command | None) -> None:
        """Add the items for the parts of one pipeline; each part of several has a shell of its own."""
        if len(parts) > 1:
            flags |= IN_PIPELINE
        for part in parts:
            if len(parts) > 1:
                items.append((_ENTER, None, "", 0, None))
            if self.kind_of(part.node.kind_id, OTHER) in (SIMPLE, CHAIN):
                items.append((_SIMPLE, part, part.connector, flags, enclosing))
            else:
                items.append((_VISIT, part.node, part.connector, flags, enclosing))
                items += self.substitution_items(self.find_substitutions(part.nodes[1:]), flags, enclosing)
            if len(parts) > 1:
                items.append((_LEAVE_SUBSHELL, None, "", 0, None))

    def visit_simple(self, node: Node, connector: str, flags: int, enclosing: Command | None) -> None:
        """A simple command that is not part of a chain."""
        self.simple(Part(node, connector), connector, flags, enclosing)

    def simple(self, part: Part, connector: str, flags: int, enclosing: Command | None) -> None:
        """Add a simple command, then the scripts and substitutions in its words."""
        extraction, text = self.extraction, self.text
        found = self.find_substitutions(part.nodes)
        ends = {node.start_byte: node.end_byte for node in found}
        is_test = text.text.startswith("[[", part.start)
        simple = split_command(text, part.start, part.end, ends, is_test)
        if not simple.is_whole:
            extraction.has_errors = True
        if simple.redirects and (part.heredocs or self.outer_heredocs is not None):
            simple.redirects = tuple(self.with_heredocs(simple.redirects, part))
        if not (simple.words or simple.assignments or simple.redirects):
            return
        scope = extraction.scope
        command = Command(text, part.start, simple, connector, flags, scope, enclosing)
        extraction.commands.append(command)
        scope.apply(command, bool(flags & IN_LOOP))
        name = command.name
        if name in extraction.moving_functions:
            scope.directory = None
        read: list[ShellWord] = []
        if name in SHELLS or name in USER_SHELLS or name == "eval":
            read = self.read_arguments(command, connector, flags)
        if found:
            outside = [node for node in found if not any(word.start <= node.start_byte < word.end for word in read)]
            self.push(self.substitution_items(outside, flags, command))

    def with_heredocs(self, redirects: tuple[Redirect, ...], part: Part) -> Iterator[Redirect]:
        """The redirections with the texts of their here-documents."""
        bodies = iter([self.text.sliced(node.start_byte, node.end_byte) for node in part.heredocs])
        if self.outer_heredocs is not None:
            bodies = self.outer_heredocs
        for redirect in redirects:
            if redirect.operator in ("<<", "<<-"):
                yield redirect._replace(heredoc=next(bodies, None))
            else:
                yield redirect

    def read_arguments(self, command: Command, connector: str, flags: int) -> list[ShellWord]:
        """Read the scripts in the arguments of a shell or ``eval``. Returns the words that were read."""
        words, text = script_of(command)
        if text is None:
            return []
        extraction = self.extraction
        scope = extraction.scope
        if command.name != "eval":
            extraction.scope = scope.copy()
            extraction.scope.environment = command.environment
            extraction.scope.directory = command.working_directory
        extraction.read(text, connector, flags, command, self.depth + 1)
        if command.name != "eval":
            extraction.scope = scope
        return words

    def find_substitutions(self, nodes: Sequence[Node]) -> list[Node]:
        """The outermost command and process substitutions in `nodes`, in the order of the text."""
        if not self.may_substitute:
            return []
        found: list[Node] = []
        stack = list(nodes)
        while stack:
            node = stack.pop()
            if self.kind_of(node.kind_id, OTHER) == SUBSTITUTION:
                found.append(node)
            elif node.child_count:
                stack.extend(node.children)
        found.sort(key=lambda node: node.start_byte)
        return found

    def substitution_items(self, nodes: list[Node], flags: int, enclosing: Command | None) -> list[_Item]:
        """The items for substitutions."""
        return [(_VISIT, node, "", flags, enclosing) for node in nodes]


_Handler = Callable[["_Walk", "Node", str, int, "Command | None"], None]

_HANDLERS: dict[int, _Handler] = {
    SIMPLE: _Walk.visit_simple,
    SEQUENCE: _Walk.visit_sequence,
    BODY: _Walk.visit_branch,
    CHAIN: _Walk.visit_chain,
    SUBSHELL: _Walk.visit_subshell,
    IF: _Walk.visit_if,
    BRANCH: _Walk.visit_branch,
    LOOP: _Walk.visit_loop,
    CASE: _Walk.visit_case,
    FUNCTION: _Walk.visit_function,
    SUBSTITUTION: _Walk.visit_substitution,
    COMMENT: _Walk.visit_comment,
}
