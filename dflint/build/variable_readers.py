"""Does a program of the project read an environment variable itself, by its name?

What a library no longer reads may still be read by the code that is in the image, which then works as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dflint.build.stages import Stage
    from dflint.build.steps import RunStep
    from dflint.context.build_context import BuildContext

_SUFFIXES = (".py", ".rs", ".sh", ".go", ".js", ".ts", ".ipynb")
_SETTINGS = (".yaml", ".yml", ".toml", ".cfg", ".ini", ".env", ".tsx", ".jsx", ".mjs", ".mk", "Makefile")
_MOST_FILES = 3000
_LARGEST = 300_000


def may_be_read(name: str, stage: Stage) -> bool:
    """Whether a file that is sent to the builder names the variable, or there are too many files to look."""
    return _is_named((name,), stage, _SUFFIXES)


def may_choose_cache(stage: Stage) -> bool:
    """Whether Python code itself tells a library where to keep models, as far as names of arguments tell it.

    Also True where there are too many files to look.
    """
    from dflint.knowledge.hub_environment import CACHE_ARGUMENTS

    text = stage.dockerfile.source.text
    return any(name in text for name in CACHE_ARGUMENTS) or _is_named(CACHE_ARGUMENTS, stage, (".py", ".ipynb"))


def _is_named(names: Sequence[str], stage: Stage, suffixes: tuple[str, ...]) -> bool:
    context = stage.graph.context
    if context is None:
        return False
    read = 0
    for file in context.files():
        if not file.path.endswith(suffixes) or file.size > _LARGEST:
            continue
        read += 1
        if read > _MOST_FILES:
            return True
        source = context.read_text(file.path, _LARGEST)
        if source is not None and any(name in source.text for name in names):
            return True
    return False


def is_program_in(stage: Stage, names: Sequence[str]) -> bool:
    """Whether the Dockerfile has to do with an image or a program that one of `names` is a part of the name of."""
    texts = [stage.dockerfile.source.text]
    if stage.root.text is not None:
        texts.append(stage.root.text)
    return any(name in text for text in texts for name in names)


def is_read_by_tools(name: str) -> bool:
    """Whether shells, compilers or other well-known programs read the variable."""
    from dflint.knowledge.tool_variables import READ_BY_TOOLS

    return READ_BY_TOOLS.fullmatch(name) is not None


def is_read_by_code(name: str, step: RunStep) -> bool:
    """Whether the Dockerfile, outside of `step`, or a file that is sent to the builder reads the variable."""
    text = re.escape(name)
    used = re.compile(rf"\$(?:{text}\b|\{{{text}\b)|[\"'`]{text}[\"'`]|\benv\.{text}\b|\$\({text}\)")
    dockerfile, span = step.stage.dockerfile.source.text, step.run.span
    if used.search(dockerfile[: span.start]) or used.search(dockerfile[span.end :]):
        return True
    context = step.stage.graph.context
    return context is not None and _is_used(used, context)


def _is_used(used: re.Pattern[str], context: BuildContext) -> bool:
    read = 0
    for file in context.files():
        if not file.path.endswith((*_SUFFIXES, *_SETTINGS)) or file.size > _LARGEST:
            continue
        read += 1
        if read > _MOST_FILES:
            return False
        source = context.read_text(file.path, _LARGEST)
        if source is not None and used.search(source.text):
            return True
    return False
