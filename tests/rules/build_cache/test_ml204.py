from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability, Diagnostic

Words = Callable[..., list[str]]
Findings = Callable[..., list[Diagnostic]]
Lay = Callable[..., Any]

FILES = {
    "app.py": "import transformers\n",
    "ml/load.py": "x = 1\n",
    "download_model.py": "from huggingface_hub import snapshot_download\nsnapshot_download('org/model')\n",
}
HF = "RUN hf download org/model --local-dir /m"
INLINE = "RUN python -c \"from huggingface_hub import snapshot_download; snapshot_download('org/model')\""


def dockerfile(*lines: str, base: str = "python:3.12-slim") -> dict[str, Any]:
    return {**FILES, "Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    "lines",
    [
        ["COPY . /app", HF],
        ["WORKDIR /app", "COPY . .", INLINE],
        [
            "COPY ml /app/ml",
            "RUN mkdir -p /m && wget -P /m https://huggingface.co/org/model/resolve/main/model.safetensors",
        ],
        ["COPY . /app", "RUN pip install huggingface_hub && hf download org/model"],
    ],
)
def test_a_download_below_the_source(findings: Findings, lines: list[str]) -> None:
    (one,) = findings(dockerfile(*lines), "ML204")
    assert "is downloaded again whenever the source changes" in one.message
    assert one.help == "download it above the COPY"


def test_a_script_of_the_project(findings: Findings) -> None:
    (one,) = findings(dockerfile("WORKDIR /app", "COPY . .", "RUN python download_model.py"), "ML204")
    assert one.source.slice(one.span) == "python download_model.py"
    assert one.help == "copy `download_model.py` alone first, download, and then copy the rest"
    assert one.fix is None


@pytest.mark.parametrize(
    "lines",
    [
        [HF, "COPY . /app"],
        # Only the script.
        ["COPY download_model.py /app/", "RUN python /app/download_model.py", "COPY . /app"],
        ["COPY download_model.py /app/", HF],
        # The RUN needs the source.
        [
            "WORKDIR /app",
            "COPY . .",
            "RUN python -c \"import ml.load; from huggingface_hub import snapshot_download as s; s('org/model')\"",
        ],
        ["COPY . /app", "RUN /app/ml/load.py && hf download org/model"],
        ["COPY . /app", "RUN make && hf download org/model"],
        # Kept by a mount.
        ["COPY . /app", "RUN --mount=type=cache,target=/root/.cache/huggingface hf download org/model"],
        # Perhaps.
        ["COPY . /app", "ARG BAKE", 'RUN if [ -n "$BAKE" ]; then hf download org/model; fi'],
        # In another stage.
        ["COPY . /app", "FROM python:3.12-slim", HF],
        ["COPY --from=e.org/a /app /app", HF],
        # A few megabytes.
        ["WORKDIR /app", "COPY . .", "RUN python -c \"from ultralytics import YOLO; YOLO('yolov8n.pt')\""],
        [
            "COPY . /app",
            "RUN wget -P /m https://github.com/ultralytics/assets/releases/download/v8.3.0/yolo11n-seg.pt",
        ],
        ["COPY . /app", "RUN hf download org/model config.json tokenizer.model --local-dir /m"],
        [
            "COPY . /app",
            "RUN python -c \"from huggingface_hub import hf_hub_download as d; d('org/model', 'vocab.bpe')\"",
        ],
        ["COPY . /app", "RUN wget -P /m https://huggingface.co/org/model/resolve/main/tokenizer.model"],
        # A stage of which nothing gets into an image.
        ["COPY . /app", HF, "FROM python:3.12-slim", "COPY --from=0 /app /app"],
        # When the container starts.
        ["COPY . /app", "CMD hf download org/model && python /app/app.py"],
        ["COPY . /app", "RUN pip install huggingface_hub"],
    ],
)
def test_nothing_is_downloaded_again(words: Words, lines: list[str]) -> None:
    assert words(dockerfile(*lines), "ML204") == []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ["COPY . /app", "RUN wget -O /app/models/a.safetensors https://e.org/a.safetensors"],
            "download it above the COPY; make the folder that it goes to first",
        ),
        (["WORKDIR /app", "COPY . .", "RUN wget https://e.org/a.safetensors"], "download it above the COPY"),
        (["COPY . /app", "RUN wget -P /m https://e.org/a.safetensors"], "download it above the COPY"),
    ],
)
def test_the_folder_has_to_be_there(findings: Findings, lines: list[str], expected: str) -> None:
    (one,) = findings(dockerfile(*lines), "ML204")
    assert one.help == expected


def test_what_is_copied_into_the_image_counts(findings: Findings) -> None:
    lines = ["COPY . /app", HF, "FROM python:3.12-slim", "COPY --from=0 /m /m"]
    assert len(findings(dockerfile(*lines), "ML204")) == 1


def test_the_copy_is_moved_on_demand(lay: Lay) -> None:
    checker = lay(dockerfile("COPY . /app", "ENV A=b", HF, "CMD x"))
    (one,) = checker.fix("ML204")
    assert one.fix is not None
    assert one.fix.applicability is Applicability.UNSAFE
    assert checker.fix("ML204", allowed=Applicability.UNSAFE) == []
    assert checker.tree() == checker.expected(dockerfile("ENV A=b", HF, "COPY . /app", "CMD x"))


def test_what_installs_the_tool_may_need_the_source(findings: Findings) -> None:
    (one,) = findings(dockerfile("COPY . /app", "RUN pip install /app", HF), "ML204")
    assert one.fix is None
