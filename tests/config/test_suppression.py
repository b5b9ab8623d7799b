from __future__ import annotations

import pytest

from dflint.compose.loader import load
from dflint.context.dockerignore import parse_dockerignore
from dflint.dockerfile.parser import parse
from dflint.selection import Selectors
from dflint.source import Source, Span
from dflint.suppression import (
    Suppressions,
    compose_suppressions,
    dockerfile_suppressions,
    ignore_file_suppressions,
)
from tests.config.fake_rule import FakeRule

SELECTORS = Selectors(
    (
        FakeRule("ML201", "copy-source-before-deps"),
        FakeRule("ML205", "cache-mount-defeated", ("DL3042",)),
        FakeRule("ML401", "model-weights-copied"),
        FakeRule("DC103", "compose-gpu-not-requested"),
    )
)


class Read:
    """A text, its suppressions, and questions about them by a word of the text."""

    def __init__(self, source: Source, suppressions: Suppressions) -> None:
        self.source = source
        self.suppressions = suppressions

    def covers(self, code: str, word: str) -> bool:
        start = self.source.text.index(word)
        return self.suppressions.covers(code, Span(start, start + len(word)))

    @property
    def problems(self) -> list[tuple[str, str]]:
        return [(self.source.slice(problem.span), problem.message) for problem in self.suppressions.problems]


def dockerfile(text: str) -> Read:
    source = Source("/p/Dockerfile", text)
    return Read(source, dockerfile_suppressions(parse(source), SELECTORS))


def compose(text: str) -> Read:
    source = Source("/p/compose.yaml", text)
    return Read(source, compose_suppressions(load(source), SELECTORS))


def ignore_file(text: str) -> Read:
    source = Source("/p/.dockerignore", text)
    return Read(source, ignore_file_suppressions(parse_dockerignore(source), SELECTORS))


# Dockerfiles


def test_the_line_before_an_instruction() -> None:
    read = dockerfile("FROM a\n# dflint: ignore=ML201 it never changes\nCOPY . /app\nCOPY models /m\n")
    assert read.covers("ML201", "COPY . /app")
    assert read.covers("ML201", "/app")
    assert not read.covers("ML201", "FROM")
    assert not read.covers("ML201", "COPY models")
    assert not read.covers("ML205", "COPY . /app")
    assert read.suppressions.ignores[0].reason == "it never changes"
    assert read.suppressions.ignores[0].used == {"ML201"}
    assert read.problems == []


@pytest.mark.parametrize(
    "codes",
    [
        "ML201,ML401",
        "ML201, ML401",
        "ML2,ML4",
        "copy-source-before-deps,model-weights-copied",
        "ALL",
        "ml",
        "ml201 ,ML401",
    ],
)
def test_codes_prefixes_names_and_lists(codes: str) -> None:
    read = dockerfile(f"FROM a\n# dflint: ignore={codes} because of reasons\nCOPY . /app\n")
    assert read.covers("ML201", "COPY")
    assert read.covers("ML401", "COPY")
    assert not read.covers("ML201", "FROM")
    assert read.problems == []
    assert read.suppressions.ignores[0].reason == "because of reasons"


def test_an_alias() -> None:
    assert dockerfile("# dflint: ignore=DL3042\nFROM a\n").covers("ML205", "FROM")


@pytest.mark.parametrize(
    "written", ["#dflint:ignore=ML201", "##  dflint :  ignore = ML201", "# dflint: ignore=ML201: why"]
)
def test_white_space_and_colons(written: str) -> None:
    read = dockerfile(f"{written}\nFROM a\n")
    assert read.covers("ML201", "FROM")
    assert read.problems == []


def test_other_comments_and_blank_lines_may_stand_between() -> None:
    read = dockerfile("FROM a\n# dflint: ignore=ML201\n# dflint: ignore=ML401\n\n# the code\nCOPY . /app\n")
    assert read.covers("ML201", "COPY")
    assert read.covers("ML401", "COPY")


