"""ML403: ``RUN hf download …`` makes a model a part of the image."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic, Severity
from dflint.rules.rule import Size

Findings = Callable[..., list[Diagnostic]]

FROM = "FROM python:3.12-slim\n"


@pytest.mark.parametrize(
    ("run", "message", "severity"),
    [
        (
            "RUN hf download Qwen/Qwen2.5-1.5B-Instruct\n",
            "`Qwen/Qwen2.5-1.5B-Instruct`, a model of 1.5 billion parameters, is downloaded into the image",
            Severity.WARNING,
        ),
        (
            "RUN hf download mistralai/Mixtral-8x7B-v0.1\n",
            "`mistralai/Mixtral-8x7B-v0.1`, a model of 56 billion parameters, is downloaded into the image",
            Severity.WARNING,
        ),
        (
            "RUN --mount=type=secret,id=t,env=HF_TOKEN hf download org/private\n",
            "`org/private` is downloaded with a token, and whoever can pull the image has it",
            Severity.WARNING,
        ),
    ],
)
def test_what_it_says(run: str, message: str, severity: Severity, findings: Findings) -> None:
    (one,) = findings({"Dockerfile": FROM + run}, "ML403")
    assert (one.message, one.severity) == (message, severity)


def test_points_at_the_words(words: Callable[..., list[str]]) -> None:
    run = "RUN pip install x && hf download --quiet org/m-7b --local-dir /m\n"
    assert words({"Dockerfile": FROM + run}, "ML403") == ["hf download --quiet org/m-7b"]
    code = "RUN python -c \"from transformers import AutoModel; AutoModel.from_pretrained('org/m-7b')\"\n"
    assert words({"Dockerfile": FROM + code}, "ML403") == ["AutoModel.from_pretrained('org/m-7b')"]


def test_an_unknown_base_gives_no_token(findings: Findings) -> None:
    assert not findings({"Dockerfile": "FROM example.com/base\nRUN hf download org/m\n"}, "ML403")


def test_through_another_stage(findings: Findings) -> None:
    dockerfile = (
        f"{FROM[:-1]} AS fetch\nRUN hf download org/m-7b --local-dir /models/m\n"
        f"{FROM}COPY --from=fetch /models /models\n"
    )
    (one,) = findings({"Dockerfile": dockerfile}, "ML403")
    assert [related.message for related in one.related] == ["this copies it on"]


def test_a_script_of_the_context(findings: Findings) -> None:
    tree: dict[str, str | Size] = {
        "download.py": "from transformers import AutoModel\nAutoModel.from_pretrained('org/m-7b')\n",
        "Dockerfile": FROM + "COPY download.py .\nRUN python download.py\n",
    }
    (one,) = findings(tree, "ML403")
    assert one.related[0].source.slice(one.related[0].span) == "AutoModel.from_pretrained('org/m-7b')"


@pytest.mark.parametrize(
    "dockerfile",
    [
        f"{FROM[:-1]} AS fetch\nRUN hf download org/m-7b --local-dir /m\n{FROM}COPY --from=fetch /other /other\n",
        FROM + "RUN --mount=type=cache,target=/root/.cache/huggingface hf download org/m-7b\n",
        FROM + "RUN hf download org/m-7b --local-dir /tmp/m && python convert.py /tmp/m && rm -rf /tmp/m\n",
        FROM + "RUN wget https://x.org/m-7b.pth && python convert.py && rm m-7b.pth\n",
        FROM + "ENV HF_HUB_OFFLINE=1\nRUN HF_HUB_OFFLINE=0 hf download org/m-7b\n",
        "FROM public.ecr.aws/lambda/python:3.12\nRUN hf download org/m-7b\n",
        FROM + "RUN pip install huggingface_hub\n",
        FROM + "RUN hf download --repo-type dataset org/d\n",
        FROM + "RUN python -m spacy download en_core_web_sm && python -m nltk.downloader punkt\n",
        FROM + "ONBUILD RUN hf download org/m-7b\n",
        FROM + "RUN hf download BAAI/bge-m3\n",
        FROM + "RUN hf download org/tiny-0.5B\n",
        FROM + "RUN hf download org/m-1.5B-GGUF\n",
        FROM + "RUN python -c \"import torch; torch.hub.load('snakers4/silero-vad', 'silero_vad')\"\n",
        FROM + "RUN python -c \"from ultralytics import YOLO; YOLO('yolov8n.pt')\"\n",
        FROM + "RUN wget https://x.org/a.pth && wget https://x.org/b.pth\n",
        FROM + "RUN python -c \"import whisper; whisper.load_model('base')\"\n",
        FROM + "# Bake the model into the image\n# for a fast cold start\nRUN hf download org/m-7b\n",
        FROM + "# the cluster has no internet\nRUN hf download org/m-7b\n",
        FROM + "RUN pip list && \\\n    # for offline use\n    hf download org/m-7b\n",
    ],
    ids=[
        "stays in its stage",
        "in a cache mount",
        "removed again",
        "a file is removed again",
        "made to run offline",
        "AWS Lambda",
        "only the package",
        "a dataset",
        "small language data",
        "a trigger",
        "a size that is not known",
        "a small model",
        "a model with few bits for each parameter",
        "a detector of voices",
        "the smallest detector",
        "files of sizes that are not known",
        "a small model of speech",
        "for a fast start, as the comment says",
        "for a machine without a network, as the comment says",
        "for a machine without a network, as a comment in the command says",
    ],
)
def test_is_silent(dockerfile: str, findings: Findings) -> None:
    assert not findings({"Dockerfile": dockerfile}, "ML403")


def test_an_image_to_test_with(findings: Findings) -> None:
    assert not findings({"Dockerfile.test": FROM + "RUN wget https://x.org/llama-7b.onnx\n"}, "ML403")


@pytest.mark.parametrize(
    "comment",
    [
        "# Pre-download the checkpoint",
        "# preload the LLM",
        "# Deliberate: the model is part of what is deployed",
        "# Intentionally kept here",
        "# warm the cache of the hub",
        "# Models are baked in",
        "# put the weights into the image",
    ],
)
def test_a_comment_says_that_it_is_meant(comment: str, findings: Findings) -> None:
    assert not findings({"Dockerfile": f"{FROM}{comment}\nRUN hf download org/m-8B\n"}, "ML403")


@pytest.mark.parametrize(
    ("comment", "count"),
    [
        ("# This image holds the\n# model on purpose: it is pre-downloaded.\n", 0),
        ("# 이미지 내 /opt/models 에 모델 포함\n", 0),
        ("# 预下载模型\n", 0),
        ("# Deliberately runs as root.\n", 1),
        ("# Download the model\n", 1),
    ],
    ids=["of the model", "in Korean", "in Chinese", "of something else", "only what is done"],
)
def test_a_comment_at_the_head_of_the_file(comment: str, count: int, findings: Findings) -> None:
    tree = {"Dockerfile": f"{comment}\n{FROM}RUN pip list\nRUN hf download org/m-8B\n"}
    assert len(findings(tree, "ML403")) == count


def test_a_comment_of_the_script(findings: Findings) -> None:
    tree = {
        "download.py": "# Bakes the model\nfrom transformers import AutoModel\nAutoModel.from_pretrained('o/m-7b')\n",
        "Dockerfile": FROM + "COPY download.py .\nRUN python download.py\n",
    }
    assert not findings(tree, "ML403")
