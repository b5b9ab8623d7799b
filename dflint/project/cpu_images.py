"""Is an image meant for machines without a GPU, and what says so?

Wheels that bring CUDA run on a GPU from a plain Python image too, so a base image without CUDA says nothing. What says
it are names (``Dockerfile.cpu``, a stage ``cpu``), variables that hide the devices, a command with ``--device cpu``, a
platform without GPUs, and compose services that build it and none of which asks for one.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from dflint.compose.cpu_intent import says_cpu
from dflint.dockerfile.instructions import Cmd, Entrypoint
from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.stages import Stage
    from dflint.compose.service import Service
    from dflint.context.build_context import BuildContext
    from dflint.source import Source, Span

_GPU_NAME = lazy_pattern(r"(?<![a-z0-9])(?:gpu|cuda|nvidia|cu1\d\d)(?![a-z])", re.IGNORECASE)
_GPU_USE = lazy_pattern(r"--gpus\b|--runtime[= ]nvidia|nvidia-docker|nvidia\.com/gpu|nvidia-smi|driver: *nvidia")
_GPU_WORD = lazy_pattern(r"nvidia|cuda(?![a-z_.])|gpu[- ]accelerated|gpu passthrough", re.IGNORECASE)
_DEVICE_VARIABLE = lazy_pattern(r"(?:.*_)?DEVICE")
_GPU_DEVICE = lazy_pattern(r"cuda|gpu|mps", re.IGNORECASE)
_WORDS_FOR_CPU = lazy_pattern(
    r"(?<!\S)--?device[= ]['\"]?cpu\b|(?<!\S)--?(?:no[-_]cuda|no[-_]gpu|cpu|cpu[-_]only)(?!\S)"
)
_DOCUMENTS = lazy_pattern(
    r"(?:readme|install|docker|deploy|setup|usage|quickstart)[^/]*\.(?:md|rst|txt)|makefile|justfile|taskfile\.ya?ml"
    r"|[^/]+\.(?:sh|ps1|bat)",
    re.IGNORECASE,
)
_MOST_DOCUMENTS = 30


class CpuSign(NamedTuple):
    """What says that an image is for machines without a GPU: `text` is the end of a sentence that begins with "since".

    `source` and `span` are where it stands, if that is a place in a file.
    """

    text: str
    source: Source | None = None
    span: Span | None = None


def cpu_signs(build: Build) -> tuple[CpuSign, ...]:
    """What says that the image of `build` is for machines without a GPU; nothing where anything speaks against it."""
    from dflint.build.gpu_use import is_for_gpus

    stage = build.final
    if stage is None or is_for_gpus(stage):
        return ()
    # What documents say of GPUs is said of the variant for them, where this one is named.
    stated = stated_cpu_signs(build, stage)
    if stated:
        return stated
    return () if speaks_for_gpu(build, stage) else tuple(_inferred(build))


def stated_cpu_signs(build: Build, stage: Stage) -> tuple[CpuSign, ...]:
    """What says outright that the image is for the CPU, though it may be told to install what is for GPUs."""
    if _GPU_NAME.search(_name(build)) is not None or _environment_names_gpu(stage):
        return ()
    if _a_service_may_have_gpu(build):
        return ()
    return tuple(_stated(build, stage))


def speaks_for_gpu(build: Build, stage: Stage) -> bool:
    """Whether the image may be for machines with a GPU: its base, its packages, a service or a document says so."""
    return is_meant_for_gpus(build, stage) or _documents_say(build, _GPU_USE)


def is_meant_for_gpus(build: Build, stage: Stage) -> bool:
    """Whether a name, the base, a package, a variable or a service says that the image is for machines with a GPU."""
    from dflint.build.gpu_use import is_for_gpus

    return (
        _GPU_NAME.search(f"{_name(build)} {stage.name or ''}") is not None
        or is_for_gpus(stage)
        or _environment_names_gpu(stage)
        or _a_service_may_have_gpu(build)
    )


def _name(build: Build) -> str:
    """The name of the Dockerfile and of the folder that it lies in, within the project."""
    root = build.project.root if build.project is not None else ""
    parts = build.path.removeprefix(root).replace("\\", "/").strip("/").split("/")
    return "/".join(parts[-2:])


def _services(build: Build) -> tuple[Service, ...]:
    if build.project is None:
        return ()
    found: tuple[Service, ...] = build.project.services_of(build)
    return found


def _environment_names_gpu(stage: Stage) -> bool:
    for name, value in _device_variables(stage):
        if name == "NVIDIA_VISIBLE_DEVICES" and value not in ("", "void", "none"):
            return True
        if name == "CUDA_VISIBLE_DEVICES" and value not in ("", "-1"):
            return True
        if _DEVICE_VARIABLE.fullmatch(name) and _GPU_DEVICE.search(value):
            return True
    return False


def _device_variables(stage: Stage) -> Iterator[tuple[str, str]]:
    """The variables of the image that speak of devices, with their values."""
    from dflint.dockerfile.instructions import Env

    names = {"CUDA_VISIBLE_DEVICES", "NVIDIA_VISIBLE_DEVICES"}
    for current in stage.chain:
        for instruction in current.instructions:
            if isinstance(instruction, Env):
                names |= {pair.name.text for pair in instruction.pairs if _DEVICE_VARIABLE.fullmatch(pair.name.text)}
    for name in sorted(names):
        value = stage.final_state.env(name)
        if isinstance(value, str):
            yield name, value


def _a_service_may_have_gpu(build: Build) -> bool:
    """Whether a service that builds the Dockerfile may be given a GPU, in whichever compose file."""
    if any(_may_have_gpu(service, build) for service in _services(build)):
        return True
    if build.project is None:
        return False
    from dflint.project.alternatives import services_building

    if any(
        service.may_request_gpu or _GPU_NAME.search(os.path.basename(service.source.path)) is not None
        for service in services_building(build, build.project)
    ):
        return True
    is_pushed: bool = build.project.pushes_for_gpus
    return is_pushed


def may_be_pushed_image(service: Service) -> bool:
    """Whether the service pulls an image that nobody knows: one that was built here and pushed, perhaps."""
    from dflint.dockerfile.image import ImageReference
    from dflint.knowledge.official_images import OFFICIAL_IMAGES
    from dflint.knowledge.service_images import service_image

    if service.build is not None:
        return False
    text = service.image_text
    if text is None:
        return True
    reference = ImageReference.parse(text)
    return reference is None or (service_image(reference) is None and reference.familiar not in OFFICIAL_IMAGES)


def _may_have_gpu(service: Service, build: Build) -> bool:
    """Whether the service, or what Compose may merge with it, may be given a GPU."""
    from dflint.project.alternatives import same_services
    from dflint.project.containers import container_of
    from dflint.project.gpu_hints import commented_request, wants_cuda

    if service.may_request_gpu or service.get("runtime") is not None or _is_privileged(service):
        return True
    if commented_request(service, build.project) is not None:
        return True
    container = container_of(service, build.project)
    if container is not None and wants_cuda(container):
        return True
    visible = service.environment.get("NVIDIA_VISIBLE_DEVICES")
    if visible is not None and visible.value not in ("", "void", "none"):
        return True
    return any(
        other.gpu_requests or _GPU_NAME.search(os.path.basename(other.source.path))
        for other in same_services(service, build.project)
    )


def _is_privileged(service: Service) -> bool:
    from dflint.compose.values import is_true

    return is_true(service.get("privileged"), service.variables) is not False


def _documents_say(build: Build, words: re.Pattern[str]) -> bool:
    """Whether a document or a script at the top of the context, or beside the file, holds `words`."""
    context: BuildContext | None = build.context
    if context is None:
        return False
    own = (context.relative(build.path) or "").rpartition("/")[0]
    for folder in dict.fromkeys(("", own, "scripts", "docs")):
        names = [name for name in context.names(folder) if _DOCUMENTS.fullmatch(name)]
        for name in names[:_MOST_DOCUMENTS]:
            source = context.read_text(f"{folder}/{name}" if folder else name)
            if source is not None and words.search(source.text):
                return True
    return False


def _inferred(build: Build) -> Iterator[CpuSign]:
    services = _services(build)
    if services and not any(_is_helper(service) for service in services) and not _documents_say(build, _GPU_WORD):
        yield CpuSign(_text_of(services), services[0].source, services[0].name_span)


def _text_of(services: tuple[Service, ...]) -> str:
    first, count = services[0].name, len(services) - 1
    if not count:
        return f"the service `{first}`, which runs it, asks for no GPU"
    return f"the service `{first}` and {count} more, which run it, ask for no GPU"


def _stated(build: Build, stage: Stage) -> Iterator[CpuSign]:
    named = _name(build)
    if says_cpu(named):
        yield CpuSign(f"the file is `{named}`")
    if stage.name and says_cpu(stage.name):
        yield CpuSign(f"the stage is named `{stage.name}`", stage.dockerfile.source, stage.from_.span)
    for name, value in _device_variables(stage):
        if name in ("CUDA_VISIBLE_DEVICES", "NVIDIA_VISIBLE_DEVICES"):
            yield CpuSign(f"`{name}` hides the GPUs")
        elif says_cpu(value):
            yield CpuSign(f"`{name}` is `{value}`")
    for instruction in (stage.last(Entrypoint), stage.last(Cmd)):
        words = " ".join(instruction.parser_arguments) if instruction is not None and instruction.is_exec else ""
        if instruction is not None and _WORDS_FOR_CPU.search(words or instruction.body.text):
            yield CpuSign("the command says so", stage.dockerfile.source, instruction.span)
    yield from _of_platform(stage)


def _is_helper(service: Service) -> bool:
    from dflint.compose.cpu_intent import is_never_run

    return is_never_run(service)


def _of_platform(stage: Stage) -> Iterator[CpuSign]:
    from dflint.knowledge.model_files import PLATFORMS_WITHOUT_MOUNTS

    if (stage.root.text or "").startswith(PLATFORMS_WITHOUT_MOUNTS):
        yield CpuSign("AWS Lambda has no GPUs")
