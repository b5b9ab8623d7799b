"""What does a service of a compose file say?"""

from __future__ import annotations

import os
from collections.abc import Mapping

from dflint.cached_property import cached_property
from dflint.compose.commands import command_text
from dflint.compose.gpu import GpuRequest, gpu_requests
from dflint.compose.healthcheck import Healthcheck
from dflint.compose.inline import inline_source
from dflint.compose.mounts import Port, Volume, ports, volumes
from dflint.compose.nodes import Node
from dflint.compose.values import Assignment, Environment, assignments, byte_count, text_of, texts_of
from dflint.source import MappedText, Source, Span

SHARED_MEMORY_PATH = "/dev/shm"


class BuildSection:
    """The value of ``build`` of a service, in its short form (a context) or its long one."""

    def __init__(self, node: Node, variables: Environment) -> None:
        self.node = node
        self.variables = variables

    @property
    def context(self) -> Node | None:
        """The value that names the context; None where none is named, which is the project folder."""
        return self.node if self.node.is_scalar else self.node.get("context")

    @property
    def context_text(self) -> str | None:
        """The context as a path or a URL, ``"."`` where none is named; None if it is not known."""
        context = self.context
        return "." if context is None or context.is_null else text_of(context, self.variables)

    @property
    def dockerfile(self) -> Node | None:
        """The value of ``dockerfile``."""
        return self.node.get("dockerfile")

    @property
    def dockerfile_text(self) -> str | None:
        """The Dockerfile's path from the context, ``"Dockerfile"`` where none is named; None if it is not known."""
        dockerfile = self.dockerfile
        return "Dockerfile" if dockerfile is None or dockerfile.is_null else text_of(dockerfile, self.variables)

    @property
    def dockerfile_inline(self) -> Node | None:
        """The value of ``dockerfile_inline``."""
        inline = self.node.get("dockerfile_inline")
        return inline if inline is not None and inline.is_scalar and not inline.is_null else None

    @cached_property
    def inline_source(self) -> Source | None:
        """The inline Dockerfile as a source that is embedded in the compose file; None without one."""
        inline = self.dockerfile_inline
        return inline_source(inline, self.variables) if inline is not None else None

    @cached_property
    def args(self) -> dict[str, Assignment]:
        """The build arguments by name."""
        return assignments(self.node.get("args"), self.variables)

    @property
    def target(self) -> Node | None:
        """The value of ``target``."""
        return self.node.get("target")

    @property
    def target_text(self) -> str | None:
        """The name of the stage to build, ``""`` where none is named; None if it is not known."""
        target = self.target
        return "" if target is None or target.is_null else text_of(target, self.variables)

    @cached_property
    def additional_contexts(self) -> dict[str, Assignment]:
        """The named contexts by name."""
        return assignments(self.node.get("additional_contexts"), self.variables)

    def get(self, *path: str) -> Node | None:
        """Any other value of the section."""
        return self.node.get(*path)


