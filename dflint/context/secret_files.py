"""Which files of a build context hold credentials?

A file is told by its name and by what stands in it; where nobody can look into it, only by a name that nothing else
bears. What it holds never leaves this module.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import NamedTuple

from dflint.context.build_context import BuildContext
from dflint.knowledge.placeholders import is_placeholder
from dflint.knowledge.secret_files import (
    HARMLESS_WORDS,
    NOT_PROJECT,
    PUBLIC_PREFIXES,
    SECRET_FILES,
    VARIABLE_FILES,
)
from dflint.lazy_pattern import lazy_pattern

_LARGEST = 64 * 1024
_WORD = lazy_pattern(r"[a-z0-9]+")
_ASSIGNMENT = lazy_pattern(r"^[ \t]*(?:export[ \t]+)?(\w+)[ \t]*[=:][ \t]*(.*?)[ \t]*$", re.MULTILINE)
_SECRET_NAME = lazy_pattern(r"(?:^|_)(?:API_?KEY|ACCESS_KEY|PRIVATE_KEY|SECRET_KEY|SECRET|TOKEN|KEY)$|APIKEY$")
_PASSWORD_NAME = lazy_pattern(r"(?:^|_)(?:PASS|PASSWD|PASSWORD|PWD)$|PASSWORD$")
_URL_PASSWORD = lazy_pattern(r"://[^\s/:@]*:([^\s/@<${]+)@")
_LEAST_SECRET = 12
_LEAST_PASSWORD = 6
# Passwords that images and tutorials come with.
_COMMON = frozenset("postgres mysql root admin rabbitmq guest minioadmin mongodb neo4j redis airflow user".split())


class Secret(NamedTuple):
    """A file with a credential. `description` is what it holds; `variable` is the variable that it sets, or ""."""

    path: str
    description: str
    variable: str = ""


def secrets_among(context: BuildContext) -> tuple[Secret, ...]:
    """The files with credentials that are sent."""
    return context.once(_all_secrets)


def _all_secrets(context: BuildContext) -> tuple[Secret, ...]:
    return tuple(_secrets(context))


def _secrets(context: BuildContext) -> Iterator[Secret]:
    for entry in context.walk(descend=lambda entry: entry.name not in NOT_PROJECT):
        if not entry.is_directory and not entry.is_symlink:
            secret = secret_at(context, entry.path)
            if secret is not None:
                yield secret


def secret_at(context: BuildContext, path: str) -> Secret | None:
    """What credential the file at `path` holds; None if none is known of."""
    name = path.rpartition("/")[2]
    if not _may_be_called_so(name) or _is_harmless(path):
        return None
    if any(fnmatchcase(name, pattern) for pattern in VARIABLE_FILES):
        return _of_variables(context, path)
    for row in SECRET_FILES:
        if any(_matches(path, pattern) for pattern in row.names):
            source = context.read_text(path, _LARGEST)
            match = re.search(row.content, source.text) if source is not None else None
            if match is not None and not (match.lastindex and is_placeholder(match[1])):
                return Secret(path, row.description)
    return None


def secret_by_name(path: str) -> Secret | None:
    """What credential a file that nobody can look into holds, by its name."""
    if _is_harmless(path):
        return None
    for row in SECRET_FILES:
        if row.is_told_by_name and any(_matches(path, pattern) for pattern in row.names):
            return Secret(path, row.description)
    return None


def _may_be_called_so(name: str) -> bool:
    """Whether it is worth comparing `name` with all the patterns: most names are those of code."""
    return not name.endswith((".py", ".pyc", ".js", ".ts", ".so", ".h", ".c", ".md", ".html", ".css", ".png", ".jpg"))


def _matches(path: str, pattern: str) -> bool:
    if "/" in pattern:
        return ("/" + path).endswith("/" + pattern)
    return fnmatchcase(path.rpartition("/")[2].lower(), pattern)


def _is_harmless(path: str) -> bool:
    return not HARMLESS_WORDS.isdisjoint(_WORD.findall(path.lower()))


def _of_variables(context: BuildContext, path: str) -> Secret | None:
    """The first variable of a file that is called like a credential and has a value like one."""
    source = context.read_text(path, _LARGEST)
    for match in _ASSIGNMENT.finditer(source.text) if source is not None else ():
        name = match[1].upper()
        value = match[2].strip("\"'")
        if not name.startswith(PUBLIC_PREFIXES) and _is_credential(name, value):
            return Secret(path, f"`{match[1]}`", match[1])
    return None


def _is_credential(name: str, value: str) -> bool:
    if is_placeholder(value) or any(character in value for character in " $<>"):
        return False
    if _PASSWORD_NAME.search(name) is not None:
        return len(value) >= _LEAST_PASSWORD and value.lower() not in _COMMON
    if _SECRET_NAME.search(name) is not None and len(value) >= _LEAST_SECRET:
        return not value.startswith(("/", "./", "http://", "https://")) and any(one.isdigit() for one in value)
    match = _URL_PASSWORD.search(value)
    return match is not None and not is_placeholder(match[1]) and match[1].lower() not in _COMMON
