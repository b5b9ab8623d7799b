"""Does a program see to it by itself that the services it needs are ready: by a script, or by trying again?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dflint.build.stages import Stage
    from dflint.compose.service import Service
    from dflint.project.containers import Container

# Tools that wait, and loops around something that asks whether a server answers.
_WAITING = re.compile(
    r"wait[-_]?for|wait4|wait[-_]until|dockerize|\bnc\s+-\w*z|pg_isready|redis-cli|mysqladmin|/dev/tcp|\buntil\b|\bwhile\b"
    r"|\bsleep\b"
)
_TRYING_AGAIN = re.compile(
    r"\bretr(?:y|ies)|\btenacity\b|\bbackoff\b|wait_for|\bmax_attempts\b|connection refused|time\.sleep"
)
_RESTARTING = ("always", "unless-stopped", "on-failure")


def is_restarted(service: Service) -> bool:
    """Whether the service is, or may be, started again when it ends: then it tries until what it needs is there."""
    if service.is_extended or service.get("deploy", "restart_policy") is not None:
        return True
    node = service.get("restart")
    if node is None or node.is_null:
        return False
    text = service.text("restart")
    return text is None or text.startswith(_RESTARTING)


def may_wait(container: Container) -> bool:
    """Whether what the container runs waits, or may do so: a script that cannot be read may."""
    if _WAITING.search(container.command_line) is not None:
        return True
    stage = container.stage
    if stage is None:
        return False
    for word in container.command_line.replace("'", " ").replace('"', " ").split():
        if word.endswith((".sh", ".bash")) or word.rpartition("/")[2] in ("entrypoint", "docker-entrypoint"):
            text = _text_of(word, stage)
            if text is None or _WAITING.search(text) is not None or _TRYING_AGAIN.search(text) is not None:
                return True
        elif any(_TRYING_AGAIN.search(text) is not None for text in _programs(word, stage)):
            return True
    return False


def _programs(word: str, stage: Stage) -> Iterator[str]:
    """The text of the Python program that a word of a command line names: ``app.py``, ``package.module:app``."""
    module, colon, _ = word.partition(":")
    path = word if word.endswith(".py") else module.replace(".", "/") + ".py" if colon or "." in module else ""
    text = _text_of(path, stage) if path and "-" not in path[:1] else None
    if text is not None:
        yield text


def _text_of(path: str, stage: Stage) -> str | None:
    """The text of the file of the build context that lies at `path` in the image; None where that is not known."""
    absolute = stage.final_state.path(path)
    context = stage.graph.context
    origin = stage.file_origin(absolute) if absolute is not None else None
    if origin is None or origin.path is None or context is None:
        return None
    source = context.read_text(origin.path)
    return None if source is None else source.text
