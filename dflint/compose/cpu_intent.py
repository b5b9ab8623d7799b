"""Does a service say that it is to do without a GPU, or that nobody runs it as a service?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dflint.compose.nodes import Node
from dflint.compose.service import Service
from dflint.compose.values import Assignment, is_true
from dflint.lazy_pattern import lazy_pattern

# `cpu` as a word of its own: in `tei-cpu`, `${IMAGE_CPU}`, `--device=cpu`; not in `cpus` or `--cpu-offload-gb`.
_CPU = lazy_pattern(
    r"(?<![a-z0-9])cpu(?:_?only)?(?![a-z0-9]|[-_](?:offload|swap|limit|count|quota|shares|mem))", re.IGNORECASE
)
_WITHOUT_GPU = lazy_pattern(r"(?<!\S)--?(?:no|disable|without)[-_](?:cuda|gpus?)(?![a-z])", re.IGNORECASE)

_CPU_SWITCH = lazy_pattern(r"(?:.*_)?(?:USE|FORCE|ONLY|ENABLE)_CPU(?:_.*)?|(?:.*_)?CPU_(?:ONLY|MODE)|VLLM_CPU_.*")
_GPU_SWITCH = lazy_pattern(
    r"(?:.*_)?(?:USE|ENABLE|WITH|HAS|NUM|N)_?(?:GPUS?|CUDA)(?:_.*)?|(?:.*_)?(?:GPUS?|CUDA)_(?:ENABLED|COUNT|LAYERS)"
)
_OFF = frozenset({"0", "false", "no", "off", "none", "n", "f"})
_NO_CUDA_DEVICES = frozenset({"", "-1", "none", "void", "NoDevFiles"})

_BUILD_PROFILE = lazy_pattern(r"(?:.*[-_])?build(?:er|[-_]only)?", re.IGNORECASE)
_NO_OPERATION = lazy_pattern(r"\s*(?:(?:/usr)?(?:/bin/)?(?:true|echo|exit|:)(?:\s[^;&|\n]*)?)?\s*")
_DRIVER_MOUNT = lazy_pattern(r"libcuda|libnvidia|nvidia[-_]?driver|nvidia-smi|/nvidia(?:/|$)|^/dev(?:/nvidia.*)?/?$")


def says_cpu(text: str) -> bool:
    """Whether `text`, a name, a path, an image or a command, says ``cpu``."""
    return "cpu" in text.lower() and _CPU.search(text) is not None


def declines_gpu(service: Service) -> bool:
    """Whether the service says somewhere that it is to run without a GPU, or that it gets one in a way of its own.

    Its name, its profiles, its image (also in the name of a variable), its build, its environment and its command are
    looked at. A deliberate ``deploy: {}`` says so too, and ``!reset``; ``privileged``, a runtime that is named, and a
    mounted driver give access to devices that nobody lists.
    """
    return (
        any(says_cpu(text) for text in _names(service))
        or any(_environment_declines(assignment) for assignment in service.environment.values())
        or _command_declines(service)
        or _is_reset(service)
        or _has_other_access(service)
    )


def _names(service: Service) -> Iterator[str]:
    yield service.name
    for key in ("image", "container_name", "hostname", "profiles"):
        yield from _texts(service.get(key))
    if service.build is not None:
        yield from _texts(service.build.context)
        for key in ("dockerfile", "target", "args"):
            yield from _texts(service.build.get(key))


def _texts(node: Node | None) -> Iterator[str]:
    """The texts as they are written, variables too, of a scalar or of what is in a collection."""
    if node is None:
        return
    if node.is_scalar:
        yield node.text
    for item in node.elements:
        yield item.text
    for key, value in node.items():
        yield f"{key}={value.text}"


def _environment_declines(assignment: Assignment) -> bool:
    name, value = assignment.name.upper(), assignment.value
    if name == "NVIDIA_VISIBLE_DEVICES":
        # Either it hides the devices, or NVIDIA's runtime, which reads it, is the default one here.
        return True
    if value is None:
        # A device that comes from a variable may be the CPU.
        return _names_device(name)
    if name == "CUDA_VISIBLE_DEVICES":
        return value in _NO_CUDA_DEVICES
    if value.lower() in _OFF:
        return _GPU_SWITCH.fullmatch(name) is not None
    if value.lower() == "cpu" or ("CPU" in name and _CPU_SWITCH.fullmatch(name) is not None):
        return True
    return _names_device(name) and says_cpu(value)


def _names_device(variable: str) -> bool:
    return "DEVICE" in variable or "ACCELERATOR" in variable


def _command_declines(service: Service) -> bool:
    texts = (service.command_text, service.entrypoint_text)
    return any(says_cpu(text.text) or _WITHOUT_GPU.search(text.text) for text in texts if text is not None)


_KEYS_OF_REQUESTS = (
    ("deploy",),
    ("deploy", "resources"),
    ("deploy", "resources", "reservations"),
    ("deploy", "resources", "reservations", "devices"),
    ("gpus",),
    ("devices",),
)


def _is_reset(service: Service) -> bool:
    """Whether a key that could ask for a GPU is there and emptied, or taken out of the model."""
    for *path, key in _KEYS_OF_REQUESTS:
        holder = service.get(*path)
        for entry in holder.entries if holder is not None else ():
            if entry.key == key and (entry.node.is_reset or _is_emptied(entry.node)):
                return True
    return False


def _is_emptied(node: Node) -> bool:
    """Whether the value is ``{}`` or ``[]``. A key with nothing behind it is an oversight."""
    return not node.is_scalar and not node.entries and not node.elements


def _has_other_access(service: Service) -> bool:
    if service.get("runtime") is not None or is_true(service.get("privileged"), service.variables) is not False:
        return True
    if any("gpu" in text.lower() for text in _texts(service.get("deploy", "placement", "constraints"))):
        return True
    mounted = [path for volume in service.volumes for path in (volume.source, volume.target)]
    return any(path is not None and _DRIVER_MOUNT.search(path) is not None for path in mounted)


def is_never_run(service: Service) -> bool:
    """Whether nobody starts the service to have it run: it only builds an image, or has no containers."""
    if service.text("deploy", "replicas") == "0" or service.text("scale") == "0":
        return True
    if service.profiles and all(name is not None and _BUILD_PROFILE.fullmatch(name) for name in service.profiles):
        return True
    texts = [text.text for text in (service.entrypoint_text, service.command_text) if text is not None]
    return bool(texts) and _NO_OPERATION.fullmatch(" ".join(texts)) is not None


_KEYS_OF_PUBLISHING = frozenset({"build", "image", "platform", "env_file", "extends"})


def is_only_published(service: Service) -> bool:
    """Whether the service is there to build and push an image: it says what that is called, and nothing of running."""
    keys = {key for key, _ in service.node.items()}
    return {"build", "image"} <= keys <= _KEYS_OF_PUBLISHING
