"""A compose file as Compose sees it: with the files that are merged with it, that it includes, that it extends."""

from __future__ import annotations

from dflint.cached_property import cached_property
from dflint.compose.compose_file import ComposeFile
from dflint.compose.composition import Composition
from dflint.compose.nodes import Node
from dflint.compose.service import Service
from dflint.compose.values import Environment


class MergedFile(ComposeFile):
    """The file `as_written` within a model of several files.

    `root` and `services` are those of the model; `own_services` are those that the file itself writes, with what the
    other files say of them. `base_path` is the file that this one is merged onto, None where it stands by itself; what
    is wrong in there is said of that file.
    """

    def __init__(
        self, as_written: ComposeFile, composition: Composition, variables: Environment, base_path: str | None
    ) -> None:
        is_complete = as_written.is_complete and composition.is_complete
        super().__init__(
            as_written.source,
            as_written.documents,
            as_written.comments,
            as_written.problems,
            variables,
            is_complete,
        )
        self._as_written = as_written
        self.composition = composition
        self.base_path = base_path
        self.merge_faults = composition.faults

    @property
    def as_written(self) -> ComposeFile:
        """The file as it stands."""
        return self._as_written

    @property
    def root(self) -> Node | None:
        """The top level of the model."""
        return self.composition.root

    @cached_property
    def services(self) -> tuple[Service, ...]:
        """The services of the model, also those that only other files write."""
        section = self.root.get("services") if self.root is not None else None
        found: list[Service] = []
        for entry in section.entries if section is not None else ():
            if entry.node.is_mapping and not entry.node.is_reset:
                variables = self.composition.variables.get(entry.key, self.variables)
                is_extended = entry.key in self.composition.unresolved
                found.append(
                    Service(entry.key, entry.key_span, entry.node, variables, self.composition.folders, is_extended)
                )
        return tuple(found)

    @cached_property
    def own_services(self) -> tuple[Service, ...]:
        """The services that the file itself writes, in the order of the model."""
        return tuple(service for service in self.services if service.source.path == self.source.path)
