from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.rules.rule import Size

Words = Callable[..., list[str]]
Findings = Callable[..., list[Diagnostic]]
Lay = Callable[..., Any]

MEGABYTE = 1000**2
FILES = {"models/m.pt": Size(30 * MEGABYTE), "src/app.py": "import torch\n", "requirements.txt": "torch\n"}
USER = "RUN useradd --create-home app"


def dockerfile(*lines: str, base: str = "python:3.12-slim") -> dict[str, Any]:
    return {**FILES, "Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["COPY . /app", "RUN chown -R 1000 /app"], "`chown -R` stores 30 MB below `/app` a second time"),
        (["COPY models /m", "RUN chmod -R a+rX /m"], "`chmod -R` stores 30 MB below `/m` a second time"),
        (["COPY . /app", "RUN chgrp -R 0 /app/models"], "`chgrp -R` stores 30 MB below `/app/models` a second time"),
        (["WORKDIR /app", "COPY . .", "RUN chown -R 1000 ."], "`chown -R` stores 30 MB below `/app` a second time"),
        (["COPY . /app/", "RUN chown 1000 -R /app/*"], "`chown -R` stores 30 MB below `/app` a second time"),
        # Even what has the owner already is stored again.
        (["COPY --chown=1000 . /app", "RUN chown -R 1000 /app"], "`chown -R` stores 30 MB below `/app` a second time"),
        (
            ["RUN python -m venv /opt/venv && /opt/venv/bin/pip install torch", "RUN chown -R 1000 /opt/venv"],
            "`chown -R` stores the packages below `/opt/venv` a second time",
        ),
        (
            ["WORKDIR /app", "COPY pyproject.toml .", "RUN uv sync", "RUN chown -R 1000 /app"],
            "`chown -R` stores the packages below `/app` a second time",
        ),
        (
            ["RUN bash Miniconda3.sh -b -p /opt/conda", "RUN chmod -R 777 /opt/conda"],
            "`chmod -R` stores the packages below `/opt/conda` a second time",
        ),
        (
            ["COPY --from=e.org/b /opt/venv /opt/venv", "RUN chown -R 1000 /opt"],
            "`chown -R` stores the packages below `/opt` a second time",
        ),
    ],
)
def test_what_is_stored_again(findings: Findings, lines: list[str], expected: str) -> None:
    (one,) = findings(dockerfile(*lines), "ML408")
    assert one.message == expected
    assert one.severity is Severity.WARNING


def test_the_conda_of_the_base_image(findings: Findings) -> None:
    (one,) = findings(dockerfile("RUN chown -R 1000 /opt/conda", base="continuumio/miniconda3"), "ML408")
    assert one.message == "`chown -R` stores the packages below `/opt/conda` a second time"


def test_a_little_is_not_worth_a_word(findings: Findings) -> None:
    tree = dockerfile("COPY models /m", "RUN chown -R 1000 /m")
    assert findings({**tree, "models/m.pt": Size(4 * MEGABYTE)}, "ML408") == []
    (one,) = findings({**tree, "models/m.pt": Size(12 * MEGABYTE)}, "ML408")
    assert one.cost is not None
    assert one.cost.byte_count == 12 * MEGABYTE


def test_a_file_that_is_copied_twice_is_there_once(findings: Findings) -> None:
    twice = ["WORKDIR /app", "COPY models/m.pt models/", "COPY . .", "RUN chown -R 1000 /app"]
    (one,) = findings(dockerfile(*twice), "ML408")
    assert one.message == "`chown -R` stores 30 MB below `/app` a second time"
    assert len(one.related) == 2
    assert findings({**dockerfile(*twice), "models/m.pt": Size(6 * MEGABYTE)}, "ML408") == []


