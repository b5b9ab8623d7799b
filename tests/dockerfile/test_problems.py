"""Where BuildKit refuses a file: what is said, and at which words."""

from __future__ import annotations

import pytest

from dflint.dockerfile.parser import parse
from dflint.source import Source


def problems(text: str) -> list[tuple[str, str]]:
    """The words that each problem points at, and the message."""
    source = Source("Dockerfile", text)
    return [(source.slice(problem.span), problem.message) for problem in parse(source).problems]


@pytest.mark.parametrize(
    ("line", "words", "part"),
    [
        # The line parser.
        ("ENV name", "name", "needs a value"),
        ("LABEL a=b c d=e", "c", "no = in 'c'"),
        ("ONBUILD ENV a", "a", "needs a value"),
        ('CMD ["a", 1]', '["a", 1]', "strings only"),
        ('RUN [["a"]]', '[["a"]]', "strings only"),
        ('HEALTHCHECK CMD ["a", null]', '["a", null]', "strings only"),
        ('ONBUILD COPY [1, "b"]', '[1, "b"]', "strings only"),
        ("RUN <<EOF", "<<EOF", "not closed"),
        # Names and numbers of arguments.
        ("FORM a", "FORM", "did you mean FROM?"),
        ("XYZZY a", "XYZZY", "unknown instruction XYZZY"),
        ("\\\n\n\\", "", "no instruction here"),
        ("FROM", "FROM", "needs an image"),
        ("FROM b AS", "AS", "at most AS and a name"),
        ("FROM b AS c d", "AS c d", "at most AS and a name"),
        ("FROM b ASS c", "ASS c", "at most AS and a name"),
        ("FROM b AS 1c", "1c", "cannot name a stage"),
        ("FROM b AS c/d", "c/d", "cannot name a stage"),
        ("COPY a", "COPY", "at least one source"),
        ('ADD ["a"]', "ADD", "at least one source"),
        ("COPY a <<b\nb", "<<b", "cannot write to a heredoc"),
        ("ENV", "ENV", "needs a name and a value"),
        ("ENV =a", "", "needs a name before"),
        ("ARG", "ARG", "needs a name"),
        ("ARG a =b", "=b", "needs a name before"),
        ("USER", "USER", "needs an argument"),
        ("WORKDIR ", "WORKDIR", "needs an argument"),
        ("EXPOSE", "EXPOSE", "needs an argument"),
        ("STOPSIGNAL", "STOPSIGNAL", "needs an argument"),
        ("MAINTAINER", "MAINTAINER", "needs an argument"),
        ("VOLUME", "VOLUME", "needs a path"),
        ('VOLUME ["/a", " "]', '" "', "cannot be empty"),
        ("SHELL", "SHELL", "needs a JSON array"),
        ("SHELL []", "SHELL", "needs a JSON array"),
        ("SHELL /bin/sh -c", "/bin/sh -c", "wants a JSON array"),
        ("HEALTHCHECK", "HEALTHCHECK", "needs CMD"),
        ("HEALTHCHECK NONE a", "a", "takes no arguments"),
        ("HEALTHCHECK CMD", "CMD", "needs a command"),
        ("HEALTHCHECK curl x", "curl", "takes CMD or NONE, not CURL"),
        ("ONBUILD", "ONBUILD", "needs an instruction"),
        ("ONBUILD ONBUILD RUN a", "ONBUILD", "cannot stand behind ONBUILD"),
        ("ONBUILD FROM b", "FROM", "cannot stand behind ONBUILD"),
        ("ONBUILD maintainer b", "maintainer", "cannot stand behind ONBUILD"),
        # Flags.
        ("COPY --form=a b c", "--form=a", "did you mean --from?"),
        ("COPY --xyzzy b c", "--xyzzy", "has no flag --xyzzy"),
        ("USER --x a", "--x", "takes no flags"),
        ("COPY --from=a --from=b c d", "--from=b", "given twice"),
        ("COPY --link=maybe b c", "--link=maybe", "true or false"),
        ("COPY --link= b c", "--link=", "true or false"),
        ("COPY --from b c", "--from", "needs a value"),
        ("RUN --network=lan a", "--network=lan", "default, none, host"),
        ("RUN --security=on a", "--security=on", "sandbox, insecure"),
        ("HEALTHCHECK --interval=5 CMD a", "--interval=5", "is a duration"),
        ("HEALTHCHECK --timeout=-3s CMD a", "--timeout=-3s", "negative"),
        ("HEALTHCHECK --timeout=10us CMD a", "--timeout=10us", "less than 1ms"),
        ("HEALTHCHECK --retries=x CMD a", "--retries=x", "is a number"),
        ("HEALTHCHECK --retries=9999999999 CMD a", "--retries=9999999999", "is a number"),
        ("HEALTHCHECK --retries=-1 CMD a", "--retries=-1", "negative"),
        ("RUN --device=a,b c", "--device=a,b", "no option of a device"),
        ("RUN --device=name=a,name=b c", "--device=name=a,name=b", "named twice"),
        ("RUN --device=a,required=x c", "--device=a,required=x", "true or false"),
        # Mounts.
        ("RUN --mount= a", "--mount=", "needs a value"),
        ("RUN --mount=type=chache,target=/x a", "type=chache", "not 'chache'"),
        ("RUN --mount=type=cache,path=/x a", "path=/x", "no option 'path'"),
        ("RUN --mount=type=cache,target a", "target", "needs a value"),
        ("RUN --mount=from=$x,target=/x a", "from=$x", "not replaced in from="),
        ('RUN --mount=target=a\\"b a', '--mount=target=a\\"b', "whole field"),
    ],
)
def test_a_problem_and_its_place(line: str, words: str, part: str) -> None:
    (found,) = problems(f"FROM a\n{line}\n")
    assert found[0] == words
    assert part in found[1]


