"""Variables in compose files, against what Compose itself makes of them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dflint.compose.environment_file import environment_of
from dflint.compose.environment_reader import read_environment_file
from dflint.compose.interpolation import interpolate, interpolate_mapped, interpolated_pieces, variables
from dflint.source import MappedText, Source, Span

VARIABLES = {"SET": "one", "EMPTY": "", "SHELL_ONLY": None}
REFUSED = "${ ${SET ${1} ${SET!x} ${} ${한} ${DOT.TED} ${SET:d} ${SET:=d} ${SET/a/b} $SET${".split()
REFUSED += ["${A B}", "${ SET }", "${NO:-a\nb}"]


class TestInterpolation:
    @pytest.mark.parametrize(
        ("text", "value"),
        # What `docker compose config` 2.40 prints.
        [
            ("plain", "plain"),
            ("$SET|${SET}|${SET:-d}|${SET-d}|${SET:+y}|${SET+y}", "one|one|one|one|y|y"),
            ("${EMPTY:-d}|${EMPTY-d}|${EMPTY:+y}|${EMPTY+y}", "d|||y"),
            ("$$SET|$$$SET|$${SET}|a$$", "$SET|$one|${SET}|a$"),
            ("${SET:?err}|${SET?err}", "one|one"),
            ("$SET-a|$SET.a", "one-a|one.a"),
            ("$", "$"),
            ("a$ b", "a$ b"),
            ("$1|$한", "$1|$한"),
            ("${SET:-${NO:?no}}", "one"),
        ],
    )
    def test_what_is_known(self, text, value):
        result = interpolate(text, VARIABLES)
        assert result.value == value
        assert not result.is_default

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("${NO:-d}", "d"),
            ("${NO-d}", "d"),
            ("${NO:-${SET}}|${NO:-${NO2:-deep}}", "one|deep"),
            ("${NO:-a$SET b}|${NO:-a:b-c?d}", "aone b|a:b-c?d"),
            ("${NO:-$$x}|${NO:-}}|${NO:-{a}}|${NO:-a}b}", "$x|}|{a}|ab}"),
            ("${NO:+y}|${NO+y}|${NO-}|${NO:-}", "|||"),
            ('${NO:-"q"}', '"q"'),
        ],
    )
    def test_defaults_are_likely(self, text, value):
        assert interpolate(text, VARIABLES)[:2] == (value, True)

    @pytest.mark.parametrize(
        "text", ["$NO", "${NO}", "${NO:?msg}", "${NO?msg}", "${EMPTY:?msg}", "$SETa", "${SHELL_ONLY}"]
    )
    def test_what_the_shell_may_set_is_unknown(self, text):
        assert interpolate(f"a{text}b", VARIABLES).value is None

    @pytest.mark.parametrize("text", ["${SHELL_ONLY:-d}", "${SHELL_ONLY:+d}", "${NO:-$NO}", "${SET:+$NO}"])
    def test_unknown_through_operators(self, text):
        assert interpolate(text, VARIABLES).value is None

    @pytest.mark.parametrize("text", REFUSED)
    def test_what_compose_refuses(self, text):
        assert interpolate(text, VARIABLES).value is None
        assert [piece.text for piece in interpolated_pieces(text, VARIABLES)] == [None]

    def test_names(self):
        assert variables("$A ${B:-$C} $$D ${E:+$F}") == ("A", "B", "C", "E")
        assert interpolate("${SET:-$NO}", VARIABLES).variables == ("SET",)

    def test_nesting_is_bounded_and_linear(self):
        assert interpolate("${A:-" * 15 + "x" + "}" * 15, {}).value == "x"
        start = time.process_time()
        assert interpolate("${A:-" * 10_000 + "x" + "}" * 10_000, {}).value is None
        assert interpolate("${A:-" * 10_000, {}).value is None
        assert interpolate("${A:-x}" * 10_000, {}).value == "x" * 10_000
        assert time.process_time() - start < 2

    @given(st.text(st.sampled_from("$${{}}:-+?aA_1 \n"), max_size=40))
    def test_never_raises_and_pieces_cover_the_text(self, text):
        interpolate(text, VARIABLES)
        pieces = interpolated_pieces(text, VARIABLES)
        assert "".join(text[piece.start : piece.end] for piece in pieces) == text

    def test_mapped(self):
        source = Source("c", "ab ${SET}-$$x-${NO}")
        mapped = interpolate_mapped(MappedText.of(source, Span(0, len(source.text))), VARIABLES)
        assert mapped.text == "ab one-$x-${NO}"
        assert source.slice(mapped.span(3, 6)) == "${SET}"
        assert source.slice(mapped.span(7, 8)) == "$$"
        assert source.slice(mapped.span(8, 15)) == "x-${NO}"
        plain = MappedText.of(source, Span(0, 2))
        assert interpolate_mapped(plain, VARIABLES) is plain


class TestEnvironmentFile:
    TEXT = """\
