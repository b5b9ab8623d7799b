"""Which steps come from the cache: what the model says, and what a real builder does."""

from __future__ import annotations

import importlib
import os
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from dflint.build.build import Build
from dflint.build.cache_keys import CacheModel
from dflint.build.input_digests import DiskDigests
from dflint.build.layers import Layer
from dflint.context.build_context import BuildContext
from dflint.dockerfile.parser import parse
from dflint.source import Source

FOLDER = Path(__file__).parent.parent.parent / "benchmarks"
BASE = "debian:bookworm-slim"

pytestmark = [
    pytest.mark.build,
    pytest.mark.usefixtures("engine"),
    pytest.mark.skipif(not FOLDER.exists(), reason="the benchmarks are not part of a release"),
]

FILES = {
    "app.py": "app",
    "README.md": "read",
    "src/main.py": "main",
    "src/notes.md": "notes",
    "other/main.py": "main",
    "data/a.csv": "1",
}

# Instructions, and what stands in their place later. Files change in between: see `AFTER`.
PAIRS = [
    ("COPY src/main.py x", "COPY other/main.py x"),
    ("COPY src/main.py x", "COPY src/main.py y"),
    ("COPY src/main.py x", "COPY src/main.py x/"),
    ("COPY src/main.py x", "COPY src/main.py ./x"),
    ("COPY src/main.py x", "ADD src/main.py x"),
    ("COPY src/main.py x", "COPY --chmod=755 src/main.py x"),
    ("COPY --chmod=755 src/main.py x", "COPY --chmod=0755 src/main.py x"),
    ("COPY --chown=1 src/main.py x", "COPY --chown=2 src/main.py x"),
    ("COPY --chown=1 src/main.py x", "COPY --chown=1:1 src/main.py x"),
    ("COPY src x", 'COPY ["./src/", "x"]'),
    ("COPY src x", "COPY --exclude=*.csv src x"),
    ("COPY src/*.md x/", "COPY src/not* x/"),
    ("COPY src/main.py src/notes.md x/", "COPY src/notes.md src/main.py x/"),
    ("COPY <<EOF x\na\nEOF", "COPY <<EOF x\nb\nEOF"),
    ("COPY <<EOF x\na\nEOF", "COPY <<OTHER x\na\nOTHER"),
    ("COPY <<EOF x\na\nEOF", "COPY <<-EOF x\n\ta\nEOF"),
    ("ENV X=1\nCOPY <<EOF x\n$X\nEOF", "ENV X=2\nCOPY <<EOF x\n$X\nEOF"),
    ("ENV X=1\nCOPY <<'EOF' x\n$X\nEOF", "ENV X=2\nCOPY <<'EOF' x\n$X\nEOF"),
    ("ENV X=1\nCOPY app.py a", "ENV X=2\nCOPY app.py a"),
    ("ENV X=1\nCOPY app.py $X", "ENV X=2\nCOPY app.py $X"),
    ("WORKDIR x", "WORKDIR y"),
    ("WORKDIR x", "WORKDIR ./x/"),
    ("USER 1\nWORKDIR x", "USER 2\nWORKDIR x"),
    ("RUN true", "RUN   true"),
    ("RUN true", "RUN  echo"),
    ("RUN true && true", "RUN true \\\n# why\n&& true"),
    ("RUN true && true", "RUN true  && true"),
    ("RUN true", 'RUN ["true"]'),
    ('RUN ["true"]', 'RUN [ "true" ]'),
    ("RUN true", "RUN --network=none true"),
    ("RUN true", "RUN --network=default true"),
    ("RUN true", "RUN <<EOF\ntrue\nEOF"),
    ("RUN <<EOF\ntrue\nEOF", "RUN <<OTHER\ntrue\nOTHER"),
    ("RUN <<EOF\ntrue\nEOF", "RUN <<-EOF\n\ttrue\nEOF"),
    ("RUN <<EOF\n#!/bin/sh\nEOF", "RUN <<OTHER\n#!/bin/sh\nOTHER"),
    ("RUN cat <<EOF\ntrue\nEOF", "RUN cat <<OTHER\ntrue\nOTHER"),
    ("RUN cat <<EOF\ntrue\nEOF", "RUN cat <<EOF\nfalse\nEOF"),
    ("RUN --mount=type=cache,target=/c true", "RUN --mount=type=cache,target=/d true"),
    ("RUN --mount=type=cache,target=/c,id=x true", "RUN --mount=type=cache,target=/c,id=y true"),
    ("RUN --mount=type=cache,target=/c true", "RUN --mount=type=cache,target=/c,id=x true"),
    ("RUN --mount=type=cache,target=/c true", "RUN --mount=type=cache,target=/c,id=/c true"),
    ("RUN --mount=type=cache,target=/c true", "RUN --mount=type=cache,target=/c,sharing=locked true"),
    ("RUN --mount=type=cache,target=/c,id=x true", "RUN --mount=type=cache,target=/c,id=x,sharing=locked true"),
    ("RUN --mount=type=cache,target=/c true", "RUN --mount=type=cache,target=/c,uid=1 true"),
    ("RUN --mount=type=cache,target=/c true", "RUN --mount=type=cache,target=/c,ro true"),
    ("RUN --mount=type=cache,target=/c true", "RUN --mount=type=cache,target=/c/ true"),
    ("RUN --mount=type=cache,target=c true", "RUN --mount=type=cache,dst=./c true"),
    ("RUN --mount=type=secret,id=a true", "RUN --mount=type=secret,id=b true"),
    ("RUN --mount=type=secret,id=a true", "RUN --mount=type=secret,target=/run/secrets/a,id=a true"),
    ("RUN --mount=type=secret,id=a true", "RUN --mount=type=secret,id=a,env=A true"),
    ("RUN --mount=type=tmpfs,target=/t true", "RUN --mount=type=tmpfs,target=/t,size=1000000 true"),
    ("RUN --mount=source=src,target=/s true", "RUN --mount=source=data,target=/s true"),
    ("RUN --mount=source=src/main.py,target=/s true", "RUN --mount=source=other/main.py,target=/s true"),
    ("RUN --mount=source=src,target=/s true", "RUN --mount=type=bind,src=./src/,dst=/s,ro true"),
    ("RUN --mount=source=src,target=/s true", "RUN --mount=source=src,target=/s,rw true"),
    (
        "RUN --mount=source=src,target=/s --mount=source=data,target=/d true",
        "RUN --mount=source=data,target=/d --mount=source=src,target=/s true",
    ),
    ("LABEL a=1", "LABEL a=2"),
    ("CMD a", 'CMD ["b"]'),
    ("EXPOSE 1", "VOLUME /x"),
    ("ENV A=1", "ENV A=2"),
    ("ENV A=1", "ENV A 1"),
    ("ENV A=1 B=1", "ENV B=1 A=1"),
    ("ENV A=1 B=1", "ENV A=1\nENV B=1"),
    ("ENV A=1\nENV B=1", "ENV A=2\nENV B=1\nENV A=1"),
    ("ENV A=1", "ARG A=1"),
    ("ARG A", "ARG B"),
    ("ARG A=1", "ARG A=2"),
    ("ARG TARGETARCH", "# nothing"),
    ("ARG PLAIN", "# nothing"),
    ("ARG GIVEN", "# nothing"),
    ("ARG GIVEN=1", "ARG GIVEN=2"),
    ("ENV PATH=/x:$PATH", "ENV PATH=$PATH"),
    ("USER 1", "USER 2"),
    ("USER 1", "USER 1:1"),
    ("USER root", "# nothing"),
    ('SHELL ["/bin/bash", "-c"]', 'SHELL ["/bin/sh", "-c"]'),
    ('SHELL ["/bin/sh", "-c"]', "# nothing"),
    ("STOPSIGNAL 9", "STOPSIGNAL 15"),
    ("COPY . .", "COPY ./ ."),
    ("COPY app.py data src/", "COPY app.py data src/"),
    ("COPY data src/ ./", "COPY src data ./"),
    ("COPY --from=given /src/main.py x", "COPY --from=given /other/main.py x"),
    ("COPY --from=given /src x", "COPY --from=given /src x"),
    ("COPY --from=given /data x", "COPY --from=given /data x"),
    ("COPY --from=given /src/*.md ./", "COPY --from=given /src/*.md ./"),
    ("COPY --from=run /written x", "COPY --from=run /written x"),
    ("RUN --mount=from=given,source=/src,target=/s true", "RUN --mount=from=given,source=/src,target=/s true"),
    ("RUN --mount=from=given,source=/data,target=/s true", "RUN --mount=from=given,source=/data,target=/s true"),
    ("RUN --mount=from=given,target=/s true", "RUN --mount=from=given,target=/s true"),
]
AFTER = {"data/a.csv": "2", "README.md": "other"}
HEAD = f"""\
ARG PLAIN=plain
FROM scratch AS given
WORKDIR /NAME
COPY . /
FROM {BASE} AS run
COPY README.md /NAME/
RUN head -c 16 /dev/urandom > /written
"""


