"""What the nodes say, and where they stand."""

from __future__ import annotations

from typing import TypeVar

import pytest

from dflint.dockerfile.instructions import (
    Add,
    Arg,
    Cmd,
    Copy,
    Dockerfile,
    Entrypoint,
    Env,
    Expose,
    From,
    Healthcheck,
    Instruction,
    Label,
    Maintainer,
    Onbuild,
    Run,
    Shell,
    Stopsignal,
    Unknown,
    User,
    Volume,
    Workdir,
)
from dflint.dockerfile.parser import parse
from dflint.source import Source, Span

Kind = TypeVar("Kind", bound=Instruction)


def tree(text: str) -> Dockerfile:
    return parse(Source("Dockerfile", text))


def one(text: str, kind: type[Kind]) -> Kind:
    """The last instruction of `text`."""
    instruction = tree(text).instructions[-1]
    assert isinstance(instruction, kind)
    return instruction


def written(instruction: Instruction, span: Span) -> str:
    return instruction.source.slice(span)


def test_an_empty_file_has_no_instructions() -> None:
    parsed = tree("")
    assert parsed.instructions == ()
    assert parsed.froms == ()
    assert parsed.first_insertable_offset == 0


def test_keyword_span_and_rows() -> None:
    parsed = tree("FROM a\n\n  run  x\n")
    run = parsed.instructions[1]
    assert run.keyword == "RUN"
    assert written(run, run.keyword_span) == "run"
    assert written(run, run.span) == "run  x"
    assert (run.start_row, run.end_row, run.index) == (3, 3, 1)
    assert run.body.text == "x"


def test_a_continuation_joins_lines_and_keeps_indentation() -> None:
    run = one("RUN a \\\n    && b\nFROM x", From)
    assert run.start_row == 3
    run = tree("RUN a \\\n    && b").instructions[0]
    assert run.body.text == "a     && b"
    assert run.end_row == 2
    assert written(run, run.body.span(6, 10)) == "&& b"[:4]


def test_comments_and_blank_lines_inside_a_continuation_are_dropped() -> None:
    text = "RUN a \\\n# first\n\n   # second \n   b \\\n\t\n   c\nUSER d\n"
    parsed = tree(text)
    run = parsed.instructions[0]
    assert run.body.text == "a    b    c"
    assert [comment.text for comment in run.comments] == ["first", "second"]
    assert [written(run, comment.span) for comment in run.comments] == ["# first", "# second "]
    assert parsed.comments == run.comments
    assert run.end_row == 7
    assert written(run, run.span).endswith("   c")
    assert parsed.instructions[1].keyword == "USER"
    assert written(run, run.body.span(run.body.text.index("c"), len(run.body.text))) == "c"


def test_white_space_may_stand_behind_the_escape_character() -> None:
    assert one("RUN a \\ \t\n b", Run).body.text == "a  b"


def test_a_doubled_escape_character_does_not_continue_a_line() -> None:
    parsed = tree("RUN a \\\\\nRUN b\n")
    assert [instruction.body.text for instruction in parsed.instructions] == ["a \\\\", "b"]


def test_a_comment_at_the_end_of_the_file_ends_a_continued_instruction() -> None:
    run = one("RUN a \\\n  # c\n\n", Run)
    assert run.body.text == "a"
    assert (run.start_row, run.end_row) == (1, 3)


def test_a_keyword_may_be_split_over_lines() -> None:
    parsed = tree("RU\\\nN a\n")
    assert parsed.instructions[0].keyword == "RUN"
    assert written(parsed.instructions[0], parsed.instructions[0].keyword_span) == "RU\\\nN"


def test_a_line_of_nothing_but_the_escape_character_starts_an_instruction() -> None:
    run = one("\\\nRUN a", Run)
    assert (run.start_row, run.span) == (1, Span(0, 7))
    assert written(run, run.keyword_span) == "RUN"


