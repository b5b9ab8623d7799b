"""Which files of a build context the sources of a COPY or ADD name.

As BuildKit does it (https://docs.docker.com/reference/dockerfile/#copy, verified 2026-11-23): a source is a path from
the root of the context, whether it starts with a slash or not, and ``..`` does not lead out. Its wildcards are those
of ``filepath.Match``; ``**`` is no more than ``*``. A folder stands for what is in it. Links in the path are followed,
links inside a copied folder are copied as links.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from dflint.cached_property import cached_property
from dflint.context.dockerignore import DockerIgnore, matcher_patterns
from dflint.context.entries import Budget, ContextFile, Entry
from dflint.context.go_filepath import clean_in_context, has_wildcards, match_elements
from dflint.context.ignore_patterns import IgnorePattern
from dflint.context.wildcards import PatternError, matcher

if TYPE_CHECKING:
    from dflint.context.build_context import BuildContext

# Below this share of a folder its largest part is not what makes it large.
_MOST_OF_A_FOLDER = 0.9


class Offender(NamedTuple):
    """A file or folder and how much of what is taken lies in it."""

    path: str
    byte_count: int
    file_count: int


class Taken:
    """What some sources take from a context.

    `files` are in order of their paths, links followed. `missing` are the sources that make the build fail since
    nothing that is sent bears their name, `unmatched` those with wildcards that match nothing, which the builder lets
    pass. `remote` are URLs. If `truncated`, there are more files than were looked at.
    """

    def __init__(
        self,
        files: Sequence[ContextFile],
        missing: Sequence[str] = (),
        unmatched: Sequence[str] = (),
        remote: Sequence[str] = (),
        truncated: bool = False,
    ) -> None:
        self.files = files
        self.missing = missing
        self.unmatched = unmatched
        self.remote = remote
        self.truncated = truncated

    @cached_property
    def byte_count(self) -> int:
        """The sizes of all files together, in bytes."""
        return sum(file.size for file in self.files)

    def __contains__(self, path: str) -> bool:
        return path in self._paths

    @cached_property
    def _paths(self) -> frozenset[str]:
        return frozenset(file.path for file in self.files)

    def largest(self, count: int = 5) -> Sequence[ContextFile]:
        """The largest files, the largest first."""
        return sorted(self.files, key=lambda file: (-file.size, file.path))[:count]

    def offenders(self, count: int = 5) -> Sequence[Offender]:
        """The files and folders that most bytes lie in, the largest first; none lies in another.

        A folder that one of its parts nearly fills gives way to that part.
        """
        if not self.files:
            return []
        base = _common_folder(self.files[0].path, self.files[-1].path)
        totals: dict[str, list[int]] = {}
        for file in self.files:
            path = file.path
            while path != base:
                total = totals.setdefault(path, [0, 0])
                total[0] += file.size
                total[1] += 1
                path = path.rpartition("/")[0]
        largest_part: dict[str, str] = {}
        for path, (byte_count, _) in totals.items():
            folder = path.rpartition("/")[0]
            if folder not in largest_part or byte_count > totals[largest_part[folder]][0]:
                largest_part[folder] = path
        offenders = []
        for path in totals:
            if path.rpartition("/")[0] != base:
                continue
            while path in largest_part and totals[largest_part[path]][0] >= _MOST_OF_A_FOLDER * totals[path][0]:
                path = largest_part[path]
            offenders.append(Offender(path, *totals[path]))
        return sorted(offenders, key=lambda offender: (-offender.byte_count, offender.path))[:count]


def _common_folder(first: str, last: str) -> str:
    """The deepest folder that holds two paths, which are the first and the last of their kind in order."""
    common: list[str] = []
    for one, other in zip(first.split("/")[:-1], last.split("/")[:-1], strict=False):
        if one != other:
            break
        common.append(one)
    return "/".join(common)


def is_remote(source: str) -> bool:
    """Whether `source` names something outside every context: a URL or a git repository."""
    return "://" in source or source.startswith("git@")


def take(context: BuildContext, sources: Sequence[str], exclude: Sequence[str], parents: bool) -> Taken:
    """What `sources` take from `context`, less the patterns of ``--exclude``, if `parents` with ``--parents``."""
    budget = Budget(context.most_entries)
    excluded = matcher_patterns(exclude)
    files: dict[str, ContextFile] = {}
    missing: list[str] = []
    unmatched: list[str] = []
    remote = [source for source in sources if is_remote(source)]
    for source in sources:
        if is_remote(source):
            continue
        folder, _, within = source.partition("/./") if parents and "/./" in source else ("/", "", source)
        included = matcher_patterns([clean_in_context(within)]) if parents else None
        paths = _paths_of(context, folder if parents else source, budget)
        targets = [None] if paths is None else [context.resolve(path) for path in paths]
        found = [
            file
            for target in targets
            if target is not None
            for file in _files_at(context, target, included, excluded, budget)
        ]
        files.update((file.path, file) for file in found)
        if None in targets or (parents and not found and not has_wildcards(source)):
            missing.append(source)
        elif not (found if parents else targets) and not budget.exhausted:
            unmatched.append(source)
    return Taken([files[path] for path in sorted(files)], missing, unmatched, remote, budget.exhausted)


def _paths_of(context: BuildContext, source: str, budget: Budget) -> Sequence[str] | None:
    """The paths that `source` stands for: itself, or those that it matches; None if it is an error."""
    path = clean_in_context(source)
    parts = path.split("/")
    literal_parts = next((index for index, part in enumerate(parts) if has_wildcards(part)), len(parts))
    if literal_parts == len(parts):
        return [path]
    pattern = "/".join(parts[literal_parts:])
    try:
        # The builder makes a filter of the source, in the language of ignore files, before it matches paths with it.
        IgnorePattern(path)
        matches = matcher(match_elements(pattern))
    except PatternError:
        return None
    folder = context.resolve("/".join(parts[:literal_parts]))
    if folder is None or not context.is_directory(folder):
        return None
    above = len(folder) + 1 if folder else 0
    # A class such as [^a] may match a slash, so each one may reach a level deeper.
    levels = pattern.count("/") + pattern.count("[")

    def is_match(entry: Entry) -> bool:
        return bool(matches(entry.path[above:])) and (not entry.ignored or context.is_sent(entry.path))

    def descend(entry: Entry) -> bool:
        return (
            entry.path.count("/", above) < levels
            and (not entry.ignored or context.may_hold_sent(entry.path))
            and not is_match(entry)
        )

    walked = context.walk(folder, include_ignored=True, descend=descend, budget=budget)
    return [entry.path for entry in walked if is_match(entry)]


def _files_at(
    context: BuildContext, path: str, included: DockerIgnore | None, excluded: DockerIgnore, budget: Budget
) -> Iterator[ContextFile]:
    """The file at `path`, or all that is sent in the folder there, that `included` matches and `excluded` does not."""
    if not context.is_directory(path):
        yield ContextFile(path, context.size(path))
        return
    above = len(path) + 1 if path else 0
    for entry in context.walk(path, budget=budget):
        within = entry.path[above:]
        if entry.is_directory or (included and not included.match(within)):
            continue
        if not (excluded.patterns and excluded.match(within)):
            yield ContextFile(entry.path, context.size(entry.path), entry.is_symlink)
