"""The images whose sizes `image_size.py` compares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

BASE = "python:3.11-slim"

_UPDATE = "apt-get update && apt-get install -y --no-install-recommends"
_CLEAN = "apt-get clean && rm -rf /var/lib/apt/lists/*"


class Case(NamedTuple):
    """An image. `files` are those of its context: their text, or how many bytes they have."""

    name: str
    dockerfile: str
    files: Mapping[str, str | int] = {}


def _installed(name: str, packages: str, options: str = "--no-cache-dir ") -> Case:
    return Case(name, f"FROM {BASE}\nRUN pip install {options}{packages}\n")


def _required(name: str, requirements: str) -> Case:
    dockerfile = f"FROM {BASE}\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n"
    return Case(name, dockerfile, {"requirements.txt": requirements})


CASES = (
    _installed("numpy", "numpy"),
    _installed("scipy-matplotlib", "scipy matplotlib"),
    _required("pandas-scikit-learn", "pandas\nscikit-learn\n"),
    _required("pinned-pandas", "numpy==1.26.4\npandas==2.1.4\nscikit-learn==1.3.2\n"),
    _installed("tensorflow-cpu", "tensorflow-cpu"),
    _required("tensorflow-cpu-pinned", "tensorflow-cpu==2.15.0\n"),
    _installed("onnxruntime", "onnxruntime numpy"),
    _installed("xgboost", "xgboost"),
    _required("xgboost-pinned", "xgboost==1.7.6\n"),
    _installed("lightgbm", "lightgbm pandas"),
    _installed("transformers", "transformers"),
    _installed("datasets", "datasets evaluate"),
    _installed("pyarrow-polars", "pyarrow polars"),
    _installed("statsmodels-seaborn", "statsmodels seaborn"),
    _installed("catboost", "catboost"),
    _installed("web-clients", "boto3 sqlalchemy requests redis"),
    _installed("jupyterlab", "jupyterlab"),
    _required("cache-left", "fastapi\nuvicorn[standard]\nhttpx\npydantic-settings\n"),
    Case(
        "opencv",
        f"FROM {BASE}\nRUN {_UPDATE} libgl1 libglib2.0-0 && {_CLEAN}\nRUN pip install --no-cache-dir opencv-python\n",
    ),
    Case(
        "compiler",
        f"FROM {BASE}\nRUN {_UPDATE} build-essential git curl && {_CLEAN}\nRUN pip install --no-cache-dir numpy\n",
    ),
    Case("ffmpeg", f"FROM {BASE}\nRUN {_UPDATE} ffmpeg libsndfile1 && {_CLEAN}\n"),
    Case(
        "compiler-removed",
        f"FROM {BASE}\nRUN {_UPDATE} gcc python3-dev && pip install --no-cache-dir scikit-learn"
        f" && apt-get purge -y --auto-remove gcc python3-dev && {_CLEAN}\n",
    ),
    Case("with-recommended", f"FROM {BASE}\nRUN apt-get update && apt-get install -y git cmake && {_CLEAN}\n"),
    Case(
        "environment-copied",
        f"FROM {BASE} AS builder\nRUN python3 -m venv /opt/venv\n"
        "RUN /opt/venv/bin/pip install scikit-learn onnxruntime\n"
        f"FROM {BASE}\nCOPY --from=builder /opt/venv /opt/venv\nENV PATH=/opt/venv/bin:$PATH\n",
    ),
    Case(
        "context",
        f"FROM {BASE}\nRUN pip install --no-cache-dir flask gunicorn\nWORKDIR /app\nCOPY . .\n",
        {
            "app.py": "print()\n",
            "model.onnx": 45_000_000,
            "data/train.csv": 80_000_000,
            "data/test.csv": 20_000_000,
            ".dockerignore": "data/train.csv\n",
        },
    ),
    Case(
        "owner-changed",
        f"FROM {BASE}\nRUN useradd -m app\nWORKDIR /app\nCOPY . /app\nRUN chown -R app /app\n",
        {"model.safetensors": 60_000_000, "app.py": "print()\n"},
    ),
    Case(
        "pip-upgraded",
        f"FROM {BASE}\nRUN pip install --upgrade pip\nRUN pip install --no-cache-dir pillow opencv-python-headless\n",
    ),
    Case(
        "uv",
        f"FROM {BASE}\nRUN pip install --no-cache-dir uv\nRUN uv pip install --system --no-cache pandas scikit-learn\n",
    ),
    Case(
        "cache-mounted",
        f"FROM {BASE}\nRUN --mount=type=cache,target=/root/.cache/pip pip install scipy numba\n",
    ),
)
