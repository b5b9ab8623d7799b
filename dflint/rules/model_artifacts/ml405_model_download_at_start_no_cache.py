"""ML405: ``CMD python download_model.py && serve`` in a service without a volume."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Diagnostic, Related, Severity
from dflint.dockerfile.instructions import Cmd, Entrypoint
from dflint.rules.rule import StageRule

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.model_downloads import ModelDownload
    from dflint.build.stages import Stage
    from dflint.compose.service import Service

_MOVING = ("HF_HOME", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "XDG_CACHE_HOME", "HOME", "OLLAMA_MODELS")


class ModelDownloadAtStartNoCache(StageRule):
    """The container downloads a model when it starts, and the service has no volume that keeps it.

    What a container writes is gone when it is made anew: each `docker compose up` after a change, each update, each
    replica downloads the model again, and does not start where the hub cannot be reached. Mount a named volume at the
    folder that the model goes to.

    The rule speaks where a compose service builds and runs the image; how `docker run` is called nobody can know.
    """

    code = "ML405"
    name = "model-download-at-start-no-cache"
    severity = Severity.WARNING
    sources = (
        "https://docs.docker.com/reference/compose-file/services/#volumes",
        "https://huggingface.co/docs/huggingface_hub/guides/manage-cache",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            ENV HF_HOME=/models
            RUN pip install --no-cache-dir vllm==0.11.0
            CMD ["sh", "-c", "hf download Qwen/Qwen2.5-7B-Instruct && exec vllm serve Qwen/Qwen2.5-7B-Instruct"]
        """,
        "compose.yaml": """
            services:
              llm:
                build: .
                ports:
                  - "8000:8000"
        """,
    }
    good = {
        **bad,
        "compose.yaml": """
            services:
              llm:
                build: .
                ports:
                  - "8000:8000"
                volumes:
                  - models:/models
            volumes:
              models:
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding for each download that no volume of any service keeps."""
        if stage is not build.final or (stage.last(Cmd) is None and stage.last(Entrypoint) is None):
            return
        services = build.project.services_of(build) if build.project is not None else ()
        if not services:
            return
        from dflint.build.start_downloads import start_downloads

        for download in start_downloads(stage):
            # An instruction of a stage above is shown where it stands.
            concerned = [service for service in services if _runs(service, download) and not _keeps(service, download)]
            if concerned and download.step.stage is stage:
                yield self._finding(download, concerned)

    def _finding(self, download: ModelDownload, services: list[Service]) -> Diagnostic:
        name = f"`{download.name}`" if download.name else "a model"
        related = [
            Related(service.source, service.name_span, f"`{service.name}` keeps nothing of `{download.directory}`")
            for service in services
        ]
        if download.script is not None:
            related.insert(0, Related(*download.script, "the script downloads it here"))
        return self.found(
            download.source,
            download.span,
            f"{name} is downloaded whenever the container is made anew: no volume keeps `{download.directory}`",
            help=f"mount a volume at `{download.directory}`, or a folder around it, in the compose file",
            related=related,
        )


def _runs(service: Service, download: ModelDownload) -> bool:
    """Whether the service runs what the Dockerfile says."""
    if service.entrypoint is not None or service.is_extended:
        return False
    is_command = isinstance(download.step.instruction, Cmd)
    return not (is_command and service.command is not None)


def _keeps(service: Service, download: ModelDownload) -> bool:
    """Whether the service keeps the folder of the download, or may do so."""
    if any(name in service.environment for name in _MOVING) or service.get("env_file") is not None:
        return True
    from dflint.build.steps import is_within

    for volume in service.volumes:
        target = volume.target
        if target is None or is_within(download.directory or "/", target.rstrip("/") or "/"):
            return True
        if is_within(target.rstrip("/"), download.directory or "/"):
            return True
    return False
