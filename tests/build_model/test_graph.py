"""Which stages are there, what do they start from, and which are built?"""

from __future__ import annotations

import pytest

from dflint.build.images import BaseImage, NamedContext
from dflint.build.references import ITSELF, LATER_STAGE, NO_SUCH_NUMBER, VARIABLE, WRONG_CASE
from dflint.build.stages import Stage


def names(stages):
    return [stage.name or stage.index for stage in stages]


def test_from_names_a_stage_above(build):
    graph = build("FROM python:3.12 AS Base\nFROM base AS final\n").graph
    first, final = graph.stages
    assert first.name == "base"
    assert final.base is first
    assert final.root.text == "python:3.12"
    assert final.chain == (final, first)
    assert graph.problems == ()


def test_from_finds_the_nearest_stage_above_of_that_name(build):
    graph = build("FROM a:1 AS x\nFROM x AS y\nFROM b:1 AS x\nFROM x\n").graph
    assert graph.stages[1].base is graph.stages[0]
    assert graph.stages[3].base is graph.stages[2]


def test_from_may_be_called_like_its_image(build):
    graph = build("FROM debian:12 AS debian\nFROM debian AS x\n").graph
    assert graph.stages[1].base is graph.stages[0]
    assert graph.references[0].meant is None


def test_from_a_stage_in_capitals_fails(build):
    graph = build("FROM debian:12 AS builder\nFROM Builder\n").graph
    assert isinstance(graph.stages[1].base, BaseImage)
    assert graph.stages[1].root.reference is None
    (problem,) = graph.problems
    assert (problem.kind, problem.problem, problem.meant) == ("from", WRONG_CASE, graph.stages[0])


def test_from_of_a_later_stage_names_an_image(build):
    graph = build("FROM builder\nFROM debian:12 AS builder\n").graph
    reference = graph.references[0]
    assert isinstance(reference.origin, BaseImage)
    assert (reference.problem, reference.meant) == ("", graph.stages[1])
    assert reference.span == graph.stages[0].from_.image.span


def test_numbers_are_no_stages_in_from(build):
    graph = build("FROM debian:12 AS builder\nFROM 0\n").graph
    assert graph.stages[1].root.text == "0"


@pytest.mark.parametrize(
    ("text", "arguments", "image"),
    [
        ("ARG V=3.12\nFROM python:$V\n", {}, "python:3.12"),
        ("ARG V=3.12\nFROM python:${V}-slim\n", {"V": "3.11"}, "python:3.11-slim"),
        ("ARG V\nFROM python:${V:-3.10}\n", {}, None),
        ("FROM python:${V:-3.10}\n", {}, "python:3.10"),
        ("ARG V=\nFROM python:${V:-3.10}\n", {}, "python:3.10"),
        ("ARG V=1\nARG W=$V.2\nFROM python:$W\n", {}, "python:1.2"),
        ("ARG V=1 W=$V.2\nFROM python:$W\n", {}, "python:1.2"),
        ("ARG BASE\nFROM $BASE\n", {}, None),
        ("ARG BASE\nFROM $BASE\n", {"BASE": "debian"}, "debian"),
        ("ARG BASE=debian\nFROM $BASE\n", {"BASE": None}, None),
        ("FROM app-$TARGETARCH\n", {}, None),
        ("ARG TARGETARCH=arm64\nFROM app-$TARGETARCH\n", {}, "app-arm64"),
        ("FROM app-$TARGETARCH\n", {"TARGETARCH": "amd64"}, "app-amd64"),
        ("ENV V=3\nFROM python:$V\n", {}, "python:"),
        ("FROM --platform=$BUILDPLATFORM debian:12\n", {}, "debian:12"),
        ("FROM $NOTHING\n", {}, None),
        ("FROM ${X:?needed}\n", {}, None),
    ],
)
def test_arguments_in_from(build, text, arguments, image):
    root = build(text, args=arguments).graph.final.root
    assert root.text == image


def test_scratch(build):
    root = build("FROM scratch\n").graph.final.root
    assert root.is_scratch
    assert root.known is not None
    assert root.known.has_command("sh") is False


def test_named_contexts_take_the_place_of_stages_and_images(build):
    text = """
        FROM golang:1.22 AS builder
        RUN go build
        FROM python:3.12-slim
        COPY --from=builder /app /app
        COPY --from=assets / /assets
    """
    contexts = {
        "builder": "docker-image://alpine:3.20",
        "python:3.12-slim": "docker-image://python:3.13",
        "assets": "../assets",
    }
    graph = build(text, named_contexts=contexts).graph
    builder, final = graph.stages
    assert builder.replacement is not None
    assert builder.root.text == "alpine:3.20"
    assert builder.steps == ()
    assert final.root.text == "python:3.13"
    origins = [reference.origin for reference in graph.references]
    assert isinstance(origins[0], NamedContext)
    assert origins[1] is builder
    assert isinstance(origins[2], NamedContext)
    assert origins[2].value == "../assets"


@pytest.mark.parametrize(
    ("name", "given", "is_replaced"),
    [
        ("base", "base", True),
        ("base:latest", "base", True),
        ("base", "base:latest", True),
        ("docker.io/library/python:3.12", "python:3.12", True),
        ("python:3.12", "python", False),
        ("scratch", "scratch", False),
    ],
)
def test_names_of_contexts_are_compared_as_references(build, name, given, is_replaced):
    graph = build(f"FROM {name}\n", named_contexts={given: "service:other"}).graph
    assert (graph.final.base_context is not None) is is_replaced
    if is_replaced:
        assert graph.final.root.text is None


