"""Does the server of models that a container runs download the model that it serves, into the directory of its data?"""

from __future__ import annotations

import os
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from dflint.build.steps import is_within
from dflint.compose.service_environment import setting_of
from dflint.lazy_pattern import lazy_pattern
from dflint.project.service_data import mounts_of

if TYPE_CHECKING:
    from dflint.project.containers import Container
    from dflint.project.project import Project


class _Choice(NamedTuple):
    """How a server is told which model to serve: options of its command, and variables."""

    options: tuple[str, ...]
    variables: tuple[str, ...] = ()
    takes_word: bool = False
    """Whether the first word that is no option names the model, too."""


# The options: the documentation of each, looked up on 2026-11-27.
_CHOICES = {
    "vllm": _Choice(("--model",), takes_word=True),
    "sglang": _Choice(("--model-path", "--model")),
    "text-generation-inference": _Choice(("--model-id",), ("MODEL_ID",)),
    "text-embeddings-inference": _Choice(("--model-id",), ("MODEL_ID",)),
    "infinity": _Choice(("--model-id", "--model-name-or-path"), ("INFINITY_MODEL_ID",)),
}
_OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")
# Those of NIM's images that look at parts of a page: how large their models are is not known.
_SMALL_MODELS = lazy_pattern(r".*(?:page-elements|graphic-elements|table-structure|ocr|yolox|detection).*")


def downloads_model(container: Container, project: Project) -> bool:
    """Whether the container certainly fetches the models that it serves, now or when somebody asks for one.

    Ollama, LocalAI and NIM always do. Of a server that is told a model it has to be one that is on no disk: a name of
    the hub, or one that is not known while nothing is mounted that could hold it.
    """
    family = container.image.family if container.image is not None else ""
    if family == "nim" and _SMALL_MODELS.fullmatch(container.reference.name if container.reference else ""):
        return False
    choice = _CHOICES.get(family)
    if choice is None:
        return _serves(container, family)
    if any(setting_of(container.service, name, project.source) is not None for name in _OFFLINE):
        return False
    texts = _named(container, choice, project)
    if not texts:
        return False
    return all(_is_fetched(text, container) for text in texts)


def _serves(container: Container, family: str) -> bool:
    """Whether the container runs the image's own server, and not another command of it."""
    service = container.service
    if service.entrypoint is not None:
        return family == "ollama" and "serve" in container.command_line
    if service.command is None:
        return True
    words = container.command_line.split()
    return family == "localai" or (family == "ollama" and bool(words) and words[0] == "serve")


def _named(container: Container, choice: _Choice, project: Project) -> list[str | None]:
    """The models that the server is told to serve; None for one that is not known."""
    texts: list[str | None] = []
    for command in container.commands:
        words = [word.text for word in command.words]
        for word, following in pairwise([*words, ""]):
            name, equals, value = word.partition("=")
            if name in choice.options:
                texts.append(value if equals else following)
    if not texts and choice.takes_word and container.service.entrypoint is None:
        words = container.command_line.split()
        words = words[2:] if words[:2] == ["vllm", "serve"] else words[1:] if words[:1] == ["serve"] else words
        texts += [word for word in words[:1] if not word.startswith("-")]
    for name in () if texts else choice.variables:
        setting = setting_of(container.service, name, project.source)
        if setting is not None:
            texts.append(setting.value)
    return [None if text is None or "$" in text else text.strip("'\"") for text in texts]


def _is_fetched(model: str | None, container: Container) -> bool:
    mounts = list(mounts_of(container.service))
    if model is None:
        return not mounts
    if model.startswith(("/", ".", "~")):
        return False
    # A relative path may lie in what is mounted at the working directory.
    return model.count("/") == 1 and not any(
        mount.target is not None and is_within(os.path.join("/", model), mount.target) for mount in mounts
    )
