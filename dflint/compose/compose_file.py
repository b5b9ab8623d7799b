"""What does a compose file say? The file as a whole: its services, its comments, and what is wrong with its text."""

from __future__ import annotations

from typing import NamedTuple

from dflint.cached_property import cached_property
from dflint.compose.nodes import Node
from dflint.compose.service import Service
from dflint.compose.values import Environment
from dflint.source import Source, Span


class Problem(NamedTuple):
    """Something wrong with the text of the file, and where it stands. It has no severity here.

    `is_refused` says that Compose refuses the file for it; else it reads the file, and other tools may not.
    """

    span: Span
    message: str
    is_refused: bool = True


class Fault(NamedTuple):
    """A value for which Compose refuses the model, and why.

    `service` is the one that is at fault by itself: where it belongs to a profile, only with that.
    """

    node: Node
    message: str
    service: Service | None = None


class Comment(NamedTuple):
    """A comment: `span` from its ``#`` to the end of the line, `text` behind it, stripped, and its 1-based row."""

    span: Span
    text: str
    row: int


class ComposeFile:
    """One compose file as it stands, without the files that it is merged with.

    `documents` are its YAML documents; `root` is the first, None where the file has none. `variables` are
    those that Compose interpolates, as far as files tell them. A service that could not be read whole is not among
    `services`; `is_complete` then is False. `base_path` is the file that this one is merged onto, and `merge_faults`
    are what is wrong with the merging: nothing, where a file is looked at as it stands.
    """

    def __init__(
        self,
        source: Source,
        documents: tuple[Node, ...],
        comments: tuple[Comment, ...],
        problems: tuple[Problem, ...],
        variables: Environment,
        is_complete: bool,
    ) -> None:
        self.source = source
        self.documents = documents
        self.comments = comments
        self.problems = problems
        self.variables = variables
        self.is_complete = is_complete
        self.base_path: str | None = None
        self.merge_faults: tuple[Fault, ...] = ()

    @property
    def as_written(self) -> ComposeFile:
        """The file without those that it is merged with: this one, unless it is a `MergedFile`."""
        return self

    @property
    def root(self) -> Node | None:
        """The top level of the first document."""
        return self.documents[0] if self.documents else None

    @property
    def name(self) -> Node | None:
        """The project name that the file sets."""
        return self.root.get("name") if self.root is not None else None

    @cached_property
    def services(self) -> tuple[Service, ...]:
        """The services of the file in order; of a name that several documents have, the first."""
        found: dict[str, Service] = {}
        for document in self.documents:
            section = document.get("services")
            for entry in section.entries if section is not None else ():
                if entry.node.is_mapping and not entry.node.is_reset and entry.key not in found:
                    found[entry.key] = Service(entry.key, entry.key_span, entry.node, self.variables)
        return tuple(found.values())

    @property
    def own_services(self) -> tuple[Service, ...]:
        """Those of the services that the file itself writes: all, unless it is merged with other files."""
        return self.services

    def service(self, name: str) -> Service | None:
        """The service called `name`."""
        return self._by_name.get(name)

    @cached_property
    def _by_name(self) -> dict[str, Service]:
        return {service.name: service for service in reversed(self.services)}

    @cached_property
    def built_image_texts(self) -> frozenset[str | None]:
        """The names of the images that the services build; None among them if one is not known."""
        return frozenset(service.image_text for service in self.services if service.build is not None)

    @cached_property
    def awaited_ends(self) -> frozenset[str]:
        """The names of the services that another one waits for to end."""
        return frozenset(
            name
            for service in self.services
            for name, dependency in service.depends_on.items()
            if dependency is not None
            and (condition := dependency.get("condition")) is not None
            and condition.text == "service_completed_successfully"
        )

    @cached_property
    def comments_by_row(self) -> dict[int, Comment]:
        """The comments by the row they stand in; YAML has at most one in a row."""
        return {comment.row: comment for comment in self.comments}
