"""Which extras and dependency groups of a project does a command install?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.packages.requirement import normalise_name

if TYPE_CHECKING:
    from dflint.build.steps import InstallStep
    from dflint.packages.pyproject import PyProject


class GroupChoice:
    """What the options of a command choose. `is_known` is whether all names in them are known, as far as was asked."""

    def __init__(self, step: InstallStep) -> None:
        self.step = step
        self.install = step.install
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
            without = set(self.named("--no-extra"))
            return tuple(extra for extra in project.optional_dependencies if extra not in without)
        chosen = tuple(self.named("--extra", "--extras"))
        if self.install.manager == "pdm":
            # What it calls a group may be an extra.
            chosen += tuple(name for name in self.named("--group") if name in project.optional_dependencies)
        return chosen

    def groups(self, project: PyProject) -> Iterator[str]:
        """The groups that are installed."""
        every = tuple(project.dependency_groups)
        if self.install.tool == "poetry":
            yield from self._poetry_groups(project, every)
        elif self.install.manager == "uv":
            without = set(self.named("--no-group"))
            yield from (name for name in dict.fromkeys(self._uv_groups(project, every)) if name not in without)
        elif not self.install.has("--prod"):
            yield from every

    def _uv_groups(self, project: PyProject, every: tuple[str, ...]) -> Iterator[str]:
        if self.install.has("--only-group", "--only-dev"):
            yield from self.named("--only-group")
            yield from ("dev",) if self.install.has("--only-dev") else ()
        elif self.install.has("--all-groups"):
            yield from every
        else:
            if not self._is_set("--no-default-groups", "UV_NO_DEFAULT_GROUPS"):
                is_without = self._is_set("--no-dev", "UV_NO_DEV") and not self.install.has("--dev")
                yield from (name for name in self._default_groups(project, every) if not (name == "dev" and is_without))
            yield from self.named("--group")

    def _is_set(self, option: str, variable: str) -> bool:
        """Whether a switch is on, by its option or its variable."""
        if self.install.has(option):
            return True
        value = self.step.lookup(variable)
        if value is not None and not isinstance(value, str):
            self.is_known = False
        return isinstance(value, str) and value.lower() in ("1", "true", "t", "yes", "y", "on")

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
