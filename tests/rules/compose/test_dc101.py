from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Findings = Callable[..., list[Any]]
Lay = Callable[..., Any]

OLLAMA = "image: ollama/ollama:0.12.3"
VLLM = "image: vllm/vllm-openai:v0.11.0"
TGI = "image: ghcr.io/huggingface/text-generation-inference:3.3.5"
TEI = "image: ghcr.io/huggingface/text-embeddings-inference:cpu-1.8"
NIM = "image: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0"


def service(*lines: str, rest: str = "") -> dict[str, str]:
    return {"compose.yaml": "services:\n  s:\n" + "".join(f"    {line}\n" for line in lines) + rest}


@pytest.mark.parametrize(
    ("lines", "path"),
    [
        ([OLLAMA], "/root/.ollama"),
        ([OLLAMA, "command: serve"], "/root/.ollama"),
        ([OLLAMA, "volumes: ['./Modelfile:/Modelfile']"], "/root/.ollama"),
        ([OLLAMA, "environment: {OLLAMA_MODELS: /srv/m}"], "/srv/m"),
        ([OLLAMA, "entrypoint: /bin/ollama serve"], "/root/.ollama"),
        ([OLLAMA, "tmpfs: /tmp"], "/root/.ollama"),
        ([VLLM, "command: --model Qwen/Qwen2.5-7B-Instruct"], "/root/.cache/huggingface"),
        ([VLLM, "command: Qwen/Qwen2.5-7B-Instruct --port 8000"], "/root/.cache/huggingface"),
        ([VLLM, "command: ['--model', '${MODEL}']"], "/root/.cache/huggingface"),
        ([VLLM, "command: --model a/b", "environment: [HF_HOME=/hf]"], "/hf"),
        ([TGI, "command: --model-id ${MODEL}"], "/data"),
        ([TGI, "environment: [MODEL_ID=org/model]"], "/data"),
        ([TEI, "command: --model-id BAAI/bge-small-en"], "/data"),
        ([NIM], "/opt/nim/.cache"),
        (["image: localai/localai:v3.1.1"], "/models"),
    ],
)
def test_found(findings: Findings, lines: list[str], path: str) -> None:
    (one,) = findings(service(*lines), "DC101")
    assert one.source.slice(one.span) == lines[0].removeprefix("image: ")
    assert f"in `{path}`" in one.message


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([OLLAMA, "volumes: ['ollama_data:/root/.ollama']"], id="a volume"),
        pytest.param([OLLAMA, "volumes: ['./models:/root/.ollama/models']"], id="a part of it"),
        pytest.param([OLLAMA, "volumes: ['./root:/root']"], id="a folder around it"),
        pytest.param([OLLAMA, "volumes: ['data:${TARGET}']"], id="a mount that is not known"),
        pytest.param([OLLAMA, "volumes_from: [other]"], id="the mounts of another service"),
        pytest.param([OLLAMA, "environment: {OLLAMA_MODELS: /m}", "volumes: ['mv:/m']"], id="moved, and kept there"),
        pytest.param([OLLAMA, "environment: {OLLAMA_MODELS: '${WHERE}'}"], id="moved to somewhere"),
        pytest.param([OLLAMA, "env_file: missing.env"], id="may be moved"),
        pytest.param([OLLAMA, "user: '1000'"], id="another home"),
        pytest.param([OLLAMA, "extends: {file: other.yaml, service: o}"], id="may be extended"),
        pytest.param([OLLAMA, "entrypoint: [ollama, pull, llama3]"], id="a client that pulls"),
        pytest.param([OLLAMA, "command: run llama3"], id="another command"),
        pytest.param([OLLAMA, "deploy: {replicas: 0}"], id="never run"),
        pytest.param(["build: .", OLLAMA], id="built here, maybe with the model"),
        pytest.param(["image: ollama/ollama:rocm"], id="an image without a row"),
        pytest.param(["image: my/ollama"], id="an image of somebody else"),
        pytest.param([VLLM, "command: --model /models/qwen", "volumes: ['./m:/models']"], id="a model on a disk"),
        pytest.param([VLLM, "command: --model models/qwen", "volumes: ['./m:/models']"], id="a relative path"),
        pytest.param([VLLM, "command: --model ${MODEL}", "volumes: ['./m:/m']"], id="maybe a model on a disk"),
        pytest.param([VLLM, "command: --model a/b --download-dir /m"], id="another directory"),
        pytest.param([VLLM, "command: --model a/b", "environment: [HF_HUB_OFFLINE=1]"], id="downloads nothing"),
        pytest.param([VLLM], id="no model"),
        pytest.param([VLLM, "entrypoint: [bash]", "command: [-c, 'vllm serve x/y']"], id="another entry point"),
        pytest.param([TGI, "command: --model-id a/b", "volumes: ['dv:/data']"], id="a volume for TGI"),
        pytest.param([TEI, "command: --model-id /data/m", "volumes: ['dv:/data']"], id="a model in the volume"),
        pytest.param(["image: nvcr.io/nim/nvidia/nemoretriever-page-elements-v2:1.2.0"], id="models that may be small"),
        pytest.param(["image: localai/localai:v2.0.0"], id="a version whose directory is not known"),
        pytest.param(["image: qdrant/qdrant:v1.15.0"], id="no server of models"),
    ],
)
def test_silent(findings: Findings, lines: list[str]) -> None:
    assert findings({**service(*lines), "Dockerfile": "FROM ollama/ollama:0.12.3\n"}, "DC101") == []


