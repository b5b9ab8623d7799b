from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Diagnostic, Severity
from dflint.rules.rule import Size

Words = Callable[..., list[str]]
Findings = Callable[..., list[Diagnostic]]
Lay = Callable[..., Any]

MEGABYTE = 1000**2
FILES = {"wheels/torch.whl": Size(30 * MEGABYTE), "wheels/a.txt": "a\n", "requirements.txt": "torch\n"}


def dockerfile(*lines: str, base: str = "python:3.12") -> dict[str, Any]:
    return {**FILES, "Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    ("lines", "expected", "message"),
    [
        (
            ["COPY wheels /tmp/wheels", "RUN pip install /tmp/wheels/*.whl && rm -rf /tmp/wheels"],
            "/tmp/wheels",
            "`/tmp/wheels` is removed here, but 30 MB stay in the layer of line 2",
        ),
        (
            ["WORKDIR /app", "COPY . .", "RUN pip install wheels/*", "RUN rm -r ./wheels/*.whl"],
            "./wheels/*.whl",
            "`/app/wheels/*.whl` is removed here, but 30 MB stay in the layer of line 3",
        ),
        (
            ["COPY wheels/torch.whl /tmp/", "RUN pip install /tmp/torch.whl", "RUN rm /tmp/torch.whl"],
            "/tmp/torch.whl",
            "`/tmp/torch.whl` is removed here, but 30 MB stay in the layer of line 2",
        ),
        (
            ["RUN wget https://e.org/m.zip", "RUN unzip m.zip", "RUN rm m.zip"],
            "m.zip",
            "`/m.zip` is removed here, but stays in the layer of line 2",
        ),
        (
            ["WORKDIR /d", "RUN curl -L https://e.org/m -o m.tar.gz", "RUN tar xf m.tar.gz && rm -f *.gz"],
            "*.gz",
            "`/d/m.tar.gz` is removed here, but stays in the layer of line 3",
        ),
        (
            ["RUN curl -fsSLO https://e.org/a/m.tar.gz", "RUN cd / && tar xf m.tar.gz && rm m.tar.gz"],
            "m.tar.gz",
            "`/m.tar.gz` is removed here, but stays in the layer of line 2",
        ),
        (
            ["RUN curl https://e.org/m > /m.tar", "RUN rm /m.tar"],
            "/m.tar",
            "`/m.tar` is removed here, but stays in the layer of line 2",
        ),
        (
            ["RUN wget -nv -P /tmp https://e.org/Miniconda3-py312-Linux-x86_64.sh", "RUN rm -rf /tmp/*"],
            "/tmp/*",
            "`/tmp/Miniconda3-py312-Linux-x86_64.sh` is removed here, but stays in the layer of line 2",
        ),
        (
            ["RUN git clone --depth 1 -b v1 https://e.org/a/llm.git", "RUN pip install ./llm", "RUN rm -rf llm/.git"],
            "llm/.git",
            "`/llm` is removed here, but stays in the layer of line 2",
        ),
        (
            ["RUN apt-get install -y gcc make", "RUN pip install a", "RUN apt-get purge -y make gcc"],
            "apt-get purge -y make gcc",
            "`gcc`, `make` are removed here, but stay in the layer of line 2",
        ),
        (
            ["RUN apt-get update && apt-get install -y git", "RUN apt-get clean && rm -rf /var/lib/apt/lists/*"],
            "/var/lib/apt/lists/*",
            "the package lists are removed here, but stay in the layer of line 2",
        ),
    ],
)
def test_what_an_earlier_layer_holds(findings: Findings, lines: list[str], expected: str, message: str) -> None:
    (one,) = findings(dockerfile(*lines), "ML217")
    assert one.source.slice(one.span) == expected
    assert one.message == message
    assert one.severity is Severity.WARNING


def test_other_package_managers(findings: Findings) -> None:
    alpine = dockerfile("RUN apk add --virtual .build gcc", "RUN pip install a", "RUN apk del .build", base="alpine")
    fedora = dockerfile("RUN dnf install -y git", "RUN dnf clean all", base="fedora")
    assert [one.message for one in findings(alpine, "ML217")] == [
        "`.build` is removed here, but stays in the layer of line 2"
    ]
    assert [one.message for one in findings(fedora, "ML217")] == [
        "the package cache is removed here, but stays in the layer of line 2"
    ]