def test_carriage_returns_are_no_part_of_anything() -> None:
    parsed = tree("# c\r\nFROM a\r\nRUN b \\\r\n  c\r\nRUN <<E\r\nx\r\nE\r\n")
    assert [comment.text for comment in parsed.comments] == ["c"]
    assert parsed.source.slice(parsed.comments[0].span) == "# c"
    from_, run, script = parsed.instructions
    assert written(from_, from_.span) == "FROM a"
    assert run.body.text == "b   c"
    assert written(run, run.span) == "RUN b \\\r\n  c"
    assert script.heredocs[0].body.text == "x\r\n"
    assert written(script, script.span) == "RUN <<E\r\nx\r\nE"


def test_a_lone_carriage_return_separates_words_but_not_lines() -> None:
    parsed = tree("FROM a\rAS\rb\n")
    assert isinstance(parsed.instructions[0], From)
    assert parsed.instructions[0].name is not None
    assert parsed.instructions[0].name.text == "b"


def test_spans_behind_other_scripts() -> None:
    run = one("# 한국어 주석\nRUN echo 안녕 \\\n  # 🐳\n  세계\n", Run)
    start = run.body.text.index("세계")
    assert written(run, run.body.span(start, start + 2)) == "세계"


class TestDirectives:
    def test_they_are_read_at_the_top_only(self) -> None:
        parsed = tree("# syntax = docker/dockerfile:1 \n#escape=`\n# check=skip=all\n\nFROM a\n# escape=\\\n")
        assert [(directive.name, directive.value) for directive in parsed.directives] == [
            ("syntax", "docker/dockerfile:1"),
            ("escape", "`"),
            ("check", "skip=all"),
        ]
        assert parsed.escape == "`"
        assert parsed.source.slice(parsed.directives[0].span) == "# syntax = docker/dockerfile:1"
        assert [comment.text for comment in parsed.comments] == ["escape=\\"]

    def test_nothing_is_inserted_above_them(self) -> None:
        text = "\ufeff# syntax=a\r\n# note\nFROM a\n"
        assert tree(text).first_insertable_offset == text.index("# note")
        assert tree("\ufeffFROM a\n").first_insertable_offset == 1
        assert tree("# escape=`").first_insertable_offset == len("# escape=`")

    @pytest.mark.parametrize(
        "text", ["\n# escape=`\n", "# note\n# escape=`\n", "# other=1\n# escape=`\n", "# escape=\n"]
    )
    def test_anything_else_ends_them(self, text: str) -> None:
        assert tree(text + "FROM a").escape == "\\"
        assert tree(text + "FROM a").directives == ()

    def test_a_blank_value_is_a_value_of_white_space(self) -> None:
        assert [problem.message for problem in tree("# escape=  \nFROM a").problems] == [
            "the escape character can be \\ or `, not ' '"
        ]

    def test_the_escape_character_of_windows(self) -> None:
        parsed = tree("# escape=`\nFROM a\nCOPY a `\n  c:\\\nRUN dir c:\\\n")
        copy = parsed.instructions[1]
        assert isinstance(copy, Copy)
        assert copy.destination.value == "c:\\"
        assert parsed.instructions[2].body.text == "dir c:\\"

    def test_a_repeated_one_is_a_problem_and_has_no_effect(self) -> None:
        parsed = tree("# escape=`\n# escape=\\\nFROM a\n")
        assert parsed.escape == "`"
        assert [problem.in_line_parser for problem in parsed.problems] == [True]


