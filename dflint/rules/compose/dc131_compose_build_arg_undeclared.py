"""DC131: a compose file gives an argument that the Dockerfile does not take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.rules.rule import ServiceRule, unsafe

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.declared_arguments import DeclaredArgument
    from dflint.compose.service import Service
    from dflint.compose.values import Assignment
    from dflint.project.project import Project


class ComposeBuildArgUndeclared(ServiceRule):
    """A service gives a build argument that its Dockerfile does not declare.

    The builder takes no notice of it, or says so in one line among many (`build-args were not consumed`): the image is
    made with the default, so with another version or another device than the compose file says. Declare it with `ARG`
    where it is used, correct its name, or take it out.
    """

    code = "DC131"
    name = "compose-build-arg-undeclared"
    severity = Severity.WARNING
    fixes = Applicability.UNSAFE
    mentions = ("args",)
    sources = (
        "https://docs.docker.com/reference/compose-file/build/#args",
        "https://docs.docker.com/reference/dockerfile/#arg",
    )

    bad = {
        "Dockerfile": """
            ARG PYTHON_VERSION=3.11
            FROM python:${PYTHON_VERSION}-slim
        """,
        "compose.yaml": """
            services:
              api:
                build:
                  context: .
                  args:
                    PYTHON_VERSOIN: "3.12"
        """,
    }
    good = {
        "Dockerfile": """
            ARG PYTHON_VERSION=3.11
            FROM python:${PYTHON_VERSION}-slim
        """,
        "compose.yaml": """
            services:
              api:
                build:
                  context: .
                  args:
                    PYTHON_VERSION: "3.12"
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding an argument that no ARG of the Dockerfile takes."""
        section = service.build
        if section is None or section.node.is_scalar or not section.args:
            return
        from dflint.project.links import is_told_whole

        if not is_told_whole(service):
            return
        from dflint.build.declared_arguments import (
            declared_arguments,
            is_predefined,
            is_usual_dockerfile,
            may_declare_more,
        )

        build = project.build_of(service)
        if build is None or not is_usual_dockerfile(build.dockerfile) or may_declare_more(build.dockerfile):
            return
        declared = declared_arguments(build.dockerfile)
        if not build.dockerfile.froms or "BUILDKIT_SYNTAX" in section.args:
            return
        for name, argument in section.args.items():
            if name in declared or is_predefined(name) or _is_taken_elsewhere(argument, service, project):
                continue
            yield self._finding(argument, build, declared, set(section.args))

    def _finding(
        self, argument: Assignment, build: Build, declared: dict[str, DeclaredArgument], given: set[str]
    ) -> Diagnostic:
        nearest = _nearest(argument.name, [name for name in declared if name not in given])
        source = build.dockerfile.source
        stage = build.final or build.graph.final
        if nearest is not None:
            related = Related(source, declared[nearest].span, "this one is declared")
        else:
            assert stage is not None
            related = Related(source, stage.from_.image.span, f"nothing in this Dockerfile declares `{argument.name}`")
        return self.found(
            argument.node.source,
            argument.name_span,
            f"the Dockerfile declares no argument `{argument.name}`, so what is given here has no effect",
            help=f"did you mean `{nearest}`?" if nearest else f"declare it with `ARG {argument.name}`, or take it out",
            related=[related],
            fix=_rename(argument, nearest) if nearest else None,
        )


def _is_taken_elsewhere(argument: Assignment, service: Service, project: Project) -> bool:
    """Whether the argument stands there for another build too: through an anchor, or in a file merged with this one."""
    from dflint.build.declared_arguments import declared_arguments
    from dflint.project.alternatives import same_services

    others: Iterable[Service] = same_services(service, project)
    if argument.node.shared:
        others = [link.service for link in project.links_of(service.source.path)]
    builds = [project.build_of(other) for other in others if other.build is not None]
    return any(build is None or argument.name in declared_arguments(build.dockerfile) for build in builds)


def _nearest(name: str, names: list[str]) -> str | None:
    from difflib import get_close_matches

    folded = {one.upper().replace("_", ""): one for one in names}
    close = get_close_matches(name.upper().replace("_", ""), folded, n=1, cutoff=0.8)
    return folded[close[0]] if close else None


def _rename(argument: Assignment, name: str) -> Fix | None:
    from dflint.compose.removal import rename_key

    node = argument.node
    if node.key is not None:
        return unsafe(f"Name it `{name}`", rename_key(node, name))
    if node.shared or node.source.slice(argument.name_span) != argument.name:
        return None
    return unsafe(f"Name it `{name}`", node.source.edit(argument.name_span, name))
