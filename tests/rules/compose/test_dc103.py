from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability, Severity

Findings = Callable[..., list[Any]]
Words = Callable[..., list[str]]

CUDA_DOCKERFILE = 'FROM nvidia/cuda:12.8.1-runtime-ubuntu24.04\nCMD ["python3", "/app/serve.py"]\n'
REQUEST = (
    "    deploy:\n      resources:\n        reservations:\n          devices:\n            - capabilities: [gpu]\n"
)


def service(*lines: str, name: str = "s") -> dict[str, str]:
    """A project with one service."""
    return {"compose.yaml": f"services:\n  {name}:\n" + "".join(f"    {line}\n" for line in lines)}


def built(*lines: str, name: str = "s", dockerfile: str = CUDA_DOCKERFILE) -> dict[str, str]:
    """A project with one service that builds on CUDA."""
    return {"Dockerfile": dockerfile, **service("build: .", *lines, name=name)}


def compose(text: str, **files: str) -> dict[str, str]:
    return {"Dockerfile": CUDA_DOCKERFILE, "compose.yaml": textwrap.dedent(text), **files}


class TestImages:
    @pytest.mark.parametrize(
        ("lines", "severity"),
        [
            (["image: vllm/vllm-openai:v0.11.0"], Severity.ERROR),
            (["image: vllm/vllm-openai", "command: --model x"], Severity.ERROR),
            (["image: vllm/vllm-openai", "entrypoint: vllm serve Qwen/Qwen3-8B"], Severity.ERROR),
            (["image: vllm/vllm-openai", "entrypoint: [python3, -m]", "command: vllm.entrypoints.x"], Severity.ERROR),
            (["image: vllm/vllm-openai", "command: --model x --cpu-offload-gb 10"], Severity.ERROR),
            (["image: lmsysorg/sglang:latest", "command: python3 -m sglang.launch_server --tp 2"], Severity.ERROR),
            (["image: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0"], Severity.ERROR),
            (["image: ghcr.io/huggingface/text-embeddings-inference:cuda-1.9"], Severity.ERROR),
            (["image: ghcr.io/huggingface/text-generation-inference:3.3.5"], Severity.WARNING),
            (["image: pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime", "command: python a.py"], Severity.WARNING),
            (["image: nvcr.io/nvidia/pytorch:25.06-py3"], Severity.WARNING),
            (["image: tensorflow/tensorflow:2.19.0-gpu-jupyter"], Severity.WARNING),
            (["image: localai/localai:latest-gpu-nvidia-cuda-12"], Severity.WARNING),
            (["image: ghcr.io/open-webui/open-webui:cuda"], Severity.WARNING),
            (["image: vllm/vllm-openai", "environment: [CUDA_VISIBLE_DEVICES=0]"], Severity.ERROR),
            (["image: vllm/vllm-openai", "deploy: {resources: {limits: {cpus: '4'}}}"], Severity.ERROR),
            (["image: vllm/vllm-openai", "ports: ['8000:8000']", "cpus: 4"], Severity.ERROR),
        ],
    )
    def test_found(self, findings: Findings, lines: list[str], severity: Severity) -> None:
        found = findings(service(*lines), "DC103")
        assert [one.severity for one in found] == [severity]
        assert found[0].source.slice(found[0].span) == lines[0].partition(": ")[2]

    @pytest.mark.parametrize(
        "image",
        [
            # They do without a GPU, and many people run them so on purpose.
            "ollama/ollama:latest",
            "nvcr.io/nvidia/tritonserver:24.05-py3",
            "ghcr.io/huggingface/text-embeddings-inference:1.7",
            # Images for the CPU, or for other devices.
            "ghcr.io/huggingface/text-embeddings-inference:cpu-1.7",
            "ghcr.io/huggingface/text-generation-inference:2.4.0-intel-cpu",
            "vllm/vllm-openai-cpu:v0.11.0",
            "lmsysorg/sglang:v0.5.0-xeon",
            "vllm/vllm-openai:v0.11.0-rocm",
            "pytorch/pytorch:2.8.0",
            "tensorflow/tensorflow:2.19.0",
            "nvcr.io/nvidia/l4t-pytorch:r35.2.1-pth2.0-py3",
            # Not in any table, or not known.
            "registry.example.com/ml/cuda-server:1",
            "${SERVER_IMAGE}",
            "vllm/vllm-openai:${VLLM_TAG}",
            "${TEI_IMAGE_CPU:-vllm/vllm-openai}",
            "postgres:17",
            "",
        ],
    )
    def test_silent(self, words: Words, image: str) -> None:
        assert words(service(f"image: {image}"), "DC103") == []

    @pytest.mark.parametrize(
        "lines",
        [
            ["gpus: all"],
            ["gpus: [{count: 1}]"],
            ["runtime: nvidia"],
            ["runtime: ${DOCKER_RUNTIME}"],
            ["devices: ['nvidia.com/gpu=all']"],
            ["devices: ['/dev/nvidia0:/dev/nvidia0']"],
            ["deploy: {resources: {reservations: {devices: [{driver: nvidia, capabilities: [compute, utility]}]}}}"],
            ["deploy: {resources: {reservations: {devices: [{capabilities: ['${CAPABILITY}']}]}}}"],
            ["deploy: {resources: {reservations: {devices: [{driver: cdi, device_ids: [nvidia.com/gpu=all]}]}}}"],
            ["deploy: {placement: {constraints: [node.labels.gpu == true]}}"],
            ["privileged: true"],
            ["volumes: ['/usr/bin/nvidia-smi:/usr/bin/nvidia-smi']"],
        ],
    )
    def test_silent_where_a_gpu_is_requested_in_any_form(self, words: Words, lines: list[str]) -> None:
        assert words(service("image: vllm/vllm-openai", *lines), "DC103") == []

    @pytest.mark.parametrize(
        "lines",
        [
            ["entrypoint: [huggingface-cli, download, Qwen/Qwen3-8B]"],
            ["entrypoint: /bin/bash"],
            ["entrypoint: [/start.sh]"],
            ["entrypoint: ['']", "command: [python3, -m, vllm_benchmark_client]"],
        ],
    )
    def test_silent_where_the_image_runs_something_else(self, words: Words, lines: list[str]) -> None:
        assert words(service("image: vllm/vllm-openai", *lines), "DC103") == []

    def test_silent_where_no_server_is_started(self, words: Words) -> None:
        assert words(service("image: lmsysorg/sglang", "command: sleep infinity"), "DC103") == []
        assert words(service("image: lmsysorg/sglang", "command: python -m sglang_router.launch_router"), "DC103") == []
        assert words(service("image: nvcr.io/nim/a/b:1", "command: list-model-profiles"), "DC103") == []


