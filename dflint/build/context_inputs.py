"""What an instruction takes from the build context, as far as its cache key is concerned.

BuildKit forms the key of a COPY, an ADD or a bind mount from the content of what it selects, and from the names below
what is selected: not from the name of the selected file or folder itself, nor from the folders that it lies in
(cache/contenthash and solver/llbsolver/ops in github.com/moby/buildkit, tried with an engine; see docs/cache-model.md).
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from dflint.context.copy_sources import is_remote
from dflint.context.dockerignore import DockerIgnore, matcher_patterns
from dflint.context.go_filepath import clean_in_context, has_wildcards, match_elements
from dflint.context.links import follow_links
from dflint.context.wildcards import PatternError, matcher


class Selector(NamedTuple):
    """One source of an instruction.

    `path` is a file or folder of the context, "" for all of it; where there is a `pattern`, it is the folder in which
    paths are matched with it. Of what is selected, `includes` (if there are any) and `excludes` leave only a part.
    `position` tells the selectors of an input apart, and `name` is how the names of what is selected start.
    """

    position: int
    path: str
    pattern: str = ""
    includes: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    name: str = ""

    @classmethod
    def of(cls, source: str, excludes: Sequence[str] = ()) -> Selector:
        """The selector of a source as it is written, with its variables replaced."""
        path = clean_in_context(source)
        if not has_wildcards(path):
            return cls(0, path, excludes=tuple(excludes))
        parts = path.split("/")
        literal = next(index for index, part in enumerate(parts) if has_wildcards(part))
        return cls(0, "/".join(parts[:literal]), "/".join(parts[literal:]), excludes=tuple(excludes))

    @classmethod
    def of_parents(cls, source: str, excludes: Sequence[str] = ()) -> Selector:
        """The selector of a source of ``COPY --parents``: behind ``/./``, if that is there, the path is kept."""
        folder, pivot, within = source.partition("/./")
        if not pivot:
            folder, within = "", source
        return cls.of(folder, excludes)._replace(includes=(clean_in_context(within),))

    @property
    def is_plain(self) -> bool:
        """Whether it is one file or folder with all that is in it."""
        return not (self.pattern or self.includes or self.excludes)

    def takes(self, path: str) -> str | None:
        """The name under which `path` enters the digest; None if it does not."""
        below = _below(path, self.path)
        if below is None:
            return None
        within = below
        if self.pattern:
            matched = _matched_part(self.pattern, below)
            if matched is None:
                return None
            within = below[len(matched) + 1 :]
        if (self.includes or self.excludes) and not self._passes(within):
            return None
        return f"{self.name}/{below}" if self.name and below else self.name or below

    def _passes(self, within: str) -> bool:
        if self.includes and not _patterns(self.includes).match(within):
            return False
        return not (self.excludes and _patterns(self.excludes).match(within))

    def following(self, links: Mapping[str, str]) -> Iterator[Selector]:
        """The selectors that say what this one means where there are `links`: what each of them holds, by its path."""
        path = _followed(self.path, links)
        if path is None:
            return
        if not self.pattern:
            # Of what a selected link leads to nothing is left out.
            excludes = () if _is_link(self.path, links) else self.excludes
            yield self._replace(path=path, excludes=excludes)
            return
        yield self._replace(path=path)
        for link in links:
            below = _below(link, path)
            if below and _matched_part(self.pattern, below) == below and self.takes(link) is not None:
                target = _followed(link, links)
                if target is not None:
                    yield Selector(self.position, target, name=f"{self.name}/{below}" if self.name else below)


class ContextInput(NamedTuple):
    """What an instruction takes from the build context.

    `is_certain` is False where it depends on something that is not known; then it is all of the context. Where
    `has_modes` is False, permissions do not count.
    """

    selectors: tuple[Selector, ...]
    is_certain: bool = True
    has_modes: bool = True

    def takes(self, path: str) -> str | None:
        """The name under which the file or folder at `path` enters the digest; None if it does not.

        `path` is relative to the context and is sent, which its ignore file decides. The digest is that of the pairs
        of name and what is there. The name tells where `path` is found in what is selected, and is no path itself.
        """
        names = [
            f"{selector.position}:{name}" for selector in self.selectors if (name := selector.takes(path)) is not None
        ]
        return "\0".join(names) if names else None

    def following(self, links: Mapping[str, str]) -> ContextInput:
        """This input in a context with `links`: what each link that is sent holds, by its path.

        Links on the way to what is selected are followed, as is a selected link; links in a selected folder are not.
        """
        if not links:
            return self
        selectors = tuple(found for selector in self.selectors for found in selector.following(links))
        return self._replace(selectors=selectors)

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources, relative to the context."""
        return tuple("/".join(filter(None, (one.path, one.pattern))) for one in self.selectors)


