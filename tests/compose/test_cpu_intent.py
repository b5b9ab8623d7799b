"""Whether a service says that it does without a GPU, or that nobody runs it."""

from __future__ import annotations

import pytest

from dflint.compose.cpu_intent import declines_gpu, is_never_run, says_cpu
from dflint.compose.gpu import has_single_gpu


def service(read, *lines):
    return read("services:\n  s:\n    image: x\n" + "".join(f"    {line}\n" for line in lines)).services[0]


@pytest.mark.parametrize("text", ["cpu", "tei-cpu", "${IMAGE_CPU}", "--device=cpu", "cpu-1.7", "whl/cpu", "CPU_only"])
def test_says_cpu(text):
    assert says_cpu(text)


@pytest.mark.parametrize("text", ["cpus", "xcpu", "cpu2", "--cpu-offload-gb 10", "CPU_COUNT=4", "gpu", "vcpus", ""])
def test_does_not_say_cpu(text):
    assert not says_cpu(text)


@pytest.mark.parametrize(
    "line",
    [
        "hostname: a-cpu",
        "profiles: [gpu, cpu]",
        "profiles: cpu",
        "command: [--no-gpu]",
        "command: --disable-cuda",
        "entrypoint: run --device cpu",
        "environment: [ACCELERATOR=cpu]",
        "environment: {APP_DEVICE: 'cpu:0'}",
        "environment: {MODEL_DEVICE: null}",
        "environment: {APP_USE_CPU: 1}",
        "environment: {VLLM_CPU_KVCACHE_SPACE: 40}",
        "environment: {APP_NUM_GPUS: 0}",
        "environment: {GPU_ENABLED: 'no'}",
        "environment: {N_GPU_LAYERS: 0}",
        "environment: {CUDA_VISIBLE_DEVICES: '${DEVICES}', DEVICE: '${DEVICE}'}",
        "deploy: {resources: {}}",
        "deploy: {resources: {reservations: !reset {}}}",
        "devices: []",
        "gpus: []",
        "privileged: ${PRIVILEGED}",
        "volumes: ['nvidia_driver_470:/usr/local/nvidia:ro']",
        "volumes: ['/dev:/dev']",
        "build: {context: ./cpu}",
        "build: ./cpu",
        "build: {context: ., args: [DEVICE=cpu]}",
    ],
)
def test_declines(read, line):
    assert declines_gpu(service(read, line))


@pytest.mark.parametrize(
    "line",
    [
        "environment: {CUDA_VISIBLE_DEVICES: '0'}",
        "environment: {DEVICE: cuda, USE_GPU: 1, USE_CPU: 0, NUM_GPUS: 2}",
        "environment: {OMP_NUM_THREADS: 8, STORAGE_BACKEND: null}",
        "deploy: {replicas: 2}",
        "deploy: {resources: {limits: {cpus: '4'}}}",
        "privileged: false",
        "gpus:",
        "volumes: ['/dev/shm:/dev/shm', './nvidia_models:/models', 'data:/data']",
        "build: {context: ., args: [CUDA=12], target: run}",
        "command: python serve.py",
        "cpus: 4",
    ],
)
def test_does_not_decline(read, line):
    assert not declines_gpu(service(read, line))


@pytest.mark.parametrize(
    "line",
    [
        "profiles: [build]",
        "profiles: [images-build, builder]",
        "deploy: {replicas: 0}",
        "scale: 0",
        "command: 'true'",
        "command: ''",
        "entrypoint: [/bin/echo, done]",
        "entrypoint: exit 0",
    ],
)
def test_is_never_run(read, line):
    assert is_never_run(service(read, line))


@pytest.mark.parametrize(
    "line",
    [
        "profiles: [build, run]",
        "profiles: ['${PROFILE}']",
        "profiles: [rebuilt]",
        "deploy: {replicas: 1}",
        "command: echo start && serve",
        "command: trueserver",
        "image: y",
    ],
)
def test_is_run(read, line):
    assert not is_never_run(service(read, line))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("gpus: [{count: 1}]", True),
        ("gpus: [{device_ids: ['0']}]", True),
        ("gpus: [{device_ids: ['0', '1']}]", False),
        ("gpus: [{count: 1}, {count: 1}]", False),
        ("gpus: [{driver: nvidia}]", False),
        ("gpus: all", False),
        ("deploy: {resources: {reservations: {devices: [{capabilities: [gpu], count: 1}]}}}", True),
        ("deploy: {resources: {reservations: {devices: [{capabilities: [gpu], count: '${N:-1}'}]}}}", True),
        ("deploy: {resources: {reservations: {devices: [{capabilities: [gpu], count: '${N}'}]}}}", False),
        ("deploy: {resources: {reservations: {devices: [{capabilities: [gpu], count: all}]}}}", False),
        ("deploy: {resources: {reservations: {devices: [{capabilities: ['${C}'], count: 1}]}}}", False),
        ("runtime: nvidia", False),
        ("devices: [/dev/nvidia0]", False),
        ("tty: true", False),
    ],
)
def test_single_gpu(read, line, expected):
    assert has_single_gpu(service(read, line)) is expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["runtime: nvidia", "gpus: [{count: 1}]"], True),
        (["runtime: nvidia", "environment: {NVIDIA_VISIBLE_DEVICES: 0}"], True),
        (["runtime: nvidia", "environment: {NVIDIA_VISIBLE_DEVICES: all}"], False),
        (["runtime: nvidia", "environment: {NVIDIA_VISIBLE_DEVICES: '0,1'}"], False),
        (["gpus: all", "environment: {NVIDIA_VISIBLE_DEVICES: 0}"], False),
        (["gpus: all", "environment: {CUDA_VISIBLE_DEVICES: 1}"], True),
        (["gpus: all", "environment: [CUDA_VISIBLE_DEVICES=GPU-8932f937-d72c-4106]"], True),
        (["gpus: all", "environment: ['CUDA_VISIBLE_DEVICES=${DEVICES}']"], False),
        (["environment: {NVIDIA_VISIBLE_DEVICES: 0}"], False),
    ],
)
def test_single_gpu_by_the_environment(read, lines, expected):
    assert has_single_gpu(service(read, *lines)) is expected
