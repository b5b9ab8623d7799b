"""DC115: a service waits for a database to be started, not to be ready."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.rules.rule import ServiceRule, safe, unsafe

if TYPE_CHECKING:
    from dflint.compose.rendering import Value
    from dflint.compose.service import Service
    from dflint.knowledge.services import Service as Program
    from dflint.project.containers import Container
    from dflint.project.dependencies import Dependency
    from dflint.project.project import Project

_SLOW_START = "120s"
_WEB_SERVERS = ("nginx", "nginx-unprivileged", "httpd", "caddy", "traefik")


class ComposeDependsOnNotReady(ServiceRule):
    """A service starts as soon as the container of its database, queue or server of models is started.

    A list in `depends_on`, and `condition: service_started`, say in which order containers are started, not that the
    program in the first one answers when the second one starts: a database may still be making its files, a server of
    models is loading. The application's first connection fails, and it ends. With `condition: service_healthy` Compose
    waits for the health check of the other service.

    The rule speaks of services that are built here and depend on an image that it knows, where that one has a health
    check already (then the fix is safe), or is an SQL database that an address in the service's environment names. It
    is silent where the service is restarted when it ends, where what it runs waits or tries again by itself, where it
    waits for another service that waits itself, and about web servers in front.
    """

    code = "DC115"
    name = "compose-depends-on-not-ready"
    severity = Severity.WARNING
    fixes = Applicability.SAFE
    mentions = ("depends_on",)
    sources = (
        "https://docs.docker.com/compose/how-tos/startup-order/",
        "https://docs.docker.com/reference/compose-file/services/#depends_on",
    )

    bad = {
        "compose.yaml": """
            services:
              api:
                build: .
                depends_on:
                  - db
              db:
                image: postgres:16
                healthcheck:
                  test: ["CMD-SHELL", "pg_isready -U postgres"]
        """,
        "Dockerfile": """
            FROM python:3.12-slim
            COPY app.py .
            CMD ["python", "app.py"]
        """,
        "app.py": "print()\n",
    }
    good = {
        **bad,
        "compose.yaml": """
            services:
              api:
                build: .
                depends_on:
                  db:
                    condition: service_healthy
              db:
                image: postgres:16
                healthcheck:
                  test: ["CMD-SHELL", "pg_isready -U postgres"]
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding for each service that has to be ready and is only waited for to start."""
        if service.get("depends_on") is None or service.build is None:
            return
        from dflint.compose.cpu_intent import is_never_run
        from dflint.project.containers import container_of
        from dflint.project.dependencies import STARTED, dependencies_of
        from dflint.project.waiting import is_restarted, may_wait

        if is_restarted(service) or is_never_run(service):
            return
        dependencies = [
            one for one in dependencies_of(service, project) if one.condition == STARTED and one.is_required
        ]
        container = container_of(service, project) if dependencies else None
        if container is None or _needs_nothing(container) or may_wait(container):
            return
        for dependency in dependencies:
            yield from self._dependency(service, dependency, project)

    def _dependency(self, service: Service, dependency: Dependency, project: Project) -> Iterator[Diagnostic]:
        from dflint.knowledge.services import CACHE
        from dflint.project.alternatives import same_services
        from dflint.project.containers import container_of
        from dflint.project.dependencies import health_of, is_given_address_of

        target = dependency.target
        container = container_of(target, project) if target is not None else None
        program = _awaited_program(container) if container is not None else None
        if target is None or container is None or program is None:
            return
        if any(other.get("depends_on") is not None for other in same_services(service, project)):
            return
        # A program that is given the address of an SQL database sets up its tables when it starts.
        is_asked_at_once = program.is_sql and is_given_address_of(service, dependency.name)
        if health_of(target, project).exists is not True and not is_asked_at_once:
            return
        if _waits_through_another(service, dependency, project):
            return
        fix = _wait_for_health(service, dependency, container, program, project)
        yield self.found(
            dependency.node.source,
            dependency.node.key_span or dependency.node.place,
            f"`{service.name}` starts when `{dependency.name}` is started, not when {program.title} answers",
            severity=Severity.INFO if program.kind == CACHE else Severity.WARNING,
            help="wait for it with `condition: service_healthy`",
            related=[Related(target.source, target.name_span, f"{program.title} is started here")],
            fix=fix,
        )


def _needs_nothing(container: Container) -> bool:
    """Whether the program of the container needs no other one when it starts: web servers, functions of AWS Lambda."""
    reference = container.reference
    if reference is None:
        return False
    return reference.name in _WEB_SERVERS or reference.familiar.startswith("public.ecr.aws/lambda/")


def _waits_through_another(service: Service, dependency: Dependency, project: Project) -> bool:
    """Whether the service waits for a third one that starts only when what it depends on is ready."""
    from dflint.project.dependencies import HEALTHY, dependencies_of

    thirds = [one.target for one in dependencies_of(service, project) if one.target is not None]
    return any(
        one.name == dependency.name and one.condition == HEALTHY
        for third in thirds
        for one in dependencies_of(third, project)
    )


def _awaited_program(container: Container) -> Program | None:
    """The program of a container that takes its time before it answers; None if there is none that is known."""
    from dflint.knowledge.services import CACHE, DATABASE, MODEL_SERVER, QUEUE, VECTOR_DATABASE
    from dflint.project.service_data import program_of

    program = program_of(container)
    if program is None or container.image is None:
        return None
    if program.kind == MODEL_SERVER:
        return program if container.image.loads_model_at_start and container.server is not None else None
    is_own = container.service.entrypoint is None
    return program if is_own and program.kind in (DATABASE, VECTOR_DATABASE, CACHE, QUEUE) else None


def _wait_for_health(
    service: Service, dependency: Dependency, container: Container, program: Program, project: Project
) -> Fix | None:
    from dflint.compose.dependency_edits import set_condition
    from dflint.project.dependencies import HEALTHY, health_of

    target = container.service
    edits = set_condition(service.node, dependency.name, HEALTHY)
    if not edits or target.source is not service.source:
        return None
    health = health_of(target, project)
    if health.exists:
        if _always_fails(container):
            return None
        return safe(f"Wait until `{dependency.name}` is healthy", *edits)
    healthcheck = _healthcheck(container, program) if health.exists is False else None
    if healthcheck is None or target.healthcheck is not None:
        return None
    from dflint.compose.edits import insert_into

    check = insert_into(target.node, ("healthcheck",), healthcheck)
    return unsafe(f"Give `{dependency.name}` a health check and wait for it", check, *edits)


def _always_fails(container: Container) -> bool:
    """Whether the health check of the service calls a program that its image lacks."""
    from dflint.build.images import BaseImage
    from dflint.project.health_checks import HealthCheck

    service, text = container.service, container.service.image_text
    if container.stage is None and text is None:
        return False
    check = HealthCheck(container.stage or BaseImage(text), None, service, container.build)
    names = [command.name for command in check.script.commands if command.name is not None]
    return any(check.has_command(name) is False for name in names)


def _may_move_port(container: Container) -> bool:
    """Whether the program may listen on another port than it does by default."""
    return "port" in container.command_line.lower() or any("PORT" in name for name in container.service.environment)


def _healthcheck(container: Container, program: Program) -> Mapping[str, Value] | None:
    """A health check that works in the image of the container; None if none is known."""
    from dflint.compose.rendering import Inline, Quoted
    from dflint.knowledge.services import MODEL_SERVER, health_test_of, version_of

    reference = container.reference
    if reference is None or container.build is not None or reference.digest is not None or _may_move_port(container):
        return None
    test = health_test_of(program, version_of(program, reference.tag))
    if test is None:
        return None
    value: dict[str, Value] = {"test": Inline(map(Quoted, test)), "interval": "10s", "timeout": "5s", "retries": 5}
    return {**value, "start_period": _SLOW_START} if program.kind == MODEL_SERVER else value