class TestFlags:
    def test_name_value_and_span(self) -> None:
        run = one("RUN --mount=type=cache,target=/x --network=none make", Run)
        assert [flag.name for flag in run.flags] == ["mount", "network"]
        assert run.flags[1].text == "--network=none"
        assert written(run, run.flags[1].span) == "--network=none"
        value = run.flag_value("network")
        assert value is not None
        assert (value.text, written(run, value.span)) == ("none", "none")
        assert run.body.text == "make"
        assert run.flag("missing") is None
        assert run.flag_value("missing") is None
        assert run.flags_named("mount") == run.flags[:1]
        assert repr(run.flags[1]) == "Flag('--network=none')"

    def test_quotes_and_escapes_are_taken_off(self) -> None:
        copy = one('COPY --chown=\'a b\' --chmod=7\\55 --from="\\"x" a b', Copy)
        assert [flag.text for flag in copy.flags] == ["--chown=a b", "--chmod=755", '--from="x']
        assert written(copy, copy.flags[0].span) == "--chown='a b'"
        assert copy.chown is not None
        assert (copy.chown.argument, written(copy, copy.chown.span)) == ("a b", "a b")
        assert copy.chmod is not None
        assert copy.chmod.mapped.text == "755"
        assert written(copy, copy.chmod.mapped.span(1, 3)) == "55"

    def test_they_go_on_over_continuations(self) -> None:
        run = one("RUN --mount=type=cache,\\\n# why\ntarget=/x \\\n  --network=none \\\n  make", Run)
        assert [flag.text for flag in run.flags] == ["--mount=type=cache,target=/x", "--network=none"]
        assert run.mounts[0].target == "/x"
        assert written(run, run.mounts[0].option_span("target")) == "target=/x"

    def test_two_dashes_end_them(self) -> None:
        copy = one("COPY --link -- --x /y", Copy)
        assert [flag.name for flag in copy.flags] == ["link"]
        assert [word.text for word in copy.sources] == ["--x"]

    def test_a_flag_without_value(self) -> None:
        copy = one("COPY --link --parents=false a b", Copy)
        assert copy.flags[0].value is None
        assert (copy.link, copy.parents) == (True, False)
        empty = one("COPY --from= a b", Copy)
        assert empty.from_ is not None
        assert (empty.from_.text, empty.from_.span.start) == ("", empty.flags[0].span.end)

    def test_an_escape_character_at_the_end_is_dropped(self) -> None:
        assert one("FROM a\nRUN --x\\", Run).flags[0].text == "--x"


class TestMounts:
    def test_long_names(self) -> None:
        mount = one("RUN --mount=TYPE=Secret,src=a,DST=/b,ro,uid=1 x", Run).mounts[0]
        assert mount.type == "secret"
        assert mount.options == {"type": "Secret"} | {"source": "a", "target": "/b", "readonly": "", "uid": "1"}
        assert (mount.source, mount.target, mount.from_, mount.id) == ("a", "/b", None, None)

    def test_the_type_is_bind(self) -> None:
        run = one("RUN --mount=from=a,target=$X --mount x", Run)
        assert [mount.type for mount in run.mounts] == ["bind", "bind"]
        target = run.mounts[0].option("target")
        assert target is not None
        assert target.has_variables
        assert run.mounts[0].option("source") is None
        assert run.mounts[0].option_span("source") == run.mounts[0].span
        assert run.mounts[0].option_text("from") == "from=a"

    def test_quoted_fields(self) -> None:
        mount = one('RUN --mount=\\"source=a,b\\",target=/c,\\"id=x', Run).mounts[0]
        assert mount.options == {"source": "a,b", "target": "/c", "id": "x"}


class TestFrom:
    def test_image_platform_and_name(self) -> None:
        from_ = one("FROM --platform=$BUILDPLATFORM python:3.12 As Base", From)
        assert from_.platform is not None
        assert from_.platform.text == "$BUILDPLATFORM"
        assert (from_.image.text, written(from_, from_.image.span)) == ("python:3.12", "python:3.12")
        assert from_.name is not None
        assert written(from_, from_.name.span) == "Base"
        assert tree("FROM a\nFROM b").froms[1].name is None

    def test_a_missing_image_is_an_empty_word(self) -> None:
        from_ = one("FROM ", From)
        assert (from_.image.text, from_.image.span) == ("", Span(4, 4))


