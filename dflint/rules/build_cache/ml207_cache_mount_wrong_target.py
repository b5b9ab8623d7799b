"""ML207: a cache mount where the tool does not look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.rules.rule import StageRule, safe, unsafe

if TYPE_CHECKING:
    from dflint.build.steps import RunMount
    from dflint.build.tool_cache import CacheUse


class CacheMountWrongTarget(StageRule):
    """A cache mount lies where the tool does not keep its cache.

    The path is that of another tool, below the home of another user, or a variable such as `UV_CACHE_DIR` has moved the
    cache. So everything is downloaded in each build, and what the tool keeps gets into the layer. Mount the directory
    that the tool uses. In the flags of RUN, `~` is a name like any other, and `$HOME` is only set if ENV or ARG sets
    it.
    """

    code = "ML207"
    name = "cache-mount-wrong-target"
    severity = Severity.WARNING
    fixes = Applicability.SAFE
    mentions = ("cache",)
    sources = (
        "https://docs.docker.com/reference/dockerfile/#run---mounttypecache",
        "https://docs.docker.com/build/cache/optimize/#use-cache-mounts",
        "https://docs.astral.sh/uv/concepts/cache/#cache-directory",
        "https://pip.pypa.io/en/stable/topics/caching/#default-paths",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            COPY --from=ghcr.io/astral-sh/uv:0.9 /uv /bin/
            RUN --mount=type=cache,target=/root/.cache/pip \\
                uv pip install --system torch==2.8.0
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            COPY --from=ghcr.io/astral-sh/uv:0.9 /uv /bin/
            RUN --mount=type=cache,target=/root/.cache/uv \\
                uv pip install --system torch==2.8.0
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a mount, at its target."""
        if not any(run.cache_mounts and not run.is_trigger for run in stage.runs):
            return
        from dflint.build.missed_mounts import TOOLS, missed_mount
        from dflint.build.tool_cache import cache_uses

        uses = tuple(cache_uses(stage, TOOLS))
        missing: dict[tuple[int, int], tuple[RunMount, list[CacheUse]]] = {}
        for use in uses:
            mount = missed_mount(use, uses)
            if mount is not None:
                missing.setdefault(mount.mount.span, (mount, []))[1].append(use)
        for mount, group in missing.values():
            yield self._finding(mount, group)

    def _finding(self, mount: RunMount, group: Sequence[CacheUse]) -> Diagnostic:
        use = group[0]
        target = mount.mount.option("target")
        directory = _directory(use)
        uid = "" if use.is_root else " and the `uid` of the user"
        return self.found(
            use.run.run.source,
            mount.mount.span if target is None else target.span,
            _message(mount, use),
            help=f"mount the cache with `target={directory}`{uid}",
            related=[Related(use.run.run.source, use.command.span, f"this uses `{directory}`")],
            fix=_fix(mount, group),
        )


def _directory(use: CacheUse) -> str:
    return use.directories[0] if use.directories else ""


def _message(mount: RunMount, use: CacheUse) -> str:
    from dflint.build.missed_mounts import owner_of

    tool = use.cache.tool.partition(" ")[0]
    directory, owner = _directory(use), owner_of(mount)
    written = mount.mount.target or ""
    if owner not in ("", tool):
        return f"this is where {owner} keeps its cache, but {tool} runs here and keeps its own in `{directory}`"
    if "~" in written:
        return f"`~` is not expanded here: `{mount.target}` is mounted, and {tool} keeps its cache in `{directory}`"
    if "HOME}" in written or "$HOME" in written:
        return f"`$HOME` is not set here: `{mount.target}` is mounted, and {tool} keeps its cache in `{directory}`"
    return f"{tool} keeps its cache in `{directory}`{_reason(use)}, not in the cache mount at `{mount.target}`"


def _reason(use: CacheUse) -> str:
    """What has put the cache there, if it is not where it is by default."""
    for name in (*(name for name, _ in use.cache.variables), "XDG_CACHE_HOME"):
        if use.lookup(name):
            return f", as `{name}` says"
    return "" if use.is_root else f" as the user `{use.step.state.user_name}`"


def _fix(mount: RunMount, group: Sequence[CacheUse]) -> Fix | None:
    """Mount what the tool uses. Only for root is it certain who owns the directories that are made for the mount."""
    use, target = group[0], mount.mount.option("target")
    directory = _directory(use)
    if target is None or any(other.directories != use.directories for other in group):
        return None
    if any(character in directory for character in " ,\"'\\$"):
        return None
    source, message = use.run.run.source, f"Mount `{directory}`"
    if use.is_root:
        return None if "uid" in mount.mount.options else safe(message, source.edit(target.span, directory))
    user = use.step.state.user_name
    if "uid" in mount.mount.options:
        return unsafe(message, source.edit(target.span, directory))
    if isinstance(user, str) and user.isdecimal():
        return unsafe(message, source.edit(target.span, f"{directory},uid={user}"))
    return None
