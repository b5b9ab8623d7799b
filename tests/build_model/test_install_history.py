"""What is there before each installation is what following the commands one by one would give."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from dflint.build.fetched_bytes import brought_before
from dflint.build.graph import StageGraph
from dflint.build.resolved_packages import ResolvedPackages, resolved_before, resolved_of_stage
from dflint.build.stages import Stage
from dflint.build.steps import InstallStep
from dflint.packages.requirement import normalise_name

from .conftest import build_of

NAMES = st.sampled_from(["torch", "torchvision", "numpy", "flask", "rich", "easyocr", "torch==2.4.1", "torch>=2.5"])
LINES = st.one_of(
    st.tuples(
        st.sampled_from(["pip install", "pip uninstall -y", "pip install --no-deps", "/venv/bin/pip install"]),
        st.lists(NAMES, min_size=1, max_size=3),
    ).map(lambda line: f"{line[0]} {' '.join(map(repr, line[1]))}"),
    st.sampled_from(["FROM", "FROM first", "conda install -y pytorch", "pip install -r absent.txt"]),
)


def graph_of(lines: list[str]) -> StageGraph:
    """The stages of a Dockerfile in which `FROM` goes on with the last stage and `FROM first` with the first."""
    text, count = "FROM pytorch/pytorch:2.4.0-cuda12.1-cudnn9-runtime AS s0\n", 0
    for line in lines:
        if line.startswith("FROM"):
            parent = 0 if line.endswith("first") else count
            count += 1
            text += f"FROM s{parent} AS s{count}\n"
        else:
            text += f"RUN {line} && echo\n"
    return build_of(text).graph


def installs_of(graph: StageGraph) -> list[InstallStep]:
    return [install for stage in graph.stages for run in stage.runs for install in run.installs]


def one_by_one(stage: Stage, last: InstallStep | None) -> ResolvedPackages:
    """What is installed in `stage` before `last`."""
    found, is_complete = [], True
    for run in stage.chain_runs:
        for install in run.installs:
            if install is last:
                return ResolvedPackages(found, is_complete)
            if install.install.action == "uninstall":
                names = {normalise_name(package.name) for package in install.install.packages}
                found = [package for package in found if package.name not in names]
            else:
                found += install.resolved.packages
                is_complete = is_complete and install.resolved.is_complete
    return ResolvedPackages(found, is_complete)


@given(st.lists(LINES, max_size=10), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_history_is_what_the_commands_do_one_by_one(lines: list[str], random) -> None:
    graph = graph_of(lines)
    installs = installs_of(graph)
    random.shuffle(installs)
    for install in installs:
        before, expected = resolved_before(install), one_by_one(install.stage, install)
        assert (before.packages, before.is_complete) == (expected.packages, expected.is_complete)
        for name in ("torch", "numpy", "Flask"):
            assert tuple(before.named(name)) == tuple(expected.named(name))
            assert before.last(name) == expected.last(name)
    for stage in graph.stages:
        assert resolved_of_stage(stage).packages == one_by_one(stage, None).packages


@given(st.lists(LINES, max_size=10), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_what_came_along_does_not_depend_on_who_asked_before(lines: list[str], random) -> None:
    installs = list(enumerate(installs_of(graph_of(lines))))
    random.shuffle(installs)
    for index, install in installs:
        alone = installs_of(graph_of(lines))[index]
        assert brought_before(install, resolved_before(install)) == brought_before(alone, resolved_before(alone))


def test_two_stages_go_on_with_one_history_apart() -> None:
    graph = graph_of(["pip install flask", "FROM", "pip install rich", "FROM first", "pip install numpy"])
    second, third = (stage.installs for stage in graph.stages[1:])
    assert [package.name for package in third.end.packages] == ["flask", "numpy"]
    assert [package.name for package in second.end.packages] == ["flask", "rich"]
