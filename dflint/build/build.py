"""One way to build one Dockerfile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dflint.build.graph import StageGraph
from dflint.cached_property import cached_property

if TYPE_CHECKING:
    from dflint.build.container_run import ContainerRun
    from dflint.build.stages import Stage
    from dflint.build.steps import CopyStep
    from dflint.compose.service import Service
    from dflint.context.build_context import BuildContext
    from dflint.dockerfile.instructions import Dockerfile

_NOTHING: Mapping[str, str | None] = {}


class Build:
    """A Dockerfile with a context, a target, build arguments and named contexts.

    `path` is that of the file that holds the Dockerfile. `target_name` is what is asked for, None for the last stage.
    Values of `args` and `named_contexts` are None where they are not known. `service` is the compose service that
    builds it, if one does. `project` is the `dflint.project.project.Project` that the build belongs to; that room is
    built on this one, so its type is not named here.
    """

    def __init__(
        self,
        dockerfile: Dockerfile,
        path: str,
        context: BuildContext | None = None,
        target_name: str | None = None,
        args: Mapping[str, str | None] = _NOTHING,
        named_contexts: Mapping[str, str | None] = _NOTHING,
        service: Service | None = None,
        project: Any = None,
    ) -> None:
        self.dockerfile = dockerfile
        self.path = path
        self.context = context
        self.target_name = target_name
        self.args = args
        self.named_contexts = named_contexts
        self.service = service
        self.project = project

    @cached_property
    def graph(self) -> StageGraph:
        """The stages of the file, for the arguments and contexts of this build."""
        return StageGraph(self.dockerfile, self.args, self.named_contexts, self.context)

    @cached_property
    def without_context(self) -> Build:
        """The same build where nothing is known of the context."""
        return Build(self.dockerfile, self.path, None, self.target_name, self.args, self.named_contexts)

    @cached_property
    def target(self) -> Stage | None:
        """The stage that is built; None when there is none of the name that is asked for."""
        return self.graph.target(self.target_name) if self.target_name else self.graph.final

    @property
    def final(self) -> Stage | None:
        """The stage that becomes the image: the target."""
        return self.target

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """The stages that are built, in the order of the file; none if the target does not exist."""
        return () if self.target is None else self.graph.reachable(self.target)

    @cached_property
    def other_targets(self) -> frozenset[Stage]:
        """The stages that neither this build nor another stage needs, so that they can only be meant as targets."""
        needed = {self.target, *self.stages, *(reference.origin for reference in self.graph.references)}
        return frozenset(stage for stage in self.graph.stages if stage not in needed)

    @cached_property
    def shipped_stages(self) -> frozenset[Stage]:
        """The stages whose layers are layers of the target, or of one of the `other_targets`."""
        shipped: set[Stage] = set()
        for leaf in (self.target, *self.other_targets):
            stage = leaf
            while stage is not None and stage not in shipped:
                shipped.add(stage)
                stage = stage.parent
        return frozenset(shipped)

    @cached_property
    def copies_into_images(self) -> dict[tuple[int, str], CopyStep | None]:
        """What `dflint.build.shipping.copy_into_image` has found, by the index of the stage and the path."""
        return {}

    def runs_of(self, stage: Stage) -> tuple[ContainerRun, ...]:
        """How the image that `stage` becomes is run: by each service that builds it, or as it is where none does."""
        runs = self._runs.get(stage.index)
        if runs is None:
            from dflint.build.container_run import container_runs

            runs = self._runs[stage.index] = container_runs(stage, self)
        return runs

    @cached_property
    def _runs(self) -> dict[int, tuple[ContainerRun, ...]]:
        return {}

    def __repr__(self) -> str:
        return f"Build({self.path!r}, target={self.target_name!r})"
