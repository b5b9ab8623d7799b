"""What do RUN, COPY and ADD do where they stand?"""

from __future__ import annotations

import pytest

from dflint.build.images import BaseImage, NamedContext


def test_a_run_has_its_commands_and_installs(stage):
    final = stage(
        """
        FROM python:3.12-slim
        ARG VERSION=2.8.0
        WORKDIR /app
        RUN cd src && pip install -r requirements/base.txt torch==$VERSION && echo done
        """
    )
    (run,) = final.runs
    assert [command.name for command in run.commands] == ["cd", "pip", "echo"]
    (install,) = run.installs
    assert install.run is run.run
    assert install.run is run.instruction
    assert install.stage is final
    assert install.state is run.state
    assert install.command is run.commands[1]
    assert install.directory == "/app/src"
    assert [package.text for package in install.install.packages] == ["torch==2.8.0"]
    (file,) = install.install.requirement_files
    assert install.path_of(file) == "/app/src/requirements/base.txt"
    assert not run.is_trigger


def test_the_shell_in_effect_is_used(stage):
    final = stage(
        'FROM debian:12\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN pip install x\nSHELL ["pwsh"]\nRUN y\n'
    )
    first, second = final.runs
    assert first.state.shell == ("/bin/bash", "-o", "pipefail", "-c")
    assert len(first.installs) == 1
    assert second.script.is_foreign
    assert second.commands == ()


@pytest.mark.parametrize(
    ("lines", "word", "value"),
    [
        (["ARG A=1", "RUN echo $A"], 0, "1"),
        (["ENV A=1", "RUN echo ${A}2"], 0, "12"),
        (["RUN A=3; echo $A"], 0, "3"),
        (["ARG A", "RUN echo $A"], 0, None),
        (["RUN echo x$NOTHING"], 0, "x"),
        (["RUN . /etc/os-release && echo x$VERSION_ID"], 0, None),
        (["RUN export $(cat env) && echo x$VERSION_ID"], 0, None),
        (["RUN --mount=type=secret,id=t,env=TOKEN echo x$TOKEN"], 0, None),
        (["RUN --mount=type=cache,target=/c echo x$TOKEN"], 0, "x"),
        (["RUN echo $HOME/x"], 0, "/root/x"),
        (["RUN echo $PWD"], 0, None),
        (["RUN echo $HTTP_PROXY"], 0, None),
        (["RUN echo $https_proxy"], 0, None),
    ],
)
def test_values_of_words(stage, lines, word, value):
    (run,) = stage("\n".join(["FROM debian:12", *lines])).runs
    echo = run.commands[-1]
    assert echo.name == "echo"
    assert run.value_of(echo, echo.arguments[word]) == value


def test_paths_of_words(stage):
    (run,) = stage("FROM debian:12\nWORKDIR /w\nRUN cd /x && cat a ../b /c *.txt $D ''\n").runs
    cat = run.commands[1]
    assert [run.path_of(cat, word) for word in cat.arguments] == ["/x/a", "/b", "/c", None, None, None]
    (run,) = stage("FROM debian:12\nRUN cd $D && cat a /b\n").runs
    cat = run.commands[1]
    assert [run.path_of(cat, word) for word in cat.arguments] == [None, "/b"]
    assert run.directory_of(cat) is None


def test_mounts(stage):
    final = stage(
        """
        FROM debian:12 AS wheels
        FROM python:3.12-slim
        ARG CACHE=/root/.cache
        WORKDIR /app
        RUN --mount=type=cache,id=pip-$CACHE,target=$CACHE/pip \\
            --mount=type=bind,source=./requirements.txt,target=requirements.txt \\
            --mount=type=bind,from=wheels,source=/w,target=/wheels \\
            --mount=type=secret,id=token \\
            --mount=type=cache,target=${NOTHING} \\
            pip install -r requirements.txt
        """
    )
    (run,) = final.runs
    cache, bind, wheels, secret, broken = run.mounts
    assert (cache.type, cache.target, cache.id, cache.is_from_context) == (
        "cache",
        "/root/.cache/pip",
        "pip-/root/.cache",
        False,
    )
    assert (bind.type, bind.target, bind.source, bind.is_from_context) == (
        "bind",
        "/app/requirements.txt",
        "requirements.txt",
        True,
    )
    assert (wheels.source, wheels.origin, wheels.is_from_context) == ("w", final.graph.stages[0], False)
    assert (secret.target, secret.source, secret.origin) == (None, "", None)
    assert broken.target is None
    assert run.cache_mounts == (cache, broken)
    assert run.cache_mount_over("/root/.cache/pip/http") is cache
    assert run.cache_mount_over("/root/.cache/pip") is cache
    assert run.cache_mount_over("/root/.cache/pipx") is None


