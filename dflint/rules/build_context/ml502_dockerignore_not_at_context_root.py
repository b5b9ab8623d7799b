"""ML502: a `.dockerignore` lies beside the Dockerfile, but the build context is a folder above it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Diagnostic, Related, Severity
from dflint.rules.rule import IgnoreFileRule

if TYPE_CHECKING:
    from dflint.project.project import Project, ProjectFile


class DockerignoreNotAtContextRoot(IgnoreFileRule):
    """A `.dockerignore` lies where no build reads it.

    It is read at the root of the build context, or beside the Dockerfile if it is called like that with `.dockerignore`
    behind (`Dockerfile.dockerignore`). A `.dockerignore` beside a Dockerfile whose context is a folder above does
    nothing: all is sent that it was to leave out. Its patterns count from the root of the context, so they may have to
    change when it is moved.
    """

    code = "ML502"
    name = "dockerignore-not-at-context-root"
    severity = Severity.WARNING
    sources = (
        "https://docs.docker.com/build/concepts/context/#filename-and-location",
        "https://docs.docker.com/reference/compose-file/build/#context",
    )

    bad = {
        "app.py": "print('ready')\n",
        "docker/Dockerfile": """
            FROM python:3.12-slim
            COPY . /srv
            CMD ["python", "/srv/app.py"]
        """,
        "docker/.dockerignore": "**/__pycache__\n.venv\n",
        "compose.yaml": """
            services:
              api:
                build:
                  context: .
                  dockerfile: docker/Dockerfile
        """,
    }
    good = {
        "app.py": bad["app.py"],
        "docker/Dockerfile": bad["docker/Dockerfile"],
        "compose.yaml": bad["compose.yaml"],
        "docker/Dockerfile.dockerignore": "**/__pycache__\n.venv\n",
    }

    def check(self, file: ProjectFile, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding if a build was certainly meant to read the file."""
        ignore = file.ignore
        if ignore is None or not ignore.patterns:
            return
        from dflint.project.misplaced_ignore_file import missed_build

        missed = missed_build(file.path, project)
        if missed is None:
            return
        dockerfile = os.path.basename(missed.build.path)
        root = os.path.relpath(missed.root, os.path.dirname(file.path)).replace(os.sep, "/")
        service = missed.build.service
        yield self.found(
            file.source,
            ignore.patterns[0].span,
            f"no build reads this file: the context of `{dockerfile}` beside it is `{root}`",
            help=f"move it to `{root}`, from where its patterns count, or name it `{dockerfile}.dockerignore`",
            related=[] if service is None else [Related(service.source, service.name_span, "the context is set here")],
        )
