"""DC120: a folder of the host is mounted over what the build of the image made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.rules.rule import ServiceRule, unsafe

if TYPE_CHECKING:
    from dflint.build.built_folders import BuiltFolder
    from dflint.compose.service import Service
    from dflint.project.project import Project

_LONGEST_COMMAND = 40


class ComposeBindHidesBuild(ServiceRule):
    """A folder of the host is mounted over a folder that the build of the image made.

    A bind mount hides what the image has at that place, all of it: `node_modules`, the virtual environment, the model
    that the Dockerfile downloads. In a fresh clone the container then stops with "command not found" or "cannot find
    module", though the image is in order; where the folder lies on the host too, it is that of another platform. Put a
    volume without a name over the folder that is to be seen, or mount only the folders that hold the code.

    The rule is silent where the folder of the host holds the same, where the command of the container installs it
    again, about images for development, and where `develop.watch` is used.
    """

    code = "DC120"
    name = "compose-bind-hides-build"
    severity = Severity.WARNING
    fixes = Applicability.UNSAFE
    mentions = ("volumes",)
    sources = (
        "https://docs.docker.com/engine/storage/bind-mounts/#bind-mounting-over-existing-data",
        "https://docs.astral.sh/uv/guides/integration/docker/#mounting-the-project-with-docker-run",
    )

    bad = {
        "compose.yaml": """
            services:
              api:
                build: .
                volumes:
                  - .:/app
        """,
        "Dockerfile": """
            FROM python:3.12-slim
            COPY --from=ghcr.io/astral-sh/uv:0.9.11 /uv /bin/
            WORKDIR /app
            COPY pyproject.toml uv.lock ./
            RUN uv sync --locked
            COPY . .
            ENV PATH="/app/.venv/bin:$PATH"
            CMD ["uvicorn", "main:app", "--host", "0.0.0.0"]
        """,
    }
    good = {
        "compose.yaml": """
            services:
              api:
                build: .
                volumes:
                  - .:/app
                  - /app/.venv
        """,
        "Dockerfile": """
            FROM python:3.12-slim
            COPY --from=ghcr.io/astral-sh/uv:0.9.11 /uv /bin/
            WORKDIR /app
            COPY pyproject.toml uv.lock ./
            RUN uv sync --locked
            COPY . .
            ENV PATH="/app/.venv/bin:$PATH"
            CMD ["uvicorn", "main:app", "--host", "0.0.0.0"]
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding for each folder that is hidden."""
        if service.build is None or not any(volume.type == "bind" for volume in service.volumes):
            return
        build = project.build_of(service)
        stage = build.final if build is not None else None
        if build is None or stage is None:
            return
        from dflint.build.container_run import ContainerRun
        from dflint.build.roles import Role, role_of
        from dflint.project.hidden_folders import hidden_folders

        if role_of(stage, build) in (Role.DEVELOPMENT, Role.CI):
            return
        for hidden in hidden_folders(service, stage, build, ContainerRun(stage, service, build)):
            folder, node = hidden.folder, hidden.volume.node
            target = (hidden.volume.target or "").rstrip("/")
            hides = "what is" if folder.path == target else f"`{folder.path}`"
            yield self.found(
                node.source,
                node.place,
                f"`{hidden.volume.source}` is mounted over `{target}` and hides {hides}"
                + (" there from the build: " if folder.path == target else ", which the build makes with ")
                + f"`{_shortened(folder.maker)}`",
                help=f"put a volume over it: `- {folder.path}`, or mount only the folders that hold the code",
                related=[Related(folder.source, folder.span, "it is made here")],
                fix=_bring_back(service, folder) if folder.path != target else None,
            )


def _shortened(command: str) -> str:
    text = " ".join(command.split())
    return text if len(text) <= _LONGEST_COMMAND else text[:_LONGEST_COMMAND].rpartition(" ")[0] + " …"


def _bring_back(service: Service, folder: BuiltFolder) -> Fix | None:
    from dflint.compose.sequence_edits import append_to

    volumes = service.get("volumes")
    if volumes is None or any(item.source is not service.node.source for item in volumes.elements):
        return None
    return unsafe(f"Put a volume over {folder.path}", append_to(service.node, "volumes", [folder.path]))
