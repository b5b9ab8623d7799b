from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import pytest

from dflint.diagnostics import Severity

Findings = Callable[..., list[Any]]
Words = Callable[..., list[str]]

VLLM = "image: vllm/vllm-openai:v0.11.0"
TGI = "image: ghcr.io/huggingface/text-generation-inference:3.3.5"
TORCH_DOCKERFILE = "FROM python:3.12-slim\nRUN pip install torch==2.8.0\n"


def service(*lines: str) -> dict[str, str]:
    return {"compose.yaml": "services:\n  s:\n" + "".join(f"    {line}\n" for line in lines)}


def training(command: str, *lines: str, dockerfile: str = TORCH_DOCKERFILE) -> dict[str, str]:
    """A project with a service that requests a GPU and whose Dockerfile ends in `command`."""
    return {"Dockerfile": f"{dockerfile}{command}\n", **service("build: .", "gpus: all", *lines)}


class TestServers:
    @pytest.mark.parametrize(
        ("lines", "severity"),
        [
            ([VLLM, "gpus: all", "command: --model m --tensor-parallel-size 2"], Severity.WARNING),
            ([VLLM, "gpus: all", "command: [--model, m, --pipeline-parallel-size, '2']"], Severity.WARNING),
            ([VLLM, "gpus: all", "command: --model m -tp ${TP}"], Severity.WARNING),
            (["image: lmsysorg/sglang", "command: python3 -m sglang.launch_server --tp 2"], Severity.WARNING),
            ([TGI, "gpus: all"], Severity.WARNING),
            ([TGI, "deploy: {resources: {reservations: {devices: [{capabilities: [gpu]}]}}}"], Severity.WARNING),
            ([TGI, "runtime: nvidia"], Severity.WARNING),
            (["image: nvcr.io/nim/meta/llama-3.1-70b-instruct:1.12.0", "gpus: all"], Severity.INFO),
        ],
    )
    def test_found(self, findings: Findings, lines: list[str], severity: Severity) -> None:
        (one,) = findings(service(*lines), "DC112")
        assert one.severity is severity
        assert one.source.slice(one.span) == lines[0].removeprefix("image: ")
        assert "64 MB" in one.message

    @pytest.mark.parametrize(
        "lines",
        [
            [TGI, "shm_size: 8gb"],
            [VLLM, "gpus: all"],
            [VLLM],
            [VLLM, "gpus: all", "command: --model m --tensor-parallel-size=1"],
            [VLLM, "gpus: all", "command: --model m -tp=${TP:-1}"],
            [VLLM, "ipc: private"],
            [VLLM, "tmpfs: /tmp"],
            [VLLM, "volumes: ['models:/root/.cache/huggingface']"],
            ["image: lmsysorg/sglang", "command: python3 -m sglang.launch_server"],
            [TGI, "gpus: [{count: 1}]"],
            [TGI, "gpus: all", "command: --model-id m --num-shard 1"],
            [TGI, "gpus: all", "environment: {CUDA_VISIBLE_DEVICES: 1}"],
            [TGI, "runtime: nvidia", "environment: {NVIDIA_VISIBLE_DEVICES: 0}"],
            ["image: nvcr.io/nvidia/tritonserver:24.05-py3", "command: tritonserver"],
            [TGI, "shm_size: '1gb'"],
            [TGI, "shm_size: 2147483648"],
            [TGI, "shm_size: ${SHM_SIZE:-16gb}"],
            [TGI, "shm_size: ${SHM_SIZE}"],
            [TGI, "ipc: host"],
            [TGI, "ipc: shareable"],
            [TGI, "ipc: service:other"],
            [TGI, "ipc: ${IPC}"],
            [TGI, "ipc: none"],
            [TGI, "tmpfs: /dev/shm"],
            [TGI, "tmpfs: ['/dev/shm:size=2g']"],
            [TGI, "volumes: ['/dev/shm:/dev/shm']"],
            [TGI, "volumes: [{type: tmpfs, target: /dev/shm/, tmpfs: {size: 1g}}]"],
            [TGI, "extends: {file: base.yaml, service: s}"],
            [TGI, "entrypoint: [huggingface-cli, download, x]"],
            [TGI, "entrypoint: [/start.sh]"],
            [VLLM, "command: --device cpu -tp 2"],
            [TGI, "profiles: [build]"],
            ["image: ollama/ollama", "gpus: all"],
            ["image: ghcr.io/ggml-org/llama.cpp:server-cuda", "gpus: all"],
            ["image: ghcr.io/huggingface/text-embeddings-inference:1.7", "gpus: all"],
            ["image: ghcr.io/huggingface/text-embeddings-inference:cpu-1.7"],
            ["image: localai/localai:latest-gpu-nvidia-cuda-12", "gpus: all"],
            ["image: vllm/vllm-openai:${TAG}", "gpus: all"],
            ["image: lmsysorg/sglang", "command: sleep infinity", "gpus: all"],
            ["image: nvcr.io/nim/nvidia/reranker:1", "gpus: [{count: 1}]"],
            ["image: nvcr.io/nim/nvidia/reranker:1", "gpus: all", "command: list-model-profiles"],
            ["image: nvcr.io/nvidia/tritonserver:24.05-py3-sdk", "command: perf_analyzer"],
            [TGI, "environment: [NCCL_SHM_DISABLE=1]"],
            [TGI, "environment: {USE_GPU: no}"],
        ],
    )
    def test_silent(self, words: Words, lines: list[str]) -> None:
        assert words(service(*lines), "DC112") == []

    def test_the_shared_memory_of_the_build_is_another_one(self, words: Words) -> None:
        tree = {"Dockerfile": f"FROM {TGI.split()[1]}\n", **service("build: {context: ., shm_size: 8gb}")}
        assert words(tree, "DC112") == ["."]

    def test_a_size_that_gives_nothing_more(self, findings: Findings) -> None:
        (one,) = findings(service(TGI, "shm_size: 64m"), "DC112")
        assert one.source.slice(one.span) == "64m"
        assert "only 64 MB" in one.message
        (one,) = findings(service(TGI, "shm_size: 16777216"), "DC112")
        assert "only 16 MB" in one.message
        (one,) = findings(service(TGI, "shm_size: 0"), "DC112")
        assert "only 64 MB" in one.message
        assert findings(service(TGI, "shm_size: 64m", "ipc: host"), "DC112") == []
        assert findings(service(TGI, "shm_size: 65m"), "DC112") == []

    @pytest.mark.parametrize("name", ["docker-compose.gpu.yml", "compose.override.yaml"])
    @pytest.mark.parametrize("line", ["shm_size: 8gb", "ipc: host"])
    def test_another_file_may_set_it(self, words: Words, name: str, line: str) -> None:
        tree = {**service(TGI, "gpus: all"), name: service(line)["compose.yaml"]}
        assert words(tree, "DC112") == []

    def test_a_service_that_extends_it_may_set_it(self, words: Words) -> None:
        text = f"services:\n  s:\n    {TGI}\n  t:\n    extends: s\n    shm_size: 8gb\n"
        assert words({"compose.yaml": text}, "DC112") == []


