"""Where the libraries that fetch models keep them, and which variables say so.

What the packages say was looked up on the day in `VERIFIED`: constants.py of huggingface_hub 2.4.0, torch/hub.py of
torch 2.15.0, nltk/data.py of NLTK 3.10.4.
"""

from __future__ import annotations

from typing import NamedTuple

VERIFIED = "2026-11-27"


class ModelCache(NamedTuple):
    """The cache of a library: `home` is where it is below the home directory.

    `variables` name the directory, the one that counts first before the others, with what is added to their value.
    """

    title: str
    home: str
    variables: tuple[tuple[str, str], ...]
    source: str


MODEL_CACHES: tuple[ModelCache, ...] = (
    ModelCache(
        "the Hugging Face Hub",
        ".cache/huggingface",
        (("HF_HUB_CACHE", ""), ("HUGGINGFACE_HUB_CACHE", ""), ("HF_HOME", ""), ("XDG_CACHE_HOME", "/huggingface")),
        "https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables",
    ),
    ModelCache(
        "torch.hub",
        ".cache/torch",
        (("TORCH_HOME", ""), ("XDG_CACHE_HOME", "/torch")),
        "https://docs.pytorch.org/docs/stable/hub.html#where-are-my-downloaded-models-saved",
    ),
    ModelCache("NLTK", "nltk_data", (("NLTK_DATA", ""),), "https://www.nltk.org/data.html"),
)
