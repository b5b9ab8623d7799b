"""What ``dflint debug ast`` and ``dflint debug expand`` print."""

from __future__ import annotations

import pytest

from dflint.dockerfile.dump import dump, expansion, quote
from dflint.dockerfile.parser import parse
from dflint.dockerfile.words import ExpansionError
from dflint.source import Source


def lines(data: str | bytes) -> list[str]:
    source = Source.from_bytes("Dockerfile", data if isinstance(data, bytes) else data.encode())
    return dump(parse(source)).lines


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("FROM --platform=linux/amd64 a AS b", '(from ["--platform=linux/amd64"] "a" "AS" "b")'),
        ("Run --mount=type=cache,target=/x --network=none make \\\n # c\n all", None),
        ('CMD [ "a", "b\\n" ]', '(cmd "a" "b\\n")'),
        ("CMD a  'b'", "(cmd \"a  'b'\")"),
        ("CMD", "(cmd)"),
        ("CMD []", "(cmd)"),
        ("ENV a=b c=\"d e\" f='g'", '(env "a" "b" "=" "c" "\\"d e\\"" "=" "f" "\'g\'" "=")'),
        ("ENV a b  c", '(env "a" "b  c" "")'),
        ("LABEL a=", '(label "a" "" "=")'),
        ("ARG a b=c", '(arg "a" "b=c")'),
        ("COPY --from=a b c /d/", '(copy ["--from=a"] "b" "c" "/d/")'),
        ("HEALTHCHECK --retries=3 CMD curl x", '(healthcheck ["--retries=3"] "CMD" "curl x")'),
        ('HEALTHCHECK cmd ["a", "b"]', '(healthcheck "cmd" "a" "b")'),
        ("HEALTHCHECK NONE", '(healthcheck "NONE")'),
        ("ONBUILD --x RUN --y a b", '(onbuild ["--x"] (run ["--y"] "a b"))'),
        ("ONBUILD ENV a=b", '(onbuild (env "a" "b" "="))'),
        ("ONBUILD", "(onbuild)"),
        ("ONBUILD ONBUILD RUN a", '(onbuild (onbuild (run "a")))'),
        ("RUN <<EOF cat\na\nEOF", '(run "<<EOF cat")'),
        ("FOO a b", '(foo "")'),
        ("VOLUME /a /b", '(volume "/a" "/b")'),
        ("\\", '("")'),
    ],
)
def test_a_line(line: str, expected: str | None) -> None:
    if expected is None:
        expected = '(run ["--mount=type=cache,target=/x" "--network=none"] "make  all")'
    assert lines(line) == [expected]


def test_bytes_that_are_not_utf8() -> None:
    assert lines(b"RUN \xff") == ['(run "\\xff")']
    assert lines(b"ENV a=\xff") == ['(env "a" "\ufffd" "=")']
    assert lines(b"ENV a \xff") == ['(env "a" "\\xff" "")']
    assert lines(b'CMD ["\xff"]') == ['(cmd "\ufffd")']


def test_flags_are_read_byte_by_byte() -> None:
    assert lines("COPY --chown=é a b") == ['(copy ["--chown=Ã©"] "a" "b")']


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\"b\\c'", '"a\\"b\\\\c\'"'),
        ("\a\b\f\n\r\t\v", '"\\a\\b\\f\\n\\r\\t\\v"'),
        ("\x00\x1f\x7f", '"\\x00\\x1f\\x7f"'),
        ("é한😀", '"é한😀"'),
        ("\x80\xa0\u2028\ufeff\ue000", '"\\u0080\\u00a0\\u2028\\ufeff\\ue000"'),
        ("\U000e0001", '"\\U000e0001"'),
        ("\udc80", '"\\x80"'),
        ("\u3000 ", '"\\u3000 "'),
    ],
)
def test_quote(text: str, expected: str) -> None:
    assert quote(text) == expected


class TestRefusal:
    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("", "line 1: the file has no instructions"),
            ("FROM a\nENV b", "line 2: ENV needs a value: write b=value"),
            ("FROM a\n\nRUN <<b\n", "line 3: the heredoc is not closed by a line 'b'"),
            ("#escape=a\nFROM a", "line 1: the escape character can be \\ or `, not 'a'"),
            ('RUN ["a", 1]', "line 1: the JSON form of RUN can hold strings only"),
        ],
    )
    def test_by_the_line_parser(self, text: str, message: str) -> None:
        assert dump(parse(Source("Dockerfile", text))) == ([], message)

    def test_of_an_unknown_instruction(self) -> None:
        dumped = dump(parse(Source("Dockerfile", "FROM a\nFOO b\n")))
        assert dumped.lines == ['(from "a")', '(foo "")']
        assert dumped.refusal == "line 2: unknown instruction FOO"

    def test_what_only_later_stages_refuse_is_dumped(self) -> None:
        dumped = dump(parse(Source("Dockerfile", "COPY --weird a\nONBUILD FOO\n")))
        assert dumped == (['(copy ["--weird"] "a")', '(onbuild (foo ""))'], None)


def test_expansion() -> None:
    assert expansion("a${x}b c", {"x": "1 2"}) == ["a1 2b c"]
    assert expansion("a${x}b c", {"x": "1 2"}, words=True) == ["a1", "2b", "c"]
    assert expansion("", {}) == [""]
    assert expansion("", {}, words=True) == []
    with pytest.raises(ExpansionError):
        expansion("${", {})
