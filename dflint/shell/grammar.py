"""How is a script split into commands? The bash grammar of tree-sitter, loaded on first use.

tree-sitter counts bytes. It is given a text of as many bytes as the script has characters, in which every character
that is not ASCII is one that stands in a word in the same way, so that its offsets are indexes into the script.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from tree_sitter import Node, Tree

# What a node of the syntax tree is to us. Words and operators within commands are of no interest here.
OTHER = 0
SIMPLE = 1  # a simple command
SEQUENCE = 2  # statements one after the other
CHAIN = 3  # commands joined by && || |, with redirections that belong to the last of them
SUBSHELL = 4
IF = 5
BRANCH = 6  # what runs only sometimes
LOOP = 7
BODY = 8  # of a loop
CASE = 9
FUNCTION = 10
SUBSTITUTION = 11
COMMENT = 12
REDIRECT = 13
HEREDOC = 14
HEREDOC_BODY = 15

_KINDS = {
    "command": SIMPLE,
    "declaration_command": SIMPLE,
    "unset_command": SIMPLE,
    "variable_assignment": SIMPLE,
    "variable_assignments": SIMPLE,
    "test_command": SIMPLE,
    "program": SEQUENCE,
    "compound_statement": SEQUENCE,
    "ERROR": SEQUENCE,
    "list": CHAIN,
    "pipeline": CHAIN,
    "negated_command": CHAIN,
    "redirected_statement": CHAIN,
    "subshell": SUBSHELL,
    "if_statement": IF,
    "elif_clause": BRANCH,
    "else_clause": BRANCH,
    "case_item": BRANCH,
    "while_statement": LOOP,
    "for_statement": LOOP,
    "c_style_for_statement": LOOP,
    "do_group": BODY,
    "case_statement": CASE,
    "function_definition": FUNCTION,
    "command_substitution": SUBSTITUTION,
    "process_substitution": SUBSTITUTION,
    "comment": COMMENT,
    "file_redirect": REDIRECT,
    "herestring_redirect": REDIRECT,
    "heredoc_redirect": HEREDOC,
    "heredoc_body": HEREDOC_BODY,
}

_ERROR_NODE = 0xFFFF
_SHORT = 4096  # bytes; what is not longer is parsed without a limit of time
_LONGEST_PARSE = 2.0  # seconds
_CHUNK = 8192  # bytes
_HEREDOC_OPERATOR = lazy_pattern(r"(?<!<)<<-?(?!<)")
COMMENT_SUBSTITUTION = lazy_pattern(r"(?:(?<=[ \t\n])|(?<![\s\S]))`#[^`\n]*`(?=[ \t\n]|\Z)")
_TRAILING_COMPARISON = lazy_pattern(r"(?:(?<=[ \t\n])|(?<![\s\S]))(?:==|=~)(?=[ \t]*(?:[;&|)\n]|\Z))")
_NOT_PLAIN = lazy_pattern(r"[^\t\n\x20-\x7e]")
_ESCAPED = lazy_pattern(r"\\[\s\S]")


class Grammar:
    """The parser, and for each kind of node what it is to us."""

    def __init__(self) -> None:
        from tree_sitter import Language, Parser

        language = Language(_bash_language())
        self.parser = Parser(language)
        self.kinds = {
            number: kind
            for number in range(language.node_kind_count)
            if (kind := _KINDS.get(language.node_kind_for_id(number) or "", OTHER))
        }
        self.kinds[_ERROR_NODE] = SEQUENCE

    def parse(self, text: str, without_heredocs: bool = False) -> Node | None:
        """The root of the syntax tree of `text`; offsets of bytes in it are indexes into `text`.

        None if that takes too long: tree-sitter may need time quadratic in the length of a broken script.
        `without_heredocs` is for a text whose here-documents are not in it.
        """
        if without_heredocs:
            text = _HEREDOC_OPERATOR.sub(lambda match: "<".ljust(len(match.group())), text)
        data = _single_bytes(text)
        if len(data) <= _SHORT:
            return self.parser.parse(data).root_node
        return self._parse_in_time(data)

    def _parse_in_time(self, data: bytes) -> Node | None:
        try:
            return self._parse_until(data).root_node
        except ValueError:
            self.parser.reset()
            return None

    def _parse_until(self, data: bytes) -> Tree:
        """Parse with a limit of time. Raises `ValueError` when it is over."""
        from time import monotonic

        deadline = monotonic() + _LONGEST_PARSE
        try:
            return self.parser.parse(
                lambda offset, _: data[offset : offset + _CHUNK],
                progress_callback=lambda _offset, _has_error: monotonic() > deadline,
            )
        except TypeError:
            # tree-sitter before 0.25 has no progress callback, but a limit of its own.
            self.parser.timeout_micros = max(1, int(_LONGEST_PARSE * 1e6))  # type: ignore[attr-defined]
            return self.parser.parse(data)


@lru_cache(maxsize=1)
def bash_grammar() -> Grammar:
    """The grammar, loaded once a process."""
    return Grammar()


def _single_bytes(text: str) -> bytes:
    """As many bytes as `text` has characters, which tree-sitter splits into the same words.

    The grammar takes an escaped blank for a blank, and wants a word behind ``==``: they are written as letters. It
    knows no substitution that holds but a comment, as is used to comment on a list of packages: those are blanks.
    """
    if "==" in text or "=~" in text:
        text = _TRAILING_COMPARISON.sub("..", text)
    if "`#" in text:
        text = COMMENT_SUBSTITUTION.sub(lambda match: " " * len(match.group()), text)
    if "\\ " in text or "\\\t" in text:
        text = _ESCAPED.sub(lambda match: ".." if match.group()[1] in " \t" else match.group(), text)
    return _NOT_PLAIN.sub(".", text).encode("ascii")


def _bash_language() -> object:
    """The grammar as tree-sitter-bash gives it.

    The package imports `importlib.resources` for its queries, which takes longer than all the rest; its extension
    module is loaded alone where that works.
    """
    from importlib.machinery import PathFinder
    from importlib.util import module_from_spec

    package = PathFinder.find_spec("tree_sitter_bash")
    folders = package.submodule_search_locations if package is not None else None
    spec = PathFinder.find_spec("tree_sitter_bash._binding", folders) if folders else None
    if spec is None or spec.loader is None:
        from tree_sitter_bash import language

        return language()
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.language()
