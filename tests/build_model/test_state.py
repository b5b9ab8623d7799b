"""What holds before an instruction? The cases named "as tried" were tried with Docker 28.5."""

from __future__ import annotations

import pytest

from dflint.dockerfile.words import UNKNOWN


def state_at(stage, keyword, number=0):
    """The state before the instruction number `number` with that keyword."""
    found = [step for step in stage.steps if step.keyword == keyword]
    return stage.state_before(found[number])


def test_env_is_expanded_in_what_held_before_the_instruction(stage):
    state = stage("FROM debian:12\nENV X=1 Y=$X\nENV X=2 Y=$X Z=$X\n").final_state
    assert (state.env("X"), state.env("Y"), state.env("Z")) == ("2", "1", "1")


def test_arg_sees_the_declarations_before_it_in_the_same_instruction(stage):
    state = stage("FROM debian:12\nARG A=1 B=$A\n").final_state
    assert state.lookup("B") == "1"


def test_state_is_that_before_the_instruction(stage):
    final = stage("FROM debian:12\nRUN a\nENV X=1\nRUN b\nENV X=2\nRUN c\n")
    assert [state_at(final, "RUN", number).env("X") for number in range(3)] == [None, "1", "2"]
    assert state_at(final, "ENV", 1).env("X") == "1"


def test_the_old_form_of_env(stage):
    assert stage("FROM debian:12\nENV X a b  c\n").final_state.env("X") == "a b  c"


def test_an_argument_without_a_value_is_unknown(stage):
    state = stage("FROM debian:12\nARG A\nENV B=$A C=c$A D=${A:-d}\n").final_state
    assert state.arg("A") is UNKNOWN
    assert state.env("B") is UNKNOWN
    assert state.env("C") is UNKNOWN
    assert state.env("D") is UNKNOWN


def test_given_arguments(stage):
    text = "ARG G=g\nFROM debian:12\nARG A=1\nARG B\nARG G\nENV E=$A-$B-$G\n"
    assert stage(text, args={"A": "x", "B": "y", "G": "z"}).final_state.env("E") == "x-y-z"
    assert stage(text, args={"B": "y"}).final_state.env("E") == "1-y-g"
    assert stage(text, args={"B": None}).final_state.env("E") is UNKNOWN


def test_global_arguments_are_seen_only_where_they_are_declared(stage):
    text = "ARG G=g\nFROM debian:12\nENV A=$G\nARG G\nENV B=$G\n"
    state = stage(text).final_state
    assert (state.env("A"), state.env("B")) == ("", "g")


def test_platform_arguments(stage):
    state = stage("FROM debian:12\nENV A=$TARGETARCH\nARG TARGETARCH\nENV B=$TARGETARCH\n").final_state
    assert (state.env("A"), state.env("B")) == ("", UNKNOWN)
    assert stage("FROM debian:12\nARG TARGETARCH=arm64\n").final_state.arg("TARGETARCH") == "arm64"


def test_the_later_of_env_and_arg_holds_while_building_as_tried(stage):
    final = stage("FROM debian:12\nENV A=env\nARG A=arg\nENV E=$A\nRUN x\n")
    state = final.final_state
    assert state.lookup("A") == "arg"
    assert state.env("E") == "arg"
    assert state.env("A") == "env"
    assert stage("FROM debian:12\nARG A=arg\nENV A=env\n").final_state.lookup("A") == "env"


def test_a_child_stage_inherits_arguments_but_env_wins_as_tried(stage):
    text = "FROM debian:12 AS base\nENV A=env\nARG A=arg\nARG B=argb\nFROM base\nENV E=$A-$B\nARG B\nENV F=$B\n"
    state = stage(text).final_state
    assert state.env("E") == "env-argb"
    assert state.env("F") == "argb"
    assert state.arg("B") == "argb"


