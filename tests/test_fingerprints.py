"""What a fingerprint depends on, and what it does not."""

from __future__ import annotations

import re
import time

import pytest

from dflint.compose.compose_file import ComposeFile
from dflint.compose.loader import load
from dflint.diagnostics import Diagnostic, Severity
from dflint.fingerprints import Fingerprints
from dflint.source import Source, Span


def finding(source: Source, words: str, code: str = "ML201", nth: int = 0) -> Diagnostic:
    """A finding at the `nth` occurrence of `words`."""
    start = -1
    for _ in range(nth + 1):
        start = source.text.index(words, start + 1)
    return Diagnostic(code, Severity.WARNING, "something", source, Span(start, start + len(words)))


def fingerprints(name: str, text: str, *words: str) -> list[str]:
    """The fingerprints of findings at `words`; the same words again are their next occurrence."""
    source = Source(f"/p/{name}", text)
    found = [finding(source, word, nth=words[:index].count(word)) for index, word in enumerate(words)]
    known = Fingerprints(found, lambda path: path.removeprefix("/p/"))
    return [known.of(diagnostic) for diagnostic in found]


def test_a_fingerprint_is_32_hexadecimal_digits_and_does_not_change_from_release_to_release() -> None:
    assert fingerprints("Dockerfile", "FROM a\nCOPY . /app\n", ".") == ["9a4669d815fe2701836b7b6d3be701ea"]


def test_white_space_comments_and_continuations_have_no_part_in_it() -> None:
    first = fingerprints("Dockerfile", "FROM a\nRUN apt-get install curl git\n", "curl")
    second = fingerprints("Dockerfile", "# x\n\nFROM a\nrun apt-get  install \\\n  # y\n  curl \\\n  git\n", "curl")
    assert first == second


def test_equal_instructions_have_different_ones() -> None:
    text = "FROM a\nRUN pip install b\nFROM c\nRUN pip install b\n"
    assert len(set(fingerprints("Dockerfile", text, "pip", "pip"))) == 2


def test_a_service_keeps_its_own_while_its_keys_change() -> None:
    before = "services:\n  web:\n    image: a\n"
    after = "services:\n  db:\n    image: c\n  web:\n    # x\n    ports: ['80:80']\n    image: b\n"
    assert fingerprints("compose.yaml", before, "web") == fingerprints("compose.yaml", after, "web")
    assert fingerprints("compose.yaml", before, "image: a") != fingerprints("compose.yaml", after, "image: b")


def test_the_value_has_a_part_in_it_where_the_finding_is_about_the_value() -> None:
    text = "services:\n  web:\n    image: {}\n    ports:\n      - '80:80'\n      - '81:81'\n"
    a, b = (fingerprints("compose.yaml", text.format(image), image, "'81:81'") for image in ("alpha", "beta"))
    assert a[0] != b[0]
    assert a[1] == b[1]


COMPOSE = """\
x-base: &base {image: a}
services:
  web:
    <<: *base
    # dflint: ignore=XX999
    command: &command [run, it]
    healthcheck:
      test: curl
  api:
    command: *command
    build:
      dockerfile_inline: |
        FROM a
        RUN pip install b
    deploy:
    volumes:
      - {type: bind, source: x}
"""


