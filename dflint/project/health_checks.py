"""Which health checks do containers run, and in which image?

The check of an image is the last HEALTHCHECK of its stages, unless the compose service that runs the image gives
another ``test`` or switches it off. What a service says of times counts for the image's check too
(https://github.com/moby/moby/blob/master/daemon/commit.go, `merge`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dflint.build.images import BaseImage
from dflint.build.stages import Stage
from dflint.cached_property import cached_property
from dflint.dockerfile.instructions import Healthcheck

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.compose.nodes import Node
    from dflint.compose.service import Service
    from dflint.project.project import Project
    from dflint.shell.commands import Script
    from dflint.source import Source, Span

DEFAULT_INTERVAL = 30.0
DEFAULT_TIMEOUT = 30.0
DEFAULT_RETRIES = 3
"""What Docker takes where nothing is said: https://docs.docker.com/reference/dockerfile/#healthcheck."""


class HealthCheck:
    """One health check, in one image that it is run in.

    `image` is the stage that becomes the image, or the image that a service pulls. The check is written as the
    HEALTHCHECK `instruction`, or as the ``test`` of `service` (`instruction` is None then). A service that runs the
    image, with the check of the image, is in `service` too.
    """

    def __init__(
        self,
        image: Stage | BaseImage,
        instruction: Healthcheck | None,
        service: Service | None,
        build: Build | None,
    ) -> None:
        self.image = image
        self.instruction = instruction
        self.service = service
        self.build = build

    @property
    def source(self) -> Source:
        """The text that the check is written in."""
        if self.instruction is not None:
            return self.instruction.source
        assert self.service is not None
        return self.service.source if self.test is None else self.test.source

    @property
    def test(self) -> Node | None:
        """The value of ``test`` in the compose file, where the check is written there."""
        healthcheck = None if self.service is None or self.instruction is not None else self.service.healthcheck
        return None if healthcheck is None else healthcheck.test

    @property
    def span(self) -> Span:
        """Where the check is written."""
        test = self.test
        if test is not None:
            return test.place
        assert self.instruction is not None
        return self.instruction.span

    @property
    def stage(self) -> Stage | None:
        """The stage that becomes the image; None where the image is pulled."""
        return self.image if isinstance(self.image, Stage) else None

    @property
    def root(self) -> BaseImage:
        """The image that is pulled, or that the stage starts from."""
        return self.image.root if isinstance(self.image, Stage) else self.image

    @property
    def shell(self) -> tuple[str, ...]:
        """The shell that reads the shell form."""
        return self.image.final_state.shell if isinstance(self.image, Stage) else self.image.shell

    @property
    def is_exec(self) -> bool:
        """Whether the check is a list of arguments that no shell reads."""
        if self.instruction is not None:
            return self.instruction.is_exec
        return (
            self.service is not None and self.service.healthcheck is not None and self.service.healthcheck.kind == "CMD"
        )

    @cached_property
    def script(self) -> Script:
        """The commands of the check; none where they are not known."""
        from dflint.shell.commands import Script
        from dflint.shell.run import command_script
        from dflint.shell.script import parse_shell

        if self.instruction is not None:
            return command_script(self.instruction, self.shell)
        healthcheck = self.service.healthcheck if self.service is not None else None
        text = healthcheck.script if healthcheck is not None else None
        return Script(None) if text is None else parse_shell(text)

    def has_command(self, name: str) -> bool | None:
        """Whether the image contains the command `name`; None if that is not known."""
        if isinstance(self.image, Stage):
            return self.image.has_command(name)
        return None if self.image.known is None else self.image.known.has_command(name)

    # Times

    @property
    def start_period(self) -> float | None:
        """The seconds in which failures do not count, 0 where nothing is said; None if that is not known."""
        return self._seconds("start_period", "start-period", 0.0)

    @property
    def interval(self) -> float | None:
        """The seconds between two checks; None if that is not known."""
        return self._seconds("interval", "interval", DEFAULT_INTERVAL)

    @property
    def timeout(self) -> float | None:
        """The seconds after which a check has failed; None if that is not known."""
        return self._seconds("timeout", "timeout", DEFAULT_TIMEOUT)

    @property
    def retries(self) -> int | None:
        """The number of failures in a row that make the container unhealthy; None if that is not known."""
        healthcheck = self.service.healthcheck if self.service is not None else None
        node = healthcheck.node.get("retries") if healthcheck is not None else None
        if node is not None and not node.is_null:
            assert self.service is not None
            text = self.service.text("healthcheck", "retries")
        else:
            flag = self._flag("retries")
            text = "" if flag is None else flag
        if text is None or not (text == "" or text.isdecimal()):
            return None
        return int(text or 0) or DEFAULT_RETRIES

    def _seconds(self, key: str, flag_name: str, default: float) -> float | None:
        from dflint.compose.values import seconds

        healthcheck = self.service.healthcheck if self.service is not None else None
        node = healthcheck.node.get(key) if healthcheck is not None else None
        if healthcheck is not None and node is not None and not node.is_null:
            given = healthcheck.duration(key)
        else:
            flag = self._flag(flag_name)
            given = 0.0 if flag is None else seconds(flag)
        return default if given == 0.0 else given

    def _flag(self, name: str) -> str | None:
        """The value of a flag of the HEALTHCHECK of the image, which counts for a test of the service too."""
        instruction = self.instruction
        if instruction is None and isinstance(self.image, Stage):
            instruction = self.image.last(Healthcheck)
        value = None if instruction is None else instruction.flag_value(name)
        return None if value is None else value.argument


