"""ML504: a pattern of `.dockerignore` is written as for `.gitignore` and matches at the root only."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from itertools import accumulate
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.rules.rule import IgnoreFileRule, safe
from dflint.source import Source, apply_edits

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.context_use import ContextUse
    from dflint.context.build_context import BuildContext
    from dflint.context.dockerignore import DockerIgnore
    from dflint.context.root_only import RootOnlyPattern
    from dflint.project.project import Project, ProjectFile


class DockerignoreGitignoreStyle(IgnoreFileRule):
    """A pattern is written as for `.gitignore`, and `.dockerignore` matches it only at the root.

    In `.gitignore`, `__pycache__/` and `*.pyc` match at every depth. In `.dockerignore` a pattern without `**/` is
    matched against the whole path from the root of the context, so `app/__pycache__` still gets into the image, and a
    test run on the host makes the layer new. Put `**/` in front.

    The rule speaks only of things that occur at any depth by their nature, and only where a folder below the root can
    hold one; of `.DS_Store` and `Thumbs.db`, which a desktop writes, only where one lies in such a folder.
    """

    code = "ML504"
    name = "dockerignore-gitignore-style"
    severity = Severity.WARNING
    fixes = Applicability.SAFE
    sources = (
        "https://docs.docker.com/build/concepts/context/#syntax",
        "https://git-scm.com/docs/gitignore#_pattern_format",
    )

    bad = {
        "app/main.py": "print('ready')\n",
        ".dockerignore": """
            .git
            __pycache__/
            *.pyc
        """,
        "Dockerfile": """
            FROM python:3.12-slim
            WORKDIR /srv
            COPY . .
            CMD ["python", "app/main.py"]
        """,
    }
    good = {
        **bad,
        ".dockerignore": """
            .git
            **/__pycache__
            **/*.pyc
        """,
    }

    def check(self, file: ProjectFile, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding for each such pattern."""
        ignore = file.ignore
        if ignore is None or ignore.problems:
            return
        from dflint.context.root_only import root_only_patterns

        root_only = tuple(root_only_patterns(ignore))
        contexts = [pair for pair in project.contexts_of([file.path]) if pair[0].ignore_path == file.path]
        missed: dict[tuple[str, int], str | None] = {}
        exceptions = tuple(accumulate((pattern.negated for pattern in ignore.patterns), initial=0))
        places = {id(pattern): place for place, pattern in enumerate(ignore.patterns)}
        for found in root_only if contexts else ():
            # Where the same is written again, with no exception in between, the answer is the same.
            key = (found.pattern.cleaned, exceptions[places[id(found.pattern)]])
            if key not in missed:
                missed[key] = _missed_in(file.source, found, contexts)
            path = missed[key]
            if path is not None:
                yield self._finding(file.source, found, path)

    def _finding(self, source: Source, found: RootOnlyPattern, missed: str) -> Diagnostic:
        pattern = found.pattern
        recursive = _recursive(found)
        return self.found(
            source,
            pattern.span,
            f"`{pattern.text}` matches only at the root of the build context, not `{missed}`",
            help=f"write `{recursive}`",
            fix=safe(f"write `{recursive}`", source.edit(pattern.span, recursive)),
        )


def _recursive(found: RootOnlyPattern) -> str:
    """The pattern that matches at every depth."""
    return "**/" + found.pattern.cleaned


def _missed_in(
    source: Source, found: RootOnlyPattern, contexts: list[tuple[BuildContext, tuple[Build, ...]]]
) -> str | None:
    """A path that the pattern misses; None if there is none, or if something that is needed would be hidden."""
    edit = source.edit(found.pattern.span, _recursive(found))
    if edit is None:
        return None
    from dflint.build.context_use import ContextUse
    from dflint.context.dockerignore import parse_dockerignore

    mended = parse_dockerignore(Source(source.path, apply_edits(source.text, [edit])))
    uses = [ContextUse(context, builds) for context, builds in contexts]
    missed = next(filter(None, (_missed(use, found, mended) for use in uses)), None)
    if missed is None or any(_hides_what_is_needed(use, mended) for use in uses):
        return None
    return missed


def _missed(use: ContextUse, found: RootOnlyPattern, mended: DockerIgnore) -> str | None:
    """A path below the root that is meant by the pattern, not left out, and copied with a folder.

    Either there is such a file today, or the folder holds a file beside which it comes into being.
    """
    name = found.name
    for entry in use.context.walk() if use.directory_copies else ():
        folder = entry.path.rpartition("/")[0]
        if not folder or not any(copy.takes(entry.path) for copy in use.directory_copies):
            continue
        if fnmatchcase(entry.name, name.name) and mended.match(entry.path):
            return entry.path
        example = f"{folder}/{name.example}"
        is_beside = not entry.is_directory and fnmatchcase(entry.name, name.beside)
        if is_beside and not use.context.ignore.match(example) and mended.match(example):
            around = example.rpartition("/")[0] if "*" in name.name else folder
            return f"{around}/{name.name}"
    return None


def _hides_what_is_needed(use: ContextUse, mended: DockerIgnore) -> bool:
    """Whether the mended pattern leaves out what a build copies by its name, or byte code that has no source."""
    ignore = use.context.ignore
    if any(mended.match(path) and not ignore.match(path) for path in use.named_paths):
        return True
    for entry in use.context.walk():
        if entry.name.endswith(".pyc") and mended.match(entry.path):
            folder = entry.path.rpartition("/")[0]
            is_cache = folder.rpartition("/")[2] == "__pycache__"
            if not is_cache and entry.name[:-1] not in use.context.names(folder):
                return True
    return False
