from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Applicability, Diagnostic, Severity

COMPOSE = "services:\n  api:\n    build: .\n"
SERVES = 'CMD ["uvicorn", "app:app", "--host", "0.0.0.0"]\n'
SLIM = "FROM python:3.12-slim\n"


def project(run: str, compose: str = COMPOSE, **files: str) -> dict[str, str]:
    return {"compose.yaml": compose, "Dockerfile": f"{SLIM}{run}\n{SERVES}", **files}


LOCK = """\
version = 1
requires-python = ">=3.12"

[[package]]
name = "app"
version = "0.1.0"
source = { virtual = "." }
dependencies = [{ name = "sentence-transformers" }]

[package.optional-dependencies]
gpu = [{ name = "torch" }]

[[package]]
name = "sentence-transformers"
version = "5.0.0"
source = { registry = "https://pypi.org/simple" }
%s
[[package]]
name = "torch"
version = "2.8.0"
source = { registry = "https://pypi.org/simple" }
"""
PYPROJECT = """\
[project]
name = "app"
version = "0.1.0"
requires-python = ">=3.12"
dependencies = ["sentence-transformers"]

[project.optional-dependencies]
gpu = ["torch"]
"""
NEEDS_TORCH = 'dependencies = [{ name = "torch" }]\n'
SYNC = "RUN pip install uv\nCOPY pyproject.toml uv.lock ./\nRUN uv sync --frozen --no-install-project"


def test_the_bytes_are_those_of_the_release(findings: Callable[..., list[Diagnostic]]) -> None:
    (found,) = findings(project("RUN pip install torch==2.8.0"), "ML303")
    assert found.severity is Severity.WARNING
    assert found.cost is not None
    assert found.cost.byte_count == 3_906_384_986
    assert "torch 2.8.0 brings CUDA 12.8, about 3.9 GB to download" in found.message
    assert "the service `api`, which runs it, asks for no GPU" in found.message


@pytest.mark.parametrize(
    ("run", "files", "pointed_at"),
    [
        ("RUN pip install torch", {}, "torch"),
        (
            "COPY requirements.txt .\nRUN pip install -r requirements.txt",
            {"requirements.txt": "torch==2.8.0\n"},
            "requirements.txt",
        ),
        ("RUN pip install accelerate", {}, "accelerate"),
        (SYNC, {"pyproject.toml": PYPROJECT, "uv.lock": LOCK % NEEDS_TORCH}, "uv sync"),
        ("ENV CUDA_VISIBLE_DEVICES=-1\nRUN pip install torch", {"compose.yaml": "services: {}\n"}, "torch"),
        ("RUN pip install xgboost==3.0.0", {}, "xgboost"),
    ],
)
def test_found(words: Callable[..., list[str]], run: str, files: dict[str, str], pointed_at: str) -> None:
    (word,) = words(
        project(run, **{"compose.yaml": COMPOSE, **files})
        if "compose.yaml" not in files
        else {**project(run), **files},
        "ML303",
    )
    assert word.startswith(pointed_at)


def test_the_name_of_the_file_says_it(findings: Callable[..., list[Diagnostic]]) -> None:
    tree = {"Dockerfile.cpu": f"{SLIM}RUN pip install torch==2.11.0\n"}
    (found,) = findings(tree, "ML303")
    assert "about 2.7 GB" in found.message
    assert "the file is `Dockerfile.cpu`" in found.message


def test_the_release_that_another_package_needs_is_not_known(findings: Callable[..., list[Diagnostic]]) -> None:
    (found,) = findings(project("RUN pip install accelerate"), "ML303")
    assert found.message.startswith(
        "torch from PyPI, which `accelerate` needs, brings CUDA, and the image is for the CPU"
    )
    assert found.cost is None


def test_a_server_without_a_sign_is_only_worth_knowing(findings: Callable[..., list[Diagnostic]]) -> None:
    (found,) = findings({"Dockerfile": f"{SLIM}RUN pip install torch==2.8.0\n{SERVES}"}, "ML303")
    assert found.severity is Severity.INFO


