from __future__ import annotations

from collections.abc import Callable

import pytest

Words = Callable[..., list[str]]
BODY = ["image: nvcr.io/nvidia/pytorch:25.06-py3", "command: torchrun --nproc-per-node=8 train.py", "gpus: all"]


def service(*lines: str) -> dict[str, str]:
    return {"compose.yaml": "services:\n  s:\n" + "".join(f"    {line}\n" for line in lines)}


def test_found(words: Words) -> None:
    assert words(service(*BODY), "DC113") == ["nvcr.io/nvidia/pytorch:25.06-py3"]
    tree = service("build: .", "gpus: all")
    tree["Dockerfile"] = 'FROM nvcr.io/nvidia/pytorch:25.06-py3\nCMD ["torchrun", "train.py"]\n'
    assert words(tree, "DC113") == ["."]


@pytest.mark.parametrize(
    "lines",
    [
        [*BODY, "ulimits: {memlock: -1}"],
        [*BODY[:2], "gpus: [{count: 1}]"],
        BODY[:2],
        [BODY[0], "command: jupyter lab", "gpus: all"],
        ["image: pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime", *BODY[1:]],
        [*BODY, "extends: {file: a.yaml, service: s}"],
    ],
)
def test_silent(words: Words, lines: list[str]) -> None:
    assert words(service(*lines), "DC113") == []


def test_silent_where_another_file_sets_them(words: Words) -> None:
    other = "services:\n  s:\n    ulimits: {memlock: -1}\n"
    assert words({**service(*BODY), "compose.override.yaml": other}, "DC113") == []
