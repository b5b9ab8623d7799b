from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Findings = Callable[..., list[Any]]
Words = Callable[..., list[str]]


def project(dockerfile: str, *lines: str, **files: str) -> dict[str, str]:
    """A project whose one service builds `dockerfile` and has the `lines`."""
    compose = "services:\n  api:\n    build: .\n" + "".join(f"    {line}\n" for line in lines)
    tail = "" if "CMD" in dockerfile else 'CMD ["python", "/srv/serve.py"]\n'
    return {"compose.yaml": compose, "Dockerfile": f"FROM python:3.12-slim\n{dockerfile}{tail}", **files}


HUB = "volumes: ['hf:/root/.cache/huggingface']"
MODELS = "volumes: ['./models:/app/models']"
COPY = "COPY serve.py /srv/\n"


@pytest.mark.parametrize(
    ("dockerfile", "lines", "span", "named"),
    [
        ("ENV HF_HOME=/models/hf\n", [HUB], "'hf:/root/.cache/huggingface'", "/models/hf"),
        ("ENV HF_HUB_CACHE=/hub\n", [HUB], "'hf:/root/.cache/huggingface'", "/hub"),
        (
            "ENV TORCH_HOME=/torch\n",
            ["volumes: ['th:/root/.cache/torch/hub']"],
            "'th:/root/.cache/torch/hub'",
            "/torch",
        ),
        (
            "RUN useradd -m -d /home/app app\nUSER app\n",
            [HUB],
            "'hf:/root/.cache/huggingface'",
            "USER app",
        ),
        ("", ["volumes: ['hf:/home/app/.cache/huggingface']"], "'hf:/home/app/.cache/huggingface'", "python:3.12-slim"),
        (COPY + "ENV MODEL_PATH=/models/clf.onnx\n", [MODELS], "'./models:/app/models'", "/models/clf.onnx"),
        (COPY + "ENV APP_MODEL_DIR=/opt/models\n", [MODELS], "'./models:/app/models'", "/opt/models"),
        (
            COPY + 'CMD ["python", "/srv/serve.py", "--model-dir", "/models"]\n',
            [MODELS],
            "'./models:/app/models'",
            'CMD ["python", "/srv/serve.py", "--model-dir", "/models"]',
        ),
    ],
)
def test_only_both_files_together_show_the_mistake(
    findings: Findings, dockerfile: str, lines: list[str], span: str, named: str
) -> None:
    (one,) = findings(project(dockerfile, *lines, **{"serve.py": "print()\n"}), "DC127")
    assert one.path.endswith("compose.yaml")
    assert one.source.slice(one.span) == span
    assert [related.source.slice(related.span) for related in one.related] == [named]


