"""ML802: ``RUN hf auth login --token …`` leaves the token in the image."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic

Findings = Callable[..., list[Diagnostic]]

FROM = "FROM python:3.12-slim\n"
JSON = '\'{"username":"a","key":"b"}\''


@pytest.mark.parametrize(
    ("line", "word", "path"),
    [
        ("RUN hf auth login --token $HF_TOKEN", "hf auth login", "/root/.cache/huggingface/token"),
        ("RUN huggingface-cli login --token x", "huggingface-cli login", "/root/.cache/huggingface/token"),
        ("RUN pip install wandb && wandb login $KEY", "wandb login", "/root/.netrc"),
        ("RUN docker login -u a -p b nvcr.io", None, "/root/.docker/config.json"),
        (f"RUN mkdir ~/.kaggle && echo {JSON} > ~/.kaggle/kaggle.json", "~/.kaggle/kaggle.json", "/root/.kaggle"),
        ('RUN printf "machine x password $P" >> /root/.netrc', "/root/.netrc", "/root/.netrc"),
        (
            "RUN python -c \"from huggingface_hub import login; login('hf_x')\"",
            "login",
            "/root/.cache/huggingface/token",
        ),
    ],
)
def test_what_is_found(line: str, word: str | None, path: str, findings: Findings) -> None:
    (one,) = findings({"Dockerfile": f"{FROM}{line}\n"}, "ML802")
    assert path in one.message
    if word is not None:
        assert one.source.slice(one.span) == word


@pytest.mark.parametrize(
    "dockerfile",
    [
        FROM + "RUN hf auth login --token $T && hf download org/m && hf auth logout\n",
        FROM + "RUN hf auth login --token $T && hf download org/m && rm -rf /root/.cache\n",
        FROM + "RUN --mount=type=tmpfs,target=/root/.cache hf auth login --token $T\n",
        FROM + "RUN hf auth login --help\n",
        FROM + "RUN --mount=type=secret,id=k,env=WANDB_API_KEY wandb login\n",
        FROM + "RUN hf auth login\n",
        FROM + "RUN wandb offline\n",
        FROM + "RUN git config --global credential.helper store\n",
        FROM + "RUN echo 'wandb login'\n",
        f"{FROM[:-1]} AS fetch\nRUN hf auth login --token $T && hf download org/m --local-dir /m\n"
        f"{FROM}COPY --from=fetch /m /m\n",
        FROM + "RUN --mount=type=secret,id=kaggle,target=/root/.kaggle/kaggle.json kaggle datasets list\n",
        FROM + "CMD wandb login $WANDB_API_KEY && python train.py\n",
        FROM + "RUN cat /root/.netrc\n",
    ],
    ids=[
        "logged out",
        "removed again",
        "not in the layer",
        "only help",
        "the key of a variable is not written",
        "it asks",
        "no login",
        "only a helper",
        "only a text",
        "stays in its stage",
        "a secret at the file",
        "when the container starts",
        "only read",
    ],
)
def test_is_silent(dockerfile: str, findings: Findings) -> None:
    assert not findings({"Dockerfile": dockerfile}, "ML802")


SECRET = "do not log in: give the RUN the variable as a secret (`--mount=type=secret,id=…,env=HF_TOKEN`)"
START = "do not log in: no RUN needs it, so give the container the variable when it starts (`-e HF_TOKEN`)"
LOGIN = "RUN hf auth login --token $T"


@pytest.mark.parametrize(
    ("lines", "help"),
    [
        (f"{LOGIN} && hf download org/m", SECRET),
        (f"{LOGIN}\nRUN python -c \"from transformers import AutoModel; AutoModel.from_pretrained('org/m')\"", SECRET),
        (f"{LOGIN}\nRUN python fetch.py", SECRET),
        (f"{LOGIN}\nRUN ./setup.sh", SECRET),
        (f"{LOGIN}\nRUN python -m app.fetch", SECRET),
        (f"{LOGIN}\nRUN python -m pip install x && git clone https://github.com/a/b", START),
        (f'{LOGIN}\nCMD ["vllm", "serve", "org/m"]', START),
        (f"RUN pip list && pip install x\n{LOGIN}\nRUN mkdir /data\nCMD python fetch.py", START),
        (f"RUN hf download org/open\n{LOGIN}", START),
        ("RUN python -c \"from huggingface_hub import login; login('hf_x')\"", START),
        ("RUN wandb login $KEY", START.replace("HF_TOKEN", "WANDB_API_KEY")),
        ("RUN docker login -u a -p b nvcr.io", SECRET.replace("HF_TOKEN", "…")),
    ],
    ids=[
        "the same RUN",
        "a later RUN",
        "a program that is not read",
        "a script that is not read",
        "a module that is not read",
        "installed and cloned",
        "at the start",
        "at the start, with other commands",
        "downloaded before",
        "by code",
        "of another service",
        "a login without a variable",
    ],
)
def test_help(lines: str, help: str, findings: Findings) -> None:
    (one,) = findings({"Dockerfile": f"{FROM}{lines}\n"}, "ML802")
    assert one.help == help
