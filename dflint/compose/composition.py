"""What do several compose files make together? One model of the files that are given to Compose, of those that they
include, and of the services of other files that theirs extend.

No file is read here: `Files` does that. Nothing is raised; loops end, and there is a bound on all that multiplies.
Source: https://github.com/compose-spec/compose-spec (13-merge.md, 14-include.md, the section on ``extends`` in
05-services.md, 2026-06-23), loader/{loader,include,extends}.go of https://github.com/compose-spec/compose-go
(2026-07-21), tried with ``docker compose config`` 2.40.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from dflint.compose.compose_file import ComposeFile, Fault
from dflint.compose.merging import SERVICE, DerivedNode, Merging, as_shared, both
from dflint.compose.nodes import Entry, Node
from dflint.compose.values import Environment, text_of, texts_of

# What a person writes is far below these: files that are included or extended and their characters, documents of one
# file, services that a service extends through others, and values that services take over from those.
_MOST_FILES = 100
_MOST_CHARACTERS = 2_000_000
_MOST_DOCUMENTS = 50
_LONGEST_CHAIN = 50
_MOST_NODES = 100_000

_SECTIONS = ("services", "volumes", "networks", "secrets", "configs", "models")
"""What an included file brings. The rest of it is left out."""

_REMOTE = ("git@", "github.com/", "oci:")


class Files(Protocol):
    """Gives the files that a compose file names, by absolute path."""

    def compose(self, path: str) -> ComposeFile | None:
        """The compose file at `path`, as it stands; None where it cannot be read."""

    def variables(self, path: str, outer: Environment) -> Environment | None:
        """The variables of the environment file at `path`; None where it cannot be read. `outer` are known already."""


class Composition(NamedTuple):
    """The model. `root` is its top level, None where no file has a mapping there.

    `unresolved` are the services of which a part is not known: what they extend is remote, or cannot be read.
    `is_complete` is False where an included file is not known. `folders` are those from which the paths in a file
    start, by its path, and `variables` those of the services that are not interpolated from the project's own.
    `paths` are the files that it is made of.
    """

    root: Node | None
    faults: tuple[Fault, ...]
    unresolved: frozenset[str]
    is_complete: bool
    folders: Mapping[str, str]
    variables: Mapping[str, Environment]
    paths: tuple[str, ...]


def compose(
    given: Sequence[ComposeFile],
    home: str,
    folder: str,
    variables: Environment,
    files: Files,
    shared: Collection[str] = (),
) -> Composition:
    """The model of the files `given`, in the order in which they are merged.

    `home` is the path of the one that is looked at: what several write stands in its text where it is there. `folder`
    is the project folder, from which paths start. `shared` are the paths of those that must not be edited for it.
    """
    composer = _Composer(files, Merging(home, variables), home, frozenset(shared))
    root = composer.root(given, folder, variables, ())
    return Composition(
        root,
        tuple(composer.faults),
        frozenset(composer.unresolved),
        composer.is_complete,
        composer.folders,
        composer.variables,
        tuple(composer.folders),
    )


def is_remote(path: str) -> bool:
    """Whether what ``include`` or ``extends`` names is fetched from elsewhere."""
    return "://" in path or path.startswith(_REMOTE)


class Inclusion(NamedTuple):
    """An item of ``include``, paths absolute. `environment_files` is None where the ``.env`` of the folder counts."""

    node: Node
    paths: tuple[str, ...]
    folder: str
    environment_files: tuple[str, ...] | None


def inclusions(root: Node, folder: str, variables: Environment) -> Iterator[Inclusion | None]:
    """What the compose file with the top level `root` includes; None for each that is remote or not known."""
    include = root.get("include")
    for item in include.elements if include is not None else ():
        paths = texts_of(item.get("path") if item.is_mapping else item, variables)
        known = tuple(_absolute(folder, path) for path in paths if path and not is_remote(path))
        directory = item.get("project_directory")
        directory_text = text_of(directory, variables)
        if not known or len(known) < len(paths) or (directory_text is None and directory is not None):
            yield None
            continue
        environment = item.get("env_file")
        texts = texts_of(environment, variables)
        environment_files = tuple(_absolute(folder, path) for path in texts if path and path != os.devnull)
        yield Inclusion(
            item,
            known,
            _absolute(folder, directory_text) if directory_text else os.path.dirname(known[0]),
            environment_files if environment is not None and not environment.is_null else None,
        )


def _absolute(folder: str, path: str) -> str:
    return os.path.normpath(os.path.join(folder, os.path.expanduser(path)))


class _Composer:
    """One model in the making."""

    def __init__(self, files: Files, merging: Merging, home: str, shared: frozenset[str]) -> None:
        self._files = files
        self._merging = merging
        self._home = home
        self._shared = shared
        self._include_count = 0
        self._node_count = 0
        self._origin: Node | None = None
        self._read: dict[str, ComposeFile | None] = {}
        self._character_count = 0
        self._extended: dict[tuple[str, str], tuple[Node, bool]] = {}
        self._sizes: dict[int, int] = {}
        self._tops: dict[str, Node | None] = {}
        self.faults: list[Fault] = []
        self.unresolved: set[str] = set()
        self.is_complete = True
        self.folders: dict[str, str] = {}
        self.variables: dict[str, Environment] = {}

    def root(
        self, given: Sequence[ComposeFile], folder: str, variables: Environment, including: tuple[str, ...]
    ) -> Node | None:
        """The top level of the files `given`; `including` are the files that include them."""
        result: Node | None = None
        for file in given:
            path = file.source.path
            self.folders.setdefault(path, folder)
            self.is_complete = self.is_complete and file.is_complete
            for document in self._documents(file):
                if document.is_mapping:
                    document = as_shared(document) if path in self._shared else document
                    document = self._with_inclusions(document, folder, variables, (*including, path))
                    document = self._with_extended(document, path, folder, variables)
                    result = both(result, document, (), self._merging)
        return result

    def _documents(self, file: ComposeFile) -> Sequence[Node]:
        self.is_complete = self.is_complete and len(file.documents) <= _MOST_DOCUMENTS
        return file.documents[:_MOST_DOCUMENTS]

    def _file(self, path: str) -> ComposeFile | None:
        """The compose file at `path`; None where it cannot be read, or where more is read than a person writes."""
        if path not in self._read:
            is_too_much = len(self._read) >= _MOST_FILES or self._character_count > _MOST_CHARACTERS
            file = None if is_too_much else self._files.compose(path)
            self._read[path] = file
            self._character_count += 0 if file is None else len(file.source.text)
        return self._read[path]

    def _fault(self, node: Node, message: str) -> None:
        """Say what is wrong: at `node`, or where the file that is looked at names the file of `node`."""
        for place in (node, self._origin):
            if place is not None and place.source.path == self._home:
                self.faults.append(Fault(place, message))
                return

    # Include

    def _with_inclusions(self, document: Node, folder: str, variables: Environment, including: tuple[str, ...]) -> Node:
        """`document` with the services, volumes and so on of the files that it includes."""
        for inclusion in inclusions(document, folder, variables):
            included = None if inclusion is None else self._included(inclusion, variables, including)
            if included is None:
                self.is_complete = False
                continue
            included = as_shared(_without_extends(included))
            entries = {entry.key: entry for entry in document.entries}
            for section in _SECTIONS:
                from_there = included.get(section)
                if from_there is not None and from_there.is_mapping:
                    entry = entries.get(section)
                    own = entry.node if entry is not None and entry.node.is_mapping else None
                    node = both(from_there, own, (section,), self._merging)
                    assert node is not None
                    span = node.key_span or node.span
                    entries[section] = Entry(section, span, node)
            document = DerivedNode(document, entries.values())
        return document

    def _included(self, inclusion: Inclusion, variables: Environment, including: tuple[str, ...]) -> Node | None:
        node, paths, folder, environment_files = inclusion
        if node.source.path == self._home:
            self._origin = node
        self._include_count += 1
        if paths[0] in including:
            self._fault(node, f"the file includes itself{_through(including, paths[0])}")
            return None
        if self._include_count > _MOST_FILES or len(including) > _LONGEST_CHAIN:
            return None
        files = [self._file(path) for path in paths]
        for path, file in zip(paths, files, strict=True):
            if file is None:
                self._fault(node, f"the included file {os.path.basename(path)} is not there or cannot be read")
        read = [file for file in files if file is not None]
        if len(read) < len(files):
            return None
        own_variables = self._own_variables(folder, environment_files, variables)
        root = self.root(read, folder, own_variables, including)
        services = root.get("services") if root is not None else None
        for name, _ in services.items() if services is not None else ():
            self.variables.setdefault(name, own_variables)
        return root

    def _own_variables(
        self, folder: str, environment_files: tuple[str, ...] | None, variables: Environment
    ) -> Environment:
        """The variables of an included file: those of the file that includes it, then its own."""
        from dflint.compose.environment_reader import Scope

        found = Scope(variables)
        for path in (os.path.join(folder, ".env"),) if environment_files is None else environment_files:
            found.update(self._files.variables(path, variables) or {})
        return found

    # Extends

    def _with_extended(self, document: Node, path: str, folder: str, variables: Environment) -> Node:
        """`document` with the values that its services take over from those that they extend."""
        services = document.get("services")
        if services is None or all(node.get("extends") is None for _, node in services.items()):
            return document
        entries: list[Entry] = []
        for entry in services.entries:
            if entry.node.get("extends") is not None and not entry.node.is_reset:
                chain = ((path, entry.key),)
                if path == self._home:
                    self._origin = entry.node.get("extends")
                node, is_resolved = self._service(entry.node, services, path, folder, variables, chain)
                if not is_resolved:
                    self.unresolved.add(entry.key)
                span = node.key_span if node.key_span is not None else entry.key_span
                entry = Entry(entry.key, span, node)
            entries.append(entry)
        return _with_services(document, DerivedNode(services, entries))

    def _service(
        self,
        node: Node,
        services: Node,
        path: str,
        folder: str,
        variables: Environment,
        chain: tuple[tuple[str, str], ...],
    ) -> tuple[Node, bool]:
        """The service `node` of `services` with what it extends, and whether all of that is known."""
        extends = node.get("extends")
        if extends is None:
            return node, True
        name = text_of(extends.get("service") if extends.is_mapping else extends, variables)
        file = extends.get("file")
        if file is not None and not file.is_null:
            file_text = text_of(file, variables)
            if not file_text or is_remote(file_text):
                return node, False
            path = _absolute(folder, file_text)
            folder = os.path.dirname(path)
            top = self._top(path, folder)
            if top is None:
                self._fault(file, f"the file {file_text} is not there or cannot be read")
                return node, False
            known = top.get("services")
        else:
            known = services
        base = known.get(name) if known is not None and name else None
        if base is None or name is None:
            if name is not None:
                self._fault(extends.get("service") or extends, f"there is no service {name} to extend")
            return node, False
        if (path, name) in chain or len(chain) > _LONGEST_CHAIN:
            self._fault(extends.get("service") or extends, "the service extends itself")
            return node, False
        key = (path, name)
        if key not in self._extended:
            assert known is not None
            self._extended[key] = self._service(base, known, path, folder, variables, (*chain, key))
        base, is_resolved = self._extended[key]
        if known is services and name in self.unresolved:
            is_resolved = False
        size = self._sizes.get(id(base), base.written.size)
        self._node_count += size
        if self._node_count > _MOST_NODES:
            return node, False
        merged = self._merging.merged(as_shared(base), node, SERVICE)
        self._sizes[id(merged)] = size + node.written.size
        return merged, is_resolved

    def _top(self, path: str, folder: str) -> Node | None:
        """The top level of a file that is extended, its documents merged; files that it includes are not in it."""
        if path not in self._tops:
            file = self._file(path)
            top: Node | None = None
            for document in self._documents(file) if file is not None else ():
                if document.is_mapping:
                    top = both(top, document, (), self._merging)
            if file is not None:
                self.folders.setdefault(path, folder)
            self._tops[path] = top
        return self._tops[path]


def _without_extends(root: Node) -> Node:
    """The top level of an included file, whose services have taken over what they extend already."""
    services = root.get("services")
    if services is None or all(node.get("extends") is None for _, node in services.items()):
        return root
    rest: list[Entry] = []
    for entry in services.entries:
        if entry.node.get("extends") is not None:
            kept = (inner for inner in entry.node.entries if inner.key != "extends")
            entry = entry._replace(node=DerivedNode(entry.node, kept))
        rest.append(entry)
    return _with_services(root, DerivedNode(services, rest))


def _with_services(root: Node, services: Node) -> Node:
    return DerivedNode(
        root, (entry._replace(node=services) if entry.key == "services" else entry for entry in root.entries)
    )


def _through(including: tuple[str, ...], path: str) -> str:
    between = including[including.index(path) + 1 :]
    names = ", ".join(os.path.basename(one) for one in between)
    return f" through {names}" if names else ""
