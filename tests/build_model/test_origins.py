"""Which file of the build context does a path of the image come from?"""

from __future__ import annotations

import pytest

FILES = {
    "requirements.txt": "",
    "pyproject.toml": "",
    "requirements/base.txt": "",
    "requirements/dev.txt": "",
    "src/requirements.txt": "",
    "src/pkg/a.py": "",
    "services/api/requirements.txt": "",
    "archive.tar.gz": "",
    "ignored.txt": "",
    ".dockerignore": "ignored.txt\n",
}


def origin_path(found):
    return None if found is None else found.path


@pytest.mark.parametrize(
    ("lines", "path", "expected"),
    [
        (["COPY requirements.txt /app/requirements.txt"], "/app/requirements.txt", "requirements.txt"),
        (["COPY requirements.txt /app/"], "/app/requirements.txt", "requirements.txt"),
        (["COPY requirements.txt /app"], "/app/requirements.txt", "requirements.txt"),
        (["COPY requirements.txt /app/reqs.txt"], "/app/reqs.txt", "requirements.txt"),
        (["WORKDIR /app", "COPY requirements.txt ."], "/app/requirements.txt", "requirements.txt"),
        (["WORKDIR /app", "COPY requirements.txt pyproject.toml ./"], "/app/pyproject.toml", "pyproject.toml"),
        (["COPY . /app"], "/app/requirements/base.txt", "requirements/base.txt"),
        (["COPY . /app"], "/app/missing.txt", None),
        (["COPY . /app"], "/app/ignored.txt", None),
        (["COPY . /"], "/requirements.txt", "requirements.txt"),
        (["COPY src /app"], "/app/requirements.txt", "src/requirements.txt"),
        (["COPY src/ /app/"], "/app/pkg/a.py", "src/pkg/a.py"),
        (["COPY requirements /app/requirements"], "/app/requirements/dev.txt", "requirements/dev.txt"),
        (["COPY requirements*.txt /app/"], "/app/requirements.txt", "requirements.txt"),
        (["COPY requirements/*.txt /app/"], "/app/base.txt", "requirements/base.txt"),
        (["COPY *.toml /app/"], "/app/requirements.txt", None),
        (["COPY --exclude=*.toml . /app"], "/app/requirements.txt", "requirements.txt"),
        (["COPY --exclude=*.toml . /app"], "/app/pyproject.toml", None),
        (["ADD requirements.txt /app/"], "/app/requirements.txt", "requirements.txt"),
        (["COPY requirements.txt /other/"], "/app/requirements.txt", None),
        # The last one holds
        (["COPY . /app", "COPY src /app"], "/app/requirements.txt", "src/requirements.txt"),
        (["COPY src /app", "COPY . /app"], "/app/requirements.txt", "requirements.txt"),
        # What may have put something else there
        (["COPY . /app", "RUN sed -i s/a/b/ /app/requirements.txt"], "/app/requirements.txt", None),
        (["COPY . /app", "RUN pip freeze > /app/requirements.txt"], "/app/requirements.txt", None),
        (["COPY . /app", "RUN echo x >> $FILE"], "/app/requirements.txt", None),
        (["COPY . /app", "RUN echo x > /dev/null 2>&1"], "/app/requirements.txt", "requirements.txt"),
        (["COPY . /app", "RUN pip install -r /app/requirements.txt"], "/app/requirements.txt", "requirements.txt"),
        (
            ["COPY . /app", "RUN python -m pip install -r /app/requirements.txt"],
            "/app/requirements.txt",
            "requirements.txt",
        ),
        (["COPY . /app", "RUN apt-get update && mkdir -p /data"], "/app/requirements.txt", "requirements.txt"),
        (["COPY . /app", "RUN bash -c 'cat /app/requirements.txt'"], "/app/requirements.txt", "requirements.txt"),
        (["COPY . /app", "RUN bash -c 'rm /app/requirements.txt'"], "/app/requirements.txt", None),
        (["COPY . /app", "RUN git clone https://example.org/x.git /app"], "/app/requirements.txt", None),
        (["COPY . /app", "RUN git clone https://example.org/x.git /x"], "/app/requirements.txt", "requirements.txt"),
        (["COPY . /app", "RUN cd /x && git clone git@example.org:x.git"], "/app/requirements.txt", "requirements.txt"),
        (["COPY . /app", "RUN cd / && git clone https://example.org/app"], "/app/requirements.txt", None),
        (["COPY . /app", "RUN git clone $URL"], "/app/requirements.txt", None),
        (["RUN git clone https://example.org/x.git /app"], "/app/requirements.txt", None),
        (["ARG D", "COPY . /app", "COPY x $D"], "/app/requirements.txt", None),
        (["ARG D", "COPY . /app", "COPY $D /app/"], "/app/requirements.txt", None),
        (["ARG D", "COPY . /app", "COPY $D /other/"], "/app/requirements.txt", "requirements.txt"),
        (["COPY . /app", "ADD archive.tar.gz /app/"], "/app/requirements.txt", None),
        (["COPY . /app", "ADD https://example.org/requirements.txt /app/"], "/app/requirements.txt", None),
        (["COPY . /app", "ADD https://example.org/other.txt /app/"], "/app/requirements.txt", "requirements.txt"),
        (["COPY . /app", "ADD git@example.org:x.git /app/"], "/app/requirements.txt", None),
        (["COPY . /app", 'SHELL ["pwsh"]', "RUN x"], "/app/requirements.txt", None),
    ],
)
def test_files_from_the_context(stage, context, lines, path, expected):
    final = stage("\n".join(["FROM debian:12", *lines]), context=context(FILES))
    assert origin_path(final.file_origin(path)) == expected


