"""Which commands train a model."""

from __future__ import annotations

import pytest

from dflint.shell.script import parse_shell
from dflint.shell.training import training_commands
from dflint.source import MappedText, Source


def found(text: str) -> list[tuple[str, bool]]:
    source = Source("", text)
    commands = parse_shell(MappedText.of(source, source.full_span)).commands
    return [(command.text, uses_torch) for command, uses_torch in training_commands(commands)]


@pytest.mark.parametrize(
    "text",
    [
        "python train.py",
        "python3.12 -u /app/src/train_net.py --epochs 3",
        "python preTrain.py",
        "python fine-tune.py",
        "python finetuning.py",
        "python retrain.py",
        "./run_training.py --lr 1",
        "python -m project.train",
        "python -m trainer.task",
        "python -m training",
        "conda run -n ml python train.py",
    ],
)
def test_programs_that_are_called_so(text: str) -> None:
    assert [uses_torch for _, uses_torch in found(text)] == [False]


@pytest.mark.parametrize(
    "text",
    [
        "torchrun main.py",
        "deepspeed --num_gpus 4 main.py",
        "accelerate launch main.py",
        "axolotl train config.yaml",
        "python -m torch.distributed.run main.py",
        "python -m accelerate.commands.launch main.py",
        "cd /app && exec torchrun main.py",
    ],
)
def test_launchers_of_pytorch(text: str) -> None:
    assert [uses_torch for _, uses_torch in found(text)] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "python serve.py --model trained.pt",
        "python constrained.py",
        "python trained.py",
        "python train",
        "python -c 'import train'",
        "python $SCRIPT",
        "python -m project.trainable.serve",
        "python -m http.server",
        "accelerate config",
        "accelerate",
        "axolotl fetch examples",
        "bash train.sh",
        "torchrun main.py --num_workers 0",
        "python train.py --workers=0",
        "",
    ],
)
def test_others(text: str) -> None:
    assert found(text) == []


def test_other_numbers_of_workers() -> None:
    assert len(found("python train.py --num-workers 08; python train.py --num-workers 4")) == 2