class TestCommands:
    def test_shell_form(self) -> None:
        cmd = one('CMD echo "a"  b ', Cmd)
        assert not cmd.is_exec
        assert cmd.arguments == ()
        assert cmd.body.text == 'echo "a"  b'

    def test_exec_form(self) -> None:
        entrypoint = one('ENTRYPOINT [ "a b" ,\\\n "c\\n\\u00e9\\ud83d\\ude00" ]', Entrypoint)
        assert entrypoint.is_exec
        first, second = entrypoint.arguments
        assert (first.value, first.text, written(entrypoint, first.span)) == ("a b", '"a b"', '"a b"')
        assert second.value == "c\né😀"
        assert [written(entrypoint, second.mapped.span(i, i + 1)) for i in range(4)] == [
            "c",
            "\\n",
            "\\u00e9",
            "\\ud83d\\ude00",
        ]

    def test_the_exec_form_has_no_variables(self) -> None:
        word = one('CMD ["$a"]', Cmd).arguments[0]
        assert not word.has_variables
        assert word.expand(lambda _: "b") == "$a"
        assert word.value == "$a"

    @pytest.mark.parametrize(
        "body",
        [
            "['a']",
            '["a"',
            '["a"] b',
            "[ -f x ] && y",
            '["a",]',
            '["\\x"]',
            "[",
            "[NaN]",
            "[-Infinity]",
            "[ 'a' ]",
            "[]]",
            "[[]",
        ],
    )
    def test_what_is_no_json_is_shell(self, body: str) -> None:
        run = one(f"RUN {body}", Run)
        assert not run.is_exec
        assert run.body.text == body
        assert not [problem for problem in run.problems if problem.in_line_parser]

    def test_a_lone_surrogate_is_replaced(self) -> None:
        assert one('CMD ["\\ud800"]', Cmd).arguments[0].value == "\ufffd"

    def test_an_empty_array(self) -> None:
        assert one("CMD []", Cmd).is_exec
        assert one("CMD [ ] ", Cmd).arguments == ()

    def test_shell(self) -> None:
        assert [word.value for word in one('SHELL ["/bin/bash", "-c"]', Shell).arguments] == ["/bin/bash", "-c"]

    def test_healthcheck(self) -> None:
        check = one("HEALTHCHECK --interval=5s \\\n  cmd curl -f x || exit 1", Healthcheck)
        assert (check.kind, written(check, check.kind_span)) == ("CMD", "cmd")
        assert check.body.text == "curl -f x || exit 1"
        assert not check.is_exec
        assert check.flag_value("interval") is not None
        exec_form = one('HEALTHCHECK CMD ["a", "b"]', Healthcheck)
        assert [word.value for word in exec_form.arguments] == ["a", "b"]
        assert exec_form.parser_arguments == ("CMD", "a", "b")
        assert one('HEALTHCHECK CMD \u2003["a"]', Healthcheck).is_exec
        assert one("HEALTHCHECK NONE", Healthcheck).kind == "NONE"
        assert one("HEALTHCHECK", Healthcheck).kind == ""


class TestTransfers:
    def test_sources_and_destination(self) -> None:
        copy = one("COPY --from=build --chown=1:2 --chmod=644 --exclude=*.md --exclude=*.txt a b /c/", Copy)
        assert [word.text for word in copy.sources] == ["a", "b"]
        assert copy.destination.text == "/c/"
        assert copy.from_ is not None
        assert copy.from_.text == "build"
        assert [word.text for word in copy.excludes] == ["*.md", "*.txt"]
        assert not copy.link
        assert not copy.parents

    def test_json_form(self) -> None:
        add = one('ADD ["a b", "$x", "/c"]', Add)
        assert [word.value for word in add.sources] == ["a b", "$x"]
        assert add.sources[1].expand({"x": "y"}.get) == "y"
        assert add.sources[1].variables == ("x",)
        assert add.destination.value == "/c"
        assert add.from_ is None
        assert not add.parents

    def test_a_single_word_is_a_source(self) -> None:
        copy = one("COPY a", Copy)
        assert [word.text for word in copy.sources] == ["a"]
        assert (copy.destination.text, copy.destination.span) == ("", Span(6, 6))


