"""ML401: the weights of a model are copied into the image."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dflint.cost import measured
from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.rules.rule import Option, Size, StageRule, unsafe
from dflint.sizes import MEGABYTE, byte_count_of, is_size, size_text
from dflint.source import Edit, Span

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.copied_weights import BindMount, CopiedWeights, WeightSource
    from dflint.build.stages import Stage
    from dflint.compose.service import Service
    from dflint.dockerfile.instructions import Add, Copy

_LARGE = 100 * MEGABYTE


class ModelWeightsCopied(StageRule):
    """The weights of a model are copied into the image.

    Weights change on another day than the code, and are often larger than all the rest: each push and each pull of the
    image carries them, every node keeps them once for each version of the image, and a new model needs a new image.
    Mount them as a volume, or let the program fetch them into one.

    Small models are better off in the image, so the rule is silent below 50 MB (`min-size`), says a word from there on
    and warns from 100 MB on. Where the size cannot be known, because the file is kept out of git, it says a word if the
    name speaks of a large model: `llama-7b`, `bert-large`. Images for AWS Lambda have to hold their model.
    """

    code = "ML401"
    name = "model-weights-copied"
    severity = Severity.WARNING
    fixes = Applicability.UNSAFE
    mentions = ("copy", "add")
    sources = (
        "https://docs.docker.com/engine/storage/bind-mounts/",
        "https://docs.docker.com/reference/compose-file/services/#volumes",
    )
    options = {
        "min-size": Option("50 MB", "Weights that are smaller than this are not mentioned.", is_size),
    }

    bad = {
        "models/encoder.safetensors": Size(1_200_000_000),
        "app.py": "print('ready')\n",
        "Dockerfile": """
            FROM python:3.12-slim
            WORKDIR /app
            COPY models/ ./models/
            COPY app.py .
            CMD ["python", "app.py"]
        """,
        "compose.yaml": """
            services:
              api:
                build: .
                ports:
                  - "8000:8000"
        """,
    }
    good = {
        **bad,
        "Dockerfile": """
            FROM python:3.12-slim
            WORKDIR /app
            COPY app.py .
            CMD ["python", "app.py"]
        """,
        "compose.yaml": """
            services:
              api:
                build: .
                ports:
                  - "8000:8000"
                volumes:
                  - ./models:/app/models:ro
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding for each COPY or ADD of weights."""
        if not stage.copies:
            return
        from dflint.build.copied_weights import CopiedWeights

        for step in stage.copies:
            copied = CopiedWeights(step, build)
            if copied.sources and copied.reaches_image and not _must_be_baked(stage, build):
                finding = self._finding(copied)
                if finding is not None:
                    yield finding

    def _finding(self, copied: CopiedWeights) -> Diagnostic | None:
        known = [size for source in copied.sources if (size := source.byte_count) is not None]
        byte_count = sum(known)
        if known and byte_count < (byte_count_of(str(self.option("min-size"))) or 0):
            return None
        if not known and not _is_named_large(copied.sources):
            return None
        services = [] if copied.is_copied_on else list(_services(copied.build, copied.step.stage))
        instruction = copied.step.instruction
        largest = max(copied.sources, key=lambda source: source.byte_count or 0)
        return self.found(
            instruction.source,
            largest.word.span,
            _message(instruction, copied.sources, byte_count),
            severity=None if byte_count >= _LARGE else Severity.INFO,
            help=_help(copied, services),
            related=[
                Related(service.source, service.name_span, f"`{service.name}` is built here") for service, _ in services
            ],
            fix=_fix(copied, services),
            cost=measured(byte_count) if known else None,
        )


def _is_named_large(sources: Iterable[WeightSource]) -> bool:
    """Whether the name of weights whose size nobody knows speaks of a large model."""
    from dflint.context.weights import names_large_model

    return any(names_large_model(source.path) for source in sources)


def _must_be_baked(stage: Stage, build: Build) -> bool:
    """Whether the platform that the image is built for offers no other way."""
    from dflint.build.unneeded import is_built_for_platform_without_mounts

    return any(is_built_for_platform_without_mounts(one) for one in (stage, build.final or stage))


def _message(instruction: Copy | Add, sources: Iterable[WeightSource], byte_count: int) -> str:
    named = ", ".join(f"`{source.path if source.word.has_variables else source.word.value}`" for source in sources)
    if not byte_count:
        return f"{named} bakes the weights of a model into the image; their size cannot be known here"
    files = [file for source in sources for file in source.weights]
    where = " (fetched by git LFS)" if any(file.is_pointer for file in files) else ""
    largest = max(files, key=lambda file: file.byte_count)
    holds = f", `{largest.path}` the largest" if len(files) > 1 else ""
    verb = "bake" if ", " in named else "bakes"
    return f"{named} {verb} {size_text(byte_count)} of model weights into the image{where}{holds}"


def _services(build: Build, stage: Stage) -> Iterator[tuple[Service, Build]]:
    """The compose services that run what `stage` becomes, and the build of each."""
    for group in build.project.build_groups_of(build.path):
        for other in group:
            if other.dockerfile is not build.dockerfile or other.final is None:
                continue
            if any(one.index == stage.index for one in other.final.chain):
                for service in build.project.services_of(other):
                    yield service, other


def _help(copied: CopiedWeights, services: list[tuple[Service, Build]]) -> str:
    mounts = copied.mounts()
    if any(source.holds_code for source in copied.sources):
        return "keep the weights in a folder of their own, and mount that folder when the container is run"
    if mounts is None:
        return "mount the weights when the container is run, or let the program fetch them into a volume"
    if services:
        targets = " and ".join(f"`{mount.target}`" for mount in mounts)
        return f"mount the weights at {targets} in the compose file"
    options = " ".join(f'-v "$PWD/{mount.source}:{mount.target}:ro"' for mount in mounts)
    return f"mount the weights when the container is run: `docker run {options} …`"


def _fix(copied: CopiedWeights, services: list[tuple[Service, Build]]) -> Fix | None:
    """The COPY without the weights, and a mount in each service that runs the image."""
    mounts = copied.mounts()
    if mounts is None or copied.is_copied_on or copied.is_used_while_building:
        return None
    edits = _removal(copied)
    for service, build in services:
        missing = [mount for mount in mounts if not _is_mounted(service, mount)]
        if missing:
            edits.append(_mount_edit(service, build, missing))
    return unsafe("mount the weights in place of the copy" if services else "take the weights out", *edits)


def _is_mounted(service: Service, mount: BindMount) -> bool:
    """Whether something is mounted there already, or at a folder around it."""
    targets = [volume.target for volume in service.volumes]
    return any(target and (mount.target + "/").startswith(target.rstrip("/") + "/") for target in targets)


def _mount_edit(service: Service, build: Build, mounts: Iterable[BindMount]) -> Edit | None:
    context = build.context
    folder = os.path.dirname(service.source.path)
    written = []
    for mount in mounts:
        if context is None or not {"$", ":"}.isdisjoint(mount.source + mount.target):
            return None
        path = os.path.relpath(context.native(mount.source), folder).replace(os.sep, "/")
        written.append(f"{path if path.startswith('../') else './' + path}:{mount.target}:ro")
    from dflint.compose.sequence_edits import append_to

    return append_to(service.node, "volumes", written)


def _removal(copied: CopiedWeights) -> list[Edit | None]:
    """The edits that take the weights out of the instruction, or the whole of it if nothing else is left."""
    instruction = copied.step.instruction
    source = instruction.source
    words = [weights.word for weights in copied.sources]
    if len(words) == len(instruction.sources) and not instruction.heredocs:
        start = source.line_starts[instruction.start_row - 1]
        ends_text = instruction.end_row >= len(source.line_starts)
        end = len(source.text) if ends_text else source.line_starts[instruction.end_row]
        return [source.edit(Span(start, end), "")]
    following = {word.span: after for word, after in zip(instruction.words, instruction.words[1:], strict=False)}
    return [source.edit(Span(word.span.start, following[word.span].span.start), "") for word in words]
