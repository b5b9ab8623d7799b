"""What a fingerprint depends on, and what it does not."""

from __future__ import annotations

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
    assert fingerprints("Dockerfile", "FROM a\nCOPY . /app\n", ".") == ["4113f1370621979453bcfa2e978a4bd5"]


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
