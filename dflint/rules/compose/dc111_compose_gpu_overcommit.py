"""DC111: two services want the same GPU for themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Diagnostic, Related, Severity
from dflint.rules.rule import ComposeFileRule

if TYPE_CHECKING:
    from dflint.compose.compose_file import ComposeFile
    from dflint.knowledge.model_servers import ModelServer
    from dflint.project.gpu_sharing import GpuUser
    from dflint.project.project import Project


class ComposeGpuOvercommit(ComposeFileRule):
    """A server that takes nearly all memory of its GPU shares it with another service.

    vLLM, SGLang and Text Generation Inference reserve most of the GPU's memory when they start, whatever the size of
    the model; what starts second finds too little and stops, or fails at a larger request. `count: 1` does not help:
    it is the first GPU of the host for every service. Give the services different `device_ids`, or limit the servers
    (`--gpu-memory-utilization`, `--mem-fraction-static`, `--cuda-memory-fraction`) so that all fit.

    Services that cannot run at the same time, by their profiles or their ports, are variants of each other.
    """

    code = "DC111"
    name = "compose-gpu-overcommit"
    severity = Severity.WARNING
    mentions = ("gpus", "devices", "runtime")
    sources = (
        "https://docs.vllm.ai/en/latest/configuration/engine_args.html",
        "https://github.com/vllm-project/vllm/issues/20305",
        "https://github.com/huggingface/text-generation-inference/blob/main/launcher/src/main.rs",
        "https://github.com/moby/moby/blob/master/daemon/nvidia_linux.go",
    )

    bad = {
        "compose.yaml": """
            services:
              chat:
                image: vllm/vllm-openai:v0.11.0
                command: ["--model", "Qwen/Qwen2.5-7B-Instruct"]
                ipc: host
                gpus:
                  - count: 1
              embeddings:
                image: vllm/vllm-openai:v0.11.0
                command: ["--model", "BAAI/bge-m3"]
                ipc: host
                gpus:
                  - count: 1
        """,
    }
    good = {
        "compose.yaml": """
            services:
              chat:
                image: vllm/vllm-openai:v0.11.0
                command: ["--model", "Qwen/Qwen2.5-7B-Instruct"]
                ipc: host
                gpus:
                  - device_ids: ["0"]
              embeddings:
                image: vllm/vllm-openai:v0.11.0
                command: ["--model", "BAAI/bge-m3"]
                ipc: host
                gpus:
                  - device_ids: ["1"]
        """,
    }

    def check(self, file: ComposeFile, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding for each service whose GPU one before it uses, where either takes all memory."""
        if sum(bool(service.gpu_requests) for service in file.services) < 2:
            return
        from dflint.project.gpu_sharing import gpu_user, run_together

        users: list[GpuUser] = []
        for service in file.services:
            user = gpu_user(service, project)
            if user is None:
                continue
            for earlier in users:
                server = user.server or earlier.server
                if server is not None and earlier.gpu == user.gpu and run_together(earlier.service, service):
                    yield self._shared(earlier, user, server)
                    break
            users.append(user)

    def _shared(self, earlier: GpuUser, user: GpuUser, server: ModelServer) -> Diagnostic:
        names = f"`{earlier.service.name}` and `{user.service.name}`"
        both = earlier.server is not None and user.server is not None
        effect = f"{server.title} takes nearly all of its memory at the start"
        return self.found(
            user.gpus.node.source,
            user.gpus.place,
            f"{names} compute on the same GPU, {_named(user.gpu)}, and {effect}",
            severity=Severity.WARNING if both else Severity.INFO,
            help=f"give them different `device_ids`, or set `{server.memory_options[0]}` so that both fit",
            related=[Related(earlier.gpus.node.source, earlier.gpus.place, f"the GPU of `{earlier.service.name}`")],
        )


def _named(gpu: str) -> str:
    return f"number {gpu} of the host" if gpu.isdecimal() else gpu