def test_a_comment_inside_a_continuation() -> None:
    read = dockerfile("FROM a\nRUN one && \\\n  # dflint: ignore=ML205 한국어\n  two\nRUN three\n")
    assert read.covers("ML205", "one")
    assert read.covers("ML205", "two")
    assert not read.covers("ML205", "three")
    assert read.suppressions.ignores[0].reason == "한국어"


def test_a_heredoc_belongs_to_its_instruction_and_its_comments_are_not_ours() -> None:
    read = dockerfile(
        "FROM a\n# dflint: ignore=ML205\nRUN <<EOF\npip install x\n# dflint: ignore=ML201\nEOF\nCOPY . .\n"
    )
    assert read.covers("ML205", "pip install")
    assert not read.covers("ML201", "COPY")


FOR_THE_SHELL = (
    "this is text for the shell and silences nothing: "
    "`# dflint: ignore=CODE reason` stands on a line above the instruction"
)
ARGUMENT = FOR_THE_SHELL.replace("text for the shell", "an argument of the instruction")
NOT_LOWER = "this comment is not in lower case and silences nothing: it is written `# dflint: ignore=CODE reason`"
WRITTEN = "# dflint: ignore=ML201 why"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("RUN pip install torch {}", FOR_THE_SHELL),
        ("RUN echo '#' && pip install torch {}\r", FOR_THE_SHELL),
        ("RUN one && \\\n  two {}", FOR_THE_SHELL),
        ("RUN one {} \\\n  && two", FOR_THE_SHELL),
        ("RUN <<EOF\n{}\npip install torch\nEOF", FOR_THE_SHELL),
        ("RUN <<EOF\nif a; then\n  pip install torch {}\nfi\nEOF", FOR_THE_SHELL),
        ("RUN bash -e <<EOF\n{}\npip install torch\nEOF", FOR_THE_SHELL),
        ("ONBUILD RUN pip install torch {}", FOR_THE_SHELL),
        ("HEALTHCHECK CMD curl localhost {}", FOR_THE_SHELL),
        ("CMD python app.py {}", FOR_THE_SHELL),
        ("COPY . /app {}", ARGUMENT),
        ("FROM b {}", ARGUMENT),
    ],
)
@pytest.mark.parametrize("written", [WRITTEN, "# dflint: ignore-file=ML201", "#DFLINT:Ignore = ML201"])
def test_what_is_no_comment_of_a_dockerfile(text: str, message: str, written: str) -> None:
    read = dockerfile(f"FROM a\n{text.format(written)}\nRUN three\n")
    ((where, told),) = read.problems
    assert where.rstrip(" \\") == written
    assert told == message
    assert read.suppressions.ignores == []


@pytest.mark.parametrize(
    "text",
    [
        'RUN echo "{}" >> Dockerfile',
        "RUN echo '{}' >> Dockerfile",
        "RUN echo 'FROM a\\n\\\n  {}' > Dockerfile",
        "RUN cat <<EOF > Dockerfile\n{}\nEOF",
        "RUN bash <<EOF\ncat <<END > Dockerfile\n{}\nEND\nEOF",
        "RUN <<EOF\n#!/usr/bin/env python3\n{}\nEOF",
        "COPY <<EOF Dockerfile\n{}\nEOF",
        'LABEL how="write {}"',
        'CMD ["echo", "{}"]',
        "RUN one # as in {}",
        "RUN a/{}",
        "# as in {}",
    ],
)
def test_what_only_looks_like_a_comment(text: str) -> None:
    assert dockerfile(f"FROM a\n{text.format(WRITTEN)}\nRUN three\n").problems == []


@pytest.mark.parametrize(
    "written", ["# DFLINT: IGNORE=ML201 x", "# Dflint: ignore=ML201", "# dflint: Ignore-File=ML201"]
)
def test_upper_case(written: str) -> None:
    for read in (
        dockerfile(f"{written}\nFROM a\n"),
        compose(f"{written}\nservices: {{a: {{image: b}}}}\n"),
        ignore_file(f"{written}\n*.pyc\n"),
    ):
        assert read.problems == [(written, NOT_LOWER)]
        assert read.suppressions.ignores == []