@pytest.mark.parametrize(
    ("dockerfile", "lines"),
    [
        pytest.param("ENV HF_HOME=/models/hf\n", ["volumes: ['mo:/models']"], id="a folder around it"),
        pytest.param("ENV HF_HOME=/models\n", ["volumes: ['mo:/models/hub']"], id="a part of it"),
        pytest.param("ENV HF_HOME=/hf\n", ["volumes: ['h1:/root/.cache/huggingface', 'h2:/hf']"], id="both"),
        pytest.param("", [HUB], id="the default of root"),
        pytest.param("USER 1000\n", [HUB], id="a home that is not known"),
        pytest.param("RUN useradd -m app\nUSER app\n", [HUB, "user: root"], id="another user"),
        pytest.param("RUN useradd -m app\nUSER app\n", [HUB, "environment: {HOME: /root}"], id="another home"),
        pytest.param("ENV HF_HOME=/hf\n", [HUB, "environment: {HF_HOME: /root/.cache/huggingface}"], id="set again"),
        pytest.param("ENV HF_HOME=/hf\n", [HUB, "environment: {HF_HOME: '${WHERE}'}"], id="set to somewhere"),
        pytest.param("ENV HF_HOME=/hf\n", [HUB, "env_file: missing.env"], id="may be set again"),
        pytest.param("ENV HF_HOME=/hf\n", [HUB, "extends: {file: x.yaml, service: y}"], id="may be extended"),
        pytest.param("ENV HF_HOME=/hf XDG_DATA=/root/.cache/huggingface/data\n", [HUB], id="another variable names it"),
        pytest.param("ENV HF_HOME=/hf\n", ["volumes: ['hf:${T}']"], id="a target that is not known"),
        pytest.param(
            "RUN useradd -m app\nUSER app\n", [HUB, "command: gosu root python serve.py"], id="a changed user"
        ),
        pytest.param(COPY + "ENV MODEL_PATH=/app/models/a.onnx\n", [MODELS], id="the path that is mounted"),
        pytest.param(COPY + "ENV MODEL_PATH=models/a.onnx\n", [MODELS], id="a relative path"),
        pytest.param("COPY models /models\nENV MODEL_PATH=/models/a\n", [MODELS], id="a model in the image"),
        pytest.param("COPY . /\nENV MODEL_PATH=/models/a\n", [MODELS], id="maybe a model in the image"),
        pytest.param(
            COPY + "RUN fetch --to /models/a.onnx\nENV MODEL_PATH=/models/a.onnx\n", [MODELS], id="fetched in the build"
        ),
        pytest.param(
            COPY + "ENV MODEL_PATH=/models/a\n",
            ["volumes: ['./models:/app/models', './w:/app/weights']"],
            id="two mounts",
        ),
        pytest.param(COPY + "ENV MODEL_PATH=/m/a\n", ["volumes: ['./data:/app/data']"], id="not for models"),
        pytest.param(COPY + "ENV DATA_PATH=/m/a\n", [MODELS], id="not a path of models"),
        pytest.param(COPY + "ENV MODEL_PATH=/m/a\n", [MODELS, "command: serve --from /app/models"], id="named"),
        pytest.param(COPY + "ENV MODEL_PATH=/m/a\n", ["tmpfs: /app/models"], id="nothing that lasts"),
        pytest.param("ENV MODEL_PATH=/m/a\nCMD ['./start.sh']\n", [MODELS], id="a script that cannot be read"),
    ],
)
def test_silent(words: Words, dockerfile: str, lines: list[str]) -> None:
    assert words(project(dockerfile, *lines, **{"serve.py": "print()\n"}), "DC127") == []


@pytest.mark.parametrize("text", ["open('/app/models/a')\n", 'open("models/a")\n', "Path('./models')\n"])
def test_the_program_names_what_is_mounted(words: Words, text: str) -> None:
    tree = project(COPY + "ENV MODEL_PATH=/m/a\n", MODELS, **{"serve.py": text})
    assert words(tree, "DC127") == []


@pytest.mark.parametrize("base", ["FROM ${BASE}\n", "FROM some/image\n"])
def test_a_base_image_that_is_not_known_may_hold_the_model(words: Words, base: str) -> None:
    tree = project(COPY + "ENV MODEL_PATH=/m/a\n", MODELS, **{"serve.py": "print()\n"})
    dockerfile = tree["Dockerfile"].replace("FROM python:3.12-slim\n", base)
    assert words({**tree, "Dockerfile": dockerfile}, "DC127") == []


TRITON = "services:\n  s:\n    image: nvcr.io/nvidia/tritonserver:25.01-py3\n"
TRITON += "    command: tritonserver {}\n    volumes: [{}]\n"


@pytest.mark.parametrize(
    ("options", "volume", "found"),
    [
        ("--model-repository=/models", "./repo:/model_repository", ["./repo:/model_repository"]),
        ("--model-repository /models", "./repo:/models", []),
        ("--model-repository /models/a", "./repo:/models", []),
        ("--model-repository s3://bucket/models", "./repo:/models", []),
    ],
)
def test_a_server_that_is_pulled(words: Words, options: str, volume: str, found: list[str]) -> None:
    assert words({"compose.yaml": TRITON.format(options, volume)}, "DC127") == found


def test_caches_of_servers_are_another_rules_matter(findings: Findings) -> None:
    text = "services:\n  s:\n    image: ghcr.io/huggingface/text-generation-inference:3.3.5\n    volumes: [{}]\n"
    tree = {"compose.yaml": text.format("hf:/root/.cache/huggingface")}
    assert [one.code for one in findings(tree, "DC102", "DC127")] == ["DC102"]
