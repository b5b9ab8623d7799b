"""DC220: ``build`` and ``image`` together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Diagnostic, Related, Severity
from dflint.rules.rule import ServiceRule

if TYPE_CHECKING:
    from dflint.compose.service import Service
    from dflint.project.project import Project


class ComposeBuildAndImage(ServiceRule):
    """A service has `build` and `image`.

    Compose builds the image and gives it the name, so that it can be pushed; but `docker compose pull`, or `up` with
    `pull_policy: always`, takes whatever has that name in the registry instead.

    Off by default: `image` beside `build` is how the result of a build gets its name, and no mistake.
    """

    code = "DC220"
    name = "compose-build-and-image"
    severity = Severity.INFO
    on = False
    aliases = ("no-build-and-image",)
    sources = ("https://docs.docker.com/reference/compose-file/build/#using-build-and-image",)

    bad = {
        "compose.yaml": """
            services:
              api:
                build: .
                image: ghcr.io/example/api:1.4.2
        """,
    }
    good = {
        "compose.yaml": """
            services:
              api:
                build: .
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding if the service has both."""
        image, build = service.image, service.get("build")
        if image is None or build is None or image.is_null or build.is_null:
            return
        if service.text("pull_policy") in ("build", "never"):
            return
        yield self.found(
            image.source,
            image.key_span or image.place,
            f"`{service.name}` has both `build` and `image`",
            help="leave one of them out, or say `pull_policy: build`",
            related=[Related(build.source, build.key_span or build.place, "the image is built here")],
        )
