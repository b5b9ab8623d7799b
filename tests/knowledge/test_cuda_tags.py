"""The table of the tags of the CUDA images."""

from __future__ import annotations

import re

import pytest

from dflint.knowledge import cuda_tags
from dflint.knowledge.cuda_tags import VERSIONS, CudaTag, is_gone, newest_patch

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def test_the_table_holds_together() -> None:
    assert set(cuda_tags.END_OF_LIFE) <= set(VERSIONS)
    assert all(_DAY.fullmatch(day) for day in cuda_tags.END_OF_LIFE.values())
    assert not any(version in VERSIONS for version in cuda_tags.GONE_VERSIONS)
    for facts in VERSIONS.values():
        assert facts.cudnn in ("", "cudnn", "cudnn8", "cudnn9")
        assert bool(facts.with_cudnn) <= bool(facts.cudnn)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("12.4.1-cudnn-runtime-ubuntu22.04", ("12.4.1", "cudnn", "runtime", "ubuntu22.04")),
        ("11.3.1-cudnn8-devel-ubuntu20.04", ("11.3.1", "cudnn8", "devel", "ubuntu20.04")),
        ("13.0.0-tensorrt-devel-ubuntu24.04", ("13.0.0", "tensorrt", "devel", "ubuntu24.04")),
        ("12.9.1-base-amzn2023", ("12.9.1", "", "base", "amzn2023")),
        ("8.0-cudnn5-devel", ("8.0", "cudnn5", "devel", "")),
        ("9.0-cudnn7", ("9.0", "cudnn7", "", "")),
        ("12.0.1", ("12.0.1", "", "", "")),
    ],
)
def test_a_tag_is_taken_apart(text: str, parts: tuple[str, ...]) -> None:
    tag = CudaTag.parse(text)
    assert tag is not None
    assert (tag.version, tag.library, tag.flavour, tag.system) == parts
    assert str(tag) == text


@pytest.mark.parametrize("text", ["latest", "devel", "my-own", "12", "12.4.1-runtime-ubuntu22.04-mine", "12.4.1_base"])
def test_other_tags(text: str) -> None:
    assert CudaTag.parse(text) is None


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("10.0-cudnn7-devel-ubuntu18.04", True),
        ("10.2.89-base-ubuntu18.04", True),
        ("11.0-base-ubuntu20.04", True),
        ("11.2.1-base-ubuntu20.04", True),
        ("11.0.3-base-ubuntu20.04", False),
        ("11.6.1-base-ubuntu20.04", False),
        ("12.4-base-ubuntu22.04", False),
        ("12.1.0-base-ubuntu22.04", False),
    ],
)
def test_gone(text: str, gone: bool) -> None:
    tag = CudaTag.parse(text)
    assert tag is not None
    assert is_gone(tag) is gone


def test_newest_patch() -> None:
    assert newest_patch("12.4") == "12.4.1"
    assert newest_patch("12.6", "ubuntu24.04", "cudnn") == "12.6.3"
    assert newest_patch("12.5", "ubuntu24.04", "cudnn") is None
    assert newest_patch("12.9", "ubi9") == "12.9.1"
    assert newest_patch("12.1", "ubuntu18.04") == "12.1.0"
    assert newest_patch("12.7") is None