@pytest.mark.parametrize(
    "lines",
    [
        # In the same RUN.
        ["RUN wget https://e.org/m.zip && unzip m.zip && rm m.zip"],
        ["RUN wget https://e.org/m.zip && rm m.zip", "RUN rm -f m.zip"],
        [
            "RUN apt-get update && apt-get install -y git && rm -rf /var/lib/apt/lists/*",
            "RUN rm -rf /var/lib/apt/lists",
        ],
        # What the base image holds, or what nobody knows of.
        ["RUN rm -rf /usr/share/doc /tmp/x.zip"],
        ["RUN apt-get remove -y curl"],
        ["RUN ./fetch.sh", "RUN rm m.zip"],
        ["RUN ln -s /a /b", "RUN rm /b"],
        # A trifle.
        ["COPY requirements.txt /tmp/", "RUN pip install -r /tmp/requirements.txt && rm /tmp/requirements.txt"],
        ["RUN wget https://e.org/get-pip.py", "RUN python get-pip.py && rm get-pip.py"],
        ["COPY --from=e.org/a /install.py /tmp/", "RUN python /tmp/install.py && rm /tmp/install.py"],
        # Mounted, not in a layer.
        [
            "RUN --mount=type=bind,source=wheels,target=/w pip install /w/*.whl",
            "RUN --mount=type=bind,source=wheels,target=/w,rw rm -rf /w/*",
        ],
        ["RUN --mount=type=cache,target=/dl wget -P /dl https://e.org/m.zip", "RUN rm -rf /dl"],
        [
            "RUN --mount=type=cache,target=/var/lib/apt apt-get update",
            "RUN apt-get install -y git && rm -rf /var/lib/apt/lists/*",
        ],
        # A RUN that cleans up after itself.
        [
            "RUN apt-get update && apt-get install -y git",
            "RUN apt-get update && apt-get install -y make && rm -rf /var/lib/apt/lists/*",
        ],
        ["RUN apt-get install -y gcc", "RUN apt-get install -y gcc && make && apt-get remove -y gcc"],
        # It may not be removed.
        ["COPY wheels /w", "ARG SLIM", 'RUN if [ -n "$SLIM" ]; then rm -rf /w; fi'],
        ["RUN wget https://e.org/m.zip", "RUN rm -rf $(cat where)/m.zip"],
        # A directory that holds none of it.
        ["COPY wheels /w", "RUN rm -rf /w/cache /wheels"],
        ["WORKDIR /a", "RUN wget https://e.org/m.zip", "WORKDIR /b", "RUN rm -f m.zip"],
        # The name that the server gives is not known.
        ["RUN curl -LOJ https://e.org/m.zip", "RUN rm m.zip"],
        ["RUN wget -qO- https://e.org/m.zip | tar x", "RUN rm -f m.zip"],
        # A text that only speaks of it.
        ["RUN wget https://e.org/m.zip", "RUN cat > /usage <<EOF", "RUN rm m.zip", "EOF"],
        ["RUN wget https://e.org/m.zip", "RUN echo rm m.zip"],
        # The caches of pip and conda are told of where they are left.
        ["RUN pip install torch", "RUN rm -rf /root/.cache/pip"],
        ["RUN conda install pytorch", "RUN conda clean -afy"],
    ],
)
def test_nothing_that_stays_behind(words: Words, lines: list[str]) -> None:
    assert words(dockerfile(*lines), "ML217") == []


def test_a_builder_is_thrown_away(words: Words) -> None:
    lines = ["RUN wget https://e.org/m.zip", "RUN rm m.zip", "FROM python:3.12", "COPY --from=builder /opt /opt"]
    tree = dockerfile(*lines, base="python:3.12 AS builder")
    assert words(tree, "ML217") == []


def test_a_file_of_the_parent_is_left_to_it(words: Words) -> None:
    tree = dockerfile("COPY wheels /w", "FROM base AS slim", "RUN rm -rf /w", "FROM base", base="python:3.12 AS base")
    assert words(tree, "ML217") == []


