"""The commands of Python packages that are not called like the package.

Sources: ``[project.scripts]`` and ``console_scripts`` of the packages at https://pypi.org/project/NAME/, looked at on
the day in `VERIFIED`.
"""

from __future__ import annotations

from collections.abc import Mapping

VERIFIED = "2026-11-23"

CONSOLE_SCRIPTS: Mapping[str, tuple[str, ...]] = {
    "accelerate-launch": ("accelerate",),
    "django-admin": ("django",),
    "dotenv": ("python-dotenv",),
    "hf": ("huggingface-hub", "transformers", "datasets", "diffusers"),
    "huggingface-cli": ("huggingface-hub", "transformers", "datasets", "diffusers"),
    "jupyter": ("jupyterlab",),
    "jupyter-lab": ("jupyterlab",),
    "py.test": ("pytest",),
    "tensorboard": ("tensorboard", "tensorflow"),
    "torchrun": ("torch",),
    "transformers-cli": ("transformers",),
}
"""A command to the packages one of which brings it, or asks for one that does."""

NAMED_ALIKE = frozenset({"uv"})
"""Packages that bring a command of their own name, into the directory of programs of the Python that has them."""