WHOLE_CONTEXT = ContextInput((Selector(0, ""),), is_certain=False)
"""What is taken by an instruction of which it is not known what it takes."""


def copied_input(
    sources: Iterable[str | None], excludes: Sequence[str] | None = (), parents: bool = False
) -> ContextInput | None:
    """The input of a COPY or ADD of `sources`; None where all of them are URLs or there are none.

    A source is None where it is not known, as are `excludes`.
    """
    known = list(sources)
    if excludes is None or None in known:
        return WHOLE_CONTEXT
    make: Callable[[str, Sequence[str]], Selector] = Selector.of_parents if parents else Selector.of
    selectors = [make(source, excludes) for source in known if source is not None and not is_remote(source)]
    return input_of(selectors)


def mounted_input(sources: Iterable[str | None]) -> ContextInput | None:
    """The input of the bind mounts of a RUN, by their sources; None where there are none."""
    known = list(sources)
    if None in known:
        return WHOLE_CONTEXT
    return input_of([Selector(0, clean_in_context(source)) for source in known if source is not None])


def input_of(selectors: Sequence[Selector]) -> ContextInput | None:
    """The input that `selectors` make together.

    As BuildKit does it, what lies in another one that is a plain folder is left out, and the order is that of paths.
    """
    plain = {selector.path for selector in selectors if selector.is_plain}
    kept = {
        selector
        for selector in selectors
        if not selector.is_plain or not any(_below(selector.path, path) for path in plain)
    }
    ordered = sorted(kept, key=lambda selector: (selector.path, selector))
    return ContextInput(tuple(one._replace(position=index) for index, one in enumerate(ordered))) if ordered else None


def _below(path: str, folder: str) -> str | None:
    """`path` relative to `folder`; "" if they are the same, None if it lies elsewhere."""
    if not folder:
        return path
    if not path.startswith(folder):
        return None
    if len(path) == len(folder):
        return ""
    return path[len(folder) + 1 :] if path[len(folder)] == "/" else None


def _matched_part(pattern: str, path: str) -> str | None:
    """The shortest beginning of `path`, a file or folder, that `pattern` matches; None if none does."""
    matches = _matcher(pattern)
    if matches is None or not path:
        return None
    end = -1
    while end < len(path):
        end = path.find("/", end + 1)
        if end < 0:
            end = len(path)
        if matches(path[:end]):
            return path[:end]
    return None


def is_match(pattern: str, path: str) -> bool:
    """Whether a pattern of COPY matches all of `path`."""
    matches = _matcher(pattern)
    return matches is not None and bool(matches(path))


@lru_cache(maxsize=1024)
def _matcher(pattern: str) -> Callable[[str], object] | None:
    try:
        return matcher(match_elements(pattern))
    except PatternError:
        return None


@lru_cache(maxsize=1024)
def _patterns(patterns: tuple[str, ...]) -> DockerIgnore:
    return matcher_patterns(patterns)


def _is_link(path: str, links: Mapping[str, str]) -> bool:
    """Whether `path` itself, and not only a folder that it lies in, is a link."""
    folder, _, name = path.rpartition("/")
    followed = _followed(folder, links)
    return (f"{followed}/{name}" if followed else name) in links


def _followed(path: str, links: Mapping[str, str]) -> str | None:
    """Where `path` leads; None if it goes round in circles."""
    if not links:
        return path
    return follow_links(path, lambda part: stat.S_IFLNK if part in links else stat.S_IFDIR, links.get)
