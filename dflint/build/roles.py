"""What is an image for? Training, serving, notebooks, development or CI.

The name of the Dockerfile, of its folder and of the stage says it, then the command that the container starts, then the
base image. Where they say nothing, or disagree, the role is not known, and a rule that depends on it stays silent.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import TYPE_CHECKING

from dflint.dockerfile.instructions import Cmd, Entrypoint
from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.stages import Stage
    from dflint.shell.commands import Command


class Role(Enum):
    """What an image is for."""

    TRAINING = "training"
    SERVING = "serving"
    NOTEBOOK = "notebook"
    DEVELOPMENT = "development"
    CI = "ci"


_WORDS: dict[str, Role] = {
    **dict.fromkeys(
        ("train", "training", "trainer", "finetune", "finetuning", "pretrain", "pretraining"), Role.TRAINING
    ),
    **dict.fromkeys(("serve", "serving", "server", "inference", "predict", "predictor", "api"), Role.SERVING),
    **dict.fromkeys(("notebook", "notebooks", "jupyter", "jupyterlab"), Role.NOTEBOOK),
    **dict.fromkeys(("dev", "devel", "development", "devcontainer", "local", "debug"), Role.DEVELOPMENT),
    **dict.fromkeys(("ci", "test", "tests", "testing", "lint", "qa"), Role.CI),
}
"""Words of file names and of stages that say what an image is for."""

_FOR_WORK = frozenset({Role.DEVELOPMENT, Role.CI})
_SAMPLES = frozenset(
    "sample samples example examples tutorial tutorials demo demos workshop quickstart awesome cookbook".split()
)
"""Words of folders that hold what readers try out and change."""
_WORD = lazy_pattern(r"[a-z]+")
_SERVERS = frozenset(
    "uvicorn gunicorn hypercorn daphne waitress-serve flask fastapi streamlit gradio bentoml torchserve "
    "tritonserver vllm "
    "text-generation-launcher text-embeddings-router sglang litserve ollama tensorflow_model_server mlserver".split()
)
"""Programs that answer requests; what each is says https://pypi.org/project/NAME/ or the image that starts it."""
_NOTEBOOKS = frozenset({"jupyter", "jupyter-lab", "jupyter-notebook", "jupyterhub-singleuser", "start-notebook.sh"})
_NOTEBOOK_IMAGES = lazy_pattern(r"(?:quay\.io/)?jupyter/[\w.-]+-notebook")


def role_of(stage: Stage, build: Build) -> Role | None:
    """What the image of `stage` is for; None if that is not known."""
    named = set(_roles_in_names(stage, build))
    # A server that is worked on is not one that serves.
    for role in (Role.CI, Role.DEVELOPMENT):
        if role in named:
            return role
    started = _role_of_commands(stage)
    if started is not None:
        return started
    if len(named) == 1:
        return named.pop()
    if named:
        return None
    reference = stage.root.reference
    if reference is not None and _NOTEBOOK_IMAGES.fullmatch(reference.familiar) is not None:
        return Role.NOTEBOOK
    return None


def is_for_work(stage: Stage, build: Build) -> bool:
    """Whether people or CI work in the image: compilers, tests and reloading servers are at home there."""
    return role_of(stage, build) in _FOR_WORK


def has_development_stage(stage: Stage, build: Build) -> bool:
    """Whether a stage for developers starts from this one, or the file is a sample that has one for them."""
    is_sample = any(not _SAMPLES.isdisjoint(_WORD.findall(part.lower())) for part in _folders(build))
    for other in build.graph.stages:
        words = _WORD.findall((other.name or "").lower())
        is_for_developers = any(_WORDS.get(word) is Role.DEVELOPMENT for word in words)
        if is_for_developers and (is_sample or any(one is stage for one in other.chain)):
            return True
    return False


def _folders(build: Build) -> tuple[str, ...]:
    """The folder of the project, and those from there to the Dockerfile."""
    root = build.project.root if build.project is not None else ""
    inner = build.path.removeprefix(root).replace("\\", "/").strip("/").split("/")[:-1]
    return (root.replace("\\", "/").rstrip("/").rpartition("/")[2], *inner)


def _roles_in_names(stage: Stage, build: Build) -> Iterator[Role]:
    """The roles that the name of the stage, of the file and of the nearest folder tell."""
    for name in (stage.name or "", *_file_names(build)):
        for word in _WORD.findall(name.lower()):
            role = _WORDS.get(word)
            if role is not None:
                yield role


def _file_names(build: Build) -> tuple[str, ...]:
    """The name of the Dockerfile and of the folder that it lies in, within the project."""
    root = build.project.root if build.project is not None else ""
    parts = build.path.removeprefix(root).replace("\\", "/").strip("/").split("/")
    return tuple(parts[-2:])


def _role_of_commands(stage: Stage) -> Role | None:
    """The role of what ENTRYPOINT and CMD start."""
    from dflint.shell.run import command_script
    from dflint.shell.training import training_commands

    shell = stage.final_state.shell
    commands: list[Command] = []
    for instruction in (stage.last(Entrypoint), stage.last(Cmd)):
        if instruction is not None:
            commands.extend(command_script(instruction, shell).commands)
    roles = {role for command in commands if (role := _role_of_command(command)) is not None}
    if not roles and training_commands(commands):
        return Role.TRAINING
    return roles.pop() if len(roles) == 1 else None


def _role_of_command(command: Command) -> Role | None:
    name = command.name or ""
    if command.module is not None:
        name = command.module[0].partition(".")[0]
    if name in _NOTEBOOKS:
        return Role.NOTEBOOK
    if name in _SERVERS:
        return Role.SERVING
    return None
