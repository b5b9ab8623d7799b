"""Which builds does each Dockerfile have?

One for each compose service that builds it, an inline Dockerfile too; a Dockerfile that no service builds has one with
its own folder as context. Services that build the same in the same way share a build.
"""

from __future__ import annotations

import os
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from dflint.build.build import Build
from dflint.cached_property import cached_property
from dflint.dockerfile.parser import parse
from dflint.project.links import BuildLink, is_remote
from dflint.project.names import Kind

if TYPE_CHECKING:
    from dflint.compose.service import Service
    from dflint.context.build_context import BuildContext
    from dflint.project.project import Project
    from dflint.source import Source, Span

Values = Mapping[str, "str | None"]

_DEFAULT_NAME = "Dockerfile"


class _Plan(NamedTuple):
    """What a build is made of, before its Dockerfile is parsed.

    `path` is the file that holds the Dockerfile, `inline` the text where that is a compose file. `target` is empty for
    the last stage and None where it is not known.
    """

    path: str
    inline: Source | None
    context: BuildContext | None
    target: str | None
    args: Values
    named_contexts: Values
    services: tuple[Service, ...]

    @property
    def key(self) -> Hashable:
        """What two plans have in common that make the same image, whichever services they belong to."""
        values = (frozenset(self.args.items()), frozenset(self.named_contexts.items()))
        return (id(self.context), *values, id(self) if self.target is None else self.target)