@pytest.mark.parametrize("text", ["DFLINT: see the docs", "Dflint ignores this", "DFLINT", "Dflint: ignore it"])
def test_comments_that_only_speak_of_dflint_in_upper_case(text: str) -> None:
    assert dockerfile(f"# {text}\nFROM a\n").problems == []


def test_many_of_them_take_no_long_time() -> None:
    text = "FROM a\nRUN <<EOF\n" + f"{WRITTEN}\n" * 3000 + "EOF\n" + "#" * 100_000 + "\n# " + " " * 100_000 + "\n"
    assert len(dockerfile(text).problems) == 3000


def test_crlf() -> None:
    read = dockerfile("FROM a\r\n# dflint: ignore=ML201 why\r\nCOPY . /app\r\nRUN x\r\n")
    assert read.covers("ML201", "/app")
    assert not read.covers("ML201", "RUN")
    assert read.suppressions.ignores[0].reason == "why"


def test_a_whole_file() -> None:
    read = dockerfile(
        "# syntax=docker/dockerfile:1\n# dflint: ignore-file=ML201 generated\nARG A=1\nFROM a\nCOPY . .\n"
    )
    assert read.covers("ML201", "COPY")
    assert read.suppressions.covers("ML201", Span(0, 0))
    assert not read.covers("ML401", "COPY")


def test_a_whole_file_from_between_global_arguments() -> None:
    assert dockerfile("ARG A=1\n# dflint: ignore-file=ML201\nFROM a\nCOPY . .\n").covers("ML201", "COPY")


def test_ignore_file_behind_the_first_from_is_a_problem() -> None:
    read = dockerfile("FROM a\n# dflint: ignore-file=ML201\nCOPY . .\n")
    assert not read.covers("ML201", "COPY")
    assert [message for _, message in read.problems] == [
        "`ignore-file` has to stand before the first FROM; this one has no effect"
    ]


def test_a_file_without_from() -> None:
    assert dockerfile("RUN x\n# dflint: ignore-file=ML201\n").covers("ML201", "RUN")


def test_unknown_codes_are_problems_at_the_word() -> None:
    read = dockerfile("FROM a\n# dflint: ignore=ML201,copy-source-befor-deps,XX1 why\nCOPY . .\n")
    assert read.problems == [
        ("copy-source-befor-deps", "unknown rule `copy-source-befor-deps`; did you mean `copy-source-before-deps`?"),
        ("XX1", "unknown rule `XX1`"),
    ]
    assert read.covers("ML201", "COPY")


def test_the_guess_stands_behind_the_form() -> None:
    read = dockerfile("FROM a\n# dflint: ignored=ML201 why\nCOPY . .\n")
    assert [message for _, message in read.problems] == [
        "this comment is not understood: it is written `# dflint: ignore=CODE reason`; did you mean `ignore`?"
    ]


def test_a_reason_after_a_comma() -> None:
    read = dockerfile("FROM a\n# dflint: ignore=ML201, because it is small\nCOPY . .\n")
    assert read.problems == []
    assert read.suppressions.ignores[0].reason == "because it is small"


@pytest.mark.parametrize(
    "comment",
    [
        "# dflint: ignore",
        "# dflint: ignore=",
        "# dflint: ignore ML201",
        "# dflint: ignore= , ML201",
        "# dflint: ignore: ML201",
        "# dflint: ingore=ML201",
        "# dflint: disable=ML201",
        "# dflint ignore=ML201",
        "# dflint-ignore=ML201",
        "# dflint: ",
    ],
)
def test_malformed_comments_are_problems_and_silence_nothing(comment: str) -> None:
    read = dockerfile(f"FROM a\n{comment}\nCOPY . .\n")
    assert not read.covers("ML201", "COPY")
    assert len(read.problems) == 1
    assert "# dflint: ignore=CODE" in read.problems[0][1]


@pytest.mark.parametrize(
    "comment",
    [
        "# dflint is good",
        "# see dflint: ignore=ML201",
        "# dflint ignores this",
        "# hadolint ignore=DL3006",
        "# dflinter: x=1",
    ],
)
def test_prose_is_left_alone(comment: str) -> None:
    read = dockerfile(f"FROM a\n{comment}\nCOPY . .\n")
    assert read.problems == []
    assert not read.covers("ML201", "COPY")