class TestBuilds:
    def test_found_with_both_places(self, findings: Findings) -> None:
        found = findings(built(), "DC103")
        assert [(one.severity, one.source.slice(one.span)) for one in found] == [(Severity.WARNING, ".")]
        assert "`nvidia/cuda:12.8.1-runtime-ubuntu24.04`" in found[0].message
        (related,) = found[0].related
        assert related.source.path.endswith("Dockerfile")
        assert related.source.slice(related.span) == "nvidia/cuda:12.8.1-runtime-ubuntu24.04"

    @pytest.mark.parametrize(
        ("section", "expected"),
        [
            ("build: {context: ., dockerfile: Dockerfile}", "Dockerfile"),
            ("build: {context: .}", "."),
            ("build: {target: run}", "build"),
        ],
    )
    def test_it_points_at_what_names_the_build(self, words: Words, section: str, expected: str) -> None:
        text = "FROM nvidia/cuda:12.8.1-devel-ubuntu24.04 AS build\nFROM nvidia/cuda:12.8.1-base-ubuntu24.04 AS run\n"
        assert words({"Dockerfile": text, **service(section)}, "DC103") == [expected]

    def test_an_inline_dockerfile(self, findings: Findings) -> None:
        found = findings(service("build:", "  dockerfile_inline: |", "    FROM nvidia/cuda:12.8.1-base-ubuntu24.04"))
        (one,) = [one for one in found if one.code == "DC103"]
        related = one.related[0]
        source, span = related.source.resolve(related.span)
        assert source.path.endswith("compose.yaml")
        assert source.slice(span) == "nvidia/cuda:12.8.1-base-ubuntu24.04"

    def test_the_stage_that_is_built_counts(self, words: Words) -> None:
        text = (
            "FROM nvidia/cuda:12.8.1-devel-ubuntu24.04 AS compile\nRUN make\n"
            "FROM python:3.12-slim AS cpu\nCOPY --from=compile /x /x\n"
        )
        assert words(built(dockerfile=text), "DC103") == []

    def test_the_argument_of_the_build_chooses_the_base(self, words: Words) -> None:
        text = "ARG BASE=python:3.12-slim\nFROM ${BASE}\n"
        section = ["build:", "  args:", "    BASE: nvidia/cuda:12.8.1-base-ubuntu24.04"]
        assert words({"Dockerfile": text, **service(*section)}, "DC103") == ["build"]
        assert words({"Dockerfile": text, **service("build: .")}, "DC103") == []
        section[2] = "    BASE: ${BASE_IMAGE}"
        assert words({"Dockerfile": text, **service(*section)}, "DC103") == []

    def test_an_image_beside_a_build_is_only_its_name(self, words: Words) -> None:
        tree = {"Dockerfile": "FROM python:3.12-slim\n", **service("image: vllm/vllm-openai:latest", "build: .")}
        assert words(tree, "DC103") == []
        assert words(service("image: vllm/vllm-openai:latest", "build: ./elsewhere"), "DC103") == []
        assert words(service("image: vllm/vllm-openai:latest", "build: https://github.com/a/b.git"), "DC103") == []

    def test_a_file_to_build_and_push_images_with(self, words: Words) -> None:
        lines = ["build: {context: .}", "image: 'example/serving:${VERSION}gpu'"]
        assert words({"Dockerfile": CUDA_DOCKERFILE, **service(*lines)}, "DC103") == []
        assert words({"Dockerfile": CUDA_DOCKERFILE, **service(*lines, "ports: ['80:80']")}, "DC103") == ["."]

    def test_a_server_that_is_built_upon(self, findings: Findings) -> None:
        found = findings(built(dockerfile="FROM vllm/vllm-openai:v0.11.0\nRUN pip install x\n"), "DC103")
        assert [(one.severity, "vLLM" in one.message) for one in found] == [(Severity.ERROR, True)]
        text = 'FROM vllm/vllm-openai:v0.11.0\nENTRYPOINT ["python3", "/app/client.py"]\n'
        found = findings(built(dockerfile=text), "DC103")
        assert [(one.severity, "vLLM" in one.message) for one in found] == [(Severity.WARNING, False)]

    @pytest.mark.parametrize(
        "text",
        [
            "ARG BASE\nFROM $BASE\n",
            "FROM python:3.12\nRUN pip install torch\n",
            "FROM nvidia/cuda:12.8.1-base-ubuntu24.04\nENV CUDA_VISIBLE_DEVICES=-1\n",
            "FROM nvidia/cuda:12.8.1-base-ubuntu24.04\nENV NVIDIA_VISIBLE_DEVICES=void\n",
            "FROM nvidia/cuda:12.8.1-base-ubuntu24.04\nENV DEVICE=cpu\n",
            'FROM nvidia/cuda:12.8.1-base-ubuntu24.04\nCMD ["python3", "serve.py", "--device", "cpu"]\n',
            "FROM scratch\n",
        ],
    )
    def test_silent(self, words: Words, text: str) -> None:
        assert words(built(dockerfile=text), "DC103") == []

    @pytest.mark.parametrize(
        "command",
        [
            "celery -A tasks beat",
            "tensorboard --logdir /runs",
            "mlflow ui",
            "python manage.py migrate",
            "nginx -g 'daemon off;'",
        ],
    )
    def test_silent_for_programs_that_use_no_gpu(self, words: Words, command: str) -> None:
        assert words(built(f"command: {command}"), "DC103") == []


