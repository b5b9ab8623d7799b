"""DC206: a service waits for one that is not there, or for itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Diagnostic, Related, Severity
from dflint.rules.rule import ComposeFileRule

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile
    from dflint.compose.dependencies import Dependency
    from dflint.compose.service import Service
    from dflint.project.project import Project


class ComposeDependsOnUnknown(ComposeFileRule):
    """A service depends on one that is not in the file, that a profile switches off, or that waits for it in turn.

    Compose refuses the whole file: "depends on undefined service", also for a service whose profile is not active, or
    "dependency cycle detected". That holds for `depends_on`, and for `links`, `volumes_from` and
    `network_mode: service:…`, which make services wait too.

    The rule is silent where another compose file near this one has the service, and about a part of a project: a file
    that includes others, that others include or extend, or whose services get their image from another file.
    """

    code = "DC206"
    name = "compose-depends-on-unknown"
    severity = Severity.ERROR
    mentions = ("depends_on", "links", "volumes_from", "service:")
    sources = (
        "https://docs.docker.com/reference/compose-file/services/#depends_on",
        "https://docs.docker.com/compose/how-tos/profiles/#start-specific-profiles",
    )

    bad = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
                depends_on:
                  - database
              db:
                image: postgres:17.2
        """,
    }
    good = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
                depends_on:
                  - db
              db:
                image: postgres:17.2
        """,
    }

    def check(self, file: ComposeFile, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding for each dependency that cannot be met, and for each cycle."""
        from dflint.compose.dependencies import cycles, dependencies_of

        names = {service.name for service in file.services}
        for service in file.services:
            for dependency in dependencies_of(service):
                if dependency.name not in names:
                    yield from self._unknown(service, dependency, file, project)
                else:
                    yield from self._switched_off(service, dependency, file, project)
        for cycle in cycles(file.services):
            yield self._cycle(cycle)

    def _unknown(
        self, service: Service, dependency: Dependency, file: ComposeFile, project: Project
    ) -> Iterator[Diagnostic]:
        from dflint.project.companions import is_whole, service_elsewhere

        if not is_whole(file, project) or service_elsewhere(file, project, dependency.name):
            return
        from difflib import get_close_matches

        names = [one.name for one in file.services if one is not service]
        close = get_close_matches(dependency.name, names, 1)
        yield self.found(
            dependency.source,
            dependency.place,
            f"`{service.name}` depends on `{dependency.name}`, which is no service, so Compose refuses the file",
            help=f"did you mean `{close[0]}`?" if close else f"add the service, or remove it from `{dependency.key}`",
        )

    def _switched_off(
        self, service: Service, dependency: Dependency, file: ComposeFile, project: Project
    ) -> Iterator[Diagnostic]:
        """A service that always runs depends on one that runs only under a profile."""
        other = file.service(dependency.name)
        if other is None or not other.profiles or None in other.profiles or service.profiles:
            return
        if dependency.is_required is not True or "COMPOSE_PROFILES" in file.variables:
            return
        from dflint.project.alternatives import same_services
        from dflint.project.companions import is_whole

        # Another file may give the service a profile too, or take it from the other one.
        if not is_whole(file, project) or any(
            part.get(key) is not None
            for one in (service, other)
            for part in same_services(one, project)
            for key in ("profiles", dependency.key)
        ):
            return
        profiles = other.get("profiles")
        profile = other.profiles[0]
        yield self.found(
            dependency.source,
            dependency.place,
            f"`{service.name}` always starts and depends on `{other.name}`, which is there only with the profile "
            f"`{profile}`: without it Compose refuses the file",
            severity=Severity.WARNING,
            help=f"give `{service.name}` the profile too, or write `required: false` beside the condition",
            related=[] if profiles is None else [Related(profiles.source, profiles.place, "the profile is set here")],
        )

    def _cycle(self, cycle: tuple[tuple[Service, Dependency], ...]) -> Diagnostic:
        (service, first), *others = cycle
        way = " → ".join(f"`{one.name}`" for one, _ in cycle)
        fault = f"{way} → `{service.name}` wait for each other" if others else f"`{service.name}` depends on itself"
        return self.found(
            first.source,
            first.place,
            f"{fault}, so Compose refuses the file",
            help="remove one of the dependencies",
            related=[
                Related(step.source, step.place, f"`{one.name}` waits for `{step.name}` here") for one, step in others
            ],
        )
