"""DC102: a volume is mounted where the program keeps nothing, so that its data go with the container."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.rules.rule import ServiceRule, unsafe

if TYPE_CHECKING:
    from dflint.compose.service import Service
    from dflint.project.containers import Container
    from dflint.project.project import Project
    from dflint.project.service_data import Data, Mount


class ComposeVolumeWrongTarget(ServiceRule):
    """A volume is mounted at a directory in which this version of the image does not keep its data.

    The service works, and the data are in the container: `docker compose down`, or another image, and they are gone,
    while the volume that was to keep them is empty. Directories change with versions: Chroma had `/chroma/chroma` up to
    0.6 and has `/data` since 1.0, PostgreSQL `/var/lib/postgresql/data` up to 17 and `/var/lib/postgresql` since 18.
    And where an image declares a volume of its own, as PostgreSQL, MongoDB and MySQL do, a mount of the folder above
    does not hold the data: the container gets an anonymous volume below it.

    For servers of models it is a warning: they download again what is lost. Data that are in the container already do
    not move by themselves when the target is corrected.
    """

    code = "DC102"
    name = "compose-volume-wrong-target"
    severity = Severity.ERROR
    fixes = Applicability.UNSAFE
    mentions = ("volumes",)
    sources = (
        "https://docs.trychroma.com/docs/overview/migration",
        "https://github.com/docker-library/docs/blob/master/postgres/content.md#pgdata",
        "https://docs.docker.com/reference/dockerfile/#volume",
    )

    bad = {
        "compose.yaml": """
            services:
              vectordb:
                image: chromadb/chroma:1.0.15
                volumes:
                  - chroma_data:/chroma/chroma
            volumes:
              chroma_data:
        """,
    }
    good = {
        "compose.yaml": """
            services:
              vectordb:
                image: chromadb/chroma:1.0.15
                volumes:
                  - chroma_data:/data
            volumes:
              chroma_data:
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding for the volume that is meant for the data and does not hold them."""
        if service.get("volumes") is None:
            return
        from dflint.compose.cpu_intent import is_never_run
        from dflint.project.alternatives import same_services
        from dflint.project.containers import container_of
        from dflint.project.service_data import data_of, is_kept, mounts_of
        from dflint.project.volume_purpose import mount_meant_for

        container = container_of(service, project)
        if container is None or is_never_run(service):
            return
        data = data_of(container, project)
        if data is None:
            return
        mounts = list(mounts_of(service))
        refused = next((mount for mount in mounts if _is_refused(mount, data)), None)
        if refused is None:
            others = [mount for other in same_services(service, project) for mount in mounts_of(other)]
            if is_kept(data, [*mounts, *others]):
                return
        mount = refused or mount_meant_for(data, mounts, service, project)
        if mount is not None:
            yield self._finding(container, data, mount)

    def _finding(self, container: Container, data: Data, mount: Mount) -> Diagnostic:
        from dflint.project.volume_purpose import is_above

        title = data.program.title
        text = container.reference.text if container.reference is not None else ""
        related = []
        if container.base is not None:
            related.append(Related(*container.base, "the image is built on this one"))
        if data.setting is not None and data.setting.place is not None:
            related.append(Related(*data.setting.place, "the directory is named here"))
        if _is_refused(mount, data):
            message = f"`{text}` keeps its data in `{data.path}` and does not start with a mount at `{mount.target}`"
            severity = Severity.ERROR
        elif data.program.keeps_models:
            message = (
                f"{title} keeps its models in `{data.path}`, not in `{mount.target}`: they are downloaded again when "
                "the container is made anew"
            )
            severity = Severity.WARNING
        else:
            hidden = " in a volume of the container's own" if is_above(mount, data) else ""
            message = (
                f"`{text}` keeps its data in `{data.path}`{hidden}, not in `{mount.target}`: they are lost with the "
                "container"
            )
            severity = Severity.ERROR
        return self.found(
            mount.node.source,
            mount.node.place,
            message,
            severity=severity,
            help=f"mount the volume at `{data.path}`",
            related=related,
            fix=_retarget(mount, data),
        )


def _is_refused(mount: Mount, data: Data) -> bool:
    """Whether the image stops because of the mount."""
    return bool(data.storage.refused) and data.setting is None and mount.target == data.storage.refused


def _retarget(mount: Mount, data: Data) -> Fix | None:
    from dflint.compose.edits import replace_value

    node = mount.node
    if node.is_mapping:
        target = node.get("target")
        edit = None if target is None else replace_value(target, data.path)
    else:
        head, colon, rest = node.text.partition(f":{mount.target}")
        is_whole = colon and "$" not in rest and (not rest or rest[0] in ":/") and rest.strip("/")[:1] in ("", ":")
        edit = replace_value(node, f"{head}:{data.path}{rest.lstrip('/')}") if is_whole else None
    return unsafe(f"Mount the volume at `{data.path}`", edit)