class TestTriton:
    LINES = (
        "image: nvcr.io/nvidia/tritonserver:24.05-py3",
        "command: tritonserver --model-repository=/models",
        "volumes: ['./models:/models:ro']",
    )

    def severities(self, findings: Findings, **files: str) -> list[Severity]:
        tree = {f"models/{name.replace('__', '/')}": text for name, text in files.items()}
        return [one.severity for one in findings({**service(*self.LINES), **tree}, "DC112")]

    def test_a_model_of_the_python_backend(self, findings: Findings) -> None:
        python = {"a__config.pbtxt": 'name: "a"\nbackend: "python"\n', "b__config.pbtxt": 'backend: "onnxruntime"\n'}
        assert self.severities(findings, **python) == [Severity.WARNING]
        assert self.severities(findings, **{"a__1__model.py": "x"}) == [Severity.WARNING]

    def test_a_command_that_configures_the_python_backend(self, findings: Findings) -> None:
        lines = (self.LINES[0], f"{self.LINES[1]} --backend-config=python,shm-default-byte-size=268435456")
        assert [one.severity for one in findings(service(*lines), "DC112")] == [Severity.WARNING]

    def test_models_of_other_backends(self, findings: Findings) -> None:
        assert self.severities(findings, **{"a__config.pbtxt": 'platform: "onnxruntime_onnx"\n'}) == []

    EXPLICIT = (
        LINES[0],
        "command: >-\n      tritonserver --model-repository=/models --model-control-mode=explicit {}",
        LINES[2],
    )
    MIXED: ClassVar[dict[str, str]] = {
        "models/text/config.pbtxt": 'name: "text"\nbackend: "onnxruntime"\n',
        "models/text/1/model.onnx": "x",
        # What has made the model lies beside it.
        "models/text/1/model.py": "import onnx",
        "models/image/config.pbtxt": 'platform: "onnxruntime_onnx"\n',
        "models/image/1/model.onnx": "x",
        "models/tokenizer/config.pbtxt": 'name: "tokenizer"\nbackend: "python"\n',
        "models/tokenizer/1/model.py": "x",
        "models/all/config.pbtxt": (
            'platform: "ensemble"\nensemble_scheduling {\n  step [{ model_name: "tokenizer" }]\n}\n'
        ),
    }

    @pytest.mark.parametrize(
        ("options", "count"),
        [
            ("--load-model=text --load-model=image", 0),
            ("--load-model text --load-model image", 0),
            ("--load-model=text --backend-config=python,shm-default-byte-size=1048576", 0),
            # Somebody loads them later.
            ("", 0),
            ("--load-model=text --load-model=tokenizer", 1),
            ("--load-model=all", 1),
            ("--load-model=*", 1),
        ],
    )
    def test_models_that_are_loaded(self, findings: Findings, options: str, count: int) -> None:
        image, command, volumes = self.EXPLICIT
        tree = {**service(image, command.format(options), volumes), **self.MIXED}
        assert len(findings(tree, "DC112")) == count

    def test_models_of_other_backends_beside_a_script(self, findings: Findings) -> None:
        tree = {path: text for path, text in self.MIXED.items() if path.startswith(("models/text", "models/image"))}
        assert findings({**service(*self.LINES), **tree}, "DC112") == []

    def test_models_of_which_nothing_is_known(self, findings: Findings) -> None:
        assert self.severities(findings) == []
        assert self.severities(findings, **{"a__1__model.onnx": "x"}) == []
        assert self.severities(findings, **{"a__1__model.plan": "x", "b__1__model.onnx": "x"}) == []

    def test_models_that_are_fetched(self, findings: Findings) -> None:
        lines = (self.LINES[0], "command: [tritonserver, --model-store, 's3://bucket/models']")
        assert findings(service(*lines), "DC112") == []


