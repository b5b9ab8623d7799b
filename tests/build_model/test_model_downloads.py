"""Which models and datasets does a Dockerfile download?"""

from __future__ import annotations

from pathlib import Path

import pytest

from dflint.build.build import Build
from dflint.build.model_downloads import downloads_of
from dflint.context.build_context import BuildContext
from dflint.dockerfile.parser import parse
from dflint.source import Source


def found(run: str, folder: Path | None = None) -> list[tuple[str, str | None, bool | None]]:
    """Kind, name and pinning of what a file with this instruction downloads."""
    text = f"FROM python:3.12-slim\nARG NAME=org/of-arg\nWORKDIR /app\n{run}\n"
    context = BuildContext.open(str(folder)) if folder is not None else None
    build = Build(parse(Source("Dockerfile", text)), "Dockerfile", context)
    return [(one.kind, one.name, one.is_pinned) for stage in build.stages for one in downloads_of(stage)]


PYTHON = 'RUN python -c "{}"'
SHA = "5c38ec7c405ec4b44b94cc5a9bb96e735b38267a"


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("RUN hf download org/m", ("model", "org/m", False)),
        ("RUN huggingface-cli download org/m --local-dir /m", ("model", "org/m", False)),
        (f"RUN hf download org/m config.json --revision {SHA}", ("tokenizer", "org/m", True)),
        (f"RUN hf download --revision={SHA} org/m", ("model", "org/m", True)),
        ("RUN hf download org/m --revision main", ("model", "org/m", False)),
        ("RUN hf download org/m --revision $(cat r)", ("model", "org/m", None)),
        ("RUN hf download --repo-type dataset org/d", ("dataset", "org/d", False)),
        ("RUN hf download $NAME", ("model", "org/of-arg", False)),
        ("RUN ollama serve & sleep 5; ollama pull llama3", ("model", "llama3", None)),
        ("RUN kaggle datasets download -d who/cats -p /data", ("dataset", "who/cats", None)),
        ("RUN git clone https://huggingface.co/org/m /m", ("model", "org/m", False)),
        (f"RUN git clone https://huggingface.co/org/m && cd m && git checkout {SHA}", ("model", "org/m", True)),
        ("RUN git clone --depth 1 https://huggingface.co/datasets/org/d", ("dataset", "org/d", False)),
        ("RUN wget https://x.org/yolov8n.pt", ("model", "yolov8n.pt", None)),
        ("RUN curl -L -o m.pth https://x.org/m.pth?dl=1", ("model", "m.pth", None)),
        ("RUN wget https://x.org/tiny-yolo-voc.weights", ("model", "tiny-yolo-voc.weights", None)),
        ("RUN wget https://huggingface.co/org/m/resolve/main/pytorch_model.bin", ("model", "org/m", False)),
        (f"RUN wget https://huggingface.co/org/m/resolve/{SHA}/model.safetensors", ("model", "org/m", True)),
        ("RUN wget https://raw.githubusercontent.com/o/r/master/m.onnx", ("model", "m.onnx", False)),
        ("RUN wget https://github.com/o/r/raw/main/w/m.onnx", ("model", "m.onnx", False)),
        ("RUN wget https://github.com/o/r/releases/download/v1.0/m.onnx", ("model", "m.onnx", None)),
        ("RUN aws s3 cp s3://bucket/model.onnx /m/", ("model", "model.onnx", None)),
        ("ADD https://x.org/model.onnx /m/", ("model", "model.onnx", None)),
        ("ADD --checksum=sha256:00 https://x.org/model.onnx /m/", ("model", "model.onnx", True)),
    ],
)
def test_commands(run: str, expected: tuple[str, str, bool | None]) -> None:
    assert found(run) == [expected]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("from huggingface_hub import snapshot_download as d; d('org/m')", ("model", "org/m", False)),
        ("import huggingface_hub; huggingface_hub.snapshot_download(repo_id='org/m')", ("model", "org/m", False)),
        (f"from huggingface_hub import *; snapshot_download('org/m', revision='{SHA}')", ("model", "org/m", True)),
        (
            "from huggingface_hub import hf_hub_download; hf_hub_download('org/m', 'a.json')",
            ("tokenizer", "org/m", False),
        ),
        (
            "from transformers import AutoModel; AutoModel.from_pretrained('bert-base-uncased')",
            ("model", "bert-base-uncased", False),
        ),
        ("import transformers as t; t.AutoTokenizer.from_pretrained('gpt2')", ("tokenizer", "gpt2", False)),
        (
            "from efficientnet_pytorch import EfficientNet as E; E.from_pretrained('efficientnet-b0')",
            ("model", "efficientnet-b0", None),
        ),
        (
            "from sentence_transformers import SentenceTransformer as S; S('all-MiniLM-L6-v2', device='cpu')",
            ("model", "all-MiniLM-L6-v2", False),
        ),
        (
            "import os; from sentence_transformers import SentenceTransformer as S; S(os.environ['NAME'])",
            ("model", "org/of-arg", False),
        ),
        ("from transformers import pipeline; pipeline('ner', model='org/m')", ("model", "org/m", False)),
        ("m='org/m'; from transformers import AutoModel; AutoModel.from_pretrained(m)", ("model", "org/m", False)),
        ("from transformers import AutoModel; AutoModel.from_pretrained('$NAME')", ("model", "org/of-arg", False)),
        ("import whisper; whisper.load_model('base')", ("model", "base", None)),
        ("import torch; torch.hub.load('pytorch/vision', 'resnet18')", ("model", "pytorch/vision", False)),
        ("import torch; torch.hub.load('pytorch/vision:v0.10.0', 'x')", ("model", "pytorch/vision:v0.10.0", True)),
        ("from ultralytics import YOLO; YOLO('yolov8n.pt')", ("model", "yolov8n.pt", None)),
        ("from keras.applications.vgg16 import VGG16; VGG16()", ("model", "VGG16", None)),
        ("import torchvision; torchvision.models.resnet18(pretrained=True)", ("model", "resnet18", None)),
        ("from datasets import load_dataset; load_dataset('squad')", ("dataset", "squad", False)),
        ("from torchvision.datasets import MNIST; MNIST('/d', download=True)", ("dataset", "MNIST", None)),
    ],
)
def test_python(code: str, expected: tuple[str, str, bool | None]) -> None:
    assert found(PYTHON.format(code)) == [expected]


