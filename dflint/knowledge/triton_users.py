"""Which packages have Triton compile code while they run, for which it needs a C compiler?

Triton makes the code for the GPU itself, but the small module that launches it is C, compiled when it is first used.
"""

from __future__ import annotations

from collections.abc import Mapping

VERIFIED = "2026-11-27"

TRITON_USERS: Mapping[str, str] = {
    "vllm": "https://github.com/vllm-project/vllm/issues/2997",
    "sglang": "https://github.com/sgl-project/sglang/issues/1067",
    "triton": "https://github.com/pytorch/pytorch/pull/170235",
}
"""Each with where that is said."""