def test_what_comes_from_another_stage_has_no_known_size(findings: Findings) -> None:
    lines = ["FROM python:3.12-slim", "COPY --from=b /wheels /wheels", "RUN pip install /wheels/* && rm -rf /wheels"]
    (one,) = findings(dockerfile("RUN pip wheel -w /wheels a", *lines, base="python:3.12 AS b"), "ML217")
    assert one.severity is Severity.INFO
    assert one.message == "`/wheels` is removed here, but stays in the layer of line 4"
    assert one.help == "mount it instead: `RUN --mount=type=bind,from=…,target=/wheels`"


@pytest.mark.parametrize(
    ("build", "wheels"),
    [
        ("RUN python -m build --outdir /dist", "/dist"),
        ("RUN uv build", "/dist"),
        ("RUN python setup.py bdist_wheel", "/dist"),
        ("RUN pip wheel --no-deps -w /wheels .", "/wheels"),
    ],
)
def test_the_wheel_of_the_project_is_a_trifle(words: Words, build: str, wheels: str) -> None:
    lines = ["FROM python:3.12", f"COPY --from=b {wheels} {wheels}", f"RUN pip install {wheels}/* && rm -r {wheels}"]
    assert words(dockerfile("COPY . .", build, *lines, base="python:3.12 AS b"), "ML217") == []
    one_file = ["FROM python:3.12", "COPY --from=b /dist/a.whl /tmp/", "RUN pip install /tmp/a.whl && rm /tmp/a.whl"]
    assert words(dockerfile("COPY . .", build, *one_file, base="python:3.12 AS b"), "ML217") == []
    # What it needs, or what is built of the code of others, may be large.
    more = "RUN pip wheel -w /wheels -r requirements.txt"
    assert words(dockerfile("COPY . .", build, more, *lines, base="python:3.12 AS b"), "ML217") == [wheels]
    clone = "RUN git clone https://e.org/flash-attention"
    assert words(dockerfile("COPY . .", clone, build, *lines, base="python:3.12 AS b"), "ML217") == [wheels]


def test_less_than_10_megabytes_are_a_trifle(findings: Findings) -> None:
    small = {"a/a.bin": Size(4 * MEGABYTE), "b/b.bin": Size(7 * MEGABYTE)}
    lines = ["COPY a /a", "COPY b /b"]
    assert findings({**dockerfile(*lines, "RUN rm -r /a", "RUN rm -r /b"), **small}, "ML217") == []
    (one,) = findings({**dockerfile(*lines, "RUN rm -r /a /b"), **small}, "ML217")
    assert one.message == "`/a`, `/b` are removed here, but 11 MB stay in earlier layers"
    fetched = dockerfile("COPY a /a", "RUN wget https://e.org/m.zip", "RUN rm -r /a m.zip")
    (one,) = findings({**fetched, **small}, "ML217")
    assert one.message == "`/m.zip` is removed here, but stays in the layer of line 3"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["RUN wget https://e.org/m.zip", "RUN rm m.zip"], "remove it in the RUN that brings it"),
        (
            ["RUN apt-get install -y curl", "RUN curl -sSL https://e.org/a | sh", "RUN apt-get remove -y curl"],
            "let one RUN install it, use it and remove it",
        ),
        (
            ["RUN apt-get install -y gcc make", "COPY . .", "RUN pip install a && apt-get purge -y gcc make"],
            "let one RUN install them, use them and remove them",
        ),
        (
            ["RUN wget https://e.org/m.zip", "RUN unzip m.zip && rm m.zip"],
            "let one RUN fetch it, use it and remove it",
        ),
        (
            ["RUN apt-get update", "RUN apt-get install -y git", "RUN rm -rf /var/lib/apt/lists/*"],
            "let one RUN fetch them, install the packages and remove them",
        ),
        (
            ["RUN apt-get update && apt-get install -y git", "RUN rm -rf /var/lib/apt/lists/*"],
            "remove them in the RUN that fetches them",
        ),
        (
            ["COPY wheels /w", "RUN pip install /w/torch.whl && rm -rf /w"],
            "leave it out of the COPY, or mount it where the build needs it: `RUN --mount=type=bind,…`",
        ),
        # A mount cannot be written to.
        (
            ["COPY . /src", "RUN pip install /src && rm -rf /src"],
            "build in a stage of its own, and copy from there what the image needs",
        ),
        (
            ["COPY . /src", "RUN cd /src && make install", "RUN rm -rf /src"],
            "build in a stage of its own, and copy from there what the image needs",
        ),
    ],
)
def test_the_help_can_be_followed(findings: Findings, lines: list[str], expected: str) -> None:
    (one,) = findings(dockerfile(*lines), "ML217")
    assert one.help == expected


