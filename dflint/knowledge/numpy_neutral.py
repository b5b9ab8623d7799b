"""Packages that neither need NumPy nor say which one is to be installed, themselves or by what they need.

All were resolved together with the package index on the day in `VERIFIED` (``uv pip compile`` for Python 3.11), and
NumPy was not among the result; torchvision needs NumPy, and bounds it no more than torchaudio does.
"""

from __future__ import annotations

VERIFIED = "2026-11-27"

SOURCE = "https://pypi.org/pypi/{name}/json"
"""Where the metadata of each can be read."""

NUMPY_NEUTRAL = frozenset(
    {"aiofiles", "aiohttp", "beautifulsoup4", "boto3", "celery", "click", "fastapi", "flask", "flask-cors"}
    | {"google-cloud-storage", "grpcio", "gunicorn", "httpx", "huggingface-hub", "jinja2", "loguru", "lxml", "ninja"}
    | {"packaging", "pillow", "pip", "prometheus-client", "protobuf", "psutil", "psycopg2-binary", "pydantic"}
    | {"pydantic-settings", "python-dotenv", "python-multipart", "pyyaml", "redis", "requests", "rich", "safetensors"}
    | {"sentencepiece", "setuptools", "sqlalchemy", "starlette", "tokenizers", "tqdm", "typing-extensions", "uvicorn"}
    | {"websockets", "wheel", "torchaudio", "torchvision"}
)

BRINGS_NUMPY = frozenset({"torchvision"})
"""Those that need it nevertheless."""

BUILT_WITH_NUMPY = frozenset(
    {"numba", "onnxruntime", "opencv-contrib-python", "opencv-python", "opencv-python-headless", "pandas"}
    | {"scikit-learn", "scipy", "tensorflow", "torch"}
)
"""The packages of `dflint.knowledge.numpy_floors`, which is read only where one of them is wanted."""