class TestVariants:
    @pytest.mark.parametrize(
        "lines",
        [
            ["command: --device cpu"],
            ["command: --model x --device=cpu"],
            ["command: [--no-cuda]"],
            ["environment: {DEVICE: cpu}"],
            ["environment: [DEVICE=CPU]"],
            ["environment: ['DEVICE=${DEVICE:-cpu}']"],
            ["environment: ['TORCH_DEVICE=${TORCH_DEVICE}']"],
            ["environment: {CUDA_VISIBLE_DEVICES: ''}"],
            ["environment: {CUDA_VISIBLE_DEVICES: '-1'}"],
            ["environment: {NVIDIA_VISIBLE_DEVICES: none}"],
            ["environment: {NVIDIA_VISIBLE_DEVICES: all}"],
            ["environment: {USE_GPU: 'false'}"],
            ["environment: {USE_CUDA: 0}"],
            ["environment: {FORCE_CPU: 1}"],
            ["environment: [CPU_ONLY=true]"],
            ["profiles: [cpu]"],
            ["profiles: [linux-cpu]"],
            ["container_name: serve-cpu"],
            ["profiles: [build]"],
            ["profiles: [build-only]"],
            ["command: 'true'"],
            ["entrypoint: [echo, built]"],
            ["scale: 0"],
            ["deploy: {replicas: 0}"],
            ["deploy: {}"],
            ["deploy: !reset null"],
            ["deploy: {resources: {reservations: {devices: []}}}"],
            ["gpus: !reset null"],
            ["runtime: runc"],
            ["extends: {file: base.yaml, service: s}"],
        ],
    )
    def test_silent_where_the_service_declines(self, words: Words, lines: list[str]) -> None:
        assert words(built(*lines), "DC103") == []

    @pytest.mark.parametrize("lines", [["deploy:"], ["environment: {USE_GPU: 1, DEVICE: cuda}"], ["profiles: [gpu]"]])
    def test_found_where_it_does_not(self, words: Words, lines: list[str]) -> None:
        assert words(built(*lines), "DC103") == ["."]

    @pytest.mark.parametrize(
        "section",
        ["{dockerfile: Dockerfile.cpu}", "{args: {DEVICE: cpu}}", "{args: [INDEX=https://x/whl/cpu]}", "{target: cpu}"],
    )
    def test_silent_where_the_build_is_for_the_cpu(self, words: Words, section: str) -> None:
        text = "FROM nvidia/cuda:12.8.1-base-ubuntu24.04 AS cpu\n"
        tree = {"Dockerfile": text, "Dockerfile.cpu": text, **service(f"build: {section}")}
        assert words(tree, "DC103") == []

    def test_silent_in_a_file_or_folder_for_the_cpu(self, words: Words) -> None:
        text = service("image: vllm/vllm-openai")["compose.yaml"]
        assert words({"docker-compose-cpu.yml": text}, "DC103") == []
        assert words({"docker/cpu/compose.yaml": text}, "DC103") == []

    def test_the_arguments_with_which_the_makers_run_it_on_the_cpu(self, words: Words) -> None:
        image = "image: ghcr.io/huggingface/text-generation-inference:3.3.5"
        assert words(service(image, "command: --model-id x --disable-custom-kernels"), "DC103") == []

    def test_twins_by_profile(self, words: Words) -> None:
        text = """
            services:
              llm: &llm
                image: vllm/vllm-openai
                profiles: [linux]
              llm-gpu:
                <<: *llm
                profiles: [linux-gpu]
                gpus: all
        """
        assert words(compose(text), "DC103") == []

    def test_a_second_server_that_runs_beside_the_first_is_no_twin(self, words: Words) -> None:
        text = """
            services:
              chat:
                image: vllm/vllm-openai:v0.11.0
                gpus: all
              embeddings:
                image: vllm/vllm-openai:v0.10.0
        """
        assert words(compose(text), "DC103") == ["vllm/vllm-openai:v0.10.0"]

    def test_helpers_of_one_build_beside_the_worker_that_has_the_gpu(self, words: Words) -> None:
        text = """
            services:
              controller:
                build: .
                image: fastchat:latest
                entrypoint: [python3, -m, fastchat.serve.controller]
              worker:
                build: .
                image: fastchat:latest
                gpus: all
              client:
                image: fastchat:latest
        """
        assert words(compose(text), "DC103") == []

    def test_a_merged_anchor_that_is_reset(self, words: Words) -> None:
        text = """
            x-base: &base
              build: .
              deploy:
                resources:
                  reservations:
                    devices:
                      - driver: nvidia
                        device_ids: ["0"]
                        capabilities: [compute, utility]
            services:
              auto:
                <<: *base
              auto-without:
                <<: *base
                deploy: {}
        """
        assert words(compose(text), "DC103") == []

    @pytest.mark.parametrize("name", ["docker-compose.gpu.yml", "compose.override.yaml", "gpu.yml", "nvidia.yaml"])
    def test_another_file_that_adds_the_gpu(self, words: Words, name: str) -> None:
        tree = {**built(), name: f"services:\n  s:\n{REQUEST}"}
        assert words(tree, "DC103") == []

    def test_another_file_that_git_ignores(self, words: Words) -> None:
        tree = {**built(), "compose.override.yaml": f"services:\n  s:\n{REQUEST}"}
        assert words({**tree, ".gitignore": "compose.override.yaml\n"}, "DC103") == []

    def test_another_file_that_is_about_another_service(self, words: Words) -> None:
        tree = {**built(), "compose.override.yaml": f"services:\n  other:\n{REQUEST}"}
        assert words(tree, "DC103") == ["."]

    def test_a_file_that_is_merged_into_one_with_the_gpu(self, words: Words) -> None:
        base = service("gpus: all")["compose.yaml"]
        override = service("image: vllm/vllm-openai")["compose.yaml"]
        assert words({"compose.yaml": base, "compose.override.yaml": override}, "DC103") == []

    def test_a_service_that_another_extends(self, words: Words) -> None:
        text = """
            services:
              base:
                image: vllm/vllm-openai
              gpu:
                extends: base
                gpus: all
        """
        assert words(compose(text), "DC103") == []
        extending = "services:\n  x:\n    extends: {file: compose.yaml, service: s}\n    gpus: all\n"
        tree = {**service("image: vllm/vllm-openai"), "docker/compose.gpu.yml": extending}
        assert words(tree, "DC103") == []

    def test_folders_below_are_no_variants_unless_they_run_the_same(self, words: Words) -> None:
        other = service("image: ollama/ollama", "gpus: all")["compose.yaml"]
        tree = {**service("image: vllm/vllm-openai"), "examples/compose.yaml": other}
        assert words(tree, "DC103") == ["vllm/vllm-openai"]
        part = service("gpus: all")["compose.yaml"]
        assert words({**service("image: vllm/vllm-openai"), "gpu/compose.yaml": part}, "DC103") == []

    def test_a_service_that_others_wait_for_to_end(self, words: Words) -> None:
        text = """
            services:
              prepare:
                build: .
                command: python prepare.py
              app:
                image: nginx
                depends_on:
                  prepare:
                    condition: service_completed_successfully
        """
        assert words(compose(text), "DC103") == []