GPU = """\
services:
  api:
    build: .
    deploy:
      resources:
        reservations:
          devices:
            - driver: nvidia
              capabilities: [gpu]
"""
GPU_TRAINER = GPU.replace("  api:", "  trainer:").replace("build: .", "build: {context: ., args: {A: b}}")
COMMENTED = """\
services:
  api:
    build: .
    # deploy:
    #   resources:
    #     reservations:
    #       devices:
    #         - driver: nvidia
    #           capabilities: [gpu]
    ports: ["8000:8000"]
"""


@pytest.mark.parametrize(
    "tree",
    [
        pytest.param(project("RUN pip install torch", GPU), id="a GPU is requested"),
        pytest.param(project("RUN pip install torch", COMMENTED), id="a GPU may be requested"),
        pytest.param(
            project("RUN pip install torch", **{"compose.gpu.yaml": "services:\n  api:\n    tty: true\n"}),
            id="a file for GPUs is merged",
        ),
        *(
            pytest.param(project("RUN pip install torch", **{name: GPU_TRAINER}), id=f"{name} builds it for GPUs")
            for name in ("gpu-docker-compose.yml", "compose.gpu.yaml", "docker-compose-gpu.yml", "compose.train.yaml")
        ),
        pytest.param(
            project(
                "RUN pip install torch", **{"compose.train.yaml": GPU_TRAINER, ".gitignore": "compose.train.yaml\n"}
            ),
            id="a file that git ignores builds it for GPUs",
        ),
        pytest.param(
            {
                "gpu-docker-compose.yml": GPU_TRAINER,
                "cpu-docker-compose.yml": COMPOSE,
                "Dockerfile": f'{SLIM}RUN pip install torch\nENTRYPOINT ["python", "a.py", "--device=cpu"]\n',
            },
            id="alternatives of each other",
        ),
        pytest.param(
            project("RUN pip install torch", **{"README.md": "docker run --gpus all app\n"}), id="run on GPUs by hand"
        ),
        pytest.param(
            project("RUN pip install torch --index-url https://download.pytorch.org/whl/cpu"), id="the index for CPUs"
        ),
        pytest.param(project("RUN pip install torch==2.8.0+cpu"), id="the build for CPUs"),
        pytest.param(
            project("RUN pip install torch==2.1.0+cu121 --extra-index-url https://download.pytorch.org/whl/cu121"),
            id="a local version says which index",
        ),
        pytest.param(
            project("ENV PIP_INDEX_URL=https://pypi.example.org/simple\nRUN pip install torch"), id="an index"
        ),
        pytest.param(
            project("ARG PYTORCH_VERSION\nARG UV_TORCH_BACKEND\nRUN uv pip install --system torch==${PYTORCH_VERSION}"),
            id="the backend is chosen when it is built",
        ),
        pytest.param(
            project("ARG TORCH_INDEX_URL\nRUN pip install torch --index-url $TORCH_INDEX_URL"),
            id="the index is chosen when it is built",
        ),
        pytest.param(
            project(SYNC, **{"pyproject.toml": PYPROJECT, "uv.lock": LOCK % ""}), id="the lock is for several images"
        ),
        pytest.param(
            {**project(""), "Dockerfile": f"ARG BASE\nFROM ${{BASE}}\nRUN pip install torch\n{SERVES}"},
            id="an unknown base",
        ),
        pytest.param(
            {**project(""), "Dockerfile": "FROM nvidia/cuda:12.8.1-base-ubuntu24.04\nRUN pip3 install torch\n"},
            id="a base for GPUs",
        ),
        pytest.param(
            {
                **project(""),
                "Dockerfile": "FROM --platform=linux/arm64 python:3.12-slim\nRUN pip install torch==2.8.0\n",
            },
            id="builds for arm64 are for CPUs",
        ),
        pytest.param(project("RUN pip install torch flash-attn"), id="a package for GPUs"),
        pytest.param({"Dockerfile": f'{SLIM}RUN pip install torch\nCMD ["python", "train.py"]\n'}, id="no sign"),
        pytest.param({"Dockerfile.gpu": f"{SLIM}RUN pip install torch\n{SERVES}"}, id="a file for GPUs"),
        pytest.param(project("RUN pip install tensorflow"), id="tensorflow brings no CUDA"),
        pytest.param(project("RUN pip install xgboost==2.0.3"), id="an xgboost without NCCL"),
        pytest.param(project("RUN pip install xgboost-cpu"), id="the xgboost for CPUs"),
    ],
)
def test_silent(words: Callable[..., list[str]], tree: dict[str, str]) -> None:
    assert words(tree, "ML303") == []


