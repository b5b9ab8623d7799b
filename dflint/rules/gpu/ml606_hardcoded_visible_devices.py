"""ML606: an image that chooses the GPU."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.lazy_pattern import lazy_pattern
from dflint.rules.rule import StageRule, unsafe

_NAMES = ("CUDA_VISIBLE_DEVICES", "NVIDIA_VISIBLE_DEVICES")
_DEVICES = lazy_pattern(r"(?:\d+|GPU-[0-9a-f-]+|MIG-[0-9a-f/-]+)(?: *, *(?:\d+|GPU-[0-9a-f-]+|MIG-[0-9a-f/-]+))*")


class HardcodedVisibleDevices(StageRule):
    """The image says which GPUs its programs see.

    Which GPUs there are differs from machine to machine, and a container is given its own when it is started. Those it
    has are counted from 0 again: with `CUDA_VISIBLE_DEVICES=1` in the image and one GPU given there is none to see, and
    with 0 all but the first of several lie idle. Choose when the container is started: `--gpus`, `device_ids`, `-e`.

    The rule is silent where each service of a compose file that runs the image sets the variable itself, or reserves
    exactly one GPU.
    """

    code = "ML606"
    name = "hardcoded-visible-devices"
    severity = Severity.WARNING
    fixes = Applicability.UNSAFE
    mentions = ("visible_devices",)
    sources = (
        "https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/docker-specialized.html",
        "https://docs.nvidia.com/cuda/cuda-c-programming-guide/index.html#cuda-environment-variables",
    )

    bad = {
        "Dockerfile": """
            FROM pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime
            ENV CUDA_VISIBLE_DEVICES=1 PYTHONUNBUFFERED=1
            CMD ["python", "train.py"]
        """,
    }
    good = {
        "Dockerfile": """
            FROM pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime
            ENV PYTHONUNBUFFERED=1
            CMD ["python", "train.py"]
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a variable that the stage ends with."""
        from dflint.build.driver_settings import settings_of
        from dflint.build.shipping import ships
        from dflint.dockerfile.word_removal import without_word

        for env, index, pair in settings_of(stage, *_NAMES):
            value, name = pair.value.value, pair.name.value
            if pair.value.has_variables or _DEVICES.fullmatch(value) is None:
                continue
            if stage.final_state.env(name) != value or not ships(stage, build):
                continue
            if _services_choose(name, value, stage, build):
                continue
            words = [env.body.span(0, len(env.body.text))] if env.is_old_form else [word.span for word in env.words]
            is_first = value == "0"
            yield self.found(
                env.source,
                pair.value.span,
                _message(name, value),
                severity=Severity.INFO if is_first else None,
                help="choose the GPUs when the container is started: `docker run --gpus`, or `device_ids` in Compose",
                fix=unsafe(f"Remove {name}", without_word(env, words, index)),
            )


def _services_choose(name: str, value: str, stage: Stage, build: Build) -> bool:
    """Whether each service that runs the image sets the variable itself, or reserves one GPU."""
    from dflint.build.container_run import container_runs
    from dflint.compose.gpu import reserves_one_gpu

    for run in container_runs(stage, build):
        service = run.service
        if service is None:
            return False
        is_set = name in service.environment or run.variable(name) != value
        if not is_set and not reserves_one_gpu(service):
            return False
    return True


def _message(name: str, value: str) -> str:
    if value != "0":
        return f"`{name}={value}` in the image names GPUs that a machine may not have, or not give the container"
    if name.startswith("NVIDIA"):
        return f"`{name}=0` in the image: the NVIDIA runtime gives its containers only the first GPU"
    return f"with `{name}=0` in the image, its programs use only the first GPU that the container is given"
