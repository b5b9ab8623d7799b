"""Environment variables that shells, compilers and well-known programs read themselves, by the beginning of the name.

A variable that is not among them is read by nobody unless a program of the project names it. Sources: the manuals in
`SOURCES`, looked at on the day in `VERIFIED`.
"""

from __future__ import annotations

from dflint.lazy_pattern import lazy_pattern

VERIFIED = "2026-11-27"
SOURCES = (
    "https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap08.html",
    "https://docs.python.org/3/using/cmdline.html#environment-variables",
    "https://pip.pypa.io/en/stable/topics/configuration/#environment-variables",
    "https://flask.palletsprojects.com/en/stable/config/",
    "https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables",
    "https://docs.nvidia.com/cuda/cuda-c-programming-guide/index.html#cuda-environment-variables",
    "https://www.gnu.org/software/make/manual/html_node/Implicit-Variables.html",
    "https://docs.pytorch.org/docs/stable/torch_environment_variables.html",
)

READ_BY_TOOLS = lazy_pattern(
    r".*PATH|LD_.*|HOME|SHELL|USER|PWD|LANG|LC_.*|TZ|TERM|DISPLAY|EDITOR|(?:https?|no|ftp|all)_proxy|"
    r"(?:HTTPS?|NO|FTP|ALL)_PROXY|CC|CXX|(?:C|CXX|CPP|LD)FLAGS|MAKEFLAGS|JAVA_HOME|MAX_JOBS|FORCE_CUDA|"
    r"(?:PYTHON|PIP|UV|POETRY|PDM|VIRTUAL|CONDA|MAMBA|FLASK|DJANGO|UVICORN|GUNICORN|HF|HUGGING|TRANSFORMERS|CUDA|"
    r"CUDNN|NVIDIA|NCCL|TORCH|PYTORCH|TF|XLA|JAX|OMP|MKL|OPENBLAS|JUPYTER|STREAMLIT|GRADIO|WANDB|MLFLOW|AWS|GOOGLE|"
    r"AZURE|GIT|NODE|NPM|CMAKE|CARGO|RUST|GO|SSL|CURL|REQUESTS|QT|NLTK|VLLM|OPENAI)_?[A-Z_0-9]*|RUSTFLAGS"
)
"""The names; each has to match as a whole."""
