"""ML220: an installer's downloads stay in the layer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.rules.rule import StageRule, safe
from dflint.shell.installers.requirements import EDITABLE, LOCAL
from dflint.shell.words import ShellWord
from dflint.source import Edit

if TYPE_CHECKING:
    from dflint.build.tool_cache import CacheUse
    from dflint.build.way_out import WayOut

_TOOLS = frozenset({"pip", "uv", "poetry", "pipenv", "npm", "yarn"})
_ECOSYSTEMS = frozenset({"python", "node"})
_OFF_OPTION = {"pip": "--no-cache-dir", "uv": "--no-cache"}
_MOUNTABLE = frozenset({"pip", "uv", "npm"})
_CLEANING = {"npm": "npm cache clean --force", "yarn 1": "yarn cache clean"}
_PROJECT_KINDS = frozenset({LOCAL, EDITABLE})
_TOOLS_OF_PACKAGING = frozenset(
    {"pip", "setuptools", "wheel", "uv", "poetry", "pipenv", "pdm", "virtualenv", "pip-tools", "build", "hatch", "flit"}
)
"""Packages whose archives are so small that they are not worth a word."""
_FEW = 2
_LITTLE = 5_000_000
"""Bytes of wheels below which a cache is not worth a word."""


class CacheLeftInLayer(StageRule):
    """The cache of an installer is left in the layer.

    What pip, uv or npm downloads is also kept in a cache, which no program in the image reads: it only makes the image
    larger, for the wheels of a framework by hundreds of megabytes. A cache mount keeps it out of the image and ready
    for the next build; an option such as `--no-cache-dir` does without it. What a later RUN removes is still in the
    layer of the first. Images for tests and for development, which nobody ships, are left alone, and so is an
    installation that fetches a few megabytes beside what is there already, or a package or two whose size is not known.
    Of what pip builds from a repository it keeps nothing but at a commit.
    """

    code = "ML220"
    name = "cache-left-in-layer"
    severity = Severity.WARNING
    fixes = Applicability.SAFE
    aliases = ("DL3042", "DL3060")
    mentions = ("pip", "uv", "poetry", "npm", "yarn")
    sources = (
        "https://docs.docker.com/build/cache/optimize/#use-cache-mounts",
        "https://pip.pypa.io/en/stable/topics/caching/",
        "https://docs.astral.sh/uv/concepts/cache/",
        "https://docs.npmjs.com/cli/v11/commands/npm-cache",
    )

    bad = {
        "requirements.txt": "torch==2.8.0\n",
        "Dockerfile": """
            FROM python:3.12-slim
            COPY requirements.txt .
            RUN pip install -r requirements.txt
        """,
    }
    good = {
        "requirements.txt": "torch==2.8.0\n",
        "Dockerfile": """
            FROM python:3.12-slim
            COPY requirements.txt .
            RUN pip install --no-cache-dir -r requirements.txt
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a RUN and a tool, at the first installation that leaves its cache."""
        if not any(step.install.ecosystem in _ECOSYSTEMS for run in stage.runs for step in run.installs):
            return
        from dflint.build.missed_mounts import missed_mount
        from dflint.build.tool_cache import cache_uses
        from dflint.build.way_out import way_out

        uses = tuple(cache_uses(stage, _TOOLS))
        left: dict[tuple[int, str], list[CacheUse]] = {}
        for use in uses:
            # Where a mount was meant to hold the cache, that is the fault.
            if use.is_left and missed_mount(use, uses) is None:
                left.setdefault((use.run.position, use.cache.tool), []).append(use)
        if not left:
            return
        from dflint.build.roles import Role, role_of

        if role_of(stage, build) in (Role.CI, Role.DEVELOPMENT):
            return
        kept_out = [use for use in uses if use.is_kept_out]
        for group in left.values():
            way = way_out(group[0], build)
            large = [] if way is None else [use for use in group if _may_be_large(use, way, uses)]
            if way is not None and large:
                yield self._finding(large[0], group, way, uses, kept_out)

    def _finding(
        self,
        use: CacheUse,
        group: Sequence[CacheUse],
        way: WayOut,
        uses: Sequence[CacheUse],
        kept_out: Sequence[CacheUse],
    ) -> Diagnostic:
        from dflint.shell.command_edits import words_through

        word = _subcommand(use)
        sibling = _sibling(use, kept_out)
        return self.found(
            use.run.run.source,
            use.command.span if word is None else words_through(use.command, word),
            _message(use, way, sibling),
            help=_help(use),
            related=tuple(_related(way, sibling)),
            fix=_fix(group, uses),
        )


def _subcommand(use: CacheUse) -> ShellWord | None:
    """The word that says what the tool is to do: ``install``."""
    from dflint.shell.command_edits import word_of

    return word_of(use.command, use.step.install.subcommand.rpartition(" ")[2])


def _may_be_large(use: CacheUse, way: WayOut, uses: Sequence[CacheUse]) -> bool:
    """Whether the cache may be so large that it is worth a word."""
    install = use.step.install
    if use.cache.tool == "uv" and use.link_mode != "copy" and way.copy is None:
        # Unless it is told to copy, uv makes what it installs hard links to its cache, so that they share their bytes.
        return False
    if install.ecosystem == "node":
        # Of one program or two nobody knows how large they are.
        is_project = install.reads_project or any(package.kind in _PROJECT_KINDS for package in install.packages)
        return is_project or len(install.packages) > _FEW
    from dflint.build.lone_projects import installs_only_lone_projects
    from dflint.build.present_packages import brings_nothing_new

    if brings_nothing_new(use.step) or installs_only_lone_projects(use.step):
        return False
    named = install.packages
    if named and all(package.kind in _PROJECT_KINDS and "://" not in package.url for package in named):
        if install.requirement_files or install.reads_project:
            return True
        # What the project needs was perhaps installed before.
        return not any(one.step.install.requirement_files and one.run.position <= use.run.position for one in uses)
    from dflint.build.fetched_bytes import fetched

    known = fetched(use.step, _TOOLS_OF_PACKAGING)
    if known.byte_count > _LITTLE or known.is_complete:
        return known.byte_count > _LITTLE
    if install.requirement_files or install.reads_project or len(named) > _FEW:
        return True
    from dflint.knowledge.large_packages import LARGE_PACKAGES

    return any(package.name in LARGE_PACKAGES for package in named)


def _sibling(use: CacheUse, kept_out: Sequence[CacheUse]) -> CacheUse | None:
    """An installation by the same tool, in another RUN of the stage, of those whose cache is kept out of the layer."""
    return next((one for one in kept_out if one.cache.tool == use.cache.tool and one.run is not use.run), None)


def _message(use: CacheUse, way: WayOut, sibling: CacheUse | None) -> str:
    tool = use.cache.tool.partition(" ")[0]
    directory = use.directories[0] if use.directories else ""
    if way.copy is not None:
        return f"{tool} leaves its cache in `{directory}`, which is copied into the image"
    message = f"{tool} leaves its cache in the layer, in `{directory}`"
    if sibling is None:
        return message
    return f"{message}; line {sibling.run.run.start_row} keeps it out"


def _related(way: WayOut, sibling: CacheUse | None) -> Iterator[Related]:
    from dflint.shell.command_edits import words_through

    if way.copy is not None:
        yield Related(way.copy.instruction.source, way.copy.instruction.span, "this copies it")
    if sibling is not None:
        word = _subcommand(sibling)
        span = sibling.command.span if word is None else words_through(sibling.command, word)
        yield Related(sibling.run.run.source, span, "the cache of this one is kept out of the layer")


def _help(use: CacheUse) -> str:
    directory = use.directories[0] if use.directories else ""
    if use.cache.tool == "poetry":
        # The folder itself may hold the virtual environment.
        return f"mount a cache at `{directory}/artifacts` and `{directory}/cache`, or remove them in the same RUN"
    mount = f"`RUN --mount=type=cache,target={directory}`"
    if not use.is_root:
        mount = f"{mount} with the `uid` of the user"
    if use.cache.tool in _OFF_OPTION:
        return f"add `{_OFF_OPTION[use.cache.tool]}`, or a cache mount: {mount}"
    if use.cache.tool in _CLEANING:
        return f"add a cache mount: {mount}, or end the RUN with `{_CLEANING[use.cache.tool]}`"
    return f"add a cache mount: {mount}"


def _fix(group: Sequence[CacheUse], uses: Sequence[CacheUse]) -> Fix | None:
    """A cache mount where the file has what needs BuildKit already, else the option that turns the cache off."""
    return _mount(group, uses) or _option(group)


def _mount(group: Sequence[CacheUse], uses: Sequence[CacheUse]) -> Fix | None:
    """A cache mount at the cache. It is root's, so no other user could write to it."""
    from dflint.build.buildkit_use import knows_cache_mounts
    from dflint.dockerfile.flag_edits import add_flag

    use = group[0]
    if use.cache.tool not in _MOUNTABLE or not knows_cache_mounts(use.step.stage.dockerfile):
        return None
    if use.run.is_trigger or any(one.directories != use.directories or not one.is_root for one in group):
        return None
    if any(one.run is use.run and one.cache is use.cache and one.is_off for one in uses):
        # The mount would be of no use to that one.
        return None
    directory = use.directories[0] if use.directories else ""
    if not directory or any(character in directory for character in " ,\"'\\$"):
        return None
    edit = add_flag(use.run.run, f"--mount=type=cache,target={directory}")
    return safe(f"Mount a cache at `{directory}`", edit)


def _option(group: Sequence[CacheUse]) -> Fix | None:
    """The option, in each command."""
    option = _OFF_OPTION.get(group[0].cache.tool)
    if option is None:
        return None
    return safe(f"Add `{option}`", *[_added(use, option) for use in group])


def _added(use: CacheUse, option: str) -> Edit | None:
    word = _subcommand(use)
    if word is None or (use.run.run.is_exec and use.command.enclosing is None):
        return None
    from dflint.shell.command_edits import add_after

    return add_after(word, option)