@pytest.mark.parametrize(
    ("copy", "path", "expected"),
    [
        ("COPY --parents services/api/requirements.txt /app/", "/app/services/api/requirements.txt", True),
        ("COPY --parents services/./api/requirements.txt /app/", "/app/api/requirements.txt", True),
        ("COPY --parents services/api/requirements.txt /app/", "/app/requirements.txt", False),
    ],
)
def test_parents_are_kept(stage, context, copy, path, expected):
    found = stage(f"FROM debian:12\n{copy}\n", context=context(FILES)).file_origin(path)
    assert (origin_path(found) == "services/api/requirements.txt") is expected


@pytest.mark.parametrize(
    ("copy", "path", "expected"),
    [
        ("COPY requirements.txt /app/", "/app/requirements.txt", "requirements.txt"),
        ("COPY requirements.txt /app/reqs.txt", "/app/reqs.txt", "requirements.txt"),
        ("COPY . /app", "/app/requirements.txt", "requirements.txt"),
        ("COPY src /app", "/app/requirements.txt", None),
        ("COPY *.txt /app/", "/app/requirements.txt", None),
    ],
)
def test_without_a_context_only_names_tell(stage, copy, path, expected):
    assert origin_path(stage(f"FROM debian:12\n{copy}\n").file_origin(path)) == expected


def test_the_step_is_told(stage, context):
    final = stage("FROM debian:12\nCOPY src /app\nCOPY . /app\n", context=context(FILES))
    assert final.file_origin("/app/requirements.txt").step is final.copies[1]
    before = final.copies[1].instruction
    assert final.file_origin("/app/requirements.txt", before=before).path == "src/requirements.txt"


def test_other_stages_are_followed(stage, context):
    text = """
        FROM debian:12 AS base
        WORKDIR /srv
        COPY requirements.txt .
        FROM base AS deps
        COPY pyproject.toml .
        FROM debian:12
        COPY --from=deps /srv /app
        COPY --from=deps /srv/pyproject.toml /pyproject/
        COPY --from=python:3.12 /usr/local /python
        COPY --from=$X /x /unknown
    """
    final = stage(text, context=context(FILES))
    assert origin_path(final.file_origin("/app/requirements.txt")) == "requirements.txt"
    assert origin_path(final.file_origin("/app/pyproject.toml")) == "pyproject.toml"
    assert origin_path(final.file_origin("/pyproject/pyproject.toml")) == "pyproject.toml"
    assert final.file_origin("/python/requirements.txt") is None
    assert final.file_origin("/unknown/requirements.txt") is None
    assert final.file_origin("/app/missing.txt") is None
    parent = final.graph.stages[1]
    assert origin_path(parent.file_origin("/srv/requirements.txt")) == "requirements.txt"


