from __future__ import annotations

from dflint.source import Edit, Source, Span, apply_edits
from dflint.verification import objection, outline, second_opinion


def rewrite(path: str, text: str, old: str, new: str) -> str | None:
    start = text.index(old)
    edit = Edit(path, Span(start, start + len(old)), new)
    return objection(Source(path, text), Source(path, apply_edits(text, [edit])), [edit])


def test_a_dockerfile_that_both_parsers_read_alike_may_be_written() -> None:
    text = "FROM a\nRUN b \\\n    && c\nCMD d\n"
    assert rewrite("/Dockerfile", text, "RUN b", "RUN --mount=type=cache,target=/c b") is None


def test_a_new_syntax_error_is_refused() -> None:
    assert rewrite("/Dockerfile", "FROM a\nRUN b\n", "RUN", "RNU") == "the result has a syntax error"


def test_an_old_syntax_error_does_not_keep_the_rest_from_being_fixed() -> None:
    assert rewrite("/Dockerfile", "FROM a\nWRONG x\nRUN b\n", "RUN b", "RUN c") is None


def test_the_second_parser_must_go_on_agreeing() -> None:
    # A blank line inside a continuation: BuildKit skips it, the second parser ends the instruction there.
    reason = rewrite("/Dockerfile", "FROM a\nRUN b \\\n    c\n", "b \\\n", "b \\\n\n")
    assert reason == "a second parser reads the result differently"


def test_where_the_second_parser_never_agreed_it_is_not_asked() -> None:
    text = "FROM a\nRUN <<EOF\nb\nEOF\nCMD d\n"
    assert second_opinion(text.encode()) != outline_of(text)
    assert rewrite("/Dockerfile", text, "CMD d", "CMD e") is None


def outline_of(text: str) -> object:
    from dflint.dockerfile.parser import parse

    return outline(parse(Source("/Dockerfile", text)))


COMPOSE = "services:\n  a:\n    image: x\n  b:\n    image: y\n"


def test_a_compose_file_may_differ_where_it_was_edited() -> None:
    assert rewrite("/compose.yaml", COMPOSE, "image: x\n", 'image: x\n    shm_size: "8gb"\n') is None


def test_a_compose_file_may_not_differ_elsewhere() -> None:
    reason = rewrite("/compose.yaml", COMPOSE, "  b:", " b:")
    assert reason is not None
    text = "services:\n  a: &a\n    image: x\n  b: *a\n"
    reason = rewrite("/compose.yaml", text, "image: x", "image: z")
    assert reason == "the result says something else at services.a.image"


def test_other_files_have_no_parser() -> None:
    assert rewrite("/.dockerignore", "a\n", "a", "b") is None
