"""ML217: what an earlier layer holds is removed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Applicability, Cost, Diagnostic, Fix, Related, Severity
from dflint.rules.rule import StageRule, safe
from dflint.sizes import MEGABYTE
from dflint.source import Span

if TYPE_CHECKING:
    from dflint.build.later_removals import Made, Removal


_MUCH = 10 * MEGABYTE


class CleanupInLaterLayer(StageRule):
    """What an earlier layer holds is removed in a later one.

    Each RUN, COPY and ADD adds a layer to those before it. What a RUN removes is no longer seen, but the layer that
    holds it is still a part of the image: it is stored and transferred all the same. Remove a download in the RUN that
    fetches it, and mount files that only the build needs instead of copying them.
    """

    code = "ML217"
    name = "cleanup-in-later-layer"
    severity = Severity.WARNING
    fixes = Applicability.SAFE
    mentions = ("rm", "unlink", "remove", "purge", "del ", "clean", "erase")
    sources = (
        "https://docs.docker.com/get-started/docker-concepts/building-images/understanding-image-layers/",
        "https://docs.docker.com/build/building/best-practices/#apt-get",
        "https://docs.docker.com/build/cache/optimize/#use-bind-mounts",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12
            RUN wget https://example.com/data.zip && unzip data.zip
            RUN rm data.zip
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12
            RUN wget https://example.com/data.zip && unzip data.zip \\
                && rm data.zip
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a command that removes something."""
        if len(stage.layers) < 2:
            return
        from dflint.build.later_removals import later_removals
        from dflint.build.shipping import ships

        if not ships(stage, build):
            return
        for removal in later_removals(stage):
            made = _worth_a_word(removal)
            if made:
                yield self._finding(removal, made)

    def _finding(self, removal: Removal, made: Sequence[Made]) -> Diagnostic:
        from dflint.build.later_removals import COPIED_FROM_STAGE

        words = removal.words
        span = Span(words[0].span.start, words[-1].span.end) if words else removal.command.span
        is_small = all(one.kind == COPIED_FROM_STAGE for one in made)
        cost = _cost(made)
        return self.found(
            removal.step.run.source,
            span,
            _message(made, cost),
            severity=Severity.INFO if is_small else None,
            help=_help(removal, made),
            related=[_related(one) for one in made],
            fix=_fix(removal, made),
            cost=cost,
        )


def _worth_a_word(removal: Removal) -> Sequence[Made]:
    """What is removed, but for the trifles: files of the context that are small, the wheel of the project itself.

    A wheel that is copied from elsewhere may be large; nobody knows.
    """
    from dflint.build.later_removals import COPIED, COPIED_FROM_STAGE
    from dflint.build.removed_uses import is_own_wheel
    from dflint.build.steps import CopyStep

    is_much = sum(one.byte_count or 0 for one in removal.made) >= _MUCH
    made = []
    for one in removal.made:
        if one.byte_count is not None:
            is_trifle = not is_much or one.byte_count < MEGABYTE
        else:
            step = one.step
            is_own = one.kind == COPIED_FROM_STAGE and isinstance(step, CopyStep) and is_own_wheel(step)
            is_trifle = is_own or (one.kind == COPIED and one.path.endswith(".whl"))
        if not is_trifle:
            made.append(one)
    return made


def _cost(made: Sequence[Made]) -> Cost | None:
    from dflint.cost import measured

    byte_count = sum(one.byte_count or 0 for one in made)
    return measured(byte_count) if byte_count else None


def _message(made: Sequence[Made], cost: Cost | None) -> str:
    from dflint.build.later_removals import LISTS
    from dflint.cost import cost_text

    subjects: list[str] = []
    for one in made:
        if one.kind == LISTS:
            subjects.append("the package lists" if "apt" in one.path else "the package cache")
        else:
            subjects.extend(f"`{name}`" for name in one.names or (one.path,))
    unique = list(dict.fromkeys(subjects))
    is_plural = len(unique) > 1 or unique == ["the package lists"]
    text = ", ".join(unique[:3]) + (f" and {len(unique) - 3} more" if len(unique) > 3 else "")
    rows = list(dict.fromkeys(one.step.instruction.start_row for one in made))
    where = f"the layer of line {rows[0]}" if len(rows) == 1 else "earlier layers"
    if cost is not None:
        return f"{text} {'are' if is_plural else 'is'} removed here, but {cost_text(cost)} stay in {where}"
    return f"{text} {'are' if is_plural else 'is'} removed here, but {'stay' if is_plural else 'stays'} in {where}"


def _help(removal: Removal, made: Sequence[Made]) -> str:
    from dflint.build import later_removals as kinds
    from dflint.build.removed_uses import is_used_between, lists_are_used, may_be_written_to

    first = made[0]
    if first.kind == kinds.LISTS:
        if lists_are_used(first, removal):
            return "let one RUN fetch them, install the packages and remove them"
        return "remove them in the RUN that fetches them"
    if first.kind in (kinds.COPIED, kinds.COPIED_FROM_STAGE):
        if may_be_written_to(first, removal):
            return "build in a stage of its own, and copy from there what the image needs"
        if first.kind == kinds.COPIED:
            return "leave it out of the COPY, or mount it where the build needs it: `RUN --mount=type=bind,…`"
        return f"mount it instead: `RUN --mount=type=bind,from=…,target={first.path}`"
    if not is_used_between(first, removal):
        return "remove it in the RUN that brings it"
    verb = "install" if first.kind == kinds.PACKAGES else "fetch"
    thing = "them" if len(made) > 1 or len(first.names) > 1 else "it"
    return f"let one RUN {verb} {thing}, use {thing} and remove {thing}"


def _related(made: Made) -> Related:
    from dflint.build import later_removals as kinds

    verbs = {
        kinds.DOWNLOADED: "downloaded",
        kinds.CLONED: "cloned",
        kinds.PACKAGES: "installed",
        kinds.LISTS: "fetched",
    }
    instruction = made.step.instruction
    span = instruction.span if made.command is None else made.command.span
    return Related(instruction.source, span, f"{verbs.get(made.kind, 'copied')} here")


def _fix(removal: Removal, made: Sequence[Made]) -> Fix | None:
    """One RUN of the two, where one stands right below the other."""
    from dflint.build.joined_runs import joined
    from dflint.build.steps import RunStep

    step = made[0].step
    if not isinstance(step, RunStep) or any(one.step is not step for one in made):
        return None
    return safe("Make one RUN of the two", joined(step, removal.step))