@pytest.mark.parametrize(
    "run",
    [
        "RUN pip install huggingface_hub sentence-transformers transformers",
        "RUN apt-get install -y git-lfs && git lfs install",
        "RUN hf auth whoami",
        "RUN hf download --help",
        "RUN hf download --repo-type space org/s",
        "RUN echo hf download org/m",
        "RUN ollama list",
        "RUN git clone https://github.com/huggingface/transformers",
        "RUN git clone https://huggingface.co/spaces/org/s",
        "RUN GIT_LFS_SKIP_SMUDGE=1 git clone https://huggingface.co/org/m",
        "RUN wget https://github.com/ggml-org/llama.cpp/archive/refs/tags/b4000.tar.gz",
        "RUN wget https://x.org/AdobeAIRInstaller.bin https://x.org/jira.bin",
        "RUN wget --spider https://x.org/m.onnx",
        "RUN wget https://huggingface.co/org/m/resolve/main/config.json",
        "RUN wget https://x.org/keras.json https://x.org/descriptor.pb",
        "ADD https://x.org/rootfs.tar.gz /",
        PYTHON.format("from transformers import AutoModel; AutoModel.from_pretrained('./model')"),
        PYTHON.format("from transformers import AutoModel; AutoModel.from_pretrained('/m', local_files_only=True)"),
        PYTHON.format("from transformers import AutoModel; AutoModel.from_pretrained(name)"),
        PYTHON.format("from transformers import AutoModel; AutoModel.from_pretrained(f'org/{x}')"),
        PYTHON.format("import torch; torch.hub.load('.', 'x', source='local')"),
        PYTHON.format("import keras; keras.applications.VGG16(weights=None)"),
        PYTHON.format("import torchvision; torchvision.models.resnet18()"),
        PYTHON.format("from datasets import load_dataset; load_dataset('csv', data_files='a.csv')"),
        PYTHON.format("import nltk; nltk.download('punkt')"),
        PYTHON.format("this is no (python"),
        "RUN python -m spacy download en_core_web_sm",
        "RUN python train.py",
    ],
)
def test_is_no_download(run: str) -> None:
    assert found(run) == []


def test_heredocs() -> None:
    code = "from transformers import AutoModel\nAutoModel.from_pretrained(\n    'org/m'\n)\n"
    expected = [("model", "org/m", False)]
    assert found(f"RUN python3 <<EOF\n{code}EOF") == expected
    assert found(f"RUN python3 - <<'EOF'\n{code}EOF") == expected
    assert found(f"RUN <<EOF\n#!/usr/bin/env python3\n{code}EOF") == expected
    assert found('RUN ["python", "-c", "import whisper; whisper.load_model(\\"base\\")"]') == [("model", "base", None)]


def test_scripts_of_the_context(tmp_path: Path) -> None:
    code = "from huggingface_hub import snapshot_download\n\ndef main():\n    snapshot_download('org/m')\n\nmain()\n"
    (tmp_path / "download_model.py").write_text(code)
    (tmp_path / "train.py").write_text(code)
    (tmp_path / "fetch.sh").write_text("#!/bin/sh\nset -e\nwget https://x.org/m.onnx\n")
    copy = "COPY . .\n"
    assert found(copy + "RUN python download_model.py", tmp_path) == [("model", "org/m", False)]
    assert found(copy + "RUN python train.py", tmp_path) == []
    assert found(copy + "RUN sh fetch.sh", tmp_path) == [("model", "m.onnx", None)]
    assert found(copy + "RUN ./fetch.sh", tmp_path) == [("model", "m.onnx", None)]
    assert found("RUN python download_model.py", tmp_path) == []