class TestComments:
    TEXT = """
        services:
          s:
            build: .
            # for a GPU, uncomment:
            #    deploy:
            #      resources:
            #        reservations:
            #          devices:
            #            - driver: nvidia
            #              capabilities: [gpu]
            environment:
              - DEVICE=auto
          other:
            image: nginx
        """

    def test_a_request_in_a_comment_is_named_and_not_doubled(self, findings: Findings) -> None:
        (one,) = findings(compose(self.TEXT), "DC103")
        assert one.severity is Severity.INFO
        assert one.fix is None
        comment = one.related[-1]
        assert comment.source.slice(comment.span).endswith("driver: nvidia")

    def test_with_a_cuda_device_in_the_environment_it_is_a_fault_all_the_same(self, findings: Findings) -> None:
        (one,) = findings(compose(self.TEXT.replace("auto", "cuda:0")), "DC103")
        assert one.severity is Severity.WARNING
        (one,) = findings(
            compose(self.TEXT.replace("build: .", "build: .\n            command: a --device=cuda")), "DC103"
        )
        assert one.severity is Severity.WARNING

    def test_of_another_service_it_means_nothing(self, findings: Findings) -> None:
        text = "services:\n  s:\n    build: .\n  other:\n    image: nginx\n    # gpus: all\n"
        (one,) = findings(compose(text), "DC103")
        assert one.fix is not None

    def test_behind_the_last_value_of_the_last_service(self, findings: Findings) -> None:
        (one,) = findings(compose("services:\n  s:\n    build: .\n    # gpus: all\n\nvolumes: {}\n"), "DC103")
        assert one.fix is None


