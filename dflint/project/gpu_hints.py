"""What else a project says of GPUs: in comments, in the Dockerfile's environment, by what a service is there for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dflint.compose.cpu_intent import says_cpu
from dflint.lazy_pattern import lazy_pattern
from dflint.source import Span

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile
    from dflint.compose.service import Service
    from dflint.project.containers import Container
    from dflint.project.project import Project

_REQUEST = lazy_pattern(r"(?:- +)?driver: *[\"']?nvidia|(?:- +)?capabilities: *\[ *[\"']?gpu|gpus: |runtime: *nvidia")
_CUDA_DEVICE = lazy_pattern(r"(?:cuda|gpu)(?::\d+)?", re.IGNORECASE)

# Programs that make no use of a GPU, though the image that they are in may be made for one.
_PROGRAMS_WITHOUT_GPU = frozenset(
    {
        "alembic",
        "black",
        "flake8",
        "flower",
        "mkdocs",
        "mlflow",
        "mypy",
        "nginx",
        "node",
        "npm",
        "npx",
        "pnpm",
        "psql",
        "redis-server",
        "ruff",
        "sphinx-build",
        "supervisorctl",
        "tensorboard",
        "yarn",
    }
)
_CELERY_PARTS_WITHOUT_GPU = frozenset({"beat", "flower"})


def commented_request(service: Service, project: Project) -> Span | None:
    """Where a comment in the lines of the service holds a request for a GPU that somebody may uncomment."""
    file = project.file(service.source.path).compose
    if file is None:
        return None
    first = service.source.row(service.name_span.start)
    last = _last_row(service, file)
    for comment in file.comments:
        if first <= comment.row <= last and _REQUEST.match(comment.text) is not None:
            return comment.span
    return None


def _last_row(service: Service, file: ComposeFile) -> int:
    """The row before the next key as far out as the service; comments behind its last value belong to it."""
    source = service.source
    column = source.position(service.name_span.start).column
    row = source.row(service.node.span.end)
    while row < len(source.line_starts):
        text = source.line(row + 1)
        stripped = text.strip()
        if stripped and not stripped.startswith("#") and len(text) - len(text.lstrip(" ")) < column:
            break
        row += 1
    return row


def is_one_shot(service: Service, project: Project) -> bool:
    """Whether another service of the file waits for this one to end."""
    file = project.compose_file(service.source.path)
    return file is not None and service.name in file.awaited_ends


def needs_no_gpu(container: Container) -> bool:
    """Whether the image's own environment hides the GPU, or what runs in it makes no use of one."""
    if container.stage is not None:
        env = container.stage.final_state.env
        if env("NVIDIA_VISIBLE_DEVICES") in ("", "void", "none") or env("CUDA_VISIBLE_DEVICES") in ("", "-1"):
            return True
        device = env("DEVICE")
        if isinstance(device, str) and says_cpu(device):
            return True
    for command in container.commands:
        if command.name in _PROGRAMS_WITHOUT_GPU:
            return True
        if command.name == "celery" and any(word.value in _CELERY_PARTS_WITHOUT_GPU for word in command.arguments):
            return True
        if any((word.value or "").rpartition("/")[2] == "manage.py" for word in command.arguments[:1]):
            return True
    return False


def wants_cuda(container: Container) -> bool:
    """Whether the service or its command names a CUDA device: ``DEVICE=cuda``, ``--device cuda:0``."""
    for assignment in container.service.environment.values():
        if assignment.value is not None and _CUDA_DEVICE.fullmatch(assignment.value) is not None:
            return True
    return any(
        _CUDA_DEVICE.fullmatch((word.value or "").rpartition("=")[2]) is not None
        for command in container.commands
        for word in command.arguments
    )
