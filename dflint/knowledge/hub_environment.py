"""Variables and commands of the Hugging Face libraries that have been renamed or do nothing any more.

Looked up in the wheels on the day in `VERIFIED`: constants.py and the console scripts of huggingface_hub 0.18.0,
0.19.0, 0.33.0 to 0.36.0, 1.0.0, 1.10.0 to 1.12.0, 1.33.0 and 2.0.0 to 2.4.0; utils/hub.py and METADATA of transformers
4.57.1, 5.0.0 and 5.24.0.
"""

from __future__ import annotations

from typing import NamedTuple

VERIFIED = "2026-11-27"


class OldVariable(NamedTuple):
    """A variable that should not be set any more.

    `replacement` is the one that is read in its place. `package` ignores the old one from version `ignored_from` on, ()
    if it still reads it. `works_before` is whether nothing was wrong with it before that version.
    """

    name: str
    replacement: str
    package: str
    ignored_from: tuple[int, ...]
    works_before: bool
    source: str


_HUB = "https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables#deprecated-environment-variables"
_TRANSFORMERS = "https://github.com/huggingface/transformers/blob/v4.57.1/src/transformers/utils/hub.py"

OLD_VARIABLES = {
    row.name: row
    for row in (
        OldVariable("TRANSFORMERS_CACHE", "HF_HUB_CACHE", "transformers", (5,), False, _TRANSFORMERS),
        OldVariable("PYTORCH_TRANSFORMERS_CACHE", "HF_HUB_CACHE", "transformers", (5,), False, _TRANSFORMERS),
        OldVariable("PYTORCH_PRETRAINED_BERT_CACHE", "HF_HUB_CACHE", "transformers", (5,), False, _TRANSFORMERS),
        OldVariable("HUGGINGFACE_HUB_CACHE", "HF_HUB_CACHE", "huggingface-hub", (), False, _HUB),
        OldVariable("HUGGINGFACE_ASSETS_CACHE", "HF_ASSETS_CACHE", "huggingface-hub", (), False, _HUB),
        OldVariable("HF_HUB_ENABLE_HF_TRANSFER", "HF_XET_HIGH_PERFORMANCE", "huggingface-hub", (1,), True, _HUB),
    )
}
"""By name. ``HUGGING_FACE_HUB_TOKEN`` is a credential, which has no place in a Dockerfile under any name."""

OLD_COMMAND = "huggingface-cli"
NEW_COMMAND = "hf"
OLD_COMMAND_REMOVED = (1,)
"""huggingface_hub 1.0 has no `huggingface-cli`; releases 1.11 to 1.33 have one that prints a notice and fails."""
NEW_COMMAND_ADDED = (0, 34)
HUB_CAPPED_BY_TRANSFORMERS = (5,)
"""transformers 4 asks for huggingface-hub below 1.0, transformers 5 for 1.0 and newer (their METADATA)."""

NEW_SUBCOMMANDS = {"download": "download", "upload": "upload", "login": "auth login", "whoami": "auth whoami"}
"""Of ``huggingface-cli``, those that ``hf`` has too, and what they are called there."""

KEPT_OPTIONS = frozenset(
    "--repo-type --revision --cache-dir --local-dir --force-download --token --max-workers "
    "--add-to-git-credential".split()
)
"""Options that are the same in both, with one value or none."""

CACHE_VARIABLES = {
    "HF_HOME": _HUB,
    "HF_HUB_CACHE": _HUB,
    "HUGGINGFACE_HUB_CACHE": _HUB,
    "TRANSFORMERS_CACHE": _TRANSFORMERS,
    "SENTENCE_TRANSFORMERS_HOME": "https://sbert.net/docs/package_reference/sentence_transformer/SentenceTransformer.html",
    "TORCH_HOME": "https://docs.pytorch.org/docs/stable/hub.html#where-are-my-downloaded-models-saved",
    "TFHUB_CACHE_DIR": "https://github.com/tensorflow/hub/blob/master/docs/caching.md",
    "KERAS_HOME": "https://github.com/keras-team/keras/blob/master/keras/src/backend/config.py",
    "VLLM_CACHE_ROOT": "https://github.com/vllm-project/vllm/blob/main/vllm/envs.py",
    "XDG_CACHE_HOME": "https://specifications.freedesktop.org/basedir-spec/latest/",
}
"""Variables that say where libraries keep the models that they download.

Where the page does not name it, the library does: keras 3.15.1 (backend/config.py) and sentence-transformers 6.2.0.
"""

CACHE_ARGUMENTS = ("cache_dir", "cache_folder")
"""Arguments of functions that say where models are kept, whatever the variables say: `from_pretrained` of transformers
5.24.0 and `hf_hub_download` of huggingface_hub 2.4.0 have the first, sentence-transformers 6.2.0 has the second."""

HUB_PACKAGES = frozenset(
    "huggingface-hub transformers sentence-transformers diffusers datasets faster-whisper flagembedding".split()
)
"""Packages that keep what they download in the cache of huggingface_hub."""

HUB_DEPENDENTS = HUB_PACKAGES | frozenset(
    "accelerate peft optimum trl tokenizers timm open-clip-torch vllm sglang bertopic whisperx".split()
)
"""Packages that bring huggingface_hub with them (`requires_dist` at https://pypi.org/pypi/NAME/json)."""

READERS = {
    "HUGGINGFACE_HUB_CACHE": (
        "text-embeddings-inference",
        "text-generation-inference",
        "text-embeddings-router",
        "text-generation-launcher",
        "text-generation-router",
    )
}
"""Images and programs, by a part of their names, that read a variable themselves and know no other for it:
https://github.com/huggingface/text-generation-inference/blob/main/router/src/server.rs,
https://huggingface.co/docs/text-embeddings-inference/cli_arguments."""