@pytest.mark.parametrize(
    "lines",
    [
        # An empty directory, before anything is in it.
        ["RUN mkdir /data && chmod -R 777 /data", "COPY models /data/models"],
        # A trifle.
        ["COPY src /app", "RUN chown -R 1000 /app"],
        # Not recursive, or elsewhere.
        ["COPY . /app", "RUN chown 1000 /app"],
        ["COPY . /app", "RUN chown -R 1000 /app/logs /var/log"],
        # In the RUN that makes it.
        ["RUN python -m venv /v && /v/bin/pip install torch && chown -R 1000 /v"],
        ["RUN /v/bin/pip install --upgrade pip", "RUN chown -R 1000 /v"],
        # Removed before.
        ["COPY models /m", "RUN rm -rf /m/m.pt", "RUN chown -R 1000 /m"],
        # How much is removed is not known.
        ["COPY . /app", "RUN find /app -name '*.pt' -delete", "RUN chown -R 1000 /app"],
        ["COPY . /app", "RUN find /app/models -size +1M -exec rm {} +", "RUN chown -R 1000 /app"],
        ["WORKDIR /app", "COPY . .", "RUN rm -rf models src/tests && chown -R 1000 /app"],
        ["WORKDIR /app", "COPY . .", "RUN rm -rf $UNNEEDED", "RUN chown -R 1000 /app"],
        ["WORKDIR /app", "COPY . .", "RUN git clean -fdx", "RUN chown -R 1000 /app"],
        # A mount.
        ["COPY . /app", "RUN --mount=type=cache,target=/app chown -R 1000 /app"],
        # Perhaps.
        ["COPY . /app", 'RUN if [ -n "$X" ]; then chown -R 1000 /app; fi'],
        ["COPY . /app", "RUN chown -R 1000 $DIRECTORY_$(id -u)"],
        ["COPY . /app", "ENTRYPOINT chown -R 1000 /app && exec app"],
    ],
)
def test_nothing_large_is_stored_again(words: Words, lines: list[str]) -> None:
    assert words(dockerfile(*lines), "ML408") == []


def test_a_builder_is_thrown_away(words: Words) -> None:
    lines = ["COPY . /app", "RUN chown -R 1000 /app", "FROM python:3.12-slim", "COPY --from=b /app /app"]
    assert words(dockerfile(*lines, base="python:3.12 AS b"), "ML408") == []


def test_what_the_ignore_file_leaves_out(words: Words) -> None:
    tree = {**dockerfile("COPY . /app", "RUN chown -R 1000 /app"), ".dockerignore": "models\n"}
    assert words(tree, "ML408") == []


def test_the_fix_is_for_those_who_ask(lay: Lay) -> None:
    lines = [USER, "COPY src /app/src", "COPY models /app/models", "RUN mkdir -p /app && chown -R app:app /app"]
    checker = lay(dockerfile(*lines))
    (one,) = checker.fix("ML408")
    assert one.fix is not None
    assert one.fix.applicability is Applicability.UNSAFE
    assert checker.fix("ML408", allowed=Applicability.UNSAFE) == []
    fixed = [
        USER,
        "COPY --chown=app:app src /app/src",
        "COPY --chown=app:app models /app/models",
        "RUN mkdir -p /app && chown app:app /app",
    ]
    assert checker.tree() == checker.expected(dockerfile(*fixed))


@pytest.mark.parametrize(
    "lines",
    [
        # The user is not there yet, or nobody knows.
        ["COPY . /app", USER + " && chown -R app /app"],
        ["COPY . /app", "RUN chown -R www-data /app"],
        # Not everything below is copied, or it has an owner.
        ["COPY . /app", "RUN /app/venv/bin/pip install torch", "RUN chown -R 1000 /app"],
        ["COPY --chown=5 . /app", "RUN chown -R 1000 /app"],
        ["COPY . /app", "RUN chown -R 1000 /app /var"],
        ["COPY . /app", "RUN chmod -R 777 /app"],
        # RUN writes there too.
        ["COPY . /app", "RUN mkdir /app/out && chown -R 1000 /app"],
        ["COPY . /app", "RUN curl -o /app/a.bin https://e.org/a", "RUN chown -R 1000 /app"],
        ["WORKDIR /app", "COPY . .", "RUN python src/app.py", "RUN chown -R 1000 /app"],
        ["WORKDIR /app", "COPY . .", "RUN npm ci", "RUN chown -R 1000 /app"],
        ["COPY . /app", "RUN echo 1 > /app/version", "RUN chown -R 1000 /app"],
    ],
)
def test_no_fix(findings: Findings, lines: list[str]) -> None:
    (one,) = findings(dockerfile(*lines), "ML408")
    assert one.fix is None


@pytest.mark.parametrize(
    ("between", "expected"),
    [
        (
            "RUN pip install --no-cache-dir -r requirements.txt",
            "set the owner where the files come in, with `COPY --chown=…`",
        ),
        ("RUN rm -rf /tmp/* /var/lib/apt/lists/*", "set the owner where the files come in, with `COPY --chown=…`"),
        ("RUN mkdir -p logs", "set the owner of each file in the instruction that brings it"),
    ],
)
def test_what_is_advised(findings: Findings, between: str, expected: str) -> None:
    (one,) = findings(dockerfile("WORKDIR /app", "COPY . .", between, "RUN chown -R 1000 /app"), "ML408")
    assert one.help == expected
