"""What does the container of a service run? The image, pulled or built, and the command line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dflint.cached_property import cached_property
from dflint.dockerfile.image import ImageReference
from dflint.dockerfile.instructions import Cmd, CommandInstruction, Entrypoint
from dflint.knowledge.model_servers import COMMAND, ENTRYPOINT, MODEL_SERVERS, ModelServer
from dflint.knowledge.service_images import ServiceImage, service_image
from dflint.lazy_pattern import lazy_pattern
from dflint.shell.commands import Command
from dflint.shell.script import parse_shell
from dflint.source import MappedText, Source, Span

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.stages import Stage
    from dflint.compose.service import Service
    from dflint.project.project import Project

_BLANKS = lazy_pattern(r"\s+")
_BARE = lazy_pattern(r"[A-Za-z0-9_@%+=:,./-]+")


class Container:
    """What one service runs.

    `reference` names the image that is pulled, or the one that the built image starts from, None where that is not
    known. `build` and `stage` are those of an image that is built, with `stage` as what becomes the image.
    """

    def __init__(self, service: Service, reference: ImageReference | None, build: Build | None) -> None:
        self.service = service
        self.reference = reference
        self.build = build

    @property
    def stage(self) -> Stage | None:
        """The stage that becomes the image; None where the image is pulled."""
        return self.build.final if self.build is not None else None

    @cached_property
    def place(self) -> Span:
        """The words of the compose file that say which image is run, or the service's name where others share them."""
        section = self.service.build if self.build is not None else None
        node = self.service.image if section is None else section.get("dockerfile") or section.context or section.node
        if node is None or node.shared or node.source is not self.service.source:
            return self.service.name_span
        if section is not None and node is section.node and node.is_mapping:
            return node.key_span or self.service.name_span
        return node.place

    @property
    def base(self) -> tuple[Source, Span] | None:
        """Where the Dockerfile names the image that the built one starts from; None where the image is pulled."""
        if self.stage is None:
            return None
        first = self.stage.chain[-1]
        return first.dockerfile.source, first.from_.image.span

    # The command line

    @cached_property
    def _entrypoint(self) -> str | None:
        """The entry point as shell text; None where the image that is pulled decides."""
        if self.service.entrypoint is not None:
            return _text(self.service.entrypoint_text)
        instruction = self.stage.last(Entrypoint) if self.stage is not None else None
        return None if instruction is None else _instruction_text(instruction)

    @cached_property
    def _command(self) -> str | None:
        """The command as shell text; None where the image that is pulled decides."""
        if self.service.command is not None:
            return _text(self.service.command_text)
        if self.service.entrypoint is not None or self.stage is None:
            return "" if self.service.entrypoint is not None else None
        instruction = self.stage.last(Cmd)
        return None if instruction is None else _instruction_text(instruction)

    @cached_property
    def command_line(self) -> str:
        """What is run, as shell text, as far as the compose file and the Dockerfile say it."""
        return f"{self._entrypoint or ''} {self._command or ''}".strip()

    @cached_property
    def commands(self) -> Sequence[Command]:
        """The commands of the command line. Their places are not those of any file."""
        if not self.command_line:
            return ()
        source = Source("", self.command_line)
        return parse_shell(MappedText.of(source, source.full_span)).commands

    # The server

    @cached_property
    def image(self) -> ServiceImage | None:
        """What is known of running the image; None if it is not in the table."""
        return service_image(self.reference)

    @cached_property
    def server(self) -> ModelServer | None:
        """The server of models that the container certainly runs, None if it runs another program or nobody knows."""
        server = MODEL_SERVERS.get(self.image.family) if self.image is not None else None
        if server is None:
            return None
        line = _BLANKS.sub(" ", self.command_line)
        if any(command in line for command in server.commands):
            return server
        if self._entrypoint is not None:
            return None
        starts = server.starts_by == ENTRYPOINT or (server.starts_by == COMMAND and self._command is None)
        return server if starts else None


def container_of(service: Service, project: Project) -> Container | None:
    """What the container of `service` runs; None if that is not known, or if the service runs none."""
    if service.build is not None:
        # The image is only the name that the result gets.
        build = project.build_of(service)
        if build is None or build.final is None:
            return None
        return Container(service, build.final.root.reference, build)
    text = service.image_text
    return None if text is None else Container(service, ImageReference.parse(text), None)


def _text(mapped: MappedText | None) -> str:
    return "" if mapped is None else mapped.text


def _instruction_text(instruction: CommandInstruction) -> str:
    if not instruction.is_exec:
        return instruction.body.text
    return " ".join(map(_quoted, instruction.parser_arguments))


def _quoted(argument: str) -> str:
    return argument if _BARE.fullmatch(argument) is not None else "'" + argument.replace("'", "'\\''") + "'"
