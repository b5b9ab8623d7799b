"""Patterns written as for `.gitignore`, where a name counts at every depth; in `.dockerignore` only at the root."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dflint.context.dockerignore import DockerIgnore, Pattern
from dflint.knowledge.ignorable_files import NAMES_AT_ANY_DEPTH, GitignoreName

_NAMES = {name.name: name for name in NAMES_AT_ANY_DEPTH}


class RootOnlyPattern(NamedTuple):
    """A pattern for something that occurs at any depth, and what is known of that."""

    pattern: Pattern
    name: GitignoreName


def root_only_patterns(ignore: DockerIgnore) -> Iterator[RootOnlyPattern]:
    """The patterns of `ignore` that name such a thing and match it at the root of the context only.

    A path in front, as in ``/__pycache__``, is left alone: there somebody has said that the root is meant.
    """
    for pattern in ignore.patterns:
        name = _NAMES.get(pattern.cleaned)
        if name is not None and not pattern.negated and pattern.text.rstrip("/") == pattern.cleaned:
            yield RootOnlyPattern(pattern, name)