def test_arm64_has_cuda_since_2_11(findings: Callable[..., list[Diagnostic]]) -> None:
    text = f"FROM --platform=linux/arm64 python:3.12-slim\nRUN pip install torch==2.11.0\n{SERVES}"
    (found,) = findings({"compose.yaml": COMPOSE, "Dockerfile": text}, "ML303")
    assert "about 2.8 GB" in found.message


def test_tensorflow_with_cuda(findings: Callable[..., list[Diagnostic]]) -> None:
    (found,) = findings({"Dockerfile.cpu": f"{SLIM}RUN pip install 'tensorflow[and-cuda]==2.18.0'\n"}, "ML303")
    assert "about 1.8 GB" in found.message


def test_tensorflow_with_cuda_without_a_sign(words: Callable[..., list[str]]) -> None:
    assert words({"Dockerfile": f"{SLIM}RUN pip install 'tensorflow[and-cuda]==2.18.0'\n"}, "ML303") == []


@pytest.mark.parametrize(
    ("run", "fixed"),
    [
        (
            "RUN pip install torch torchvision",
            "RUN pip install torch torchvision --index-url https://download.pytorch.org/whl/cpu",
        ),
        ("RUN pip install torch numpy", "RUN pip install torch numpy"),
        ("RUN pip install xgboost==3.0.0", "RUN pip install xgboost-cpu==3.0.0"),
    ],
)
def test_fix(lay: Callable[..., object], run: str, fixed: str) -> None:
    checker = lay(project(run))
    checker.fix("ML303", allowed=Applicability.UNSAFE)  # type: ignore[attr-defined]
    assert fixed in (checker.folder / "Dockerfile").read_text().split("\n")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("python", "nccl"),
    [
        ("3.10", "nvidia-nccl-cu12"),
        ("3.11", "nvidia-nccl-cu12"),
        ("3.12", "nvidia-nccl-cu13"),
        ("3.9", "nvidia-nccl-cu12"),
    ],
)
def test_the_nccl_is_that_of_the_release_for_this_python(
    findings: Callable[..., list[Diagnostic]], python: str, nccl: str
) -> None:
    text = f"FROM python:{python}-slim\nRUN pip install xgboost\n{SERVES}"
    found = findings({"compose.yaml": COMPOSE, "Dockerfile": text}, "ML303")
    assert [nccl in one.message for one in found] == [True]


@pytest.mark.parametrize(
    "run",
    ["RUN pip install 'xgboost>=2'", "COPY c.txt .\nRUN pip install xgboost -c c.txt", "RUN uv pip install xgboost"],
)
def test_a_release_that_is_not_known_brings_some_nccl(words: Callable[..., list[str]], run: str) -> None:
    assert words(project(run, **{"c.txt": "xgboost<3.3\n"}), "ML303") == []


REQUIRED = "COPY requirements.txt .\nRUN pip install -r requirements.txt\n"
GPU_BASE = "FROM nvidia/cuda:12.9.2-runtime-ubuntu24.04\nRUN apt-get update && apt-get install -y python3-pip\n"


@pytest.mark.parametrize(
    ("other", "text", "is_found"),
    [
        ("Dockerfile.gpu", f"{SLIM}{REQUIRED}", False),
        ("Dockerfile.other", f"{GPU_BASE}{REQUIRED}", False),
        ("Dockerfile.other", f"{GPU_BASE}COPY . .\nRUN pip install -r requirements.txt\n", False),
        ("Dockerfile.other", f"{SLIM}{REQUIRED}", True),
        ("Dockerfile.gpu", f"{SLIM}COPY requirements-gpu.txt .\nRUN pip install -r requirements-gpu.txt\n", True),
        ("Dockerfile.gpu", f"{SLIM}RUN pip install torch\n", True),
        # It takes the file in
        ("Dockerfile.gpu", f"{SLIM}COPY . .\nRUN pip install -r requirements-all.txt\n", False),
    ],
)
def test_an_image_for_gpus_has_the_same_requirements(
    words: Callable[..., list[str]], other: str, text: str, is_found: bool
) -> None:
    tree = {
        "requirements.txt": "torch==2.8.0\n",
        "requirements-gpu.txt": "torch==2.8.0\n",
        "requirements-all.txt": "-r requirements.txt\n",
        "Dockerfile.cpu": f"{SLIM}{REQUIRED}{SERVES}",
        other: text,
    }
    assert bool(words(tree, "ML303")) is is_found