class TestTraining:
    @pytest.mark.parametrize(
        "command",
        [
            'CMD ["python", "train.py"]',
            'CMD ["python", "-u", "src/train_model.py", "--epochs", "3"]',
            'ENTRYPOINT ["python"]\nCMD ["run_training.py"]',
            "CMD cd /app && exec python3 -m trainer.task",
            "CMD python finetune.py",
            'ENTRYPOINT ["torchrun", "--nproc-per-node=2", "main.py"]',
            "CMD accelerate launch main.py",
            "CMD deepspeed main.py",
            "CMD python -m torch.distributed.launch main.py",
        ],
    )
    def test_found(self, findings: Findings, command: str) -> None:
        (one,) = findings(training(command), "DC112")
        assert one.severity is Severity.WARNING
        assert one.source.slice(one.span) == "."
        assert one.fix is not None

    def test_it_points_at_the_command_of_the_service(self, words: Words) -> None:
        assert words(training("CMD bash", "command: python train.py"), "DC112") == ["python train.py"]
        tree = service("image: pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime", "gpus: all", "command: python train.py")
        assert words(tree, "DC112") == ["python train.py"]
        assert words(service("image: registry.example.com/x", "gpus: all", "command: torchrun a.py"), "DC112")

    def test_a_long_command_is_not_repeated_whole(self, findings: Findings) -> None:
        (one,) = findings(training("CMD torchrun main.py " + "--option value " * 20), "DC112")
        assert "`torchrun main.py --option value --option value --option …`" in one.message

    @pytest.mark.parametrize(
        "base", ["pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime", "nvcr.io/nvidia/pytorch:25.06-py3"]
    )
    def test_the_base_image_may_bring_pytorch(self, words: Words, base: str) -> None:
        assert words(training("CMD python train.py", dockerfile=f"FROM {base}\n"), "DC112") == ["."]

    def test_a_requirements_file_may_bring_it(self, words: Words) -> None:
        text = "FROM python:3.12-slim\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n"
        tree = {**training("CMD python train.py", dockerfile=text), "requirements.txt": "torch==2.8.0\n"}
        assert words(tree, "DC112") == ["."]

    @pytest.mark.parametrize(
        "command",
        [
            'CMD ["python", "serve.py"]',
            'CMD ["uvicorn", "train:app"]',
            'CMD ["python", "trained_model_server.py"]',
            'CMD ["python", "restrain.py"]',
            'CMD ["python", "train.py", "--num-workers", "0"]',
            "CMD python train.py --dataloader_num_workers=0",
            "CMD accelerate config",
            "CMD bash",
            "CMD tail -f /dev/null",
            "CMD python -c 'import train'",
            "CMD ./entrypoint.sh",
            "",
        ],
    )
    def test_silent(self, words: Words, command: str) -> None:
        assert words(training(command), "DC112") == []

    def test_silent_without_pytorch(self, words: Words) -> None:
        text = "FROM python:3.12-slim\nRUN pip install xgboost\n"
        assert words(training("CMD python train.py", dockerfile=text), "DC112") == []

    def test_silent_without_a_gpu(self, words: Words) -> None:
        tree = {"Dockerfile": f"{TORCH_DOCKERFILE}CMD torchrun train.py\n", **service("build: .")}
        assert words(tree, "DC112") == []

    def test_silent_where_the_service_runs_something_else(self, words: Words) -> None:
        assert words(training("CMD python train.py", "command: python serve.py"), "DC112") == []
        assert words(training("CMD python train.py", "entrypoint: [python, serve.py]"), "DC112") == []
        assert words(training("CMD python train.py", "shm_size: 8gb"), "DC112") == []