def test_an_unset_variable_of_an_unknown_base_is_unknown(stage):
    known = stage("FROM python:3.12-slim\n").final_state
    unknown = stage("FROM registry.example/app:1\n").final_state
    assert known.env("PYTHONUNBUFFERED") is None
    assert unknown.env("PYTHONUNBUFFERED") is UNKNOWN
    assert known.env("PYTHON_VERSION") is UNKNOWN
    assert known.env("PATH") == "/usr/local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def test_path_is_extended(stage):
    state = stage("FROM debian:12\nENV PATH=/opt/venv/bin:$PATH\n").final_state
    assert state.env("PATH") == "/opt/venv/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def test_home_is_no_variable_of_the_dockerfile_as_tried(stage):
    state = stage("FROM debian:12\nENV X=$HOME/x\n").final_state
    assert state.env("X") == "/x"
    assert state.home == "/root"


def test_names_of_env_are_expanded(stage):
    assert stage("FROM debian:12\nARG N=NAME\nENV $N=1\n").final_state.env("NAME") == "1"


@pytest.mark.parametrize(
    ("lines", "workdir"),
    [
        ([], "/"),
        (["WORKDIR /app"], "/app"),
        (["WORKDIR rel"], "/rel"),
        (["WORKDIR /a", "WORKDIR b", "WORKDIR ../c"], "/a/c"),
        (["WORKDIR /x/../y/"], "/y"),
        (["WORKDIR //x"], "/x"),
        (["WORKDIR ../.."], "/"),
        (["ENV D=/data", "WORKDIR $D/in"], "/data/in"),
        (["ARG D", "WORKDIR $D"], UNKNOWN),
        (["ARG D", "WORKDIR $D", "WORKDIR x"], UNKNOWN),
        (["ARG D", "WORKDIR $D", "WORKDIR /x"], "/x"),
        (["ARG D=", "WORKDIR /a", "WORKDIR $D"], "/a"),
        (["WORKDIR C:\\\\app"], UNKNOWN),
        (['WORKDIR "/with space"'], "/with space"),
    ],
)
def test_working_directories(stage, lines, workdir):
    assert stage("\n".join(["FROM debian:12", *lines])).final_state.workdir == workdir


def test_the_working_directory_of_the_base(stage):
    assert stage("FROM registry.example/app\nWORKDIR x\n").final_state.workdir is UNKNOWN
    assert stage("FROM quay.io/jupyter/base-notebook\nWORKDIR x\n").final_state.workdir == "/home/jovyan/x"
    assert stage("FROM debian:12 AS a\nWORKDIR /a\nFROM a\nWORKDIR b\n").final_state.workdir == "/a/b"


def test_users(stage):
    state = stage("FROM debian:12\n").final_state
    assert (state.user, state.user_name, state.is_root) == (None, "root", True)
    state = stage("FROM debian:12\nUSER 1000:1000\n").final_state
    assert (state.user, state.user_name, state.is_root) == ("1000:1000", "1000", False)
    assert stage("FROM debian:12\nUSER root\n").final_state.is_root is True
    assert stage("FROM debian:12\nUSER x\nUSER 0:0\n").final_state.is_root is True
    state = stage("FROM debian:12\nARG U\nUSER $U\n").final_state
    assert (state.user, state.user_name, state.is_root) == (UNKNOWN, UNKNOWN, None)
    assert stage("FROM registry.example/app\n").final_state.is_root is None
    assert stage("FROM mambaorg/micromamba\n").final_state.user == "mambauser"
    assert stage("FROM debian:12 AS a\nUSER app\nFROM a\n").final_state.user == "app"


def test_shells(stage):
    assert stage("FROM debian:12\n").final_state.shell == ("/bin/sh", "-c")
    assert stage('FROM debian:12 AS a\nSHELL ["bash", "-c"]\nFROM a\n').final_state.shell == ("bash", "-c")
    assert stage("FROM debian:12\nSHELL bash -c\n").final_state.shell == ("/bin/sh", "-c")
    assert stage("FROM quay.io/jupyter/base-notebook\n").final_state.shell == ("/bin/bash", "-o", "pipefail", "-c")
    assert stage("FROM python:3.6-windowsservercore\n").final_state.shell[0] == "powershell"