def test_bytes_are_counted_once(findings: Findings) -> None:
    tree = dockerfile("COPY . /app", "RUN rm -rf /app/wheels", "RUN rm -rf /app/wheels /app")
    (one,) = findings(tree, "ML217")
    assert one.cost is not None
    assert (one.cost.byte_count, one.cost.basis, one.cost.of) == (30 * MEGABYTE + 2, "measured", "image")


def test_what_is_ignored_is_not_copied(words: Words) -> None:
    tree = {**dockerfile("COPY . /app", "RUN rm -rf /app/wheels"), ".dockerignore": "wheels\n"}
    assert words(tree, "ML217") == []


def test_runs_that_follow_each_other_are_made_one(lay: Lay) -> None:
    checker = lay(
        dockerfile("RUN wget https://e.org/m.zip \\", "    && unzip m.zip  ", "", "RUN ls && rm m.zip", "RUN echo done")
    )
    assert checker.fix("ML217") == []
    expected = dockerfile(
        "RUN wget https://e.org/m.zip \\",
        "    && unzip m.zip \\",
        "    && ls && rm m.zip",
        "RUN echo done",
    )
    assert checker.tree() == checker.expected(expected)


@pytest.mark.parametrize(
    "lines",
    [
        ["RUN wget https://e.org/m.zip", "ENV A=b", "RUN rm m.zip"],
        ["RUN wget https://e.org/m.zip", "RUN unzip m.zip", "RUN rm m.zip"],
        # The shell of the first would be that of the second.
        ["RUN cd /d && wget https://e.org/m.zip", "RUN rm /d/m.zip"],
        ["RUN A=b; wget https://e.org/m.zip", "RUN rm m.zip"],
        ["RUN set -x; wget https://e.org/m.zip", "RUN rm m.zip"],
        ["RUN . /env && wget https://e.org/m.zip", "RUN rm m.zip"],
        ["RUN umask 077 && wget https://e.org/m.zip", "RUN rm m.zip"],
        ["RUN exec wget https://e.org/m.zip", "RUN rm m.zip"],
        # It would go on after a failure of the first.
        ["RUN wget https://e.org/m.zip", "RUN rm m.zip; true"],
        ["RUN wget https://e.org/m.zip", "RUN rm m.zip || true"],
        # Other forms.
        ["RUN wget https://e.org/m.zip", 'RUN ["rm", "/m.zip"]'],
        ["RUN <<EOF", "wget https://e.org/m.zip", "EOF", "RUN rm m.zip"],
        ["RUN --network=host wget https://e.org/m.zip", "RUN rm m.zip"],
        ["RUN wget https://e.org/m.zip", "# The archive is not needed any more", "RUN rm m.zip"],
        ["RUN wget https://e.org/m.zip # fetch", "RUN rm m.zip"],
        ["RUN apt-get install -y gcc &", "RUN apt-get remove -y gcc"],
        ["RUN wget https://e.org/a.zip", "RUN wget https://e.org/m.zip", "RUN rm a.zip m.zip"],
    ],
)
def test_runs_that_are_not_made_one(findings: Findings, lines: list[str]) -> None:
    (one,) = findings(dockerfile(*lines), "ML217")
    assert one.fix is None


def test_the_runs_of_a_compose_file_stay_apart_where_they_cannot_be_written(lay: Lay) -> None:
    tree = {
        "compose.yaml": """
            services:
              a:
                build:
                  context: .
                  dockerfile_inline: |
                    FROM python:3.12
                    RUN wget https://e.org/m.zip
                    RUN rm m.zip
        """
    }
    checker = lay(tree)
    checker.fix("ML217")
    assert not checker.run("DF001", "DF004").diagnostics


def test_a_wheel_of_which_nobody_knows_the_size(words: Words) -> None:
    wheel = "app-1-py3-none-any.whl"
    lines = f"COPY dist/{wheel} /tmp/\nRUN pip install /tmp/{wheel}\nRUN rm /tmp/{wheel}\n"
    assert words({"Dockerfile": f"FROM python:3.12-slim\n{lines}"}, "ML217") == []
