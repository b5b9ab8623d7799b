"""Long files take time in proportion to their length."""

from __future__ import annotations

import gc
import time

import pytest

from dflint.build.build import Build
from dflint.dockerfile.parser import parse
from dflint.source import Source


def seconds(lines):
    dockerfile = parse(Source("Dockerfile", "\n".join(lines)))
    for instruction in dockerfile.instructions:
        instruction.flags  # noqa: B018
    best = 1e9
    gc.collect()
    gc.disable()  # the program runs without it too, and a collection counts what other tests have left
    for _ in range(3):
        started = time.process_time()
        build = Build(dockerfile, "Dockerfile")
        assert build.graph.problems == ()
        assert build.stages
        for stage in build.graph.stages:
            for step in stage.steps:
                state = stage.state_before(step)
                state.lookup("NOTHING")
                state.lookup("V1")
                state.workdir  # noqa: B018
                state.user  # noqa: B018
            for copy in stage.copies:
                copy.destination  # noqa: B018
        best = min(best, time.process_time() - started)
    gc.enable()
    return best


FILES = {
    "one stage": lambda count: [
        "FROM debian:12",
        *(f"ENV V{n}=$V{n - 1}x" if n % 100 == 0 else f"WORKDIR /w{n}\nCOPY a /b" for n in range(count)),
    ],
    "one variable": lambda count: ["FROM debian:12", *(f"ENV V1={n}" for n in range(count))],
    "a chain": lambda count: ["FROM debian:12 AS s0", *(f"FROM s{n} AS s{n + 1}\nENV A=$X" for n in range(count))],
    "all from one": lambda count: ["FROM debian:12 AS s", *(f"FROM s AS t{n}\nENV A=$X" for n in range(count))],
    "copies": lambda count: [
        "FROM debian:12 AS s0",
        *(f"FROM debian:12 AS s{n + 1}\nCOPY --from=s{n} /a /a" for n in range(count)),
    ],
}


@pytest.mark.parametrize("name", FILES)
def test_time_is_linear(name):
    small, large = 500, 4000
    ratio = seconds(FILES[name](large)) / seconds(FILES[name](small))
    assert ratio < 4 * large / small


def test_deep_chains_do_not_recurse():
    lines = ["FROM debian:12 AS s0", *(f"FROM s{n} AS s{n + 1}" for n in range(3000))]
    stage = Build(parse(Source("Dockerfile", "\n".join(lines))), "Dockerfile").final
    assert stage is not None
    assert stage.final_state.env("X") is None
    assert stage.has_command("curl") is False
    assert stage.file_origin("/x") is None
    assert stage.final_state.home == "/root"