def test_onbuild_runs_in_the_child_only(stage):
    text = "FROM debian:12 AS a\nONBUILD ENV X=1\nONBUILD WORKDIR /o\nFROM a AS b\nENV Y=$X\nFROM b\n"
    final = stage(text)
    assert final.final_state.env("Y") == "1"
    assert final.final_state.workdir == "/o"
    first, second, third = final.graph.stages
    assert first.final_state.env("X") is None
    assert second.final_state.env("X") == "1"
    assert third.triggers == ()
    assert second.state_before(second.triggers[1]).env("X") == "1"
    assert len(first.onbuilds) == 2


@pytest.mark.parametrize(
    ("lines", "home"),
    [
        (["USER root"], "/root"),
        (["USER 0"], "/root"),
        (["ENV HOME=/h", "USER nobody"], "/h"),
        (["ARG H", "ENV HOME=$H"], UNKNOWN),
        (["USER nobody"], UNKNOWN),
        (["USER 1000"], UNKNOWN),
        (["RUN useradd -m app", "USER app"], "/home/app"),
        (["RUN useradd -ms /bin/bash -u 1000 app", "USER 1000"], "/home/app"),
        (["RUN useradd --create-home --uid=1000 app && chown app /x", "USER 1000:1000"], "/home/app"),
        (["RUN useradd -d /srv/app app", "USER app"], "/srv/app"),
        (["RUN useradd --home-dir=/srv/app app", "USER app"], "/srv/app"),
        (["RUN useradd -b /srv app", "USER app"], UNKNOWN),
        (["RUN adduser --disabled-password --gecos '' app", "USER app"], "/home/app"),
        (["RUN adduser -D -h /data app users", "USER app"], "/data"),
        (["RUN adduser --system --group app", "USER app"], UNKNOWN),
        (["ARG N", "RUN useradd $N", "USER app"], UNKNOWN),
        (["ARG N=app", "RUN useradd $N", "USER $N"], "/home/app"),
        (["RUN useradd app", "RUN usermod -d /x app", "USER app"], UNKNOWN),
        (["USER app", "RUN useradd app"], "/home/app"),
        (["RUN useradd other", "USER app"], UNKNOWN),
        (["RUN useradd", "USER app"], UNKNOWN),
    ],
)
def test_home_directories(stage, lines, home):
    assert stage("\n".join(["FROM debian:12", *lines])).final_state.home == home


def test_home_directories_of_bases(stage):
    assert stage("FROM mambaorg/micromamba\n").final_state.home == "/home/mambauser"
    assert stage("FROM quay.io/jupyter/base-notebook\n").final_state.home == "/home/jovyan"
    assert stage("FROM registry.example/app\nUSER root\n").final_state.home is UNKNOWN
    assert stage("FROM scratch\n").final_state.home is UNKNOWN
    text = "FROM debian:12 AS a\nRUN useradd app\nFROM a\nUSER app\nRUN x\nRUN useradd -d /late app\n"
    assert state_at(stage(text), "RUN").home == "/home/app"


def test_paths_are_seen_from_the_working_directory(stage):
    state = stage("FROM debian:12\nWORKDIR /app\n").final_state
    assert state.path("x/../y") == "/app/y"
    assert state.path("/x//y/") == "/x/y"
    unknown = stage("FROM registry.example/app\n").final_state
    assert (unknown.path("x"), unknown.path("/x")) == (None, "/x")


def test_a_long_chain_of_stages_is_no_matter(stage):
    lines = ["FROM debian:12 AS s0", "ENV X=1"]
    lines += [f"FROM s{number} AS s{number + 1}\nENV Y=$X$UNSET\nWORKDIR x" for number in range(3000)]
    final = stage("\n".join(lines))
    assert final.final_state.env("X") == "1"
    assert final.final_state.env("Y") == "1"
    assert final.final_state.workdir.count("/x") == 3000
    assert final.final_state.is_root
    assert len(final.chain) == 3001