@pytest.mark.parametrize(
    ("words", "edit", "is_same"),
    [
        # An alias is what stands there, not what it stands for.
        ("*command", ("run, it", "go"), True),
        ("*command", ("*command", "*base"), False),
        # All of a sequence or a mapping is what it says.
        ("[run, it]", ("[run, it]", "[go]"), False),
        ("[run, it]", ("[run, it]", "[ run,  'it' ]"), True),
        ("{type: bind, source: x}", ("source: x", "source: y"), False),
        # A comment is its line.
        ("# dflint: ignore=XX999", ("curl", "wget"), True),
        ("# dflint: ignore=XX999", ("XX999", "XX998"), False),
        # A key without a value, and a key above others.
        ("deploy", ("source: x", "source: y"), True),
        ("healthcheck", ("curl", "wget"), True),
        # A word in a value stands for the value.
        ("bind", ("source: x", "source: y"), True),
        # Several entries are the words that are meant.
        (
            "build:\n      dockerfile_inline: |\n        FROM a\n        RUN pip install b\n    deploy",
            ("curl", "wget"),
            True,
        ),
    ],
)
def test_places_in_a_compose_file(words: str, edit: tuple[str, str], is_same: bool) -> None:
    before = fingerprints("compose.yaml", COMPOSE, words)
    edited = COMPOSE.replace(*edit)
    after = fingerprints("compose.yaml", edited, words if words in edited else words.replace(*edit))
    assert (before == after) is is_same


def inline(text: str) -> list[str]:
    """The fingerprints of what stands in the inline Dockerfiles of a compose file."""
    source = Source("/p/compose.yaml", text)
    file = load(source)
    found = []
    for service in file.services:
        node = service.node.get("build", "dockerfile_inline")
        assert node is not None
        mapped = node.mapped
        found.append(finding(Source("/p/compose.yaml", mapped.text, embedded_in=mapped), "pip"))
    known = Fingerprints(found, lambda path: path.removeprefix("/p/"))
    return [known.of(diagnostic) for diagnostic in found]


def test_an_inline_dockerfile_is_known_by_the_instruction_and_the_service() -> None:
    text = "services:\n" + "".join(
        f"  {name}:\n    build:\n      dockerfile_inline: |\n        FROM a\n        RUN pip install b\n"
        for name in "ab"
    )
    first = inline(text)
    assert len(set(first)) == 2
    assert inline(text.replace("FROM a", "# x\n        FROM a\n        LABEL b=c")) == first
    assert not set(inline(text.replace("install b", "install c"))) & set(first)


@pytest.mark.parametrize("text", ["*.log\ndata\n", "# x\ndata  \n\n*.log\n"])
def test_a_pattern_is_its_line(text: str) -> None:
    assert fingerprints(".dockerignore", text, "data") == fingerprints(".dockerignore", "data", "data")


@pytest.mark.parametrize("text", ["", "\ufeff", "\udcff", "services: [", "a: *b", "--- \n---\n", "{"])
@pytest.mark.parametrize("name", ["Dockerfile", "compose.yaml", ".dockerignore", "other"])
def test_every_file_gets_an_answer(name: str, text: str) -> None:
    source = Source(f"/p/{name}", text)
    spans = {Span(0, 0), Span(0, len(text)), Span(len(text), len(text))}
    found = [Diagnostic("ML201", Severity.WARNING, "m", source, span) for span in spans]
    known = Fingerprints(found, lambda path: path)
    assert len({known.of(diagnostic) for diagnostic in found}) == len(spans)


def test_a_finding_of_another_run_has_none() -> None:
    source = Source("/p/Dockerfile", "FROM a\n")
    with pytest.raises(KeyError):
        Fingerprints([finding(source, "a")], lambda path: path).of(finding(source, "FROM"))


def test_many_findings_take_no_long_time() -> None:
    count = 20_000
    services = "services:\n" + "".join(f"  a{number}: {{image: b}}\n" for number in range(count))
    source = Source("/p/compose.yaml", services)
    at = [match.span() for match in re.finditer("b}", services)]
    found = [Diagnostic("ML201", Severity.WARNING, "m", source, Span(start, end - 1)) for start, end in at]
    file = load(source)
    texts = Fingerprints(found, lambda path: path, lambda path: Parsed(source, file))
    start = time.process_time()
    assert len({texts.of(diagnostic) for diagnostic in found}) == count
    assert time.process_time() - start < 5


class Parsed:
    """A file that is parsed already."""

    dockerfile = None
    ignore = None

    def __init__(self, source: Source, compose: ComposeFile) -> None:
        self.source = source
        self.compose = compose
