"""Which files with credentials do COPY and ADD take into an image?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dflint.build.context_use import ContextUse
from dflint.build.shipping import copy_into_image, ships
from dflint.build.state import join_path
from dflint.context.copy_sources import is_remote
from dflint.context.go_filepath import clean_in_context, has_wildcards
from dflint.context.secret_files import Secret, secret_at, secret_by_name, secrets_among

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.steps import CopyStep
    from dflint.context.build_context import BuildContext
    from dflint.dockerfile.nodes import Word


class CopiedSecrets:
    """The `secrets` that one source of a COPY or ADD brings into an image.

    `also` are the other sources that bring the same. `is_needed` is whether a build names one of the files, and so
    wants it in the context.
    """

    def __init__(self, word: Word, step: CopyStep, build: Build, is_directory: bool, secrets: Sequence[Secret]) -> None:
        self.word = word
        self.step = step
        self.build = build
        self.is_directory = is_directory
        self.secrets = secrets
        self.also: list[CopiedSecrets] = []
        self.is_needed = False


def copied_secrets(context: BuildContext, builds: Sequence[Build]) -> Iterator[CopiedSecrets]:
    """What the builds in `context` copy of that kind, the outer folders first; nothing is told twice."""
    use = ContextUse(context, builds)
    found = [*_named(context, builds), *_in_folders(use)]
    named = use.named_paths
    first: dict[tuple[str, ...], CopiedSecrets] = {}
    told: set[str] = set()
    for copied in found:
        paths = tuple(secret.path for secret in copied.secrets)
        if paths in first:
            first[paths].also.append(copied)
            continue
        copied.secrets = [secret for secret in copied.secrets if secret.path not in told]
        told.update(paths)
        if copied.secrets:
            copied.is_needed = use.has_unknown_names or not named.isdisjoint(paths)
            first[paths] = copied
    yield from first.values()


def _named(context: BuildContext, builds: Sequence[Build]) -> Iterator[CopiedSecrets]:
    """The files that are copied by their names."""
    for build in builds:
        for stage in build.stages:
            for step in stage.copies:
                if not step.is_from_context or step.is_trigger:
                    continue
                for word, source in zip(step.instruction.sources, step.sources, strict=True):
                    if source is None or is_remote(source):
                        continue
                    secrets = _of_source(context, clean_in_context(source), step)
                    if secrets and _reaches_image(step, build, secrets):
                        yield CopiedSecrets(word, step, build, False, secrets)


def _of_source(context: BuildContext, path: str, step: CopyStep) -> list[Secret]:
    if has_wildcards(path):
        files = context.taken_by([path], step.excludes or ()).files if path != "*" else ()
        return [
            secret
            for file in files
            if "/" not in file.path[len(path.rpartition("/")[0]) + 1 :]
            if (secret := secret_at(context, file.path)) is not None
        ]
    if context.is_directory(path):
        return []
    secret = secret_at(context, path) if context.exists(path) else None
    if secret is None and not context.exists(path) and not context.is_ignored(path):
        secret = secret_by_name(path)
    return [] if secret is None else [secret]


def _in_folders(use: ContextUse) -> Iterator[CopiedSecrets]:
    """The files that folders bring along."""
    if not use.directory_copies or not use.is_context_certain:
        return
    secrets = secrets_among(use.context)
    for copy in use.directory_copies:
        inside = [secret for secret in secrets if copy.takes(secret.path)]
        if inside and not copy.step.is_trigger and _reaches_image(copy.step, copy.build, inside):
            yield CopiedSecrets(copy.word, copy.step, copy.build, True, inside)


def _reaches_image(step: CopyStep, build: Build, secrets: Sequence[Secret]) -> bool:
    """Whether the layer, or what is copied from it, is in an image."""
    if ships(step.stage, build):
        return True
    destination = step.destination
    if destination is None:
        return False
    places = [destination, *(join_path(destination, secret.path) for secret in secrets)]
    return any(copy_into_image(step.stage, place, build) is not None for place in places[1:])
