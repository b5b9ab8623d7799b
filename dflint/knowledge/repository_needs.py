"""What a package needs that is installed from its repository, where the repository has another name than the package.

Read in the requirements.txt, the setup.py or the pyproject.toml of each on the day in `VERIFIED`, without the versions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from dflint.lazy_pattern import lazy_pattern

VERIFIED = "2026-11-27"
SOURCE = "https://github.com/{name}"

REPOSITORY_NEEDS: Mapping[str, str] = {
    "openai/clip": "ftfy regex torch torchvision tqdm",
    "openai/whisper": "more-itertools numba numpy tiktoken torch tqdm",
    "suno-ai/bark": "boto3 encodec funcy huggingface-hub numpy scipy tokenizers torch tqdm transformers",
    "facebookresearch/audiocraft": "av demucs einops sentencepiece spacy torch torchaudio torchvision transformers",
    "facebookresearch/fvcore": "iopath numpy pillow pyyaml tabulate termcolor tqdm yacs",
}
"""By owner and name in lower case."""

_REPOSITORY = lazy_pattern(r"(?:github\.com[/:])([\w.-]+/[\w.-]+?)(?:\.git)?/?(?:[@#?].*)?$", re.IGNORECASE)
_COMMIT = lazy_pattern(r"@[0-9a-f]{40}(?:[#?].*)?$")


def repository_in(location: str) -> str | None:
    """The owner and the name, in lower case, of the repository on GitHub that `location` leads to."""
    match = _REPOSITORY.search(location)
    return None if match is None else match[1].lower()


def is_at_commit(location: str) -> bool:
    """Whether `location` names one commit of a repository, by its whole hash."""
    return _COMMIT.search(location) is not None
