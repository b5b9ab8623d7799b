"""DC132: a compose file builds a stage that the Dockerfile does not have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.rules.rule import ServiceRule, unsafe

if TYPE_CHECKING:
    from dflint.compose.nodes import Node
    from dflint.compose.service import Service
    from dflint.project.project import Project


class ComposeBuildTargetMissing(ServiceRule):
    """A service builds a `target` that its Dockerfile does not have.

    The build ends with `target stage … could not be found`. Name one of the stages of the Dockerfile.
    """

    code = "DC132"
    name = "compose-build-target-missing"
    severity = Severity.ERROR
    fixes = Applicability.UNSAFE
    mentions = ("target",)
    sources = (
        "https://docs.docker.com/reference/compose-file/build/#target",
        "https://docs.docker.com/build/building/multi-stage/",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim AS base
            FROM base AS runtime
            CMD ["python", "-m", "serve"]
        """,
        "compose.yaml": """
            services:
              api:
                build:
                  context: .
                  target: runtme
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim AS base
            FROM base AS runtime
            CMD ["python", "-m", "serve"]
        """,
        "compose.yaml": """
            services:
              api:
                build:
                  context: .
                  target: runtime
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding for a target that certainly does not exist."""
        section = service.build
        target = section.target if section is not None and not section.node.is_scalar else None
        if section is None or target is None or not section.target_text or section.target_text.isdecimal():
            return
        from dflint.build.declared_arguments import is_usual_dockerfile
        from dflint.project.links import is_told_whole

        build = project.build_of(service)
        if build is None or not is_told_whole(service) or build.target is not None or not build.dockerfile.froms:
            return
        if not is_usual_dockerfile(build.dockerfile) or "BUILDKIT_SYNTAX" in section.args:
            return
        if _is_built_elsewhere(section.target_text, service, project):
            return
        names = [stage.name for stage in build.graph.stages if stage.name]
        nearest = _nearest(section.target_text, names)
        last = build.dockerfile.froms[-1]
        place = last.image if last.name is None else last.name
        if nearest is not None:
            stage = build.graph.last_stage(nearest)
            assert stage is not None
            assert stage.from_.name is not None
            place = stage.from_.name
        listed = ", ".join(f"`{name}`" for name in dict.fromkeys(names))
        yield self.found(
            target.source,
            target.place,
            f"the Dockerfile has no stage `{section.target_text}`, so the build fails",
            help=f"did you mean `{nearest}`?" if nearest else f"its stages are {listed or 'without names'}",
            related=[
                Related(build.dockerfile.source, place.span, "the nearest stage" if nearest else "the last stage")
            ],
            fix=_rename(target, nearest) if nearest else None,
        )


def _is_built_elsewhere(target: str, service: Service, project: Project) -> bool:
    """Whether the service builds another Dockerfile, which has the stage, together with another compose file."""
    from dflint.project.alternatives import same_services

    for other in same_services(service, project):
        if other.build is not None:
            build = project.build_of(other)
            if build is None or build.graph.last_stage(target) is not None:
                return True
    return False


def _nearest(name: str, names: list[str]) -> str | None:
    from difflib import get_close_matches

    close = get_close_matches(name.lower(), names, n=1)
    return close[0] if close else None


def _rename(target: Node, name: str) -> Fix | None:
    from dflint.compose.edits import replace_value

    return unsafe(f"Build `{name}`", replace_value(target, name))