def test_copies(stage):
    final = stage(
        """
        FROM debian:12 AS build
        FROM python:3.12-slim
        ARG NAME=app
        WORKDIR /srv
        COPY . .
        COPY a.txt b.txt $NAME/
        COPY --from=build /x /y
        COPY --from=python:3.12 /x /y
        COPY ["with space", "/data/"]
        ADD https://example.org/x.tar.gz /opt
        COPY $UNKNOWN/x /x
        COPY <<EOF /etc/motd
        hello
        EOF
        """
    )
    plain, several, stage_copy, image_copy, spaced, added, unset, heredoc = final.copies
    assert (plain.sources, plain.destination, plain.names_directory) == ((".",), "/srv", True)
    assert (several.sources, several.destination) == (("a.txt", "b.txt"), "/srv/app")
    assert several.names_directory
    assert (stage_copy.origin, stage_copy.from_stage) == (final.graph.stages[0], final.graph.stages[0])
    assert (stage_copy.is_from_context, stage_copy.names_directory) == (False, False)
    assert isinstance(image_copy.origin, BaseImage)
    assert image_copy.from_stage == "python:3.12"
    assert (spaced.sources, spaced.destination) == (("with space",), "/data")
    assert (added.sources, added.origin) == (("https://example.org/x.tar.gz",), None)
    assert unset.sources == ("/x",)
    assert (heredoc.sources, heredoc.destination) == ((), "/etc/motd")
    assert plain.workdir == "/srv"


def test_named_contexts_are_named(stage):
    copy = stage("FROM debian:12\nCOPY --from=assets / /x\n", named_contexts={"assets": "/assets"}).copies[0]
    assert isinstance(copy.origin, NamedContext)
    assert copy.from_stage == "assets"
    assert copy.origin.image.text is None
    assert repr(copy.origin) == "NamedContext('assets', '/assets')"


def test_what_is_not_known_of_a_copy(stage):
    copy = stage("FROM registry.example/app\nARG D\nCOPY x .\nCOPY x $D\nCOPY $D /x\nCOPY --exclude=$D . /x\n").copies
    assert copy[0].destination is None
    assert copy[0].workdir is None
    assert copy[1].destination is None
    assert copy[2].sources == (None,)
    assert copy[3].excludes is None


def test_what_a_copy_takes(stage, context):
    files = context({"a.txt": "aa", "src/main.py": "print()", "src/data/x.bin": "x" * 10, ".dockerignore": "*.md\n"})
    text = """
        FROM debian:12 AS other
        FROM debian:12
        ARG D
        COPY src /app
        COPY --exclude=data src /app
        COPY a.txt missing.txt /app/
        COPY --from=other /x /y
        COPY $D /x
    """
    folder, excluded, missing, other, unknown = stage(text, context=files).copies
    assert [file.path for file in folder.taken.files] == ["src/data/x.bin", "src/main.py"]
    assert folder.taken.byte_count == 17
    assert [file.path for file in excluded.taken.files] == ["src/main.py"]
    assert list(missing.taken.missing) == ["missing.txt"]
    assert other.taken is None
    assert unknown.taken is None
    assert stage(text).copies[0].taken is None


def test_builds_are_described(build, context):
    files = context({"a": ""})
    result = build("FROM a AS x\n", files, target_name="x")
    assert result.context is files
    assert result.graph.context is files
    assert result.project is None
    assert result.service is None
    assert repr(result) == "Build('/project/Dockerfile', target='x')"


def test_a_copy_with_parents_takes_what_lies_at_any_depth(stage, context):
    files = context({"requirements.txt": "a", "app/requirements.txt": "b", "app/main.py": "c"})
    (copy,) = stage("FROM debian:12\nCOPY --parents **/requirements.txt /app/\n", context=files).copies
    assert [file.path for file in copy.taken.files] == ["app/requirements.txt", "requirements.txt"]
