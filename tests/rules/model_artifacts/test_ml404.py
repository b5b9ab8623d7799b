"""ML404: ``hf download org/model`` without ``--revision``."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic, Severity

Findings = Callable[..., list[Diagnostic]]

FROM = "FROM python:3.12-slim\n"
SHA = "5c38ec7c405ec4b44b94cc5a9bb96e735b38267a"


@pytest.mark.parametrize(
    ("run", "message", "help"),
    [
        (
            "RUN hf download org/m",
            "`org/m` is downloaded without a revision, so that each build takes what is newest that day",
            "add `--revision` with a commit of the repository",
        ),
        (
            "RUN hf download org/m --revision main",
            "`org/m` is downloaded from the branch `main`, which changes without notice",
            "add `--revision` with a commit of the repository",
        ),
        (
            "RUN wget https://huggingface.co/org/m/resolve/main/model.safetensors",
            "`org/m` is downloaded from the branch `main`, which changes without notice",
            "put a commit in place of the branch",
        ),
        (
            "RUN python -c \"from datasets import load_dataset; load_dataset('squad')\"",
            "`squad` is downloaded without a revision, so that each build takes what is newest that day",
            'name a commit: `revision="…"`',
        ),
        (
            "RUN python -c \"import torch; torch.hub.load('pytorch/vision', 'resnet18')\"",
            "`pytorch/vision` is downloaded without a revision, so that each build takes what is newest that day",
            "put `:` and a tag or commit behind the repository",
        ),
    ],
)
def test_what_it_says(run: str, message: str, help: str, findings: Findings) -> None:
    (one,) = findings({"Dockerfile": f"{FROM}{run}\n"}, "ML404")
    assert (one.message, one.help, one.severity) == (message, help, Severity.WARNING)


def test_a_repository_is_told_once_a_step(findings: Findings) -> None:
    code = "from transformers import *; AutoTokenizer.from_pretrained('gpt2'); AutoModel.from_pretrained('gpt2')"
    run = f'RUN python -c "{code}"\n'
    assert (
        len(findings({"Dockerfile": FROM + run.replace("import *", "import AutoModel, AutoTokenizer")}, "ML404")) == 1
    )


@pytest.mark.parametrize("line", ["RUN curl -O https://x.org/best.pth", "ADD https://x.org/best.pth /m/"])
def test_a_file_that_nothing_is_known_of(line: str, findings: Findings) -> None:
    (one,) = findings({"Dockerfile": f"{FROM}{line}\n"}, "ML404")
    assert one.severity is Severity.INFO
    assert one.message == "`best.pth` is downloaded from a URL without a version, and no checksum is compared"


@pytest.mark.parametrize(
    "line",
    [
        f"RUN hf download org/m --revision {SHA}",
        "RUN hf download org/m --revision v1.5",
        "RUN hf download org/m --revision $REVISION",
        "ARG MODEL=org/m\nRUN hf download $MODEL",
        'ENV MODEL=org/m\nRUN hf download "${MODEL}" --local-dir /m',
        "ARG NAME=m\nRUN hf download org/${NAME}",
        "ENV MODEL=org/m\nRUN git clone https://huggingface.co/$MODEL",
        "ARG REPO=org/m\nRUN wget https://huggingface.co/${REPO}/resolve/main/model.safetensors",
        "ARG REPO=org/m\nADD https://huggingface.co/${REPO}/resolve/main/model.safetensors /m/",
        "ARG MODEL=org/m\nRUN python -c \"from transformers import AutoModel; AutoModel.from_pretrained('$MODEL')\"",
        'ENV M=org/m\nRUN python -c "import os; from transformers import AutoModel; '
        "AutoModel.from_pretrained(os.environ['M'])\"",
        "RUN ollama pull llama3",
        "RUN python -c \"import whisper; whisper.load_model('base')\"",
        "RUN wget https://x.org/v1.2/best.pth",
        "RUN wget https://download.pytorch.org/models/resnet50-0676ba61.pth",
        'RUN wget https://x.org/best.pth && echo "00 best.pth" | sha256sum -c',
        "ADD --checksum=sha256:24454f830c https://x.org/best.pth /m/",
        f"RUN git clone https://huggingface.co/org/m && git -C m checkout {SHA}",
        "RUN pip install huggingface_hub",
    ],
)
def test_is_silent(line: str, findings: Findings) -> None:
    assert not findings({"Dockerfile": f"{FROM}{line}\n"}, "ML404")


@pytest.mark.parametrize("line", ["RUN wget", "ADD"])
def test_only_the_file_is_a_variable(line: str, findings: Findings) -> None:
    url = "https://huggingface.co/org/m/resolve/main/$FILE /m/"
    assert len(findings({"Dockerfile": f"{FROM}ARG FILE=model.safetensors\n{line} {url}\n"}, "ML404")) == 1


def test_a_variable_of_the_command_is_no_choice(findings: Findings) -> None:
    assert len(findings({"Dockerfile": f"{FROM}RUN MODEL=org/m && hf download $MODEL\n"}, "ML404")) == 1


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ("MODEL = os.getenv('MODEL', 'org/m')\nAutoModel.from_pretrained(MODEL)\n", 0),
        ("MODEL = 'org/m'\nAutoModel.from_pretrained(MODEL)\n", 1),
    ],
    ids=["the variable that the program reads, too", "a constant"],
)
def test_a_script_that_warms_a_cache(code: str, count: int, findings: Findings) -> None:
    tree = {
        "download.py": "import os\nfrom transformers import AutoModel\n" + code,
        "Dockerfile": f"{FROM}ENV MODEL=org/m\nCOPY download.py .\nRUN python download.py\n",
    }
    assert len(findings(tree, "ML404")) == count


@pytest.mark.parametrize(
    ("install", "name", "count"),
    [
        ("RUN pip install sentence-transformers==2.2.2\nRUN", "SentenceTransformer", 0),
        ("RUN pip install sentence-transformers==2.2.2 &&", "SentenceTransformer", 0),
        ("RUN pip install 'sentence-transformers<2.3'\nRUN", "SentenceTransformer", 0),
        ("COPY requirements.txt .\nRUN pip install -r requirements.txt\nRUN", "SentenceTransformer", 0),
        ("RUN pip install sentence-transformers==2.3.0\nRUN", "SentenceTransformer", 1),
        ("RUN pip install sentence-transformers==2.3.0\nRUN", "CrossEncoder", 0),
        ("RUN pip install sentence-transformers==2.4.0\nRUN", "CrossEncoder", 1),
        ("RUN pip install sentence-transformers\nRUN", "SentenceTransformer", 1),
    ],
)
def test_a_release_that_takes_no_revision(install: str, name: str, count: int, findings: Findings) -> None:
    code = f"from sentence_transformers import {name}; {name}('org/m')"
    tree = {
        "Dockerfile": f'{FROM}{install} python -c "{code}"\n',
        "requirements.txt": "sentence-transformers==2.2.2\n",
    }
    assert len(findings(tree, "ML404")) == count