def test_an_image_for_gpus_has_the_same_lock(words: Callable[..., list[str]]) -> None:
    files = {"pyproject.toml": PYPROJECT, "uv.lock": LOCK % NEEDS_TORCH}
    tree = {"Dockerfile.cpu": f"{SLIM}{SYNC}\n{SERVES}", **files}
    assert words(tree, "ML303")
    assert words({"Dockerfile.gpu": f"{SLIM}{SYNC} --extra gpu\n{SERVES}", **tree}, "ML303") == []


def test_another_target_for_gpus_has_the_same_requirements(words: Callable[..., list[str]]) -> None:
    compose = "services:\n  api:\n    build:\n      context: .\n      target: cpu\n"
    text = f"{SLIM.strip()} AS gpu\n{REQUIRED}{SLIM.strip()} AS cpu\n{REQUIRED}{SERVES}"
    files = {"requirements.txt": "torch==2.8.0\n", "compose.yaml": compose}
    assert words({"Dockerfile": text, **files}, "ML303") == []
    assert words({"Dockerfile": text.replace("AS gpu", "AS tests"), **files}, "ML303")


def test_what_the_dockerfile_names_concerns_no_other_image(words: Callable[..., list[str]]) -> None:
    tree = {
        "Dockerfile.cpu": f"{SLIM}RUN pip install torch==2.8.0\n{SERVES}",
        "Dockerfile.gpu": f"{SLIM}RUN pip install torch==2.8.0\n{SERVES}",
    }
    assert words(tree, "ML303") == ["torch==2.8.0"]


CPU = "https://download.pytorch.org/whl/cpu"


@pytest.mark.parametrize(
    ("run", "advice"),
    [
        ("RUN pip install torch==2.8.0", f"install torch from {CPU}, in a command of its own"),
        ("RUN pip install torch torchvision", f"install torch and torchvision from {CPU}, in a command of its own"),
        (
            "RUN pip install torch torchvision torchaudio torchcodec",
            f"install torch, torchvision, torchaudio and torchcodec from {CPU}, in a command",
        ),
        ("RUN pip install pyannote.audio", f"install torch, torchaudio and torchcodec from {CPU}"),
        ("RUN pip install pyannote.audio==3.1.1", f"install torch and torchaudio from {CPU}"),
        ("RUN pip install easyocr", f"install torch and torchvision from {CPU}"),
        ("RUN pip install torch==2.8.0\nRUN pip install torchaudio", f"install torch and torchaudio from {CPU}"),
        # There pip takes no notice of what is installed elsewhere
        (
            "RUN pip install --prefix=/install torch==2.8.0 timm",
            "give the command a constraints file with the addresses of the wheels of torch and torchvision",
        ),
        (
            "RUN pip install --target /layer torch==2.8.0",
            f"give the command a constraints file with the addresses of the wheels of torch below {CPU}",
        ),
    ],
)
def test_what_is_built_along_with_torch(findings: Callable[..., list[Diagnostic]], run: str, advice: str) -> None:
    (found,) = findings(project(run), "ML303")
    assert found.help is not None
    assert found.help.startswith(advice)


def test_what_is_built_along_with_torch_in_a_lock(findings: Callable[..., list[Diagnostic]]) -> None:
    lock = LOCK % 'dependencies = [{ name = "torch" }, { name = "torchvision" }]\n'
    lock += '[[package]]\nname = "torchvision"\nversion = "0.23.0"\nsource = { registry = "https://pypi.org/simple" }\n'
    (found,) = findings(project(SYNC, **{"pyproject.toml": PYPROJECT, "uv.lock": lock}), "ML303")
    assert found.help == "give PyTorch's CPU index to torch and torchvision in `[tool.uv.sources]`, and lock again"