# comment
SET=one
EMPTY=
export EXP=exported
QUOTED="a b $SET \\n c"
SINGLE='a $SET b'
SPACE=a b # comment
HASH=a#b
COLON: yes
MULTI="line1
line2"
REF=${SET}-x
DEF=${NOPE:-dflt}
  LEAD = v
BARE
DOL=a$$b
ESC="a\\"b\\tc\\\\d\\$SET\\0101"
UNQ=it's "q"
TAIL="x" # c
KOR=한글
DOT.TED=1
1ST=no
UNKNOWN=$NOPE
SET=two
"""

    def test_values_are_those_that_compose_reads(self):
        file = read_environment_file(Source("e", self.TEXT))
        assert file.problem is None
        assert file.values == {
            "SET": "two",
            "EMPTY": "",
            "EXP": "exported",
            "QUOTED": "a b one \n c",
            "SINGLE": "a $SET b",
            "SPACE": "a b",
            "HASH": "a#b",
            "COLON": "yes",
            "MULTI": "line1\nline2",
            "REF": "one-x",
            "DEF": "dflt",
            "LEAD": "v",
            "BARE": None,
            "DOL": "a$b",
            "ESC": 'a"b\tc\\d$SETA',
            "UNQ": 'it\'s "q"',
            "TAIL": "x",
            "KOR": "한글",
            "DOT.TED": "1",
            "UNKNOWN": None,
        }

    @pytest.mark.parametrize("newline", ["\n", "\r\n"])
    @pytest.mark.parametrize("mark", ["", "\ufeff"])
    def test_places(self, newline, mark):
        source = Source("e", mark + newline.join(["A=1", "B = 'x' # c", "", "C", 'D="y"']))
        file = read_environment_file(source)
        assert [source.slice(variable.name_span) for variable in file.variables] == ["A", "B", "C", "D"]
        assert [source.slice(variable.value_span).strip() for variable in file.variables] == ["1", "'x'", "", '"y"']
        assert [variable.value for variable in file.variables] == ["1", "x", None, "y"]

    @pytest.mark.parametrize("text", ["A=1\n'B'=2\nC=3\n", "A=1\nB C=2\n", 'A=1\nB="x\n', "A=1\nB='x"])
    def test_reading_stops_where_compose_refuses(self, text):
        file = read_environment_file(Source("e", text))
        assert file.values == {"A": "1"}
        assert file.problem is not None
        assert text[slice(*file.problem[0])].startswith(("'B'", "B C", '"x', "'x"))

    def test_of_a_folder(self, tmp_path):
        assert environment_of(str(tmp_path)) == {}
        (tmp_path / ".env").write_text("A=1\n")
        assert environment_of(str(tmp_path)) == {"A": "1"}

    @given(st.text(st.sampled_from("AB=:'\"\n\r #$\\{}-x0한\ufeff"), max_size=40))
    def test_never_raises(self, text):
        file = read_environment_file(Source("e", text))
        for variable in file.variables:
            assert text[slice(*variable.name_span)] == variable.name
