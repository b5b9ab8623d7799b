"""Regenerates dflint/knowledge/wheels.py from the package index.

    python scripts/wheel_floors.py

For each package named below it asks the index for the list of its files (PEP 691, metadata only, nothing is
downloaded) and notes the first release from which on every release has a wheel for Linux on x86_64, for each Python
version. The index is https://pypi.org/simple/ or what PIP_INDEX_URL names.
"""

from __future__ import annotations

import datetime
import json
import os
import re
import urllib.request
from pathlib import Path

from packaging.tags import Tag
from packaging.utils import InvalidSdistFilename, InvalidWheelFilename, parse_sdist_filename, parse_wheel_filename
from packaging.version import Version

PACKAGES = (
    "accelerate",
    "aiohttp",
    "alembic",
    "anthropic",
    "beautifulsoup4",
    "boto3",
    "celery",
    "cryptography",
    "datasets",
    "diffusers",
    "django",
    "duckdb",
    "einops",
    "evaluate",
    "faiss-cpu",
    "fastapi",
    "flask",
    "gensim",
    "gradio",
    "grpcio",
    "gunicorn",
    "httpx",
    "huggingface-hub",
    "imageio",
    "jax",
    "jaxlib",
    "joblib",
    "jupyterlab",
    "keras",
    "langchain",
    "langchain-community",
    "langchain-openai",
    "librosa",
    "loguru",
    "matplotlib",
    "mlflow",
    "nltk",
    "numba",
    "numpy",
    "onnx",
    "onnxruntime",
    "openai",
    "opencv-python-headless",
    "optuna",
    "pandas",
    "peft",
    "pillow",
    "plotly",
    "polars",
    "prometheus-client",
    "protobuf",
    "psutil",
    "psycopg2-binary",
    "pyarrow",
    "pydantic",
    "pymongo",
    "pytest",
    "python-dotenv",
    "python-multipart",
    "pyyaml",
    "qdrant-client",
    "ray",
    "redis",
    "requests",
    "safetensors",
    "scikit-image",
    "scikit-learn",
    "scipy",
    "seaborn",
    "sentence-transformers",
    "sentencepiece",
    "soundfile",
    "spacy",
    "sqlalchemy",
    "streamlit",
    "tensorboard",
    "tensorflow",
    "tensorflow-cpu",
    "timm",
    "tokenizers",
    "torch",
    "torchaudio",
    "torchvision",
    "tqdm",
    "transformers",
    "uvicorn",
    "wandb",
    "xgboost",
)

PYTHONS = ("3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14")
TABLE = Path(__file__).parent.parent / "dflint" / "knowledge" / "wheels.py"


def files(package: str) -> list[str]:
    """The names of the files that the index holds for `package`."""
    index = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple/").rstrip("/")
    request = urllib.request.Request(
        f"{index}/{package}/", headers={"Accept": "application/vnd.pypi.simple.v1+json, text/html;q=0.1"}
    )
    with urllib.request.urlopen(request, timeout=60) as response:
        text = response.read().decode()
        if "json" in response.headers.get_content_type():
            return [file["filename"] for file in json.loads(text)["files"]]
    return re.findall(r">\s*([^<>\s]+\.(?:whl|tar\.gz|zip))\s*</a>", text)


def fits(tag: Tag, python: str) -> bool:
    """Whether a wheel with `tag` installs on Linux on x86_64 with glibc and CPython `python`."""
    platform = tag.platform == "any" or (
        tag.platform.endswith("x86_64") and "linux" in tag.platform and "musl" not in tag.platform
    )
    minor = int(python.split(".")[1])
    if not platform:
        return False
    if tag.interpreter == f"cp3{minor}":
        return tag.abi in (f"cp3{minor}", "abi3", "none")
    if tag.abi == "abi3" and re.fullmatch(r"cp3\d+", tag.interpreter):
        return int(tag.interpreter[3:]) <= minor
    if tag.abi == "none" and tag.interpreter.startswith("py3"):
        return tag.interpreter == "py3" or int(tag.interpreter[3:]) <= minor
    return tag.abi == "none" and tag.interpreter == "py2.py3"


def floors(package: str) -> dict[str, str]:
    """For each Python version the first release from which on every release has a wheel, up to the newest that has."""
    released: set[Version] = set()
    with_wheel: dict[str, set[Version]] = {python: set() for python in PYTHONS}
    for name in files(package):
        try:
            if name.endswith(".whl"):
                _, version, _, tags = parse_wheel_filename(name)
            else:
                (_, version), tags = parse_sdist_filename(name), frozenset()
        except (InvalidWheelFilename, InvalidSdistFilename):
            continue
        if version.is_prerelease:
            continue
        released.add(version)
        for python in PYTHONS:
            if any(fits(tag, python) for tag in tags):
                with_wheel[python].add(version)
    return {python: str(_floor(found, released)) for python, found in with_wheel.items() if found}


def _floor(with_wheel: set[Version], released: set[Version]) -> Version:
    floor = newest = max(with_wheel)
    for version in sorted(released, reverse=True):
        if version > newest:
            continue
        if version not in with_wheel:
            break
        floor = version
    return floor


def main() -> None:
    """Write the table."""
    today = datetime.date.today().isoformat()
    rows = [f'    "{package}": {json.dumps(floors(package))},' for package in PACKAGES]
    TABLE.write_text(
        '"""Since which release a package has a wheel for Linux on x86_64 (glibc), by Python version.\n\n'
        "A release from there on needs no compiler to be installed. Generated by scripts/wheel_floors.py from the\n"
        f'package index, looked at on {today}; the source of a row is https://pypi.org/project/NAME/#files.\n"""\n\n'
        "from __future__ import annotations\n\n"
        f'VERIFIED = "{today}"\n\n'
        "WHEEL_FLOORS: dict[str, dict[str, str]] = {\n" + "\n".join(rows) + "\n}\n"
    )


if __name__ == "__main__":
    main()
