"""Where a comment is put, in every kind of file, and when that is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

import pytest

from dflint import added_ignores
from dflint.added_ignores import Added, IgnoreAdder, Spot
from dflint.diagnostics import Diagnostic, Severity
from dflint.linter import Result
from dflint.project.project import Project
from dflint.selection import Selectors
from dflint.source import Source, Span
from dflint.suppression import ParsedFile, Silencer


class FakeRule:
    code = "ML101"
    name = "word-found"
    aliases = ()
    on = True
    preview = False


SELECTORS = Selectors((FakeRule(),))
FOLDER = "/p"


def added(name: str, text: str, *words: str) -> tuple[str, Added]:
    """The file `name` with `text` after comments were added for findings at each of `words`, wherever they stand."""
    path = f"{FOLDER}/{name}"
    project = Project(FOLDER, {path}, {path: text.encode("utf-8", "surrogateescape")})

    def check(overlay: Mapping[str, bytes]) -> Result:
        changed = project.with_overlay({**project.overlay, **overlay})
        silencer = Silencer(changed.file, SELECTORS)
        file = changed.file(path)
        sources = [file.source]
        if file.compose is not None:
            sources = [builds[0].dockerfile.source for builds in changed.build_groups_of(path)] + sources
        found: dict[tuple[Source, Span], Diagnostic] = {}
        for source in sources:
            for word in words:
                at = source.text.find(word) if word else 0
                while at >= 0:
                    span = Span(at, at + len(word))
                    one = Diagnostic("ML101", Severity.WARNING, "found", source, span)
                    found.setdefault(source.resolve(span), one)
                    at = source.text.find(word, at + 1) if word else -1
        return Result(tuple(one for one in found.values() if not silencer.silences(one)), (path,))

    found = check({})
    result = IgnoreAdder(check, project.overlay.get, project.file, frozenset(), "why").run(found, found.diagnostics)
    for change in result.changes:
        assert change.path == path
        return change.after.decode("utf-8", "surrogateescape"), result
    return text, result


C = "# dflint: ignore=ML101 why"
F = "# dflint: ignore-file=ML101 why"


def marked(template: str, comment: str = C) -> tuple[str, str]:
    """A text, and what it is with `comment` in a line of its own where ``@`` stands, as far in as that."""
    newline = "\r\n" if "\r\n" in template else "\n"
    text = template.replace("@", "")
    return text, re.sub(r"([ \t]*)@", lambda match: f"{match[1]}{comment}{newline}{match[1]}", template)


@pytest.mark.parametrize(
    "template",
    [
        "FROM a\n@RUN X\n",
        "FROM a\n@RUN X",
        "@FROM X\n",
        "\ufeff@FROM X\n",
        "FROM a\r\n@RUN X\r\n",
        "# syntax=x\n# check=skip=all\n@FROM X\n",
        "# Licence\n# of many lines\n@FROM X\n",
        "FROM a\n  @RUN X\n",
        "FROM a\n@RUN one && \\\n  # two\n\n  X && \\\n  X\n",
        "FROM a\n@RUN <<E cat\n# X\nX\nE\nRUN b\n",
        "FROM a\n@# hadolint ignore=DL1\nRUN X\n",
        "FROM a\n# text\n@# hadolint ignore=DL1\nRUN X\n",
        "@# Build builds it\n# at night\nFROM X AS build\n",
        "@# version that is built\nARG VERSION=X\nFROM a\n",
        "FROM a\n# escape=`\n@RUN X\n",
        "FROM a\n@RUN \udcff X\n",
    ],
)
def test_dockerfile(template: str) -> None:
    text, expected = marked(template)
    after, result = added("Dockerfile", text, "X")
    assert after == expected
    assert result.left == ()
    assert result.comments == 1


@pytest.mark.parametrize("template", ["# syntax=x\n@\n# X\nFROM a\n", "@# X\n"])
def test_what_stands_in_no_instruction_is_silenced_in_the_file(template: str) -> None:
    text, expected = marked(template, F)
    assert added("Dockerfile", text, "X")[0] == expected
    assert added("Dockerfile", "# syntax=X", "X")[0] == f"# syntax=X\n{F}\n"


def test_one_comment_for_all_that_is_found_in_an_instruction() -> None:
    text, expected = marked("FROM a\n@RUN X && \\\n  X && Y\n@RUN Y\n")
    after, result = added("Dockerfile", text, "X", "Y")
    assert after == expected
    assert (result.comments, len(result.silenced)) == (2, 4)


@pytest.mark.parametrize(
    "template",
    [
        "services:\n  a:\n    @image: X\n",
        "services:\n  @X:\n    image: a\n",
        "services:\n  a:\n    ports:\n    @- X\n",
        "services:\n  a:\n    ports:\n    - a: 1\n      @b: X\n",
        "services:\n  a:\n    ports:\n    @- a: X\n      b: 1\n",
        "services:\n  @a: {image: X, ports: [1]}\n",
        "services: {a: {\n  @image: X\n}}\n",
        "@services: {a: [\n  1, X\n]}\n",
        "@{services: {a: {image: X}}}\n",
        "services:\n  a:\n    command: |\n      one\n\n    @image: X\n",
        "services:\n  a:\n    command: |+\n      one\n\n    @image: X\n",
        "services:\n  a:\n    @command: |\n      # one\n      X\n",
        "services:\n  a:\n    @command: 'one\n\n      X'\n",
        "services:\n  a: &x\n    @image: X\n  b: *x\n",
        "services:\r\n  a:\r\n    @image: X\r\n",
        "\ufeff@X:\n  a: {}\n",
        "---\n@X:\n  a: {}\n",
        "services:\n  a:\n    # text\n    @image: X\n",
        "services:\n  a:\n    @# dclint disable-line\n    image: X\n",
        "# dclint disable\n@X:\n  a: {}\n",
    ],
)
def test_compose(template: str) -> None:
    text, expected = marked(template)
    after, result = added("compose.yaml", text, "X")
    assert after == expected
    assert result.left == ()
    assert result.comments == 1


def test_what_stands_at_no_key_is_silenced_in_the_file() -> None:
    assert added("compose.yaml", "# X\nservices: {}\n", "X")[0] == f"{F}\n# X\nservices: {{}}\n"


def test_a_key_inside_a_line_gets_the_comment_of_its_line_only_if_that_holds_for_it() -> None:
    # Above the line a comment would hold for what starts in it first, which is another entry.
    text = "services: {a: {image: b,\n  command: c}, d: {image: X}}\n"
    after, result = added("compose.yaml", text, "X")
    assert after == f"{C}\n{text}"
    assert result.left == ()


@pytest.mark.parametrize("template", ["a\n@X\n", "a\r\n@X\r\n", "\ufeff@X\n", "a\n@  X"])
def test_ignore_file(template: str) -> None:
    text, expected = marked(template)
    after, result = added(".dockerignore", text, "X")
    assert after == expected
    assert result.left == ()


@pytest.mark.parametrize("text", ["# X\n", "# X\na\n", "# X"])
def test_what_stands_at_no_pattern_is_silenced_in_the_file(text: str) -> None:
    assert added(".dockerignore", text, "X")[0] == f"{F}\n{text}"


INLINE = "services:\n  a:\n    build:\n      @dockerfile_inline: {}\n"


@pytest.mark.parametrize(
    "written",
    ["|\n        FROM a\n        @RUN X", "|-\n        FROM a\n        @RUN one && \\\n          X"],
)
def test_inline_dockerfile(written: str) -> None:
    text, expected = marked(INLINE.replace("@", "").format(written))
    after, result = added("compose.yaml", text, "X")
    assert after == expected
    assert result.left == ()


def test_inline_dockerfile_in_double_quotes() -> None:
    text = INLINE.replace("@", "").format('"FROM a\\nRUN X\\n"')
    assert added("compose.yaml", text, "X")[0] == text.replace("RUN", f"{C}\\nRUN")


@pytest.mark.parametrize("written", ["FROM X", "'FROM X'", "'FROM a\n\n        RUN X'"])
def test_an_inline_dockerfile_that_takes_no_comment_gets_it_above_its_key(written: str) -> None:
    text, expected = marked(INLINE.format(written))
    after, result = added("compose.yaml", text, "X")
    assert after == expected
    assert result.left == ()


def test_a_comment_that_would_be_read_as_something_else_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "FROM a\nRUN <<E cat\nX\nE\n"

    def spots(diagnostic: Diagnostic, _: object) -> Iterator[Spot]:
        yield Spot(diagnostic.source, text.index("X"))
        yield Spot(diagnostic.source, text.index("FROM"))

    monkeypatch.setattr(added_ignores, "spots_of", spots)
    after, result = added("Dockerfile", text, "X")
    assert after == text
    assert [reason for _, reason in result.left] == ["a comment there does not silence it"]


def test_what_is_refused_does_not_keep_the_others_from_being_written(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "FROM a\nRUN <<E cat\nY\nE\nRUN X\n"
    spots_of = added_ignores.spots_of

    def spots(diagnostic: Diagnostic, file: Callable[[str], ParsedFile]) -> Iterator[Spot]:
        if diagnostic.span.start == text.index("Y"):
            return iter((Spot(diagnostic.source, text.index("Y")),))
        return spots_of(diagnostic, file)

    monkeypatch.setattr(added_ignores, "spots_of", spots)
    after, result = added("Dockerfile", text, "X", "Y")
    assert after == f"FROM a\nRUN <<E cat\nY\nE\n{C}\nRUN X\n"
    assert [reason for _, reason in result.left] == ["with a comment there the file would say something else"]
