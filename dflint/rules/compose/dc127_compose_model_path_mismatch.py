"""DC127: models are mounted, or are to be kept, where the program does not look for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Diagnostic, Related, Severity
from dflint.rules.rule import ServiceRule

if TYPE_CHECKING:
    from dflint.compose.service import Service
    from dflint.project.containers import Container
    from dflint.project.model_places import Mismatch
    from dflint.project.project import Project


class ComposeModelPathMismatch(ServiceRule):
    """A volume for models is mounted at another path than the one that the image is made for.

    The Dockerfile sets `HF_HOME` or `MODEL_PATH`, runs as a user with another home, or starts a server with
    `--model-repository`, and the compose file mounts the volume where none of that points to. The program then finds no
    model, or downloads it again into the container, while the volume stays empty.

    The rule speaks of a mount that no variable, no command and no program of the project names, and of a path that
    nothing is mounted at and nothing in the image is put to.
    """

    code = "DC127"
    name = "compose-model-path-mismatch"
    severity = Severity.WARNING
    mentions = ("volumes",)
    sources = (
        "https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables",
        "https://docs.docker.com/reference/compose-file/services/#volumes",
    )

    bad = {
        "compose.yaml": """
            services:
              api:
                build: .
                volumes:
                  - huggingface:/root/.cache/huggingface
            volumes:
              huggingface:
        """,
        "Dockerfile": """
            FROM python:3.12-slim
            ENV HF_HOME=/models/huggingface
            COPY serve.py /app/
            CMD ["python", "/app/serve.py"]
        """,
        "serve.py": "print()\n",
    }
    good = {
        **bad,
        "compose.yaml": """
            services:
              api:
                build: .
                volumes:
                  - huggingface:/models/huggingface
            volumes:
              huggingface:
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding for each mount that is for models and not where they are looked for."""
        if service.get("volumes") is None:
            return
        from dflint.compose.cpu_intent import is_never_run
        from dflint.project.containers import container_of
        from dflint.project.service_data import data_of

        container = container_of(service, project)
        if container is None or is_never_run(service):
            return
        data = data_of(container, project)
        from dflint.project.model_places import mismatches_of

        for mismatch in mismatches_of(container, project):
            # Of a cache whose place is known by the image, DC102 speaks.
            if data is None or not mismatch.title:
                yield self._finding(container, mismatch)

    def _finding(self, container: Container, mismatch: Mismatch) -> Diagnostic:
        service = container.service
        node = mismatch.mount.node
        if mismatch.title:
            what = f"`{service.name}` keeps what it gets from {mismatch.title} in `{mismatch.path}`"
        else:
            what = f"`{service.name}` looks for its models in `{mismatch.path}`"
        return self.found(
            node.source,
            node.place,
            f"{what}, and `{mismatch.mount.target}` is mounted",
            help=f"mount the volume at `{mismatch.path}`{_ownership(container)}",
            related=[Related(*mismatch.place, mismatch.note)],
        )


def _ownership(container: Container) -> str:
    """What a user other than root has to see to: a new volume belongs to whom its folder in the image belongs to."""
    stage = container.stage
    if stage is None or stage.final_state.is_root is True:
        return ""
    return ", and make that folder in the image as the user that runs there, who else cannot write to a new volume"