class Builds:
    """The builds of a project, made when they are asked for."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._plans: dict[str, tuple[tuple[_Plan, ...], ...]] = {}
        self._groups: dict[str, tuple[tuple[Build, ...], ...]] = {}
        self._of_services: dict[str, dict[tuple[str, str], Build]] = {}
        self._services: dict[int, tuple[Service, ...]] = {}

    def groups_of(self, path: str) -> tuple[tuple[Build, ...], ...]:
        """The builds of the Dockerfile, or of each inline Dockerfile, in the file at `path`."""
        path = self._project.canonical(path)
        if path not in self._groups:
            groups = (self._made(plans) for plans in self._plans_of(path))
            self._groups[path] = tuple(group for group in groups if group)
        return self._groups[path]

    @cached_property
    def all(self) -> tuple[Build, ...]:
        """The builds of all files, in order."""
        return tuple(build for path in self._paths for group in self.groups_of(path) for build in group)

    def services_of(self, build: Build) -> tuple[Service, ...]:
        """The services that `build` belongs to."""
        return self._services.get(id(build), ())

    def of_service(self, service: Service) -> Build | None:
        """The build that belongs to `service`."""
        link = self._link_by_service.get(_identity(service))
        path = None if link is None else self._path_of(link)
        if path is None:
            return None
        if path not in self._of_services:
            of_services = self._of_services[path] = {}
            for build in (build for group in self.groups_of(path) for build in group):
                for one in self.services_of(build):
                    of_services.setdefault(_identity(one), build)
        return self._of_services[path].get(_identity(service))

    def contexts_of(self, paths: Iterable[str]) -> tuple[tuple[BuildContext, tuple[Build, ...]], ...]:
        """The contexts that have to do with the files at `paths`, each with all builds in it."""
        wanted = {self._project.canonical(path) for path in paths}
        users: dict[int, list[str]] = {}
        contexts: dict[int, BuildContext] = {}
        # A file that is asked for may be one that the finder leaves out.
        asked = {path for path in wanted if self._project.kind(path) is Kind.DOCKERFILE}
        for path in sorted(asked.union(self._paths)):
            for plan in (plan for plans in self._plans_of(path) for plan in plans):
                if plan.context is None:
                    continue
                users.setdefault(id(plan.context), []).append(path)
                files = {path, plan.context.ignore_path, *(service.source.path for service in plan.services)}
                if not wanted.isdisjoint(files):
                    contexts[id(plan.context)] = plan.context
        found = (
            (context, tuple(self._builds_in(context, dict.fromkeys(users[key])))) for key, context in contexts.items()
        )
        # A Dockerfile that cannot be read has no build.
        return tuple((context, builds) for context, builds in found if builds)

    def _builds_in(self, context: BuildContext, paths: Iterable[str]) -> Iterator[Build]:
        for path in paths:
            for group in self.groups_of(path):
                yield from (build for build in group if build.context is context)

    # What there is to build

    @cached_property
    def _paths(self) -> Sequence[str]:
        """The files that hold Dockerfiles: those of the project, and those that its services build."""
        paths = set(self._project.files_of(Kind.DOCKERFILE))
        paths.update(path for link in self._project.links if (path := self._path_of(link)) is not None)
        return sorted(paths)

    def _path_of(self, link: BuildLink) -> str | None:
        """The file that holds what a service builds; None where it is not here."""
        if link.inline is not None:
            return link.inline.path
        if link.dockerfile_path is None:
            return None
        path = self._project.canonical(link.dockerfile_path)
        if not self._project.exists(path) and os.path.basename(path) == _DEFAULT_NAME:
            # The builder then looks for the name in lower case.
            lower = self._project.canonical(os.path.join(os.path.dirname(path), _DEFAULT_NAME.lower()))
            return lower if self._project.exists(lower) else None
        return path if self._project.exists(path) else None

    @cached_property
    def _links_by_real_path(self) -> Mapping[str, Sequence[BuildLink]]:
        by_path: dict[str, list[BuildLink]] = {}
        for link in self._project.links:
            path = self._path_of(link)
            if path is not None:
                by_path.setdefault(self._project.real_path(path), []).append(link)
        return by_path

    def _links_of(self, path: str) -> Sequence[BuildLink]:
        by_path = self._links_by_real_path
        return by_path.get(self._project.real_path(path), ()) if by_path else ()

    @cached_property
    def _link_by_service(self) -> Mapping[tuple[str, str], BuildLink]:
        return {_identity(link.service): link for link in self._project.links}

    def _plans_of(self, path: str) -> tuple[tuple[_Plan, ...], ...]:
        """The builds of the file at `path`, those of one Dockerfile together."""
        if path not in self._plans:
            kind = self._project.kind(path)
            links = self._links_of(path)
            if kind is Kind.COMPOSE:
                links = [link for link in links if link.inline is not None]
            self._plans[path] = tuple(
                _merged([self._plan(path, link) for link in of_one]) for of_one in _grouped(links)
            )
            if not links and kind is Kind.DOCKERFILE:
                own_context = self._project.context(os.path.dirname(path), path)
                self._plans[path] = ((_Plan(path, None, own_context, "", {}, {}, ()),),)
        return self._plans[path]

    def _plan(self, path: str, link: BuildLink) -> _Plan:
        context = None
        if link.context_path is not None:
            context = self._project.context(link.context_path, None if link.inline is not None else path)
        section = link.section
        args = {name: argument.value for name, argument in section.args.items()}
        named = {
            name: _named_context(link.service.folder_of(given.node), given.value)
            for name, given in section.additional_contexts.items()
        }
        return _Plan(path, link.inline, context, section.target_text, args, named, (link.service,))

    def _made(self, plans: Sequence[_Plan]) -> tuple[Build, ...]:
        """The builds of one Dockerfile; none if it cannot be read."""
        inline = plans[0].inline
        dockerfile = self._project.parse_dockerfile(plans[0].path) if inline is None else parse(inline)
        if dockerfile is None:
            return ()
        builds: list[Build] = []
        for plan in plans:
            service = plan.services[0] if plan.services else None
            build = Build(
                dockerfile,
                plan.path,
                plan.context,
                plan.target or None,
                plan.args,
                plan.named_contexts,
                service,
                self._project,
            )
            if plan.target is None:
                # Some stage is built, but nobody knows which: so none is the target.
                build.target = None
            self._services[id(build)] = plan.services
            builds.append(build)
        return tuple(builds)


def _identity(service: Service) -> tuple[str, str]:
    return service.source.path, service.name


def _grouped(links: Sequence[BuildLink]) -> Iterator[Sequence[BuildLink]]:
    """The links by the Dockerfile that they lead to: all those of a file, or those of one inline text."""
    groups: dict[Span | None, list[BuildLink]] = {}
    for link in links:
        place = None if link.inline is None else link.inline.resolve(link.inline.full_span)[1]
        groups.setdefault(place, []).append(link)
    yield from groups.values()


def _merged(plans: Sequence[_Plan]) -> tuple[_Plan, ...]:
    """The plans, those of the same build as one that has the services of all."""
    different: dict[Hashable, _Plan] = {}
    for plan in plans:
        same = different.get(plan.key)
        services = plan.services if same is None else same.services + plan.services
        different[plan.key] = (same or plan)._replace(services=services)
    return tuple(different.values())


def _named_context(folder: str, value: str | None) -> str | None:
    """A named context: a folder as an absolute path, anything else as it is written."""
    if not value or is_remote(value) or value.startswith(("service:", "target:", "~")):
        return value or None
    return os.path.normpath(os.path.join(folder, value))