@pytest.mark.parametrize(
    "line",
    [
        "RUN",
        "CMD",
        "ENTRYPOINT []",
        "ARG --flag a",
        "STOPSIGNAL --flag a",
        "HEALTHCHECK --whatever NONE",
        "HEALTHCHECK --interval= --timeout=0 --start-period=1h2m3.5s --start-interval=1.s --retries=+3 CMD a",
        "ADD --keep-git-dir --unpack=FALSE --checksum=a --exclude=x --exclude=y b c",
        "ONBUILD FOO --x",
        "ONBUILD SHELL not json",
        "FROM b AS c.d-e_1",
        "RUN --mount=type=$t,target=/x --mount=type=cache,id=,target=/x --mount=from=a$,target=$x,ro b",
        "RUN --device=a,required --device=name=b,required=0 c",
        "RUN --device=vendor.com/class=0 a",
        "RUN --network=host a",
        "COPY a b # c",
        "ENV a=b c=",
    ],
)
def test_what_buildkit_accepts(line: str) -> None:
    assert problems(f"FROM a\n{line}\n") == []


def test_a_mount_without_value_is_one_problem() -> None:
    assert problems("FROM a\nRUN --mount b\n") == [("--mount", "--mount needs a value")]


class TestFiles:
    @pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "\ufeff", "# escape=`"])
    def test_a_file_without_instructions(self, text: str) -> None:
        assert problems(text) == [("", "the file has no instructions")]

    def test_a_file_without_stages(self) -> None:
        assert problems("ARG a\nARG b\n") == [("ARG", "the file has no FROM, so there is nothing to build")]

    def test_an_instruction_before_the_first_stage(self) -> None:
        assert problems("ARG a\nRUN b\nENV c=d\nFROM e\n") == [
            ("RUN", "RUN stands before the first FROM, where only ARG may stand")
        ]

    def test_an_unknown_instruction_before_the_first_stage_is_one_problem(self) -> None:
        assert [message for _, message in problems("FRMO a\nFROM b\n")] == [
            "unknown instruction FRMO, did you mean FROM?"
        ]

    def test_problems_come_in_the_order_of_their_places(self) -> None:
        text = "# escape=x\nFROM a b\nENV c\nRUN <<d\n"
        found = [words for words, _ in problems(text)]
        assert found == ["# escape=x", "b", "c", "<<d"]

    @pytest.mark.parametrize(
        ("length", "newline", "is_refused"),
        [(65535, "\n", False), (65536, "\n", True), (65535, "", False), (65536, "", True)],
    )
    def test_a_line_may_have_65535_bytes(self, length: int, newline: str, is_refused: bool) -> None:
        line = "RUN " + "a" * (length - 4)
        assert bool(problems(f"FROM a\n{line}{newline}")) is is_refused

    def test_the_length_of_a_line_is_counted_in_bytes(self) -> None:
        assert len(problems("FROM a\nRUN " + "한" * 21844 + "\n")) == 1
        assert problems("FROM a\nRUN " + "한" * 21843 + "\n") == []
