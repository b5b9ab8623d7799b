"""From which release on a package can be installed without a compiler, with all that it needs, by Python version.

`dflint.knowledge.wheels` knows of the package alone. A release of a package in this table may bound what it needs to
releases that have no wheel, or lack one itself although older ones have it: pydantic 2.0 needs a pydantic-core that has
none for Python 3.12, gradio 5.10 a markupsafe that has none for 3.13. The releases below were resolved with

    uv pip compile --only-binary :all: --python-version 3.12 --python-platform x86_64-manylinux_2_28

on the day in `VERIFIED`; older ones may do as well, but were not looked at.
"""

from __future__ import annotations

from collections.abc import Mapping

VERIFIED = "2026-11-23"
SOURCE = "https://pypi.org/simple/"

_OF_EARLY_2024 = {
    "accelerate": "0.27.0",
    "aiohttp": "3.9.0",
    "datasets": "2.17.0",
    "diffusers": "0.26.0",
    "duckdb": "0.10.0",
    "evaluate": "0.4.1",
    "fastapi": "0.109.0",
    "gensim": "4.3.3",
    "gradio": "4.17.0",
    "jupyterlab": "4.1.0",
    "langchain": "0.1.6",
    "langchain-community": "0.0.18",
    "langchain-openai": "0.0.5",
    "librosa": "0.10.1",
    "mlflow": "2.10.2",
    "opencv-python-headless": "4.9.0.80",
    "optuna": "3.5.0",
    "peft": "0.8.2",
    "polars": "0.20.0",
    "protobuf": "4.25.0",
    "pydantic": "2.6.1",
    "qdrant-client": "1.7.2",
    "sentence-transformers": "2.3.1",
    "streamlit": "1.31.0",
    "tensorboard": "2.16.2",
    "timm": "0.9.12",
    "torchvision": "0.17.0",
    "transformers": "4.38.0",
    "uvicorn": "0.27.0",
    "wandb": "0.16.3",
    "xgboost": "2.0.3",
    # Installers
    "pdm": "2.12.0",
    "pipenv": "2023.11.15",
    "poetry": "1.7.0",
    "uv": "0.2.0",
    "virtualenv": "20.24.7",
}
_OF_JANUARY_2025 = {
    "accelerate": "1.2.1",
    "aiohttp": "3.10.11",
    "datasets": "3.2.0",
    "diffusers": "0.32.1",
    "duckdb": "1.1.3",
    "evaluate": "0.4.3",
    "fastapi": "0.115.6",
    "jupyterlab": "4.3.4",
    "langchain": "0.3.14",
    "langchain-community": "0.3.14",
    "langchain-openai": "0.3.0",
    "librosa": "0.10.2.post1",
    "mlflow": "2.19.0",
    "opencv-python-headless": "4.10.0.84",
    "optuna": "4.1.0",
    "peft": "0.14.0",
    "polars": "1.9.0",
    "protobuf": "5.28.0",
    "pydantic": "2.10.4",
    "qdrant-client": "1.13.0",
    "sentence-transformers": "3.3.1",
    "streamlit": "1.41.1",
    "tensorboard": "2.18.0",
    "timm": "1.0.12",
    "torchvision": "0.21.0",
    "transformers": "4.48.0",
    "uvicorn": "0.34.0",
    "wandb": "0.19.1",
    "xgboost": "2.1.2",
    # Installers
    "pdm": "2.20.0",
    "pipenv": "2024.4.0",
    "poetry": "2.0.0",
    "uv": "0.5.0",
    "virtualenv": "20.27.0",
}

CLOSURE_FLOORS: Mapping[str, Mapping[str, str]] = {
    "3.10": _OF_EARLY_2024,
    "3.11": _OF_EARLY_2024,
    "3.12": _OF_EARLY_2024,
    "3.13": _OF_JANUARY_2025,
}
"""By Python version, then by package."""

PURE_PACKAGES = frozenset({"pip", "setuptools", "wheel"})
"""Packages that come as wheels of pure Python and need nothing."""

CLOSURE_EXTRAS = frozenset({("uvicorn", "standard"), ("fastapi", "standard")})
"""The extras that were resolved too."""