class TestTrainingThatCanBeRead:
    ONE = "gpus: [{count: 1}]"
    PLAIN = "from torch.utils.data import DataLoader\nfor batch in DataLoader([], 8, shuffle=True):\n    pass\n"

    def words_of(
        self, words: Words, program: str, gpus: str = ONE, command: str = "CMD python train.py", **files: str
    ) -> list[str]:
        text = f"{TORCH_DOCKERFILE}WORKDIR /app\nCOPY . .\n{command}\n"
        modules = {f"{name}.py": source for name, source in files.items()}
        return words({"Dockerfile": text, "train.py": program, **modules, **service("build: .", gpus)}, "DC112")

    @pytest.mark.parametrize(
        "program",
        [
            PLAIN,
            "DataLoader(data, num_workers=0)\n",
            "TrainingArguments(output_dir='o')\n",
            "TrainingArguments(output_dir='o', dataloader_num_workers=0)\n",
            '"""No workers are used here."""\n',
            "ThreadPoolExecutor(max_workers=4)\n",
        ],
    )
    def test_silent_without_workers(self, words: Words, program: str) -> None:
        assert self.words_of(words, program) == []

    @pytest.mark.parametrize("command", ["torchrun train.py", "accelerate launch train.py", "python -m train"])
    def test_silent_without_workers_however_it_is_started(self, words: Words, command: str) -> None:
        assert self.words_of(words, self.PLAIN, command=f"CMD {command}") == []

    @pytest.mark.parametrize(
        "program",
        [
            "DataLoader(data, num_workers=4)\n",
            "DataLoader(data, num_workers=args.n)\n",
            "DataLoader(data, 8, True, None, None, 4)\n",
            "DataLoader(data, **options)\n",
            "options = {'num_workers': 4}\n",
            "parser.add_argument('--num-workers', default=4)\n",
            "TrainingArguments(dataloader_num_workers=2)\n",
            "import torch.multiprocessing as mp\n",
            "from torch import multiprocessing\n",
            "import torch\ntorch.multiprocessing.spawn(f)\n",
            "from ultralytics import YOLO\n",
            "this is no Python\n",
        ],
    )
    def test_found_with_workers(self, words: Words, program: str) -> None:
        assert self.words_of(words, program) == ["."]

    def test_a_module_of_the_project_makes_the_loader(self, words: Words) -> None:
        program = "def main():\n    from data import loader\n"
        assert self.words_of(words, program, data="DataLoader([], num_workers=4)\n") == ["."]
        assert self.words_of(words, program, data=self.PLAIN) == []

    def test_more_than_one_gpu(self, words: Words) -> None:
        assert self.words_of(words, self.PLAIN, gpus="gpus: all") == ["."]
        assert self.words_of(words, self.PLAIN, gpus="gpus: [{count: 2}]") == ["."]

    def test_the_command_sets_the_workers(self, words: Words) -> None:
        command = "CMD python train.py --dataloader_num_workers 4"
        assert self.words_of(words, self.PLAIN, command=command) == ["."]