def test_copy_takes_names_in_any_case_and_numbers(build):
    graph = build(
        """
        FROM debian:12 AS builder
        FROM debian:12
        COPY --from=Builder /a /a
        COPY --from=0 /a /a
        COPY --from=alpine:3 /a /a
        """
    ).graph
    builder = graph.stages[0]
    origins = [reference.origin for reference in graph.references if reference.kind == "copy"]
    assert origins[:2] == [builder, builder]
    assert isinstance(origins[2], BaseImage)
    assert origins[2].text == "alpine:3"


def test_copy_takes_the_last_stage_of_a_name(build):
    graph = build("FROM a AS x\nFROM b AS x\nFROM c\nCOPY --from=x /v /v\n").graph
    assert graph.stages[2].copies[0].origin is graph.stages[1]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("COPY --from=later /a /a", LATER_STAGE),
        ("COPY --from=this /a /a", ITSELF),
        ("COPY --from=1 /a /a", ITSELF),
        ("COPY --from=2 /a /a", LATER_STAGE),
        ("COPY --from=7 /a /a", NO_SUCH_NUMBER),
        ("COPY --from=$S /a /a", VARIABLE),
        ("RUN --mount=from=later,target=/l ls", LATER_STAGE),
        ("RUN --mount=type=cache,from=$S,target=/l ls", VARIABLE),
    ],
)
def test_what_cannot_be_copied_from(build, line, problem):
    graph = build(f"FROM a AS first\nFROM b AS this\n{line}\nFROM c AS later\n").graph
    (found,) = graph.problems
    assert found.problem == problem
    assert found.origin is None
    assert found.stage is graph.stages[1]
    source = graph.dockerfile.source
    assert source.slice(found.span) in line


def test_mounts_take_names_but_no_numbers(build):
    graph = build("FROM a AS first\nFROM b\nRUN --mount=from=first,target=/f --mount=from=0,target=/g ls\n").graph
    first, second = (mount.origin for mount in graph.stages[1].runs[0].mounts)
    assert first is graph.stages[0]
    assert isinstance(second, BaseImage)


def test_reachable_follows_from_copies_and_mounts(build):
    result = build(
        """
        FROM a AS unused
        FROM b AS wheels
        FROM c AS tools
        FROM d AS base
        FROM base AS final
        COPY --from=wheels /w /w
        RUN --mount=type=bind,from=tools,target=/t /t/x
        FROM unused AS test
        """,
        target_name="final",
    )
    assert result.final is result.graph.stages[4]
    assert names(result.stages) == ["wheels", "tools", "base", "final"]
    assert names(result.graph.reachable(result.graph.stages[5])) == ["unused", "test"]


def test_reachable_through_onbuild(build):
    result = build(
        """
        FROM a AS assets
        FROM b AS parent
        ONBUILD COPY --from=assets /x /x
        FROM parent
        """
    )
    assert names(result.stages) == ["assets", "parent", 2]
    final = result.final
    assert [type(step).__name__ for step in final.steps] == ["Copy"]
    assert final.copies[0].is_trigger
    assert final.instructions == ()
    assert result.graph.stages[1].copies == ()


def test_targets(build):
    text = "FROM a AS First\nFROM b\n"
    assert build(text).target.index == 1
    assert build(text, target_name="FIRST").target.index == 0
    assert build(text, target_name="0").target is None
    missing = build(text, target_name="nothing")
    assert missing.target is None
    assert missing.final is None
    assert missing.stages == ()


def test_by_name(build):
    graph = build("FROM a AS one\nFROM b\n").graph
    assert graph.by_name("ONE") is graph.stages[0]
    assert graph.by_name("1") is graph.stages[1]
    assert graph.by_name("2") is None
    assert graph.by_name("9" * 30) is None
    assert graph.by_name("two") is None


@pytest.mark.parametrize("text", ["", "# nothing\n", "RUN ls\n", "FROM\n", "FROM a b c d\nCOPY\n", "ARG\nFROM a AS\n"])
def test_broken_files_have_a_graph(build, text):
    result = build(text)
    for stage in result.graph.stages:
        assert stage.final_state.workdir is not None
        assert [copy.destination for copy in stage.copies] in ([], [None])
    assert isinstance(result.graph.problems, tuple)
    assert result.stages == result.graph.stages


def test_instructions_before_go_through_parents(build):
    stage = build("FROM a AS one\nENV A=1\nRUN one\nFROM one\nRUN two\nUSER x\nRUN three\n").final
    assert isinstance(stage, Stage)
    third = stage.runs[-1].run
    texts = [instruction.line.text.strip() for instruction in stage.instructions_before(third)]
    assert texts == ["USER x", "RUN two", "RUN one", "ENV A=1"]
    assert [run.run.body_text for run in stage.chain_runs] == ["one", "two", "three"]


def test_last_instruction_of_a_kind(build):
    from dflint.dockerfile.instructions import Cmd, Entrypoint, Healthcheck

    stage = build("FROM a AS one\nCMD one\nCMD two\nENTRYPOINT e\nFROM one\nCMD three\n").final
    assert stage.last(Cmd).body_text == "three"
    assert stage.last(Entrypoint).body_text == "e"
    assert stage.last(Healthcheck) is None


def test_layers_are_in_order(build):
    stage = build("FROM a\nRUN one\nCOPY x /x\nRUN two\nADD y /y\n").final
    assert [type(layer).__name__ for layer in stage.layers] == ["RunStep", "CopyStep", "RunStep", "CopyStep"]
    assert repr(stage) == "Stage(0, None)"
    assert repr(stage.root) == "BaseImage('a')"