def test_the_models_element_and_a_provider_run_no_server(findings: Findings) -> None:
    text = "services:\n  s:\n    image: app\n    models: [llm]\n  p:\n    provider: {type: model}\n"
    text += "models:\n  llm: {model: ai/x}\n"
    assert findings({"compose.yaml": text}, "DC101") == []


def test_a_variable_in_an_environment_file_is_shown(findings: Findings) -> None:
    tree = {**service(OLLAMA, "env_file: o.env"), "o.env": "X=1\nOLLAMA_MODELS=/m\n"}
    (one,) = findings(tree, "DC101")
    assert [related.source.slice(related.span) for related in one.related] == ["/m"]


def test_a_file_that_is_merged_adds_the_volume(findings: Findings) -> None:
    tree = {
        **service(OLLAMA),
        "compose.override.yaml": "services:\n  s:\n    volumes: ['ov:/root/.ollama']\nvolumes:\n  ov:\n",
    }
    assert findings(tree, "DC101") == []


def test_files_for_tests_keep_nothing(findings: Findings) -> None:
    assert findings({"compose.test.yaml": service(OLLAMA)["compose.yaml"]}, "DC101") == []
    assert findings({"tests/compose.yaml": service(OLLAMA)["compose.yaml"]}, "DC101") == []


def test_a_job_that_others_wait_for_to_end(findings: Findings) -> None:
    rest = "  t:\n    image: x\n    depends_on: {s: {condition: service_completed_successfully}}\n"
    assert findings(service(OLLAMA, rest=rest), "DC101") == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "services:\n    s:   # here\n        image: ollama/ollama:0.12.3\n        # ports\n        ports:\n"
            "            - '1:11434'\n\n    t:\n        image: x\nvolumes:\n    # there\n    s_models:\n",
            "services:\n    s:   # here\n        image: ollama/ollama:0.12.3\n        # ports\n        ports:\n"
            "            - '1:11434'\n        volumes:\n            - s_models_2:/root/.ollama\n\n    t:\n"
            "        image: x\nvolumes:\n    # there\n    s_models:\n    s_models_2: {}\n",
        ),
        (
            "services: {s: {image: ollama/ollama:0.12.3}}\n",
            "services: {s: {image: ollama/ollama:0.12.3, volumes: [s_models:/root/.ollama]}}\n"
            "volumes:\n  s_models: {}\n",
        ),
        (
            "services:\r\n  s:\r\n    image: ollama/ollama:0.12.3\r\n    volumes:\r\n    - ./a:/a  # a\r\n",
            "services:\r\n  s:\r\n    image: ollama/ollama:0.12.3\r\n    volumes:\r\n    - ./a:/a  # a\r\n"
            "    - s_models:/root/.ollama\r\nvolumes:\r\n  s_models: {}\r\n",
        ),
        (
            "x-o: &o\n  image: ollama/ollama:0.12.3\nservices:\n  one: *o\n",
            "x-o: &o\n  image: ollama/ollama:0.12.3\nservices:\n  one: *o\n",
        ),
    ],
    ids=["four blanks and comments", "braces", "Windows lines", "shared by an anchor"],
)
def test_fix(lay: Lay, before: str, after: str) -> None:
    checker = lay({"compose.yaml": before})
    checker.fix("DC101")
    assert (checker.folder / "compose.yaml").read_bytes().decode() == after
