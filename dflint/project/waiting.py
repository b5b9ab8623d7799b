"""Does a program see to it by itself that the services it needs are ready: by a script, or by trying again?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.lazy_pattern import lazy_pattern
from dflint.project.container_scripts import program_texts, script_texts

if TYPE_CHECKING:
    from dflint.compose.service import Service
    from dflint.project.containers import Container

# Tools that wait, and loops around something that asks whether a server answers.
_WAITING = lazy_pattern(
    r"wait[-_]?for|wait4|wait[-_]until|dockerize|\bnc\s+-\w*z|pg_isready|redis-cli|mysqladmin|/dev/tcp|\buntil\b|\bwhile\b"
    r"|\bsleep\b"
)
_TRYING_AGAIN = lazy_pattern(
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
    for text in script_texts(container):
        if text is None or _WAITING.search(text) is not None or _TRYING_AGAIN.search(text) is not None:
            return True
    return any(_TRYING_AGAIN.search(text) is not None for text in program_texts(container))
