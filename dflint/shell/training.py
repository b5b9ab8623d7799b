"""Does a command train a model? By the launchers of training programs, and by what programs are called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dflint.lazy_pattern import lazy_pattern
from dflint.shell.commands import Command

# Launchers of PyTorch programs, and the first argument with which they launch one; "" for any.
# https://docs.pytorch.org/docs/stable/elastic/run.html, https://huggingface.co/docs/accelerate/basic_tutorials/launch,
# https://www.deepspeed.ai/getting-started/, https://docs.axolotl.ai/docs/cli.html
_LAUNCHERS = {"torchrun": "", "deepspeed": "", "accelerate": "launch", "axolotl": "train"}
_LAUNCHER_MODULES = frozenset({"torch.distributed.run", "torch.distributed.launch", "accelerate.commands.launch"})

_TRAINING = lazy_pattern(r"(?:^|_)(?:(?:pre|re)?train(?:er|ing)?|fine_?tun(?:e|er|ing))(?:_|$)")
_WORD_BREAK = lazy_pattern(r"[-_.\s]+|(?<=[a-z])(?=[A-Z])")
_MAIN_MODULES = frozenset({"__main__", "cli", "main", "run", "task"})
_NO_WORKERS = lazy_pattern(r"--(?:dataloader[-_])?(?:num[-_])?workers(?:=|\s+)0(?!\S)")


def training_commands(commands: Iterable[Command]) -> list[tuple[Command, bool]]:
    """The commands that train a model, each with whether it certainly is PyTorch that it trains with."""
    found = []
    for command in commands:
        if _NO_WORKERS.search(command.text) is not None:
            continue
        if _is_launcher(command):
            found.append((command, True))
        elif _runs_training_program(command):
            found.append((command, False))
    return found


def _is_launcher(command: Command) -> bool:
    first = _LAUNCHERS.get(command.name or "")
    if first is not None:
        return not first or (bool(command.arguments) and command.arguments[0].value == first)
    return command.module is not None and command.module[0] in _LAUNCHER_MODULES


def _runs_training_program(command: Command) -> bool:
    """Whether the command is ``python train.py``, ``python -m project.train`` or ``./train.py``."""
    if command.module is not None:
        return _says_training(command.module[0].split("."))
    name = command.name or ""
    if name.rstrip("0123456789.") == "python":
        script = next((word.value for word in command.arguments if not word.text.startswith("-")), None)
        return script is not None and script.endswith(".py") and _is_training_file(script)
    return name.endswith(".py") and _is_training_file(name)


def _is_training_file(path: str) -> bool:
    return _says_training([path.rpartition("/")[2].removesuffix(".py")])


def _says_training(names: Sequence[str]) -> bool:
    """Whether the last of the names of a module says that it trains; those before it where the last says nothing."""
    says = names if names[-1] in _MAIN_MODULES else names[-1:]
    return any(_TRAINING.search(_WORD_BREAK.sub("_", name).lower()) is not None for name in says)
