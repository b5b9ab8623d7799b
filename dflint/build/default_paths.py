"""Does the code or the configuration of a project name a folder of the build context as the place of its files?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from dflint.context.build_context import BuildContext
    from dflint.context.entries import Entry

_SUFFIXES = (".py", ".sh", ".yaml", ".yml", ".toml", ".cfg", ".ini", ".json", ".env")
_NOT_OF_PROGRAM = lazy_pattern(
    r"(?:.*/)?(?:(?:docker-)?compose[^/]*|\.pre-commit-config)\.ya?ml|\.github/.*|(?:.*/)?tests?/.*"
)
_NOT_CODE = frozenset({".git", "node_modules", "__pycache__", ".venv", "venv", "site-packages"})
_MOST_FILES = 2000
_LARGEST = 300_000


def is_read_by_default(path: str, context: BuildContext, *, only_files: bool = False) -> bool:
    """Whether a file outside of the folder `path` names it, or something in it, as the place of what it reads.

    With `only_files`, a file in it must be named: programs also name folders that they only write to. True as well
    where there are too many files to look.
    """
    named = _pattern(path, only_files)

    def is_outside(entry: Entry) -> bool:
        return entry.path != path and entry.name not in _NOT_CODE

    read = 0
    for entry in context.walk(descend=is_outside):
        if entry.is_directory or not entry.name.endswith(_SUFFIXES) or _NOT_OF_PROGRAM.fullmatch(entry.path):
            continue
        read += 1
        if read > _MOST_FILES:
            return True
        source = context.read_text(entry.path, _LARGEST)
        if source is not None and named.search(source.text):
            return True
    return False


def _pattern(path: str, only_files: bool) -> re.Pattern[str]:
    """What names `path`: a path with a slash, or the bare name where a directory is asked for."""
    inner = re.escape(path)
    start = r"(?:\.{1,2}/|/(?:[\w.-]+/)?|\$\{?\w+\}?/|\{\w+\}/)?"
    file = rf"""["'\s:=]{start}{inner}/[\w./*{{}}-]*\.\w+"""
    if only_files:
        return re.compile(file)
    slashed = rf"""["']{start}{inner}/|["'](?:\.{{1,2}}/|/(?:[\w.-]+/)?){inner}["']"""
    asked = rf"""(?:default|dir|path|root|folder|directory|prefix|location)\w*["']?\s*[:=]\s*["']?{start}{inner}\b"""
    called = rf"""(?:Path|join|listdir|glob|load_from_disk|ImageFolder)\([^()\n]*["']{inner}["']|/\s*["']{inner}["']"""
    return re.compile(f"{file}|{slashed}|{asked}|{called}", re.IGNORECASE)
