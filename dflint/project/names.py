"""Which names are container files? One table, read by the finder and by the pre-commit hooks.

A name is matched alone, without its folder, and without regard to case.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from dflint.lazy_pattern import lazy_pattern


class Kind(Enum):
    """What a file is to dflint."""

    DOCKERFILE = "Dockerfile"
    COMPOSE = "compose file"
    IGNORE = "ignore file"


class NamePattern(NamedTuple):
    """Names that match `regex` as a whole are of `kind`."""

    kind: Kind
    regex: str


NAMES = (
    NamePattern(Kind.DOCKERFILE, r"(?:docker|container)file(?:[._-][^/]+)?"),
    NamePattern(Kind.DOCKERFILE, r"[^/]+\.(?:docker|container)file"),
    NamePattern(Kind.COMPOSE, r"(?:docker-)?compose[^/]*\.ya?ml"),
    NamePattern(Kind.COMPOSE, r"[^/]+[._-]docker-compose[^/]*\.ya?ml|[^/]+[.-]compose\.ya?ml"),
    NamePattern(Kind.IGNORE, r"\.dockerignore"),
)


class LeftOut(NamedTuple):
    """A Dockerfile's name that ends in one of `endings` (regular expressions) is left out, unless it is named."""

    reason: str
    endings: str


LEFT_OUT = (
    LeftOut("an ignore file, read with the Dockerfile it belongs to", r"\.dockerignore \.containerignore"),
    LeftOut("a backup", r"~ \.(?:bak|orig|old)[._-]?\d* \.backup \.rej \.save \.sw[op]"),
    LeftOut(
        "a template",
        r"\.ejs \.erb \.gotmpl \.handlebars \.hbs \.in \.j2 \.jinja2? \.mako \.mustache \.template \.tmpl \.tpl",
    ),
    LeftOut(
        "source",
        r"\.bash \.bat \.c \.cc \.cjs \.cmd \.cpp \.cs \.el \.exs? \.fish \.go \.h \.hpp \.ipynb \.java \.jsx? \.kts?"
        r" \.lua \.mjs \.php \.pl \.ps1 \.py[cix]? \.rb \.rego \.rs \.scala \.sh \.snippets \.sublime-syntax \.swift"
        r" \.tmlanguage \.tsx? \.vim \.zsh",
    ),
    LeftOut(
        "text, data or an archive",
        r"\.adoc \.asc \.cfg \.conf \.csv \.diff \.gz \.html? \.ini \.json[5cl]? \.lock \.log \.markdown \.mdx?"
        r" \.patch \.pdf \.png \.rst \.sha\d+ \.sig \.svg \.tar \.tgz \.toml \.txt \.xml \.ya?ml \.zip",
    ),
)
"""Only names of the first row of `NAMES` can have such an ending."""


def _any_of(expressions: list[str]) -> str:
    return f"(?:{'|'.join(expressions)})"


def _regex_of(kind: Kind) -> str:
    return "|".join(row.regex for row in NAMES if row.kind is kind)


_ENDINGS = _any_of([ending for row in LEFT_OUT for ending in row.endings.split()])
_FOUND = lazy_pattern("|".join(f"(?P<{kind.name}>{_regex_of(kind)})" for kind in Kind), re.IGNORECASE)

is_candidate = _FOUND.fullmatch
"""Quick test that most names fail; `kind_of` says what those that pass it are."""

_COMPOSE_OUTRIGHT = lazy_pattern(r"(?:docker-)?compose(?:[._-][^/]*)?\.ya?ml", re.IGNORECASE)


def kind_of(name: str) -> Kind | None:
    """The kind of a file by its name, None where the finder leaves it out."""
    match = is_candidate(name)
    if match is None:
        return None
    kind = Kind[match.lastgroup or ""]
    return None if kind is Kind.DOCKERFILE and _is_left_out(name) else kind


def is_told_by_text(name: str) -> bool:
    """Whether the name of a compose file only holds the word, so that its text says whether it is one.

    ``docker-compose.gpu.yml`` is one by its name. ``gpu-compose.yml`` may be one, and ``envoy-compose.yaml`` what a
    service of a compose file reads.
    """
    return kind_of(name) is Kind.COMPOSE and _COMPOSE_OUTRIGHT.fullmatch(name) is None


def _is_left_out(name: str) -> bool:
    # A bare name has no such ending, so that the long expression is not compiled for it.
    return ("." in name or "~" in name) and re.fullmatch(rf"(?i:[^/]*{_ENDINGS})", name) is not None


def kind_of_named(name: str) -> Kind:
    """The kind of a file that a person has named, whatever it is called."""
    kind = kind_of(name)
    if kind is not None:
        return kind
    if name.lower().endswith((".dockerignore", ".containerignore")):
        return Kind.IGNORE
    is_yaml = re.fullmatch(r"(?is:.*\.ya?ml(?:\.[a-z0-9]+|~)?)", name) is not None
    return Kind.COMPOSE if is_yaml else Kind.DOCKERFILE


def pre_commit_files() -> str:
    """The expression for ``files:`` of a pre-commit hook, which is searched in the path of a file."""
    return rf"(?i)(?:^|/){_any_of([row.regex for row in NAMES])}$"


def pre_commit_exclude() -> str:
    """The expression for ``exclude:`` of a pre-commit hook."""
    return rf"(?i)(?:^|/)(?:docker|container)file(?:[._-][^/]*)?{_ENDINGS}$"