class TestPairs:
    def test_new_form(self) -> None:
        env = one("ENV a=1 b=\"2 3\" c='4'\\ 5 \\\n    d=", Env)
        assert [(pair.name.text, pair.value.text, pair.separator) for pair in env.pairs] == [
            ("a", "1", "="),
            ("b", '"2 3"', "="),
            ("c", "'4'\\ 5", "="),
            ("d", "", "="),
        ]
        assert [pair.value.value for pair in env.pairs] == ["1", "2 3", "4 5", ""]
        assert written(env, env.pairs[1].value.span) == '"2 3"'
        assert written(env, env.pairs[3].name.span) == "d"

    def test_old_form(self) -> None:
        env = one("ENV name  a value with = in it ", Env)
        assert env.is_old_form
        assert [(pair.name.text, pair.value.text, pair.separator) for pair in env.pairs] == [
            ("name", "a value with = in it", "")
        ]

    def test_an_open_quote_reaches_to_the_end(self) -> None:
        label = one('LABEL a="b c\\', Label)
        assert [pair.value.text for pair in label.pairs] == ['"b c']
        assert one("LABEL a='b c=d", Label).pairs[0].value.text == "'b c=d"

    def test_an_escape_character_at_the_end_is_no_word(self) -> None:
        assert [word.text for word in one("ARG a \\\\\\", Arg).words] == ["a", "\\\\"]
        assert one("# escape=`\nARG a \\", Arg).words[-1].text == "\\"
        assert one("ENV \\\\\\", Env).pairs == ()
        assert one("# escape=`\nENV `", Env).words == ()

    def test_a_quoted_name(self) -> None:
        assert one('LABEL "a b"=c', Label).pairs[0].name.value == "a b"

    def test_arg(self) -> None:
        arg = one("ARG a b=1 c= d='x y'", Arg)
        assert [(name.name.text, name.default.value if name.default else None) for name in arg.names] == [
            ("a", None),
            ("b", "1"),
            ("c", ""),
            ("d", "x y"),
        ]
        assert written(arg, arg.names[3].span) == "d='x y'"


def test_the_simple_instructions() -> None:
    assert one("USER a:b c", User).user.text == "a:b c"
    assert one("WORKDIR /a b", Workdir).path.text == "/a b"
    assert one("STOPSIGNAL SIGTERM", Stopsignal).signal.text == "SIGTERM"
    assert one("MAINTAINER A B", Maintainer).name.text == "A B"
    assert [word.text for word in one("EXPOSE 80 $P/udp", Expose).ports] == ["80", "$P/udp"]
    assert [word.text for word in one("VOLUME /a /b", Volume).paths] == ["/a", "/b"]
    assert [word.value for word in one('VOLUME ["/a", "/b"]', Volume).paths] == ["/a", "/b"]
    assert one("VOLUME /a", Volume).parser_arguments == ("/a",)
    assert one("EXPOSE $P", Expose).ports[0].expand_words({"P": "80 81"}.get) == ["80", "81"]
    assert one("EXPOSE ${P:?}", Expose).ports[0].expand_words({}.get) is None


def test_onbuild_holds_an_instruction() -> None:
    onbuild = one("FROM a\nONBUILD  COPY --from=x \\\n a b", Onbuild)
    inner = onbuild.inner
    assert isinstance(inner, Copy)
    assert inner.index == onbuild.index == 1
    assert inner.from_ is not None
    assert written(inner, inner.span) == "COPY --from=x \\\n a b"
    assert written(inner, inner.destination.span) == "b"
    assert onbuild.parser_arguments == ("a", "b")
    assert isinstance(one("ONBUILD", Onbuild).inner, Unknown)
    assert one("ONBUILD ONBUILD RUN a", Onbuild).parser_arguments == ("a",)


def test_an_unknown_instruction_is_kept() -> None:
    unknown = one("FROM a\nFRUM b c", Unknown)
    assert unknown.keyword == "FRUM"
    assert unknown.body.text == "b c"
    assert unknown.parser_arguments == ("",)
    assert repr(unknown) == "<Unknown 2: 'FRUM b c'>"


def test_words_show_themselves() -> None:
    assert repr(one("USER a", User).user) == "Word('a')"


def test_a_word_that_is_expanded() -> None:
    word = one("WORKDIR /${a}/$b", Workdir).path
    assert word.variables == ("a", "b")
    assert word.expand({"a": "x", "b": "y"}.get) == "/x/y"
    assert one("WORKDIR ${a:?}", Workdir).path.expand({}.get) is None


def test_spans_in_an_embedded_text_count_in_that_text() -> None:
    run = one("FROM a\nRUN b", Run)
    assert run.span == Span(7, 12)