@pytest.fixture
def benchmark_module(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(str(FOLDER))
    yield importlib.import_module("cache_model")
    for name in ("cache_model", "random_repositories"):
        sys.modules.pop(name, None)


def dockerfile(name: str, lines: list[str]) -> str:
    """A Dockerfile with a stage for each of `lines`, all of which are built."""
    stages = [
        f"FROM {BASE} AS p{index}\nWORKDIR /{name}/{index}\n{line}\nRUN echo\n" for index, line in enumerate(lines)
    ]
    copies = [f"COPY --from=p{index} /{name}/{index} /{name}/{index}\n" for index in range(len(lines))]
    return HEAD.replace("NAME", name) + "".join(stages) + "FROM scratch\n" + "".join(copies)


def test_each_change_of_an_instruction(tmp_path: Path, benchmark_module: ModuleType) -> None:
    """One build with all instructions as they were, and one with all of them changed."""
    name = f"p{uuid.uuid4().hex[:8]}"
    snapshot = benchmark_module.Snapshot({}, {}, [], [], [], {"GIVEN": "3"}, None)
    path = tmp_path / "Dockerfile"
    (tmp_path / ".dockerignore").write_text("Dockerfile\n")
    seen: set[bytes] = set()
    wrong: list[str] = []
    for files, lines in (
        ({**FILES, "id": name}, [before for before, _ in PAIRS]),
        (AFTER, [after for _, after in PAIRS]),
    ):
        for file, text in files.items():
            (tmp_path / file).parent.mkdir(exist_ok=True)
            (tmp_path / file).write_text(text)
        path.write_text(dockerfile(name, lines))
        context = BuildContext.open(os.fspath(tmp_path), os.fspath(path))
        build = Build(parse(Source.read(os.fspath(path))), os.fspath(path), context, args={"GIVEN": "3"})
        model = CacheModel(build, merges_links=benchmark_module.merges_links())
        keys = model.keys(DiskDigests(context))
        progress = benchmark_module.run_build(tmp_path, snapshot)
        assert not progress.error
        for layer in model.layers:
            is_built = progress.step(layer)
            if seen and is_built is not None and is_built != (keys[layer] not in seen):
                wrong.append(f"{said(layer, lines)}: {'built' if is_built else 'cached'}")
        seen.update(keys.values())
    assert not wrong, "\n".join(wrong)


def said(layer: Layer, lines: list[str]) -> str:
    name = layer.stage.name or ""
    text = f"{layer.instruction.keyword} {layer.instruction.body_text}"
    if name.startswith("p"):
        before, after = PAIRS[int(name[1:])]
        return f"{text} of {before!r} → {after!r}"
    return text


@pytest.mark.parametrize("seed", ["t1", "t2", "t3", "t4"])
def test_repositories_drawn_by_chance(tmp_path: Path, benchmark_module: ModuleType, seed: str) -> None:
    comparison = benchmark_module.Comparison(merges_links=benchmark_module.merges_links())
    comparison.compare(seed, 5, tmp_path)
    assert comparison.failed == []
    assert comparison.hidden == []
    assert [one for one in comparison.outcomes if one.predicted != one.real] == []
