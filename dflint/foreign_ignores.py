"""What do comments for other linters silence? Those of hadolint, tally, Docker's build checks and dclint.

Each is read as its tool reads it, case and blanks included, and silences the rules that carry the code that it names as
their own or as an alias. ``all`` stands for the rules with an alias of that tool. What a comment names that no rule
carries, and what a tool does not understand, is no concern of ours: these comments are never a finding.

Tried with hadolint 2.15.1, tally 0.45.0 and dclint 3.1.0 (November 2026). Sources:
https://github.com/hadolint/hadolint#inline-ignores, https://tally.wharflab.com/guides/configuration,
https://docs.docker.com/build/checks/#skip-checks, https://github.com/moby/buildkit/pull/6334 (before an instruction),
https://github.com/zavoloklom/docker-compose-linter/blob/main/docs/configuration-comments.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from dflint.lazy_pattern import lazy_pattern
from dflint.source import BYTE_ORDER_MARK, Source, Span
from dflint.suppression import Silence

if TYPE_CHECKING:
    from dflint.compose.compose_file import Comment as YamlComment
    from dflint.compose.compose_file import ComposeFile
    from dflint.compose.nodes import Written
    from dflint.dockerfile.instructions import Dockerfile, Instruction
    from dflint.dockerfile.lexer import Comment
    from dflint.selection import Selectors

_HADOLINT = lazy_pattern(r"hadolint[ \t]+(global[ \t]+)?ignore[ \t]*=[ \t]*([^#]*)(?:#.*)?")
_TALLY = lazy_pattern(r"tally\s+(global\s+)?ignore\s*=([^;]*)(?:;reason=.*)?", re.IGNORECASE)
_TALLY_WORD = lazy_pattern(r"[\w./-]*")
_CHECK = lazy_pattern(r"check\s*=\s*(\S+).*", re.IGNORECASE)
_DCLINT_LINE = lazy_pattern(r"#+\s*dclint\s+disable-line(?:(?=[:\s])(.*))?")
_DCLINT_FILE = lazy_pattern(r"#+\s*dclint\s+disable(?:-file\b.*|\s+(.*))?")

_OF_HADOLINT = lazy_pattern(r"(?:DL|SC)\d+")
_OF_BUILD_CHECKS = lazy_pattern(r"[A-Z][a-zA-Z]*[a-z][a-zA-Z]*")
_OF_DCLINT = lazy_pattern(r"[a-z]+(?:-[a-z]+)+")

_EXPERIMENTAL = ("CopyIgnoredFile", "InvalidDefinitionDescription")
"""The build checks that run only where they are asked for, and then whatever is skipped."""


def dockerfile_ignores(dockerfile: Dockerfile, selectors: Selectors) -> Iterator[Silence]:
    """What the comments of a Dockerfile that are for other tools silence."""
    for directive in dockerfile.directives:
        if directive.name == "check":
            yield Silence(_skipped(directive.value.split(" ", 1)[0], selectors), None)
    comments = dockerfile.comments
    done = 0
    for instruction in dockerfile.instructions:
        end = done
        while end < len(comments) and comments[end].span.start < instruction.span.end:
            end += 1
        if end > done:
            yield from _of_instruction(instruction, comments[done:end], selectors)
        done = end
    yield from _for_the_file(comments[done:], True, selectors)


def _of_instruction(instruction: Instruction, comments: Sequence[Comment], selectors: Selectors) -> Iterator[Silence]:
    """What the `comments` above an `instruction`, and on lines inside it, silence."""
    above = [comment for comment in comments if comment.span.start < instruction.span.start]
    yield from _for_the_file(above, True, selectors)
    yield from _for_the_file(comments[len(above) :], False, selectors)
    codes = _skipped(_check_above(above), selectors)
    if above and instruction.source.row(above[-1].span.start) == instruction.start_row - 1:
        match = _HADOLINT.fullmatch(above[-1].text)
        codes |= _named_for_hadolint(match[2], selectors) if match and not match[1] else frozenset()
    for comment in above:
        match = _TALLY.fullmatch(comment.text)
        codes |= _named_for_tally(match[2], selectors) if match and not match[1] else frozenset()
    if codes:
        yield Silence(codes, instruction.span)


def _for_the_file(comments: Iterable[Comment], for_hadolint: bool, selectors: Selectors) -> Iterator[Silence]:
    """What `comments` silence everywhere; hadolint does not look at those inside an instruction."""
    for comment in comments:
        match = _HADOLINT.fullmatch(comment.text)
        if match and match[1] and for_hadolint:
            yield Silence(_named_for_hadolint(match[2], selectors), None)
        match = _TALLY.fullmatch(comment.text)
        if match and match[1]:
            yield Silence(_named_for_tally(match[2], selectors), None)


def _named_for_hadolint(codes: str, selectors: Selectors) -> frozenset[str]:
    """The rules of a list such as ``DL3006, DL3008``; none where hadolint does not take one of its words."""
    found: frozenset[str] = frozenset()
    for word in codes.split(","):
        named = selectors.exact(word.strip(" \t"))
        if not named and not _OF_HADOLINT.fullmatch(word.strip(" \t")):
            return frozenset()
        found |= named
    return found


def _named_for_tally(codes: str, selectors: Selectors) -> frozenset[str]:
    """The rules of a list such as ``DL3006,buildkit/StageNameCasing``; none where it is not one."""
    words = [word.strip() for word in codes.split(",")]
    if not all(map(_TALLY_WORD.fullmatch, words)):
        return frozenset()
    if "all" in words:
        return selectors.known_elsewhere(lambda name: not _OF_DCLINT.fullmatch(name))
    found: frozenset[str] = frozenset()
    for word in words:
        namespace, _, name = word.rpartition("/")
        found |= selectors.exact(word) | (selectors.exact(name) if _is_in(namespace, name) else frozenset())
    return found


def _is_in(namespace: str, name: str) -> bool:
    """Whether tally has the rule `name` in `namespace`."""
    pattern = {"hadolint": _OF_HADOLINT, "shellcheck": _OF_HADOLINT, "buildkit": _OF_BUILD_CHECKS}.get(namespace)
    return pattern is not None and pattern.fullmatch(name) is not None


def _check_above(comments: Sequence[Comment]) -> str:
    """The value of the first ``check`` among `comments`, up to its first blank; an empty comment starts anew."""
    for index in range(len(comments) - 1, -1, -1):
        if not comments[index].text:
            comments = comments[index + 1 :]
            break
    values = (match[1] for comment in comments if (match := _CHECK.fullmatch(comment.text)))
    return next(values, "")


def _skipped(options: str, selectors: Selectors) -> frozenset[str]:
    """The rules of the checks that ``skip=JSONArgsRecommended,StageNameCasing;error=true`` skips."""
    skipped: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    for option in options.split(";") if options else ():
        key, _, value = option.partition("=")
        names = [name.strip() for name in value.split(",")]
        if key == "skip":
            is_all = names == ["all"]
            skipped = selectors.known_elsewhere(_is_build_check) if is_all else _of_build_checks(names, selectors)
        elif key == "experimental":
            kept = _of_build_checks(_EXPERIMENTAL if names == ["all"] else names, selectors)
        elif key != "error":
            return frozenset()
    return skipped - kept


def _of_build_checks(names: Iterable[str], selectors: Selectors) -> frozenset[str]:
    return frozenset().union(*(selectors.exact(name) for name in names))


def _is_build_check(name: str) -> bool:
    return _OF_BUILD_CHECKS.fullmatch(name) is not None


def compose_ignores(file: ComposeFile, selectors: Selectors) -> Iterator[Silence]:
    """What the comments of a compose file that are for dclint silence."""
    source = file.source
    lists: dict[int, list[Span]] | None = None
    for index, comment in enumerate(file.comments):
        text = source.slice(comment.span)
        if index == 0 and (match := _DCLINT_FILE.fullmatch(text)) and _is_in_first_line(source, comment):
            yield Silence(_named_for_dclint(match[1] or "", selectors), None)
        elif match := _DCLINT_LINE.fullmatch(text):
            codes = _named_for_dclint((match[1] or "").removeprefix(":"), selectors)
            row = _row_meant(source, comment)
            if codes and row <= len(source.line_starts):
                lists = _lists_by_row(file) if lists is None else lists
                for scope in (source.line_span(row), *lists.get(row, ())):
                    yield Silence(codes, scope)


def _named_for_dclint(words: str, selectors: Selectors) -> frozenset[str]:
    """The rules of names with blanks between them; without any, all that dclint has."""
    if not words.strip():
        return selectors.known_elsewhere(lambda name: _OF_DCLINT.fullmatch(name) is not None)
    return frozenset().union(*(selectors.exact(word) for word in words.split()))


def _is_in_first_line(source: Source, comment: YamlComment) -> bool:
    """Whether no line stands above `comment` but empty ones and the mark of a document."""
    before = source.text[: comment.span.start].lstrip(BYTE_ORDER_MARK + " \t\r\n")
    return "\n" not in before.removeprefix("---").lstrip()


def _row_meant(source: Source, comment: YamlComment) -> int:
    """The row that a comment is about: its own, or the next one if it stands alone."""
    start = source.line_starts[comment.row - 1]
    is_alone = not source.text[start : comment.span.start].lstrip(BYTE_ORDER_MARK).strip()
    return comment.row + 1 if is_alone else comment.row


def _lists_by_row(file: ComposeFile) -> dict[int, list[Span]]:
    """The sequences by the rows of their keys: dclint places at the key what is said of an item."""
    found: dict[int, list[Span]] = {}
    waiting: list[Written] = [document.written for document in file.documents]
    while waiting:
        for key, value, alias in waiting.pop().children:
            if alias is None:
                waiting.append(value)
                if key is not None and value.kind == "sequence":
                    found.setdefault(file.source.row(key.start), []).append(Span(key.start, value.end))
    return found
