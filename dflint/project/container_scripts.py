"""What do the scripts and programs of the project say that a container starts?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dflint.build.stages import Stage
    from dflint.project.containers import Container


def script_texts(container: Container) -> Iterator[str | None]:
    """The shell scripts that the command line names; None for one that cannot be read."""
    for word in _words(container):
        if word.endswith((".sh", ".bash")) or word.rpartition("/")[2] in ("entrypoint", "docker-entrypoint"):
            yield None if container.stage is None else _text_of(word, container.stage)


def program_texts(container: Container) -> Iterator[str]:
    """The Python programs that the command line names: ``app.py``, ``package.module:app``."""
    stage = container.stage
    for word in _words(container) if stage is not None else ():
        module, colon, _ = word.partition(":")
        path = word if word.endswith(".py") else module.replace(".", "/") + ".py" if colon or "." in module else ""
        text = _text_of(path, stage) if path and not path.startswith("-") and stage is not None else None
        if text is not None:
            yield text


def _words(container: Container) -> list[str]:
    return container.command_line.replace("'", " ").replace('"', " ").split()


def _text_of(path: str, stage: Stage) -> str | None:
    """The text of the file of the build context that lies at `path` in the image; None where that is not known."""
    absolute = stage.final_state.path(path)
    context = stage.graph.context
    origin = stage.file_origin(absolute) if absolute is not None else None
    if origin is None or origin.path is None or context is None:
        return None
    source = context.read_text(origin.path)
    return None if source is None else source.text