@pytest.mark.parametrize(
    "run",
    ["RUN pip install torch==2.8.0\nRUN pip install torchvision", "RUN pip install --prefix /install torch==2.8.0"],
)
def test_no_fix_for_half_of_it(findings: Callable[..., list[Diagnostic]], run: str) -> None:
    (found,) = findings(project(run), "ML303")
    assert found.fix is None


CONDA = "FROM continuumio/miniconda3:25.3.1-1\n"
YAML = "name: a\nchannels:\n  - conda-forge\ndependencies:\n  - python=3.12\n  - pip\n"


@pytest.mark.parametrize(
    ("lines", "environment", "is_found"),
    [
        pytest.param("RUN conda install -y pytorch cpuonly -c pytorch", "", False, id="pytorch"),
        pytest.param("RUN conda install -y -c conda-forge pytorch-cpu", "", False, id="pytorch-cpu"),
        pytest.param("RUN mamba install -y -c conda-forge torchvision", "", False, id="what needs torch"),
        pytest.param("RUN conda env update -n base -f environment.yml", f"{YAML}  - pytorch\n", False, id="a file"),
        pytest.param("RUN conda env update -n base -f other.yml", YAML, False, id="a file that is not there"),
        pytest.param("RUN conda install -y $PACKAGES", "", False, id="what is not known"),
        pytest.param("RUN conda env update -n base -f environment.yml", YAML, True, id="a file without torch"),
        pytest.param("RUN conda install -y numpy", "", True, id="another package"),
    ],
)
def test_conda_has_installed_torch(
    words: Callable[..., list[str]], lines: str, environment: str, is_found: bool
) -> None:
    text = f"{CONDA}COPY environment.yml .\n{lines}\nRUN pip install torch==2.8.0\n{SERVES}"
    tree = {"compose.yaml": COMPOSE, "Dockerfile": text, "environment.yml": environment}
    assert bool(words(tree, "ML303")) is is_found


def test_the_nccl_of_a_lock(findings: Callable[..., list[Diagnostic]]) -> None:
    registry = 'source = { registry = "https://pypi.org/simple" }\n'
    project_file = PYPROJECT.replace("sentence-transformers", "xgboost")
    for version, byte_count in (("2.27.3", 322_364_134), ("2.31.2", 342_105_414), ("9.9", None)):
        lock = (LOCK % "").replace("sentence-transformers", "xgboost").replace("5.0.0", "3.0.0")
        lock = lock.replace(registry, f'{registry}dependencies = [{{ name = "nvidia-nccl-cu12" }}]\n', 1)
        lock += f'[[package]]\nname = "nvidia-nccl-cu12"\nversion = "{version}"\n{registry}'
        (found,) = findings(project(SYNC, **{"pyproject.toml": project_file, "uv.lock": lock}), "ML303")
        assert (found.cost.byte_count if found.cost is not None else None) == byte_count


def test_the_nccl_that_pip_takes_is_the_newest() -> None:
    from dflint.knowledge.framework_cuda import XGBOOST_NCCL
    from dflint.knowledge.wheel_sizes import WHEEL_SIZES

    for name, byte_count in XGBOOST_NCCL.values():
        assert byte_count == list(WHEEL_SIZES[name].values())[-1]


def test_a_service_that_may_run_the_pushed_image_reserves_a_gpu(words: Callable[..., list[str]]) -> None:
    """A workflow builds and pushes; the service on the server pulls."""
    gpu = "    deploy: {resources: {reservations: {devices: [{driver: nvidia, count: 1, capabilities: [gpu]}]}}}\n"
    pulling = "  server:\n    image: ${USERNAME}/api:latest\n" + gpu
    known = "  llm:\n    image: ollama/ollama:0.12.3\n" + gpu
    assert words(project("RUN pip install torch==2.8.0"), "ML303") != []
    assert words(project("RUN pip install torch==2.8.0", COMPOSE + known), "ML303") != []
    assert words(project("RUN pip install torch==2.8.0", COMPOSE + pulling), "ML303") == []
