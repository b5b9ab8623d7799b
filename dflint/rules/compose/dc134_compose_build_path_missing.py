"""DC134: a compose file builds a folder or a Dockerfile that does not exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.rules.rule import ServiceRule, unsafe

if TYPE_CHECKING:
    from dflint.compose.service import Service
    from dflint.project.absent_builds import AbsentBuild
    from dflint.project.project import Project


class ComposeBuildPathMissing(ServiceRule):
    """A service builds a folder, or a Dockerfile, that does not exist.

    The build ends with `path … not found` or `failed to read dockerfile`. The context is relative to the compose file,
    and the Dockerfile to the context, not to the compose file.

    What git ignores, what lies in a submodule or outside of the repository may be there on another machine, and nothing
    is said of it. Where an image is named too, Compose first tries to pull that one: then it is a warning.
    """

    code = "DC134"
    name = "compose-build-path-missing"
    severity = Severity.ERROR
    fixes = Applicability.UNSAFE
    mentions = ("build",)
    sources = (
        "https://docs.docker.com/reference/compose-file/build/#context",
        "https://docs.docker.com/reference/compose-file/build/#dockerfile",
    )

    bad = {
        "docker/Dockerfile.gpu": """
            FROM python:3.12-slim
        """,
        "docker/compose.yaml": """
            services:
              api:
                build:
                  context: ..
                  dockerfile: Dockerfile.gpu
        """,
    }
    good = {
        "docker/Dockerfile.gpu": """
            FROM python:3.12-slim
        """,
        "docker/compose.yaml": """
            services:
              api:
                build:
                  context: ..
                  dockerfile: docker/Dockerfile.gpu
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding for what is certainly not there."""
        if service.build is None:
            return
        from dflint.project.absent_builds import absent_build

        absent = absent_build(service, project)
        if absent is None:
            return
        what = "folder" if absent.is_context else "Dockerfile"
        meant = None if absent.meant is None else project.source(absent.meant)
        yield self.found(
            absent.node.source,
            absent.node.place,
            f"there is no {what} `{_shown(absent, project)}`, so `{service.name}` cannot be built",
            severity=Severity.ERROR if service.image is None else Severity.WARNING,
            help=_help(absent, project),
            related=() if meant is None else [Related(meant, meant.line_span(1), "is this one meant?")],
            fix=_fix(absent),
        )


def _shown(absent: AbsentBuild, project: Project) -> str:
    """The path from the root of the project, as it is resolved."""
    return absent.path.removeprefix(project.root).replace("\\", "/").lstrip("/")


def _help(absent: AbsentBuild, project: Project) -> str:
    if absent.correction is not None:
        return f"write `{absent.correction}`"
    if absent.meant is not None:
        return f"name the Dockerfile, `dockerfile: {absent.meant.rpartition('/')[2]}`"
    base = "the compose file" if absent.is_context else "the context"
    return f"correct the path, which is relative to {base}"


def _fix(absent: AbsentBuild) -> Fix | None:
    from dflint.compose.edits import replace_value

    if absent.correction is None:
        return None
    return unsafe(f"Build `{absent.correction}`", replace_value(absent.node, absent.correction))
