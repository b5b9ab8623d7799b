"""DC101: a server of models keeps what it downloads in its container."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.lazy_pattern import lazy_pattern
from dflint.rules.rule import ServiceRule, safe

if TYPE_CHECKING:
    from dflint.compose.service import Service
    from dflint.project.project import Project
    from dflint.project.service_data import Data

_TEST_FILE = lazy_pattern(r"(?:^|[^a-z])(?:tests?|testing|ci|e2e)(?:[^a-z]|$)")


class ComposeModelCacheNotPersisted(ServiceRule):
    """A server of models has no volume for the models that it downloads.

    They are gigabytes, and they are in the container: after `docker compose down`, and whenever the image or the
    settings of the service change, the container is made anew and downloads them again. A named volume keeps them.

    The rule speaks of images that are known to serve models, at the directory in which they keep them, also where a
    variable of the service names another one. It is silent where the model lies on a disk that is mounted, and where
    the image is built here, because it may have the model in it.
    """

    code = "DC101"
    name = "compose-model-cache-not-persisted"
    severity = Severity.WARNING
    fixes = Applicability.SAFE
    sources = (
        "https://github.com/ollama/ollama/blob/main/docs/docker.mdx",
        "https://docs.vllm.ai/en/latest/serving/deploying_with_docker.html",
        "https://docs.docker.com/reference/compose-file/volumes/",
    )

    bad = {
        "compose.yaml": """
            services:
              ollama:
                image: ollama/ollama:0.12.3
                ports:
                  - "127.0.0.1:11434:11434"
        """,
    }
    good = {
        "compose.yaml": """
            services:
              ollama:
                image: ollama/ollama:0.12.3
                ports:
                  - "127.0.0.1:11434:11434"
                volumes:
                  - ollama_models:/root/.ollama
            volumes:
              ollama_models: {}
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding if the server fetches models and nothing is mounted where they go."""
        if service.build is not None or service.image is None:
            return
        from dflint.compose.cpu_intent import is_never_run
        from dflint.project.alternatives import same_services
        from dflint.project.containers import container_of
        from dflint.project.gpu_hints import is_one_shot
        from dflint.project.served_models import downloads_model
        from dflint.project.service_data import data_of, is_kept, mounts_of

        container = container_of(service, project)
        if container is None or container.image is None:
            return
        data = data_of(container, project)
        if data is None or not data.program.keeps_models or _is_for_once(service, project):
            return
        if is_never_run(service) or is_one_shot(service, project) or not downloads_model(container, project):
            return
        mounts = list(mounts_of(service))
        others = [mount for other in same_services(service, project) for mount in mounts_of(other)]
        if is_kept(data, [*mounts, *others]) or _may_be_meant(data, service, project):
            return
        related = []
        if data.setting is not None and data.setting.place is not None:
            related.append(Related(*data.setting.place, "the directory is named here"))
        node = service.image
        yield self.found(
            service.source if node.shared else node.source,
            service.name_span if node.shared else node.place,
            f"{data.program.title} keeps its models in `{data.path}`, and no volume of `{service.name}` does: they are "
            "downloaded again whenever the container is made anew",
            help=f"mount a volume at `{data.path}`",
            related=related,
            fix=_keep(service, data, project),
        )


def _is_for_once(service: Service, project: Project) -> bool:
    """Whether the file is one for tests, whose containers nobody keeps."""
    path = service.source.path.removeprefix(project.root).lower()
    return _TEST_FILE.search(path) is not None


def _may_be_meant(data: Data, service: Service, project: Project) -> bool:
    """Whether a mount of the service is, or may be, for the models: in the wrong place, which DC102 tells."""
    from dflint.project.service_data import mounts_of
    from dflint.project.volume_purpose import mount_meant_for

    mounts = list(mounts_of(service))
    if mount_meant_for(data, mounts, service, project) is not None:
        return True
    return any(mount.target is None or "models" in mount.target for mount in mounts)


def _keep(service: Service, data: Data, project: Project) -> Fix | None:
    from dflint.compose.volume_edits import add_named_volume

    file = project.file(service.source.path).compose
    if file is None or file.root is None:
        return None
    edits = add_named_volume(file.root, service.node, f"{service.name}_models", data.path)
    return safe(f"Keep `{data.path}` in a volume", *edits) if edits else None
