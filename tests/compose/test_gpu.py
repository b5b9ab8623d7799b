"""Whether a service asks for a GPU, in all forms that Compose has for it."""

from __future__ import annotations

import pytest


def device(**values: str) -> str:
    inner = ", ".join(f"{key}: {value}" for key, value in values.items())
    return f"deploy: {{resources: {{reservations: {{devices: [{{{inner}}}]}}}}}}"


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (device(driver="nvidia", count="all", capabilities="[gpu]"), "deploy"),
        (device(capabilities="[gpu]"), "deploy"),
        (device(driver="nvidia", capabilities="[compute, utility]"), "deploy"),
        (device(capabilities='["nvidia-compute"]'), "deploy"),
        (device(driver="cdi", capabilities="[x]", device_ids='["nvidia.com/gpu=all"]'), "deploy"),
        (device(driver="nvidia.com/gpu", count="all", capabilities="[utility]"), "deploy"),
        (device(driver="'${DRIVER:-nvidia}'", capabilities="[x]"), "deploy"),
        ("gpus: all", "gpus"),
        ("gpus: [{driver: nvidia}]", "gpus"),
        ("runtime: nvidia", "runtime"),
        ("runtime: ${RUNTIME:-nvidia}", "runtime"),
        ("devices: ['/dev/nvidia0:/dev/nvidia0']", "devices"),
        ("devices: ['nvidia.com/gpu=all']", "devices"),
        ("devices: [/dev/kfd, /dev/dri]", "devices"),
        ("devices: [{source: /dev/nvidia0, target: /dev/nvidia0}]", "devices"),
        (
            "deploy: {resources: {reservations: {generic_resources: [{discrete_resource_spec: {kind: NVIDIA-GPU}}]}}}",
            "generic_resources",
        ),
    ],
)
def test_requests(read, body, form):
    service = read(f"services:\n  s:\n    {body}\n").services[0]
    assert service.requests_gpu
    assert service.may_request_gpu
    assert service.gpu_requests[0].form == form
    assert service.gpu_requests[0].node.span.end > 0


@pytest.mark.parametrize(
    "body",
    [
        "image: x",
        "deploy: {}",
        "deploy: {resources: {reservations: {cpus: '1'}}}",
        device(capabilities="[tpu]"),
        device(driver="other", capabilities="[compute]"),
        "deploy: {resources: {reservations: {devices: [text]}}}",
        "gpus:",
        "gpus: []",
        "runtime: runc",
        "runtime:",
        "devices: [/dev/ttyUSB0, example.com/camera=1]",
        "deploy: {resources: {reservations: {generic_resources: [{discrete_resource_spec: {kind: SSD}}]}}}",
        "deploy: !reset {resources: {reservations: {devices: [{capabilities: [gpu]}]}}}",
    ],
)
def test_no_requests(read, body):
    service = read(f"services:\n  s:\n    {body}\n").services[0]
    assert not service.requests_gpu
    assert not service.may_request_gpu


@pytest.mark.parametrize(
    "body",
    [
        "runtime: ${RUNTIME}",
        "devices: ['${DEVICE}']",
        device(driver="'${DRIVER}'", capabilities="[compute]"),
        device(capabilities="['${CAPABILITY}']"),
        device(capabilities="[compute, utility]"),
        "extends: {file: base.yaml, service: s}",
    ],
)
def test_unknown_is_neither(read, body):
    service = read(f"services:\n  s:\n    {body}\n").services[0]
    assert not service.requests_gpu
    assert service.may_request_gpu


def test_merge_keys_add_and_take_away(read):
    file = read(
        """\
        x-base: &base
          deploy: &v1
            resources:
              reservations:
                devices:
                  - driver: nvidia
                    device_ids: ["0"]
                    capabilities: [compute, utility]
        services:
          auto: &auto
            <<: *base
            profiles: [auto]
          auto-cpu:
            <<: *auto
            profiles: [auto-cpu]
            deploy: {}
        """
    )
    assert [service.requests_gpu for service in file.services] == [True, False]
