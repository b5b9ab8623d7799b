"""Is a compose file what its project is run with, or a sample, for development, or one that lies about?

Nothing in a file says so for certain. What is asked here is whether anything says the opposite: its path, its first
comment, another file that is for production and does it better, or what the READMEs of its folders call it. Who asks
speaks of less than there is, and is right more often. What lies beside these folders has no say: a project that leaves
the repository must not change what is said of another one.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dflint.lazy_pattern import lazy_pattern
from dflint.project.names import Kind
from dflint.project.roots import is_below

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile
    from dflint.compose.service import Service
    from dflint.project.project import Project

_WORD = lazy_pattern(r"[a-z0-9]+")
FOR_TESTS = frozenset("test tests testing testdata integration e2e ci fixture fixtures".split())
FOR_DEVELOPMENT = frozenset("dev devel devenv development local example examples sample samples demo demos".split())
_FOR_SOMETHING_ELSE = frozenset(
    "devcontainer sandbox playground tutorial tutorials workshop course courses lesson lessons lab labs lecture "
    "exercise exercises homework hw template templates cookbook cookbooks quickstart starter boilerplate poc "
    "archive archived old backup bak legacy deprecated history temp tmp copy override docs doc script scripts "
    "tools".split()
)
_SAMPLES = frozenset(
    "tutorial tutorials example examples sample samples demo demos playground sandbox workshop course bootcamp "
    "zoomcamp homework exercise exercises template templates boilerplate starter quickstart poc mvp showcase".split()
)
_CHAPTER = lazy_pattern(r"(?:^|/)\d+[-_.][^/]*/")
"""A folder such as `05-monitoring`, of a course."""
_FOR_PRODUCTION = frozenset("prod production prd live staging release deploy deployment".split())
_TOLD = lazy_pattern(
    r"\b(?:local(?:ly|host)?|dev|development|demos?|sample|sandbox|playground|tutorial|quick ?start|try ?out|"
    r"for (?:tests?|testing)|testing only|test (?:stack|environment|setup)|throw-?away)\b",
    re.IGNORECASE,
)
_MODE = lazy_pattern(r"(?:\w+_)?ENV(?:IRONMENT)?|SPRING_PROFILES_ACTIVE", re.IGNORECASE)
_DEVELOPMENT = lazy_pattern(r"(?:.*[=-])?['\"]?(?:dev|devel|development|local)['\"]?\}?", re.IGNORECASE)
_DEBUG = lazy_pattern(r"(?:(?:FLASK|APP|DJANGO)_)?DEBUG", re.IGNORECASE)
_ON = lazy_pattern(r"(?:.*[=-])?['\"]?(?:1|true|yes|on)['\"]?\}?", re.IGNORECASE)
_DEVELOPS = lazy_pattern(
    r"--reload\b|\b(?:npm|pnpm|yarn|bun)(?: run)? dev\b|\bnodemon\b|\b(?:next|nest) dev\b|--watch\b|\brunserver\b"
)
_TITLE = lazy_pattern(r"^(?:#\s+|<h1[^>]*>)(?P<text>.+)", re.MULTILINE)
_SECTION = lazy_pattern(r"^##\s+(?P<text>.+)", re.MULTILINE)
_READMES = ("README.md", "readme.md", "Readme.md", "README.rst", "README")


def words_of(path: str, project: Project) -> frozenset[str]:
    """The words of the path, from the root of the project on."""
    return frozenset(_WORD.findall(path.removeprefix(project.root).lower()))


def may_be_deployed(file: ComposeFile, project: Project) -> bool:
    """Whether nothing tells that the file is for anything but running the project."""
    path = file.source.path
    words = words_of(path, project)
    if not words.isdisjoint(FOR_TESTS | FOR_DEVELOPMENT | _FOR_SOMETHING_ELSE) or _is_told(file):
        return False
    if _CHAPTER.search(os.path.relpath(path, project.root)) is not None:
        return False
    if words.isdisjoint(_FOR_PRODUCTION) and _is_done_better(_files_around(path, project), project):
        return False
    if any(map(_is_developed, file.services)) or _is_of_samples(path, project):
        return False
    return not _builds_what_is_not_there(file, project)


def _files_around(path: str, project: Project) -> Iterator[str]:
    """The other compose files in the folder of the one at `path`, and in those above and below it."""
    folder = os.path.dirname(path)
    for other in project.files_of(Kind.COMPOSE):
        if other != path and (is_below(other, folder) or is_below(path, os.path.dirname(other))):
            yield other


def _is_done_better(paths: Iterable[str], project: Project) -> bool:
    """Whether files for production are among `paths`, and none of them writes what its services ask for."""
    from dflint.compose.written_secrets import written_secrets
    from dflint.project.asked_secrets import is_asked_for

    for_production = [path for path in paths if not words_of(path, project).isdisjoint(_FOR_PRODUCTION)]
    files = [file for file in map(project.compose_file, for_production) if file is not None]
    return bool(for_production) and not any(is_asked_for(one) for file in files for one in written_secrets(file))


def _is_developed(service: Service) -> bool:
    """Whether the service runs in a mode for development: its variables say so, or its command looks for changes."""
    for name, assignment in service.environment.items():
        text = assignment.node.mapped.text
        if _MODE.fullmatch(name) is not None and _DEVELOPMENT.fullmatch(text) is not None:
            return True
        if _DEBUG.fullmatch(name) is not None and _ON.fullmatch(text) is not None:
            return True
    command = service.command_text
    return command is not None and _DEVELOPS.search(command.text) is not None


def _is_of_samples(path: str, project: Project) -> bool:
    """Whether a folder of the project that holds the file at `path` is called a sample, by its name or its README."""
    return any(
        not _SAMPLES.isdisjoint(_WORD.findall(f"{os.path.basename(folder)} {_heading(folder, project)}".lower()))
        for folder in _folders_of(path, project)
    )


def _folders_of(path: str, project: Project) -> Iterator[str]:
    """The folder of the file at `path` and those above it, up to the root of the project."""
    folder = os.path.dirname(path)
    while is_below(folder, project.root):
        yield folder
        if folder == project.root:
            return
        folder = os.path.dirname(folder)


def _heading(folder: str, project: Project) -> str:
    """The title of the README in `folder`, or its first heading if it has none; empty where there is no README."""
    source = next(filter(None, (project.source(os.path.join(folder, name)) for name in _READMES)), None)
    if source is None:
        return ""
    heading = _TITLE.search(source.text) or _SECTION.search(source.text)
    return heading["text"] if heading is not None else ""


def is_spare(service: Service) -> bool:
    """Whether the service is for tests or development, by its name."""
    return not (FOR_TESTS | FOR_DEVELOPMENT).isdisjoint(_WORD.findall(service.name.lower()))


def is_told_at(file: ComposeFile, row: int) -> bool:
    """Whether the comment in that row, or those right above it, tell that what stands there is for development."""
    comments = file.as_written.comments_by_row
    rows = [row]
    while rows[-1] - 1 in comments:
        rows.append(rows[-1] - 1)
    return any(one in comments and _TOLD.search(comments[one].text) is not None for one in rows)


def _is_told(file: ComposeFile) -> bool:
    """Whether the comments before the first key tell that the file is for development."""
    root = file.as_written.root
    first = min((entry.key_span.start for entry in root.entries), default=0) if root is not None else 0
    return any(_TOLD.search(one.text) is not None for one in file.as_written.comments if one.span.start < first)


def _builds_what_is_not_there(file: ComposeFile, project: Project) -> bool:
    """Whether a folder or a Dockerfile that the file builds is not there, so that it stands in the wrong place."""
    links = project.links_of(file.source.path)
    return any(
        (link.context_path is not None and not project.storage.is_directory(link.context_path))
        or (link.dockerfile_path is not None and not project.exists(link.dockerfile_path))
        for link in links
    )
