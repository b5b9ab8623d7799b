"""DC231: the top level of a file in another order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.rules.rule import ComposeFileRule, Option, safe

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile
    from dflint.project.project import Project

_ORDER = ("version", "name", "include", "services", "models", "networks", "volumes", "secrets", "configs")


class ComposeTopLevelOrder(ComposeFileRule):
    """The keys of the top level stand in another order than the usual one.

    Off by default: a matter of style.
    """

    code = "DC231"
    name = "compose-top-level-order"
    severity = Severity.INFO
    fixes = Applicability.SAFE
    on = False
    aliases = ("top-level-properties-order",)
    sources = ("https://docs.docker.com/reference/compose-file/",)
    options: ClassVar[Mapping[str, Option]] = {
        "order": Option(_ORDER, "The keys in the order in which they should stand, behind those that start with `x-`."),
    }

    bad = {
        "compose.yaml": """
            services:
              api:
                image: ghcr.io/example/api:1.4.2
            name: example
        """,
    }
    good = {
        "compose.yaml": """
            name: example
            services:
              api:
                image: ghcr.io/example/api:1.4.2
        """,
    }

    def check(self, file: ComposeFile, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding if the top level is out of order."""
        order = self.option("order")
        assert isinstance(order, tuple)
        if file.as_written.root is None or len(file.documents) != 1 or not file.is_complete:
            return
        from dflint.compose.order import by_place_in, disorder

        places = by_place_in(order)
        # Anchors are written where the first services can refer to them.
        found = disorder(file.as_written.root, lambda key, index: -1 if key.startswith("x-") else places(key, index))
        if found is not None:
            yield self.found(
                file.source,
                found.span,
                f"`{found.name}` should stand before `{found.behind}`",
                help="put the keys of the top level in order",
                fix=safe("Put the top level in order", found.edit),
            )
