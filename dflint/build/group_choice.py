"""Which extras and dependency groups of a project does a command install?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.packages.requirement import normalise_name

if TYPE_CHECKING:
    from dflint.packages.pyproject import PyProject
    from dflint.shell.installers import Install


class GroupChoice:
    """What the options of a command choose. `is_known` is whether all names in them are known, as far as was asked."""

    def __init__(self, install: Install) -> None:
        self.install = install
        self.is_known = True

    def named(self, *options: str) -> Iterator[str]:
        """The values of options that take names, some of which take several with commas between them."""
        for word in self.install.values(*options):
            if word.value is None:
                self.is_known = False
                continue
            for name in word.value.replace(",", " ").split():
                yield normalise_name(name)

    @property
    def leaves_out_dependencies(self) -> bool:
        """Whether only groups are installed."""
        if self.install.tool == "poetry" and self.install.has("--only"):
            return "main" not in set(self.named("--only"))
        return self.install.has("--only-group", "--only-dev", "--only-root", "--no-default")

    def extras(self, project: PyProject) -> tuple[str, ...]:
        """The extras that are installed."""
        if self.install.has("--all-extras"):
            return tuple(project.optional_dependencies)
        return tuple(self.named("--extra", "--extras"))

    def groups(self, project: PyProject) -> Iterator[str]:
        """The groups that are installed."""
        every = tuple(project.dependency_groups)
        if self.install.tool == "poetry":
            yield from self._poetry_groups(project, every)
        elif self.install.manager == "uv":
            if self.install.has("--only-group"):
                yield from self.named("--only-group")
            elif self.install.has("--all-groups"):
                yield from every
            else:
                is_without = self.install.has("--no-dev", "--no-default-groups") and not self.install.has("--dev")
                yield from () if is_without else self._default_groups(project, every)
                yield from self.named("--group")
        elif not self.install.has("--prod"):
            yield from every

    def _default_groups(self, project: PyProject, every: tuple[str, ...]) -> Iterator[str]:
        chosen = project.table("tool", "uv").get("default-groups", ["dev"])
        names = every if chosen == "all" else chosen if isinstance(chosen, list) else ()
        yield from (normalise_name(name) for name in names if isinstance(name, str))

    def _poetry_groups(self, project: PyProject, every: tuple[str, ...]) -> Iterator[str]:
        with_, without = set(self.named("--with")), set(self.named("--without"))
        if self.install.has("--only"):
            yield from (name for name in self.named("--only") if name != "main")
            return
        tables = project.table("tool", "poetry", "group")
        optional = {
            normalise_name(name) for name in tables if project.table("tool", "poetry", "group", name).get("optional")
        }
        for name in every:
            is_left_out = name in without or (name in optional and name not in with_)
            if not is_left_out and not (name == "dev" and self.install.has("--no-dev")):
                yield name
