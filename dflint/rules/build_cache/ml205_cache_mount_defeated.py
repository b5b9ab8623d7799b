"""ML205: ``--no-cache-dir`` where a cache mount stands ready."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.dockerfile.instructions import Env, KeyValue
from dflint.rules.rule import StageRule, safe, unsafe
from dflint.source import Span

if TYPE_CHECKING:
    from dflint.build.tool_cache import CacheUse, OffSwitch

_TOOLS = frozenset({"pip", "uv"})


class CacheMountDefeated(StageRule):
    """A cache mount stands ready for a tool whose cache is turned off.

    A cache mount keeps what was downloaded from one build to the next, and none of it gets into the image. With the
    cache turned off the tool does not look there: everything is downloaded each time. Use one of the two.
    """

    code = "ML205"
    name = "cache-mount-defeated"
    severity = Severity.WARNING
    fixes = Applicability.SAFE
    mentions = ("type=cache",)
    sources = (
        "https://docs.docker.com/build/cache/optimize/#use-cache-mounts",
        "https://pip.pypa.io/en/stable/topics/caching/#disabling-caching",
        "https://docs.astral.sh/uv/concepts/cache/",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN --mount=type=cache,target=/root/.cache/pip \\
                pip install --no-cache-dir torch==2.8.0
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN --mount=type=cache,target=/root/.cache/pip \\
                pip install torch==2.8.0
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding an option, and one a variable however many installations it is about."""
        if not any(run.cache_mounts for run in stage.runs):
            return
        from dflint.build.downloads import has_all_at_hand
        from dflint.build.tool_cache import cache_uses

        seen = set()
        for use in cache_uses(stage, _TOOLS):
            switch = use.off_switch
            if switch is None or use.intended_mount is None or has_all_at_hand(use.step):
                continue
            if not switch.is_in_environment:
                yield self._by_command(use, switch)
            elif switch.name not in seen:
                seen.add(switch.name)
                yield self._by_environment(use, switch, build)

    def _by_command(self, use: CacheUse, switch: OffSwitch) -> Diagnostic:
        """The finding of an option, or of a variable before the command."""
        from dflint.shell.command_edits import without_option

        fix: Fix | None = None
        if switch.option is not None:
            span = switch.option.word.span
            edit = without_option(use.command, switch.option.word)
            # Where the mount may not be what is used, the cache could get into the layer.
            fix = (unsafe if use.cache_mount is None else safe)(f"Take `{switch.name}` away", edit)
        else:
            assert switch.assignment is not None
            span = use.command.span if switch.assignment.value is None else switch.assignment.value.span
        return self.found(use.run.run.source, span, _message(use, switch), help=_help(switch), fix=fix)

    def _by_environment(self, use: CacheUse, switch: OffSwitch, build: Build) -> Diagnostic:
        """The finding of a variable that ENV sets, or something that cannot be shown."""
        from dflint.dockerfile.word_removal import without_word

        mount = use.intended_mount
        assert mount is not None
        source = use.run.run.source
        setting = _setting(use, switch)
        if setting is None:
            return self.found(source, mount.mount.span, _message(use, switch), help=_help(switch))
        env, pair = setting
        fix = None
        if all(other.intended_mount is not None for other in _affected(env, use, switch, build)):
            words = [Span(one.name.span.start, one.value.span.end) for one in env.pairs]
            fix = unsafe(f"Take `{switch.name}` away", without_word(env, words, env.pairs.index(pair)))
        related = Related(source, mount.mount.span, "this mount is not used")
        return self.found(
            source, pair.name.span, _message(use, switch), help=_help(switch), related=(related,), fix=fix
        )


def _message(use: CacheUse, switch: OffSwitch) -> str:
    mount = use.intended_mount
    target = mount.target if mount is not None else ""
    name = f"`{switch.name}`" if switch.option is not None else f"`{switch.name}` set,"
    return f"with {name} {use.cache.tool} does not use the cache mount at `{target}`"


def _help(switch: OffSwitch) -> str:
    return f"take `{switch.name}` away: what is in a cache mount does not get into the image"


def _setting(use: CacheUse, switch: OffSwitch) -> tuple[Env, KeyValue] | None:
    """The ENV that sets the variable for the RUN, and the pair in it."""
    for instruction in use.step.stage.instructions_before(use.run.run):
        if isinstance(instruction, Env):
            for pair in reversed(instruction.pairs):
                if pair.name.value == switch.name:
                    return instruction, pair
    return None


def _affected(env: Env, use: CacheUse, switch: OffSwitch, build: Build) -> Iterator[CacheUse]:
    """The installations of the file whose cache that ENV turns off."""
    from dflint.build.tool_cache import cache_uses

    for stage in build.graph.stages:
        for other in cache_uses(stage, frozenset({use.cache.tool})):
            found = other.off_switch
            if found is not None and found.is_in_environment and found.name == switch.name:
                setting = _setting(other, found)
                if setting is not None and setting[0] is env:
                    yield other