class TestFix:
    def fixed(self, lay: Callable[..., Any], text: str, left: int = 0) -> str:
        checker = lay({"Dockerfile": CUDA_DOCKERFILE, "compose.yaml": text})
        before = checker.tree()
        checker.fix("DC103")
        assert checker.tree() == before, "an unsafe fix was applied without being asked for"
        assert len(checker.fix("DC103", allowed=Applicability.UNSAFE)) == left
        after = (checker.folder / "compose.yaml").read_bytes()
        checker.fix("DC103", allowed=Applicability.UNSAFE)
        assert (checker.folder / "compose.yaml").read_bytes() == after
        return after.decode()

    def test_four_blanks_dashes_without_indentation_comments(self, lay: Callable[..., Any]) -> None:
        text = (
            "services:\n"
            "    llm:\n"
            "        image: vllm/vllm-openai # 모델 서버\n"
            "        ports:\n"
            "        - 8000:8000\n"
            "        # behind\n"
            "\n"
            "    db:\n"
            "        image: postgres:17\n"
        )
        assert self.fixed(lay, text) == text.replace(
            "        # behind\n",
            "        # behind\n"
            "        deploy:\n"
            "            resources:\n"
            "                reservations:\n"
            "                    devices:\n"
            "                    - driver: nvidia\n"
            "                      count: all\n"
            "                      capabilities: [gpu]\n",
        )

    def test_keys_that_are_there_are_written_into(self, lay: Callable[..., Any]) -> None:
        text = (
            "services:\n  s:\n    build: .\n    deploy:\n      replicas: 1\n      resources:\n        limits:\n"
            "          memory: 8g\n      restart_policy: {condition: any}\n    tty: true\n"
        )
        assert self.fixed(lay, text) == text.replace(
            "          memory: 8g\n",
            "          memory: 8g\n        reservations:\n          devices:\n            - driver: nvidia\n"
            "              count: all\n              capabilities: [gpu]\n",
        )

    def test_the_form_that_the_file_has(self, lay: Callable[..., Any]) -> None:
        text = "services:\n  s:\n    build: .\n  t:\n    image: ollama/ollama\n    gpus: all\n"
        assert self.fixed(lay, text) == text.replace("build: .\n", "build: .\n    gpus: all\n")

    def test_flow_style(self, lay: Callable[..., Any]) -> None:
        assert self.fixed(lay, "services: {s: {build: .}}\n") == (
            "services: {s: {build: ., deploy: {resources: {reservations: "
            "{devices: [{driver: nvidia, count: all, capabilities: [gpu]}]}}}}}\n"
        )

    def test_crlf(self, lay: Callable[..., Any]) -> None:
        text = self.fixed(lay, "services:\r\n  s:\r\n    build: .\r\n    deploy:\r\n    tty: true")
        assert "\n" not in text.replace("\r\n", "")
        assert "    deploy:\r\n      resources:\r\n        reservations:\r\n          devices:\r\n" in text
        assert text.endswith("    tty: true")

    @pytest.mark.parametrize(
        "text",
        [
            "x-l: &l\n  resources:\n    limits: {memory: 8g}\nservices:\n  s:\n    build: .\n    deploy: *l\n",
            "x-l: &l\n  deploy:\n    replicas: 2\nservices:\n  s:\n    <<: *l\n    build: .\n",
            "x-s: &s\n  build: .\nservices:\n  s: *s\n",
            "services:\n  s: &s\n    build: .\nx-others:\n  t:\n    <<: *s\n",
        ],
    )
    def test_nothing_is_written_through_an_anchor(self, lay: Callable[..., Any], text: str) -> None:
        assert self.fixed(lay, text, left=1) == text

    def test_services_with_a_merged_build_are_written_into_one_by_one(self, lay: Callable[..., Any]) -> None:
        text = "x-b: &b\n  build: .\nservices:\n  one:\n    <<: *b\n    tty: true\n  two:\n    <<: *b\n    tty: true\n"
        fixed = self.fixed(lay, text)
        assert fixed.count("capabilities: [gpu]") == 2
        assert fixed.startswith("x-b: &b\n  build: .\nservices:\n")
