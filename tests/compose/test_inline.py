"""A Dockerfile inside a compose file: its places and its edits are those of the compose file."""

from __future__ import annotations

import pytest

from dflint.compose.loader import load
from dflint.source import Source, Span, apply_edits

LITERAL = """\
services:
  a:
    build:
      dockerfile_inline: |
        FROM python:3.12-slim
        # 주석
        RUN echo $$HOME \\
          && true

        CMD ["x"]
    image: x
"""


def inline(text: str, variables=None) -> Source:
    file = load(Source("/project/compose.yaml", text), variables)
    assert file.problems == ()
    source = file.services[0].build.inline_source
    assert source is not None
    return source


def edited(source: Source, span: Span, content: str) -> str | None:
    """The inline Dockerfile after an edit of it, read again from the compose file."""
    edit = source.edit(span, content)
    if edit is None:
        return None
    assert source.embedded_in is not None
    assert edit.path == "/project/compose.yaml"
    after = load(Source("/project/compose.yaml", apply_edits(source.embedded_in.source.text, [edit])))
    assert after.problems == ()
    assert after.services[0].image_text == "x"
    changed = after.services[0].build.inline_source
    return changed.text if changed is not None else ""


def span_of(source: Source, text: str) -> Span:
    start = source.text.index(text)
    return Span(start, start + len(text))


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
class TestLiteral:
    def test_text_and_places(self, newline):
        source = inline(LITERAL.replace("\n", newline))
        assert source.text == ('FROM python:3.12-slim\n# 주석\nRUN echo $HOME \\\n  && true\n\nCMD ["x"]\n')
        outer, span = source.resolve(span_of(source, "python:3.12-slim"))
        assert outer.path == "/project/compose.yaml"
        assert outer.slice(span) == "python:3.12-slim"
        assert outer.row(span.start) == 5
        outer, span = source.resolve(span_of(source, "&& true"))
        assert outer.slice(span) == "&& true"
        outer, span = source.resolve(span_of(source, "$HOME"))
        assert outer.slice(span) == "$$HOME"

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("python:3.12-slim", "python:3.13"),
            ("FROM python:3.12-slim", "FROM a AS b\nFROM c"),
            ("# 주석\n", ""),
            ("# 주석\n", "# one\n# two\n"),
            ("FROM python:3.12-slim\n", "FROM x\n"),
            ("true", "true \\\n  && rm -rf $HOME"),
            ('CMD ["x"]\n', ""),
            ('CMD ["x"]\n', "USER app\n"),
            ('CMD ["x"]\n', "USER app"),
            (" \\\n", " ; \\\n"),
        ],
    )
    def test_replacements(self, newline, old, new):
        source = inline(LITERAL.replace("\n", newline))
        result = edited(source, span_of(source, old), new)
        if newline == "\r\n" and "\n" in old:
            # The line break is not the same two characters: nothing is guessed.
            assert result is None
            return
        expected = source.text.replace(old, new)
        if old.endswith("\n") and source.text.endswith(old) and new and not new.endswith("\n"):
            expected += "\n"
        # Empty lines at the end are not part of a literal scalar without `+`.
        assert result == expected.rstrip("\n") + "\n"

    @pytest.mark.parametrize("content", ["ENV A=1\n", "ENV A=$B\nENV C=1\n", "RUN a \\\n    b\n", "\n"])
    def test_insertions_at_every_line(self, newline, content):
        source = inline(LITERAL.replace("\n", newline))
        for offset in [*source.line_starts]:
            expected = source.text[:offset] + content + source.text[offset:]
            assert edited(source, Span(offset, offset), content) == expected.rstrip("\n") + "\n"

    @pytest.mark.parametrize("content", ["\nENV A=1", "\n\nENV A=1", " x"])
    def test_insertions_at_the_end_of_a_line(self, newline, content):
        source = inline(LITERAL.replace("\n", newline))
        offset = span_of(source, "slim").end
        assert edited(source, Span(offset, offset), content) == source.text[:offset] + content + source.text[offset:]

    def test_what_is_not_written_so_is_not_edited(self, newline):
        source = inline(LITERAL.replace("\n", newline))
        assert source.edit(span_of(source, "$HOME"), "x") is None
        assert source.edit(Span(0, len(source.text)), "FROM x\n") is None


def test_the_last_line_of_a_file_without_a_line_break():
    source = inline(
        "services:\n  a:\n    image: x\n    build:\n      dockerfile_inline: |\n        FROM a\n        USER b"
    )
    end = len(source.text)
    assert edited(source, Span(end, end), "\nCMD c") == "FROM a\nUSER b\nCMD c"
    assert edited(source, span_of(source, "USER b"), "USER c\nCMD d") == "FROM a\nUSER c\nCMD d"


def test_double_quotes_take_escapes():
    source = inline('services: {a: {image: x, build: {dockerfile_inline: "FROM a\\nRUN b\\n"}}}\n')
    assert source.text == "FROM a\nRUN b\n"
    assert edited(source, span_of(source, "b"), 'echo "$c" \\\n  d') == 'FROM a\nRUN echo "$c" \\\n  d\n'
    assert source.edit(span_of(source, "a\nR"), "x") is None


@pytest.mark.parametrize(
    ("scalar", "old", "new", "expected"),
    [
        (">-\n      FROM a\n\n      USER b", "b", "app", "FROM a\nUSER app"),
        (">-\n      FROM a\n\n      USER b", "b", "b\nCMD c", None),
        ("'FROM a'", "a", "b:1", None),
        ("'FROM a'", "a", "b", "FROM b"),
        ("'FROM a'", "a", "it's", None),
        ("FROM a", "a", "b", "FROM b"),
        ("FROM a", "a", "b # c", None),
        ("FROM a", "a", "", None),
    ],
)
def test_other_styles_take_what_needs_no_quoting(scalar, old, new, expected):
    source = inline(f"services:\n  a:\n    image: x\n    build:\n     dockerfile_inline: {scalar}\n")
    assert edited(source, span_of(source, old), new) == expected


def test_what_is_shared_is_not_edited():
    source = inline("x-d: &d |\n  FROM a\nservices: {a: {image: x, build: {dockerfile_inline: *d}}}\n")
    assert source.edit(span_of(source, "a"), "b") is None


def test_variables_of_compose():
    source = inline(
        "services:\n  a:\n    build:\n      dockerfile_inline: |\n"
        "        FROM ${BASE}\n        USER ${U:-app}\n        RUN ${X}\n",
        {"BASE": "python"},
    )
    assert source.text == "FROM python\nUSER app\nRUN ${X}\n"
    outer, span = source.resolve(span_of(source, "python"))
    assert outer.slice(span) == "${BASE}"
    assert source.edit(span_of(source, "python"), "x") is None
    assert source.edit(span_of(source, "USER"), "USER") is not None


def test_an_empty_dockerfile_is_not_edited():
    source = inline("services:\n  a:\n    build:\n      dockerfile_inline: |\n\n    image: x\n")
    assert source.text == ""
    assert source.edit(Span(0, 0), "FROM x\n") is None