class Service:
    """One service of a compose file.

    In a file that is read by itself, values are those that it gives, through anchors and merge keys; `is_extended` says
    that ``extends`` adds to them. In a model of several files (see `composition`) they come from all of those: a value
    is in the source of its own node, and `is_extended` says that what is extended is not known. Texts have their
    variables replaced from `variables`.
    """

    def __init__(
        self,
        name: str,
        name_span: Span,
        node: Node,
        variables: Environment,
        folders: Mapping[str, str] | None = None,
        is_extended: bool | None = None,
    ) -> None:
        """`folders` are those from which paths start, by the path of the file in which they are written."""
        self.name = name
        self.name_span = name_span
        self.node = node
        self.variables = variables
        self._folders = folders or {}
        self._is_extended = is_extended

    def __repr__(self) -> str:
        return f"Service({self.name!r})"

    @property
    def source(self) -> Source:
        """The compose file's text; other values of the service may be written in other files."""
        return self.node.source

    def folder_of(self, node: Node) -> str:
        """The folder from which a relative path in the value `node` starts."""
        return self._folders.get(node.source.path) or os.path.dirname(node.source.path)

    def get(self, *path: str) -> Node | None:
        """The value at `path` below the service."""
        return self.node.get(*path)

    def text(self, *path: str) -> str | None:
        """The text at `path` with its variables replaced; None if it is missing or not known."""
        return text_of(self.node.get(*path), self.variables)

    @property
    def is_extended(self) -> bool:
        """Whether the service takes over values (``extends``) that are not known here."""
        return self.node.get("extends") is not None if self._is_extended is None else self._is_extended

    @property
    def image(self) -> Node | None:
        """The value of ``image``."""
        return self.node.get("image")

    @property
    def image_text(self) -> str | None:
        """The image that is run; None if none is named or it is not known."""
        return self.text("image")

    @cached_property
    def build(self) -> BuildSection | None:
        """How the image is built, or None."""
        node = self.node.get("build")
        if node is None or node.is_null or node.is_sequence:
            return None
        return BuildSection(node, self.variables)

    @cached_property
    def ports(self) -> tuple[Port, ...]:
        """The published ports."""
        return ports(self.node.get("ports"), self.variables)

    @cached_property
    def volumes(self) -> tuple[Volume, ...]:
        """What is mounted into the container by ``volumes``."""
        return volumes(self.node.get("volumes"), self.variables)

    @cached_property
    def environment(self) -> dict[str, Assignment]:
        """The variables that ``environment`` sets in the container, by name; without those of ``env_file``."""
        return assignments(self.node.get("environment"), self.variables)

    @cached_property
    def labels(self) -> dict[str, Assignment]:
        """The labels by name."""
        return assignments(self.node.get("labels"), self.variables)

    @property
    def command(self) -> Node | None:
        """The value of ``command``."""
        return self.node.get("command")

    @cached_property
    def command_text(self) -> MappedText | None:
        """The command as shell text mapped to the file, whichever form it has."""
        return command_text(self.command, self.variables)

    @property
    def entrypoint(self) -> Node | None:
        """The value of ``entrypoint``."""
        return self.node.get("entrypoint")

    @cached_property
    def entrypoint_text(self) -> MappedText | None:
        """The entry point as shell text mapped to the file, whichever form it has."""
        return command_text(self.entrypoint, self.variables)

    @cached_property
    def healthcheck(self) -> Healthcheck | None:
        """The health check, or None where the service says nothing of one."""
        node = self.node.get("healthcheck")
        return Healthcheck(node, self.variables) if node is not None and node.is_mapping else None

    @property
    def deploy(self) -> Node | None:
        """The value of ``deploy``."""
        return self.node.get("deploy")

    @cached_property
    def profiles(self) -> tuple[str | None, ...]:
        """The profiles that the service belongs to; None for one that is not known. Without any it always runs."""
        return texts_of(self.node.get("profiles"), self.variables)

    @cached_property
    def depends_on(self) -> dict[str, Node]:
        """The services that this one waits for: name to the item of the list, or to the value with the condition."""
        node = self.node.get("depends_on")
        if node is None:
            return {}
        found = dict(node.items())
        for item in node.elements:
            name = text_of(item, self.variables)
            if name is not None:
                found[name] = item
        return found

    @cached_property
    def gpu_requests(self) -> tuple[GpuRequest, ...]:
        """Where the service asks for a GPU, or may do so through a variable that is not known."""
        return tuple(gpu_requests(self.node, self.variables))

    @property
    def requests_gpu(self) -> bool:
        """Whether the service certainly asks for a GPU."""
        return any(request.is_certain for request in self.gpu_requests)

    @property
    def may_request_gpu(self) -> bool:
        """Whether the service asks for a GPU, or may do so: through a variable, or in the service that it extends.

        Who says that no GPU is requested asks this.
        """
        return bool(self.gpu_requests) or self.is_extended

    @property
    def shm_size(self) -> Node | None:
        """The value of ``shm_size``."""
        return self.node.get("shm_size")

    @property
    def shm_byte_count(self) -> int | None:
        """The bytes that ``shm_size`` gives to /dev/shm; None if it is missing or not known."""
        return byte_count(self.text("shm_size"))

    @property
    def ipc(self) -> Node | None:
        """The value of ``ipc``."""
        return self.node.get("ipc")

    @cached_property
    def may_set_shared_memory(self) -> bool:
        """Whether anything says, or may say, how large /dev/shm is, other than Docker's default of 64 MB.

        That is ``shm_size``, ``ipc`` other than a private one, something mounted on /dev/shm, or ``extends``.
        """
        return self.shm_size is not None or self.may_share_memory

    @cached_property
    def may_share_memory(self) -> bool:
        """Whether /dev/shm is, or may be, another one than the container's own, whatever ``shm_size`` says."""
        if self.is_extended:
            return True
        if self.ipc is not None and self.text("ipc") not in ("private", "none", ""):
            return True
        targets = [volume.target for volume in self.volumes]
        for mount in texts_of(self.node.get("tmpfs"), self.variables):
            targets.append(mount.partition(":")[0] if mount is not None else None)
        return any(target is None or target.rstrip("/") == SHARED_MEMORY_PATH for target in targets)
