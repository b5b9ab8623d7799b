"""Which files does an installation read, and what do they say?

Files are named by their absolute path in the image. What lies there is found by following the COPY, ADD and mounts that
bring it from the build context; a file that comes from elsewhere cannot be read here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from dflint.build.state import join_path
from dflint.build.steps import CopyStep
from dflint.packages.manifests import inputs_of
from dflint.source import Source

if TYPE_CHECKING:
    from dflint.build.origins import FileOrigin
    from dflint.build.steps import InstallStep
    from dflint.shell.words import ShellWord

_DIRECTORY_OPTIONS = {
    "uv": ("--project", "--directory"),
    "poetry": ("--project", "--directory"),
    "pdm": ("--project",),
    "npm": ("--prefix",),
    "yarn": ("--cwd",),
    "pnpm": ("--dir",),
    "bun": ("--cwd",),
}
"""The options, by family of tools, with which a project is looked for elsewhere than where the command runs."""

_NODE_WITHOUT_PROJECT = ("--global",)


class InputFile(NamedTuple):
    """A file that an installation reads: the absolute `path` in the image, and where it comes from.

    `path` is None where it is not known, or is a URL; `origin` is None where that is not known. `word` is the argument
    that names the file, None where the tool looks for it itself; then the installation may do without those that are
    not `is_required`.
    """

    path: str | None
    origin: FileOrigin | None
    word: ShellWord | None
    is_required: bool


def project_directory(install: InstallStep) -> str | None:
    """The absolute directory in which the command looks for the project; None if that is not known."""
    for name in _DIRECTORY_OPTIONS.get(install.install.manager, ()):
        if install.install.has(name):
            word = install.install.option(name)
            return None if word is None else install.path_of(word)
    return install.directory


def reads_project(install: InstallStep) -> bool:
    """Whether the command reads the files of the project in its directory, as ``poetry install`` does."""
    if not install.install.reads_project or install.install.option("--script") is not None:
        return False
    is_global = install.install.ecosystem == "node" and install.install.has(*_NODE_WITHOUT_PROJECT)
    return not is_global and inputs_of(install.install.tool, install.install.action) is not None


def input_files(install: InstallStep) -> Iterator[InputFile]:
    """The files that the command reads before any that these take in, such as those behind ``-r``."""
    for word in (*install.install.requirement_files, *install.install.constraint_files):
        path = None if "://" in word.prefix else install.path_of(word)
        yield InputFile(path, install.file_origin(path), word, is_required=True)
    if reads_project(install):
        yield from _project_files(install)
    elif install.install.manager == "uv":
        yield from _settings_of_uv(install)


def _settings_of_uv(install: InstallStep) -> Iterator[InputFile]:
    """The files that uv takes its settings from: https://docs.astral.sh/uv/concepts/configuration-files/."""
    directory = None if install.install.has("--no-config") else project_directory(install)
    while directory is not None:
        for name in ("uv.toml", "pyproject.toml"):
            path = join_path(directory, name)
            source = text_at(install, path)
            if source is not None and (name == "uv.toml" or "[tool.uv" in source.text):
                yield InputFile(path, install.file_origin(path), None, is_required=False)
        directory = directory.rpartition("/")[0] or "/" if directory != "/" else None


def _project_files(install: InstallStep) -> Iterator[InputFile]:
    """The files of the project: all that the tool needs, and those of the others that are there."""
    inputs = inputs_of(install.install.tool, install.install.action)
    assert inputs is not None
    directory = project_directory(install)
    for name in (*inputs.required, *inputs.optional):
        is_required = name in inputs.required
        path = None if directory is None else join_path(directory, name)
        origin = install.file_origin(path)
        if is_required or origin is not None:
            yield InputFile(path, origin, None, is_required)


MOST_BYTES = 1 << 20
"""Larger files are not read, unless more is asked for."""


def text_at(install: InstallStep, path: str, most_bytes: int = MOST_BYTES) -> Source | None:
    """The text of the file that the command finds at the absolute `path`; None if that is not known."""
    return text_of(install.file_origin(path), most_bytes)


def text_of(origin: FileOrigin | None, most_bytes: int = MOST_BYTES) -> Source | None:
    """The text of a file that comes from the build context, or that the Dockerfile holds; None if there is none."""
    if origin is None:
        return None
    if origin.heredoc is not None:
        body = origin.heredoc.body
        return Source(f"<<{origin.heredoc.name}", body.text, embedded_in=body)
    step = origin.step if isinstance(origin.step, CopyStep) else origin.step.step
    context = step.stage.graph.context
    return None if context is None or origin.path is None else context.read_text(origin.path, most_bytes)