class TestFix:
    def fixed(self, lay: Callable[..., Any], text: str, left: int = 0) -> str:
        checker = lay({"compose.yaml": text})
        assert len(checker.fix("DC112")) == left
        after = (checker.folder / "compose.yaml").read_bytes()
        checker.fix("DC112")
        assert (checker.folder / "compose.yaml").read_bytes() == after
        return after.decode()

    def test_four_blanks_comments_and_single_quotes(self, lay: Callable[..., Any]) -> None:
        text = (
            "services:\n    s:\n        # 서버\n        image: 'ghcr.io/huggingface/text-generation-inference:3.3.5'\n"
            "        ports: ['8000:8000']  # api\n        # end\n\n    t:\n        image: 'nginx'\n"
        )
        assert self.fixed(lay, text) == text.replace("        # end\n", "        # end\n        shm_size: '1gb'\n")

    def test_flow_style(self, lay: Callable[..., Any]) -> None:
        text = "services:\n  s: {image: ghcr.io/huggingface/text-generation-inference, gpus: all}\n"
        assert (
            self.fixed(lay, text)
            == 'services:\n  s: {image: ghcr.io/huggingface/text-generation-inference, gpus: all, shm_size: "1gb"}\n'
        )

    def test_crlf_without_a_line_end_at_the_end(self, lay: Callable[..., Any]) -> None:
        text = "services:\r\n  s:\r\n    image: ghcr.io/huggingface/text-generation-inference"
        assert self.fixed(lay, text) == text + '\r\n    shm_size: "1gb"'

    def test_a_size_is_replaced(self, lay: Callable[..., Any]) -> None:
        text = (
            "services:\n  s:\n    image: ghcr.io/huggingface/text-generation-inference\n    shm_size: '64m' # default\n"
        )
        assert self.fixed(lay, text) == text.replace("64m", "1gb")

    def test_the_size_is_that_of_the_makers(self, lay: Callable[..., Any]) -> None:
        text = "services:\n  s:\n    image: ghcr.io/huggingface/text-generation-inference:3.3.5\n"
        assert self.fixed(lay, text) == text + '    shm_size: "1gb"\n'

    @pytest.mark.parametrize(
        "text",
        [
            f"x-s: &s\n  {TGI}\nservices:\n  s: *s\n",
            f"services:\n  s: &s\n    {TGI}\nx-others:\n  t:\n    <<: *s\n",
            f"x-m: &m\n  shm_size: 64m\nservices:\n  s:\n    <<: *m\n    {TGI}\n",
        ],
    )
    def test_nothing_is_written_through_an_anchor(self, lay: Callable[..., Any], text: str) -> None:
        assert self.fixed(lay, text, left=1) == text

    def test_services_that_merge_their_image_are_written_into_one_by_one(self, lay: Callable[..., Any]) -> None:
        services = "".join(f"  {name}:\n    <<: *i\n    tty: true\n" for name in "st")
        text = f"x-i: &i\n  image: ghcr.io/huggingface/text-generation-inference\nservices:\n{services}"
        assert self.fixed(lay, text) == text.replace("    tty: true\n", '    tty: true\n    shm_size: "1gb"\n')
