"""Which files of a build context are the weights of a model, and how large?

A file is told by its name and by its first bytes. A pointer of git LFS stands for the file that it names, whose size it
holds (https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from dflint.context.build_context import BuildContext
from dflint.context.entries import ContextFile
from dflint.knowledge.model_files import FILE_HEADS_OF_OTHERS, MODEL_DIRECTORIES, WEIGHT_SUFFIXES, WEIGHT_WORDS
from dflint.lazy_pattern import lazy_pattern
from dflint.sizes import MEGABYTE

_AMBIGUOUS = {row.suffix: row.is_ambiguous for row in WEIGHT_SUFFIXES}
_SUFFIXES = tuple(_AMBIGUOUS)
_WORD = lazy_pattern(r"[a-z]+[0-9]?[a-z]*")
_POINTER = b"version https://git-lfs.github.com/spec/v1\n"
_POINTER_SIZE = lazy_pattern(rb"^size (\d{1,18})$", re.MULTILINE)
_LARGEST_POINTER = 1024
_SMALLEST_AMBIGUOUS = 10 * MEGABYTE
_HEAD = 16


class WeightFile(NamedTuple):
    """A file with weights. `byte_count` is what it takes in the image; `is_pointer` if git LFS has yet to fetch it."""

    path: str
    byte_count: int
    is_pointer: bool = False


_LARGE_WORDS = frozenset({"large", "xlarge", "xl", "xxl", "huge", "giant"})
_BILLIONS = lazy_pattern(r"(?<![a-z0-9.])(?:\d+x)?(\d+(?:\.\d+)?)b(?![a-z0-9])")


def names_weights(path: str) -> bool:
    """Whether only a weight file is called like `path`, for a file that nobody can look into."""
    return _AMBIGUOUS.get(_suffix(path), True) is False and "-packages/" not in path


def may_name_weights(path: str) -> bool:
    """Whether a weight file is called like `path`, where others may be too: the name or a folder speaks for it."""
    return names_weights(path) or (_suffix(path) in _AMBIGUOUS and _name_speaks_for_weights(path))


def names_large_model(path: str) -> bool:
    """Whether the name of a file or folder says that its model is a large one: ``llama-7b.gguf``, ``bert-large``."""
    name = path.rpartition("/")[2].lower()
    if not _LARGE_WORDS.isdisjoint(re.split(r"[^a-z0-9]+", name)):
        return True
    match = _BILLIONS.search(name)
    return match is not None and float(match[1]) >= 1


def weights_among(context: BuildContext, files: Iterable[ContextFile]) -> tuple[WeightFile, ...]:
    """The weight files among `files` of `context`, in their order."""
    likely = [file for file in files if file.path.lower().endswith(_SUFFIXES) and not file.is_symlink]
    found = (_weights(context, file) for file in likely if _suffix(file.path) in _AMBIGUOUS)
    return tuple(weights for weights in found if weights is not None)


def _suffix(path: str) -> str:
    name = path.rpartition("/")[2].lower()
    return name[name.rfind(".") :] if "." in name[1:] else ""


def _weights(context: BuildContext, file: ContextFile) -> WeightFile | None:
    is_ambiguous = _AMBIGUOUS[_suffix(file.path)]
    if is_ambiguous and not _name_speaks_for_weights(file.path):
        return None
    if file.size <= _LARGEST_POINTER:
        size = (
            _POINTER_SIZE.search(head) if (head := _head(context, file.path, file.size)).startswith(_POINTER) else None
        )
        return WeightFile(file.path, int(size[1]), is_pointer=True) if size else None
    if is_ambiguous and file.size < _SMALLEST_AMBIGUOUS:
        return None
    return None if _is_other(_head(context, file.path, _HEAD)) else WeightFile(file.path, file.size)


def _name_speaks_for_weights(path: str) -> bool:
    *folders, name = path.lower().split("/")
    return not MODEL_DIRECTORIES.isdisjoint(folders) or not WEIGHT_WORDS.isdisjoint(_WORD.findall(name))


def _head(context: BuildContext, path: str, length: int) -> bytes:
    try:
        return context.storage.read(context.native(path), length)
    except (OSError, ValueError):
        return b""


def _is_other(head: bytes) -> bool:
    """Whether a file that starts so is a script, a program or a text, which weights are not."""
    is_text = bool(head) and all(byte in b"\t\n\r" or 32 <= byte < 127 for byte in head)
    return is_text or head.startswith(FILE_HEADS_OF_OTHERS)
