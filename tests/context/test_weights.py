from __future__ import annotations

from pathlib import Path

import pytest

from dflint.context.build_context import BuildContext
from dflint.context.entries import ContextFile
from dflint.context.weights import WeightFile, names_weights, weights_among

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"


def weights_of(folder: Path, name: str, head: bytes, size: int) -> tuple[WeightFile, ...]:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(head)
        file.truncate(max(size, len(head)))
    return weights_among(BuildContext(str(folder)), [ContextFile(name, path.stat().st_size)])


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("a.safetensors", b"\x98\x0e\0\0\0\0\0\0{"),
        ("A.GGUF", b"GGUF"),
        ("best.pt", b"PK\x03\x04"),
        ("pytorch_model-00001-of-00002.bin", b"PK\x03\x04"),
        ("checkpoints/7.bin", b"\x80\x02"),
        ("classifier.pkl", b"\x80\x04"),
        ("my.model.onnx", b"\x08\x07"),
    ],
)
def test_weights(name: str, head: bytes, tmp_path: Path) -> None:
    assert weights_of(tmp_path, name, head, 20_000_000) == (WeightFile(name, 20_000_000),)


@pytest.mark.parametrize(
    ("name", "head", "size"),
    [
        ("bin/deepspeed.pt", b"#!/usr/bin/env python\n", 60_000_000),
        ("model.bin", b"\x7fELF\x02\x01", 60_000_000),
        ("model.bin", b"\0", 9_000_000),
        ("setup.bin", b"\0", 60_000_000),
        ("site.pth", b"import os; os.environ\n", 60_000_000),
        (".onnx", b"\0", 60_000_000),
        ("a.txt", b"\0", 60_000_000),
        ("model.onnx", b"", 0),
    ],
)
def test_other_files(name: str, head: bytes, size: int, tmp_path: Path) -> None:
    assert weights_of(tmp_path, name, head, size) == ()


def test_a_pointer_stands_for_its_file(tmp_path: Path) -> None:
    assert weights_of(tmp_path, "a.onnx", POINTER, 0) == (WeightFile("a.onnx", 12345, is_pointer=True),)
    assert weights_of(tmp_path, "model.bin", POINTER, 0) == (WeightFile("model.bin", 12345, is_pointer=True),)
    assert weights_of(tmp_path, "b.onnx", POINTER.replace(b"size", b"sice"), 0) == ()


def test_small_files(tmp_path: Path) -> None:
    assert weights_of(tmp_path, "tiny.pth", b"\x80\x02.", 0) == ()
    assert weights_of(tmp_path, "small.onnx", b"\x08\x07", 2_000) == (WeightFile("small.onnx", 2_000),)


def test_a_file_that_cannot_be_read_is_told_by_its_name(tmp_path: Path) -> None:
    context = BuildContext(str(tmp_path))
    assert weights_among(context, [ContextFile("gone.onnx", 5_000)]) == (WeightFile("gone.onnx", 5_000),)
    assert weights_among(context, [ContextFile("link.onnx", 5_000, is_symlink=True)]) == ()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a/model.safetensors", True),
        ("best.pt", True),
        ("model.bin", False),
        ("model.h5", False),
        ("model", False),
        ("x/site-packages/a.pth", False),
    ],
)
def test_names(path: str, expected: bool) -> None:
    assert names_weights(path) is expected