def test_a_replaced_stage_is_not_known(stage):
    text = "FROM debian:12 AS a\nCOPY . /app\nFROM debian:12\nCOPY --from=a /app /app\n"
    assert stage(text).file_origin("/app/x.txt").path == "x.txt"
    assert stage(text, named_contexts={"a": "service:a"}).file_origin("/app/x.txt") is None


def test_a_long_row_of_copies_ends(stage):
    lines = ["FROM debian:12 AS s0", "COPY requirements.txt /app/"]
    lines += [f"FROM debian:12 AS s{n}\nCOPY --from=s{n - 1} /app /app" for n in range(1, 60)]
    final = stage("\n".join(lines))
    assert final.file_origin("/app/requirements.txt") is None
    assert final.graph.stages[5].file_origin("/app/requirements.txt").path == "requirements.txt"


def test_files_that_the_dockerfile_writes(stage):
    final = stage("FROM debian:12\nCOPY <<one.txt <<two.txt /app/\none\none.txt\ntwo\ntwo.txt\nCOPY <<X /x.txt\nx\nX\n")
    found = final.file_origin("/app/two.txt")
    assert (found.path, found.heredoc.name) == (None, "two.txt")
    assert final.file_origin("/x.txt").heredoc.name == "X"
    assert final.file_origin("/app/three.txt") is None


def manifests(final):
    return [[origin_path(found) for _, found in install.manifests] for run in final.runs for install in run.installs]


def test_manifests_of_installs(stage, context):
    final = stage(
        """
        FROM python:3.12-slim
        WORKDIR /app
        COPY requirements.txt .
        RUN pip install -r requirements.txt
        COPY requirements requirements
        RUN cd requirements && pip install -r base.txt -c ../requirements.txt
        RUN cp /x requirements.txt && pip install -r requirements.txt
        RUN pip install -r requirements.txt && cp /x requirements.txt
        RUN pip install -r $FILE
        """,
        context=context(FILES),
    )
    assert manifests(final) == [
        ["requirements.txt"],
        ["requirements/base.txt", "requirements.txt"],
        [None],
        [None],
        [None],
    ]


def test_manifests_in_mounts(stage, context):
    final = stage(
        """
        FROM debian:12 AS deps
        COPY requirements.txt /deps/
        FROM python:3.12-slim
        WORKDIR /app
        RUN --mount=type=bind,source=requirements.txt,target=requirements.txt pip install -r requirements.txt
        RUN --mount=type=bind,target=. pip install -r requirements/base.txt
        RUN --mount=type=bind,source=src,target=/s pip install -r /s/requirements.txt
        RUN --mount=type=bind,from=deps,source=/deps,target=/d pip install -r /d/requirements.txt
        RUN --mount=type=cache,target=/c pip install -r /c/requirements.txt
        RUN --mount=type=bind,source=$S,target=/d pip install -r /d/requirements.txt
        RUN --mount=type=secret,id=x pip install -r requirements.txt
        RUN --mount=type=bind,source=src,target=$T pip install -r requirements.txt
        """,
        context=context(FILES),
    )
    assert manifests(final) == [
        ["requirements.txt"],
        ["requirements/base.txt"],
        ["src/requirements.txt"],
        ["requirements.txt"],
        [None],
        ["requirements.txt"],
        [None],
        [None],
    ]
    mount = final.runs[0].mounts[0]
    assert final.runs[0].installs[0].manifests[0][1].step is mount