def test_a_comment_before_nothing() -> None:
    read = dockerfile("FROM a\n# dflint: ignore=ML201\n")
    assert "does not belong to an instruction" in read.problems[0][1]


def test_files_without_the_word_are_not_looked_at() -> None:
    assert dockerfile("FROM a\n# comment\n").suppressions.ignores == ()


# Compose files

COMPOSE = """\
# dflint: ignore-file=ML401 generated
services:
  # dflint: ignore=DC103 tested on a CPU
  api:
    image: vllm
    ports:
      - "80:80"  # dflint: ignore=ML201
      - "81:81"
    environment: &env {A: 1, B: 2}  # dflint: ignore=ML205
  worker:
    image: other
    environment: *env
    # dflint: ignore=ML201 above a key
    deploy:
      replicas: 2
    command: run
"""


def test_compose_above_a_key_holds_for_its_whole_node() -> None:
    read = compose(COMPOSE)
    assert read.problems == []
    assert read.covers("DC103", "api")
    assert read.covers("DC103", "image: vllm")
    assert read.covers("DC103", "B: 2")
    assert not read.covers("DC103", "worker")
    assert not read.covers("DC103", "services")
    assert read.covers("ML201", "deploy")
    assert read.covers("ML201", "replicas")
    assert not read.covers("ML201", "command")


def test_compose_at_the_end_of_a_line() -> None:
    read = compose(COMPOSE)
    assert read.covers("ML201", '"80:80"')
    assert not read.covers("ML201", '"81:81"')
    assert read.covers("ML205", "environment: &env")
    assert read.covers("ML205", "B: 2")
    assert not read.covers("ML205", "environment: *env")


def test_compose_whole_file() -> None:
    read = compose(COMPOSE)
    assert read.covers("ML401", "services")
    assert read.covers("ML401", "command")


def test_compose_behind_a_service_name() -> None:
    read = compose("services:\n  api:  # dflint: ignore=DC103\n    image: a\n  b:\n    image: c\n")
    assert read.covers("DC103", "image: a")
    assert not read.covers("DC103", "image: c")


def test_compose_behind_a_closing_bracket() -> None:
    read = compose("services:\n  api:\n    ports: [\n      1,\n    ]  # dflint: ignore=DC103\n    image: a\n")
    assert read.covers("DC103", "ports")
    assert not read.covers("DC103", "image")


def test_compose_misplaced() -> None:
    read = compose("services:\n  api:\n    image: a\n# dflint: ignore-file=DC103\n# dflint: ignore=DC103\n")
    assert [message.split(";")[0] for _, message in read.problems] == [
        "`ignore-file` has to stand before the first key",
        "this comment does not belong to a key",
    ]


def test_an_empty_compose_file() -> None:
    assert compose("# dflint: ignore-file=DC103\n").covers("DC103", "#")


# Ignore files


def test_ignore_file_above_a_pattern() -> None:
    read = ignore_file("# dflint: ignore-file=ML401\n# dflint: ignore=ML201\nmodels\ndata\n")
    assert read.covers("ML201", "models")
    assert not read.covers("ML201", "data")
    assert read.covers("ML401", "data")
    assert read.problems == []


def test_ignore_file_above_a_bad_pattern() -> None:
    assert ignore_file("a\n# dflint: ignore=ML201\n[a\n").covers("ML201", "[a")


def test_a_byte_order_mark_before_the_comment() -> None:
    assert dockerfile("\ufeff# dflint: ignore=ML201\nFROM a\n").covers("ML201", "FROM")
    assert compose("\ufeff# dflint: ignore=ML201\nservices: {}\n").covers("ML201", "services")
    assert ignore_file("\ufeff# dflint: ignore=ML201\na\n").covers("ML201", "a")


def test_ignore_file_at_its_end() -> None:
    assert len(ignore_file("a\n# dflint: ignore=ML201\n").problems) == 1