def health_checks_of(project: Project, path: str) -> Iterator[Sequence[HealthCheck]]:
    """The health checks that are written in the file at `path`.

    Those of a HEALTHCHECK in one stage come together: one a build, and a service that the build belongs to. What is
    said of the instruction has to hold in all of them.
    """
    file = project.compose_file(path)
    if file is not None:
        for service in file.own_services:
            check = _of_service(service, project)
            # What is written in the file that this one is merged onto is said of that one.
            if check is not None and check.source.path != file.base_path:
                yield (check,)
    for builds in project.build_groups_of(path):
        together: dict[tuple[int, int], list[HealthCheck]] = {}
        for build in builds:
            for check in _of_build(build, project):
                assert check.stage is not None
                together.setdefault((id(check.instruction), check.stage.index), []).append(check)
        yield from together.values()


def _of_service(service: Service, project: Project) -> HealthCheck | None:
    """The check that the service itself gives, if the image that it is run in is known."""
    healthcheck = service.healthcheck
    if healthcheck is None or healthcheck.test is None or healthcheck.is_disabled:
        return None
    if service.build is not None:
        build = project.build_of(service)
        return None if build is None or build.final is None else HealthCheck(build.final, None, service, build)
    text = service.image_text
    return None if text is None else HealthCheck(BaseImage(text), None, service, None)


def _of_build(build: Build, project: Project) -> Iterator[HealthCheck]:
    """The checks that the images of a build have from their HEALTHCHECK."""
    for stage in _images(build):
        instruction = stage.last(Healthcheck)
        if instruction is None or instruction.kind != "CMD":
            continue
        services = project.services_of(build) if stage is build.final else ()
        if not services:
            yield HealthCheck(stage, instruction, None, build)
        for service in services:
            if not _overrides(service):
                yield HealthCheck(stage, instruction, service, build)


def _images(build: Build) -> Iterator[Stage]:
    """The target, and the stages that neither it nor another stage needs: they can only be targets of their own."""
    needed = {id(stage) for stage in build.stages}
    for reference in build.graph.references:
        if isinstance(reference.origin, Stage):
            needed.add(id(reference.origin))
    for stage in build.graph.stages:
        if stage is build.final or id(stage) not in needed:
            yield stage


def _overrides(service: Service) -> bool:
    """Whether the service gives, or may give, a check of its own in place of the image's."""
    healthcheck = service.healthcheck
    if healthcheck is not None and (healthcheck.test is not None or healthcheck.is_disabled):
        return True
    return service.is_extended
