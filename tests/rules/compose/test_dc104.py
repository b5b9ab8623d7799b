"""Reservations that Compose refuses (DC104, DC105) and those that say too little (DC106)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability

Words = Callable[..., list[str]]
DEPLOY = "    deploy:\n      resources:\n        reservations:\n          devices:\n"


def service(*devices: str, form: str = DEPLOY) -> dict[str, str]:
    text = "services:\n  s:\n    image: ollama/ollama:0.12.3\n" + form
    return {"compose.yaml": text + "".join(f"            - {device}\n" for device in devices)}


GPUS = "    gpus:\n"


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (service("driver: nvidia\n              count: 1"), ["driver: nvidia"]),
        (service("{driver: nvidia, count: 1}"), ["{driver: nvidia, count: 1}"]),
        (service("count: 1"), ["count: 1"]),
        (service("device_ids:\n                - '0'"), ["device_ids"]),
        (service("capabilities: [gpu]", "count: 1"), ["count: 1"]),
        (service("capabilities: [gpu]"), []),
        # NVIDIA's own capabilities are as good, and there may be none but an empty list.
        (service("{driver: nvidia, capabilities: [compute, utility]}"), []),
        (service("{driver: nvidia, capabilities: [nvidia-compute]}"), []),
        (service("{driver: nvidia, capabilities: []}"), []),
        (service("capabilities:\n                - gpu"), []),
        # Below `gpus` the capability is implied.
        (service("driver: nvidia", form=GPUS), []),
        (service("count: 1", form=GPUS), []),
    ],
)
def test_capabilities(words: Words, tree: dict[str, str], expected: list[str]) -> None:
    assert words(tree, "DC104") == expected


def test_a_shared_reservation_is_found_once_and_left_as_it_is(lay: Callable[..., Any]) -> None:
    text = "x-gpu: &gpu\n  driver: nvidia\n  count: 1\nservices:\n" + "".join(
        f"  {name}:\n    image: a\n    deploy: {{resources: {{reservations: {{devices: [*gpu]}}}}}}\n" for name in "st"
    )
    checker = lay({"compose.yaml": text})
    (one,) = checker.fix("DC104", allowed=Applicability.UNSAFE)
    assert one.source.slice(one.span) == "driver: nvidia"
    assert (checker.folder / "compose.yaml").read_text() == text


def test_a_merge_key_may_bring_the_capabilities(words: Words) -> None:
    text = "x-gpu: &gpu\n  capabilities: [gpu]\nservices:\n  s:\n    image: a\n" + DEPLOY
    text += "            - <<: *gpu\n              count: 1\n"
    assert words({"compose.yaml": text}, "DC104", "DC106") == []


@pytest.mark.parametrize(
    ("device", "safe", "unsafe"),
    [
        (
            "driver: nvidia # n\n              count: 1",
            "driver: nvidia # n\n              count: 1\n              capabilities: [gpu]",
            None,
        ),
        ("{driver: nvidia, count: 1}", "{driver: nvidia, count: 1, capabilities: [gpu]}", None),
        ("count: 1", None, "count: 1\n              capabilities: [gpu]"),
        ("driver: cdi\n              device_ids: ['nvidia.com/gpu=all']", None, None),
    ],
)
def test_the_capability_is_added(lay: Callable[..., Any], device: str, safe: str | None, unsafe: str | None) -> None:
    tree = service(device)
    checker = lay(tree)
    for expected, allowed in ((safe, Applicability.SAFE), (unsafe or safe, Applicability.UNSAFE)):
        checker.fix("DC104", allowed=allowed)
        after = (checker.folder / "compose.yaml").read_text()
        assert after == tree["compose.yaml"].replace(device, expected or device)


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (service("{count: 1, device_ids: ['0'], capabilities: [gpu]}"), ["count"]),
        (service("{count: all, device_ids: ['0'], capabilities: [gpu]}"), ["count"]),
        (service("{count: '${N}', device_ids: ['${ID}'], capabilities: [gpu]}"), ["count"]),
        (service("{count: 1, device_ids: ['0']}", form=GPUS), ["count"]),
        (service("{count: 1, capabilities: [gpu]}", "{device_ids: ['0'], capabilities: [gpu]}"), []),
        (service("{count: !reset null, device_ids: ['0'], capabilities: [gpu]}"), []),
        # In a comment.
        (service("capabilities: [gpu]\n              # count: 1\n              device_ids: ['0']"), []),
    ],
)
def test_count_and_ids(words: Words, tree: dict[str, str], expected: list[str]) -> None:
    assert words(tree, "DC105") == expected


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (service("capabilities: [gpu]"), ["capabilities"]),
        (service("driver: nvidia\n              capabilities: [gpu]"), ["driver: nvidia"]),
        (service("{driver: nvidia, capabilities: [compute]}"), ["{driver: nvidia, capabilities: [compute]}"]),
        (service("driver: nvidia", form=GPUS), ["driver: nvidia"]),
        # Commented out, as in examples.
        (service("driver: nvidia\n              # count: 1\n              capabilities: [gpu]"), ["driver: nvidia"]),
        (service("{count: all, capabilities: [gpu]}"), []),
        (service("{count: '${N:-all}', capabilities: [gpu]}"), []),
        (service("{device_ids: ['0'], capabilities: [gpu]}"), []),
        (service("{device_ids: [], capabilities: [gpu]}"), []),
        # Other devices, and what Compose refuses anyway.
        (service("{driver: cdi, capabilities: [gpu]}"), []),
        (service("{driver: nvidia.com/gpu, capabilities: [gpu]}"), []),
        (service("{driver: '${DRIVER}', capabilities: [gpu]}"), []),
        (service("{capabilities: [tpu]}"), []),
        (service("{capabilities: ['${CAPABILITY}']}"), []),
        (service("{driver: nvidia}"), []),
        ({"compose.yaml": "services:\n  s:\n    image: a\n    gpus: all\n"}, []),
    ],
)
def test_neither(words: Words, tree: dict[str, str], expected: list[str]) -> None:
    assert words(tree, "DC106") == expected


@pytest.mark.parametrize(
    ("device", "expected"),
    [
        ("capabilities: [gpu]", "capabilities: [gpu]\n              count: all"),
        ("capabilities:\n              - gpu", "capabilities:\n              - gpu\n              count: all"),
        ("{capabilities: [gpu]}", "{capabilities: [gpu], count: all}"),
        (
            "driver: nvidia\n              # count: 1",
            "driver: nvidia\n              # count: 1\n              count: all",
        ),
    ],
)
def test_all_is_written_out(lay: Callable[..., Any], device: str, expected: str) -> None:
    device_text = device if "capabilities" in device else device + "\n              capabilities: [gpu]"
    expected_text = (
        expected
        if "capabilities" in device
        else expected.replace(
            "\n              count: all", "\n              capabilities: [gpu]\n              count: all"
        )
    )
    tree = service(device_text)
    checker = lay(tree)
    assert checker.fix("DC106") == []
    assert (checker.folder / "compose.yaml").read_text() == tree["compose.yaml"].replace(device_text, expected_text)


def test_old_files_with_a_block_list_and_no_driver(findings: Callable[..., list[Any]]) -> None:
    text = (
        'version: "2.3"\nservices:\n  s:\n    build: .\n    deploy:\n      resources:\n        reservations:\n'
        "          devices:\n            - capabilities:\n              - gpu\n    shm_size: 8gb\n"
        "    environment:\n      - NVIDIA_VISIBLE_DEVICES=all\n"
    )
    tree = {"compose.yaml": text, "Dockerfile": "FROM nvidia/cuda:12.8.1-devel-ubuntu24.04\n"}
    codes = ("DC103", "DC104", "DC105", "DC106", "DC107", "DC109", "DC110", "DC111", "DC126")
    assert [one.code for one in findings(tree, *codes)] == ["DC106"]
