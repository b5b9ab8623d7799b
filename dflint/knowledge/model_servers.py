"""How do the servers of models start, what do they do without a GPU, and what do they need shared memory for?

One row for each family of `service_images` that needs either. What is not verified is not in it.
"""

from __future__ import annotations

from typing import NamedTuple

VERIFIED = "2026-11-23"

ENTRYPOINT = "entrypoint"
"""The image's entry point is the server, which gets the command as its arguments."""
COMMAND = "command"
"""The image's command is the server: a service that gives a command runs something else."""
NOTHING = "nothing"
"""The image starts no server by itself: the command must name it."""

ALWAYS = "always"
"""Its makers run it with more shared memory, whatever it serves."""
SEVERAL_GPUS = "several GPUs"
"""They run it so where a model is large, and without it where one GPU is enough."""
SOME_MODELS = "some models"
"""It depends on the models that it serves."""


class ModelServer(NamedTuple):
    """A server of models. Texts are clauses of a sentence whose subject is the server."""

    title: str
    starts_by: str
    """`ENTRYPOINT`, `COMMAND` or `NOTHING`."""
    commands: tuple[str, ...]
    """A command that contains one of these, blanks made one, starts the server."""
    without_gpu: str
    """What it does in a container without a GPU; "" where it may do without one."""
    fails_without_gpu: bool
    shared_memory_use: str
    """What it needs more than 64 MB of /dev/shm for; "" where nothing is known."""
    shared_memory_size: str
    """The size that its makers run it with, as compose files write it; "8gb" where they name none."""
    shared_memory_case: str
    """`ALWAYS`, `SEVERAL_GPUS` or `SOME_MODELS`: where its makers say that it needs it."""
    parallel_options: tuple[str, ...]
    """The options of its command that say over how many GPUs a model is spread."""
    spreads_by_itself: bool
    """Whether it takes all GPUs that it sees where none of those options is given, and not just one."""
    sources: tuple[str, ...]
    memory_options: tuple[str, ...] = ()
    """The options that say how much of a GPU's memory it takes at its start. Without one it takes nearly all that is
    there; empty where that is not so, or not known."""


MODEL_SERVERS: dict[str, ModelServer] = {
    "vllm": ModelServer(
        title="vLLM",
        starts_by=ENTRYPOINT,
        commands=("vllm serve", "vllm.entrypoints."),
        without_gpu="finds no device to run on and stops",
        fails_without_gpu=True,
        shared_memory_use="shares data between its processes through /dev/shm",
        shared_memory_size="8gb",
        shared_memory_case=ALWAYS,
        parallel_options=(
            "--tensor-parallel-size",
            "-tp",
            "--pipeline-parallel-size",
            "-pp",
            "--data-parallel-size",
            "-dp",
        ),
        spreads_by_itself=False,
        sources=(
            "https://docs.vllm.ai/en/latest/serving/deploying_with_docker.html",
            "https://github.com/vllm-project/vllm/issues/13946",
            "https://docs.vllm.ai/en/latest/configuration/engine_args.html",
            "https://github.com/vllm-project/vllm/issues/20305",
        ),
        memory_options=("--gpu-memory-utilization", "--kv-cache-memory-bytes"),
    ),
    "sglang": ModelServer(
        title="SGLang",
        starts_by=NOTHING,
        commands=("sglang.launch_server", "sglang serve", "sglang_router.launch_server"),
        without_gpu="finds no accelerator and stops",
        fails_without_gpu=True,
        shared_memory_use="shares data between its processes through /dev/shm",
        shared_memory_size="32gb",
        shared_memory_case=ALWAYS,
        parallel_options=("--tensor-parallel-size", "--tp", "--tp-size", "--dp", "--dp-size", "--data-parallel-size"),
        spreads_by_itself=False,
        sources=(
            "https://docs.sglang.io/get_started/install.html",
            "https://github.com/sgl-project/sglang/issues/7547",
            "https://github.com/sgl-project/sglang/blob/main/docs/advanced_features/hyperparameter_tuning.md",
        ),
        memory_options=("--mem-fraction-static",),
    ),
    "text-generation-inference": ModelServer(
        title="Text Generation Inference",
        starts_by=ENTRYPOINT,
        commands=("text-generation-launcher", "text-generation-server serve"),
        without_gpu="runs the model on the CPU, which it is not intended for",
        fails_without_gpu=False,
        shared_memory_use="shares data between GPUs through /dev/shm",
        shared_memory_size="1gb",
        shared_memory_case=ALWAYS,
        parallel_options=("--num-shard",),
        spreads_by_itself=True,
        sources=(
            "https://github.com/huggingface/text-generation-inference/blob/main/README.md",
            "https://github.com/huggingface/text-generation-inference/blob/main/launcher/src/main.rs",
        ),
        memory_options=("--cuda-memory-fraction",),
    ),
    "text-embeddings-inference": ModelServer(
        title="Text Embeddings Inference",
        starts_by=ENTRYPOINT,
        commands=("text-embeddings-router",),
        without_gpu="stops where there is no NVIDIA driver",
        fails_without_gpu=True,
        shared_memory_use="",
        shared_memory_size="",
        shared_memory_case="",
        parallel_options=(),
        spreads_by_itself=False,
        sources=("https://github.com/huggingface/text-embeddings-inference/blob/main/cuda-all-entrypoint.sh",),
    ),
    "nim": ModelServer(
        title="NIM",
        starts_by=COMMAND,
        commands=("start_server", "start-server"),
        without_gpu="needs an NVIDIA GPU",
        fails_without_gpu=True,
        shared_memory_use="shares data between its processes through /dev/shm",
        shared_memory_size="16gb",
        shared_memory_case=SEVERAL_GPUS,
        parallel_options=(),
        spreads_by_itself=True,
        sources=(
            "https://docs.nvidia.com/nim/large-language-models/latest/getting-started.html",
            "https://docs.nvidia.com/nim/nemo-retriever/text-embedding/latest/configuration.html",
        ),
    ),
    "triton": ModelServer(
        title="Triton",
        starts_by=NOTHING,
        commands=("tritonserver",),
        without_gpu="",
        fails_without_gpu=False,
        shared_memory_use="passes tensors to models of its Python backend through /dev/shm",
        shared_memory_size="1gb",
        shared_memory_case=SOME_MODELS,
        parallel_options=(),
        spreads_by_itself=True,
        sources=("https://github.com/triton-inference-server/python_backend/blob/main/README.md",),
    ),
}
"""By the family that `service_images` gives an image."""
